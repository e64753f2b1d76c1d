"""Writes a picture as a PNG with a palette: a third of the size for pages of flat colours."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

COLOURS = 256
STEP = 8
"""Channels are rounded to this step first, so that blended edges share colours."""


def palette_png(pixels: NDArray[np.uint8]) -> bytes:
    """Return the PNG of an array of (height, width, 3); rare colours become the nearest frequent one."""
    height, width, _ = pixels.shape
    rounded = np.minimum((pixels.astype(np.int32) + STEP // 2) // STEP * STEP, 255)
    packed = rounded[..., 0] << 16 | rounded[..., 1] << 8 | rounded[..., 2]
    found, positions, counts = np.unique(packed.ravel(), return_inverse=True, return_counts=True)
    channels = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    kept = channels[np.argsort(-counts)[:COLOURS]]
    distance = ((channels[:, None, :] - kept[None, :, :]) ** 2).sum(axis=2)
    indices = distance.argmin(axis=1).astype(np.uint8)[positions].reshape(height, width)
    lines = np.concatenate([np.zeros((height, 1), np.uint8), indices], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        _chunk(b"IHDR", header),
        _chunk(b"PLTE", kept.astype(np.uint8).tobytes()),
        _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)),
        _chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
