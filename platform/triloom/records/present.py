"""Records as API answers: values, link titles, owner, permissions; titles in one query per form."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from triloom.context import RequestContext
from triloom.records.layout import FormLayout, layout_of
from triloom.records.links import Titles, rows_of, titles_of, user_names
from triloom.records.model import Page, Record
from triloom.records.visibility import visibility_of
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

_TIMES = ("stage_entered_at", "created_at", "updated_at", "created_by", "updated_by", "deleted_at")


def record_to_json(ctx: RequestContext, record: Record) -> JsonObject:
    """Return one record as an answer."""
    return records_to_json(ctx, record.form, [record])[0]


def page_to_json(ctx: RequestContext, form: "PublishedForm", page: Page) -> JsonObject:
    """Return a page as an answer."""
    items: list[Json] = list(records_to_json(ctx, form, page.items))
    return {"items": items, "next_cursor": page.next_cursor, "count": page.count.to_json()}


def records_to_json(
    ctx: RequestContext, form: "PublishedForm", records: Sequence[Record]
) -> list[JsonObject]:
    """Return records of one form as answers."""
    layout = layout_of(form)
    visibility = visibility_of(ctx, form)
    images = [record.image for record in records]
    titles = titles_of(ctx, layout, images)
    people = {str(image["owner_id"]) for image in images if image.get("owner_id")}
    for item in layout.users:
        people.update(str(value) for image in images if (value := image.get(item.field.key)))
    names = user_names(ctx, people)
    keys = tuple(field.key for field in visibility.fields())
    return [_one(ctx, layout, keys, record, titles, names) for record in records]


def _one(
    ctx: RequestContext,
    layout: FormLayout,
    keys: Sequence[str],
    record: Record,
    titles: Mapping[tuple[str, ...], Titles],
    names: Mapping[str, dict[str, Json]],
) -> JsonObject:
    image = record.image
    values: JsonObject = {}
    for key in keys:
        if key in image and (record.shown is None or key in record.shown):
            values[key] = image[key]
    links: JsonObject = {}
    for item in layout.links:
        key = item.field.key
        if values.get(key) is not None:
            target = titles.get((key,), {}).get(str(values[key]))
            links[key] = target
            if target is None:
                values[key] = None
    for item in layout.users:
        key = item.field.key
        if values.get(key) is not None:
            person = names.get(str(values[key]))
            links[key] = {"id": values[key], "title": person["name"] if person else None}
    links.update(_row_links(layout, values, titles))
    title = layout.title(image, ctx.language, links)
    return {
        "id": image["id"],
        "rev": image["rev"],
        "values": values,
        "links": links,
        "title": title or str(image["id"]),
        "owner": names.get(str(image["owner_id"])) if image.get("owner_id") else None,
        "stage": image["stage"],
        "stage_kind": image["stage_kind"],
        "closed": image["closed"],
        **{name: image[name] for name in _TIMES},
        "permissions": {"update": record.can_update, "delete": record.can_delete},
    }


def _row_links(
    layout: FormLayout, values: JsonObject, titles: Mapping[tuple[str, ...], Titles]
) -> JsonObject:
    """Return the titles of the links in sub-rows: sub-table key → field key → record id → title.

    A record that the reader may not see has None. Its id stays in the row, unlike in a link of the
    form itself: rows are saved as a whole, and an id that is not there would be a link removed.
    """
    links: JsonObject = {}
    for sub in layout.sub_tables:
        rows = rows_of(values, sub.field.key)
        named: JsonObject = {}
        for item in sub.shown_links:
            key = item.field.key
            known = titles.get((sub.field.key, key), {})
            ids = [str(value) for row in rows if (value := row.get(key)) is not None]
            if ids:
                named[key] = {record_id: known.get(record_id) for record_id in ids}
        if named:
            links[sub.field.key] = named
    return links
