"""Which segment is which: ids that survive a refresh, names, sizes and centres.

A refreshed cluster takes the id of the old one with which it shares most members (Kuhn, 1955).
"""

import numpy as np

from triloom_core.json_types import Json, JsonObject
from triloom_ml.segment_names import name_segments
from triloom_ml.segment_scale import NOISE, RECENCY_UNIT, Labels
from triloom_ml.table import Floats


def stable_ids(
    labels: Labels, members: list[str], previous: JsonObject | None
) -> tuple[dict[int, str], int, float | None]:
    """Return (label → id, next free number, share of members whose id changed)."""
    clusters = [int(label) for label in np.unique(labels) if label != NOISE]
    names: dict[int, str] = {}
    number = 1
    old_assignment: JsonObject = {}
    if previous is not None:
        kept = previous.get("assignment")
        old_assignment = kept if isinstance(kept, dict) else {}
        stored = previous.get("next_number")
        number = stored if isinstance(stored, int) else 1
        old_ids = sorted({str(value) for value in old_assignment.values() if value is not None})
        names = _match(clusters, labels, members, old_ids, old_assignment)
    sizes = {cluster: int((labels == cluster).sum()) for cluster in clusters}
    for cluster in sorted(clusters, key=lambda key: -sizes[key]):
        if cluster not in names:
            names[cluster] = f"segment_{number}"
            number += 1
    both = [
        old_assignment[member] == names.get(int(label))
        for member, label in zip(members, labels, strict=True)
        if member in old_assignment
    ]
    return names, number, (1 - sum(both) / len(both)) if both else None


def _match(
    clusters: list[int], labels: Labels, members: list[str], old_ids: list[str], old: JsonObject
) -> dict[int, str]:
    from scipy.optimize import linear_sum_assignment

    if not clusters or not old_ids:
        return {}
    shared = np.zeros((len(clusters), len(old_ids)))
    row_of = {cluster: at for at, cluster in enumerate(clusters)}
    column_of = {name: at for at, name in enumerate(old_ids)}
    for member, label in zip(members, labels, strict=True):
        name = old.get(member)
        if int(label) != NOISE and isinstance(name, str):
            shared[row_of[int(label)], column_of[name]] += 1
    rows, columns = linear_sum_assignment(-shared)
    return {
        clusters[row]: old_ids[at]
        for row, at in zip(rows, columns, strict=True)
        if shared[row, at] > 0
    }


def describe(
    matrix: Floats,
    points: Floats,
    labels: Labels,
    names_of: dict[int, str],
    names: list[str],
    previous: JsonObject | None,
) -> list[Json]:
    """Return every segment with its id, name, size and centre; a known id keeps its name."""
    centres = {cluster: points[labels == cluster].mean(axis=0) for cluster in names_of}
    kept = previous.get("segments") if previous is not None else None
    known = {
        str(item["id"]): item["label"]
        for item in (kept if isinstance(kept, list) else [])
        if isinstance(item, dict)
    }
    labels_of = name_segments(
        {names_of[cluster]: centre for cluster, centre in centres.items()}, known
    )
    described: list[Json] = []
    for cluster, identifier in sorted(names_of.items(), key=lambda item: item[1]):
        inside = matrix[labels == cluster]
        described.append(
            {
                "id": identifier,
                "label": dict(labels_of[identifier]),
                "rows": len(inside),
                "centre": {
                    name: round(_plain(name, at, float(inside[:, at].mean())), 3)
                    for at, name in enumerate(names)
                },
                "scaled_centre": [round(float(value), 6) for value in centres[cluster]],
            }
        )
    return described


def _plain(name: str, position: int, mean: float) -> float:
    """Return a mean in the unit of the field: days, counts, money."""
    if position > 2:
        return mean
    return float(np.expm1(mean)) * (RECENCY_UNIT if name == "recency" else 1)
