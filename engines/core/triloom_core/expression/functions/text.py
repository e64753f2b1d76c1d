"""Text. Positions count from 1 and are code points; comparison is binary; 64 kB at most, else null."""

from decimal import Decimal, InvalidOperation

from triloom_core.expression import numbers
from triloom_core.expression.functions.specification import Family
from triloom_core.expression.tree import MAXIMUM_INTEGER, MAXIMUM_TEXT_VALUE
from triloom_core.sql import builders
from triloom_core.sql.operands import primitive
from triloom_core.value_types import MAXIMUM_SCALE, Value


def _limited(text: str) -> str | None:
    return text if len(text) <= MAXIMUM_TEXT_VALUE else None


def _concat(*parts: str) -> str | None:
    return _limited("".join(parts)) if sum(map(len, parts)) <= MAXIMUM_TEXT_VALUE else None


def _text_join(separator: str, *parts: Value) -> str | None:
    texts: list[str] = []
    for part in parts:
        for item in part if isinstance(part, tuple) else (part,):
            if isinstance(item, str):
                texts.append(item)
    size = sum(map(len, texts)) + len(separator) * len(texts)
    return separator.join(texts) if size <= 2 * MAXIMUM_TEXT_VALUE else None


def _left(text: str, count: int) -> str:
    return text[: max(0, count)]


def _right(text: str, count: int) -> str:
    return text[-count:] if count > 0 else ""


def _mid(text: str, start: int, count: int) -> str | None:
    return text[start - 1 : start - 1 + max(0, count)] if start >= 1 else None


def _replace(text: str, old: str, new: str) -> str | None:
    if not old:
        return text
    if len(text) + text.count(old) * (len(new) - len(old)) > MAXIMUM_TEXT_VALUE:
        return None
    return text.replace(old, new)


def _split_part(text: str, separator: str, index: int) -> str | None:
    if not separator or index < 1:
        return None
    parts = text.split(separator)
    return parts[index - 1] if index <= len(parts) else ""


def _text(value: Value) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return numbers.plain(value)
    if isinstance(value, tuple):
        return None
    if value is not None and hasattr(value, "tzinfo") and hasattr(value, "year"):
        return value.isoformat().replace("+00:00", "Z")  # type: ignore[union-attr]
    return value if isinstance(value, str) else value.isoformat() if value is not None else None


def _to_number(text: str) -> Decimal | None:
    cleaned = text.strip(" ").replace(",", "")
    digits = cleaned.lstrip("-").replace(".", "", 1)
    if not digits.isascii() or not digits.isdigit() or len(cleaned) > 30:
        return None
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        return None
    if abs(value) > MAXIMUM_INTEGER:
        return None
    rounded = numbers.finish(
        numbers.round_exact(value, min(numbers.scale_of(value), MAXIMUM_SCALE))
    )
    return rounded if isinstance(rounded, Decimal) else None


def _pad_left(text: str, width: int, fill: str) -> str | None:
    if len(fill) != 1 or width > MAXIMUM_TEXT_VALUE:
        return None
    return text.rjust(max(0, width), fill)


TEXT_FUNCTIONS = Family("text")
_add = TEXT_FUNCTIONS.add
_add("concat", "text, text… -> text", _concat, "Joins texts; null when one is null.",
     "连接文本;任一为空值则为空值。", sql=builders.concat)  # fmt: skip
_add("text_join", "text, any… -> text", _text_join, "Joins texts and lists of texts with a separator; skips nulls.",
     "用分隔符连接文本和文本列表,跳过空值。", takes_null=True)  # fmt: skip
_add("upper", "text -> text", lambda text: _limited(text.upper()), "In upper case.", "转为大写。")
_add("lower", "text -> text", lambda text: _limited(text.lower()), "In lower case.", "转为小写。")
_add("trim", "text -> text", lambda text: text.strip(" "), "Without spaces at both ends.", "去除首尾空格。",
     sql=primitive("text_trim"))  # fmt: skip
_add("left", "text, integer -> text", _left, "The first characters.", "左边的若干字符。",
     sql=builders.text_left)  # fmt: skip
_add("right", "text, integer -> text", _right, "The last characters.", "右边的若干字符。")
_add("mid", "text, integer, integer -> text", _mid, "Characters from a position (1 is the first).",
     "从指定位置(从 1 起)取若干字符。", sql=builders.text_mid)  # fmt: skip
_add("length", "text -> integer", len, "The count of characters.", "字符个数。",
     sql=primitive("text_length"))  # fmt: skip
_add("contains", "text, text -> boolean", lambda text, part: part in text,
     "Whether the text holds the part (upper and lower case differ).", "文本是否包含该片段(区分大小写)。",
     sql=primitive("text_contains"))  # fmt: skip
_add("not_contains", "text, text -> boolean", lambda text, part: part not in text,
     "Whether the text does not hold the part.", "文本是否不包含该片段。", sql=builders.not_contains)  # fmt: skip
_add("starts_with", "text, text -> boolean", lambda text, part: text.startswith(part),
     "Whether the text begins with the part.", "文本是否以该片段开头。", sql=primitive("text_starts"))  # fmt: skip
_add("ends_with", "text, text -> boolean", lambda text, part: text.endswith(part),
     "Whether the text ends with the part.", "文本是否以该片段结尾。", sql=primitive("text_ends"))  # fmt: skip
_add(
    "replace",
    "text, text, text -> text",
    _replace,
    "Every occurrence replaced.",
    "替换所有出现的片段。",
)
_add("split_part", "text, text, integer -> text", _split_part,
     "The n-th part between separators; '' beyond the last.", "按分隔符取第 n 段;超出时为空文本。")  # fmt: skip
_add("find", "text, text -> integer", lambda text, part: text.find(part) + 1,
     "Position of the part, from 1; 0 when absent.", "片段的位置,从 1 起;没有则为 0。",
     sql=primitive("text_position"))  # fmt: skip
_add("text", "any -> text", _text, "The value as text.", "把值转为文本。")
_add("to_number", "text -> decimal", _to_number, "The number that the text says, else null.",
     "文本所表示的数字,否则为空值。")  # fmt: skip
_add("pad_left", "text, integer, text -> text", _pad_left, "Filled up on the left to a width.",
     "在左侧填充至指定宽度。")  # fmt: skip
