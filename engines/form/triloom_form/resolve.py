"""Result types of derived fields: what a lookup, roll-up, formula or plugin output will hold.

Results are written into the document (`result`), so that a published form is understood alone.
"""

from collections.abc import Callable, Mapping

from triloom_core.documents import Surroundings
from triloom_core.errors import TriloomError
from triloom_core.expression import ExpressionType, Kind, check
from triloom_core.json_types import Json, JsonObject
from triloom_form.rules import tree_of
from triloom_form.scope import DocumentScope, fields_of_place, find_raw, raw_fields
from triloom_form.types.rollup import rollup_path

DERIVED = frozenset({"lookup", "rollup", "formula", "computed"})
PluginResult = Callable[[str, str], JsonObject | None]
"""(plugin, output) → result type, or None for an unknown plugin."""
MAXIMUM_PASSES = 8
FORMULA_SCALE = 4
"""Fraction digits of a stored decimal formula that does not set its own."""

_PLAIN: dict[Kind, str] = {
    Kind.BOOLEAN: "checkbox",
    Kind.INTEGER: "integer",
    Kind.FLOAT: "number",
    Kind.TEXT: "text",
    Kind.DATE: "date",
    Kind.DATETIME: "datetime",
    Kind.TIME: "time",
    Kind.LIST: "tags",
    Kind.NULL: "text",
}


def result_of_type(found: ExpressionType, settings: Mapping[str, Json]) -> JsonObject:
    """Return the field type that stores values of an expression type."""
    chosen = settings.get("scale")
    scale = chosen if isinstance(chosen, int) else None
    if found.is_number and settings.get("format") == "percent":
        return {"type": "percent", "scale": max(2, scale if scale is not None else FORMULA_SCALE)}
    if found.kind is Kind.DECIMAL:
        digits = scale if scale is not None else min(found.scale, FORMULA_SCALE)
        return {"type": "decimal", "scale": digits}
    if found.kind is Kind.CURRENCY:
        code = found.code or "CNY"
        return {"type": "currency", "scale": scale if scale is not None else 2, "currency": code}
    if found.kind is Kind.LINK:
        return {"type": "user"} if found.form == "user" else {"type": "link", "target": found.form}
    return {"type": _PLAIN[found.kind]}


def result_of_source(field: JsonObject) -> JsonObject:
    """Return the result of a lookup: what the source field holds, without its own identity."""
    if str(field.get("type")) in DERIVED:
        inner = field.get("result")
        return dict(inner) if isinstance(inner, dict) else {"type": "text"}
    nested = field.get("settings")
    kept: JsonObject = dict(nested) if isinstance(nested, dict) else {}
    for name in ("options", "scale", "currency", "target", "min", "max", "unit"):
        if name in field:
            kept[name] = field[name]
    kind = str(field.get("type", "text"))
    kept["type"] = "text" if kind in ("auto_number", "subtable") else kind
    return kept


def result_of_rollup(aggregate: str, field: JsonObject | None) -> JsonObject:
    """Return the result of an aggregate over a field."""
    if aggregate in ("count", "count_distinct") or field is None:
        return {"type": "integer"}
    source = result_of_source(field)
    source.pop("min", None)
    source.pop("max", None)
    if aggregate == "avg" and source["type"] in ("integer", "rating"):
        return {"type": "decimal", "scale": 2}
    if source["type"] == "rating":
        return {"type": "integer"}
    return source


class Resolver:
    """Writes results into the bodies of forms."""

    def __init__(
        self, surroundings: Surroundings, plugin_result: PluginResult | None = None
    ) -> None:
        self._surroundings = surroundings
        self._plugin_result = plugin_result

    def resolve(self, body: JsonObject) -> bool:
        """Write the result of every derived field in place; tell whether anything changed.

        `surroundings` must answer this very body for its key, so that later fields see earlier ones.
        """
        changed = False
        for _ in range(MAXIMUM_PASSES):
            again = self._pass(body)
            changed = changed or again
            if not again:
                break
        return changed

    def _pass(self, body: JsonObject) -> bool:
        key = str(body.get("key", ""))
        changed = False
        for field in raw_fields(body):
            for item, place in [(field, key)] + [
                (sub, f"{key}/{field.get('key')}") for sub in raw_fields(field)
            ]:
                if str(item.get("type")) in DERIVED:
                    result = self._result(place, item)
                    if item.get("result") != result:
                        item["result"] = result
                        changed = True
        return changed

    def _result(self, place: str, field: JsonObject) -> JsonObject:
        kind = field["type"]
        if kind == "formula":
            return self._formula(place, field)
        if kind == "lookup":
            return self._lookup(place, field)
        if kind == "rollup":
            found = self.rollup_source(place, field)
            return result_of_rollup(str(field.get("aggregate", "sum")), found)
        known = None
        if self._plugin_result is not None:
            known = self._plugin_result(str(field.get("plugin", "")), str(field.get("output", "")))
        given = field.get("result")
        return known or (dict(given) if isinstance(given, dict) else {"type": "number"})

    def _formula(self, place: str, field: JsonObject) -> JsonObject:
        try:
            tree = tree_of(field.get("expression"))
        except TriloomError:
            return {"type": "text"}
        checked = check(tree, DocumentScope(self._surroundings, place))
        result = result_of_type(checked.type, field)
        if checked.volatile:
            result["volatile"] = True
        return result

    def _lookup(self, place: str, field: JsonObject) -> JsonObject:
        link = find_raw(fields_of_place(self._surroundings, place) or [], str(field.get("via")))
        if link is None:
            return {"type": "text"}
        if link.get("type") == "user":
            return {"type": "text"}
        target = fields_of_place(self._surroundings, str(link.get("target"))) or []
        source = find_raw(target, str(field.get("field")))
        return {"type": "text"} if source is None else result_of_source(source)

    def rollup_source(self, place: str, field: JsonObject) -> JsonObject | None:
        """Return the field that a roll-up aggregates, or None."""
        source, via = rollup_path(field)
        where = source or f"{place}/{via}"
        return find_raw(fields_of_place(self._surroundings, where) or [], str(field.get("field")))
