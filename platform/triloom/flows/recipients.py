"""Who gets a notice, and its text in their language with what they themselves may see."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from triloom.access.principal import Principal
from triloom.access.standing import load_standing
from triloom.access.tables import user
from triloom.context import RequestContext
from triloom.flows.people import members_of
from triloom.flows.store import user_id
from triloom.messages import CATALOGUE
from triloom.records.present import record_to_json
from triloom.records.read import get_record
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_core.messages import render
from triloom_core.text import LocalizedText, pick
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.flows.store import Instance

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
UNSEEN = "…"
"""What stands for a value that the reader may not see."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person who is told something."""

    id: uuid.UUID
    email: str | None
    principal: Principal


def recipients(
    ctx: RequestContext, app_key: str, users: Sequence[str], roles: Sequence[str]
) -> list[Recipient]:
    """Return the enabled users named directly or through a role, each once."""
    wanted = dict.fromkeys(users)
    for role in roles:
        wanted.update(dict.fromkeys(members_of(ctx, app_key, role)))
    ids = [found for text in wanted if (found := user_id(text)) is not None]
    logins = [text for text in wanted if user_id(text) is None]
    statement = sa.select(
        user.c.id, user.c.login, user.c.name, user.c.email, user.c.language, user.c.is_admin
    ).where(
        user.c.tenant_id == ctx.tenant_id,
        user.c.disabled_at.is_(None),
        sa.or_(user.c.id.in_(ids), user.c.login.in_(logins)),
    )
    return [
        Recipient(row.id, row.email, principal_of(ctx, row))
        for row in ctx.connection.execute(statement.order_by(user.c.login_key))
    ]


def principal_of(ctx: RequestContext, row: Any) -> Principal:
    """Return a user as a principal with the rights they have now."""
    standing = load_standing(ctx.connection, ctx.tenant_id, row.id)
    return Principal(
        kind="user",
        user_id=row.id,
        login=row.login,
        name=row.name,
        language=row.language,
        is_admin=row.is_admin,
        role_keys=frozenset(role for _app, role in standing.app_roles),
        team_ids=standing.team_ids,
        app_roles=standing.app_roles,
        standing=standing,
    )


def text_for(
    ctx: RequestContext, instance: "Instance", person: Recipient, payload: JsonObject
) -> tuple[str, str | None]:
    """Return (title, body) of a notice as its reader may read it."""
    language = person.principal.language or ctx.organisation.default_language
    record = _seen(ctx, instance, person, language)
    code = payload.get("code")
    if isinstance(code, str):
        title = render(CATALOGUE, code, language)
        return title, None if record is None else str(record["title"])
    default = ctx.organisation.default_language
    title_text = pick(cast("LocalizedText", payload.get("title") or ""), language, default)
    body_text = pick(cast("LocalizedText", payload.get("body") or ""), language, default)
    shown = _shown(ctx, instance, record, language)
    return _fill(title_text, shown), _fill(body_text, shown) or None


def _seen(
    ctx: RequestContext, instance: "Instance", person: Recipient, language: str
) -> JsonObject | None:
    theirs = ctx.acting_as(person.principal)
    theirs.language = language
    try:
        form = ctx.catalog.form_by_id(instance.form_id)
        return record_to_json(theirs, get_record(theirs, form, instance.record_id))
    except TriloomError:
        return None


def _shown(
    ctx: RequestContext, instance: "Instance", record: JsonObject | None, language: str
) -> dict[str, str]:
    if record is None:
        return {}
    form = ctx.catalog.form_by_id(instance.form_id)
    values = cast("JsonObject", record["values"])
    links = cast("JsonObject", record["links"])
    shown = {"title": str(record["title"])}
    for field in form.spec.fields:
        if field.key not in values:
            continue
        value = values[field.key]
        if value is None:
            shown[field.key] = ""
        elif field.key in links and not field.fields:
            target = links[field.key]
            shown[field.key] = str(target["title"]) if isinstance(target, dict) else UNSEEN
        else:
            shown[field.key] = _format(field.type, field, value, language)
    return shown


def _format(type_name: str, field: object, value: Json, language: str) -> str:
    try:
        return field_type(type_name).format_text(field, value, language)  # type: ignore[arg-type]
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return UNSEEN


def _fill(template: str, shown: dict[str, str]) -> str:
    return _PLACE.sub(lambda place: shown.get(place.group(1), UNSEEN), template)
