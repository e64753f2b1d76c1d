"""Links to other records and to users: titles in one query per form, existence in one per save."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.access.tables import user as user_table
from triloom.context import RequestContext
from triloom.records.layout import FormLayout, StoredField, layout_of
from triloom.records.listeners import Image
from triloom.records.predicates import row_condition
from triloom.records.relations import form_by_key, setting
from triloom.records.visibility import visibility_of
from triloom_core.errors import Fault
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

Titles = dict[str, dict[str, Json]]
"""Record id → {"id", "title", "deleted"?}; a record that is missing here is not readable."""


def titles(ctx: RequestContext, form: "PublishedForm", ids: Collection[str]) -> Titles:
    """Return the titles of the records the reader may see, trashed ones marked; one statement."""
    layout = layout_of(form)
    table = layout.table
    items = [item for item in layout.plan.stored if item.field.key in layout.title_keys]
    statement = sa.select(table.c.id, table.c.deleted_at, *[item.column for item in items]).where(
        table.c.id.in_([uuid.UUID(item) for item in ids])
    )
    readable = row_condition(ctx, form, "read", table)
    if readable is not None:
        statement = statement.where(readable)
    visibility = visibility_of(ctx, form)
    found: Titles = {}
    for row in ctx.connection.execute(statement):
        image: Image = {
            item.field.key: item.decode(value) for item, value in zip(items, row[2:], strict=True)
        }
        title = layout.title(visibility.show(image), ctx.language)
        entry: dict[str, Json] = {"id": str(row[0]), "title": title or str(row[0])}
        if row[1] is not None:
            entry["deleted"] = True
        found[str(row[0])] = entry
    return found


_NAMES = sa.select(user_table.c.id, user_table.c.name).where(
    user_table.c.tenant_id == sa.bindparam("tenant"),
    user_table.c.id.in_(sa.bindparam("ids", expanding=True)),
)


def user_names(ctx: RequestContext, ids: Collection[str]) -> dict[str, dict[str, Json]]:
    """Return {"id", "name"} of users by id; one statement."""
    found: dict[str, dict[str, Json]] = {}
    mine = str(ctx.principal.user_id)
    if mine in ids:
        # The caller's own row was read to let them in.
        found[mine] = {"id": mine, "name": ctx.principal.name}
    others = [uuid.UUID(item) for item in ids if item != mine]
    if others:
        for row in ctx.connection.execute(_NAMES, {"tenant": ctx.tenant_id, "ids": others}):
            found[str(row[0])] = {"id": str(row[0]), "name": row[1]}
    return found


def link_target(
    ctx: RequestContext, layout: FormLayout, item: StoredField
) -> "PublishedForm | None":
    """Return the form that a link, or a lookup of a link, points at."""
    return form_by_key(ctx, layout.form, setting(item.shown_as, "target"))


def titles_of(
    ctx: RequestContext, layout: FormLayout, images: Sequence[Image]
) -> dict[tuple[str, ...], Titles]:
    """Return the titles of all links of some records; one statement per target form.

    A link of the form is found under `(field key,)`, one of its sub-rows under
    `(sub-table key, field key)`.
    """
    wanted: dict[uuid.UUID, set[str]] = {}
    targets: dict[tuple[str, ...], uuid.UUID] = {}
    for path, item, ids in _linked(layout, images):
        target = link_target(ctx, layout, item) if ids else None
        if target is not None:
            targets[path] = target.id
            wanted.setdefault(target.id, set()).update(ids)
    found = {
        form_id: titles(ctx, ctx.catalog.form_by_id(form_id), ids)
        for form_id, ids in wanted.items()
    }
    return {path: found[form_id] for path, form_id in targets.items()}


def _linked(
    layout: FormLayout, images: Sequence[Image]
) -> Iterator[tuple[tuple[str, ...], StoredField, set[str]]]:
    """Yield every link of a form and of its sub-tables with the record ids that it holds."""
    for item in layout.links:
        key = item.field.key
        yield (key,), item, {str(value) for image in images if (value := image.get(key))}
    for sub in layout.sub_tables:
        rows = [row for image in images for row in rows_of(image, sub.field.key)]
        for item in sub.shown_links:
            key = item.field.key
            yield (
                (sub.field.key, key),
                item,
                {str(value) for row in rows if (value := row.get(key))},
            )


def rows_of(image: Mapping[str, Json], key: str) -> list[dict[str, Json]]:
    """Return the rows of a sub-table that an image holds."""
    rows = image.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


LinkUse = tuple[str, StoredField, str]
"""(pointer, link field, record id) of one link that is being written."""


def link_faults(ctx: RequestContext, layout: FormLayout, uses: Sequence[LinkUse]) -> list[Fault]:
    """Return a fault for every link to a record that is absent, unreadable or in the trash.

    All targets are asked in one statement. Users are checked in the same one.
    """
    by_form: dict[uuid.UUID | None, set[uuid.UUID]] = {}
    placed: list[tuple[LinkUse, uuid.UUID | None]] = []
    for use in uses:
        item = use[1]
        target = None if item.field.type == "user" else link_target(ctx, layout, item)
        form_id = None if target is None else target.id
        placed.append((use, form_id))
        by_form.setdefault(form_id, set()).add(uuid.UUID(use[2]))
    if not placed:
        return []
    states = _states(ctx, by_form)
    faults: list[Fault] = []
    for (pointer, item, record_id), form_id in placed:
        state = states.get((form_id, uuid.UUID(record_id)))
        data: dict[str, Json] = {"field": item.field.title(ctx.language), "id": record_id}
        if state is None:
            code = "record.user_not_found" if item.field.type == "user" else "record.link_not_found"
            faults.append(Fault(pointer, code, data))
        elif state:
            faults.append(Fault(pointer, "record.link_in_trash", data))
    return faults


def _states(
    ctx: RequestContext, by_form: Mapping[uuid.UUID | None, set[uuid.UUID]]
) -> dict[tuple[uuid.UUID | None, uuid.UUID], bool]:
    """Return whether each known target is in the trash."""
    parts: list[sa.Select[Any]] = []
    forms: list[uuid.UUID | None] = list(by_form)
    for index, form_id in enumerate(forms):
        ids = list(by_form[form_id])
        if form_id is None:
            part = sa.select(
                sa.literal(index), user_table.c.id, user_table.c.disabled_at.is_not(None)
            ).where(user_table.c.tenant_id == ctx.tenant_id, user_table.c.id.in_(ids))
        else:
            form = ctx.catalog.form_by_id(form_id)
            table = form.table
            part = sa.select(sa.literal(index), table.c.id, table.c.deleted_at.is_not(None)).where(
                table.c.id.in_(ids)
            )
            readable = row_condition(ctx, form, "read", table)
            if readable is not None:
                part = part.where(readable)
        parts.append(part)
    statement = parts[0] if len(parts) == 1 else sa.union_all(*parts)
    return {(forms[row[0]], row[1]): bool(row[2]) for row in ctx.connection.execute(statement)}


def links_in(layout: FormLayout, values: Mapping[str, Json], pointer: str) -> list[LinkUse]:
    """Return the links and users that some values name, sub-rows included."""
    found: list[LinkUse] = []
    for item in (*layout.links, *layout.users):
        value = values.get(item.field.key)
        if isinstance(value, str) and not item.type.computed:
            found.append((f"{pointer}/{item.field.key}", item, value))
    for sub in layout.sub_tables:
        rows = values.get(sub.field.key)
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            for item in sub.links:
                value = row.get(item.field.key) if isinstance(row, dict) else None
                if isinstance(value, str):
                    place = f"{pointer}/{sub.field.key}/{index}/{item.field.key}"
                    found.append((place, item, value))
    return found
