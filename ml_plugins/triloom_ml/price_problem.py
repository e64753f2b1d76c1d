"""The pricing problem: one price of a finite grid per product, coupled by totals.

value(i, k) = α·revenue + β·margin + γ·share; grid points outside the bounds or with demand above
stock do not exist. Demand is log-linear in price: demand·(p ÷ p₀)^elasticity. Totals: a cap on
volume, a floor of revenue. This is a multiple-choice knapsack (Kellerer et al., 2004, ch. 11).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triloom_core.json_types import Json, JsonObject
from triloom_ml.table import Floats

GRID_POINTS = 15
WIDEST_CHANGE = 0.3


@dataclass(frozen=True, slots=True)
class PriceProblem:
    """Arrays are products × grid points; `open` tells which points exist."""

    names: list[str]
    price: Floats
    demand: Floats
    value: Floats
    revenue: Floats
    open: NDArray[np.bool_]
    volume_cap: float | None
    revenue_floor: float | None

    @property
    def is_coupled(self) -> bool:
        """Whether any total binds the products together."""
        return self.volume_cap is not None or self.revenue_floor is not None


@dataclass(frozen=True, slots=True)
class PriceSolution:
    """Chosen grid point per product; `bound` is proven, so `gap` = (bound − value) ÷ |bound|."""

    status: str
    choice: NDArray[np.int64]
    value: float
    bound: float
    conflict: list[str]

    @property
    def gap(self) -> float:
        """The certified relative gap; 0 when optimal."""
        return max(0.0, self.bound - self.value) / max(abs(self.bound), 1e-9)


def build_problem(
    names: list[str], columns: dict[str, Floats], parameters: JsonObject
) -> PriceProblem:
    """Return the problem over products with a negative elasticity; see the module for the model."""
    steps = np.linspace(1 - WIDEST_CHANGE, 1 + WIDEST_CHANGE, GRID_POINTS)
    current = columns["price"][:, None]
    grid = np.round(current * steps[None, :], 2)
    low = np.where(np.isnan(columns["minimum"]), 0.0, columns["minimum"])[:, None]
    high = np.where(np.isnan(columns["maximum"]), np.inf, columns["maximum"])[:, None]
    # the bounds themselves are prices worth trying
    first = np.where((low > grid[:, :1]) & (low < grid[:, -1:]), low, grid[:, :1])
    last = np.where((high < grid[:, -1:]) & (high > grid[:, :1]), high, grid[:, -1:])
    grid = np.concatenate([first, grid[:, 1:-1], last], axis=1)
    demand = columns["demand"][:, None] * (grid / current) ** columns["elasticity"][:, None]
    stock = np.where(np.isnan(columns["stock"]), np.inf, columns["stock"])[:, None]
    revenue = grid * demand
    margin = (grid - columns["cost"][:, None]) * demand
    market = _number(parameters.get("market_volume"))
    share = demand / market if market else np.zeros_like(demand)
    weights = [_number(parameters.get(name)) or 0.0 for name in ("alpha", "beta", "gamma")]
    scale = float(np.abs(revenue).sum() / max(1, len(names))) if market else 0.0
    value = weights[0] * revenue + weights[1] * margin + weights[2] * share * scale
    exists = (grid >= low - 1e-9) & (grid <= high + 1e-9) & (demand <= stock + 1e-9)
    return PriceProblem(
        names,
        grid,
        demand,
        value,
        revenue,
        exists,
        _number(parameters.get("volume_cap")),
        _number(parameters.get("revenue_floor")),
    )


def impossible_alone(problem: PriceProblem) -> list[str]:
    """Return the products that have no allowed price at all."""
    return [
        name for name, exists in zip(problem.names, problem.open, strict=True) if not exists.any()
    ]


def conflict_of_totals(problem: PriceProblem) -> list[str]:
    """Return the totals that cannot be met even when each is taken alone, or both when only together."""
    least_volume = np.where(problem.open, problem.demand, np.inf).min(axis=1).sum()
    most_revenue = np.where(problem.open, problem.revenue, -np.inf).max(axis=1).sum()
    found = []
    if problem.volume_cap is not None and least_volume > problem.volume_cap + 1e-9:
        found.append("volume_cap")
    if problem.revenue_floor is not None and most_revenue < problem.revenue_floor - 1e-9:
        found.append("revenue_floor")
    return found


def is_feasible(problem: PriceProblem, choice: NDArray[np.int64]) -> bool:
    """Tell whether a choice keeps every limit."""
    rows = np.arange(len(choice))
    if not problem.open[rows, choice].all():
        return False
    volume = float(problem.demand[rows, choice].sum())
    revenue = float(problem.revenue[rows, choice].sum())
    cap_kept = problem.volume_cap is None or volume <= problem.volume_cap * (1 + 1e-9)
    floor_kept = problem.revenue_floor is None or revenue >= problem.revenue_floor * (1 - 1e-9)
    return cap_kept and floor_kept


def total_value(problem: PriceProblem, choice: NDArray[np.int64]) -> float:
    """Return the objective of a choice."""
    return float(problem.value[np.arange(len(choice)), choice].sum())


def _number(value: Json) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
