"""One number with what it stands beside: the period before, the same one a year ago, a target."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from triloom_core.json_types import Json, JsonObject
from triloom_report.periods import a_year_before, shift, start_of
from triloom_report.results import ResultTable, to_json
from triloom_report.spec import KpiSpec, ReportSpec


def read_kpi(spec: ReportSpec, table: ResultTable, now: datetime, zone: ZoneInfo) -> JsonObject:
    """Return value, previous value, change, target and sparkline of the first measure.

    With a date dimension the present period counts, in the zone; periods are calendar periods.
    """
    place = next((i for i, column in enumerate(table.columns) if column.role == "measure"), None)
    if place is None:
        return {"value": None}
    kpi = spec.kpi
    if kpi.date is None:
        value = table.rows[0][place] if table.rows else None
        return {"value": to_json(value), "target": kpi.target, **_against(value, kpi.target)}
    dated = spec.dimension(kpi.date)
    at = table.place(kpi.date)
    assert dated is not None
    assert dated.grain is not None
    assert at is not None
    moment: date = now.astimezone(zone).replace(tzinfo=None)
    if dated.grain == "hour":
        moment = now.astimezone(zone).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    else:
        moment = start_of(now.astimezone(zone).date(), dated.grain, spec.week_start or "monday")
    values = {row[at]: row[place] for row in table.rows}
    periods = [shift(moment, dated.grain, -back) for back in range(kpi.periods - 1, -1, -1)]
    before = _period_before(kpi, moment, spec)
    value, previous = values.get(moment), values.get(before)
    return {
        "value": to_json(value),
        "period": to_json(moment),
        "previous": to_json(previous),
        "previous_period": to_json(before),
        "change": _change(value, previous),
        "target": kpi.target,
        **_against(value, kpi.target),
        "sparkline": [[to_json(period), to_json(values.get(period))] for period in periods],
    }


def _period_before(kpi: KpiSpec, moment: date, spec: ReportSpec) -> date:
    dated = spec.dimension(kpi.date or "")
    assert dated is not None
    assert dated.grain is not None
    if kpi.compare == "previous_year":
        return a_year_before(moment, dated.grain, spec.week_start or "monday")
    return shift(moment, dated.grain, -1)


def _change(value: object, previous: object) -> Json:
    if value is None or previous is None or not float(str(previous)):
        return None
    return (float(str(value)) - float(str(previous))) / abs(float(str(previous)))


def _against(value: object, target: float | None) -> JsonObject:
    if target is None or value is None or not target:
        return {}
    return {"of_target": float(str(value)) / target}
