"""Checks of links and derived fields: targets, paths, formulas, and cycles among them."""

from collections.abc import Iterator

from triloom_core.documents import Surroundings
from triloom_core.errors import Fault, TriloomError
from triloom_core.expression import BOOLEAN, check
from triloom_core.json_types import Json, JsonObject
from triloom_form.checks.cycles import find_cycle
from triloom_form.references import all_fields
from triloom_form.rules import tree_of
from triloom_form.scope import DocumentScope, fields_of_place, find_raw, type_of_field
from triloom_form.types.rollup import AGGREGATES, rollup_path

NUMERIC_AGGREGATES = frozenset({"sum", "avg"})


def check_derived(body: JsonObject, surroundings: Surroundings) -> Iterator[Fault]:
    """Yield the faults of links, lookups, roll-ups, formulas and computed fields."""
    form_key = str(body.get("key", ""))
    for pointer, place, field in all_fields(body):
        kind = field.get("type")
        if kind == "link":
            yield from _check_link(pointer, field, surroundings)
        elif kind == "lookup":
            yield from _check_lookup(pointer, place, field, surroundings)
        elif kind == "rollup":
            yield from _check_rollup(pointer, place, field, surroundings)
        elif kind == "formula":
            yield from _check_formula(pointer, place, field, surroundings)
        elif kind == "computed" and not isinstance(field.get("plugin"), str):
            yield _missing(pointer, field, "plugin")
    reported: set[frozenset[str]] = set()
    for pointer, place, field in all_fields(body):
        cycle = find_cycle(surroundings, place, str(field.get("key")))
        if cycle and frozenset(cycle) not in reported:
            reported.add(frozenset(cycle))
            shown = [name.removeprefix(f"{form_key}.") for name in (*cycle, cycle[0])]
            data: JsonObject = {"field": str(field.get("key")), "cycle": " → ".join(shown)}
            yield Fault(pointer, "form.cyclic_formula", data)


def _missing(pointer: str, field: JsonObject, setting: str) -> Fault:
    data: JsonObject = {"field": str(field.get("key")), "setting": setting}
    return Fault(f"{pointer}/{setting}", "form.setting_missing", data)


def _check_link(pointer: str, field: JsonObject, surroundings: Surroundings) -> Iterator[Fault]:
    target = field.get("target")
    if not isinstance(target, str):
        yield _missing(pointer, field, "target")
    elif surroundings.document("forms", target) is None:
        data: JsonObject = {"field": str(field.get("key")), "form": target}
        yield Fault(f"{pointer}/target", "form.unknown_target", data)


def _check_lookup(
    pointer: str, place: str, field: JsonObject, surroundings: Surroundings
) -> Iterator[Fault]:
    key, via, name = str(field.get("key")), field.get("via"), field.get("field")
    if not isinstance(via, str):
        yield _missing(pointer, field, "via")
        return
    if not isinstance(name, str):
        yield _missing(pointer, field, "field")
        return
    link = find_raw(fields_of_place(surroundings, place) or [], via)
    if link is None or link.get("type") not in ("link", "user"):
        yield Fault(f"{pointer}/via", "form.via_not_a_link", {"field": key, "via": via})
        return
    if link.get("type") == "user":
        return
    target = fields_of_place(surroundings, str(link.get("target")))
    if target is not None and find_raw(target, name) is None:
        data: JsonObject = {"field": name, "form": str(link.get("target"))}
        yield Fault(f"{pointer}/field", "form.unknown_field", data)


def _check_rollup(
    pointer: str, place: str, field: JsonObject, surroundings: Surroundings
) -> Iterator[Fault]:
    key, via = str(field.get("key")), field.get("via")
    aggregate = str(field.get("aggregate", "sum"))
    if not isinstance(via, str):
        yield _missing(pointer, field, "via")
        return
    source, name = rollup_path(field)
    where = source or f"{place}/{name}"
    rows = fields_of_place(surroundings, where)
    if source is not None:
        link = find_raw(rows or [], name)
        leads_somewhere = link is not None and link.get("target") == place.partition("/")[0]
    else:
        holder = find_raw(fields_of_place(surroundings, place) or [], name)
        leads_somewhere = holder is not None and holder.get("type") == "subtable"
    if rows is None or not leads_somewhere:
        yield Fault(f"{pointer}/via", "form.via_leads_nowhere", {"field": key, "via": via})
        return
    if aggregate not in AGGREGATES:
        yield Fault(
            f"{pointer}/aggregate", "form.setting_missing", {"field": key, "setting": "aggregate"}
        )
    yield from _check_rollup_field(pointer, field, rows, where, aggregate)
    if field.get("filter") is not None:
        scope = DocumentScope(surroundings, where)
        yield from _expression_faults(field["filter"], f"{pointer}/filter", scope, boolean=True)


def _check_rollup_field(
    pointer: str, field: JsonObject, rows: list[JsonObject], where: str, aggregate: str
) -> Iterator[Fault]:
    name = field.get("field")
    if aggregate == "count" and name is None:
        return
    if not isinstance(name, str):
        yield _missing(pointer, field, "field")
        return
    source = find_raw(rows, name)
    if source is None:
        yield Fault(f"{pointer}/field", "form.unknown_field", {"field": name, "form": where})
        return
    found = type_of_field(source)
    if aggregate in NUMERIC_AGGREGATES and found is not None and not found.is_number:
        data: JsonObject = {"field": str(field.get("key")), "source": name, "aggregate": aggregate}
        yield Fault(f"{pointer}/aggregate", "form.aggregate_needs_number", data)


def _check_formula(
    pointer: str, place: str, field: JsonObject, surroundings: Surroundings
) -> Iterator[Fault]:
    expression = field.get("expression")
    if expression is None or expression == "":
        yield _missing(pointer, field, "expression")
        return
    scope = DocumentScope(surroundings, place)
    yield from _expression_faults(expression, f"{pointer}/expression", scope, boolean=False)


def _expression_faults(
    expression: Json, pointer: str, scope: DocumentScope, *, boolean: bool
) -> Iterator[Fault]:
    try:
        tree = tree_of(expression)
    except TriloomError as error:
        yield Fault(pointer, error.code, error.data)
        return
    checked = check(tree, scope, expected=BOOLEAN if boolean else None)
    for fault in checked.faults:
        yield Fault(pointer, fault.code, fault.data)
