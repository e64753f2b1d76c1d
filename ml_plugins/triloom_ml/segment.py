"""Segments by density on recency, frequency and money, with ids that survive a refresh.

Scale, eps and centres are stored with the version and reused; a refreshed cluster takes the id of
the old cluster with which it shares most members (Kuhn, 1955), a new cluster gets a new id.
"""

import warnings

import numpy as np
from numpy.typing import NDArray

from triloom_core.json_types import Json, JsonObject
from triloom_core.plugins import FitRequest, FitResult, Score
from triloom_ml.segment_names import name_segments
from triloom_ml.specs import SEGMENT
from triloom_ml.table import Floats, column, days, numbers, row_count

Labels = NDArray[np.int64]
SAMPLE_FROM = 100_000
SAMPLE_SIZE = 20_000
MINIMUM_SAMPLES = 10
LARGEST_SHARE = 0.6
MOST_NOISE = 0.2
NOISE = -1


class Segment:
    """The plugin; stateless, everything lives in the artefact."""

    def fit(self, request: FitRequest) -> FitResult:
        """Cluster the complete rows and describe every segment."""
        matrix, complete, names = _features(request)
        card: JsonObject = {
            "plugin": SEGMENT.id,
            "plugin_version": SEGMENT.version,
            "rows": int(complete.sum()),
            "minimum_rows": SEGMENT.minimum_rows,
            "seed": request.seed,
            "parameters": request.parameters,
            "features": list(names),
            "limits": ["description_not_cause"],
        }
        if int(complete.sum()) < SEGMENT.minimum_rows:
            card["refused"] = "ml.too_few_rows"
            return FitResult("refused", {}, card, "ml.too_few_rows")
        previous = request.previous if request.parameters.get("retune") is not True else None
        scale = _scale(matrix[complete], previous)
        points = (matrix[complete] - np.array(scale["mean"])) / np.array(scale["spread"])
        labels, eps, method = _cluster(points, request, previous)
        ids = request.table["ids"]
        assert isinstance(ids, list)
        members = [str(ids[row]) for row in np.flatnonzero(complete)]
        names_of, next_number, moved = _stable_ids(labels, members, request.previous)
        segments = _describe(matrix[complete], points, labels, names_of, names, request.previous)
        assignment: JsonObject = {
            member: names_of.get(int(label)) for member, label in zip(members, labels, strict=True)
        }
        artefact: JsonObject = {
            **scale,
            "eps": eps,
            "method": method,
            "names": list(names),
            "segments": segments,
            "assignment": assignment,
            "next_number": next_number,
            "roles": dict(request.roles),
            "reference_day": _reference_day(request),
        }
        card["segments"] = segments
        card["method"] = method
        card["noise_share"] = round(float(np.mean(labels == NOISE)), 4)
        card["kept_ids_share"] = None if moved is None else round(1 - moved, 4)
        return FitResult("trained", artefact, card)

    def predict(self, artefact: JsonObject, table: JsonObject) -> list[Score]:
        """Return the segment id of each row: its own assignment, else the nearest centre in reach."""
        assignment, segments = artefact["assignment"], artefact["segments"]
        assert isinstance(assignment, dict)
        assert isinstance(segments, list)
        ids = table["ids"]
        assert isinstance(ids, list)
        labels: JsonObject = {
            str(item["id"]): item["label"] for item in segments if isinstance(item, dict)
        }
        scores = []
        for row in ids:
            segment = assignment.get(str(row))
            if segment is not None:
                scores.append(Score(segment, None, {"label": labels.get(str(segment))}))
            else:
                is_noise = str(row) in assignment
                scores.append(Score(None, "ml.noise" if is_noise else "ml.missing_input"))
        return scores

    def explain(self, artefact: JsonObject, table: JsonObject, count: int) -> list[JsonObject]:
        """Return for each row the description of its segment: centre, size, name."""
        segments = artefact["segments"]
        assert isinstance(segments, list)
        by_id = {str(item["id"]): item for item in segments if isinstance(item, dict)}
        return [
            {"segment": by_id.get(str(score.value)), "reason": score.reason}
            for score in self.predict(artefact, table)
        ]


def _reference_day(request: FitRequest) -> float:
    given = request.roles.get("today")
    if isinstance(given, str):
        return float(days([given])[0])
    recency = days(column(request.table, str(request.roles["recency"])))
    return float(np.nanmax(recency)) if not np.isnan(recency).all() else 0.0


def _features(request: FitRequest) -> tuple[Floats, NDArray[np.bool_], list[str]]:
    recency = days(column(request.table, str(request.roles["recency"])))
    today = _reference_day(request)
    columns = [
        np.log1p(np.maximum(today - recency, 0)),
        np.log1p(np.maximum(numbers(column(request.table, str(request.roles["frequency"]))), 0)),
        np.log1p(np.maximum(numbers(column(request.table, str(request.roles["monetary"]))), 0)),
    ]
    names = ["recency", "frequency", "monetary"]
    extra = request.roles.get("features")
    for name in extra if isinstance(extra, list) else []:
        columns.append(numbers(column(request.table, str(name))))
        names.append(str(name))
    matrix = np.column_stack(columns) if row_count(request.table) else np.zeros((0, len(columns)))
    return matrix, ~np.isnan(matrix).any(axis=1), names


def _scale(matrix: Floats, previous: JsonObject | None) -> JsonObject:
    if previous is not None and len(_list(previous.get("mean"))) == matrix.shape[1]:
        return {"mean": previous["mean"], "spread": previous["spread"]}
    spread = matrix.std(axis=0)
    spread[spread == 0] = 1.0
    return {"mean": [float(x) for x in matrix.mean(axis=0)], "spread": [float(x) for x in spread]}


def _cluster(
    points: Floats, request: FitRequest, previous: JsonObject | None
) -> tuple[Labels, float, str]:
    method = (
        str(previous["method"]) if previous else str(request.parameters.get("method", "dbscan"))
    )
    stored = previous.get("eps") if previous else None
    eps = float(stored) if isinstance(stored, int | float) else _choose_eps(points, request.seed)
    if method == "dbscan":
        labels = _density(points, eps, request.seed)
        counts = np.bincount(labels[labels != NOISE]) if (labels != NOISE).any() else np.array([0])
        largest = counts.max() / len(labels)
        noise = float(np.mean(labels == NOISE))
        is_usable = largest <= LARGEST_SHARE and noise <= MOST_NOISE and len(counts) > 1
        if previous is not None or is_usable:
            return labels, eps, "dbscan"
    return _k_means(points, request, previous), eps, "kmeans"


def _choose_eps(points: Floats, seed: int) -> float:
    """Return the 90th percentile of the distance to the tenth neighbour."""
    from sklearn.neighbors import NearestNeighbors

    sample = points
    if len(points) > SAMPLE_SIZE:
        rows = np.random.default_rng(seed).choice(len(points), SAMPLE_SIZE, replace=False)
        sample = points[rows]
    count = min(MINIMUM_SAMPLES, len(sample) - 1)
    distances, _ = NearestNeighbors(n_neighbors=count + 1).fit(sample).kneighbors(sample)
    return max(float(np.percentile(distances[:, -1], 90)), 1e-6)


def _density(points: Floats, eps: float, seed: int) -> Labels:
    from sklearn.cluster import DBSCAN
    from sklearn.neighbors import NearestNeighbors

    if len(points) < SAMPLE_FROM:
        found: Labels = DBSCAN(eps=eps, min_samples=MINIMUM_SAMPLES).fit(points).labels_
        return found
    rows = np.random.default_rng(seed).choice(len(points), SAMPLE_SIZE, replace=False)
    # a sample is sparser by its share, so the count that makes a core point shrinks with it
    needed = max(3, round(MINIMUM_SAMPLES * SAMPLE_SIZE / len(points)))
    model = DBSCAN(eps=eps, min_samples=needed).fit(points[rows])
    core = model.core_sample_indices_
    distance, nearest = NearestNeighbors(n_neighbors=1).fit(points[rows][core]).kneighbors(points)
    labels = model.labels_[core][nearest[:, 0]]
    labels[distance[:, 0] > eps] = NOISE
    assigned: Labels = labels.astype(np.int64)
    return assigned


def _k_means(points: Floats, request: FitRequest, previous: JsonObject | None) -> Labels:
    """Assign to kept centres, or find new ones; the fallback when density cannot tell."""
    from sklearn.cluster import MiniBatchKMeans

    centres = _centres(previous)
    if centres is not None and centres.shape[1] == points.shape[1]:
        distance = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        nearest: Labels = distance.argmin(axis=1).astype(np.int64)
        return nearest
    count = request.parameters.get("clusters", 5)
    assert isinstance(count, int)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MiniBatchKMeans(n_clusters=count, random_state=request.seed, n_init=10)
        labels: Labels = model.fit(points).labels_.astype(np.int64)
    return labels


def _centres(previous: JsonObject | None) -> Floats | None:
    if previous is None:
        return None
    segments = _list(previous.get("segments"))
    rows = [item["scaled_centre"] for item in segments if isinstance(item, dict)]
    return np.array(rows, dtype=np.float64) if rows else None


def _stable_ids(
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


def _describe(
    matrix: Floats,
    points: Floats,
    labels: Labels,
    names_of: dict[int, str],
    names: list[str],
    previous: JsonObject | None,
) -> list[Json]:
    centres = {cluster: points[labels == cluster].mean(axis=0) for cluster in names_of}
    kept = _list(previous.get("segments")) if previous is not None else []
    known = {str(item["id"]): item["label"] for item in kept if isinstance(item, dict)}
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
                    name: round(
                        float(np.expm1(inside[:, at].mean()) if at < 3 else inside[:, at].mean()), 3
                    )
                    for at, name in enumerate(names)
                },
                "scaled_centre": [round(float(value), 6) for value in centres[cluster]],
            }
        )
    return described


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


PLUGIN = Segment()
