"""Exact numbers as texts: reading and writing decimals with a fixed number of fraction digits."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_form.field_type import TextFault
from triloom_form.spec import FieldSpec

LARGEST = 2**53
"""Largest magnitude of a stored integer, scaled or not, in every store and in the browser."""
_GROUPS = re.compile(r"(?<=\d)[,，\u00a0\u202f ](?=\d{3}(?!\d))")
_SIGNS = str.maketrans({"−": "-", "－": "-", "．": ".", "。": "."})


def decimal_schema(scale: int) -> JsonObject:
    """Return the schema of a decimal: text with at most `scale` fraction digits, or an integer."""
    fraction = rf"(\.[0-9]{{1,{scale}}})?" if scale else ""
    pattern = rf"^-?[0-9]{{1,16}}{fraction}$"
    return {
        "type": ["string", "integer"],
        "pattern": pattern,
        "maxLength": 24,
        "minimum": -LARGEST,
        "maximum": LARGEST,
    }


def to_decimal(value: Json) -> Decimal:
    """Return a valid API number as a Decimal."""
    return Decimal(str(value))


def write_decimal(value: Decimal, scale: int) -> str:
    """Return a number with exactly `scale` fraction digits, halves to even, never `-0`."""
    rounded = value.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_EVEN)
    return format(abs(rounded) if rounded == 0 else rounded, "f")


def to_scaled(value: Json, scale: int) -> int:
    """Return a valid API number as a scaled integer."""
    return int(to_decimal(value).scaleb(scale).to_integral_value(rounding=ROUND_HALF_EVEN))


def from_scaled(stored: object, scale: int) -> str:
    """Return a scaled integer as an API text."""
    return write_decimal(Decimal(int(str(stored))).scaleb(-scale), scale)


def round_result(value: object, scale: int) -> str:
    """Return an expression's number as an API text; raises TextFault when out of range."""
    if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
        raise TextFault("value.type", expected="number")
    try:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        text = write_decimal(number, scale)
    except InvalidOperation:
        raise TextFault("value.out_of_storage", limit=str(LARGEST)) from None
    if abs(to_scaled(text, scale)) > LARGEST:
        raise TextFault("value.out_of_storage", limit=str(Decimal(LARGEST).scaleb(-scale)))
    return text


def range_faults(field: FieldSpec, value: Json, scale: int, pointer: str = "") -> Iterable[Fault]:
    """Yield the faults of a number below `min`, above `max`, or beyond what can be stored."""
    number = to_decimal(value)
    if abs(number.scaleb(scale)) > LARGEST:
        yield Fault(
            pointer, "value.out_of_storage", {"limit": str(Decimal(LARGEST).scaleb(-scale))}
        )
    low, high = field.settings.get("min"), field.settings.get("max")
    if low is not None and number < to_decimal(low):
        yield Fault(pointer, "value.too_small", {"limit": low})
    if high is not None and number > to_decimal(high):
        yield Fault(pointer, "value.too_large", {"limit": high})


def read_decimal(text: str, scale: int) -> str:
    """Read a number as people write it: groups of thousands, full-width signs; raises TextFault."""
    cleaned = _GROUPS.sub("", text.strip().translate(_SIGNS))
    try:
        number = Decimal(cleaned)
    except InvalidOperation:
        raise TextFault("text.not_a_number", text=text[:60]) from None
    if not number.is_finite() or abs(number) > LARGEST:
        raise TextFault("text.not_a_number", text=text[:60])
    if number != number.quantize(Decimal(1).scaleb(-scale)):
        raise TextFault("text.too_many_digits", text=text[:60], digits=scale)
    return write_decimal(number, scale)


def group_thousands(text: str) -> str:
    """Return a plain number with commas between groups of three digits."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = digits.partition(".")
    grouped = f"{int(whole):,}"
    return sign + grouped + ("." + fraction if fraction else "")
