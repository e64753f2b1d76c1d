"""What readers see instead of ids and keys: options, stages, titles of records, names of users."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from triloom.records.links import titles, user_names
from triloom_core.errors import TriloomError
from triloom_core.expression.tree import path_of
from triloom_core.json_types import Json
from triloom_core.text import LocalizedText, pick
from triloom_core.value_types import Kind
from triloom_form.options import options_of
from triloom_report.analysis import KnownDimension, KnownMeasure
from triloom_report.expressions import is_aggregate
from triloom_report.sources import Resolved, SourceForm, resolve

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.reports.query import Answer

_MOST_TITLES = 2_000
_USER = "user"
_AGGREGATES: dict[str, dict[str, str]] = {
    "count": {"en": "Count", "zh-CN": "数量"},
    "count_if": {"en": "Count", "zh-CN": "数量"},
    "count_distinct": {"en": "Different {field}", "zh-CN": "{field}(去重数)"},
    "sum": {"en": "Sum of {field}", "zh-CN": "{field}合计"},
    "avg": {"en": "Average {field}", "zh-CN": "{field}平均值"},
    "min": {"en": "Smallest {field}", "zh-CN": "{field}最小值"},
    "max": {"en": "Largest {field}", "zh-CN": "{field}最大值"},
    "median": {"en": "Median {field}", "zh-CN": "{field}中位数"},
}
OTHER_LABEL = {"en": "Other", "zh-CN": "其他"}
NOTHING_LABEL = {"en": "(empty)", "zh-CN": "(空)"}
_SYSTEM_LABELS: dict[str, dict[str, str]] = {
    "stage": {"en": "Stage", "zh-CN": "阶段"},
    "stage_kind": {"en": "Stage kind", "zh-CN": "阶段类型"},
    "stage_entered_at": {"en": "In stage since", "zh-CN": "进入阶段时间"},
    "closed": {"en": "Closed", "zh-CN": "已关闭"},
    "owner": {"en": "Owner", "zh-CN": "负责人"},
    "owner_id": {"en": "Owner", "zh-CN": "负责人"},
    "created_at": {"en": "Created at", "zh-CN": "创建时间"},
    "created_by": {"en": "Created by", "zh-CN": "创建人"},
    "updated_at": {"en": "Changed at", "zh-CN": "修改时间"},
    "updated_by": {"en": "Changed by", "zh-CN": "修改人"},
}
_STAGE_KINDS: dict[str, dict[str, str]] = {
    "open": {"en": "Open", "zh-CN": "进行中"},
    "success": {"en": "Success", "zh-CN": "成功"},
    "failure": {"en": "Failure", "zh-CN": "失败"},
}
_BOOLEANS: dict[str, dict[str, str]] = {
    "true": {"en": "Yes", "zh-CN": "是"},
    "false": {"en": "No", "zh-CN": "否"},
}


def dimension_label(answer: "Answer", known: KnownDimension, language: str) -> str:
    """Return the name of a dimension's column: its own, else its field's, else its key."""
    found = _resolved(answer, known)
    label: LocalizedText | None = known.spec.label
    if label is None and found is not None:
        label = found.field.label or _SYSTEM_LABELS.get(found.field.key)
    return pick(label, language) or known.spec.key


def measure_label(answer: "Answer", known: KnownMeasure, language: str) -> str:
    """Return the name of a measure's column: its own, its metric's, or what it aggregates."""
    label = known.spec.label or (known.metric.label if known.metric else None)
    if label is not None:
        return pick(label, language) or known.spec.key
    ast = known.spec.expression
    if not isinstance(ast, dict) or not is_aggregate(ast):
        return known.spec.key
    ((name, arguments),) = ast.items()
    path = path_of(arguments[0]) if isinstance(arguments, list) and arguments else None
    assert answer.analysis.source is not None
    found = resolve(answer.sources, answer.analysis.source, path) if path else None
    field = pick(found.field.label, language) if found is not None else ""
    text = pick(_AGGREGATES.get(name), language)
    if not text or ("{field}" in text and not field):
        return known.spec.key
    return text.format(field=field)


def value_labels(
    ctx: "RequestContext", answer: "Answer", known: KnownDimension, values: Iterable[object]
) -> dict[str, Json]:
    """Return value → text for the values of one dimension that need a text; {} when none do."""
    found = _resolved(answer, known)
    shown = [value for value in dict.fromkeys(values) if value is not None]
    language = ctx.language
    if known.type.kind is Kind.BOOLEAN:
        return {key: pick(text, language) for key, text in _BOOLEANS.items()}
    if found is None:
        return {}
    if found.field.key == "stage":
        stages = _form_of(answer, found).stages
        return {stage.key: pick(stage.label, language) or stage.key for stage in stages}
    if found.field.key == "stage_kind":
        return {key: pick(text, language) for key, text in _STAGE_KINDS.items()}
    if found.field.codes:
        return _option_labels(ctx, answer, found)
    if known.type.kind is Kind.LINK:
        return _link_labels(
            ctx, answer, known, [value for value in shown if isinstance(value, str)]
        )
    return {}


def _resolved(answer: "Answer", known: KnownDimension) -> Resolved | None:
    path = path_of(known.checked.ast)
    if path is None or answer.analysis.source is None:
        return None
    return resolve(answer.sources, answer.analysis.source, path)


def _form_of(answer: "Answer", found: Resolved) -> SourceForm:
    key = found.hops[-1].relation.form if found.hops else answer.spec.source
    form = answer.sources.form(key)
    assert form is not None
    return form


def _option_labels(ctx: "RequestContext", answer: "Answer", found: Resolved) -> dict[str, Json]:
    form_key, _, subtable = _form_of(answer, found).key.partition(".")
    spec = answer.sources.published[form_key].spec
    holder = spec.field(subtable) if subtable else None
    field = holder.sub_field(found.field.key) if holder else spec.field(found.field.key)
    if field is None:
        return {}
    return {
        option.key: pick(option.label, ctx.language) or option.key
        for option in options_of(field).all
    }


def _link_labels(
    ctx: "RequestContext", answer: "Answer", known: KnownDimension, ids: list[str]
) -> dict[str, Json]:
    """Titles are read under the reader's rights: an unreadable record stays without a title."""
    target = known.type.form
    if not ids or target is None:
        return {}
    if target == _USER:
        return {key: str(user["name"]) for key, user in user_names(ctx, ids).items()}
    try:
        form = ctx.catalog.form(answer.sources.app_key, target)
    except TriloomError:
        return {}
    named: dict[str, Json] = {}
    for start in range(0, min(len(ids), _MOST_TITLES), 500):
        part = titles(ctx, form, ids[start : start + 500])
        named.update((key, entry["title"]) for key, entry in part.items())
    return named
