"""Segments by density on recency, frequency and money, with ids that survive a refresh.

Scale, eps and centres are stored with the version and reused; a refreshed cluster takes the id of
the old cluster with which it shares most members (Kuhn, 1955), a new cluster gets a new id.
"""

import warnings

import numpy as np
from numpy.typing import NDArray

from triloom_core.json_types import Json, JsonObject
from triloom_core.plugins import FitRequest, FitResult, Score
from triloom_ml.segment_ids import describe, stable_ids
from triloom_ml.segment_scale import NOISE, RECENCY_UNIT, Labels
from triloom_ml.specs import SEGMENT
from triloom_ml.table import Floats, column, days, numbers, row_count

SAMPLE_FROM = 100_000
SAMPLE_SIZE = 20_000
MINIMUM_SAMPLES = 10
PERCENTILES = (90, 85, 80, 75, 70, 65, 60)
MARGIN = 1.5
"""How far beyond eps a row may lie and still keep a segment at a refresh."""
LARGEST_SHARE = 0.6
MOST_NOISE = 0.2


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
        if method == "dbscan" and previous is not None:
            labels = _held(points, labels, eps, members, previous)
        names_of, next_number, moved = stable_ids(labels, members, request.previous)
        segments = describe(matrix[complete], points, labels, names_of, names, request.previous)
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
        np.log1p(np.maximum(today - recency, 0) / RECENCY_UNIT),
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
    if method == "dbscan" and isinstance(stored, int | float):
        return _density(points, float(stored), request.seed), float(stored), "dbscan"
    if method == "dbscan":
        for eps in _scales(points, request.seed):
            labels = _density(points, eps, request.seed)
            if _is_usable(labels):
                return labels, eps, "dbscan"
    return _k_means(points, request, previous), 0.0, "kmeans"


def _is_usable(labels: Labels) -> bool:
    """Tell whether density told the rows apart: no cluster holds most, few are noise."""
    counts = np.bincount(labels[labels != NOISE]) if (labels != NOISE).any() else np.array([0])
    noise = float(np.mean(labels == NOISE))
    return bool(
        counts.max() / len(labels) <= LARGEST_SHARE and noise <= MOST_NOISE and len(counts) > 1
    )


def _held(
    points: Floats, labels: Labels, eps: float, members: list[str], previous: JsonObject
) -> Labels:
    """Keep rows that had a segment and now lie a little apart with their nearest segment.

    Without this margin every refresh lets rows at the edge flicker between segment and noise.
    """
    from sklearn.neighbors import NearestNeighbors

    old = previous.get("assignment")
    had = old if isinstance(old, dict) else {}
    apart = np.flatnonzero(labels == NOISE)
    edge = np.array([row for row in apart if had.get(members[row]) is not None], dtype=np.int64)
    inside = np.flatnonzero(labels != NOISE)
    if len(edge) == 0 or len(inside) == 0:
        return labels
    distance, nearest = NearestNeighbors(n_neighbors=1).fit(points[inside]).kneighbors(points[edge])
    held = labels.copy()
    close = distance[:, 0] <= MARGIN * eps
    held[edge[close]] = labels[inside[nearest[close, 0]]]
    return held


def _scales(points: Floats, seed: int) -> list[float]:
    """Return scales to try: percentiles of the distance to the tenth neighbour, the 90th first.

    With few rows the 90th percentile lets everything touch; a finer one is tried before density is
    given up.
    """
    from sklearn.neighbors import NearestNeighbors

    sample = points
    if len(points) > SAMPLE_SIZE:
        rows = np.random.default_rng(seed).choice(len(points), SAMPLE_SIZE, replace=False)
        sample = points[rows]
    count = min(MINIMUM_SAMPLES, len(sample) - 1)
    distances, _ = NearestNeighbors(n_neighbors=count + 1).fit(sample).kneighbors(sample)
    return [max(float(value), 1e-6) for value in np.percentile(distances[:, -1], PERCENTILES)]


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


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


PLUGIN = Segment()
