"""An app with one published form, and short ways to save and publish drafts."""

from collections.abc import Callable

import pytest

from tests.support.forms import form_body
from tests.support.world import World
from triloom.metadata.apps import create_app
from triloom.metadata.drafts import DocumentState, save_draft
from triloom.metadata.publish import publish
from triloom_core.json_types import Json, JsonObject

Build = Callable[..., JsonObject]

MACHINE = form_body(
    "machine",
    {"key": "name", "type": "text", "label": {"en": "Name", "zh-CN": "名称"}, "required": True},
    {"key": "price", "type": "text", "label": {"en": "Price", "zh-CN": "价格"}},
    {
        "key": "rows",
        "type": "subtable",
        "fields": [{"key": "part", "type": "text"}, {"key": "cost", "type": "currency"}],
    },
    {"key": "total", "type": "rollup", "via": "rows", "field": "cost"},
    rules=[{"when": "price = 'high'", "then": {"require": ["name"]}}],
    title="{name}",
)
JOB = form_body(
    "job",
    {"key": "fault", "type": "text"},
    {"key": "machine", "type": "link", "target": "machine"},
    {"key": "machine_price", "type": "lookup", "via": "machine", "field": "price"},
    {"key": "note", "type": "formula", "expression": "concat(fault, machine.price)"},
    views=[{"key": "all", "type": "list", "columns": ["fault", "machine.price"], "sort": "fault"}],
)


@pytest.fixture
def build(world: World) -> Build:
    """Save bodies as drafts of `app` and publish them; returns the answer."""

    def run(*bodies: JsonObject, app: str = "repair", consent: tuple[str, ...] = ()) -> JsonObject:
        with world.transaction() as ctx:
            if app not in {item.key for item in ctx.catalog.apps()}:
                create_app(ctx, app)
            for body in bodies:
                save_draft(ctx, app, f"{body['kind']}s", str(body["key"]), body)
            return publish(ctx, app, consent=consent)

    return run


@pytest.fixture
def save(world: World) -> Callable[..., DocumentState]:
    """Save one body as a draft of `repair`."""

    def run(body: JsonObject, **more: object) -> DocumentState:
        with world.transaction() as ctx:
            if "repair" not in {item.key for item in ctx.catalog.apps()}:
                create_app(ctx, "repair")
            key, kind = str(body["key"]), f"{body['kind']}s"
            return save_draft(ctx, "repair", kind, key, body, **more)  # type: ignore[arg-type]

    return run


def with_field(body: JsonObject, name: str, /, **changes: Json) -> JsonObject:
    """Return the body with members of one field changed."""
    fields = body["fields"]
    assert isinstance(fields, list)
    changed: list[Json] = [
        {**item, **changes} if isinstance(item, dict) and item["key"] == name else item
        for item in fields
    ]
    return {**body, "fields": changed}


def without_field(body: JsonObject, key: str) -> JsonObject:
    """Return the body without one field."""
    fields = body["fields"]
    assert isinstance(fields, list)
    kept: list[Json] = [i for i in fields if not (isinstance(i, dict) and i["key"] == key)]
    return {**body, "fields": kept}
