"""Exports: the rows of a list as CSV or JSON, streamed page by page, rights checked on each.

CSV carries texts as people read them, guarded against formulas; an import of the same file gives
the same values again. Sub-tables only go into JSON.
"""

import csv
import io
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import orjson

from triloom.access.principal import Principal
from triloom.access.principals import principal_of
from triloom.context import RequestContext
from triloom.records.cells import guard
from triloom.records.layout import effective, layout_of
from triloom.records.model import Record, RecordQuery
from triloom.records.present import records_to_json
from triloom.records.query import list_records
from triloom.records.visibility import visibility_of
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_form.spec import FieldSpec
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm
    from triloom.services import Services

PAGE = 500
FORMATS: tuple[str, ...] = ("csv", "json")
NUMBERS = frozenset({"integer", "decimal", "number", "rating", "currency"})
"""Types that are written as bare numbers, so that a spreadsheet can add them up."""
SYSTEM_COLUMNS: tuple[str, ...] = ("stage", "owner", "created_at", "updated_at", "id")


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Which rows, as what; `labels` heads columns with labels instead of keys."""

    app_key: str
    form_key: str
    format: str
    query: RecordQuery
    labels: bool = True


class Exporter:
    """Writes one export; every page is read in a transaction of its own."""

    def __init__(
        self, services: "Services", principal: Principal, language: str, request: ExportRequest
    ) -> None:
        if request.format not in FORMATS:
            data: dict[str, Json] = {"format": request.format[:20]}
            raise TriloomError("export.format_unknown", status=422, data=data)
        self._services, self._principal, self._language = services, principal, language
        self._request = request

    def chunks(self) -> Iterator[bytes]:
        """Yield the parts of the file; what is wrong with the request shows before the first."""
        first = self._page(None)
        return self._rest(first)

    def _rest(self, first: "tuple[bytes, str | None]") -> Iterator[bytes]:
        text, cursor = first
        is_json = self._request.format == "json"
        yield (b"[" if is_json else b"") + text
        while cursor is not None:
            text, cursor = self._page(cursor)
            yield (b"," if is_json and text else b"") + text
        if is_json:
            yield b"]"

    def _page(self, cursor: str | None) -> tuple[bytes, str | None]:
        request = self._request
        with self._reading() as ctx:
            form = ctx.catalog.form(request.app_key, request.form_key)
            query = replace(request.query, cursor=cursor, limit=PAGE, count="none", action="export")
            page = list_records(ctx, form, query)
            if request.format == "json":
                bodies = records_to_json(ctx, form, page.items)
                return b",".join(orjson.dumps(body) for body in bodies), page.next_cursor
            head = cursor is None
            return _csv_page(
                ctx, form, page.items, with_head=head, labels=request.labels
            ), page.next_cursor

    @contextmanager
    def _reading(self) -> Iterator[RequestContext]:
        """Yield a read transaction under the rights that the person has at this moment."""
        with self._services.reading(self._principal, language=self._language) as ctx:
            user_id: uuid.UUID | None = self._principal.user_id
            if user_id is None or self._principal.kind == "token":
                yield ctx
            else:
                yield ctx.acting_as(principal_of(ctx, user_id))


def export_fields(ctx: RequestContext, form: "PublishedForm") -> list[FieldSpec]:
    """Return the fields that become columns of a CSV file."""
    return [field for field in visibility_of(ctx, form).fields() if field.type != "subtable"]


def _csv_page(
    ctx: RequestContext,
    form: "PublishedForm",
    records: Sequence[Record],
    *,
    with_head: bool,
    labels: bool,
) -> bytes:
    fields = export_fields(ctx, form)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if with_head:
        writer.writerow(guard(name) for name in _heads(ctx, fields, labels=labels))
    for body in records_to_json(ctx, form, records):
        writer.writerow(_cells(ctx, fields, body))
    text = out.getvalue()
    # The mark tells spreadsheets that the file is UTF-8; the import reads it either way.
    return text.encode("utf-8-sig" if with_head else "utf-8")


def _heads(ctx: RequestContext, fields: Sequence[FieldSpec], *, labels: bool) -> list[str]:
    heads: list[str] = []
    for field in fields:
        name = field.title(ctx.language) if labels else field.key
        heads.append(name if name not in heads else f"{name} ({field.key})")
    return [*heads, *(name if name not in heads else f"{name} (system)" for name in SYSTEM_COLUMNS)]


def _cells(ctx: RequestContext, fields: Sequence[FieldSpec], body: Mapping[str, Json]) -> list[str]:
    values, links, owner = body["values"], body["links"], body["owner"]
    assert isinstance(values, dict)
    assert isinstance(links, dict)
    cells = [field_cell(ctx, field, values.get(field.key), links) for field in fields]
    cells.append(guard(str(body["stage"] or "")))
    cells.append(guard(str(owner["name"])) if isinstance(owner, dict) else "")
    cells += [str(body[name] or "") for name in SYSTEM_COLUMNS[2:]]
    return cells


def field_cell(ctx: RequestContext, field: FieldSpec, value: Json, links: JsonObject) -> str:
    """Return one cell: links by title, numbers bare, everything else as its type writes it."""
    if value is None:
        return ""
    shown = effective(field)
    if shown.type in ("link", "user"):
        target = links.get(field.key)
        return guard(str(target["title"] or "")) if isinstance(target, dict) else ""
    if shown.type in NUMBERS:
        plain = value.get("amount") if isinstance(value, dict) else value
        return str(plain)
    return guard(field_type(field.type).format_text(field, value, ctx.language))


def file_name(ctx: RequestContext, form: "PublishedForm", export_format: str) -> str:
    """Return the name that a download gets."""
    day = ctx.now.astimezone(ctx.organisation.zone).date().isoformat()
    return f"{layout_of(form).form.key}-{day}.{export_format}"
