"""`/schemas/{kind}`, `/field-types`: what documents may contain, for builders and for editors."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import JsonValue

from triloom.api.dependencies import Read
from triloom.metadata.kinds import KIND_NAMES, kind_of
from triloom_core.text import pick
from triloom_form.types import BUILTIN_FIELD_TYPES

router = APIRouter(tags=["documents"])
KindName = Annotated[str, Path(description="Plural name of a kind.", examples=["forms"])]


@router.get("/schemas")
def list_schemas(ctx: Read) -> dict[str, JsonValue]:
    """List the kinds of documents."""
    return {"items": [{"kind": name, "href": f"/api/v1/schemas/{name}"} for name in KIND_NAMES]}


@router.get("/schemas/{kind}")
def read_schema(ctx: Read, kind: KindName) -> dict[str, JsonValue]:
    """Return the JSON Schema (2020-12) of a kind of documents."""
    return kind_of(kind).json_schema()


@router.get("/field-types")
def list_field_types(ctx: Read) -> dict[str, JsonValue]:
    """List the field types with the schemas of their settings, in the order of the palette."""
    items: list[JsonValue] = [
        {
            "name": kind.name,
            "label": pick(kind.label, ctx.language),
            "group": kind.group,
            "icon": kind.icon,
            "computed": kind.computed,
            "unique_allowed": kind.unique_allowed,
            "settings": {"type": "object", "properties": kind.settings_schema()},
        }
        for kind in BUILTIN_FIELD_TYPES
    ]
    return {"items": items}
