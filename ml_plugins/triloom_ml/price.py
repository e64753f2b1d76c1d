"""Suggested prices: the optimum of the stated weights inside the stated limits, with its proof.

"Optimal" holds for the given elasticities, which are associations. Suggestions are for approval.
"""

from typing import Any

import numpy as np

from triloom_core.json_types import Json, JsonObject
from triloom_core.plugins import FitRequest, FitResult, Score
from triloom_ml.price_problem import build_problem
from triloom_ml.price_solvers import solve
from triloom_ml.specs import PRICE
from triloom_ml.table import Booleans, Floats, column, numbers, row_count

_INPUTS = ("price", "cost", "demand", "elasticity", "minimum", "maximum", "stock")


class Price:
    """The plugin; stateless, everything lives in the artefact."""

    def fit(self, request: FitRequest) -> FitResult:
        """Solve the joint problem once for all products that can be priced."""
        columns = _columns(request)
        ids = [str(identifier) for identifier in _ids(request.table)]
        needed = np.column_stack([columns[name] for name in ("price", "cost", "demand")])
        complete: Booleans = np.asarray(~np.isnan(needed).any(axis=1))
        priced: Booleans = complete & (columns["elasticity"] < 0) & (columns["price"] > 0)
        rows = np.flatnonzero(priced)
        card: JsonObject = {
            "plugin": PRICE.id,
            "plugin_version": PRICE.version,
            "rows": len(ids),
            "priced": len(rows),
            "parameters": request.parameters,
            "seed": request.seed,
            "limits": ["given_elasticities", "no_cross_price_effects", "suggestion_for_approval"],
        }
        reasons: JsonObject = {}
        for row in np.flatnonzero(~priced):
            is_missing = not complete[row]
            reasons[ids[row]] = "ml.missing_input" if is_missing else "ml.elasticity_not_negative"
        if len(rows) == 0:
            card["refused"] = "ml.elasticity_not_negative"
            return FitResult("refused", {}, card, "ml.elasticity_not_negative")
        problem = build_problem(
            [ids[row] for row in rows],
            {name: values[rows] for name, values in columns.items()},
            request.parameters,
        )
        solution = solve(problem)
        card["solution"] = {
            "status": solution.status,
            "value": round(solution.value, 4),
            "bound": round(solution.bound, 4),
            "gap": float(f"{solution.gap:.3g}"),
            "conflict": list(solution.conflict),
        }
        if solution.status in ("infeasible", "no_solution_found"):
            code = (
                "ml.price_infeasible" if solution.status == "infeasible" else "ml.no_solution_found"
            )
            card["refused"] = code
            return FitResult("refused", {}, card, code)
        prices: JsonObject = {}
        detail: JsonObject = {}
        for at, row in enumerate(rows):
            chosen = int(solution.choice[at])
            prices[ids[row]] = f"{problem.price[at, chosen]:.2f}"
            detail[ids[row]] = _detail(problem, at, chosen, float(columns["price"][row]))
        artefact: JsonObject = {
            "prices": prices,
            "reasons": reasons,
            "detail": detail,
            "status": solution.status,
        }
        return FitResult("trained", artefact, card)

    def predict(self, artefact: JsonObject, table: JsonObject) -> list[Score]:
        """Return the suggested price of each row of the run; rows outside of it get a reason."""
        prices, reasons = artefact["prices"], artefact["reasons"]
        assert isinstance(prices, dict)
        assert isinstance(reasons, dict)
        scores = []
        for identifier in _ids(table):
            reason = reasons.get(str(identifier), "ml.missing_input")
            value = prices.get(str(identifier))
            scores.append(Score(value) if value is not None else Score(None, str(reason)))
        return scores

    def explain(self, artefact: JsonObject, table: JsonObject, count: int) -> list[JsonObject]:
        """Return for each row the current and expected figures at the suggested price."""
        detail, reasons = artefact["detail"], artefact["reasons"]
        assert isinstance(detail, dict)
        assert isinstance(reasons, dict)
        return [
            {
                "detail": detail.get(str(identifier)),
                "reason": reasons.get(str(identifier)),
                "status": artefact["status"],
            }
            for identifier in _ids(table)
        ]


def _detail(problem: Any, at: int, chosen: int, current: float) -> JsonObject:
    allowed = np.flatnonzero(problem.open[at])
    return {
        "current_price": round(current, 2),
        "price": round(float(problem.price[at, chosen]), 2),
        "expected_demand": round(float(problem.demand[at, chosen]), 2),
        "expected_revenue": round(float(problem.revenue[at, chosen]), 2),
        "lowest_allowed": round(float(problem.price[at, allowed[0]]), 2),
        "highest_allowed": round(float(problem.price[at, allowed[-1]]), 2),
    }


def _columns(request: FitRequest) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for name in _INPUTS:
        role = request.roles.get(name)
        values = column(request.table, str(role)) if role else [None] * row_count(request.table)
        found[name] = numbers(values)
    return found


def _ids(table: JsonObject) -> list[Json]:
    ids = table["ids"]
    assert isinstance(ids, list)
    return ids


PLUGIN = Price()
