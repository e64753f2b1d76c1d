"""Everything a form document refers to, and every place where it holds an expression."""

import re
from collections.abc import Iterator

from triloom_core.documents import DocumentReference, ExpressionSite
from triloom_core.json_types import Json, JsonObject
from triloom_form.scope import find_raw, raw_fields
from triloom_form.types.rollup import rollup_path

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)[^{}]*\}")
VIEW_MEMBERS = ("by", "date", "end", "value", "cover")


def objects(value: Json) -> list[tuple[int, JsonObject]]:
    """Return (index, object) of every object in a list."""
    if not isinstance(value, list):
        return []
    return [(index, item) for index, item in enumerate(value) if isinstance(item, dict)]


def all_fields(body: JsonObject) -> Iterator[tuple[str, str, JsonObject]]:
    """Yield (pointer, place, field) of every field, sub-table fields included."""
    form_key = str(body.get("key", ""))
    for index, field in objects(body.get("fields")):
        yield f"/fields/{index}", form_key, field
        for row, sub in objects(field.get("fields")):
            yield f"/fields/{index}/fields/{row}", f"{form_key}/{field.get('key')}", sub


def own_field_places(body: JsonObject) -> Iterator[tuple[str, str]]:
    """Yield (pointer, field key) of every place outside of expressions that names an own field.

    The pointer addresses a text, which may be a dotted path, or the member that the key names.
    """
    for index, section in objects(body.get("layout")):
        items = section.get("items")
        for position, item in enumerate(items if isinstance(items, list) else []):
            pointer = f"/layout/{index}/items/{position}"
            if isinstance(item, str):
                yield pointer, item
            elif isinstance(item, dict):
                yield f"{pointer}/field", str(item.get("field"))
    for index, rule in objects(body.get("rules")):
        then = rule.get("then")
        for name, named in then.items() if isinstance(then, dict) else ():
            pointer = f"/rules/{index}/then/{name}"
            if name == "set" and isinstance(named, dict):
                yield from ((f"{pointer}/{key}", key) for key in named)
            elif isinstance(named, list):
                yield from ((f"{pointer}/{place}", str(key)) for place, key in enumerate(named))
    for index, view in objects(body.get("views")):
        columns = view.get("columns")
        for place, path in enumerate(columns if isinstance(columns, list) else []):
            yield f"/views/{index}/columns/{place}", str(path)
        for name in VIEW_MEMBERS:
            if isinstance(view.get(name), str):
                yield f"/views/{index}/{name}", str(view[name])
    for index, grant in objects(body.get("access")):
        fields = grant.get("fields")
        for key in fields if isinstance(fields, dict) else ():
            if key != "*":
                yield f"/access/{index}/fields/{key}", key


def form_references(body: JsonObject) -> Iterator[DocumentReference]:
    """Yield every reference of a form to other documents, and to its own fields."""
    form_key = str(body.get("key", ""))
    fields = raw_fields(body)
    for pointer, place, field in all_fields(body):
        yield from _field_references(pointer, place, field, fields, form_key)
    for pointer, path in own_field_places(body):
        yield DocumentReference("forms", form_key, pointer, path.partition(".")[0])
    for index, view in objects(body.get("views")):
        sort = view.get("sort")
        for part in sort.split(",") if isinstance(sort, str) else ():
            path = part.strip().lstrip("-+")
            yield DocumentReference(
                "forms", form_key, f"/views/{index}/sort", path.partition(".")[0]
            )
    for index, grant in objects(body.get("access")):
        yield DocumentReference("roles", str(grant.get("role")), f"/access/{index}/role")


def _field_references(
    pointer: str, place: str, field: JsonObject, fields: list[JsonObject], form_key: str
) -> Iterator[DocumentReference]:
    kind = field.get("type")
    if kind == "link" and isinstance(field.get("target"), str):
        yield DocumentReference("forms", str(field["target"]), f"{pointer}/target")
    elif kind == "lookup" and isinstance(field.get("via"), str):
        yield DocumentReference("forms", form_key, f"{pointer}/via", str(field["via"]))
        link = find_raw(fields, str(field["via"]))
        if link is not None and isinstance(link.get("target"), str):
            yield DocumentReference(
                "forms", str(link["target"]), f"{pointer}/field", str(field.get("field"))
            )
    elif kind == "rollup" and isinstance(field.get("via"), str):
        source, via = rollup_path(field)
        if source is not None:
            yield DocumentReference("forms", source, f"{pointer}/via", via)
            if isinstance(field.get("field"), str):
                yield DocumentReference("forms", source, f"{pointer}/field", str(field["field"]))
        else:
            yield DocumentReference("forms", form_key, f"{pointer}/via", via)
    elif kind == "computed" and isinstance(field.get("model"), str):
        yield DocumentReference("models", str(field["model"]), f"{pointer}/model")


def expression_sites(body: JsonObject) -> Iterator[ExpressionSite]:
    """Yield every place of a form that holds an expression."""
    form_key = str(body.get("key", ""))
    for pointer, place, field in all_fields(body):
        if field.get("type") == "formula":
            yield ExpressionSite(f"{pointer}/expression", place)
        elif field.get("type") == "rollup" and field.get("filter") is not None:
            source, via = rollup_path(field)
            where = source or f"{form_key}/{via}"
            yield ExpressionSite(f"{pointer}/filter", where)
    for index, rule in objects(body.get("rules")):
        yield ExpressionSite(f"/rules/{index}/when", form_key)
        then = rule.get("then")
        assigned = then.get("set") if isinstance(then, dict) else None
        for key in assigned if isinstance(assigned, dict) else ():
            yield ExpressionSite(f"/rules/{index}/then/set/{key}", form_key)
    for name, member in (("views", "filter"), ("access", "when")):
        for index, item in objects(body.get(name)):
            if item.get(member) is not None:
                yield ExpressionSite(f"/{name}/{index}/{member}", form_key)
