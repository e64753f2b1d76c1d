"""A small shop of forms in memory: typed rows in DuckDB and PostgreSQL, and an oracle in Python."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from triloom_core.expression import (
    BOOLEAN,
    DATE,
    DATETIME,
    INTEGER,
    TEXT,
    Environment,
    ExpressionType,
    currency_type,
    link_type,
    list_type,
)
from triloom_core.sql.nodes import FALSE, TRUE, Binary, Column, Literal, SqlNode
from triloom_report.analysis import Analysis, analyse
from triloom_report.grains import read_value
from triloom_report.planner import Calendar, Planner
from triloom_report.render import render, render_drill
from triloom_report.render_rows import Target
from triloom_report.results import ResultTable, read_result, to_json
from triloom_report.sources import Relation, SourceField, SourceForm, SourceStage
from triloom_report.spec import ReportSpec

MONEY = currency_type(2, "CNY")
NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
_DUCK = {
    "link": "UUID", "text": "VARCHAR", "integer": "BIGINT", "currency": "BIGINT",
    "date": "DATE", "datetime": "TIMESTAMPTZ", "boolean": "BOOLEAN",
}  # fmt: skip
_POSTGRES = _DUCK | {"text": 'TEXT COLLATE "C"'}


def uid(number: int, kind: int = 0) -> str:
    return str(uuid.UUID(int=(kind << 64) | (number + 1)))


def source_field(key: str, kind: ExpressionType, **more: Any) -> SourceField:
    return SourceField(key, more.pop("column", key), kind, **more)


def form(key: str, *fields: SourceField, **more: Any) -> SourceForm:
    known = {"id": source_field("id", link_type(None))}
    return SourceForm(key, key, None, known | {item.key: item for item in fields}, **more)


STAGES = tuple(
    SourceStage(f"id-{key}", key, kind)
    for key, kind in (("new", "open"), ("work", "open"), ("done", "success"), ("lost", "failure"))
)
CODES = tuple((stage.id, stage.key) for stage in STAGES)

SITE = form(
    "site",
    source_field("region", TEXT),
    source_field("opened", DATE),
    source_field("cost", MONEY),
    source_field("level", TEXT, codes=(("z", "high"), ("a", "low"))),
)
JOB = form(
    "job",
    source_field("site", link_type("site"), relation=Relation("site", "site", "id", is_many=False)),
    source_field("title", TEXT),
    source_field("amount", MONEY),
    source_field("hours", INTEGER),
    source_field("urgent", BOOLEAN),
    source_field("due", DATE),
    source_field("closed_at", DATETIME),
    source_field("stage", TEXT, codes=CODES),
    source_field("region", TEXT, stands_for=("site", "region")),
    source_field(
        "parts",
        list_type(link_type(None)),
        column="id",
        relation=Relation("job.parts", "id", "parent_id", is_many=True),
    ),
    stages=STAGES,
    stage_events="stage_event",
)
PART = form(
    "job.parts",
    source_field("name", TEXT),
    source_field("price", MONEY),
    source_field("parent_id", link_type("job")),
)
EVENT = form(
    "stage_event",
    source_field("record_id", link_type("job")),
    source_field("stage", TEXT),
    source_field("entered_at", DATETIME),
    source_field("position", INTEGER),
)
FORMS = {item.key: item for item in (SITE, JOB, PART)}


@dataclass
class Shop:
    """Rows and rights; `run` asks the engine, `groups` lets Python answer the same."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rights: dict[str, SqlNode] = field(default_factory=dict)
    hidden: frozenset[tuple[str, str]] = frozenset()
    connection: Any = None
    dialect: str = "duckdb"
    schema: str | None = None

    def form(self, key: str) -> SourceForm | None:
        found = FORMS.get(key)
        if found is None or self.rights.get(key) == FALSE:
            return None
        fields = {k: f for k, f in found.fields.items() if (key, k) not in self.hidden}
        return SourceForm(found.key, found.table, None, fields, found.stages, found.stage_events)

    def predicate(self, key: str) -> SqlNode:
        return self.rights.get(key, TRUE)

    def load(self) -> None:
        types = _DUCK if self.dialect == "duckdb" else _POSTGRES
        for item in (*FORMS.values(), EVENT):
            stored = [f for f in item.fields.values() if not f.stands_for and f.key != "parts"]
            columns = ", ".join(f'"{f.column}" {types[f.type.kind.value]}' for f in stored)
            self.connection.execute(f'DROP TABLE IF EXISTS "{item.table}"')
            self.connection.execute(f'CREATE TABLE "{item.table}" ({columns})')
            mark = "?" if self.dialect == "duckdb" else "%s"
            values = [[row.get(f.key) for f in stored] for row in self.rows.get(item.key, [])]
            marks = ", ".join([mark] * len(stored))
            if values:
                self.connection.cursor().executemany(
                    f'INSERT INTO "{item.table}" VALUES ({marks})', values
                )

    def planner(self, document: Mapping[str, Any], **calendar: Any) -> Planner:
        found = self.analyse(document)
        assert not found.faults, found.faults
        environment = Environment(
            field=lambda _path: None, now=NOW, zone=ZoneInfo("Asia/Shanghai"), user={}
        )
        return Planner(found, self, environment, Calendar(**calendar))

    def analyse(self, document: Mapping[str, Any]) -> Analysis:
        return analyse(ReportSpec.from_json({"source": "job", **document}), self)

    def run(self, document: Mapping[str, Any], **options: Any) -> ResultTable:
        fill = options.pop("fill", False)
        keys = options.pop("keys", None)
        planner = self.planner(document, **options)
        plan = planner.plan(keys=keys)
        spec = ReportSpec.from_json({"source": "job", **document})
        return read_result(spec, plan, self.execute(render(plan, self.target)), fill=fill)

    @property
    def target(self) -> Target:
        is_duck = self.dialect == "duckdb"
        return Target("duckdb" if is_duck else "postgres", self.schema, has_macros=is_duck)

    def execute(self, sql: str) -> Sequence[Sequence[Any]]:
        found: Sequence[Sequence[Any]] = self.connection.execute(sql).fetchall()
        return found

    def drill(
        self, document: Mapping[str, Any], cell: Mapping[str, Any], limit: int = 10_000
    ) -> list[str]:
        found = self.analyse(document)
        planner = self.planner(document)
        coordinates = []
        for key, value in cell.items():
            known = found.dimension(key)
            assert known is not None
            if value == "other!":
                coordinates.append(planner.coordinate(known, (), is_other=True))
                continue
            stored = read_value(to_json(value), planner.dimension(known))
            coordinates.append(planner.coordinate(known, (stored,)))
        plan = planner.drill(coordinates, (), limit)
        return [str(row[0]) for row in self.execute(render_drill(plan, self.target))]


def sample(seed: int = 7, jobs: int = 60) -> dict[str, list[dict[str, Any]]]:
    """Rows with nulls, ties, negative money, links to nowhere and empty months."""
    import random

    dice = random.Random(seed)
    regions = ["east", "west", "北方", None]
    sites = [
        {
            "id": uid(i, 1),
            "region": regions[i % 4],
            "opened": date(2020 + i, 2, 28),
            "cost": 1000 * i,
            "level": dice.choice(["z", "a", None]),
        }
        for i in range(6)
    ]
    rows: dict[str, list[dict[str, Any]]] = {"site": sites, "job": [], "job.parts": []}
    for i in range(jobs):
        month = dice.choice([1, 2, 3, 7, 12])
        rows["job"].append(
            {
                "id": uid(i, 2),
                "site": dice.choice([*[s["id"] for s in sites], None, uid(99, 1)]),
                "title": f"job {i % 7}",
                "amount": dice.choice([None, 0, 105, -5000, 999_99, 12_345_678_901_23]),
                "hours": dice.choice([None, 0, 1, 2, 3, 8]),
                "urgent": dice.choice([None, True, False]),
                "due": dice.choice([None, date(2026, month, dice.randint(1, 28))]),
                "closed_at": dice.choice(
                    [
                        None,
                        datetime(2026, month, dice.randint(1, 28), dice.randint(0, 23), tzinfo=UTC),
                    ]
                ),
                "stage": dice.choice([s.id for s in STAGES]),
            }
        )
        for number in range(dice.randint(0, 3)):
            rows["job.parts"].append(
                {
                    "id": uid(i * 10 + number, 3),
                    "name": dice.choice(["bolt", "nut", None]),
                    "price": dice.choice([100, 250, None]),
                    "parent_id": uid(i, 2),
                }
            )
    return rows


def only(column: str, value: object, kind: ExpressionType = TEXT) -> SqlNode:
    """A row right: the column equals the value."""
    return Binary(BOOLEAN, "=", Column(kind, column), Literal(kind, value))  # type: ignore[arg-type]
