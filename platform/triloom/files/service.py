"""Takes uploads in and decides who may have them out again."""

import unicodedata
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

import sqlalchemy as sa

from triloom.access.grants import FieldRight
from triloom.access.principal import SYSTEM, Principal
from triloom.context import RequestContext
from triloom.files.port import FilePort, FolderFiles
from triloom.files.sniffing import agreed_type
from triloom.files.tables import file, file_link
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.services import Services

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes of one upload."""
UNLINKED_FOR = timedelta(hours=24)
NOT_SCANNED = "not_scanned"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as its row knows it."""

    id: uuid.UUID
    name: str
    size: int
    type: str
    sha256: str


def files_of(services: "Services") -> FilePort:
    """Return the store of the organisation's files."""
    return FolderFiles(services.settings.files_dir, services.organisation.id)


def safe_name(name: str) -> str:
    """Return a file name without path, control characters or tricks of direction."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(
        character
        for character in unicodedata.normalize("NFC", plain)
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    ).strip(" .")
    return kept[:200] or "file"


def accept_upload(
    services: "Services",
    principal: Principal,
    *,
    name: str,
    declared: str | None,
    stream: BinaryIO,
) -> JsonObject:
    """Keep an upload: bytes first, durable, then the row. 413 when too large, 422 when it lies."""
    identifier = new_id()
    store = files_of(services)
    try:
        written = store.write(identifier, stream, limit=LARGEST_FILE)
    except OSError as error:
        raise TriloomError("service.disk_full", status=507) from error
    media_type = agreed_type(declared, written.head)
    if media_type is None:
        store.remove(identifier)
        data: dict[str, Json] = {"name": safe_name(name), "declared": (declared or "")[:80]}
        raise TriloomError("file.type_lies", status=422, data=data)
    row: dict[str, object] = {
        "id": identifier, "name": safe_name(name), "size": written.size, "type": media_type,
        "sha256": written.sha256, "owner_id": principal.user_id, "scan_state": NOT_SCANNED,
    }  # fmt: skip
    try:
        with services.transaction(principal) as ctx:
            ctx.connection.execute(
                file.insert().values(tenant_id=ctx.tenant_id, created_at=ctx.now, **row)
            )
    except BaseException:
        store.remove(identifier)
        raise
    return {
        "id": str(identifier), "name": str(row["name"]), "size": written.size, "type": media_type,
        "sha256": written.sha256, "scan_state": NOT_SCANNED,
    }  # fmt: skip


def readable_file(ctx: RequestContext, file_id: uuid.UUID) -> StoredFile:
    """Return a file the caller may read: an own upload, or one that a readable field shows."""
    statement = sa.select(file).where(file.c.id == file_id, file.c.tenant_id == ctx.tenant_id)
    row = ctx.connection.execute(statement).mappings().first()
    refused = TriloomError("file.not_found", status=404, data={"id": str(file_id)})
    if row is None:
        raise refused
    is_own = row["owner_id"] is not None and row["owner_id"] == ctx.principal.user_id
    if not (is_own or ctx.principal.sees_everything or _is_shown(ctx, file_id)):
        raise refused
    return StoredFile(row["id"], row["name"], row["size"], row["type"], row["sha256"])


def _is_shown(ctx: RequestContext, file_id: uuid.UUID) -> bool:
    from triloom.records.read import get_record  # noqa: PLC0415  (records import this room)
    from triloom.records.visibility import visibility_of  # noqa: PLC0415

    statement = sa.select(file_link).where(
        file_link.c.file_id == file_id, file_link.c.tenant_id == ctx.tenant_id
    )
    for link in ctx.connection.execute(statement.limit(100)).mappings():
        try:
            form = ctx.catalog.form_by_id(link["form_id"])
            get_record(ctx, form, link["record_id"])
        except TriloomError:
            continue
        field = visibility_of(ctx, form).field(str(link["field_id"]))
        if field is not None and visibility_of(ctx, form).right(field) >= FieldRight.READ:
            return True
    return False


def collect_unlinked(services: "Services", _payload: JsonObject) -> Json:
    """Delete files that no record shows a day after their upload; a scheduled job."""
    store = files_of(services)
    with services.transaction(SYSTEM) as ctx:
        unlinked = ~sa.exists().where(file_link.c.file_id == file.c.id)
        statement = (
            sa.select(file.c.id)
            .where(
                file.c.tenant_id == ctx.tenant_id,
                file.c.created_at < ctx.now - UNLINKED_FOR,
                unlinked,
            )
            .limit(1_000)
        )
        ids = list(ctx.connection.execute(statement).scalars())
        if ids:
            ctx.connection.execute(file.delete().where(file.c.id.in_(ids)))
    for identifier in ids:
        store.remove(identifier)
    return {"files": len(ids)}
