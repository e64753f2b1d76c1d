"""Sort orders and field lists as query parameters write them: `-amount,account.name`."""

from triloom.records.model import SortItem
from triloom_core.errors import Fault, TriloomError

MOST_FIELDS = 400


def _parts(given: str | list[str] | None) -> list[str]:
    if given is None:
        return []
    parts = given.split(",") if isinstance(given, str) else given
    return [part.strip() for part in parts if part.strip()]


def read_sort(given: str | list[str] | None) -> tuple[SortItem, ...]:
    """Return the sort order of a parameter; raises 400 for an empty name."""
    items: list[SortItem] = []
    for part in _parts(given):
        name = part.lstrip("+-")
        path = tuple(name.split("."))
        if not all(path):
            fault = Fault("/sort", "query.unknown_field", {"field": part})
            raise TriloomError(
                "query.unknown_field", status=400, data={"field": part}, faults=[fault]
            )
        items.append(SortItem(path, descending=part.startswith("-")))
    return tuple(items)


def read_fields(given: str | list[str] | None) -> tuple[str, ...] | None:
    """Return the field list of a parameter; None when it was not given."""
    if given is None:
        return None
    names = _parts(given)
    if len(names) > MOST_FIELDS:
        raise TriloomError("query.too_many_fields", status=400, data={"limit": MOST_FIELDS})
    return tuple(names)
