"""Entity tags of documents: the revision in quotes."""

from typing import Literal

from triloom_core.errors import TriloomError


def read_tag(header: str | None) -> int | Literal["*"] | None:
    """Return the revision of an If-Match header, `*`, or None; raises 400 for anything else."""
    if header is None:
        return None
    text = header.strip().removeprefix("W/").strip('"')
    if text == "*":
        return "*"
    if not text.isdigit() or len(text) > 18:  # noqa: PLR2004
        raise TriloomError("document.bad_tag", status=400, data={"tag": header[:60]})
    return int(text)
