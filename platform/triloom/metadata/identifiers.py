"""Issues identifiers: every form, field, option, stage, node, edge, tile … gets one at first save.

An object without an id takes over that of the object with the same key at the same place of the
document before; so a text editor that never shows ids keeps them nevertheless.
"""

import uuid

from triloom_core.ids import new_id_text
from triloom_core.json_types import Json, JsonObject

IDENTIFIED: frozenset[str] = frozenset(
    {"fields", "options", "stages", "nodes", "edges", "tiles", "rules", "layout", "views"}
)
"""Members whose objects carry an id."""
STRICT: frozenset[str] = frozenset({"fields"})
"""Members whose ids name columns and so must be UUIDs."""


def _signature(item: JsonObject) -> str:
    key = item.get("key")
    if isinstance(key, str):
        return key
    if "from" in item and "to" in item:
        return f"{item['from']}>{item['to']}>{item.get('action', '')}>{item.get('port', '')}"
    return ""


def _is_uuid(value: Json) -> bool:
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def issue_identifiers(body: Json, previous: Json) -> None:
    """Give an id, in place, to every object of the identified lists that has none."""
    if not isinstance(body, dict):
        return
    before = previous if isinstance(previous, dict) else {}
    for name, value in body.items():
        old = before.get(name)
        if isinstance(value, dict):
            issue_identifiers(value, old)
        elif isinstance(value, list):
            _issue_list(name, value, old if isinstance(old, list) else [])


def _issue_list(name: str, items: list[Json], before: list[Json]) -> None:
    old_objects = [item for item in before if isinstance(item, dict)]
    by_signature = {_signature(item): item for item in old_objects if _signature(item)}
    by_id = {item["id"]: item for item in old_objects if isinstance(item.get("id"), str)}
    used = {str(item.get("id")) for item in items if isinstance(item, dict)}
    for position, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        twin = by_id.get(item["id"]) if isinstance(item.get("id"), str) else None
        if twin is None:
            twin = by_signature.get(_signature(item))
        if name in IDENTIFIED and _needs_id(name, item):
            inherited = twin.get("id") if twin is not None else None
            free = isinstance(inherited, str) and inherited and inherited not in used
            fresh = str(inherited) if free else new_id_text()
            item_id: JsonObject = {"id": fresh}
            items[position] = item = {**item_id, **{k: v for k, v in item.items() if k != "id"}}
            used.add(fresh)
        issue_identifiers(item, twin)


def _needs_id(name: str, item: JsonObject) -> bool:
    if name in STRICT:
        return not _is_uuid(item.get("id"))
    return not item.get("id")
