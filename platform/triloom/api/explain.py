"""`…/records/{id}/explain`: why somebody can, or cannot, see or change a record."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from triloom.access import explain as explanations
from triloom.access.capabilities import require_capability
from triloom.access.grants import FieldRight
from triloom.api.dependencies import Read
from triloom.audit.security_log import record_event
from triloom.context import RequestContext
from triloom.messages import CATALOGUE
from triloom.records.layout import layout_of
from triloom.records.read import get_record, load_image, not_found
from triloom_core.messages import render

router = APIRouter(tags=["records"])


class OriginBody(BaseModel):
    """Where a grant is written."""

    kind: str
    key: str
    pointer: str


class ReasonBody(BaseModel):
    """One sentence of the explanation, with the grant it speaks of."""

    code: str
    message: str
    origin: OriginBody | None


class ActionBody(BaseModel):
    """Whether an action is allowed and why."""

    allowed: bool
    reasons: list[ReasonBody]


class FieldBody(BaseModel):
    """The right on a field and why."""

    right: str
    reasons: list[ReasonBody]


class ExplainedUser(BaseModel):
    """Whose rights are explained."""

    id: uuid.UUID | None
    name: str
    roles: list[str]


class ExplainAnswer(BaseModel):
    """What one user may do with one record, action by action and field by field."""

    user: ExplainedUser
    actions: dict[str, ActionBody]
    fields: dict[str, FieldBody]


def _reasons(ctx: RequestContext, reasons: tuple[explanations.Reason, ...]) -> list[ReasonBody]:
    return [
        ReasonBody(
            code=item.code,
            message=render(CATALOGUE, item.code, ctx.language, item.data),
            origin=OriginBody(kind=item.origin[0], key=item.origin[1], pointer=item.origin[2])
            if item.origin
            else None,
        )
        for item in reasons
    ]


@router.get("/apps/{app}/forms/{form}/records/{record_id}/explain")
def explain_record(
    ctx: Read,
    app: Annotated[str, Path(max_length=63)],
    form: Annotated[str, Path(max_length=63)],
    record_id: uuid.UUID,
    user: Annotated[uuid.UUID | None, Query(description="Whose rights; mine if absent.")] = None,
    field: Annotated[str | None, Query(max_length=63)] = None,
) -> ExplainAnswer:
    """Explain my rights on a record that I can read, or (to administrators) those of anybody."""
    published = ctx.catalog.form(app, form)
    wanted = user or ctx.principal.user_id
    is_self = wanted == ctx.principal.user_id
    if is_self:
        get_record(ctx, published, record_id)
    else:
        require_capability(ctx, "administer", app)
    image = load_image(ctx, layout_of(published), record_id)
    if image is None or wanted is None:
        raise not_found(published, record_id)
    found = explanations.explain(ctx, published, image, wanted, field)
    shown = [item for item in found.fields if not is_self or item.right > FieldRight.NONE]
    if is_self and field is not None and not shown:
        raise explanations.unknown_field(field)
    if not is_self:
        _note(ctx, wanted, published.key, record_id)
    return ExplainAnswer(
        user=ExplainedUser(
            id=found.user.user_id,
            name=found.user.name,
            roles=sorted(found.user.roles_in(app)),
        ),
        actions={
            item.action: ActionBody(allowed=item.is_allowed, reasons=_reasons(ctx, item.reasons))
            for item in found.actions
        },
        fields={
            item.field: FieldBody(
                right=item.right.name.lower(), reasons=_reasons(ctx, item.reasons)
            )
            for item in shown
        },
    )


def _note(ctx: RequestContext, user_id: uuid.UUID, form_key: str, record_id: uuid.UUID) -> None:
    """Log the look at somebody's rights in a transaction of its own: this one only reads."""
    with ctx.services.database.write() as connection:
        record_event(
            connection,
            ctx.tenant_id,
            ctx.now,
            kind="rights.explained",
            actor_id=ctx.principal.user_id,
            subject_id=user_id,
            request_id=ctx.request_id,
            data={"form": form_key, "record": str(record_id)},
        )
