"""Named views of a form: their filter, order and fields, under what the caller asks himself."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from triloom.context import RequestContext
from triloom.records.filters import read_filter
from triloom.records.model import RecordQuery
from triloom.records.query_text import read_sort
from triloom.records.visibility import visibility_of
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm


def with_view(
    ctx: RequestContext, form: "PublishedForm", query: RecordQuery, key: str | None
) -> RecordQuery:
    """Return the query narrowed by a view; the caller's own order and fields win.

    Raises 400 when the form has no such view. Fields of the view that the reader may not see are
    left out in silence: the view was drawn for others.
    """
    if key is None:
        return query
    view = next((item for item in form.spec.views if item.get("key") == key), None)
    if view is None:
        raise TriloomError("query.unknown_view", status=400, data={"view": key})
    fields = query.fields
    if fields is None and isinstance(view.get("fields"), list):
        visibility = visibility_of(ctx, form)
        names = [_name(item) for item in _items(view.get("fields"))]
        fields = [name for name in names if name and visibility.field(name) is not None]
    sort = query.sort or read_sort(_sort_text(view.get("sort")))
    return replace(query, fields=fields, sort=sort, filter=_both(view.get("filter"), query.filter))


def _items(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _name(item: Json) -> str | None:
    if isinstance(item, Mapping):
        item = item.get("field") or item.get("key")
    return item if isinstance(item, str) else None


def _sort_text(value: Json) -> list[str]:
    """Return a view's order as parameter texts: texts, or objects {field, descending}."""
    found: list[str] = []
    for item in _items(value) if not isinstance(value, str) else value.split(","):
        name = _name(item)
        if name:
            is_down = isinstance(item, Mapping) and item.get("descending") is True
            found.append("-" + name if is_down else name)
    return found


def _both(first: Json, second: Json) -> Json:
    if first in (None, ""):
        return second
    if second in (None, ""):
        return first
    return {"and": [read_filter(first, "/view"), read_filter(second)]}
