"""A field that changes its type leaves behind the settings that only its old type knows."""

from triloom_core.json_types import JsonObject
from triloom_form.document_schema import COMMON_FIELD
from triloom_form.schema import compile_validator
from triloom_form.scope import raw_fields
from triloom_form.types import FIELD_TYPES


def drop_old_settings(body: JsonObject, previous: JsonObject | None) -> None:
    """Drop, in place, settings of former types that the present type of a field cannot take.

    Only what the old type knew is dropped: a setting that nobody knows stays, and is a fault.
    """
    before = {item.get("id"): item for item in _all_fields(previous or {}) if "id" in item}
    for item in _all_fields(body):
        old = before.get(item.get("id"))
        if old is None or old.get("type") == item.get("type"):
            continue
        was, now = FIELD_TYPES.get(str(old.get("type"))), FIELD_TYPES.get(str(item.get("type")))
        if was is None or now is None:
            continue
        accepted = now.settings_schema()
        for name in was.settings_schema():
            if name not in item or name in COMMON_FIELD:
                continue
            schema = accepted.get(name)
            if not isinstance(schema, dict) or not compile_validator(schema).is_valid(item[name]):
                del item[name]


def _all_fields(body: JsonObject) -> list[JsonObject]:
    return [item for top in raw_fields(body) for item in (top, *raw_fields(top))]
