"""Turns columns into matrices: native categories for boosting, one-hot and scale for the linear model.

The encoding is part of the artefact as JSON; unseen categories count as missing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from triloom_core.json_types import Json, JsonObject
from triloom_ml.table import Floats, column, is_numeric, numbers, row_count

MOST_CATEGORIES = 60


@dataclass(frozen=True, slots=True)
class Encoding:
    """How each feature becomes numbers: `{"name", "type", "vocabulary" | "mean", "scale"}`."""

    features: tuple[dict[str, Any], ...]

    @property
    def names(self) -> list[str]:
        """The features in the order of the boosting matrix."""
        return [str(feature["name"]) for feature in self.features]

    @property
    def categorical(self) -> list[int]:
        """Positions of the categories in the boosting matrix."""
        return [at for at, feature in enumerate(self.features) if feature["type"] == "category"]


def learn_encoding(table: JsonObject, names: list[str]) -> Encoding:
    """Return the encoding learnt from a table; the most frequent categories get a code."""
    features: list[dict[str, Any]] = []
    for name in names:
        values = column(table, name)
        if is_numeric(values):
            figures = numbers(values)
            known = figures[~np.isnan(figures)]
            scale = float(known.std()) or 1.0
            features.append(
                {"name": name, "type": "number", "mean": float(known.mean()), "scale": scale}
            )
            continue
        counts: dict[str, int] = {}
        for value in values:
            if value is not None:
                counts[str(value)] = counts.get(str(value), 0) + 1
        vocabulary = sorted(counts, key=lambda key: (-counts[key], key))[:MOST_CATEGORIES]
        features.append({"name": name, "type": "category", "vocabulary": vocabulary})
    return Encoding(tuple(features))


def encoding_from_json(data: Json) -> Encoding:
    """Return the encoding that an artefact carries."""
    assert isinstance(data, list)
    return Encoding(tuple(dict(item) for item in data if isinstance(item, dict)))


def boosting_matrix(encoding: Encoding, table: JsonObject) -> Floats:
    """Return rows × features; categories as codes, missing as NaN."""
    matrix = np.full((row_count(table), len(encoding.features)), np.nan)
    for at, feature in enumerate(encoding.features):
        values = column(table, str(feature["name"]))
        if feature["type"] == "number":
            matrix[:, at] = numbers(values)
        else:
            codes = {key: float(code) for code, key in enumerate(feature["vocabulary"])}
            matrix[:, at] = [codes.get(str(value), np.nan) for value in values]
    return matrix


def linear_matrix(encoding: Encoding, table: JsonObject) -> tuple[Floats, list[int]]:
    """Return rows × expanded columns, and for each column the position of its feature."""
    parts: list[Floats] = []
    owners: list[int] = []
    for at, feature in enumerate(encoding.features):
        values = column(table, str(feature["name"]))
        if feature["type"] == "number":
            figures = (numbers(values) - feature["mean"]) / feature["scale"]
            missing = np.isnan(figures)
            parts += [np.where(missing, 0.0, figures)[:, None], missing.astype(float)[:, None]]
            owners += [at, at]
        else:
            for key in feature["vocabulary"]:
                parts.append(np.array([[float(str(value) == key)] for value in values]))
                owners.append(at)
    matrix = np.hstack(parts) if parts else np.zeros((row_count(table), 0))
    return matrix, owners
