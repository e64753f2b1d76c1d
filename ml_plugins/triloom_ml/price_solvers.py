"""Two ways to solve the pricing problem: exact for few products, certified for many.

Few: mixed-integer programming with HiGHS through SciPy. Many: Lagrangian relaxation of the totals
(Fisher, 1981), whose dual value proves a bound, then repair and local improvement.
"""

import numpy as np
from numpy.typing import NDArray

from triloom_ml.price_problem import (
    PriceProblem,
    PriceSolution,
    conflict_of_totals,
    impossible_alone,
    is_feasible,
    total_value,
)
from triloom_ml.table import Floats

EXACT_UP_TO = 200
ROUNDS = 200
Choice = NDArray[np.int64]


def solve(problem: PriceProblem) -> PriceSolution:
    """Return the best prices with a proof, or the limits that clash."""
    alone = impossible_alone(problem)
    if alone:
        return _nothing(problem, "infeasible", [f"bounds_or_stock:{name}" for name in alone])
    totals = conflict_of_totals(problem)
    if totals:
        return _nothing(problem, "infeasible", totals)
    best = np.where(problem.open, problem.value, -np.inf).argmax(axis=1).astype(np.int64)
    if not problem.is_coupled or is_feasible(problem, best):
        value = total_value(problem, best)
        return PriceSolution("optimal", best, value, value, [])
    return _exact(problem) if len(problem.names) <= EXACT_UP_TO else _lagrangian(problem)


def _nothing(problem: PriceProblem, status: str, conflict: list[str]) -> PriceSolution:
    return PriceSolution(status, np.zeros(0, dtype=np.int64), 0.0, 0.0, conflict)


def _exact(problem: PriceProblem) -> PriceSolution:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    products, points = problem.value.shape
    size = products * points
    rows = np.repeat(np.arange(products), points)
    one_price = coo_array((np.ones(size), (rows, np.arange(size))), shape=(products, size))
    constraints = [LinearConstraint(one_price.tocsr(), 1, 1)]
    if problem.volume_cap is not None:
        constraints.append(
            LinearConstraint(problem.demand.reshape(1, -1), -np.inf, problem.volume_cap)
        )
    if problem.revenue_floor is not None:
        constraints.append(
            LinearConstraint(problem.revenue.reshape(1, -1), problem.revenue_floor, np.inf)
        )
    upper = problem.open.reshape(-1).astype(float)
    found = milp(
        -problem.value.reshape(-1),
        integrality=np.ones(size),
        bounds=Bounds(0, upper),
        constraints=constraints,
        options={"mip_rel_gap": 1e-9, "time_limit": 60},
    )
    if found.status == 2:
        return _nothing(problem, "infeasible", ["volume_cap", "revenue_floor"])
    if found.x is None:
        return _nothing(problem, "no_solution_found", [])
    choice = found.x.reshape(products, points).argmax(axis=1).astype(np.int64)
    value = total_value(problem, choice)
    bound = -float(found.mip_dual_bound) if found.mip_dual_bound is not None else value
    status = "optimal" if found.status == 0 else "gap"
    return PriceSolution(status, choice, value, max(bound, value), [])


def _lagrangian(problem: PriceProblem) -> PriceSolution:
    """Bisect or descend on the multipliers; keep the least bound and the best feasible choice."""
    state = _Search(problem)
    # one total: the dual is piecewise linear in one multiplier, so bisection finds its kink
    if problem.volume_cap is not None and problem.revenue_floor is None:
        state.bisect(
            lambda weight: (weight, 0.0), lambda choice: state.volume(choice) <= problem.volume_cap
        )
    elif problem.revenue_floor is not None and problem.volume_cap is None:
        state.bisect(
            lambda weight: (0.0, weight),
            lambda choice: state.revenue(choice) >= problem.revenue_floor,
        )
    else:
        state.descend()
    if state.best is None:
        return _nothing(problem, "no_solution_found", [])
    value = total_value(problem, state.best)
    bound = max(state.bound, value)
    status = "optimal" if bound - value <= 1e-9 * max(1.0, abs(bound)) else "gap"
    return PriceSolution(status, state.best, value, bound, [])


class _Search:
    """The state of one relaxation: least bound, best feasible choice."""

    def __init__(self, problem: PriceProblem) -> None:
        self.problem = problem
        self.rows = np.arange(len(problem.names))
        self.bound = float("inf")
        self.best: Choice | None = None
        self.best_value = -float("inf")

    def volume(self, choice: Choice) -> float:
        return float(self.problem.demand[self.rows, choice].sum())

    def revenue(self, choice: Choice) -> float:
        return float(self.problem.revenue[self.rows, choice].sum())

    def relaxed(self, volume_weight: float, revenue_weight: float) -> Choice:
        """Solve the relaxed problem; note its bound and, when feasible, its choice."""
        problem = self.problem
        reduced = problem.value - volume_weight * problem.demand + revenue_weight * problem.revenue
        reduced = np.where(problem.open, reduced, -np.inf)
        choice: Choice = reduced.argmax(axis=1).astype(np.int64)
        bound = float(reduced[self.rows, choice].sum())
        if problem.volume_cap is not None:
            bound += volume_weight * problem.volume_cap
        if problem.revenue_floor is not None:
            bound -= revenue_weight * problem.revenue_floor
        self.bound = min(self.bound, bound)
        self.keep(choice)
        return choice

    def keep(self, choice: Choice) -> None:
        if is_feasible(self.problem, choice):
            value = total_value(self.problem, choice)
            if value > self.best_value:
                self.best, self.best_value = choice.copy(), value

    def bisect(self, weights: object, is_kept: object) -> None:
        """Find the multiplier at which the total just holds, then fill what is left."""
        assert callable(weights)
        assert callable(is_kept)
        low, high = 0.0, 1.0
        while not is_kept(self.relaxed(*weights(high))) and high < 1e12:
            low, high = high, high * 4
        broken = self.relaxed(*weights(low))
        for _ in range(80):
            middle = (low + high) / 2
            choice = self.relaxed(*weights(middle))
            if is_kept(choice):
                high = middle
            else:
                low, broken = middle, choice
        kept = self.relaxed(*weights(high))
        self.fill(kept, broken)

    def fill(self, kept: Choice, broken: Choice) -> None:
        """Walk from the feasible choice to the better, infeasible one as far as the totals allow."""
        differing = np.flatnonzero(kept != broken)
        gain = (
            self.problem.value[differing, broken[differing]]
            - self.problem.value[differing, kept[differing]]
        )
        choice = kept.copy()
        for at in differing[np.argsort(-gain, kind="stable")]:
            previous = choice[at]
            choice[at] = broken[at]
            if not is_feasible(self.problem, choice):
                choice[at] = previous
        self.keep(choice)

    def descend(self) -> None:
        """Subgradient steps on two multipliers, then repair of the last choices."""
        problem = self.problem
        cap, floor = problem.volume_cap or 0.0, problem.revenue_floor or 0.0
        weights: Floats = np.zeros(2)
        scale = np.array([np.abs(problem.value).mean() / max(problem.demand.mean(), 1e-9), 1.0])
        last: Choice | None = None
        for number in range(ROUNDS):
            choice = self.relaxed(float(weights[0]), float(weights[1]))
            slack = np.array(
                [
                    (self.volume(choice) - cap) / max(cap, 1e-9),
                    (floor - self.revenue(choice)) / max(floor, 1e-9),
                ]
            )
            weights = np.maximum(0.0, weights + scale * slack * 2.0 / (1 + number) ** 0.7)
            if is_feasible(problem, choice):
                if last is not None:
                    self.fill(choice, last)
            else:
                last = choice
