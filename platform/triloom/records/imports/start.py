"""Starts an import: the file is kept, examined and mapped; the work itself is a job.

Whoever calls removes the kept file when `examine` or `start_import` raises.
"""

import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from triloom.access.rights import require
from triloom.context import RequestContext
from triloom.records.bulk_rows import upsert_field
from triloom.records.imports import runs
from triloom.records.imports.csv_source import open_csv
from triloom.records.imports.jobs import import_path
from triloom.records.imports.json_source import json_header
from triloom.records.imports.plan import ColumnPlan, ImportPlan, plan_columns
from triloom.records.imports.runs import Run, create_run, visible_run
from triloom.records.layout import layout_of
from triloom.records.tables import import_run
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm
    from triloom.services import Services


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What a caller asks for; `mapping` as `plan_columns` reads it."""

    file_name: str
    mapping: Json = None
    upsert_on: str | None = None
    dry_run: bool = False
    on_error: str = "stop"
    encoding: str | None = None
    delimiter: str | None = None
    language: str | None = None


def keep_file(services: "Services", stream: BinaryIO) -> uuid.UUID:
    """Write the uploaded bytes to disk, durable before the run's row; returns the run's id."""
    run_id = new_id()
    path = import_path(services, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise TriloomError("service.disk_full", status=507) from error
    return run_id


@dataclass(frozen=True, slots=True)
class Examined:
    """What a look at the whole file found out."""

    kind: Literal["csv", "json"]
    encoding: str
    delimiter: str
    header: tuple[str, ...]


def examine(path: Path, request: ImportRequest) -> Examined:
    """Read a file through to learn its form; takes no transaction, since it may take seconds."""
    name = request.file_name.lower()
    if name.endswith((".xlsx", ".xls", ".ods")):
        data: dict[str, Json] = {"file": request.file_name[:80]}
        raise TriloomError("import.format_unknown", status=422, data=data)
    if name.endswith(".json"):
        return Examined("json", "utf-8", ",", json_header(path))
    source = open_csv(path, encoding=request.encoding, delimiter=request.delimiter)
    return Examined("csv", source.encoding, source.delimiter, source.header)


def start_import(
    ctx: RequestContext,
    form: "PublishedForm",
    run_id: uuid.UUID,
    request: ImportRequest,
    found: Examined | None = None,
) -> Run:
    """Plan the import of a kept file and enqueue it; raises 422 for a mapping that is wrong.

    A server passes what it `found` beforehand, so that nobody waits for the examination.
    """
    require(ctx, form, "import")
    require(ctx, form, "create")
    if request.upsert_on:
        require(ctx, form, "update")
        upsert_field(ctx, layout_of(form), request.upsert_on)
    if request.on_error not in ("stop", "skip"):
        raise TriloomError("import.on_error_unknown", status=422)
    found = found or examine(import_path(ctx.services, run_id), request)
    plan = _plan(ctx, form, request, found)
    create_run(ctx, form, run_id, plan, _safe_name(request.file_name))
    return visible_run(ctx, form, run_id)


def _safe_name(name: str) -> str:
    plain = "".join(character for character in name if character.isprintable())
    return Path(plain.replace("\\", "/")).name[:200] or "file"


def _plan(
    ctx: RequestContext, form: "PublishedForm", request: ImportRequest, found: Examined
) -> ImportPlan:
    columns: tuple[ColumnPlan, ...] = plan_columns(ctx, form, found.header, request.mapping)
    if request.upsert_on and request.upsert_on not in {item.target for item in columns}:
        data: dict[str, Json] = {"field": request.upsert_on}
        raise TriloomError("import.upsert_not_mapped", status=422, data=data)
    if any(item.target == "stage" for item in columns) and (
        ctx.catalog.flow_of_form(form.app_key, form.key) is None
    ):
        raise TriloomError("import.no_stages", status=422)
    return ImportPlan(
        columns=columns,
        upsert_on=request.upsert_on or None,
        dry_run=request.dry_run,
        on_error="skip" if request.on_error == "skip" else "stop",
        language=request.language or ctx.language,
        kind=found.kind,
        encoding=found.encoding,
        delimiter=found.delimiter,
        header=found.header,
    )


def take_back(ctx: RequestContext, form: "PublishedForm", run_id: uuid.UUID) -> Run:
    """Undo a finished import, or cancel one that runs (which undoes what it did so far)."""
    require(ctx, form, "import")
    run = visible_run(ctx, form, run_id, lock=True)
    if run.state in (runs.UNDONE, runs.UNDOING, runs.CHECKED, runs.FAILED, runs.CANCELLED):
        return run
    change = import_run.update().where(import_run.c.id == run.id)
    if run.state == runs.DONE:
        ctx.connection.execute(change.values(state=runs.UNDOING))
        runs.enqueue(ctx, run.id, runs.UNDO_JOB)
    else:
        ctx.connection.execute(change.values(cancel=True))
    return visible_run(ctx, form, run_id)
