"""Monthly demand per group: seasonal-naive with drift and an interval from its own past errors.

The method is shown beside the plain seasonal-naive forecast on the newest months that it did not
see; the better of the two is used (Hyndman & Athanasopoulos, Forecasting, ch. 5).
"""

from datetime import date

import numpy as np

from triloom_core.json_types import Json, JsonObject
from triloom_core.plugins import FitRequest, FitResult, Score
from triloom_ml.specs import DEMAND_FORECAST
from triloom_ml.table import Floats, column, days, numbers

SEASON = 12
FEWEST_MONTHS = 24
INTERVAL = 1.2816  # 80 % of a normal distribution


class DemandForecast:
    """The plugin; stateless, everything lives in the artefact."""

    def fit(self, request: FitRequest) -> FitResult:
        """Forecast every group that has at least two seasons of months."""
        groups = _monthly(request)
        periods = request.parameters.get("periods", 3)
        assert isinstance(periods, int)
        series: JsonObject = {}
        figures: JsonObject = {}
        for key, (first, values) in sorted(groups.items()):
            if len(values) < FEWEST_MONTHS:
                figures[key] = {"refused": "ml.too_few_rows", "months": len(values)}
                continue
            series[key], figures[key] = _forecast(first, values, periods)
        card: JsonObject = {
            "plugin": DEMAND_FORECAST.id,
            "plugin_version": DEMAND_FORECAST.version,
            "parameters": request.parameters,
            "groups": figures,
            "seed": request.seed,
            "rows": sum(len(values) for _, values in groups.values()),
            "limits": ["no_causes"],
        }
        if not series:
            card["refused"] = "ml.too_few_rows"
            return FitResult("refused", {}, card, "ml.too_few_rows")
        return FitResult("trained", {"series": series}, card)

    def predict(self, artefact: JsonObject, table: JsonObject) -> list[Score]:
        """Return per row, whose id is a group, its forecast rows as detail."""
        series, ids = artefact["series"], table["ids"]
        assert isinstance(series, dict)
        assert isinstance(ids, list)
        return [
            Score(len(rows), None, {"rows": rows})
            if isinstance(rows := series.get(str(group)), list)
            else Score(None, "ml.too_few_rows")
            for group in ids
        ]

    def explain(self, artefact: JsonObject, table: JsonObject, count: int) -> list[JsonObject]:
        """Return the forecast rows themselves; they are their own explanation."""
        return [score.detail for score in self.predict(artefact, table)]


def _monthly(request: FitRequest) -> dict[str, tuple[int, Floats]]:
    """Return group → (first month since 1970, sum per month, empty months as 0)."""
    when = days(column(request.table, str(request.roles["time"])))
    amount = numbers(column(request.table, str(request.roles["value"])))
    role = request.roles.get("group")
    names = column(request.table, str(role)) if role else ["all"] * len(when)
    sums: dict[str, dict[int, float]] = {}
    for moment, value, name in zip(when, amount, names, strict=True):
        if np.isnan(moment) or np.isnan(value):
            continue
        day = date.fromordinal(date(1970, 1, 1).toordinal() + int(moment))
        month = (day.year - 1970) * 12 + day.month - 1
        group = sums.setdefault(str(name), {})
        group[month] = group.get(month, 0.0) + float(value)
    found: dict[str, tuple[int, Floats]] = {}
    for name, months in sums.items():
        first, last = min(months), max(months)
        found[name] = (
            first,
            np.array([months.get(month, 0.0) for month in range(first, last + 1)]),
        )
    return found


def _drifted(values: Floats, periods: int) -> Floats:
    season = values[-SEASON:]
    growth = float(season.sum() / max(values[-2 * SEASON : -SEASON].sum(), 1e-9))
    growth = min(max(growth, 0.5), 2.0)
    return np.array([season[at % SEASON] * growth for at in range(periods)])


def _naive(values: Floats, periods: int) -> Floats:
    return np.array([values[-SEASON:][at % SEASON] for at in range(periods)])


def _forecast(first: int, values: Floats, periods: int) -> tuple[Json, Json]:
    errors: dict[str, list[float]] = {"seasonal_naive": [], "seasonal_drift": []}
    for cut in range(max(2 * SEASON, len(values) - SEASON), len(values)):
        errors["seasonal_naive"].append(float(values[cut] - _naive(values[:cut], 1)[0]))
        errors["seasonal_drift"].append(float(values[cut] - _drifted(values[:cut], 1)[0]))
    mean = {name: float(np.mean(np.abs(found))) if found else 0.0 for name, found in errors.items()}
    method = (
        "seasonal_drift" if mean["seasonal_drift"] < mean["seasonal_naive"] else "seasonal_naive"
    )
    points = (_drifted if method == "seasonal_drift" else _naive)(values, periods)
    spread = INTERVAL * (
        float(np.std(errors[method])) if len(errors[method]) > 1 else float(values.std())
    )
    rows: list[Json] = []
    for at, point in enumerate(points):
        month = first + len(values) + at
        rows.append(
            {
                "period": date(1970 + month // 12, month % 12 + 1, 1).isoformat(),
                "value": round(float(point), 4),
                "low": round(max(0.0, float(point) - spread), 4),
                "high": round(float(point) + spread, 4),
            }
        )
    figures: JsonObject = {
        "months": len(values),
        "method": method,
        "mean_absolute_error": {name: round(value, 4) for name, value in mean.items()},
    }
    return rows, figures


PLUGIN = DemandForecast()
