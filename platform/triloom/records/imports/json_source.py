"""Reads a JSON file of objects as rows, so that it goes the same way as CSV."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson

from triloom.records.imports.csv_source import SourceRow
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json

LARGEST = 16 * 1024 * 1024
"""Bytes; a JSON file is read at once, larger data comes as CSV."""


def _load(path: Path) -> list[Json]:
    if path.stat().st_size > LARGEST:
        raise TriloomError("request.too_large", status=413, data={"limit": "16 MB"})
    try:
        value: Json = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        reason: dict[str, Json] = {"reason": str(error)}
        raise TriloomError("request.malformed_json", status=422, data=reason) from None
    if isinstance(value, dict):
        value = value.get("items", value.get("records"))
    if not isinstance(value, list) or not value:
        raise TriloomError("import.json_shape", status=422)
    return value


def json_header(path: Path) -> tuple[str, ...]:
    """Return the keys of all objects in order of appearance; raises 422 for another shape."""
    names: dict[str, None] = {}
    for item in _load(path):
        if isinstance(item, dict):
            names.update(dict.fromkeys(item))
    if not names:
        raise TriloomError("import.json_shape", status=422)
    return tuple(names)


def json_rows(path: Path, header: Sequence[str]) -> Iterator[SourceRow]:
    """Yield every object as a row of cells; its place in the list, from 1, is its line."""
    for line, item in enumerate(_load(path), start=1):
        if not isinstance(item, dict):
            yield SourceRow(line, (), Fault("", "import.not_an_object"))
            continue
        yield SourceRow(line, [_cell(item.get(name)) for name in header])


def _cell(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict) and "amount" in value:
        return str(value["amount"])
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return orjson.dumps(value).decode() if isinstance(value, dict) else str(value)
