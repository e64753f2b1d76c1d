"""JSON pointers (RFC 6901): reading and replacing one place of a document."""

from collections.abc import Iterator

from triloom_core.json_types import Json

MISSING = object()


def escape(part: str) -> str:
    """Return one part of a pointer, escaped."""
    return part.replace("~", "~0").replace("/", "~1")


def parts_of(pointer: str) -> list[str]:
    """Return the unescaped parts of a pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def read(body: Json, pointer: str) -> object:
    """Return what stands at a pointer, or MISSING."""
    current: object = body
    for part in parts_of(pointer):
        if isinstance(current, dict) and part in current:
            current = current[part]
        elif isinstance(current, list) and part.isdigit() and int(part) < len(current):
            current = current[int(part)]
        else:
            return MISSING
    return current


def replace(body: Json, pointer: str, value: Json) -> None:
    """Replace in place what stands at a pointer; a pointer that leads nowhere changes nothing."""
    *above, last = parts_of(pointer)
    holder = read(body, "".join("/" + escape(part) for part in above))
    if isinstance(holder, dict) and last in holder:
        holder[last] = value
    elif isinstance(holder, list) and last.isdigit() and int(last) < len(holder):
        holder[int(last)] = value


def walk(body: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Yield (pointer, value) of everything in a document, parents first."""
    yield pointer, body
    if isinstance(body, dict):
        for key, value in body.items():
            yield from walk(value, f"{pointer}/{escape(key)}")
    elif isinstance(body, list):
        for index, value in enumerate(body):
            yield from walk(value, f"{pointer}/{index}")
