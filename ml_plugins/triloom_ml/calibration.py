"""Maps raw scores to probabilities: isotonic with enough successes, a sigmoid below.

Kept as JSON: a sigmoid as its two parameters, isotonic as its corner points.
"""

import numpy as np

from triloom_core.json_types import JsonObject
from triloom_ml.table import Booleans, Floats

ISOTONIC_FROM = 1_000
_EDGE = 1e-4


def fit_calibration(raw: Floats, outcome: Booleans) -> JsonObject:
    """Return the calibration learnt on a window that the model has not seen."""
    if int(outcome.sum()) >= ISOTONIC_FROM:
        from sklearn.isotonic import IsotonicRegression

        model = IsotonicRegression(y_min=_EDGE, y_max=1 - _EDGE, out_of_bounds="clip")
        model.fit(raw, outcome.astype(float))
        return {
            "kind": "isotonic",
            "x": [float(value) for value in model.X_thresholds_],
            "y": [float(value) for value in model.y_thresholds_],
        }
    slope, offset = _fit_sigmoid(raw, outcome)
    return {"kind": "sigmoid", "slope": slope, "offset": offset}


def calibrate(calibration: JsonObject, raw: Floats) -> Floats:
    """Return probabilities between 0.0001 and 0.9999."""
    if calibration["kind"] == "isotonic":
        found = np.interp(raw, np.array(calibration["x"]), np.array(calibration["y"]))
    else:
        slope, offset = calibration["slope"], calibration["offset"]
        assert isinstance(slope, int | float)
        assert isinstance(offset, int | float)
        found = sigmoid(slope * raw + offset)
    probability: Floats = np.clip(found, _EDGE, 1 - _EDGE)
    return probability


def sigmoid(value: Floats) -> Floats:
    """Return 1 ÷ (1 + e^−value) without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * value))


def _fit_sigmoid(raw: Floats, outcome: Booleans) -> tuple[float, float]:
    """Platt scaling by Newton steps, with the prior-corrected targets of Platt (1999)."""
    positives = int(outcome.sum())
    negatives = len(outcome) - positives
    target = np.where(outcome, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    slope, offset = 1.0, 0.0
    for _ in range(50):
        probability = sigmoid(slope * raw + offset)
        weight = np.maximum(probability * (1 - probability), 1e-12)
        error = target - probability
        gradient = np.array([np.sum(error * raw), np.sum(error)])
        ridge = 1e-9
        hessian = np.array(
            [
                [np.sum(weight * raw * raw) + ridge, np.sum(weight * raw)],
                [np.sum(weight * raw), np.sum(weight) + ridge],
            ]
        )
        step = np.linalg.solve(hessian, gradient)
        slope, offset = slope + float(step[0]), offset + float(step[1])
        if float(np.abs(step).max()) < 1e-8:
            break
    return slope, offset
