"""Building blocks of settings schemas: JSON Schema with titles the builder's panel shows."""

from collections.abc import Mapping
from typing import Final

import jsonschema_rs
import re2

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_form.spec import FieldSpec

KEY_PATTERN: Final = "^[a-z][a-z0-9_]{0,62}$"
COLORS: Final = (
    "gray", "red", "orange", "gold", "green", "cyan", "blue", "purple", "magenta",
)  # fmt: skip


def setting(schema: Mapping[str, Json], en: str, zh: str, **more: Json) -> JsonObject:
    """Return one setting: a schema with its title in both languages and hints for the panel."""
    return {**schema, "title": en, "x-title": {"en": en, "zh-CN": zh}, **more}


def key_setting(en: str, zh: str, widget: str) -> JsonObject:
    """Return a setting that names something by its key (`x-widget` picks the chooser)."""
    return setting({"type": "string", "pattern": KEY_PATTERN}, en, zh, **{"x-widget": widget})


LOCALIZED: Final[JsonObject] = {
    "anyOf": [
        {"type": "string", "maxLength": 2000},
        {
            "type": "object",
            "additionalProperties": {"type": "string", "maxLength": 2000},
            "propertyNames": {"pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
            "maxProperties": 40,
        },
    ]
}

OPTIONS: Final[JsonObject] = {
    "type": "array",
    "maxItems": 1000,
    "items": {
        "type": "object",
        "required": ["key"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "maxLength": 64},
            "key": {"type": "string", "minLength": 1, "maxLength": 63},
            "label": LOCALIZED,
            "color": {"type": "string", "maxLength": 20},
            "archived": {"type": "boolean"},
        },
    },
}


def integer_of(field: FieldSpec, name: str, default: int) -> int:
    """Return an integer setting, or its default."""
    value = field.settings.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def text_of(field: FieldSpec, name: str, default: str = "") -> str:
    """Return a text setting, or its default."""
    value = field.settings.get(name)
    return value if isinstance(value, str) else default


def check_bounds(field: FieldSpec, low: str = "min", high: str = "max") -> list[Fault]:
    """Return the fault of a lower bound above the upper one."""
    first, second = field.settings.get(low), field.settings.get(high)
    if isinstance(first, int | float) and isinstance(second, int | float) and first > second:
        return [Fault(f"/{low}", "form.bounds_crossed", {"low": first, "high": second})]
    return []


def check_pattern(field: FieldSpec, name: str = "pattern") -> list[Fault]:
    """Return the fault of a pattern that is not both RE2 and what the validator takes.

    Look-around and back-references are in neither, so no pattern can run for longer than linear time.
    """
    pattern = field.settings.get(name)
    if not isinstance(pattern, str):
        return []
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
        jsonschema_rs.Draft202012Validator(
            {"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions(size_limit=2_000_000)
        )
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        text = reason.decode() if isinstance(reason, bytes) else str(reason)
    except ValueError:
        text = "RE2"
    else:
        return []
    return [Fault(f"/{name}", "form.pattern_invalid", {"reason": text})]
