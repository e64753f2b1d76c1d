"""The published documents as a request sees them: one immutable world per metadata epoch.

The world of an epoch is shared by all requests and loads lazily: a request touches the documents it
asks for and no others. `CatalogSnapshot` is the request's own view of it: it lends the connection.
"""

import hashlib
import threading
import uuid
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.metadata import tables
from triloom.metadata.form_table import Physical, PublishedSubtable, build_tables, schema_of
from triloom.metadata.present import identifiers_in, present
from triloom.organisation.organisation import read_epochs
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_core.text import LocalizedText
from triloom_form.compile import CompiledForm, compile_form
from triloom_form.spec import FormSpec

FORMS = "forms"
Built = TypeVar("Built")


@dataclass(frozen=True, slots=True)
class PublishedApp:
    """One app."""

    id: uuid.UUID
    key: str
    label: LocalizedText
    description: LocalizedText | None
    icon: str | None
    package_version: str | None
    requires: tuple[str, ...]
    rev: int


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """A published version; expressions in `body` are trees that name fields by KEY."""

    id: uuid.UUID
    app_key: str
    kind: str
    key: str
    version: int
    sha256: str
    body: JsonObject


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """A published form with its prebuilt tables: columns are `table.c[column_name(field.id)]`."""

    app_key: str
    id: uuid.UUID
    key: str
    version: int
    sha256: str
    spec: FormSpec
    compiled: CompiledForm
    table: sa.Table
    subtables: Mapping[uuid.UUID, PublishedSubtable]
    physical: Physical


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a published document stands."""

    id: uuid.UUID
    app_key: str
    kind: str
    key: str
    version: int


@dataclass(slots=True)
class _World:
    """What all requests of one epoch share."""

    tenant_id: uuid.UUID
    epoch: int
    schema: str | None
    apps: dict[str, PublishedApp]
    entries: dict[tuple[str, str, str], _Entry]
    by_id: dict[uuid.UUID, _Entry]
    documents: dict[uuid.UUID, PublishedDocument] = field(default_factory=dict)
    forms: dict[uuid.UUID, PublishedForm] = field(default_factory=dict)
    physical: dict[uuid.UUID, Physical] = field(default_factory=dict)
    memo: dict[object, object] = field(default_factory=dict)


class CatalogSnapshot:
    """One request's view of the published documents."""

    __slots__ = ("_connection", "_world")

    def __init__(self, connection: Connection, world: _World) -> None:
        self._connection = connection
        self._world = world

    @property
    def epoch(self) -> int:
        """The metadata epoch that is seen; equal epochs of an organisation see equal documents."""
        return self._world.epoch

    def memo(self, key: object, build: Callable[[], Built]) -> Built:
        """Return what `build` made for `key`, once per epoch: for what other rooms compile."""
        found = self._world.memo.get(key)
        if found is None:
            found = self._world.memo[key] = build()
        return found  # type: ignore[return-value]

    def apps(self) -> tuple[PublishedApp, ...]:
        """Return all apps in the order of their keys."""
        return tuple(self._world.apps[key] for key in sorted(self._world.apps))

    def app(self, key: str) -> PublishedApp:
        """Return an app; raises 404."""
        found = self._world.apps.get(key)
        if found is None:
            raise TriloomError("app.not_found", status=404, data={"app": key})
        return found

    def keys(self, app_key: str, kind: str) -> tuple[str, ...]:
        """Return the keys of the published documents of a kind."""
        wanted = (app_key, kind)
        return tuple(sorted(key[2] for key in self._world.entries if key[:2] == wanted))

    def find(self, app_key: str, kind: str, key: str) -> PublishedDocument | None:
        """Return a published document or None."""
        entry = self._entry(app_key, kind, key)
        return None if entry is None else self._load(entry)

    def document(self, app_key: str, kind: str, key: str) -> PublishedDocument:
        """Return a published document; raises 404."""
        self.app(app_key)
        found = self.find(app_key, kind, key)
        if found is None:
            data: JsonObject = {"app": app_key, "kind": kind, "key": key}
            raise TriloomError("document.not_found", status=404, data=data)
        return found

    def documents(self, app_key: str, kind: str) -> tuple[PublishedDocument, ...]:
        """Return all published documents of a kind in the order of their keys."""
        entries = self._world.entries
        return tuple(self._load(entries[(app_key, kind, key)]) for key in self.keys(app_key, kind))

    def form(self, app_key: str, form_key: str) -> PublishedForm:
        """Return a published form; raises 404."""
        entry = self._entry(app_key, FORMS, form_key)
        if entry is None:
            self.app(app_key)
            data: JsonObject = {"app": app_key, "form": form_key}
            raise TriloomError("form.not_found", status=404, data=data)
        return self._form(entry)

    def form_by_id(self, form_id: uuid.UUID) -> PublishedForm:
        """Return a published form by its id; raises 404."""
        entry = self._world.by_id.get(form_id)
        if entry is None or entry.kind != FORMS:
            data: JsonObject = {"app": "", "form": str(form_id)}
            raise TriloomError("form.not_found", status=404, data=data)
        return self._form(entry)

    def forms(self, app_key: str) -> tuple[PublishedForm, ...]:
        """Return all published forms of an app in the order of their keys."""
        return tuple(self.form(app_key, key) for key in self.keys(app_key, FORMS))

    def all_forms(self) -> tuple[PublishedForm, ...]:
        """Return the published forms of all apps."""
        entries = self._world.by_id.values()
        return tuple(self._form(entry) for entry in entries if entry.kind == FORMS)

    def flow_of_form(self, app_key: str, form_key: str) -> PublishedDocument | None:
        """Return the flow that is published for a form, or None."""
        flows = self.memo(
            ("flow_of_form", app_key),
            lambda: {str(item.body.get("form")): item for item in self.documents(app_key, "flows")},
        )
        return flows.get(form_key)

    def _entry(self, app_key: str, kind: str, key: str) -> _Entry | None:
        return self._world.entries.get((app_key, kind, key))

    def _load(self, entry: _Entry) -> PublishedDocument:
        found = self._world.documents.get(entry.id)
        if found is None:
            row = self._connection.execute(
                _VERSION, {"document": entry.id, "number": entry.version}
            ).one()
            physical = {key: (pair[0], pair[1]) for key, pair in row.physical.items()}
            body = present(row.body, field_keys(self._connection, row.body).get)
            found = PublishedDocument(
                entry.id, entry.app_key, entry.kind, entry.key, entry.version, row.sha256, body
            )
            self._world.physical[entry.id] = physical
            self._world.documents[entry.id] = found
        return found

    def _form(self, entry: _Entry) -> PublishedForm:
        found = self._world.forms.get(entry.id)
        if found is None:
            document = self._load(entry)
            found = _compiled(document, self._world.physical[entry.id], self._world.schema)
            self._world.forms[entry.id] = found
        return found


class Catalog:
    """Keeps the newest world of each organisation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worlds: dict[uuid.UUID, _World] = {}
        self._publishing: weakref.WeakSet[Connection] = weakref.WeakSet()

    def snapshot(self, connection: Connection, tenant_id: uuid.UUID) -> CatalogSnapshot:
        """Return what this transaction sees: one read of the epoch row, then from memory."""
        epoch = read_epochs(connection, tenant_id).metadata
        own = connection in self._publishing
        found = None if own else self._worlds.get(tenant_id)
        if found is None or found.epoch != epoch:
            found = _load_world(connection, tenant_id, epoch)
            # Where each statement sees the newest commit, the world may be newer than its number.
            if not own and read_epochs(connection, tenant_id).metadata == epoch:
                with self._lock:
                    current = self._worlds.get(tenant_id)
                    if current is None or current.epoch <= epoch:
                        self._worlds[tenant_id] = found
        return CatalogSnapshot(connection, found)

    def keep_private(self, connection: Connection) -> None:
        """Share nothing that this connection's transaction sees: it has published, not committed."""
        self._publishing.add(connection)


_VERSION = sa.select(
    tables.version.c.body, tables.version.c.sha256, tables.version.c.physical
).where(
    tables.version.c.document_id == sa.bindparam("document"),
    tables.version.c.version == sa.bindparam("number"),
)
_COMPILED: dict[uuid.UUID, PublishedForm] = {}


def _compiled(document: PublishedDocument, physical: Physical, schema: str | None) -> PublishedForm:
    """Return the compiled form, the same object as before when nothing about it has changed."""
    known = _COMPILED.get(document.id)
    signature = hashlib.sha256(
        orjson.dumps([document.body, schema, document.app_key], option=orjson.OPT_SORT_KEYS)
    ).hexdigest()
    if (
        known is not None
        and known.version == document.version
        and _SIGNATURES.get(document.id) == signature
        and dict(known.physical) == dict(physical)
    ):
        return known
    spec = FormSpec.from_json(document.body)
    table, subtables = build_tables(spec, physical, schema)
    form = PublishedForm(
        app_key=document.app_key,
        id=document.id,
        key=document.key,
        version=document.version,
        sha256=document.sha256,
        spec=spec,
        compiled=compile_form(spec),
        table=table,
        subtables=subtables,
        physical=physical,
    )
    _COMPILED[document.id], _SIGNATURES[document.id] = form, signature
    return form


_SIGNATURES: dict[uuid.UUID, str] = {}


def field_keys(connection: Connection, body: Json) -> dict[str, str]:
    """Return field id → present key of every field that the stored expressions of a body name."""
    wanted: list[uuid.UUID] = []
    for name in identifiers_in(body):
        try:
            wanted.append(uuid.UUID(name))
        except ValueError:
            continue
    if not wanted:
        return {}
    rows = connection.execute(
        sa.select(tables.field.c.id, tables.field.c.key).where(tables.field.c.id.in_(wanted))
    )
    return {str(row.id): row.key for row in rows}


def _load_world(connection: Connection, tenant_id: uuid.UUID, epoch: int) -> _World:
    app, document = tables.app, tables.document
    rows = connection.execute(
        sa.select(app).where(app.c.tenant_id == tenant_id, app.c.deleted_at.is_(None))
    ).mappings()
    by_app = {
        row["id"]: PublishedApp(
            id=row["id"], key=row["key"], label=row["label"], description=row["description"],
            icon=row["icon"], package_version=row["package_version"],
            requires=tuple(row["requires"] or ()), rev=row["rev"],
        )
        for row in rows
    }  # fmt: skip
    found = connection.execute(
        sa.select(
            document.c.id, document.c.app_id, document.c.kind, document.c.key, document.c.version
        ).where(
            document.c.tenant_id == tenant_id,
            document.c.version > 0,
            document.c.deleted_at.is_(None),
        )
    )
    entries = [
        _Entry(row.id, by_app[row.app_id].key, row.kind, row.key, row.version)
        for row in found
        if row.app_id in by_app
    ]
    return _World(
        tenant_id=tenant_id,
        epoch=epoch,
        schema=schema_of(connection.dialect.name, tenant_id),
        apps={item.key: item for item in by_app.values()},
        entries={(entry.app_key, entry.kind, entry.key): entry for entry in entries},
        by_id={entry.id: entry for entry in entries},
    )
