"""Notices to users: written once per source and user, listed, marked as read."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from triloom.connect.tables import notification
from triloom.context import RequestContext
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import JsonObject

LONGEST_TITLE = 300
LONGEST_BODY = 4_000


def notify(
    ctx: RequestContext,
    user_id: uuid.UUID,
    *,
    source_id: uuid.UUID,
    title: str,
    body: str | None = None,
    app_key: str | None = None,
    form_id: uuid.UUID | None = None,
    record_id: uuid.UUID | None = None,
    task_id: uuid.UUID | None = None,
) -> bool:
    """Tell a user something; False when this source told them already."""
    known = sa.select(notification.c.id).where(
        notification.c.source_id == source_id, notification.c.user_id == user_id
    )
    if ctx.connection.execute(known).first() is not None:
        return False
    ctx.connection.execute(
        notification.insert().values(
            tenant_id=ctx.tenant_id,
            id=new_id(),
            user_id=user_id,
            source_id=source_id,
            title=title[:LONGEST_TITLE],
            body=None if body is None else body[:LONGEST_BODY],
            app_key=app_key,
            form_id=form_id,
            record_id=record_id,
            task_id=task_id,
            created_at=ctx.now,
        )
    )
    return True


def list_notifications(
    ctx: RequestContext, *, unread_only: bool, limit: int, before: datetime | None = None
) -> JsonObject:
    """Return the caller's notices, the newest first, and how many are unread."""
    mine = sa.and_(
        notification.c.tenant_id == ctx.tenant_id,
        notification.c.user_id == ctx.principal.user_id,
    )
    statement = sa.select(notification).where(mine)
    if unread_only:
        statement = statement.where(notification.c.read_at.is_(None))
    if before is not None:
        statement = statement.where(notification.c.created_at < before)
    statement = statement.order_by(
        notification.c.created_at.desc(), notification.c.id.desc()
    ).limit(limit)
    rows = ctx.connection.execute(statement).all()
    unread = ctx.connection.execute(
        sa.select(sa.func.count())
        .select_from(notification)
        .where(mine, notification.c.read_at.is_(None))
    ).scalar_one()
    forms = _form_keys(ctx, [row.form_id for row in rows])
    return {
        "items": [
            {
                "id": str(row.id),
                "title": row.title,
                "body": row.body,
                "app": row.app_key,
                "form": forms.get(row.form_id),
                "record": _text(row.record_id),
                "task": _text(row.task_id),
                "created_at": row.created_at.isoformat().replace("+00:00", "Z"),
                "read": row.read_at is not None,
            }
            for row in rows
        ],
        "unread": unread,
    }


def mark_read(ctx: RequestContext, notification_id: uuid.UUID | None) -> int:
    """Mark one notice of the caller, or (None) all of them, as read; raises 404 for no such one."""
    chosen = sa.and_(
        notification.c.tenant_id == ctx.tenant_id,
        notification.c.user_id == ctx.principal.user_id,
    )
    if notification_id is not None:
        chosen = sa.and_(chosen, notification.c.id == notification_id)
        if ctx.connection.execute(sa.select(notification.c.id).where(chosen)).first() is None:
            raise TriloomError("notification.unknown", status=404)
    return ctx.connection.execute(
        notification.update()
        .where(chosen, notification.c.read_at.is_(None))
        .values(read_at=ctx.now)
    ).rowcount


def _form_keys(
    ctx: RequestContext, form_ids: Sequence[uuid.UUID | None]
) -> dict[uuid.UUID | None, str]:
    keys: dict[uuid.UUID | None, str] = {}
    for form_id in {item for item in form_ids if item is not None}:
        try:
            keys[form_id] = ctx.catalog.form_by_id(form_id).key
        except TriloomError:
            continue
    return keys


def _text(identifier: uuid.UUID | None) -> str | None:
    return None if identifier is None else str(identifier)
