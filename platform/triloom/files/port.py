"""Where the bytes of uploaded files lie: one folder per organisation, random names."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from triloom.files.sniffing import SNIFF_BYTES
from triloom_core.errors import TriloomError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """What is known of bytes once they are safe on the disk."""

    size: int
    sha256: str
    head: bytes


class FilePort(Protocol):
    """A store of bytes by identifier."""

    def write(self, identifier: uuid.UUID, stream: BinaryIO, *, limit: int) -> WrittenFile:
        """Keep the bytes; they are durable when this returns. 413 above `limit` bytes."""
        ...

    def read(self, identifier: uuid.UUID) -> Iterator[bytes]:
        """Yield the bytes in chunks; FileNotFoundError when there are none."""
        ...

    def remove(self, identifier: uuid.UUID) -> None:
        """Delete the bytes; it is no error when there are none."""
        ...


class FolderFiles:
    """Files under `<root>/<organisation>/<2 hex>/<uuid>`."""

    def __init__(self, root: Path, organisation_id: uuid.UUID) -> None:
        self._root = root / str(organisation_id)

    def path(self, identifier: uuid.UUID) -> Path:
        """Return where a file lies; the random end of the identifier spreads the folders."""
        return self._root / identifier.hex[-2:] / str(identifier)

    def write(self, identifier: uuid.UUID, stream: BinaryIO, *, limit: int) -> WrittenFile:
        """Write, fsync, rename, fsync the folder; then the caller may write the row."""
        target = self.path(identifier)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_suffix(".part")
        try:
            written = _copy(stream, temporary, limit)
            temporary.replace(target)
            _sync_folder(target.parent)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return written

    def read(self, identifier: uuid.UUID) -> Iterator[bytes]:
        """Yield the bytes in chunks of 1 MiB."""
        with self.path(identifier).open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def remove(self, identifier: uuid.UUID) -> None:
        """Delete the bytes."""
        self.path(identifier).unlink(missing_ok=True)


def _copy(stream: BinaryIO, target: Path, limit: int) -> WrittenFile:
    digest = hashlib.sha256()
    size = 0
    head = b""
    with target.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                megabytes = f"{limit // _CHUNK} MB"
                raise TriloomError("request.too_large", status=413, data={"limit": megabytes})
            if len(head) < SNIFF_BYTES:
                head += chunk[: SNIFF_BYTES - len(head)]
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return WrittenFile(size, digest.hexdigest(), head)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
