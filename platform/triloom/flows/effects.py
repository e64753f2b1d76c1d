"""Carries effects out: record effects inside the transaction, the others as rows with a job."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa

from triloom.access.principal import SYSTEM
from triloom.context import RequestContext
from triloom.flows import people
from triloom.flows.tables import flow_effect
from triloom.records import write
from triloom.records.engine_values import note_write
from triloom.records.layout import layout_of
from triloom.records.listeners import Image
from triloom.records.read import load_image
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import Json
from triloom_flow.commands import Resume
from triloom_flow.effects import INLINE_KINDS, Effect
from triloom_flow.scalars import to_json

if TYPE_CHECKING:
    from triloom.flows.store import Instance
    from triloom.metadata.catalog import PublishedForm

SOURCE = "flow"


def carry_out(
    ctx: RequestContext, form: "PublishedForm", instance: "Instance", image: Image, effect: Effect
) -> Resume | None:
    """Do an effect or leave it to a job; returns the command that goes on after an inline one."""
    engine = ctx.acting_as(SYSTEM)
    if effect.kind in INLINE_KINDS:
        note_write(ctx)
    match effect.kind:
        case "update_record":
            _update(engine, form, image, effect.payload)
            return Resume(cast("int", effect.token))
        case "create_record":
            return _create(engine, form, image, effect)
        case "assign":
            owner = uuid.UUID(str(effect.payload["user"]))
            _give(engine, form, image, owner)
            people.move_cursor(ctx, instance.flow_id, effect.node, owner)
            return Resume(cast("int", effect.token))
        case _:
            _leave_to_job(ctx, instance, effect)
            return None


def _update(
    ctx: RequestContext, form: "PublishedForm", image: Image, payload: Mapping[str, object]
) -> None:
    target, present = form, image
    via = payload.get("via")
    if via:
        linked = _linked(ctx, form, image, str(via))
        if linked is None:
            return
        target, present = linked
    values = api_values(target, cast("Mapping[str, object]", payload["values"]))
    write.update_record(
        ctx,
        target,
        uuid.UUID(str(present["id"])),
        values,
        base_rev=int(str(present["rev"])),
        source=SOURCE,
    )


def _linked(
    ctx: RequestContext, form: "PublishedForm", image: Image, via: str
) -> "tuple[PublishedForm, Image] | None":
    item = layout_of(form).plan.by_key.get(via)
    identifier = image.get(via)
    if item is None or not isinstance(identifier, str):
        return None
    target = ctx.catalog.form(form.app_key, str(item.field.settings.get("target")))
    found = load_image(ctx, layout_of(target), uuid.UUID(identifier))
    return None if found is None or found["deleted_at"] is not None else (target, found)


def _create(ctx: RequestContext, form: "PublishedForm", image: Image, effect: Effect) -> Resume:
    target = ctx.catalog.form(form.app_key, str(effect.payload["form"]))
    values = api_values(target, cast("Mapping[str, object]", effect.payload["values"]))
    owner = image.get("owner_id")
    record = write.create_record(
        ctx,
        target,
        values,
        owner_id=uuid.UUID(owner) if isinstance(owner, str) else None,
        source=SOURCE,
    )
    name = effect.payload.get("save_as")
    variables: dict[str, Json] = {str(name): str(record.id)} if name else {}
    return Resume(cast("int", effect.token), variables=variables)


def _give(ctx: RequestContext, form: "PublishedForm", image: Image, owner: uuid.UUID) -> None:
    if image.get("owner_id") == str(owner):
        return
    write.update_record(
        ctx,
        form,
        uuid.UUID(str(image["id"])),
        {},
        base_rev=int(str(image["rev"])),
        owner_id=owner,
        source=SOURCE,
    )


def _leave_to_job(ctx: RequestContext, instance: "Instance", effect: Effect) -> None:
    identifier = new_id()
    ctx.connection.execute(
        flow_effect.insert().values(
            tenant_id=ctx.tenant_id,
            id=identifier,
            instance_id=instance.id,
            number=effect.number,
            token=effect.token,
            node=effect.node,
            kind=effect.kind,
            payload=cast("dict[str, Json]", to_json(dict(effect.payload))),
            state="pending",
            attempts=0,
            created_at=ctx.now,
        )
    )
    # The id names instance, revision and node: a step that runs twice enqueues once.
    job_id = f"{instance.id}:{instance.rev}:{effect.node}:{effect.number}"
    ctx.services.jobs.enqueue(
        ctx.connection, job_id, "flow.effect", {"effect": str(identifier)}, queue="outside"
    )


def resend(ctx: RequestContext, instance_id: uuid.UUID) -> None:
    """Enqueue the open effects of an instance again, for a retry; what was delivered is not redone."""
    statement = sa.select(flow_effect.c.id).where(
        flow_effect.c.instance_id == instance_id,
        flow_effect.c.state.in_(("pending", "sending")),
    )
    for effect_id in ctx.connection.execute(statement).scalars():
        ctx.services.jobs.enqueue(
            ctx.connection,
            f"{effect_id}:{new_id()}",
            "flow.effect",
            {"effect": str(effect_id)},
            queue="outside",
        )


def api_values(form: "PublishedForm", values: Mapping[str, object]) -> dict[str, Json]:
    """Return expression values as API values of the fields of a form, by key."""
    fields = layout_of(form).fields_by_key
    converted: dict[str, Json] = {}
    for key, value in values.items():
        field = fields.get(key)
        if field is None:
            raise TriloomError("flow.field_gone", status=409, data={"field": key})
        converted[key] = _api_value(field.type, field.settings, value)
    return converted


def _api_value(type_name: str, settings: Mapping[str, Json], value: object) -> Json:
    if value is None:
        return None
    if type_name == "currency" and isinstance(value, Decimal | int):
        return {"amount": str(value), "currency": settings.get("currency")}
    if type_name in ("decimal", "percent") and isinstance(value, int):
        return str(value)
    if type_name in ("integer", "rating") and isinstance(value, Decimal):
        return int(value)
    return to_json(value)
