"""A form without a store behind it: what grants compile against."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from triloom.access.principal import Principal, Standing
from triloom.context import RequestContext
from triloom.metadata.catalog import PublishedDocument, PublishedForm
from triloom.metadata.form_table import build_tables, physical_of
from triloom.organisation.organisation import Organisation
from triloom_core.clock import SystemClock
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import JsonObject
from triloom_form.spec import FormSpec

APP = "repair"


def published(body: JsonObject) -> PublishedForm:
    """Return a form that was never stored."""
    spec = FormSpec.from_json(body)
    physical = physical_of(spec.fields, {})
    table, subtables = build_tables(spec, physical, None)
    return PublishedForm(
        app_key=APP,
        id=spec.id,
        key=spec.key,
        version=1,
        sha256=spec.key,
        spec=spec,
        compiled=None,  # type: ignore[arg-type]  (rights never ask for it)
        table=table,
        subtables=subtables,
        physical=physical,
    )


@dataclass
class Documents:
    """Published forms and documents held in memory."""

    forms_by_key: dict[str, PublishedForm] = field(default_factory=dict)
    others: dict[str, list[PublishedDocument]] = field(default_factory=dict)
    kept: dict[object, object] = field(default_factory=dict)

    def add_form(self, body: JsonObject) -> PublishedForm:
        """Publish a form and return it."""
        form = published(body)
        self.forms_by_key[form.key] = form
        return form

    def add(self, kind: str, body: JsonObject) -> None:
        """Publish another document."""
        key = str(body["key"])
        document = PublishedDocument(new_id(), APP, kind, key, 1, key, body)
        self.others.setdefault(kind, []).append(document)

    def documents(self, _app_key: str, kind: str) -> tuple[PublishedDocument, ...]:
        """Return the documents of a kind."""
        return tuple(self.others.get(kind, ()))

    def form(self, app_key: str, key: str) -> PublishedForm:
        """Return a form; raises 404."""
        if key not in self.forms_by_key:
            raise TriloomError("form.not_found", status=404, data={"app": app_key, "form": key})
        return self.forms_by_key[key]

    def memo(self, key: object, build: Callable[[], object]) -> object:
        """Return what `build` made for `key`, once."""
        if key not in self.kept:
            self.kept[key] = build()
        return self.kept[key]


def person(*roles: str, team: tuple[uuid.UUID, ...] = (), tree: tuple[uuid.UUID, ...] = (),
           user_id: uuid.UUID | None = None) -> Principal:  # fmt: skip
    """Return a user with roles, the users of the own teams and those of the teams below."""
    used = user_id or new_id()
    app_roles = frozenset((APP, role) for role in roles)
    standing = Standing(app_roles, (), (used, *team), (used, *team, *tree))
    return Principal("user", used, "somebody", "Somebody", app_roles=app_roles, standing=standing)


@pytest.fixture
def documents() -> Documents:
    """An app without documents."""
    return Documents()


@pytest.fixture
def asking(documents: Documents) -> Callable[[Principal], RequestContext]:
    """A function principal → context over the documents, without a database."""

    def build(principal: Principal) -> RequestContext:
        return RequestContext(
            connection=None,  # type: ignore[arg-type]  (nothing here reads rows)
            principal=principal,
            organisation=Organisation(
                new_id(), "main", "Main", ZoneInfo("Asia/Shanghai"), "en", {}
            ),
            language="en",
            now=SystemClock().now(),
            request_id="",
            services=SimpleNamespace(),  # type: ignore[arg-type]
            _catalog=documents,  # type: ignore[arg-type]
        )

    return build
