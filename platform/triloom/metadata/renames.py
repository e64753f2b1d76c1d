"""Safe rename: a field keeps its id, every place that names its key follows, the old key stays reserved."""

import re
from collections.abc import Mapping

from triloom.metadata.pointer import MISSING, escape, parts_of, read, replace
from triloom_core.documents import DocumentKind
from triloom_core.json_types import Json, JsonObject
from triloom_form.references import PLACEHOLDER, objects
from triloom_form.scope import raw_fields

Renames = Mapping[str, str]
"""Old key → new key of fields of one form."""


def renamed_fields(before: JsonObject | None, after: JsonObject) -> dict[str, str]:
    """Return the keys that changed between two bodies of a form, told by the ids."""
    old = {item["id"]: str(item.get("key")) for item in raw_fields(before or {}) if "id" in item}
    changed: dict[str, str] = {}
    for item in raw_fields(after):
        key = old.get(item.get("id"))
        if key is not None and key != item.get("key"):
            changed[key] = str(item.get("key"))
    return changed


def reserve_old_keys(body: JsonObject, renames: Renames) -> None:
    """Write former keys into `aliases` of the renamed fields, in place."""
    former = {new: old for old, new in renames.items()}
    for item in raw_fields(body):
        key = str(item.get("key"))
        aliases = item.get("aliases")
        known = [str(alias) for alias in aliases] if isinstance(aliases, list) else []
        if key in former and former[key] not in known:
            known.append(former[key])
        kept: list[Json] = [alias for alias in known if alias != key]
        if kept:
            item["aliases"] = kept
        else:
            item.pop("aliases", None)


def follow_renames(kind: DocumentKind, body: JsonObject, form_key: str, renames: Renames) -> bool:
    """Rewrite, in place, every reference to a renamed field of a form; tell whether any was."""
    changed = False
    for reference in kind.references(body):
        if reference.kind != "forms" or reference.key != form_key or not reference.field_key:
            continue
        new = renames.get(reference.field_key)
        if new is not None:
            changed = _rename_at(body, reference.pointer, reference.field_key, new) or changed
    if kind.name == "forms" and body.get("key") == form_key:
        changed = _rename_texts(body, renames) or changed
    return changed


def _rename_at(body: JsonObject, pointer: str, old: str, new: str) -> bool:
    *above, last = parts_of(pointer)
    if last == old:
        holder = read(body, "".join("/" + escape(part) for part in above))
        if isinstance(holder, dict) and new not in holder:
            items = [(new if key == old else key, value) for key, value in holder.items()]
            holder.clear()
            holder.update(items)
            return True
    value = read(body, pointer)
    if value is MISSING or not isinstance(value, str):
        return False
    parts = [new if part == old else part for part in value.split(".")]
    text = ".".join(parts)
    if text == value:
        return False
    replace(body, pointer, text)
    return True


def _rename_texts(body: JsonObject, renames: Renames) -> bool:
    changed = False
    title = body.get("title")
    if isinstance(title, str):
        text = PLACEHOLDER.sub(
            lambda match: match.group().replace(
                match.group(1), renames.get(match.group(1), match.group(1)), 1
            ),
            title,
        )
        changed = text != title
        body["title"] = text
    for _index, view in objects(body.get("views")):
        sort = view.get("sort")
        if isinstance(sort, str):
            text = re.sub(r"[a-z][a-z0-9_]*", lambda m: renames.get(m.group(), m.group()), sort)
            changed = changed or text != sort
            view["sort"] = text
    return changed
