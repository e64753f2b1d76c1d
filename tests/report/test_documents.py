"""Documents: schemas hold, every fault has its place, references and expressions are found."""

from typing import Any

import jsonschema
import pytest

from tests.support.shop import Shop
from triloom_core.documents import DocumentKind
from triloom_core.messages import render
from triloom_report.documents import BoardKind, MetricKind, ReportKind
from triloom_report.messages import MESSAGES
from triloom_report.spec import ReportSpec

REPORT: dict[str, Any] = {
    "kind": "report",
    "key": "by_region",
    "source": "job",
    "label": {"en": "By region", "zh-CN": "按地区"},
    "dimensions": [
        {"field": "site.region", "top": {"limit": 5, "by": "n"}},
        {"field": "due", "grain": "month"},
    ],
    "measures": [
        {"key": "n", "aggregate": "count"},
        {"key": "share", "expression": "count_if(stage = 'done') / count()"},
        {"metric": "volume"},
    ],
    "filter": "urgent or hours > 2",
    "sort": [{"key": "n", "descending": True}],
    "chart": {"mark": "bar", "x": "due", "y": "n", "color": "site_region"},
}
METRIC = {"kind": "metric", "key": "volume", "source": "job", "expression": "sum(amount)"}
BOARD: dict[str, Any] = {
    "kind": "board",
    "key": "week",
    "tiles": [
        {"id": "a", "report": "by_region", "x": 0, "y": 0, "w": 6, "h": 4},
        {"id": "b", "query": {"source": "job", "measures": [{"aggregate": "count"}]}},
    ],
    "filters": [{"field": "site.region"}],
}


class Documents:
    def __init__(self, **kinds: dict[str, Any]) -> None:
        self.kinds = {"metrics": {"volume": METRIC}, "reports": {"by_region": REPORT}, **kinds}

    def document(self, kind: str, key: str) -> Any:
        return self.kinds.get(kind, {}).get(key)

    def keys(self, kind: str) -> tuple[str, ...]:
        return tuple(self.kinds.get(kind, {}))


def kinds() -> dict[str, DocumentKind]:
    made = (ReportKind(_sources), MetricKind(_sources), BoardKind(_sources))
    return {kind.name: kind for kind in made}


def _sources(_surroundings: object) -> Shop:
    return Shop()


def faults(kind: str, body: dict[str, Any]) -> list[tuple[str, str]]:
    found = kinds()[kind].check(body, Documents())
    return [(fault.pointer, fault.code) for fault in found]


@pytest.mark.parametrize(
    ("kind", "body"), [("reports", REPORT), ("metrics", METRIC), ("boards", BOARD)]
)
def test_a_good_document_fits_its_schema_and_has_no_fault(kind: str, body: dict[str, Any]) -> None:
    schema = kinds()[kind].json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(body, schema)
    assert faults(kind, body) == []


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"source": "nowhere"}, "/source", "report.unknown_source"),
        ({"dimensions": [{"field": "site.nothing"}]}, "/dimensions/0", "expression.unknown_field"),
        ({"dimensions": [{"field": "title", "grain": "month"}]}, "/dimensions/0/grain", "report.no_grain"),
        ({"dimensions": [{"field": "due", "grain": "hour"}]}, "/dimensions/0/grain", "report.no_grain"),
        ({"dimensions": [{"field": "parts"}]}, "/dimensions/0", "report.not_groupable"),
        ({"measures": [{"key": "m", "expression": "amount"}]}, "/measures/0", "report.not_aggregated"),
        ({"measures": [{"key": "m", "expression": "sum(amount"}]}, "/measures/0/expression", "expression.unexpected_end"),
        ({"measures": [{"key": "m", "field": "title", "aggregate": "sum"}]}, "/measures/0", "expression.wrong_type"),
        ({"measures": [{"metric": "nothing"}]}, "/measures/0/metric", "report.unknown_metric"),
        ({"measures": [{"key": "n", "aggregate": "count"}] * 2}, "/measures/1/key", "report.key_twice"),
        ({"filter": "amount"}, "/filter", "expression.wrong_result"),
        ({"filter": "parts.price > 1"}, "/filter", "report.filter_across_many"),
        ({"sort": [{"key": "nothing"}]}, "/sort/0/key", "report.unknown_column"),
        ({"chart": {"mark": "bar", "x": "nothing"}}, "/chart/x", "report.unknown_column"),
        ({"pivot": {"rows": ["due"], "columns": ["x"]}}, "/pivot/columns/0", "report.unknown_column"),
        ({"kind": "funnel", "funnel": {"stages": ["nothing"]}}, "/funnel/stages/0", "report.unknown_column"),
        ({"kpi": {"date": "site_region"}}, "/kpi/date", "report.no_period"),
        ({"zone": "Mars/Olympus"}, "/zone", "report.unknown_zone"),
        ({"zone": "../../etc/passwd"}, "/zone", "report.unknown_zone"),
        ({"having": "due > 1"}, "/having", "expression.unknown_field"),
    ],
)  # fmt: skip
def test_a_fault_is_named_where_it_stands(change: dict[str, Any], pointer: str, code: str) -> None:
    good = {**REPORT, "sort": [], "chart": None, "dimensions": REPORT["dimensions"][1:]}
    if "kpi" in change:
        good["dimensions"] = REPORT["dimensions"]
    assert (pointer, code) in faults("reports", {**good, **change})


def test_the_tiles_of_a_board_are_checked_like_reports() -> None:
    broken = {
        **BOARD,
        "tiles": [
            {"id": "a", "report": "nothing"},
            {
                "id": "a",
                "query": {"source": "job", "measures": [{"aggregate": "sum", "field": "x"}]},
            },
        ],
    }
    assert faults("boards", broken) == [
        ("/tiles/0/report", "report.unknown_report"),
        ("/tiles/1/id", "report.tile_twice"),
        ("/tiles/1/query/measures/0", "expression.unknown_field"),
    ]
    assert faults("metrics", {**METRIC, "expression": "amount"}) == [
        ("/expression", "report.not_aggregated")
    ]


def test_references_and_expressions_are_found_for_safe_renames() -> None:
    references = {
        (r.kind, r.key, r.field_key, r.pointer) for r in kinds()["reports"].references(REPORT)
    }
    assert ("forms", "job", "site", "/dimensions/0/field") in references
    assert ("metrics", "volume", None, "/measures/2/metric") in references
    sites = [(site.pointer, site.form_key) for site in kinds()["reports"].expressions(REPORT)]
    assert sites == [("/filter", "job"), ("/measures/1/expression", "job")]
    boards = {(r.kind, r.key) for r in kinds()["boards"].references(BOARD)}
    assert boards == {("reports", "by_region"), ("forms", "job")}


def test_a_metric_brings_its_own_filter_and_leaves_others_alone(shop: Shop) -> None:
    from triloom_report.metrics import with_condition

    spec = ReportSpec.from_json(
        {
            "source": "job",
            "measures": [{"key": "m", "expression": "count() + sum(hours) / count(amount)"}],
        }
    )
    narrowed = with_condition(spec.measures[0].expression, {"field": ["urgent"]})
    document = {
        "measures": [
            {"key": "all", "aggregate": "count"},
            {"key": "urgent", "expression": with_condition({"count": []}, {"field": ["urgent"]})},
            {"key": "m", "expression": narrowed},
        ]
    }
    urgent = [job for job in shop.rows["job"] if job["urgent"]]
    found = shop.run(document).rows[0]
    assert found[:2] == (len(shop.rows["job"]), len(urgent))
    hours = sum(job["hours"] or 0 for job in urgent)
    amounts = sum(1 for job in urgent if job["amount"] is not None)
    assert float(found[2]) == pytest.approx(len(urgent) + hours / amounts, abs=1e-6)  # type: ignore[arg-type]


def test_every_message_has_both_languages() -> None:
    for code in MESSAGES:
        assert render(MESSAGES, code, "en") != render(MESSAGES, code, "zh-CN")
