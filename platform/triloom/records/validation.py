"""Checks one draft: what may be written, what fits, what rules say; fills the image after it."""

from collections.abc import Iterator, Mapping

from triloom.access.grants import FieldRight
from triloom.access.predicate import user_of
from triloom.computed.evaluate import value_of
from triloom.computed.sub_formulas import fill_rows
from triloom.context import RequestContext
from triloom.records.drafts import Draft
from triloom.records.layout import FormLayout, SubTablePlan
from triloom.records.sub_rows import apply_patch, difference
from triloom.records.visibility import Visibility, visibility_of
from triloom_core.errors import Fault
from triloom_core.expression import Environment
from triloom_core.json_types import Json, JsonObject
from triloom_core.text import pick
from triloom_core.value_types import Value
from triloom_form.rules import RuleOutcome, run_rules
from triloom_form.schema_faults import schema_faults
from triloom_form.spec import FieldSpec
from triloom_form.system import STAGE_FIELDS
from triloom_form.types import field_type


def check_draft(ctx: RequestContext, layout: FormLayout, draft: Draft) -> None:
    """Put valid given values into `after`, and every fault of the others into `faults`."""
    visibility = visibility_of(ctx, layout.form)
    values = _allowed(ctx, visibility, layout, draft)
    values = _with_rows(layout, draft, values)
    if not draft.faults:
        values = _valid(ctx, layout, draft, values)
    if draft.faults:
        return
    if draft.op == "create":
        _put_defaults(layout, draft, values)
    draft.after.update(values)
    outcome = rule_outcome(ctx, layout, draft.after)
    _apply_rules(ctx, layout, draft, outcome)
    _require(ctx, layout, visibility, draft, outcome)
    if not draft.faults:
        _settle_rows(ctx, layout, draft)


# --- what may be written --------------------------------------------------------------------------


def _allowed(
    ctx: RequestContext, visibility: Visibility, layout: FormLayout, draft: Draft
) -> dict[str, Json]:
    values: dict[str, Json] = {}
    for key, value in draft.given.items():
        field = visibility.field(key)
        pointer = f"{draft.pointer}/{key}"
        if field is None:
            code = "flow.stage_is_an_action" if key in STAGE_FIELDS else "record.unknown_field"
            draft.faults.append(Fault(pointer, code, {"field": key}))
            continue
        data: dict[str, Json] = {"field": field.title(ctx.language)}
        if field_type(field.type).computed:
            draft.faults.append(Fault(pointer, "record.field_computed", data))
        elif field.read_only and draft.op == "update" and not ctx.principal.sees_everything:
            draft.faults.append(Fault(pointer, "record.field_read_only", data))
        elif visibility.right(field) < FieldRight.WRITE:
            draft.faults.append(Fault(pointer, "record.field_not_writable", data))
        else:
            values[field.key] = value
    return values


def _with_rows(layout: FormLayout, draft: Draft, values: dict[str, Json]) -> dict[str, Json]:
    """Turn patches of sub-tables into the full lists that they lead to."""
    for sub in layout.sub_tables:
        key = sub.field.key
        if key not in values:
            continue
        current = (draft.before or {}).get(key)
        rows = apply_patch(
            sub, current if isinstance(current, list) else [], values[key], f"{draft.pointer}/{key}"
        )
        if isinstance(rows, Fault):
            draft.faults.append(rows)
        else:
            values[key] = list(rows)
    return values


def _valid(
    ctx: RequestContext, layout: FormLayout, draft: Draft, values: dict[str, Json]
) -> dict[str, Json]:
    """Return the values in canonical form; adds the faults of those that do not fit."""
    compiled = layout.form.compiled
    shown = _without_computed(layout, values)
    if not compiled.writable_validator.is_valid(shown):
        for fault in schema_faults(compiled.writable_validator, shown, {}):
            draft.faults.append(_named(ctx, layout, draft, fault))
        return values
    normal: dict[str, Json] = {}
    for key, value in shown.items():
        field = layout.fields_by_key[key]
        kind = field_type(field.type)
        if value is None or value == "":
            normal[key] = [] if field.type == "subtable" else None
            continue
        for fault in kind.check_value(field, value):
            placed = Fault(f"/{key}{fault.pointer}", fault.code, fault.data)
            draft.faults.append(_named(ctx, layout, draft, placed))
        if not draft.faults:
            found = kind.normalize(field, value)
            normal[key] = None if found == "" else found
    return normal


def _without_computed(layout: FormLayout, values: Mapping[str, Json]) -> JsonObject:
    """Return the values without the computed members of sub-rows, which clients send back."""
    result = dict(values)
    for sub in layout.sub_tables:
        rows = result.get(sub.field.key)
        computed = {item.key for item in sub.field.fields if field_type(item.type).computed}
        if isinstance(rows, list) and computed:
            result[sub.field.key] = [
                {key: value for key, value in row.items() if key not in computed}
                if isinstance(row, dict)
                else row
                for row in rows
            ]
    return result


def _named(ctx: RequestContext, layout: FormLayout, draft: Draft, fault: Fault) -> Fault:
    key = fault.pointer.split("/")[1] if "/" in fault.pointer else ""
    field = layout.fields_by_key.get(key)
    data = {**fault.data, "field": field.title(ctx.language) if field else key}
    data.setdefault("label", data["field"])
    return Fault(draft.pointer + fault.pointer, fault.code, data)


def _put_defaults(layout: FormLayout, draft: Draft, values: dict[str, Json]) -> None:
    for field in layout.form.spec.fields:
        if field.default is None or field.key in draft.given:
            continue
        kind = field_type(field.type)
        if not kind.computed and layout.form.compiled.writable_validator.is_valid(
            {field.key: field.default}
        ):
            values[field.key] = kind.normalize(field, field.default)


# --- rules ----------------------------------------------------------------------------------------


def rule_outcome(ctx: RequestContext, layout: FormLayout, image: Mapping[str, Json]) -> RuleOutcome:
    """Return what the form's rules say about an image, for the reader of this request."""
    rules = layout.form.compiled.rules

    def read(path: tuple[str, ...]) -> Value:
        return value_of(layout, image, path[0]) if len(path) == 1 else None

    environment = Environment(
        field=read, now=ctx.now, zone=ctx.organisation.zone, user=user_of(ctx) if rules else {}
    )
    return run_rules(layout.form.spec, rules, environment)


def _apply_rules(
    ctx: RequestContext, layout: FormLayout, draft: Draft, outcome: RuleOutcome
) -> None:
    before = draft.before or {}
    for key, value in (outcome.values or {}).items():
        draft.after[key] = value
    for key in outcome.read_only:
        if key in draft.given and draft.after.get(key) != before.get(key):
            field = layout.fields_by_key[key]
            data: dict[str, Json] = {"field": field.title(ctx.language)}
            draft.faults.append(Fault(f"{draft.pointer}/{key}", "record.field_read_only", data))
    for rule_id, message in outcome.refusals:
        text = pick(message, ctx.language, ctx.organisation.default_language)
        draft.faults.append(
            Fault(draft.pointer, "record.refused_by_rule", {"message": text, "rule": rule_id})
        )


def _require(
    ctx: RequestContext,
    layout: FormLayout,
    visibility: Visibility,
    draft: Draft,
    outcome: RuleOutcome,
) -> None:
    for field in _required_fields(ctx, layout, draft, outcome):
        if draft.after.get(field.key) not in (None, [], ""):
            continue
        # Who may not write a field cannot be asked to fill it.
        if visibility.right(field) < FieldRight.WRITE and field.key not in draft.given:
            continue
        label = field.title(ctx.language)
        data: dict[str, Json] = {"label": label, "field": label}
        draft.faults.append(Fault(f"{draft.pointer}/{field.key}", "value.required", data))


def _required_fields(
    ctx: RequestContext, layout: FormLayout, draft: Draft, outcome: RuleOutcome
) -> Iterator[FieldSpec]:
    """Yield what must be filled: an old record is only asked for what this change touches."""
    stage: frozenset[str] = frozenset()
    if draft.before is not None and draft.before.get("stage") is not None:
        from triloom.flows.actions import stage_required  # noqa: PLC0415  (flows import records)

        stage = stage_required(ctx, layout.form, draft.before)
    for field in layout.form.spec.fields:
        if field.key in outcome.hidden or field_type(field.type).computed:
            continue
        always = field.required and (draft.op == "create" or field.key in draft.given)
        in_stage = field.key in stage and field.key in draft.given
        if always or in_stage or field.key in outcome.required:
            yield field


# --- sub-tables -----------------------------------------------------------------------------------


def _settle_rows(ctx: RequestContext, layout: FormLayout, draft: Draft) -> None:
    """Compute the formulas of the rows and note what the save does to them."""
    for sub in layout.sub_tables:
        if sub.field.key in draft.given:
            _settle(ctx, layout, draft, sub)


def _settle(ctx: RequestContext, layout: FormLayout, draft: Draft, sub: SubTablePlan) -> None:
    key = sub.field.key
    rows = draft.after.get(key)
    given = [dict(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    for row in given:
        for item in sub.plan.stored:
            row.setdefault(item.field.key, None)
    fill_rows(ctx, layout, sub.field, given)
    draft.after[key] = list(given)
    current = (draft.before or {}).get(key)
    draft.rows[key] = difference(sub, current if isinstance(current, list) else [], given)
