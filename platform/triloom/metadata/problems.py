"""Faults of a document: structure by its JSON Schema, meaning by its kind."""

from functools import lru_cache
from typing import TYPE_CHECKING

import jsonschema_rs

from triloom.metadata.kinds import kind_of
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import JsonObject
from triloom_form.schema import compile_validator
from triloom_form.schema_faults import schema_faults

if TYPE_CHECKING:
    from triloom.metadata.world import World

MAXIMUM_FAULTS = 200


@lru_cache(maxsize=64)
def _validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    return compile_validator(kind_of(kind).json_schema())


_PART = {
    "value.required": "document.member_missing",
    "value.unknown_member": "document.unknown_member",
    "value.type": "document.wrong_type",
    "value.not_an_option": "document.not_allowed",
    "value.pattern": "document.pattern",
    "value.invalid": "document.invalid_member",
}


def structure_faults(kind: str, body: JsonObject) -> tuple[Fault, ...]:
    """Return the faults of a body against the schema of its kind."""
    found: list[Fault] = []
    for fault in schema_faults(_validator(kind), body, {}):
        data = {**fault.data, "member": fault.pointer.rpartition("/")[2] or "document"}
        found.append(
            Fault(
                fault.pointer, _PART.get(fault.code, fault.code), {"label": data["member"], **data}
            )
        )
        if len(found) >= MAXIMUM_FAULTS:
            break
    return tuple(found)


def faults_of(kind: str, body: JsonObject, world: "World") -> tuple[Fault, ...]:
    """Return every fault of a presented body; meaning is only checked once the structure holds."""
    found = structure_faults(kind, body)
    if found:
        return found
    try:
        return kind_of(kind).check(body, world)[:MAXIMUM_FAULTS]
    except TriloomError as error:
        return error.faults or (Fault("", error.code, error.data),)
