"""Lists: at most 10,000 items. A missing list is null, an empty list is not."""

from triloom_core.expression import numbers
from triloom_core.expression.functions.specification import Family
from triloom_core.expression.numbers import Number
from triloom_core.sql import builders
from triloom_core.value_types import Value

Items = tuple[Value, ...]


def _item(items: Items, index: int) -> Value:
    return items[index - 1] if 1 <= index <= len(items) else None


def _distinct(items: Items) -> Items:
    kept: list[Value] = []
    seen: set[Value] = set()
    for item in items:
        if item not in seen:
            seen.add(item)
            kept.append(item)
    return tuple(kept)


def _list_sum(items: tuple[Number | None, ...]) -> Number | None:
    total: Number | None = 0
    for item in items:
        if item is not None and total is not None:
            total = numbers.add(total, item)
    return total


LISTS = Family("lists")
_add = LISTS.add
_add("has", "list, any -> boolean", lambda items, value: value in items, "Whether the list holds the value.",
     "列表是否含有该值。", sql=builders.list_has_any)  # fmt: skip
_add("has_any", "list, list -> boolean", lambda items, wanted: any(item in items for item in wanted),
     "Whether the list holds one of the values.", "列表是否含有任一值。", sql=builders.list_has_any)  # fmt: skip
_add("has_all", "list, list -> boolean", lambda items, wanted: all(item in items for item in wanted),
     "Whether the list holds all of the values.", "列表是否含有全部值。", sql=builders.list_has_all)  # fmt: skip
_add("has_none", "list, list -> boolean", lambda items, wanted: not any(item in items for item in wanted),
     "Whether the list holds none of the values.", "列表是否不含其中任何值。", sql=builders.list_has_none)  # fmt: skip
_add("size", "list -> integer", len, "The count of items.", "列表的项数。")
_add(
    "first",
    "list -> item",
    lambda items: items[0] if items else None,
    "The first item.",
    "第一项。",
)
_add(
    "last",
    "list -> item",
    lambda items: items[-1] if items else None,
    "The last item.",
    "最后一项。",
)
_add(
    "item",
    "list, integer -> item",
    _item,
    "The item at a position, from 1.",
    "指定位置(从 1 起)的项。",
)
_add("distinct", "list -> same", _distinct, "Each item once, in order.", "去重,保持顺序。")
_add(
    "list_sum",
    "list -> item",
    _list_sum,
    "The sum of the items; nulls count as nothing.",
    "各项之和,空值不计。",
)
_add("split", "text, text -> texts", lambda text, separator: tuple(text.split(separator)) if separator else None,
     "The parts between separators.", "按分隔符拆分为列表。")  # fmt: skip
