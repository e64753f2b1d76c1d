"""The funnel as SQL: per record, a step counts only after the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from triloom_report.plan import FunnelPlan, Rows
from triloom_report.render_rows import RowsRenderer, Target, name

RECORDS = "records"
EVENTS = "events"


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One stage: how many records came so far, in shares of the step before and of the first."""

    stage: str
    count: int
    of_previous: float | None
    of_first: float | None


def read_funnel(plan: FunnelPlan, row: Sequence[Any]) -> tuple[FunnelStep, ...]:
    """Return the steps from the one row of counts; a share of nothing is None."""
    counts = [int(value or 0) for value in row]
    steps = []
    for place, (stage, count) in enumerate(zip(plan.stages, counts, strict=True)):
        before = counts[place - 1] if place else count
        steps.append(
            FunnelStep(
                stage,
                count,
                of_previous=count / before if before else None,
                of_first=count / counts[0] if counts[0] else None,
            )
        )
    return tuple(steps)


def render_funnel(plan: FunnelPlan, target: Target) -> str:
    """Return the SQL of one row with a count per stage."""
    renderer = RowsRenderer(target)
    rows = Rows(
        plan.base, plan.joins, plan.where, plan.coordinates, plan.base.alias, False, plan.rollups
    )
    records = renderer.rows(rows, (), (), extra={plan.stage_column: "stage_now"})
    steps, query = _ordered(plan) if plan.is_ordered else ([], _reached(plan))
    for alias, part in [(RECORDS, records), (EVENTS, _events(plan, target)), *steps]:
        query = query.with_(alias, as_=part)
    return str(query.sql(dialect=target.dialect))


def _events(plan: FunnelPlan, target: Target) -> Any:
    """Number the stage events of the permitted records in the order in which they happened."""
    table = exp.to_identifier(plan.events, quoted=True)
    schema = exp.to_identifier(target.schema, quoted=True) if target.schema else None
    window = exp.Window(
        this=exp.RowNumber(),
        partition_by=[name("record_id", "e")],
        order=exp.Order(
            expressions=[exp.Ordered(this=name(key, "e")) for key in ("entered_at", "position")]
        ),
    )
    return (
        exp.select(
            name("record_id", "e"), name("stage", "e"), exp.alias_(window, "step", quoted=True)
        )
        .from_(exp.Table(this=table, db=schema, alias=exp.TableAlias(this="e")))
        .join(
            exp.table_(RECORDS),
            on=exp.EQ(this=name("record_id", "e"), expression=name("row_key", RECORDS)),
        )
    )


def _ordered(plan: FunnelPlan) -> tuple[list[tuple[str, Any]], Any]:
    """Return one named query per step, each after the one before, and the select of their counts."""
    counts = []
    steps: list[tuple[str, Any]] = []
    for place, stage in enumerate(plan.stages):
        step = exp.alias_(exp.Min(this=name("step", EVENTS)), "step", quoted=True)
        part = exp.select(name("record_id", EVENTS), step).from_(exp.table_(EVENTS))
        at_stage = exp.EQ(this=name("stage", EVENTS), expression=exp.Literal.string(stage))
        if place:
            before = f"step_{place - 1}"
            same = exp.EQ(this=name("record_id", before), expression=name("record_id", EVENTS))
            later = exp.GT(this=name("step", EVENTS), expression=name("step", before))
            part = part.join(exp.table_(before), on=exp.and_(same, later))
        part = part.where(at_stage).group_by(name("record_id", EVENTS))
        steps.append((f"step_{place}", part))
        total = exp.select(exp.Count(this=exp.Star())).from_(exp.table_(f"step_{place}"))
        counts.append(exp.alias_(total.subquery(), f"count_{place}", quoted=True))
    return steps, exp.select(*counts)


def _reached(plan: FunnelPlan) -> Any:
    """The furthest stage of a record, from its events and from where it stands, counts for all before."""
    standing = exp.select(
        exp.alias_(name("row_key"), "record_id", quoted=True),
        exp.alias_(_rank(name("stage_now"), plan.stages), "reach", quoted=True),
    ).from_(exp.table_(RECORDS))
    passed = exp.select(
        name("record_id"), exp.alias_(_rank(name("stage"), plan.stages), "reach", quoted=True)
    ).from_(exp.table_(EVENTS))
    furthest = (
        exp.select(exp.alias_(exp.Max(this=name("reach")), "reach", quoted=True))
        .from_(exp.union(standing, passed, distinct=False).subquery("reaches"))
        .group_by(name("record_id"))
    )
    counts = [
        exp.alias_(
            exp.Sum(
                this=exp.Case(
                    ifs=[
                        exp.If(
                            this=exp.GTE(this=name("reach"), expression=exp.Literal.number(place)),
                            true=exp.Literal.number(1),
                        )
                    ],
                    default=exp.Literal.number(0),
                )
            ),
            f"count_{place}",
            quoted=True,
        )
        for place in range(len(plan.stages))
    ]
    return exp.select(*counts).from_(furthest.subquery("furthest"))


def _rank(stage: Any, stages: Sequence[str]) -> Any:
    return exp.Case(
        ifs=[
            exp.If(
                this=exp.EQ(this=stage.copy(), expression=exp.Literal.string(identifier)),
                true=exp.Literal.number(place),
            )
            for place, identifier in enumerate(stages)
        ]
    )
