"""A report as a CSV file: names of people and things instead of ids, guarded against formulas."""

import csv
import io
from typing import cast

from triloom.records.cells import guard
from triloom.reports.answers import text_of
from triloom_core.json_types import Json, JsonObject

BYTE_ORDER_MARK = "\ufeff"
_NUMBERS = frozenset({"integer", "decimal", "currency", "float"})


def to_csv(data: JsonObject, language: str) -> bytes:
    """Return the rows of an answer as UTF-8 CSV with a byte order mark, as spreadsheets expect.

    Typed numbers stay numbers, also negative ones; every other cell that a spreadsheet could take
    for a formula gets a quote in front.
    """
    columns = cast("list[JsonObject]", data["columns"])
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([guard(str(column["label"])) for column in columns])
    for row in cast("list[list[Json]]", data["rows"]):
        writer.writerow(
            [_cell(column, value, language) for column, value in zip(columns, row, strict=True)]
        )
    return (BYTE_ORDER_MARK + buffer.getvalue()).encode()


def _cell(column: JsonObject, value: Json, language: str) -> str:
    if value is None:
        return ""
    if column["type"] in _NUMBERS and not isinstance(value, dict):
        return str(value)
    return guard(text_of(column, value, language))
