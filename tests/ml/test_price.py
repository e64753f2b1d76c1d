"""Prices: equal to brute force when small, certified when large, honest when impossible."""

import itertools

import numpy as np
import pytest

from triloom_core.json_types import JsonObject
from triloom_core.plugins import FitRequest
from triloom_ml.price import PLUGIN
from triloom_ml.price_problem import PriceProblem, build_problem, is_feasible, total_value
from triloom_ml.price_solvers import solve


def columns(count: int, seed: int) -> dict[str, np.ndarray]:  # type: ignore[type-arg]
    generator = np.random.default_rng(seed)
    price = generator.uniform(10, 200, count)
    return {
        "price": price,
        "cost": price * generator.uniform(0.4, 0.7, count),
        "demand": generator.uniform(20, 500, count),
        "elasticity": -generator.uniform(0.6, 3.0, count),
        "minimum": price * 0.8,
        "maximum": price * 1.25,
        "stock": np.full(count, np.nan),
    }


def problem(count: int, seed: int, **parameters: object) -> PriceProblem:
    weights: JsonObject = {"alpha": 0.5, "beta": 0.5, "gamma": 0, **parameters}  # type: ignore[dict-item]
    return build_problem([str(at) for at in range(count)], columns(count, seed), weights)


def brute_force(found: PriceProblem) -> float:
    """Meet in the middle: all 5-product halves, so that ten products are searched completely."""
    points = [list(np.flatnonzero(row)) for row in found.open]

    def half(rows: list[int]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
        value, volume = np.zeros(1), np.zeros(1)
        for row in rows:
            value = (value[:, None] + found.value[row, points[row]][None, :]).ravel()
            volume = (volume[:, None] + found.demand[row, points[row]][None, :]).ravel()
        return value, volume

    left_value, left_volume = half(list(range(5)))
    right_value, right_volume = half(list(range(5, 10)))
    order = np.argsort(right_volume)
    right_volume, right_value = right_volume[order], np.maximum.accumulate(right_value[order])
    room = (
        np.searchsorted(right_volume, (found.volume_cap or np.inf) - left_volume, side="right") - 1
    )
    usable = room >= 0
    return float((left_value[usable] + right_value[room[usable]]).max())


@pytest.mark.parametrize("seed", [1, 2])
def test_ten_products_with_a_volume_cap_equal_brute_force(seed: int) -> None:
    free = problem(10, seed)
    best = np.where(free.open, free.value, -np.inf).argmax(axis=1)
    volume = float(free.demand[np.arange(10), best].sum())
    capped = problem(10, seed, volume_cap=volume * 0.85)
    solution = solve(capped)
    assert solution.status == "optimal"
    assert is_feasible(capped, solution.choice)
    assert solution.value == pytest.approx(brute_force(capped), rel=1e-6)


def test_two_products_with_two_totals_equal_brute_force() -> None:
    free = problem(2, 3)
    best = np.where(free.open, free.value, -np.inf).argmax(axis=1)
    volume = float(free.demand[[0, 1], best].sum())
    revenue = float(free.revenue[[0, 1], best].sum())
    both = problem(2, 3, volume_cap=volume * 0.95, revenue_floor=revenue * 0.9)
    solution = solve(both)
    options = [
        total_value(both, np.array(choice))
        for choice in itertools.product(range(both.price.shape[1]), repeat=2)
        if is_feasible(both, np.array(choice))
    ]
    assert options
    assert solution.value == pytest.approx(max(options), rel=1e-6)


@pytest.mark.parametrize("limits", ["volume_cap", "both"])
def test_a_thousand_products_carry_a_certified_gap_below_one_in_a_thousand(limits: str) -> None:
    free = problem(1000, 4)
    best = np.where(free.open, free.value, -np.inf).argmax(axis=1)
    rows = np.arange(1000)
    volume = float(free.demand[rows, best].sum())
    revenue = float(free.revenue[rows, best].sum())
    floor = revenue * 0.93 if limits == "both" else None
    capped = problem(1000, 4, volume_cap=volume * 0.9, revenue_floor=floor)
    solution = solve(capped)
    assert is_feasible(capped, solution.choice)
    assert solution.bound >= solution.value
    assert solution.gap <= 1e-3


def test_an_unreachable_total_is_named() -> None:
    solution = solve(problem(10, 1, volume_cap=1.0))
    assert (solution.status, solution.conflict) == ("infeasible", ["volume_cap"])


def test_a_product_without_any_allowed_price_is_named() -> None:
    given = columns(3, 1)
    given["minimum"][1] = given["price"][1] * 5
    found = build_problem(["a", "b", "c"], given, {"alpha": 1, "beta": 0, "gamma": 0})
    assert solve(found).conflict == ["bounds_or_stock:b"]


def test_stock_is_never_oversold() -> None:
    given = columns(20, 6)
    given["stock"] = given["demand"] * 0.9
    found = build_problem([str(at) for at in range(20)], given, {"alpha": 1, "beta": 0, "gamma": 0})
    solution = solve(found)
    chosen = found.demand[np.arange(20), solution.choice]
    assert (chosen <= given["stock"] + 1e-6).all()


def test_a_product_with_positive_elasticity_gets_a_reason_instead_of_a_price() -> None:
    table: JsonObject = {
        "ids": ["a", "b"],
        "columns": {"p": [10.0, 10.0], "c": [5.0, 5.0], "d": [100.0, 100.0], "e": [0.4, -1.5]},
    }
    roles = {"price": "p", "cost": "c", "demand": "d", "elasticity": "e"}
    result = PLUGIN.fit(
        FitRequest(table=table, roles=roles, parameters={"alpha": 0.5, "beta": 0.5})
    )  # type: ignore[arg-type]
    refused, priced = PLUGIN.predict(result.artefact, table)
    assert (refused.value, refused.reason) == (None, "ml.elasticity_not_negative")
    assert priced.value is not None
    assert result.card["solution"]["status"] == "optimal"  # type: ignore[index,call-overload]
