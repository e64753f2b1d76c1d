"""The documents of an app as one consistent world: published ones, overlaid by drafts under check."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.metadata import tables
from triloom.metadata.catalog import field_keys
from triloom.metadata.present import copy_object, present
from triloom.metadata.problems import structure_faults
from triloom_core.json_types import JsonObject
from triloom_form.resolve import PluginResult, Resolver
from triloom_form.scope import find_raw, raw_fields

if TYPE_CHECKING:
    from triloom.context import RequestContext

Address = tuple[str, str]
"""(kind, key)."""


class World:
    """Answers documents with expressions as trees over keys; implements `Surroundings`."""

    def __init__(self, ctx: "RequestContext", app_key: str) -> None:
        self._ctx = ctx
        self.app_key = app_key
        self._overlay: dict[Address, JsonObject | None] = {}
        self._draft_keys: dict[str, str] = {}
        self.unsound: dict[Address, JsonObject] = {}
        """Drafts that do not fit their schema: what is published stands, nobody reads them."""

    def put(self, address: Address, body: JsonObject | None) -> None:
        """Let a body (presented) stand in for what is published; None hides it."""
        self._overlay[address] = body

    def document(self, kind: str, key: str) -> JsonObject | None:
        """Return the body of a document, or None."""
        if (kind, key) in self._overlay:
            return self._overlay[kind, key]
        found = self._ctx.catalog.find(self.app_key, kind, key)
        return None if found is None else found.body

    def keys(self, kind: str) -> tuple[str, ...]:
        """Return the keys of all documents of a kind."""
        known = set(self._ctx.catalog.keys(self.app_key, kind))
        for (found, key), body in self._overlay.items():
            if found == kind:
                known.discard(key) if body is None else known.add(key)
        return tuple(sorted(known))

    def overlaid(self, kind: str) -> list[JsonObject]:
        """Return the overlaid bodies of a kind."""
        return [body for (found, _key), body in self._overlay.items() if found == kind and body]

    def resolve_results(self, plugin_result: PluginResult | None) -> None:
        """Write the results of derived fields into all overlaid forms, until nothing changes."""
        resolver = Resolver(self, plugin_result)
        for _ in range(8):
            if not [body for body in self.overlaid("forms") if resolver.resolve(body)]:
                break

    def ids_of(self, place: str, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return a path of keys as ids, as far as its parts are fields; the rest stays as it is."""
        form_key, _, sub_key = place.partition("/")
        body = self.document("forms", form_key)
        result: list[str] = []
        for position, name in enumerate(path):
            if body is None:
                break
            fields = raw_fields(body)
            if sub_key and position == 0:
                holder = find_raw(fields, sub_key)
                fields = raw_fields(holder) if holder else []
            field = find_raw(fields, name)
            if field is None or not isinstance(field.get("id"), str):
                break
            result.append(str(field["id"]))
            body = self.document("forms", str(field.get("target", "")))
        return (*result, *path[len(result) :])

    def key_of(self, stored: JsonObject) -> "Mapping[str, str]":
        """Return field id → key for a stored body: keys of drafts first, then published ones."""
        return {**field_keys(self._ctx.connection, stored), **self._draft_keys}

    def learn_keys(self, form: JsonObject) -> None:
        """Note the keys that a draft of a form gives its fields."""
        for field in raw_fields(form):
            for item in (field, *raw_fields(field)):
                if isinstance(item.get("id"), str):
                    self._draft_keys[str(item["id"])] = str(item.get("key"))


def draft_rows(ctx: "RequestContext", app_id: uuid.UUID) -> list[sa.Row[tuple[object, ...]]]:
    """Return (document id, kind, key, draft rev, stored body, …) of all drafts of an app."""
    document, draft = tables.document, tables.draft
    statement = (
        sa.select(
            document.c.id, document.c.kind, document.c.key, document.c.version,
            draft.c.rev, draft.c.body, draft.c.base_version, draft.c.updated_at, draft.c.updated_by,
        )
        .join(draft, draft.c.document_id == document.c.id)
        .where(document.c.app_id == app_id, document.c.deleted_at.is_(None))
        .order_by(document.c.kind, document.c.key)
    )  # fmt: skip
    return list(ctx.connection.execute(statement))


def world_with_drafts(
    ctx: "RequestContext", app_key: str, stored: Mapping[Address, JsonObject]
) -> World:
    """Return the world in which stored draft bodies stand in for what is published."""
    world = World(ctx, app_key)
    for address, body in stored.items():
        if address[0] == "forms":
            world.learn_keys(body)
    for address, body in stored.items():
        presented = copy_object(present(body, world.key_of(body).get))
        if structure_faults(address[0], presented):
            world.unsound[address] = presented
        else:
            world.put(address, presented)
    return world
