"""Published forms as the report engine reads them: for one reader, or for checking documents."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

from triloom.access import predicate, rights
from triloom.access.grants import FieldRight
from triloom.records.relations import may_read_sources
from triloom_core.documents import Surroundings
from triloom_core.errors import TriloomError
from triloom_core.expression.errors import ExpressionError
from triloom_core.ids import column_name, form_table_name
from triloom_core.json_types import Json, JsonObject
from triloom_core.sql.nodes import TRUE, Column, IsNull, SqlNode, all_of
from triloom_core.text import LocalizedText
from triloom_core.value_types import BOOLEAN, DATETIME, Kind
from triloom_form.options import options_of
from triloom_form.spec import FieldSpec, FormSpec
from triloom_form.system import SYSTEM_TYPES
from triloom_form.types import field_type
from triloom_form.types.rollup import rollup_path
from triloom_report.codes import Codes, decode
from triloom_report.expressions import Ast, field_ast, read_ast
from triloom_report.sources import Relation, Rollup, SourceField, SourceForm, SourceStage

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedForm

STAGE_EVENTS = "flow_stage_change"
Readable = Callable[[FieldSpec], bool]
_CODED_TYPES = frozenset({"select", "radio", "multi_select"})
_PRESENT = IsNull(BOOLEAN, Column(DATETIME, "deleted_at"))


class ReaderSources:
    """The forms of an app as the principal of a request may read them."""

    def __init__(self, ctx: "RequestContext", app_key: str) -> None:
        self._ctx = ctx
        self.app_key = app_key
        self._forms: dict[str, SourceForm | None] = {}
        self.published: dict[str, PublishedForm] = {}
        """The forms that were asked for, by key: those whose tables a query needs."""

    def form(self, key: str) -> SourceForm | None:
        """Return a form or sub-table (`form.field`), None when the reader may not read it."""
        if key not in self._forms:
            self._forms[key] = self._make(key)
        return self._forms[key]

    def _make(self, key: str) -> SourceForm | None:
        form_key, _, subtable = key.partition(".")
        try:
            form = self._ctx.catalog.form(self.app_key, form_key)
        except TriloomError:
            return None
        if not rights.can(self._ctx, form, "read"):
            return None
        self.published[form_key] = form
        granted = rights.field_rights(self._ctx, form)

        def is_readable(field: FieldSpec) -> bool:
            return granted.get(field.id, FieldRight.NONE) >= FieldRight.READ

        if subtable:
            holder = form.spec.field(subtable)
            rows = subtable_source(form.spec, subtable, is_readable)
            if rows is None or holder is None:
                return None
            safe = {k: self._safe(form, holder.sub_field(k), f) for k, f in rows.fields.items()}
            return replace(rows, fields=safe)
        flow = self._ctx.catalog.flow_of_form(self.app_key, form_key)
        made = form_source(form.spec, None if flow is None else flow.body, is_readable)
        safe = {k: self._safe(form, form.spec.field(k), f) for k, f in made.fields.items()}
        return replace(made, fields=safe)

    def _safe(
        self, form: "PublishedForm", spec: FieldSpec | None, field: SourceField
    ) -> SourceField:
        """Return a derived field as this reader may see it.

        A stored value may hold pieces of records that the reader may not see; then it is computed
        anew, under the reader's rights.
        """
        if spec is None or spec.type not in {"rollup", "formula"}:
            return field
        if may_read_sources(self._ctx, form, spec):
            return field
        if spec.type == "formula":
            return replace(field, formula=_formula(spec, field))
        source, link = rollup_path(spec.settings)
        found = None if source is None else self._link_of(source, link)
        rollup = None if found is None else _rollup(spec, field, source or "", found)
        return replace(field, rollup=rollup, formula=None if rollup else NOTHING)

    def _link_of(self, form_key: str, link: str) -> FieldSpec | None:
        try:
            form = self._ctx.catalog.form(self.app_key, form_key)
        except TriloomError:
            return None
        return form.spec.field(link)

    def predicate(self, key: str) -> SqlNode:
        """Return the rows of a form that the reader may see; rows in the trash are never seen."""
        form_key, _, subtable = key.partition(".")
        if subtable:
            return _PRESENT
        form = self._ctx.catalog.form(self.app_key, form_key)
        allowed = predicate.row_predicate(self._ctx, form, "read")
        codes = _coded_columns(form.spec.fields)
        flow = self._ctx.catalog.flow_of_form(self.app_key, form_key)
        stages = _stages(None if flow is None else flow.body)
        codes[Column(SYSTEM_TYPES["stage"], "stage")] = tuple((s.id, s.key) for s in stages)
        return all_of(_PRESENT, decode(allowed, codes))


class DocumentSources:
    """The forms of an app as its documents describe them, for checks before a publish."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    @cached_property
    def _flows(self) -> dict[str, JsonObject]:
        bodies = (self._surroundings.document("flows", k) for k in self._surroundings.keys("flows"))
        return {str(body.get("form")): body for body in bodies if body is not None}

    def form(self, key: str) -> SourceForm | None:
        """Return a form or sub-table with all its fields."""
        form_key, _, subtable = key.partition(".")
        body = self._surroundings.document("forms", form_key)
        if body is None:
            return None
        spec = FormSpec.from_json(body)
        if subtable:
            return subtable_source(spec, subtable, _all)
        return form_source(spec, self._flows.get(form_key), _all)

    def predicate(self, key: str) -> SqlNode:
        """Return TRUE: documents are checked, not read."""
        return TRUE


def _all(_field: FieldSpec) -> bool:
    return True


def form_source(spec: FormSpec, flow: JsonObject | None, is_readable: Readable) -> SourceForm:
    """Return a form's readable fields, system columns included, and its stages."""
    stages = _stages(flow)
    codes = tuple((stage.id, stage.key) for stage in stages)
    fields = {
        key: SourceField(
            key,
            "owner_id" if key == "owner" else key,
            kind,
            codes=codes if key == "stage" else (),
        )
        for key, kind in SYSTEM_TYPES.items()
    }
    for field in spec.fields:
        made = _source_field(spec, field) if is_readable(field) else None
        if made is not None:
            fields[field.key] = made
    return SourceForm(
        key=spec.key,
        table=form_table_name(spec.id),
        label=spec.label,
        fields=fields,
        stages=stages,
        stage_events=STAGE_EVENTS if stages else None,
    )


def subtable_source(spec: FormSpec, key: str, is_readable: Readable) -> SourceForm | None:
    """Return the rows of a sub-table field as a form of their own."""
    owner = spec.field(key)
    if owner is None or owner.type != "subtable":
        return None
    fields = {"id": SourceField("id", "id", SYSTEM_TYPES["id"])}
    for field in owner.fields:
        made = _source_field(spec, field) if is_readable(field) else None
        if made is not None:
            fields[field.key] = made
    table = form_table_name(owner.id)
    return SourceForm(f"{spec.key}.{key}", table, owner.label, fields)


def _source_field(spec: FormSpec, field: FieldSpec) -> SourceField | None:
    kind = field_type(field.type)
    column = column_name(field.id)
    if field.type == "subtable":
        rows = Relation(f"{spec.key}.{field.key}", "id", "parent_id", is_many=True)
        return SourceField(field.key, "id", kind.expression_type(field), field.label, relation=rows)
    if field.settings.get("encrypted"):
        return None
    if field.type == "lookup":
        path = (str(field.settings.get("via")), *str(field.settings.get("field")).split("."))
        return SourceField(
            field.key, column, kind.expression_type(field), field.label, stands_for=path
        )
    if kind.storage(field) is None:
        return None
    relation: Relation | None = None
    if field.type == "link":
        relation = Relation(str(field.settings.get("target")), column, "id", is_many=False)
    return SourceField(
        field.key,
        column,
        kind.expression_type(field),
        field.label,
        relation=relation,
        codes=_codes(field),
    )


NOTHING: Ast = {"null_if": [1, 1]}
"""An expression without a value, for what cannot be computed for a reader."""
_EXACT_DIGITS = 6
_ZERO_AGGREGATES = frozenset({"count", "count_distinct", "sum"})


def _formula(spec: FieldSpec, field: SourceField) -> Ast:
    """Return a formula's expression, rounded to the digits that its stored value would have."""
    try:
        expression = read_ast(spec.settings.get("expression"))
    except ExpressionError:
        return NOTHING
    return _rounded(expression, field)


def _rounded(expression: Ast, field: SourceField) -> Ast:
    if field.type.kind in {Kind.DECIMAL, Kind.CURRENCY} and field.type.scale < _EXACT_DIGITS:
        return {"round": [expression, field.type.scale]}
    return expression


def _rollup(spec: FieldSpec, field: SourceField, form: str, link: FieldSpec) -> Rollup | None:
    aggregate = str(spec.settings.get("aggregate") or "sum")
    value = spec.settings.get("field")
    arguments: list[Json] = [] if value is None else [field_ast(str(value))]
    expression: Ast = {aggregate: arguments}
    try:
        condition = read_ast(spec.settings.get("filter"))
    except ExpressionError:
        return None
    return Rollup(
        form=form,
        remote=column_name(link.id),
        expression=_rounded(expression, field) if aggregate == "avg" else expression,
        filter=condition,
        is_zero=aggregate in _ZERO_AGGREGATES,
    )


def _codes(field: FieldSpec) -> Codes:
    if field.type not in _CODED_TYPES:
        return ()
    return tuple((option.id, option.key) for option in options_of(field).all)


def _coded_columns(fields: Iterable[FieldSpec]) -> dict[Column, Codes]:
    return {
        Column(field_type(field.type).expression_type(field), column_name(field.id)): codes
        for field in fields
        if (codes := _codes(field))
    }


def _stages(flow: JsonObject | None) -> tuple[SourceStage, ...]:
    if flow is None:
        return ()
    return tuple(
        SourceStage(
            id=str(stage.get("id") or stage["key"]),
            key=str(stage["key"]),
            kind=str(stage.get("kind") or "open"),
            label=cast("LocalizedText | None", stage.get("label")),
        )
        for stage in cast("list[JsonObject]", flow.get("stages") or [])
    )
