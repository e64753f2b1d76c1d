"""Fills a published template from one record, under the rights of the reader."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from triloom.context import RequestContext
from triloom.records.layout import layout_of
from triloom.records.links import Titles, titles
from triloom.records.present import record_to_json
from triloom.records.read import get_record
from triloom.records.relations import target_form
from triloom.records.visibility import visibility_of
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_core.text import pick
from triloom_form.spec import FieldSpec
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

SECONDS = 10.0


def render_document(
    ctx: RequestContext, form: "PublishedForm", record_id: uuid.UUID, template_key: str
) -> tuple[str, str]:
    """Return (format, rendered text); 404 for a record or template the reader may not see."""
    record = get_record(ctx, form, record_id)
    document = ctx.catalog.document(form.app_key, "templates", template_key)
    if document.body.get("form") != form.key:
        data: JsonObject = {"app": form.app_key, "kind": "templates", "key": template_key}
        raise TriloomError("document.not_found", status=404, data=data)
    shape = str(document.body.get("format", "html"))
    payload: JsonObject = {
        "content": _content(document.body["content"], ctx),
        "context": template_context(ctx, form, record_to_json(ctx, record)),
        "format": shape,
    }
    text = ctx.services.children.call(
        pool="hostile",
        function="triloom.templates.renderer:render",
        payload=payload,
        timeout=SECONDS,
    )
    return shape, str(text)


def _content(content: Json, ctx: RequestContext) -> str:
    if isinstance(content, dict):
        texts = {language: str(text) for language, text in content.items()}
        return pick(texts, ctx.language, ctx.organisation.default_language)
    return str(content)


def template_context(ctx: RequestContext, form: "PublishedForm", record: JsonObject) -> JsonObject:
    """Return what a template may name: texts in the reader's language, nothing that can be called."""
    visibility = visibility_of(ctx, form)
    values, links = record["values"], record["links"]
    assert isinstance(values, dict)
    assert isinstance(links, dict)
    texts: JsonObject = {field.key: None for field in layout_of(form).fields_by_key.values()}
    labels: JsonObject = dict.fromkeys(texts, "")
    for field in visibility.fields():
        labels[field.key] = field.title(ctx.language)
        texts[field.key] = _text(ctx, form, field, values.get(field.key), links.get(field.key))
    return {
        "record": texts,
        "labels": labels,
        "title": record["title"],
        "today": ctx.now.astimezone(ctx.organisation.zone).date().isoformat(),
        "organisation": ctx.organisation.name,
    }


def _text(
    ctx: RequestContext, form: "PublishedForm", field: FieldSpec, value: Json, link: Json
) -> Json:
    if value is None:
        return None
    if field.type == "subtable" and isinstance(value, list):
        rows: list[Json] = list(
            _rows(ctx, form, field, [row for row in value if isinstance(row, dict)])
        )
        return rows
    if isinstance(link, dict):
        return link.get("title")
    return field_type(field.type).format_text(field, value, ctx.language)


def _rows(
    ctx: RequestContext, form: "PublishedForm", table: FieldSpec, rows: Sequence[JsonObject]
) -> list[JsonObject]:
    names: dict[str, Titles] = {}
    for field in table.fields:
        target = target_form(ctx, form, field)
        if target is not None:
            ids = {str(row[field.key]) for row in rows if row.get(field.key)}
            names[field.key] = titles(ctx, target, ids) if ids else {}
    shown: list[JsonObject] = []
    for row in rows:
        texts: JsonObject = {}
        for field in table.fields:
            value = row.get(field.key)
            if value is None:
                texts[field.key] = None
            elif field.key in names:
                texts[field.key] = names[field.key].get(str(value), {}).get("title")
            else:
                texts[field.key] = field_type(field.type).format_text(field, value, ctx.language)
        shown.append(texts)
    return shown
