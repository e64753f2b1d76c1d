"""Every plugin keeps the protocol: order kept, JSON only, small data refused, never an exception."""

import json
from datetime import date, timedelta

import jsonschema
import pytest

from triloom_core.json_types import JsonObject
from triloom_core.plugins import PluginSpec
from triloom_ml import runner
from triloom_ml.messages import MESSAGES
from triloom_ml.specs import BUILTIN_PLUGINS


def sample(spec: PluginSpec, rows: int) -> JsonObject:
    """A table with one column per input and a learnable outcome."""
    start = date(2022, 1, 1)
    columns: dict[str, list[object]] = {}
    roles: dict[str, object] = {}
    for position, item in enumerate(spec.inputs):
        name = f"in_{item.key}"
        if "date" in item.types:
            columns[name] = [
                (start + timedelta(days=2 * at + position)).isoformat() for at in range(rows)
            ]
        elif item.key == "elasticity":
            columns[name] = [-1.0 - (at % 5) / 10 for at in range(rows)]
        elif item.key in ("minimum", "maximum", "stock"):
            columns[name] = [{"minimum": 1.0, "maximum": 500.0, "stock": 1e9}[item.key]] * rows
        else:
            columns[name] = [float(50 + (at * 7 + position) % 23) for at in range(rows)]
        if item.key == "group":
            columns[name] = ["all"] * rows
        roles[item.key] = [name] if item.many else name
    columns["outcome"] = [
        (at * 7 + 2) % 23 > 11 if (at * 31) % 5 > 1 else (at * 13) % 7 > 3 for at in range(rows)
    ]
    table = {"ids": [str(at) for at in range(rows)], "columns": columns}
    return {"plugin": spec.id, "table": table, "roles": roles, "parameters": {}}  # type: ignore[dict-item]


@pytest.fixture(params=BUILTIN_PLUGINS, ids=lambda spec: spec.id)
def spec(request: pytest.FixtureRequest) -> PluginSpec:
    return request.param  # type: ignore[no-any-return]


def test_the_manifest_is_complete_in_both_languages(spec: PluginSpec) -> None:
    jsonschema.Draft202012Validator.check_schema(spec.parameters)
    for text in (
        spec.label,
        spec.description,
        spec.output.label,
        *(item.label for item in spec.inputs),
    ):
        assert text["en"]
        assert text["zh-CN"]
    assert json.loads(json.dumps(spec.to_json()))["kind"] in ("row", "set", "series")


def test_too_few_rows_are_refused_with_a_reason_that_has_a_text(spec: PluginSpec) -> None:
    answer = runner.fit(sample(spec, max(0, spec.minimum_rows - 1)))
    assert answer["state"] == "refused"
    assert answer["reason"] in MESSAGES


def test_a_fit_answers_json_and_scores_every_row_in_order(spec: PluginSpec) -> None:
    asked = sample(spec, 900)
    answer = json.loads(json.dumps(runner.fit(asked)))
    assert answer["state"] == "trained", answer["card"]
    table = asked["table"]
    if spec.kind == "series":
        table = {"ids": ["all", "unknown"], "columns": {}}
    scoring: JsonObject = {"plugin": spec.id, "artefact": answer["artefact"], "table": table}
    scores = json.loads(json.dumps(runner.predict(scoring)))
    assert len(scores) == len(table["ids"])  # type: ignore[index,arg-type,call-overload]
    assert any(score["value"] is not None for score in scores)
    for score in scores:
        assert (score["value"] is None) == (score["reason"] is not None)
    explained = json.loads(json.dumps(runner.explain({**scoring, "count": 3})))
    assert len(explained) == len(scores)


def test_a_fit_is_pure(spec: PluginSpec) -> None:
    asked = sample(spec, 900)
    assert runner.fit(asked) == runner.fit(asked)
