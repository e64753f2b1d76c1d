"""Cross-filters: which tile can reach the field that was clicked, and over which links."""

from collections import deque
from dataclasses import dataclass

from triloom_core.errors import TriloomError
from triloom_core.expression.tree import path_of
from triloom_core.json_types import Json
from triloom_report.expressions import Path, field_ast
from triloom_report.sources import SourceForm, Sources, resolve
from triloom_report.spec import CYCLE_GRAINS, PERIOD_GRAINS, DimensionSpec, Grain

_FARTHEST = 3
_MOST_FILTERS = 30
_MOST_VALUES = 1000


@dataclass(frozen=True, slots=True)
class CrossFilter:
    """A field, seen from `form` (None: from the tile's own source), and the values to keep."""

    field: str
    values: tuple[Json, ...]
    grain: Grain | None
    form: str | None


def read_filters(value: Json) -> tuple[CrossFilter, ...]:
    """Read the filters of a request; raises TriloomError 400 when they are malformed."""
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > _MOST_FILTERS:
        raise _malformed()
    return tuple(_read(item) for item in value)


def _read(item: Json) -> CrossFilter:
    if not isinstance(item, dict):
        raise _malformed()
    field, values = item.get("field"), item.get("values")
    grain, form = item.get("grain"), item.get("form")
    if isinstance(field, str):
        origin, colon, rest = field.partition(":")
        form, field = (origin, rest) if colon else (form, field)
        field, at, unit = field.partition("@")
        grain = unit if at else grain
    if not isinstance(field, str) or not isinstance(values, list) or len(values) > _MOST_VALUES:
        raise _malformed()
    if grain is not None and grain not in (*PERIOD_GRAINS, *CYCLE_GRAINS):
        raise _malformed()
    if form is not None and not isinstance(form, str):
        raise _malformed()
    return CrossFilter(field, tuple(values), grain, form)


def _malformed() -> TriloomError:
    return TriloomError("report.invalid_filters", status=400)


def dimension_of(sources: Sources, source: SourceForm, wanted: CrossFilter) -> DimensionSpec | None:
    """Return the filter as a dimension of a tile over `source`; None when it cannot be reached."""
    path = tuple(wanted.field.split("."))
    if wanted.form is not None and wanted.form != source.key:
        reached = _path_to(sources, source, wanted.form, path)
        if reached is None:
            return None
        path = reached
    found = resolve(sources, source, path)
    if found is None or found.grain:
        return None
    return DimensionSpec(key=wanted.field, expression=field_ast(".".join(path)), grain=wanted.grain)


def _path_to(sources: Sources, source: SourceForm, form: str, path: Path) -> Path | None:
    """Find the field from another form: over that form, or straight to the form it lives on."""
    origin = sources.form(form)
    found = None if origin is None else resolve(sources, origin, path)
    if found is None:
        return None
    ways = [(form, path)]
    ways += [
        (hop.relation.form, (*found.path[place + 1 :], found.field.key))
        for place, hop in enumerate(found.hops)
    ]
    for target, rest in ways:
        links = _links_to(sources, source, target)
        if links is not None:
            return (*links, *rest)
    return None


def _links_to(sources: Sources, source: SourceForm, target: str) -> Path | None:
    """Return the shortest way over to-one links from a form to another, () for itself."""
    waiting: deque[tuple[SourceForm, Path]] = deque([(source, ())])
    seen = {source.key}
    while waiting:
        form, path = waiting.popleft()
        if form.key == target:
            return path
        if len(path) == _FARTHEST:
            continue
        for field in form.fields.values():
            relation = field.relation
            if relation is None or relation.is_many or relation.form in seen:
                continue
            seen.add(relation.form)
            following = sources.form(relation.form)
            if following is not None:
                waiting.append((following, (*path, field.key)))
    return None


def origin_of(source: str, dimension: DimensionSpec) -> str | None:
    """Return what a click on this dimension filters by, None for computed ones.

    One text that says all: `form:path.to.field@grain`; `read_filters` takes it as a `field`.
    """
    path = path_of(dimension.expression)
    if path is None:
        return None
    text = f"{source}:{'.'.join(path)}"
    return text if dimension.grain is None else f"{text}@{dimension.grain}"
