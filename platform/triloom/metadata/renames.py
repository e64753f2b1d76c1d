"""Safe rename: a field keeps its id, every place that names its key follows, the old key stays reserved."""

import re
from collections.abc import Mapping

from triloom.metadata.pointer import escape, parts_of, read, replace
from triloom.metadata.present import copy_object
from triloom_core.documents import DocumentKind
from triloom_core.json_types import Json, JsonObject
from triloom_form.references import PLACEHOLDER
from triloom_form.scope import raw_fields

Renames = Mapping[str, str]
"""Old key → new key of fields of one form."""
_PART = re.compile(r"\.")


def renamed_fields(before: JsonObject | None, after: JsonObject) -> dict[str, str]:
    """Return the keys that changed between two bodies of a form, told by the ids."""
    old = {item["id"]: str(item.get("key")) for item in raw_fields(before or {}) if "id" in item}
    changed: dict[str, str] = {}
    for item in raw_fields(after):
        key = old.get(item.get("id"))
        if key is not None and key != item.get("key"):
            changed[key] = str(item.get("key"))
    return changed


def live_keys(body: JsonObject) -> set[str]:
    """Return the keys of all fields of a form."""
    return {str(item.get("key")) for item in raw_fields(body)}


def reserve_old_keys(body: JsonObject, renames: Renames) -> None:
    """Write former keys into `aliases` of the renamed fields, in place."""
    former = {new: old for old, new in renames.items()}
    live = live_keys(body)
    for item in raw_fields(body):
        key = str(item.get("key"))
        aliases = item.get("aliases")
        known = [str(alias) for alias in aliases] if isinstance(aliases, list) else []
        if key in former and former[key] not in known and former[key] not in live:
            known.append(former[key])
        kept: list[Json] = [alias for alias in known if alias != key]
        if kept:
            item["aliases"] = kept
        else:
            item.pop("aliases", None)


def follow_renames(kind: DocumentKind, body: JsonObject, form_key: str, renames: Renames) -> bool:
    """Rewrite, in place, every reference to a renamed field of a form; tell whether any was."""
    base = body.get("key") if kind.name == "forms" else body.get("form") or body.get("source")
    before = copy_object(body)
    for pointer, old in _renamed_places(kind, before, form_key, renames):
        _rename_at(body, before, pointer, old, renames, is_base=base == form_key)
    if kind.name == "forms" and body.get("key") == form_key:
        _rename_title(body, renames)
    return body != before


def _renamed_places(
    kind: DocumentKind, body: JsonObject, form_key: str, renames: Renames
) -> set[tuple[str, str]]:
    return {
        (item.pointer, item.field_key)
        for item in kind.references(body)
        if item.kind == "forms" and item.key == form_key
        if item.field_key is not None and item.field_key in renames
    }


def _rename_at(
    body: JsonObject, before: JsonObject, pointer: str, old: str, renames: Renames, *, is_base: bool
) -> None:
    *above, last = parts_of(pointer)
    holder = read(body, "".join("/" + escape(part) for part in above))
    if last == old and isinstance(holder, dict):
        items = [(renames.get(key, key), value) for key, value in holder.items()]
        if len({key for key, _value in items}) == len(items):
            holder.clear()
            holder.update(items)
            return
    value, original = read(body, pointer), read(before, pointer)
    # A place that holds several paths is rewritten once, from what stood there before.
    if isinstance(value, str) and value == original:
        replace(body, pointer, _rename_paths(value, renames, is_base=is_base))


def _rename_paths(text: str, renames: Renames, *, is_base: bool) -> str:
    """Rename fields in a path, or in a list of paths to sort by.

    The first part of a path is a field of the document's own form, the others are fields of forms
    that it links to; so is the first where a form links to itself.
    """
    renamed = []
    for path in text.split(","):
        head, *rest = _PART.split(path)
        sign = head[: len(head) - len(head.lstrip(" +-"))]
        name = head.lstrip(" +-")
        first = renames.get(name, name) if is_base else name
        tail = rest if is_base and first != name else [renames.get(part, part) for part in rest]
        if not is_base and "." not in text and "," not in text:
            first = renames.get(name, name)
        renamed.append(".".join([sign + first, *tail]))
    return ",".join(renamed)


def _rename_title(body: JsonObject, renames: Renames) -> None:
    title = body.get("title")
    if isinstance(title, str):
        body["title"] = PLACEHOLDER.sub(
            lambda match: match.group().replace(
                match.group(1), renames.get(match.group(1), match.group(1)), 1
            ),
            title,
        )
