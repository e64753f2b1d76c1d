"""A publish whose process dies between expanding and flipping: nothing is seen, and it goes on."""

import pytest
import sqlalchemy as sa

from tests.metadata.conftest import MACHINE, Build, with_field
from tests.support.world import World
from triloom.access.principal import SYSTEM
from triloom.context import RequestContext
from triloom.lifecycle import start
from triloom.metadata import tables
from triloom.metadata.apps import create_app
from triloom.metadata.change_set import ChangeSet, prepare
from triloom.metadata.ddl import run_operation
from triloom.metadata.drafts import save_draft
from triloom.metadata.publish import (
    flip,
    form_schema,
    invisible_operations,
    publish,
    record_change_set,
)
from triloom.metadata.publish_steps import (
    STALE_AFTER,
    carry_late_writes,
    expand_in_steps,
    publish_in_steps,
    resume_change_sets,
)
from triloom.records.model import RecordQuery
from triloom.records.query import list_records
from triloom.records.query_text import read_sort
from triloom.records.read import get_record
from triloom.records.write import create_record, update_record
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject


def _wider() -> JsonObject:
    fields = MACHINE["fields"]
    assert isinstance(fields, list)
    more = [{"key": "weight", "type": "integer"}, {"key": "code", "type": "text", "unique": True}]
    return {**MACHINE, "fields": [*fields, *more]}


def _die_while_expanding(world: World) -> None:
    """Leave behind what a process leaves that is killed after its first column."""
    with world.transaction() as ctx:
        save_draft(ctx, "repair", "forms", "machine", _wider())
        change = prepare(ctx, "repair")
        record_change_set(ctx, change, ())
    form, operation = invisible_operations(change)[0]
    with world.transaction() as ctx:
        run_operation(ctx.connection, form, operation, form_schema(ctx))


def _states(world: World) -> list[str]:
    with world.reading() as ctx:
        statement = sa.select(tables.change_set.c.state).order_by(tables.change_set.c.created_at)
        return [str(state) for state in ctx.connection.execute(statement).scalars()]


def flip_all(ctx: RequestContext, change: ChangeSet) -> None:
    """Expand and flip in one transaction."""
    for form, operation in invisible_operations(change):
        run_operation(ctx.connection, form, operation, form_schema(ctx))
    flip(ctx, change, record_change_set(ctx, change, ()))


def test_nothing_is_visible_before_the_flip_and_the_publish_goes_on(
    world: World, build: Build
) -> None:
    build(MACHINE)
    _die_while_expanding(world)
    with world.reading() as ctx:
        assert ctx.catalog.form("repair", "machine").version == 1
    assert _states(world) == ["published", "expanding"]
    if world.services.database.dialect == "postgresql":
        assert resume_change_sets(world.services) == 0  # it may still belong to a living worker
        with world.transaction() as ctx:
            old = ctx.now - 2 * STALE_AFTER
            ctx.connection.execute(tables.change_set.update().values(created_at=old))
    assert resume_change_sets(world.services) == 1
    with world.reading() as ctx:
        form = ctx.catalog.form("repair", "machine")
        assert (form.version, form.spec.fields[-1].key) == (2, "code")
        found = {c["name"] for c in sa.inspect(ctx.connection).get_columns(form.table.name, schema=form.table.schema)}  # fmt: skip
        assert {column.name for column in form.table.columns} <= found
    assert resume_change_sets(world.services) == 0


def test_publishing_again_finishes_what_was_begun(world: World, build: Build) -> None:
    build(MACHINE)
    _die_while_expanding(world)
    answer = publish_in_steps(world.services, SYSTEM, "zh-CN", "repair")
    assert answer["state"] == "published"
    with world.reading() as ctx:
        assert ctx.catalog.form("repair", "machine").version == 2


def test_a_refused_publish_leaves_no_change_set_behind(sqlite_world: World) -> None:

    with sqlite_world.transaction() as ctx:
        create_app(ctx, "repair")
        save_draft(ctx, "repair", "forms", "machine", {"key": "machine", "fields": []})
    with pytest.raises(TriloomError):
        publish_in_steps(sqlite_world.services, SYSTEM, "en", "repair")
    assert _states(sqlite_world) == []


def test_the_start_of_a_process_resumes(sqlite_world: World) -> None:

    with sqlite_world.transaction() as ctx:
        create_app(ctx, "repair")
        save_draft(ctx, "repair", "forms", "machine", MACHINE)
        publish(ctx, "repair")
    _die_while_expanding(sqlite_world)
    start(sqlite_world.services)
    sqlite_world.services.jobs.stop()
    assert _states(sqlite_world)[-1] == "published"


def test_records_that_change_while_cells_are_converted_are_converted_again(
    world: World, build: Build
) -> None:
    build(with_field({**MACHINE, "rules": []}, "price", label={"en": "Price"}))
    with world.transaction() as ctx:
        form = ctx.catalog.form("repair", "machine")
        first, second = (
            create_record(ctx, form, {"name": name, "price": price}).id
            for name, price in (("A", "1.50"), ("B", "2"))
        )
        save_draft(ctx, "repair", "forms", "machine", with_field({**MACHINE, "rules": []}, "price", type="decimal"))  # fmt: skip
        change = prepare(ctx, "repair")
    since = expand_in_steps(world.services, SYSTEM, change)
    with world.transaction() as ctx:
        form = ctx.catalog.form("repair", "machine")
        update_record(ctx, form, first, {"price": "7"}, base_rev=1)
        update_record(ctx, form, second, {"price": None}, base_rev=1)
        create_record(ctx, form, {"name": "C", "price": "3"})
    with world.transaction() as ctx:
        again = prepare(ctx, "repair")
        flip(ctx, again, record_change_set(ctx, again, ()), since=since)
    with world.reading() as ctx:
        form = ctx.catalog.form("repair", "machine")
        page = list_records(ctx, form, RecordQuery(sort=read_sort("name")))
        assert [item.values["price"] for item in page.items] == ["7.00", None, "3.00"]


@pytest.mark.postgres
def test_a_write_that_waits_for_the_flip_is_carried_into_the_new_column(
    postgres_world: World,
) -> None:
    world = postgres_world
    with world.transaction() as ctx:
        create_app(ctx, "repair")
        save_draft(ctx, "repair", "forms", "machine", {**MACHINE, "rules": []})
        publish(ctx, "repair")
        form = ctx.catalog.form("repair", "machine")
        record = create_record(ctx, form, {"name": "A", "price": "1"}).id
    with world.transaction() as late:
        known = late.catalog.form("repair", "machine")
        with world.transaction() as ctx:
            changed = with_field({**MACHINE, "rules": []}, "price", type="decimal")
            save_draft(ctx, "repair", "forms", "machine", changed)
            change = prepare(ctx, "repair")
            flip_all(ctx, change)
        # The request read the form before the flip; its own write only comes now.
        update_record(late, known, record, {"price": "9"}, base_rev=1)
    carry_late_writes(world.services, change, 0)
    with world.reading() as ctx:
        form = ctx.catalog.form("repair", "machine")
        assert get_record(ctx, form, record).values["price"] == "9.00"
