"""Tells the type of a file from its first bytes; a declared type that lies is refused."""

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "video/mp4"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"MZ", "application/x-executable"),
)
_CONTAINERS: dict[str, tuple[str, ...]] = {
    "application/zip": (
        "application/vnd.openxmlformats-officedocument.",
        "application/vnd.oasis.opendocument.",
        "application/epub+zip",
        "application/java-archive",
        "application/x-zip-compressed",
    ),
    "application/x-ole-storage": ("application/msword", "application/vnd.ms-"),
    "video/mp4": ("audio/mp4", "image/heic", "image/heif", "image/avif", "video/quicktime"),
    "audio/ogg": ("video/ogg", "application/ogg"),
}
"""Types that look alike from outside: the declared one is taken when it lies in the family."""
SNIFF_BYTES = 4096
UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"


def sniff(head: bytes) -> str:
    """Return the type that the first bytes show: a known magic, else text, else unknown."""
    for offset, magic, media_type in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return media_type
    start = head.lstrip()[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<script")):
        return "text/html"
    if b"<svg" in start:
        return "image/svg+xml"
    return PLAIN if b"\x00" not in head and _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 4
    return True


def agreed_type(declared: str | None, head: bytes) -> str | None:
    """Return the type to store, or None when the declared type contradicts the bytes.

    Only a file that claims to be an image, a PDF, audio or video must prove it; text and unknown
    bytes keep the harmless type that was declared.
    """
    found = sniff(head)
    claimed = (declared or "").split(";")[0].strip().lower()
    if not claimed or claimed in (UNKNOWN, found):
        return found
    if claimed.startswith(_CONTAINERS.get(found, ())) and found in _CONTAINERS:
        return claimed
    proves = claimed.startswith(("image/", "audio/", "video/")) or claimed == "application/pdf"
    if proves or found not in (PLAIN, UNKNOWN):
        return None
    return claimed if claimed.startswith("text/") and claimed != "text/html" else found
