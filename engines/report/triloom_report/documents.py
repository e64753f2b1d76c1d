"""The document kinds `reports`, `metrics` and `boards`: schema, checks, references, expressions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from triloom_core.documents import DocumentReference, ExpressionSite, Surroundings
from triloom_core.errors import Fault
from triloom_core.expression.errors import ExpressionError
from triloom_core.json_types import Json, JsonObject
from triloom_report.analysis import analyse
from triloom_report.board import MetricSpec, tile_id
from triloom_report.json_schema import BOARD_SCHEMA, METRIC_SCHEMA, REPORT_SCHEMA
from triloom_report.sources import Sources
from triloom_report.spec import ReportSpec

SourcesOf = Callable[[Surroundings], Sources]
"""Makes the readable forms of an app from its documents; the host knows how forms are typed."""


@dataclass(frozen=True, slots=True)
class ReportKind:
    """The kind `reports`."""

    sources_of: SourcesOf
    name: str = "reports"

    def json_schema(self) -> JsonObject:
        """Return the JSON Schema of a report document."""
        return REPORT_SCHEMA

    def check(self, body: Json, surroundings: Surroundings) -> tuple[Fault, ...]:
        """Return every fault of a report, by pointer."""
        return check_report(cast("JsonObject", body), surroundings, self.sources_of, "")

    def references(self, body: Json) -> tuple[DocumentReference, ...]:
        """Return the form, its fields and the metrics that the report uses."""
        return tuple(report_references(cast("JsonObject", body), ""))

    def expressions(self, body: Json) -> tuple[ExpressionSite, ...]:
        """Return the places of filters and expressions."""
        return tuple(report_expressions(cast("JsonObject", body), ""))


@dataclass(frozen=True, slots=True)
class MetricKind:
    """The kind `metrics`."""

    sources_of: SourcesOf
    name: str = "metrics"

    def json_schema(self) -> JsonObject:
        """Return the JSON Schema of a metric document."""
        return METRIC_SCHEMA

    def check(self, body: Json, surroundings: Surroundings) -> tuple[Fault, ...]:
        """Return every fault of a metric, by pointer."""
        document = cast("JsonObject", body)
        try:
            metric = MetricSpec.from_json(document)
        except ExpressionError as error:
            return unreadable(document, error, ("expression", "filter"), "")
        report: JsonObject = {"key": metric.key, "source": metric.source, "filter": metric.filter}
        report["measures"] = [{"key": metric.key, "expression": metric.expression}]
        faults = check_report(report, surroundings, self.sources_of, "")
        return tuple(
            Fault(_metric_pointer(fault.pointer), fault.code, fault.data) for fault in faults
        )

    def references(self, body: Json) -> tuple[DocumentReference, ...]:
        """Return the form that is measured."""
        source = str(cast("JsonObject", body).get("source"))
        return (DocumentReference("forms", source, "/source"),)

    def expressions(self, body: Json) -> tuple[ExpressionSite, ...]:
        """Return the places of the expression and the filter."""
        document = cast("JsonObject", body)
        source = str(document.get("source"))
        return tuple(
            ExpressionSite(f"/{name}", source)
            for name in ("expression", "filter")
            if document.get(name) is not None
        )


@dataclass(frozen=True, slots=True)
class BoardKind:
    """The kind `boards`."""

    sources_of: SourcesOf
    name: str = "boards"

    def json_schema(self) -> JsonObject:
        """Return the JSON Schema of a board document."""
        return BOARD_SCHEMA

    def check(self, body: Json, surroundings: Surroundings) -> tuple[Fault, ...]:
        """Return every fault of a board and of the queries of its tiles, by pointer."""
        faults: list[Fault] = []
        seen: set[str] = set()
        for pointer, tile in _tiles(cast("JsonObject", body)):
            identifier = tile_id(tile, int(pointer.rpartition("/")[2]))
            if identifier in seen:
                faults.append(Fault(f"{pointer}/id", "report.tile_twice", {"name": identifier}))
            seen.add(identifier)
            report, query = tile.get("report"), tile.get("query")
            if report is not None and surroundings.document("reports", str(report)) is None:
                data: JsonObject = {"name": str(report)}
                faults.append(Fault(f"{pointer}/report", "report.unknown_report", data))
            if isinstance(query, dict):
                where = f"{pointer}/query"
                faults.extend(check_report(query, surroundings, self.sources_of, where))
        return tuple(faults)

    def references(self, body: Json) -> tuple[DocumentReference, ...]:
        """Return the reports that the tiles show and what their queries use."""
        found: list[DocumentReference] = []
        for pointer, tile in _tiles(cast("JsonObject", body)):
            if tile.get("report") is not None:
                found.append(DocumentReference("reports", str(tile["report"]), f"{pointer}/report"))
            if isinstance(tile.get("query"), dict):
                query = cast("JsonObject", tile["query"])
                found.extend(report_references(query, f"{pointer}/query"))
        return tuple(found)

    def expressions(self, body: Json) -> tuple[ExpressionSite, ...]:
        """Return the places of filters and expressions in the queries of the tiles."""
        found: list[ExpressionSite] = []
        for pointer, tile in _tiles(cast("JsonObject", body)):
            if isinstance(tile.get("query"), dict):
                query = cast("JsonObject", tile["query"])
                found.extend(report_expressions(query, f"{pointer}/query"))
        return tuple(found)


def check_report(
    body: JsonObject, surroundings: Surroundings, sources_of: SourcesOf, pointer: str
) -> tuple[Fault, ...]:
    """Return the faults of one report body that stands at `pointer`."""

    def find_metric(key: str) -> MetricSpec | None:
        document = surroundings.document("metrics", key)
        try:
            return None if document is None else MetricSpec.from_json(document)
        except ExpressionError:
            return None

    try:
        spec = ReportSpec.from_json(body)
    except ExpressionError as error:
        return unreadable(body, error, ("filter", "having"), pointer)
    faults = analyse(spec, sources_of(surroundings), find_metric).faults
    return tuple(Fault(pointer + fault.pointer, fault.code, fault.data) for fault in faults)


def unreadable(
    body: JsonObject, error: ExpressionError, members: tuple[str, ...], pointer: str
) -> tuple[Fault, ...]:
    """Name the expression that cannot be read: the first that fails alone."""
    from triloom_report.expressions import read_ast

    places = [(f"{pointer}/{name}", body.get(name)) for name in members]
    for member in ("dimensions", "measures"):
        for index, item in enumerate(cast("list[JsonObject]", body.get(member) or [])):
            places.append((f"{pointer}/{member}/{index}/expression", item.get("expression")))
    for place, value in places:
        try:
            read_ast(value)
        except ExpressionError as found:
            return (Fault(place, found.code, found.data),)
    return (Fault(pointer, error.code, error.data),)


def _tiles(body: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    tiles = cast("list[JsonObject]", body.get("tiles") or [])
    return ((f"/tiles/{index}", tile) for index, tile in enumerate(tiles))


def report_references(body: JsonObject, pointer: str) -> Iterator[DocumentReference]:
    """Yield what a report body refers to: its form, first fields of paths, metrics."""
    source = str(body.get("source"))
    yield DocumentReference("forms", source, f"{pointer}/source")
    if body.get("flow") is not None:
        yield DocumentReference("flows", str(body["flow"]), f"{pointer}/flow")
    for member in ("dimensions", "measures"):
        for index, item in enumerate(cast("list[JsonObject]", body.get(member) or [])):
            where = f"{pointer}/{member}/{index}"
            if item.get("field") is not None:
                first = str(item["field"]).split(".", 1)[0]
                yield DocumentReference("forms", source, f"{where}/field", first)
            if item.get("metric") is not None:
                yield DocumentReference("metrics", str(item["metric"]), f"{where}/metric")


def report_expressions(body: JsonObject, pointer: str) -> Iterator[ExpressionSite]:
    """Yield the places of a report body that hold expressions over its form."""
    source = str(body.get("source"))
    if body.get("filter") is not None:
        yield ExpressionSite(f"{pointer}/filter", source)
    for member in ("dimensions", "measures"):
        for index, item in enumerate(cast("list[JsonObject]", body.get(member) or [])):
            if item.get("expression") is not None:
                yield ExpressionSite(f"{pointer}/{member}/{index}/expression", source)


def _metric_pointer(pointer: str) -> str:
    return "/expression" if pointer.startswith("/measures/0") else pointer
