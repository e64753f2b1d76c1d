"""Probability that an open record ends well, learnt from the closed ones.

The evaluation is enforced here, not left to the analyst: train strictly before test, two baselines,
calibration on a window between, leak screens before every fit, and refusal when no better than the
base rate. Open records are censored, never negatives.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from triloom_core.json_types import Json, JsonObject
from triloom_core.plugins import FitRequest, FitResult, Score
from triloom_ml.calibration import calibrate, fit_calibration, sigmoid
from triloom_ml.encode import Encoding, encoding_from_json, learn_encoding
from triloom_ml.families import contributions, fit_boosting, fit_logistic, raw_scores
from triloom_ml.leaks import Leak, find_leaks
from triloom_ml.metrics import log_loss, report
from triloom_ml.specs import WIN_PROBABILITY
from triloom_ml.table import Booleans, Floats, booleans, column, days, row_count, take

TEST_SHARE = 0.25
CALIBRATION_SHARE = 0.2
FEWEST_IN_TEST = 40


@dataclass(frozen=True, slots=True)
class _Windows:
    """Closed rows in order of time, cut into train, calibration and test."""

    train: list[int]
    calibration: list[int]
    test: list[int]
    border: str


class WinProbability:
    """The plugin; stateless, everything lives in the artefact."""

    def fit(self, request: FitRequest) -> FitResult:
        """Train both families, pick one on the calibration window, judge it on the newest rows."""
        table = request.table
        outcome, known = booleans(column(table, "outcome"))
        opened = days(column(table, str(request.roles["time"])))
        closed = days(column(table, str(request.roles["outcome_time"])))
        usable = np.flatnonzero(known & ~np.isnan(opened))
        card = self._card_head(request, len(usable), outcome[usable])
        if len(usable) < WIN_PROBABILITY.minimum_rows:
            return _refuse(card, "ml.too_few_rows")
        if outcome[usable].all() or not outcome[usable].any():
            return _refuse(card, "ml.one_class_only")
        windows = _split(usable, opened, closed)
        if len(windows.test) < FEWEST_IN_TEST or len(windows.train) < FEWEST_IN_TEST:
            return _refuse(card, "ml.too_few_rows")
        for part in (windows.train, windows.calibration, windows.test):
            if outcome[part].all() or not outcome[part].any():
                return _refuse(card, "ml.one_class_only")
        features, leaks = _screened(request, windows.train, outcome, closed - opened)
        return self._judge(request, card, windows, outcome, features, leaks)

    def _judge(
        self,
        request: FitRequest,
        card: JsonObject,
        windows: _Windows,
        outcome: Booleans,
        features: list[str],
        leaks: list[Leak],
    ) -> FitResult:
        train, calibration, test = (
            take(request.table, part) for part in (windows.train, windows.calibration, windows.test)
        )
        base_rate = float(outcome[windows.train + windows.calibration].mean())
        card["leaks"] = [leak.to_json() for leak in leaks]
        card["features"] = list(features)
        card["base_rate"] = round(base_rate, 4)
        card["split"] = {
            "kind": "time",
            "train_rows": len(windows.train),
            "test_from": windows.border,
            "calibration_rows": len(windows.calibration),
            "test_rows": len(windows.test),
        }
        if not features:
            return _refuse(card, "ml.no_better_than_base_rate")
        encoding = learn_encoding(train, features)
        candidates = {
            "boosting": fit_boosting(
                encoding, train, outcome[windows.train], seed=request.seed, threads=request.threads
            ),
            "logistic": fit_logistic(
                encoding, train, outcome[windows.train], seed=request.seed, threads=request.threads
            ),
        }
        fitted: dict[str, tuple[JsonObject, JsonObject, float]] = {}
        figures: JsonObject = {}
        for family, model in candidates.items():
            raw = raw_scores(model, encoding, calibration)
            scale = fit_calibration(raw, outcome[windows.calibration])
            loss = log_loss(calibrate(scale, raw), outcome[windows.calibration])
            fitted[family] = (model, scale, loss)
            test_raw = raw_scores(model, encoding, test)
            figures[family] = report(
                calibrate(scale, test_raw), outcome[windows.test], base_rate, request.seed
            )
            if family == "boosting":
                figures["boosting_before_calibration"] = report(
                    sigmoid(test_raw), outcome[windows.test], base_rate, request.seed
                )
        constant = np.full(len(windows.test), base_rate)
        figures["base_rate"] = report(constant, outcome[windows.test], base_rate, request.seed)
        # a boosting model that is no better than the plain one is not worth its opacity
        chosen = "boosting" if fitted["boosting"][2] < fitted["logistic"][2] - 0.002 else "logistic"
        card["metrics"], card["chosen"] = figures, chosen
        model, scale, _ = fitted[chosen]
        artefact: JsonObject = {
            "model": model,
            "calibration": scale,
            "base_rate": base_rate,
            "encoding": [dict(feature) for feature in encoding.features],
        }
        if _is_no_better(figures[chosen]):
            return _refuse(card, "ml.no_better_than_base_rate")
        return FitResult("trained", artefact, card)

    def _card_head(self, request: FitRequest, rows: int, outcome: Booleans) -> JsonObject:
        digest = hashlib.sha256(
            orjson.dumps(request.table, option=orjson.OPT_SORT_KEYS)
        ).hexdigest()
        return {
            "plugin": WIN_PROBABILITY.id,
            "plugin_version": WIN_PROBABILITY.version,
            "rows": rows,
            "observed_rate": round(float(outcome.mean()), 4) if rows else None,
            "seed": request.seed,
            "data_sha256": digest,
            "parameters": request.parameters,
            "minimum_rows": WIN_PROBABILITY.minimum_rows,
            "limits": ["closed_records_only", "association_not_cause"],
            "metrics": {},
            "leaks": [],
            "features": [],
        }

    def predict(self, artefact: JsonObject, table: JsonObject) -> list[Score]:
        """Return the calibrated probability of each row, four digits."""
        encoding, model = _opened(artefact)
        probability = calibrate(
            _object(artefact["calibration"]), raw_scores(model, encoding, table)
        )
        return [Score(f"{value:.4f}") for value in probability]

    def explain(self, artefact: JsonObject, table: JsonObject, count: int) -> list[JsonObject]:
        """Return the `count` largest contributions in log-odds; with `other` and `bias` they sum to `raw`."""
        encoding, model = _opened(artefact)
        parts, bias = contributions(model, encoding, table)
        raw = raw_scores(model, encoding, table)
        assert np.allclose(parts.sum(axis=1) + bias, raw, atol=1e-4)
        return [
            _explained(encoding, table, row, parts[row], float(bias[row]), float(raw[row]), count)
            for row in range(row_count(table))
        ]


def _explained(
    encoding: Encoding,
    table: JsonObject,
    row: int,
    parts: Floats,
    bias: float,
    raw: float,
    count: int,
) -> JsonObject:
    order = np.argsort(-np.abs(parts), kind="stable")[:count]
    reasons: list[Json] = []
    for at in order:
        name = encoding.names[int(at)]
        reasons.append(
            {
                "feature": name,
                "value": column(table, name)[row],
                "contribution": round(float(parts[at]), 6),
            }
        )
    other = float(parts.sum() - parts[order].sum())
    return {
        "reasons": reasons,
        "other": round(other, 6),
        "bias": round(bias, 6),
        "raw": round(raw, 6),
    }


def _split(usable: Any, opened: Floats, closed: Floats) -> _Windows:
    """Cut by time: the newest quarter by opening is the test; train knows only outcomes before it."""
    order = sorted((int(row) for row in usable), key=lambda row: (opened[row], row))
    border = opened[order[int(len(order) * (1 - TEST_SHARE))]]
    test = [row for row in order if opened[row] >= border]
    before = [
        row
        for row in order
        if opened[row] < border and (np.isnan(closed[row]) or closed[row] < border)
    ]
    cut = round(len(before) * (1 - CALIBRATION_SHARE))
    stamp = np.datetime64(0, "D") + np.timedelta64(int(border), "D")
    return _Windows(before[:cut], before[cut:], test, str(stamp))


def _screened(
    request: FitRequest, train: list[int], outcome: Booleans, duration: Floats
) -> tuple[list[str], list[Leak]]:
    roles = request.roles.get("features")
    names = [str(name) for name in roles] if isinstance(roles, list) else []
    late = request.roles.get("changed_after")
    late_names = {str(name) for name in late} if isinstance(late, list) else set()
    table = take(request.table, train)
    names = [name for name in names if len({str(value) for value in column(table, name)}) > 1]
    found = find_leaks(table, names, outcome[train], duration[train], late_names)
    allowed = request.parameters.get("allow")
    kept = {str(name) for name in allowed} if isinstance(allowed, list) else set()
    suspected = {leak.column for leak in found} - kept
    return [name for name in names if name not in suspected], found


def _is_no_better(figures: Json) -> bool:
    data = _object(figures)
    area, skill = _object(data["auc"]), _object(data["brier_skill"])
    low_area, low_skill = area["low"], skill["low"]
    assert isinstance(low_area, int | float)
    assert isinstance(low_skill, int | float)
    return low_area <= 0.5 or low_skill <= 0.0


def _refuse(card: JsonObject, reason: str) -> FitResult:
    card["refused"] = reason
    return FitResult("refused", {}, card, reason)


def _opened(artefact: JsonObject) -> tuple[Encoding, JsonObject]:
    return encoding_from_json(artefact["encoding"]), _object(artefact["model"])


def _object(value: Json) -> JsonObject:
    assert isinstance(value, dict)
    return value


PLUGIN = WinProbability()
