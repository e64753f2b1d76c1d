"""Finds columns that know the outcome before it happened.

The screens follow the house rules: what is written after the prediction moment, what is derived
from the closing event (durations too), one column that ranks alone, values or gaps in one class
only, and one column that carries most of the lift.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from triloom_core.json_types import JsonObject
from triloom_ml.metrics import area_under_curve
from triloom_ml.table import Booleans, Floats, column, is_numeric, numbers

SINGLE_COLUMN_LIMIT = 0.85
SAME_DURATION_SHARE = 0.98
FEWEST_KNOWN = 20


@dataclass(frozen=True, slots=True)
class Leak:
    """A suspected column, the screen that found it, and the figure it was found by."""

    column: str
    reason: str
    figure: float

    def to_json(self) -> JsonObject:
        """Return the finding for the card."""
        return {"column": self.column, "reason": self.reason, "figure": round(self.figure, 4)}


def find_leaks(
    table: JsonObject, features: list[str], outcome: Booleans, duration: Floats, late: set[str]
) -> list[Leak]:
    """Return the suspected columns; `late` names those that the feed saw change after the moment."""
    found: list[Leak] = []
    for name in features:
        leak = _screen(table, name, outcome, duration, late)
        if leak is not None:
            found.append(leak)
    return found


def _screen(
    table: JsonObject, name: str, outcome: Booleans, duration: Floats, late: set[str]
) -> Leak | None:
    if name in late:
        return Leak(name, "changed_after_the_moment", 1.0)
    values = column(table, name)
    known = np.array([value is not None for value in values], dtype=np.bool_)
    one_class = _only_in_one_class(known, outcome)
    if one_class is not None:
        return Leak(name, "known_in_one_class_only", one_class)
    if is_numeric(values):
        figures = numbers(values)
        if _is_duration(figures, duration):
            return Leak(name, "derived_from_the_closing", 1.0)
        if _constant_in_one_class(figures, outcome):
            return Leak(name, "one_value_in_one_class", 1.0)
        filled = np.where(np.isnan(figures), np.nanmedian(figures), figures)
        area = area_under_curve(filled, outcome)
    else:
        area = _category_area(values, outcome)
    strength = max(area, 1 - area)
    return Leak(name, "ranks_alone", strength) if strength >= SINGLE_COLUMN_LIMIT else None


def _only_in_one_class(known: Booleans, outcome: Booleans) -> float | None:
    for present in (known, ~known):
        count = int(present.sum())
        if FEWEST_KNOWN <= count < len(present):
            share = float(outcome[present].mean())
            rest = float(outcome[~present].mean())
            if share in (0.0, 1.0) and 0.0 < rest < 1.0 and count >= 0.05 * len(present):
                return share
            if {share, rest} == {0.0, 1.0}:
                return share
    return None


def _constant_in_one_class(figures: Floats, outcome: Booleans) -> bool:
    for group in (outcome, ~outcome):
        inside, outside = figures[group], figures[~group]
        if len(inside) < FEWEST_KNOWN or len(outside) < FEWEST_KNOWN:
            continue
        first = inside[0]
        if np.isnan(first):
            continue
        if bool(np.all(inside == first)) and float(np.mean(outside == first)) < 0.02:
            return True
    return False


def _is_duration(figures: Floats, duration: Floats) -> bool:
    both = ~np.isnan(figures) & ~np.isnan(duration)
    if int(both.sum()) < FEWEST_KNOWN or float(np.std(duration[both])) == 0:
        return False
    close = np.abs(figures[both] - duration[both]) <= 1.0
    return float(close.mean()) >= SAME_DURATION_SHARE


def _category_area(values: Sequence[object], outcome: Booleans) -> float:
    """Rank categories by their success among the *other* rows, so that rare ones prove nothing."""
    total: dict[object, int] = {}
    won: dict[object, int] = {}
    keys = [str(value) for value in values]
    for key, is_won in zip(keys, outcome, strict=True):
        total[key] = total.get(key, 0) + 1
        won[key] = won.get(key, 0) + int(is_won)
    base = float(outcome.mean())
    score = np.array(
        [
            (won[key] - int(is_won) + 5 * base) / (total[key] - 1 + 5)
            for key, is_won in zip(keys, outcome, strict=True)
        ]
    )
    return area_under_curve(score, outcome)
