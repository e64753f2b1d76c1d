"""Forms in memory over a real database: what the record room needs, without drafts and publishing."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from triloom.access.principal import SYSTEM, Principal, Standing
from triloom.access.state import AccessState
from triloom.access.tables import user as user_table
from triloom.computed.listeners import COMPUTED_LISTENERS
from triloom.context import RequestContext
from triloom.database.database import Database
from triloom.database.migrate import upgrade
from triloom.jobs.inline import InlineJobs
from triloom.metadata.catalog import PublishedDocument, PublishedForm
from triloom.metadata.form_table import FOLD_SUFFIX, build_tables, physical_of, schema_of
from triloom.organisation.organisation import create_organisation, load_organisation
from triloom.services import Services
from triloom.settings import load_settings
from triloom_core.clock import Clock, SystemClock
from triloom_core.errors import TriloomError
from triloom_core.ids import column_name, new_id
from triloom_core.json_types import Json, JsonObject
from triloom_form.compile import compile_form
from triloom_form.resolve import Resolver
from triloom_form.spec import FormSpec

APP = "works"


@dataclass
class Shelf:
    """The published documents of one lab; stands in for catalog and snapshot alike."""

    tenant_id: uuid.UUID
    epoch: int = 1
    forms_by_key: dict[str, PublishedForm] = field(default_factory=dict)
    others: dict[tuple[str, str], PublishedDocument] = field(default_factory=dict)
    kept: dict[object, object] = field(default_factory=dict)
    bodies: dict[str, JsonObject] = field(default_factory=dict)

    def snapshot(self, _connection: object, _tenant_id: uuid.UUID) -> "Shelf":
        return self

    def document(self, kind: str, key: str) -> JsonObject | None:
        return self.bodies.get(key) if kind == "forms" else None

    def keys(self, _kind: str) -> tuple[str, ...]:
        return tuple(self.bodies)

    def form(self, app_key: str, key: str) -> PublishedForm:
        if key not in self.forms_by_key:
            raise TriloomError("form.not_found", status=404, data={"app": app_key, "form": key})
        return self.forms_by_key[key]

    def form_by_id(self, form_id: uuid.UUID) -> PublishedForm:
        return next(form for form in self.forms_by_key.values() if form.id == form_id)

    def forms(self, _app_key: str) -> tuple[PublishedForm, ...]:
        return tuple(self.forms_by_key.values())

    def documents(self, _app_key: str, kind: str) -> tuple[PublishedDocument, ...]:
        return tuple(item for (found, _key), item in self.others.items() if found == kind)

    def flow_of_form(self, _app_key: str, form_key: str) -> PublishedDocument | None:
        flows = self.documents(APP, "flows")
        return next((flow for flow in flows if flow.body.get("form") == form_key), None)

    def memo(self, key: object, build: Callable[[], object]) -> object:
        if key not in self.kept:
            self.kept[key] = build()
        return self.kept[key]


def with_ids(fields: list[Json]) -> list[Json]:
    """Return fields that have an id each, sub-table fields and options included."""
    done: list[Json] = []
    for item in fields:
        assert isinstance(item, dict)
        body = {"id": str(new_id()), **item}
        for part in ("fields", "options"):
            nested = body.get(part)
            if isinstance(nested, list):
                body[part] = with_ids(nested)
        done.append(body)
    return done


@dataclass
class Lab:
    """Services over a real database, and the forms that a test wants."""

    services: Services
    shelf: Shelf
    statements: list[str] = field(default_factory=list)

    def add_forms(self, *bodies: JsonObject) -> list[PublishedForm]:
        """Publish forms that may refer to each other; their tables are made at once."""
        for body in bodies:
            fields = body["fields"]
            assert isinstance(fields, list)
            key = str(body["key"])
            self.shelf.bodies[key] = {"id": str(new_id()), **body, "fields": with_ids(fields)}
        resolver = Resolver(self.shelf)
        for _ in range(3):
            for body in self.shelf.bodies.values():
                resolver.resolve(body)
        return [self._publish(self.shelf.bodies[str(body["key"])]) for body in bodies]

    def _publish(self, body: JsonObject) -> PublishedForm:
        database = self.services.database
        spec = FormSpec.from_json(body)
        physical = physical_of(spec.fields, {})
        schema = schema_of(database.dialect, self.services.organisation.id)
        table, subtables = build_tables(spec, physical, schema)
        form = PublishedForm(
            APP,
            spec.id,
            spec.key,
            1,
            spec.key,
            spec,
            compile_form(spec),
            table,
            subtables,
            physical,
        )
        for item in spec.fields:
            if item.unique:
                name = column_name(item.id)
                column = (
                    table.c[name + FOLD_SUFFIX] if name + FOLD_SUFFIX in table.c else table.c[name]
                )
                alive = table.c.deleted_at.is_(None)
                sa.Index(f"u_{column.name}", column, unique=True,
                         sqlite_where=alive, postgresql_where=alive)  # fmt: skip
        with database.write() as connection:
            if schema is not None:
                connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
            table.metadata.create_all(connection)
        self.shelf.forms_by_key[form.key] = form
        self.shelf.kept.clear()
        return form

    def add_document(self, kind: str, body: JsonObject) -> None:
        """Publish a document of another kind."""
        key = str(body["key"])
        document = PublishedDocument(new_id(), APP, kind, key, 1, f"{kind}{key}", body)
        self.shelf.others[(kind, key)] = document

    def person(
        self, *roles: str, name: str = "Somebody", **standing: tuple[uuid.UUID, ...]
    ) -> Principal:
        """Create a user with roles of the app."""
        user_id = new_id()
        with self.services.database.write() as connection:
            now = self.services.clock.now()
            connection.execute(
                user_table.insert().values(
                    tenant_id=self.services.organisation.id, id=user_id, login=str(user_id),
                    login_key=str(user_id), name=name, created_at=now, updated_at=now,
                )
            )  # fmt: skip
        app_roles = frozenset((APP, role) for role in roles)
        found = Standing(
            app_roles,
            (),
            (user_id, *standing.get("team", ())),
            (user_id, *standing.get("tree", ())),
        )
        return Principal("user", user_id, str(user_id), name, app_roles=app_roles, standing=found)

    @contextmanager
    def writing(self, principal: Principal = SYSTEM) -> Iterator[RequestContext]:
        with self.services.transaction(principal, language="en") as ctx:
            yield ctx

    @contextmanager
    def reading(self, principal: Principal = SYSTEM) -> Iterator[RequestContext]:
        with self.services.reading(principal, language="en") as ctx:
            yield ctx

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Yield the list of the statements that run inside, transaction control left out."""
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("BEGIN"):
                seen.append(statement)

        engine = self.services.database.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        yield seen
        sa.event.remove(engine, "before_cursor_execute", note)

    def clear(self) -> None:
        """Forget all forms; the next ones get tables of their own."""
        self.shelf = Shelf(self.services.organisation.id)
        self.services.catalog = self.shelf  # type: ignore[assignment]
        self.services.access = AccessState()

    def close(self) -> None:
        self.services.database.dispose()


def open_lab(folder: Path, database_url: str | None = None, clock: Clock | None = None) -> Lab:
    """Open a lab over a migrated database in `folder`, or behind a URL."""
    environment = {"TRILOOM_DATA_DIR": str(folder), "TRILOOM_SECRET_KEY": "lab-" + "k" * 32}
    if database_url is not None:
        environment["TRILOOM_DATABASE_URL"] = database_url
    settings = load_settings(environment)
    database = Database(settings.database_url)
    upgrade(database)
    used_clock = clock or SystemClock()
    with database.write() as connection:
        organisation = load_organisation(connection) or create_organisation(connection, used_clock)
    shelf = Shelf(organisation.id)
    services = Services(
        settings=settings,
        database=database,
        clock=used_clock,
        organisation=organisation,
        catalog=shelf,  # type: ignore[arg-type]
        children=None,  # type: ignore[arg-type]
        jobs=InlineJobs(database, organisation.id),
        mirror=None,  # type: ignore[arg-type]
        access=AccessState(),
        listeners=COMPUTED_LISTENERS,
    )
    services.jobs.bind(services)
    return Lab(services, shelf)
