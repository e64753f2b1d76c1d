"""The wire between server and child: length-prefixed JSON with an optional body of bytes.

Never pickle: the child is the party that is not trusted, so its answer must not be able to run code.
"""

import struct
from collections.abc import Callable
from typing import TypeAlias

import orjson

from triloom_core.json_types import Json

Frame: TypeAlias = "tuple[Json, bytes | None]"
"""A JSON value, and bytes (an Arrow IPC stream, a file) when the message has some."""

_HEADER = struct.Struct("!QqB")
_NO_BODY = -1
_VERSION = 1


class FrameError(Exception):
    """The other side ended early or sent something that is no frame."""


class FrameTooLargeError(FrameError):
    """The other side announced more bytes than this side takes."""


def encode(frame: Frame) -> bytes:
    """Return the bytes of a frame."""
    value, body = frame
    text = orjson.dumps(value)
    length = _NO_BODY if body is None else len(body)
    return _HEADER.pack(len(text), length, _VERSION) + text + (body or b"")


def read(receive: Callable[[int], bytes], limit: int) -> Frame:
    """Read one frame through `receive(count)`, which returns at most `count` bytes, b'' at the end.

    Raises FrameTooLargeError before anything above `limit` bytes is taken, FrameError when the
    other side ended or the bytes are no frame.
    """
    text_length, body_length, version = _HEADER.unpack(_exactly(receive, _HEADER.size))
    if version != _VERSION or body_length < _NO_BODY:
        raise FrameError("not a frame")
    if text_length + max(body_length, 0) > limit:
        raise FrameTooLargeError(str(limit))
    text = _exactly(receive, text_length)
    body = None if body_length == _NO_BODY else _exactly(receive, body_length)
    try:
        return orjson.loads(text), body
    except orjson.JSONDecodeError as error:
        raise FrameError("not JSON") from error


def _exactly(receive: Callable[[int], bytes], count: int) -> bytes:
    pieces: list[bytes] = []
    missing = count
    while missing:
        piece = receive(min(missing, 1 << 20))
        if not piece:
            raise FrameError("the other side ended")
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
