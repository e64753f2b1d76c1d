"""Which fields of which forms a dotted path passes: `account.region` is a field of two forms."""

from collections.abc import Callable, Iterator

from triloom_core.json_types import JsonObject
from triloom_form.scope import find_raw, raw_fields

FindForm = Callable[[str], JsonObject | None]
"""Form key → its body."""


def hops(find: FindForm, form_key: str, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield (form key, field key) of the parts of a path, as far as links lead."""
    for name in path:
        body = find(form_key)
        yield form_key, name
        field = find_raw(raw_fields(body), name) if body is not None else None
        if field is None or field.get("type") != "link":
            return
        form_key = str(field.get("target"))
