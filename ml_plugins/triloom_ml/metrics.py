"""Honest figures of a probability model: ranking, calibration, and both against the constant.

AUC by the Mann–Whitney statistic; intervals by a seeded bootstrap over records (percentiles 2.5
and 97.5); expected calibration error over ten bins of equal mass.
"""

from dataclasses import dataclass

import numpy as np

from triloom_core.json_types import Json, JsonObject
from triloom_ml.table import Booleans, Floats

BOOTSTRAP_ROUNDS = 400
BINS = 10
_SMALLEST = 1e-6


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def to_json(self) -> JsonObject:
        """Return the figure rounded for a card."""
        return {
            "value": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
        }


def area_under_curve(score: Floats, outcome: Booleans) -> float:
    """Return the AUC; .5 when one class is missing. Ties count half."""
    positives = int(outcome.sum())
    negatives = len(outcome) - positives
    if positives == 0 or negatives == 0:
        return 0.5
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    upper = np.cumsum(counts)
    ranks = (upper - (counts - 1) / 2)[inverse]
    total = float(ranks[outcome].sum())
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def brier(probability: Floats, outcome: Booleans) -> float:
    """Return the mean squared error of the probabilities."""
    return float(np.mean((probability - outcome) ** 2))


def brier_skill(probability: Floats, outcome: Booleans, base_rate: float) -> float:
    """Return 1 − Brier ÷ Brier of the constant `base_rate`; above 0 is better than the constant."""
    constant = brier(np.full(len(outcome), base_rate), outcome)
    return 1.0 - brier(probability, outcome) / constant if constant > 0 else 0.0


def log_loss(probability: Floats, outcome: Booleans) -> float:
    """Return the mean negative log-likelihood, in nats."""
    clipped = np.clip(probability, _SMALLEST, 1 - _SMALLEST)
    return float(-np.mean(np.where(outcome, np.log(clipped), np.log(1 - clipped))))


def reliability(probability: Floats, outcome: Booleans) -> list[tuple[float, float, int]]:
    """Return (mean predicted, observed share, rows) of up to ten bins of equal mass."""
    order = np.argsort(probability, kind="stable")
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    return [
        (float(probability[part].mean()), float(outcome[part].mean()), len(part)) for part in bins
    ]


def calibration_error(probability: Floats, outcome: Booleans) -> float:
    """Return the expected calibration error over ten bins of equal mass."""
    curve = reliability(probability, outcome)
    total = sum(rows for _, _, rows in curve)
    return sum(abs(mean - share) * rows for mean, share, rows in curve) / total if total else 0.0


def lift_at_top(probability: Floats, outcome: Booleans, share: float = 0.1) -> float:
    """Return how much more often the best-scored share succeeds than all do."""
    count = max(1, round(len(outcome) * share))
    top = np.argsort(-probability, kind="stable")[:count]
    base = float(outcome.mean())
    return float(outcome[top].mean()) / base if base > 0 else 0.0


def bootstrap(
    probability: Floats, outcome: Booleans, base_rate: float, seed: int
) -> tuple[Interval, Interval]:
    """Return the intervals of AUC and of the Brier skill over resampled records."""
    generator = np.random.default_rng(seed)
    areas, skills = [], []
    for _ in range(BOOTSTRAP_ROUNDS):
        rows = generator.integers(0, len(outcome), len(outcome))
        areas.append(area_under_curve(probability[rows], outcome[rows]))
        skills.append(brier_skill(probability[rows], outcome[rows], base_rate))
    return (
        _interval(area_under_curve(probability, outcome), areas),
        _interval(brier_skill(probability, outcome, base_rate), skills),
    )


def _interval(value: float, sample: list[float]) -> Interval:
    low, high = np.percentile(sample, [2.5, 97.5])
    return Interval(value, float(low), float(high))


def report(probability: Floats, outcome: Booleans, base_rate: float, seed: int) -> JsonObject:
    """Return every figure of one model on one window, for the card."""
    area, skill = bootstrap(probability, outcome, base_rate, seed)
    observed = float(outcome.mean())
    curve: list[Json] = [
        {"predicted": round(mean, 4), "observed": round(share, 4), "rows": rows}
        for mean, share, rows in reliability(probability, outcome)
    ]
    return {
        "auc": area.to_json(),
        "brier_skill": skill.to_json(),
        "brier": round(brier(probability, outcome), 5),
        "log_loss": round(log_loss(probability, outcome), 5),
        "calibration_error": round(calibration_error(probability, outcome), 4),
        "accuracy": round(float(np.mean((probability >= 0.5) == outcome)), 4),
        "majority_accuracy": round(max(observed, 1 - observed), 4),
        "lift_top_tenth": round(lift_at_top(probability, outcome), 3),
        "reliability": curve,
    }
