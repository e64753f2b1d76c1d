"""The plan of one form in business words: what is added, hidden, converted, and what that costs."""

from typing import TYPE_CHECKING

from triloom.metadata.breaking import breakages, count_cells, count_rows
from triloom.metadata.conversion import CellConversion
from triloom.metadata.form_plan import CellsConverted, FormChange
from triloom.metadata.form_table import schema_of
from triloom.metadata.plan import Consent, Plan, PlanStep, consent_token
from triloom_core.errors import Fault
from triloom_core.json_types import JsonObject
from triloom_form.spec import FieldSpec
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.context import RequestContext

LONG_LOCK_ROWS = 20_000


def _names(field: FieldSpec, language: str) -> JsonObject:
    kind = field_type(field.type)
    return {"field": field.title(language), "type": kind.label.get(language, field.type)}


def shows_values(ctx: "RequestContext") -> bool:
    """Whether a plan may quote values of records: building a form gives no right to read them."""
    return ctx.principal.sees_everything


def add_form_steps(ctx: "RequestContext", plan: Plan, change: FormChange, key: str) -> None:
    """Add the steps, consents and problems of a form to a plan."""
    language = ctx.language
    form_name = change.spec.name(language)
    before = change.before
    if before is None:
        data: JsonObject = {"form": form_name, "count": len(change.spec.fields)}
        plan.steps.append(PlanStep("plan.table_new", "forms", key, data=data, lock="none"))
        return
    rows = count_rows(ctx.connection, before.table)
    for item in change.added:
        data = {**_names(item, language), "form": form_name}
        step = PlanStep("plan.field_added", "forms", key, item.key, data, rows, lock="short")
        plan.steps.append(step)
    for old, new in change.renamed:
        data = {**_names(new, language), "old": old.key, "new": new.key}
        plan.steps.append(PlanStep("plan.field_renamed", "forms", key, new.key, data))
    for item in change.removed:
        _hide(ctx, plan, change, item, key)
    for old, new in change.retyped:
        _retype(ctx, plan, change, old, new, key, rows)
    for found in breakages(ctx.connection, before, change.spec.fields):
        data = {
            **_names(found.field, language), "count": found.rows, "sample": ", ".join(found.sample) if shows_values(ctx) else "…",
        }  # fmt: skip
        if found.blocks:
            pointer = f"/fields/{_position(change, found.field)}"
            plan.problems.append(("forms", key, Fault(pointer, found.code, data)))
        else:
            plan.steps.append(PlanStep(found.code, "forms", key, found.field.key, data, found.rows))
    if not (change.added or change.removed or change.retyped or change.renamed):
        plan.steps.append(PlanStep("plan.form_changed", "forms", key, data={"form": form_name}))


def _position(change: FormChange, field: FieldSpec) -> int:
    return next(index for index, item in enumerate(change.spec.fields) if item.id == field.id)


def _hide(
    ctx: "RequestContext", plan: Plan, change: FormChange, field: FieldSpec, key: str
) -> None:
    assert change.before is not None
    cells = count_cells(ctx.connection, change.before, field)
    data: JsonObject = {**_names(field, ctx.language), "count": cells}
    plan.steps.append(
        PlanStep("plan.field_hidden", "forms", key, field.key, data, cells, cells, "none")
    )
    if cells:
        token = consent_token("consent.cells_hidden", field.id_text)
        plan.consents.append(Consent("consent.cells_hidden", token, data))


def _retype(
    ctx: "RequestContext",
    plan: Plan,
    change: FormChange,
    old: FieldSpec,
    new: FieldSpec,
    key: str,
    rows: int,
) -> None:
    operation = next(
        (
            item
            for item in change.operations
            if isinstance(item, CellsConverted) and item.after.id == new.id
        ),
        None,
    )
    data: JsonObject = {
        **_names(new, ctx.language),
        "old_type": field_type(old.type).label.get(ctx.language, old.type),
    }
    if operation is None:
        plan.steps.append(PlanStep("plan.type_changed", "forms", key, new.key, data, rows))
        return
    schema = schema_of(ctx.connection.dialect.name, ctx.tenant_id)
    language = ctx.organisation.default_language
    report = CellConversion(operation, schema, language).run(ctx.connection, dry_run=True)
    data = {
        **data, "count": report.cells, "lost": report.lost, "changed": report.changed,
        "samples": list(report.samples) if shows_values(ctx) else [],
    }  # fmt: skip
    lock = "long" if report.cells > LONG_LOCK_ROWS else "short"
    plan.steps.append(
        PlanStep(
            "plan.type_converted", "forms", key, new.key, data, report.cells, report.lost, lock
        )
    )
    # What an engine fills is computed again, so nobody needs to agree.
    if (report.lost or report.changed) and not field_type(new.type).computed:
        token = consent_token("consent.cells_lost", new.id_text, old.type, new.type)
        plan.consents.append(Consent("consent.cells_lost", token, data))
