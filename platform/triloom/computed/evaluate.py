"""Computes formulas, lookups and roll-ups of many records of one form at once.

Formulas run in Python over the record's image. Lookups and paths over links are read in one
statement per path, roll-ups over other forms in one statement per field.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.principal import SYSTEM
from triloom.computed.graph import ComputedField, Path, tree_of
from triloom.computed.rollups import rollups, sub_rollup
from triloom.context import RequestContext
from triloom.records.layout import FormLayout, StoredField, effective, layout_of
from triloom.records.listeners import Image
from triloom.records.relations import field_of, form_by_key, setting
from triloom.records.source import SYSTEM_TYPES, Source
from triloom_core.errors import TriloomError
from triloom_core.expression import Environment, Kind, compile_expression
from triloom_core.json_types import Json
from triloom_core.value_types import Value
from triloom_form.field_type import TextFault
from triloom_form.spec import FieldSpec
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

Evaluator = Callable[[Environment], Value]
LinkedValues = dict[Path, dict[str, Value]]
"""Path → record id → the value at the end of the path."""


def compute(
    ctx: RequestContext,
    form: "PublishedForm",
    images: Sequence[Image],
    fields: Sequence[ComputedField],
    *,
    are_new: bool = False,
) -> list[dict[str, Json]]:
    """Return, per image, the API values of the fields that differ from what the image holds.

    The images are updated as well, so that later fields see earlier ones. `are_new` says that
    nothing can link to the records yet.
    """
    engine = ctx if ctx.principal is SYSTEM else ctx.acting_as(SYSTEM)
    layout = layout_of(form)
    results: list[dict[str, Json]] = [{} for _ in images]
    for item in fields:
        plan = layout.plan.by_key[item.field.key]
        values = _values(engine, layout, images, item, plan, are_new=are_new)
        for image, value, result in zip(images, values, results, strict=True):
            if image.get(item.field.key) != value:
                image[item.field.key] = value
                result[item.field.key] = value
    return results


def _values(
    ctx: RequestContext,
    layout: FormLayout,
    images: Sequence[Image],
    item: ComputedField,
    plan: StoredField,
    *,
    are_new: bool,
) -> list[Json]:
    if item.field.type == "formula":
        return _formulas(ctx, layout, images, item)
    if item.field.type == "lookup":
        return _lookups(ctx, layout, images, item)
    if item.source_form is not None:
        return rollups(ctx, layout, images, item, plan, are_new=are_new)
    return [sub_rollup(ctx, layout, image, item.field) for image in images]


# --- formulas -----------------------------------------------------------------------------------


def _formulas(
    ctx: RequestContext, layout: FormLayout, images: Sequence[Image], item: ComputedField
) -> list[Json]:
    evaluate = formula_evaluator(layout, item.field)
    if evaluate is None:
        return [None for _ in images]
    linked: LinkedValues = {
        path: linked_values(ctx, layout, images, path) for path in item.link_paths
    }
    return [
        to_result(item.field, evaluate, image_environment(ctx, layout, image, linked))
        for image in images
    ]


def formula_evaluator(layout: FormLayout, field: FieldSpec) -> Evaluator | None:
    """Return the compiled formula of a field, kept with the form version."""
    known = layout.evaluators.get(field.id)
    if known is None:
        tree = tree_of(field.settings.get("expression"))
        try:
            known = compile_expression(tree)
        except TriloomError:
            return None
        layout.evaluators[field.id] = known
    return known


def to_result(field: FieldSpec, evaluate: Evaluator, environment: Environment) -> Json:
    """Return a formula's value as an API value; a formula that fails is empty."""
    try:
        value = evaluate(environment)
        return None if value is None else field_type(field.type).from_expression(field, value)
    except (TriloomError, TextFault, ArithmeticError, ValueError):
        return None


def image_environment(
    ctx: RequestContext, layout: FormLayout, image: Mapping[str, Json], linked: LinkedValues
) -> Environment:
    """Return the surroundings of a formula: values of one record, no reader."""

    def read(path: Path) -> Value:
        if len(path) > 1:
            names = _keys(layout, path)
            return linked.get(names, {}).get(str(image["id"]))
        return value_of(layout, image, path[0])

    return Environment(field=read, now=ctx.now, zone=ctx.organisation.zone)


def _keys(layout: FormLayout, path: Path) -> Path:
    head = layout.fields_by_id.get(path[0])
    return path if head is None else (head.key, *path[1:])


def value_of(layout: FormLayout, image: Mapping[str, Json], name: str) -> Value:
    """Return a value of an image as expressions see it."""
    spec = layout.fields_by_key.get(name) or layout.fields_by_id.get(name)
    if spec is not None:
        value = image.get(spec.key)
        return None if value is None else field_type(spec.type).to_expression(spec, value)
    key = "owner_id" if name == "owner" else name
    value = image.get(key)
    kind = SYSTEM_TYPES.get(key)
    if isinstance(value, str) and kind is not None and kind.kind is Kind.DATETIME:
        return datetime.fromisoformat(value)
    return value if isinstance(value, str | int | bool) else None


# --- links --------------------------------------------------------------------------------------


def linked_values(
    ctx: RequestContext, layout: FormLayout, images: Sequence[Image], path: Path
) -> dict[str, Value]:
    """Return the value at the end of a path over links for each record; one statement."""
    found = _far_values(ctx, layout, images, path)
    spec = _end_of(ctx, layout.form, path)
    result: dict[str, Value] = {}
    for record_id, value in found.items():
        if value is None:
            result[record_id] = None
        elif spec is not None:
            kind = field_type(spec.type)
            result[record_id] = kind.to_expression(spec, kind.from_storage(spec, value))
        elif isinstance(value, uuid.UUID):
            result[record_id] = str(value)
        else:
            result[record_id] = value  # type: ignore[assignment]  # system columns are values
    return result


def _far_values(
    ctx: RequestContext, layout: FormLayout, images: Sequence[Image], path: Path
) -> dict[str, object]:
    """Return what is stored at the end of a path, by the id of the record where it starts."""
    head = layout.fields_by_key.get(path[0])
    ids = {str(image["id"]): image.get(path[0]) for image in images}
    targets = {uuid.UUID(str(value)) for value in ids.values() if value}
    if head is None or not targets:
        return dict.fromkeys(ids)
    if head.type == "user" or path[0] in ("owner", "owner_id"):
        return _user_values(ctx, ids, path[1])
    target = form_by_key(ctx, layout.form, setting(head, "target"))
    if target is None:
        return dict.fromkeys(ids)
    far = layout_of(target)
    source = Source.of(ctx, far)
    try:
        spec = field_of(target, path[1]) if len(path) == 2 else None  # noqa: PLR2004  (one hop)
        column = (
            source.field(source.base, spec, is_raw=True)
            if spec is not None
            else source.column(_raw(ctx, target, path[1:]))
        )
    except TriloomError:
        return dict.fromkeys(ids)
    statement = (
        sa.select(far.table.c.id, column.label("v"))
        .select_from(source.clause)
        .where(far.table.c.id.in_(targets), far.table.c.deleted_at.is_(None))
    )
    values = {str(row[0]): row[1] for row in ctx.connection.execute(statement)}
    return {record_id: values.get(str(link)) for record_id, link in ids.items()}


def _raw(ctx: RequestContext, form: "PublishedForm", path: Path) -> Path:
    """Return a path whose end gives what is stored, also where a choice is translated to keys."""
    from triloom.records.choices import is_choice  # noqa: PLC0415  (only this corner needs it)
    from triloom.records.source import RAW  # noqa: PLC0415

    end = _end_of(ctx, form, path)
    return (*path, RAW) if end is not None and is_choice(end) else path


def _end_of(ctx: RequestContext, form: "PublishedForm", path: Path) -> FieldSpec | None:
    current: PublishedForm | None = form
    found: FieldSpec | None = None
    for name in path:
        if current is None:
            return None
        found = field_of(current, name)
        if found is None:
            return None
        current = form_by_key(ctx, current, setting(found, "target"))
    return found


def _user_values(ctx: RequestContext, ids: Mapping[str, Json], name: str) -> dict[str, object]:
    from triloom.access.tables import user  # noqa: PLC0415  (only this corner needs it)

    if name not in ("name", "login", "id"):
        return dict.fromkeys(ids)
    wanted = {uuid.UUID(str(value)) for value in ids.values() if value}
    statement = sa.select(user.c.id, user.c[name]).where(user.c.id.in_(wanted))
    values = {str(row[0]): row[1] for row in ctx.connection.execute(statement)}
    return {record_id: values.get(str(value)) for record_id, value in ids.items()}


def _lookups(
    ctx: RequestContext, layout: FormLayout, images: Sequence[Image], item: ComputedField
) -> list[Json]:
    path = item.link_paths[0]
    end = _end_of(ctx, layout.form, path)
    stored = _far_values(ctx, layout, images, path)
    plan = layout.plan.by_key[item.field.key]
    results: list[Json] = []
    for image in images:
        value = stored.get(str(image["id"]))
        if value is None:
            results.append(None)
        elif end is not None and plan.shown_as.type == effective(end).type:
            results.append(plan.decode(value))
        else:
            results.append(_as_text(end, value))
    return results


def _as_text(end: FieldSpec | None, value: object) -> Json:
    if end is None:
        return str(value)
    kind = field_type(end.type)
    return kind.format_text(end, kind.from_storage(end, value), "en")
