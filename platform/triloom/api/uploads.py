"""Uploads: the caller is known before the first byte is read, and no transaction waits for the rest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from triloom_core.errors import TriloomError

MOST_FIELDS = 20
LARGEST_FIELD = 1024 * 1024


class Upload:
    """One file of a multipart form and the text fields beside it."""

    def __init__(self, file: UploadFile | None, fields: dict[str, str]) -> None:
        self.file = file
        self.fields = fields

    def flag(self, name: str) -> bool:
        """Return whether a field says yes."""
        return self.fields.get(name, "").strip().lower() in ("true", "1", "yes", "on")


@asynccontextmanager
async def receive(request: Request) -> AsyncIterator[Upload]:
    """Yield the form of a request, its file spooled to disk; 422 when it is no multipart form."""
    try:
        async with request.form(
            max_files=1, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD
        ) as form:
            file = form.get("file")
            fields = {
                name: value.replace("\x00", "")
                for name, value in form.items()
                if isinstance(value, str)
            }
            yield Upload(file if isinstance(file, UploadFile) else None, fields)
    except (MultiPartException, HTTPException, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, TriloomError):
            raise
        reason = str(getattr(error, "message", None) or getattr(error, "detail", None) or "form")
        raise TriloomError(
            "file.malformed_upload", status=422, data={"reason": reason[:200]}
        ) from None
