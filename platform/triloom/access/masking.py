"""How a masked value is shown: the shape of the value stays, the value does not."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from triloom_core.json_types import Json

_HIDDEN = "•••"
_VISIBLE_CHARACTERS = 4
_TWO_DIGITS = 10
_TEXT_TYPES = frozenset({"text", "phone", "url", "auto_number"})
_WRITTEN_TYPES = _TEXT_TYPES | {"email", "long_text", "rich_text"}
"""Types whose values may be any text: only they can hold the marks that stand for a value."""
_NUMBER_TYPES = frozenset({"integer", "decimal", "percent", "number"})


def style_for(field_type: str, style: str) -> str:
    """Return the style that is used: the wanted one where it fits the type, else the type's own."""
    if style == "full":
        return "full"
    if field_type == "email":
        return "email"
    if field_type in _TEXT_TYPES:
        return "last4"
    if field_type == "currency" or field_type in _NUMBER_TYPES:
        return "round"
    return "full"


def mask_value(field_type: str, value: Json, style: str = "") -> Json:
    """Return what a reader with the right `mask` sees of an API value."""
    if value is None:
        return None
    used = style_for(field_type, style)
    if used == "email" and isinstance(value, str):
        name, at, host = value.partition("@")
        return f"{name[:1]}{_HIDDEN}{at}{host}" if at else _HIDDEN
    if used == "last4" and isinstance(value, str):
        # A short text shows nothing: four of five characters would be the value itself.
        if len(value) < 2 * _VISIBLE_CHARACTERS:
            return _HIDDEN
        return _HIDDEN + value[-_VISIBLE_CHARACTERS:]
    if used == "round":
        return _rounded(value)
    return _HIDDEN if field_type in _WRITTEN_TYPES else None


def _rounded(value: Json) -> Json:
    if isinstance(value, dict):
        amount = value.get("amount")
        return {**value, "amount": _one_digit(amount)} if isinstance(amount, str) else None
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    if isinstance(value, int):
        # A number of one digit would be shown as it is.
        return int(_one_digit(str(value)) or 0) if abs(value) >= _TWO_DIGITS else None
    return _one_digit(value)


def _one_digit(text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or number == 0:
        return "0"
    unit = Decimal(1).scaleb(number.adjusted())
    return format(number.quantize(unit, rounding=ROUND_HALF_EVEN), "f")
