"""The two families that compete: gradient boosting and logistic regression.

Both are kept as text or JSON. `raw` is the log-odds before calibration; contributions sum to it.
"""

import warnings
from typing import Any

import numpy as np

from triloom_core.json_types import JsonObject
from triloom_ml.encode import Encoding, boosting_matrix, linear_matrix
from triloom_ml.table import Booleans, Floats, take

LEARNING_RATE = 0.05
LEAVES = 31
MOST_ROUNDS = 400
PATIENCE = 30
EARLY_STOPPING_SHARE = 0.15


def fit_boosting(
    encoding: Encoding, table: JsonObject, outcome: Booleans, *, seed: int, threads: int
) -> JsonObject:
    """Train LightGBM with early stopping on the newest rows, then refit on all of them."""
    import lightgbm

    matrix = boosting_matrix(encoding, table)
    cut = round(len(outcome) * (1 - EARLY_STOPPING_SHARE))
    parameters: dict[str, Any] = {
        "objective": "binary",
        "learning_rate": LEARNING_RATE,
        "num_leaves": LEAVES,
        "min_data_in_leaf": max(20, len(outcome) // 200),
        "lambda_l2": 1.0,
        "feature_fraction": 0.9,
        "num_threads": threads,
        "seed": seed,
        "deterministic": True,
        "verbosity": -1,
    }
    options = {"categorical_feature": encoding.categorical, "free_raw_data": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        early = lightgbm.Dataset(matrix[:cut], outcome[:cut].astype(float), **options)
        newest = lightgbm.Dataset(
            matrix[cut:], outcome[cut:].astype(float), reference=early, **options
        )
        stopped = lightgbm.train(
            parameters,
            early,
            MOST_ROUNDS,
            valid_sets=[newest],
            callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
        )
        rounds = max(5, int(stopped.best_iteration or MOST_ROUNDS))
        full = lightgbm.Dataset(matrix, outcome.astype(float), **options)
        model = lightgbm.train(parameters, full, rounds)
    return {"family": "boosting", "model": model.model_to_string(), "rounds": rounds}


def fit_logistic(
    encoding: Encoding, table: JsonObject, outcome: Booleans, *, seed: int, threads: int
) -> JsonObject:
    """Train an L2 logistic regression on scaled numbers and one-hot categories."""
    from sklearn.linear_model import LogisticRegression

    matrix, _ = linear_matrix(encoding, table)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = LogisticRegression(C=0.5, max_iter=500, random_state=seed)
        model.fit(matrix, outcome)
    return {
        "family": "logistic",
        "coefficients": [float(value) for value in model.coef_[0]],
        "intercept": float(model.intercept_[0]),
    }


def raw_scores(model: JsonObject, encoding: Encoding, table: JsonObject) -> Floats:
    """Return the log-odds of each row."""
    if model["family"] == "logistic":
        matrix, _ = linear_matrix(encoding, table)
        linear: Floats = matrix @ np.array(model["coefficients"]) + _figure(model["intercept"])
        return linear
    booster = _booster(model)
    raw: Floats = np.asarray(booster.predict(boosting_matrix(encoding, table), raw_score=True))
    return raw


def contributions(
    model: JsonObject, encoding: Encoding, table: JsonObject
) -> tuple[Floats, Floats]:
    """Return (rows × features, bias per row); each row and its bias sum to the raw score.

    Boosting uses LightGBM's exact tree contributions, the linear model its terms.
    """
    if model["family"] == "logistic":
        matrix, owners = linear_matrix(encoding, table)
        terms = matrix * np.array(model["coefficients"])
        parts = np.zeros((len(matrix), len(encoding.features)))
        for column_at, owner in enumerate(owners):
            parts[:, owner] += terms[:, column_at]
        return parts, np.full(len(matrix), float(_figure(model["intercept"])))
    booster = _booster(model)
    raw = np.asarray(booster.predict(boosting_matrix(encoding, table), pred_contrib=True))
    return raw[:, :-1], raw[:, -1]


def newest_first_split(table: JsonObject, share: float) -> tuple[JsonObject, JsonObject, int]:
    """Return (older rows, newest share, number of older rows) of a table sorted by time."""
    ids = table["ids"]
    assert isinstance(ids, list)
    cut = round(len(ids) * (1 - share))
    return take(table, range(cut)), take(table, range(cut, len(ids))), cut


def _booster(model: JsonObject) -> Any:
    import lightgbm

    return lightgbm.Booster(model_str=str(model["model"]))


def _figure(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
