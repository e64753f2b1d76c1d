"""Safe rename: a field keeps its id, every place that names its key follows, the old key stays reserved."""

from collections.abc import Iterable, Mapping

from triloom.metadata.dependencies import far_references
from triloom.metadata.hops import FindForm
from triloom.metadata.pointer import escape, parts_of, read, replace
from triloom.metadata.present import copy_object
from triloom_core.documents import DocumentKind, DocumentReference
from triloom_core.json_types import Json, JsonObject
from triloom_form.references import PLACEHOLDER
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


def follow_renames(
    kind: DocumentKind, body: JsonObject, form_key: str, renames: Renames, find: FindForm
) -> bool:
    """Rewrite, in place, every reference to a renamed field of a form; tell whether any was.

    Expressions are not touched: they are stored by ids and show the new keys by themselves.
    """
    before = copy_object(body)
    near = [item for item in kind.references(before) if item.kind == "forms" and item.field_key]
    far = far_references(near, before, find)
    heads = _renamed(near, form_key, renames)
    tails = _renamed(far, form_key, renames)
    for pointer in dict.fromkeys((*heads, *tails)):
        old = heads.get(pointer)
        if old is None or not _rename_member(body, pointer, old, renames):
            value = read(before, pointer)
            if isinstance(value, str):
                head, tail = pointer in heads, pointer in tails
                replace(body, pointer, _rename_paths(value, renames, head=head, tail=tail))
    if kind.name == "forms" and body.get("key") == form_key:
        _rename_title(body, renames)
    return body != before


def _renamed(
    references: Iterable[DocumentReference], form_key: str, renames: Renames
) -> dict[str, str]:
    """Return pointer → old key of the references to renamed fields."""
    return {
        item.pointer: item.field_key
        for item in references
        if item.key == form_key and item.field_key is not None and item.field_key in renames
    }


def _rename_member(body: JsonObject, pointer: str, old: str, renames: Renames) -> bool:
    """Rename the member of an object that a pointer ends in; False when it ends in a value."""
    *above, last = parts_of(pointer)
    holder = read(body, "".join("/" + escape(part) for part in above))
    if last.partition(".")[0] != old or not isinstance(holder, dict):
        return False
    items = [
        (_rename_paths(key, renames, head=True, tail=False), item) for key, item in holder.items()
    ]
    if len({key for key, _item in items}) < len(items):
        return False
    holder.clear()
    holder.update(items)
    return True


def _rename_paths(text: str, renames: Renames, *, head: bool, tail: bool) -> str:
    """Rename the first parts of paths (`head`), the later ones (`tail`), or both."""
    renamed = []
    for path in text.split(","):
        first, *rest = path.split(".")
        name = first.lstrip(" +-")
        sign = first[: len(first) - len(name)]
        shown = renames.get(name, name) if head else name
        later = [renames.get(part, part) for part in rest] if tail else rest
        renamed.append(".".join([sign + shown, *later]))
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
