"""Checks of fields one by one: keys, types, settings, defaults."""

from collections.abc import Iterator

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_form.field_type import FieldType
from triloom_form.references import objects
from triloom_form.schema import compile_validator
from triloom_form.schema_faults import schema_faults
from triloom_form.spec import FieldSpec
from triloom_form.system import RESERVED_KEYS
from triloom_form.types import FIELD_TYPES
from triloom_form.types.subtable import NOT_IN_ROWS


def check_fields(body: JsonObject) -> Iterator[Fault]:
    """Yield the faults of all fields of a form."""
    yield from _check_list(body.get("fields"), "/fields", in_rows=False)


def _check_list(items: Json, pointer: str, *, in_rows: bool) -> Iterator[Fault]:
    known = objects(items)
    keys: dict[str, int] = {}
    ids: set[str] = set()
    former = {
        str(alias): str(field.get("key"))
        for _index, field in known
        for alias in _list(field.get("aliases"))
    }
    for index, field in known:
        place = f"{pointer}/{index}"
        key = str(field.get("key", ""))
        if key in keys:
            yield Fault(f"{place}/key", "form.duplicate_key", {"field": key})
        elif key in former and former[key] != key:
            yield Fault(f"{place}/key", "form.former_key", {"field": key, "holder": former[key]})
        elif key in RESERVED_KEYS:
            yield Fault(f"{place}/key", "form.reserved_key", {"field": key})
        keys[key] = index
        identifier = field.get("id")
        if isinstance(identifier, str):
            if identifier in ids:
                yield Fault(f"{place}/id", "form.duplicate_id", {"field": key})
            ids.add(identifier)
        yield from _check_field(field, place, in_rows=in_rows)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _check_field(field: JsonObject, place: str, *, in_rows: bool) -> Iterator[Fault]:
    name = str(field.get("type"))
    kind = FIELD_TYPES.get(name)
    if kind is None:
        known = ", ".join(FIELD_TYPES)
        yield Fault(f"{place}/type", "form.unknown_type", {"type": name, "known": known})
        return
    spec = FieldSpec.from_json(field)
    data: dict[str, Json] = {"field": spec.key, "type": name}
    if in_rows and name in NOT_IN_ROWS:
        yield Fault(f"{place}/type", "form.type_not_in_rows", data)
    if spec.unique and (not kind.unique_allowed or in_rows):
        yield Fault(f"{place}/unique", "form.unique_not_possible", data)
    if spec.required and kind.computed:
        yield Fault(f"{place}/required", "form.required_computed", data)
    for fault in kind.check_settings(spec):
        yield Fault(place + fault.pointer, fault.code, {"field": spec.key, **fault.data})
    if name == "subtable":
        yield from _check_list(field.get("fields"), f"{place}/fields", in_rows=True)
    elif spec.default is not None:
        yield from _check_default(kind, spec, place)


def _check_default(kind: FieldType, spec: FieldSpec, place: str) -> Iterator[Fault]:
    if kind.computed:
        yield Fault(f"{place}/default", "form.default_computed", {"field": spec.key})
        return
    try:
        validator = compile_validator(kind.json_schema(spec))
    except ValueError:
        return  # the settings are at fault, and said so
    found = list(schema_faults(validator, spec.default, {"label": spec.key}))
    found = found or list(kind.check_value(spec, spec.default))
    for fault in found:
        data = {"label": spec.key, **fault.data}
        yield Fault(f"{place}/default{fault.pointer}", fault.code, data)
