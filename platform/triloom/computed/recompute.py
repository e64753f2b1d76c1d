"""Carries a change along the dependency graph: into the same record, then into others.

Few records follow inside the transaction that changed their input; many follow by a job in chunks
of their own, so that no user waits for them.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.access.principal import SYSTEM
from triloom.computed.evaluate import compute
from triloom.computed.graph import (
    EXISTENCE,
    AppGraph,
    ComputedField,
    RemoteEdge,
    graph_of,
)  # fmt: skip
from triloom.context import RequestContext
from triloom.records.engine_values import COMPUTED, apply_engine_values_many
from triloom.records.layout import layout_of
from triloom.records.listeners import RecordChange
from triloom.records.read import load_images
from triloom_core.ids import column_name, new_id
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm
    from triloom.services import Services

INLINE = 500
"""Records that are recomputed within the transaction; beyond it a job does it."""
CHUNK = 500
DEEPEST = 12
"""Forms that one change may travel through; cycles over forms end here."""
JOB = "computed.recompute"


def follow(ctx: RequestContext, changes: Sequence[RecordChange]) -> None:
    """Recompute what depends on written changes: other fields of the same records, then others."""
    engine = ctx if ctx.principal is SYSTEM else ctx.acting_as(SYSTEM)
    by_form: dict[uuid.UUID, list[RecordChange]] = {}
    for change in changes:
        by_form.setdefault(change.form.id, []).append(change)
    for group in by_form.values():
        _own_fields(engine, group)
        spread(engine, group)


def _own_fields(ctx: RequestContext, changes: Sequence[RecordChange]) -> None:
    form = changes[0].form
    graph = graph_of(ctx, form.app_key).forms[form.key]
    fields = graph.affected({key for change in changes for key in change.changed})
    if fields:
        recompute(ctx, form, [change.record_id for change in changes], fields)


def spread(ctx: RequestContext, changes: Sequence[RecordChange], *, depth: int = 0) -> None:
    """Recompute fields of other records that read what the changes (of one form) touched."""
    if not changes or depth >= DEEPEST:
        return
    form = changes[0].form
    graph = graph_of(ctx, form.app_key)
    touched: set[str] = set()
    for change in changes:
        touched |= change.changed
        if change.op != "update":
            touched.add(EXISTENCE)
    targets: dict[str, dict[str, set[uuid.UUID]]] = {}
    for edge in graph.edges(form.key, touched):
        relevant = [item for item in changes if _concerns(graph, edge, form.key, item)]
        ids = reached(ctx, edge, form, relevant)
        if ids is None:
            _enqueue(ctx, form, edge, relevant)
        elif ids:
            targets.setdefault(edge.form_key, {}).setdefault(edge.field_key, set()).update(ids)
    for form_key, by_field in targets.items():
        _recompute_form(ctx, ctx.catalog.form(form.app_key, form_key), by_field, depth)


def _concerns(graph: AppGraph, edge: RemoteEdge, form_key: str, change: RecordChange) -> bool:
    keys = set(change.changed) | ({EXISTENCE} if change.op != "update" else set())
    return any(edge in graph.remote.get((form_key, key), ()) for key in keys)


def _recompute_form(
    ctx: RequestContext,
    form: "PublishedForm",
    by_field: Mapping[str, set[uuid.UUID]],
    depth: int,
) -> None:
    graph = graph_of(ctx, form.app_key).forms[form.key]
    ids = sorted({record_id for found in by_field.values() for record_id in found})
    direct = [item for item in graph.ordered if item.field.key in by_field]
    fields = {item.field.key: item for item in direct}
    fields.update((item.field.key, item) for item in graph.affected(fields))
    ordered = [item for item in graph.ordered if item.field.key in fields]
    changed = recompute(ctx, form, ids, ordered)
    spread(ctx, changed, depth=depth + 1)


def recompute(
    ctx: RequestContext,
    form: "PublishedForm",
    ids: Iterable[uuid.UUID],
    fields: Sequence[ComputedField],
) -> list[RecordChange]:
    """Compute some fields of some records anew and write what differs; returns those changes."""
    layout = layout_of(form)
    wanted = list(dict.fromkeys(ids))
    changes: list[RecordChange] = []
    for start in range(0, len(wanted), CHUNK):
        before = load_images(ctx, layout, wanted[start : start + CHUNK], lock=True)
        copies = [dict(image) for image in before.values()]
        values = compute(ctx, form, copies, fields)
        differing = {
            record_id: value for record_id, value in zip(before, values, strict=True) if value
        }
        changes += apply_engine_values_many(
            ctx,
            form,
            differing,
            reason=COMPUTED,
            images=before,
        )
    return changes


def reached(
    ctx: RequestContext,
    edge: RemoteEdge,
    changed_form: "PublishedForm",
    changes: Sequence[RecordChange],
) -> list[uuid.UUID] | None:
    """Return the records that an edge leads to; None when there are too many for one transaction."""
    if edge.via is not None:
        found: set[uuid.UUID] = set()
        for change in changes:
            for image in (change.before, change.after):
                value = (image or {}).get(edge.via)
                if isinstance(value, str):
                    found.add(uuid.UUID(value))
        return sorted(found)
    statement = reached_statement(ctx, edge, changed_form, [item.record_id for item in changes])
    if statement is None:
        return []
    rows = list(ctx.connection.execute(statement.limit(INLINE + 1)).scalars())
    return None if len(rows) > INLINE else rows


def reached_statement(
    ctx: RequestContext,
    edge: RemoteEdge,
    changed_form: "PublishedForm",
    ids: Sequence[uuid.UUID],
) -> sa.Select[Any] | None:
    """Return the query for the ids of the records whose link path ends at the changed ones."""
    from triloom.records.relations import (  # noqa: PLC0415  (imports this room's callers)
        field_of,
        form_by_key,
        setting,
    )

    forms: list[PublishedForm] = [ctx.catalog.form(changed_form.app_key, edge.form_key)]
    links = []
    for hop in edge.hops:
        link = field_of(forms[-1], hop)
        following = None if link is None else form_by_key(ctx, forms[-1], setting(link, "target"))
        if link is None or following is None:
            return None
        links.append(link)
        forms.append(following)
    inner: sa.Select[Any] | Sequence[uuid.UUID] = ids
    for form, link in reversed(list(zip(forms, links, strict=False))):
        table = form.table
        inner = sa.select(table.c.id).where(
            table.c[column_name(link.id)].in_(inner), table.c.deleted_at.is_(None)
        )
    return inner if isinstance(inner, sa.Select) else None


def _enqueue(
    ctx: RequestContext,
    form: "PublishedForm",
    edge: RemoteEdge,
    changes: Sequence[RecordChange],
) -> None:
    sources: list[Json] = [str(change.record_id) for change in changes]
    payload: JsonObject = {
        "app": form.app_key,
        "changed_form": form.key,
        "form": edge.form_key,
        "field": edge.field_key,
        "hops": list(edge.hops),
        "ids": sources,
    }
    ctx.services.jobs.enqueue(ctx.connection, str(new_id()), JOB, payload)


def enqueue_form(ctx: RequestContext, form: "PublishedForm", field_keys: Sequence[str]) -> None:
    """Have fields of all records of a form computed anew, after a publish that changed them."""
    keys: list[Json] = list(field_keys)
    payload: JsonObject = {"app": form.app_key, "form": form.key, "fields": keys}
    ctx.services.jobs.enqueue(ctx.connection, str(new_id()), JOB, payload)


def run_job(services: "Services", payload: JsonObject) -> Json:
    """Recompute what a job says, in chunks with a transaction each; running twice does no harm."""
    app, form_key = str(payload["app"]), str(payload["form"])
    after = uuid.UUID(int=0)
    done = 0
    while True:
        with services.transaction(SYSTEM) as ctx:
            form = ctx.catalog.form(app, form_key)
            ids = _next_ids(ctx, form, payload, after)
            if not ids:
                return {"records": done}
            keys = _field_keys(payload)
            graph = graph_of(ctx, app).forms[form.key]
            fields = {item.field.key: item for item in graph.ordered if item.field.key in keys}
            fields.update((item.field.key, item) for item in graph.affected(fields))
            ordered = [item for item in graph.ordered if item.field.key in fields]
            spread(ctx, recompute(ctx, form, ids, ordered))
        after = ids[-1]
        done += len(ids)


def _field_keys(payload: JsonObject) -> set[str]:
    fields = payload.get("fields")
    return {str(key) for key in fields} if isinstance(fields, list) else {str(payload["field"])}


def _next_ids(
    ctx: RequestContext, form: "PublishedForm", payload: JsonObject, after: uuid.UUID
) -> list[uuid.UUID]:
    table = form.table
    statement = sa.select(table.c.id).where(table.c.id > after).order_by(table.c.id).limit(CHUNK)
    given = payload.get("ids")
    if isinstance(given, list):
        hops = payload.get("hops")
        path = tuple(str(hop) for hop in hops) if isinstance(hops, list) else ()
        edge = RemoteEdge(form.key, str(payload["field"]), path)
        changed = ctx.catalog.form(form.app_key, str(payload["changed_form"]))
        ids = [uuid.UUID(str(item)) for item in given]
        reaching = reached_statement(ctx, edge, changed, ids)
        if reaching is None:
            return []
        statement = statement.where(table.c.id.in_(reaching))
    return list(ctx.connection.execute(statement).scalars())
