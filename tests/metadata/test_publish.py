"""Publishing on both databases: plans, tables, consent, renames, reverting, unique values."""

import pytest
import sqlalchemy as sa

from tests.metadata.conftest import JOB, MACHINE, Build, with_field, without_field
from tests.support.forms import form_body
from tests.support.world import World
from triloom.access.principal import Principal
from triloom.metadata.catalog import PublishedForm
from triloom.metadata.documents import delete_document
from triloom.metadata.drafts import read_document, save_draft
from triloom.metadata.history import diff, list_versions
from triloom.metadata.publish import plan_publish, publish, revert
from triloom.records.read import get_record
from triloom.records.write import create_record
from triloom_core.errors import TriloomError
from triloom_core.ids import column_name, new_id
from triloom_core.json_types import Json, JsonObject
from triloom_form.spec import FormSpec
from triloom_form.storage import fold

both = pytest.mark.parametrize(
    "world", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""What touches tables runs on both databases, the rest on SQLite alone."""


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """Services on the database that a test asks for."""
    name = getattr(request, "param", "sqlite")
    found: World = request.getfixturevalue(
        "postgres_world" if name == "postgresql" else "sqlite_world"
    )
    return found


def form(world: World, key: str = "machine") -> PublishedForm:
    """Return the published form as a new request sees it."""
    with world.reading() as ctx:
        return ctx.catalog.form("repair", key)


def put(world: World, **values: str | None) -> None:
    """Insert one row of `machine` per call, straight into the table."""
    published = form(world)
    with world.transaction() as ctx:
        row: dict[str, object] = {
            "id": new_id(), "rev": 1, "computed_rev": 0, "created_at": ctx.now, "updated_at": ctx.now,
        }  # fmt: skip
        for key, value in values.items():
            field = published.compiled.fields_by_key[key]
            row[column_name(field.id)] = value
            if field.unique and value is not None:
                row[column_name(field.id) + "_k"] = fold(value)
        ctx.connection.execute(published.table.insert(), row)


def cells(world: World, key: str) -> list[object]:
    """Return the stored cells of a field of `machine` in the order of the rows."""
    published = form(world)
    column = published.table.c[column_name(published.compiled.fields_by_key[key].id)]
    with world.reading() as ctx:
        statement = sa.select(column).order_by(published.table.c.id)
        return list(ctx.connection.execute(statement).scalars())


def draft(world: World, body: JsonObject) -> JsonObject:
    """Save a draft of `machine` and return its plan."""
    with world.transaction() as ctx:
        save_draft(ctx, "repair", "forms", "machine", body)
        return plan_publish(ctx, "repair")


def read(world: World, kind: str = "forms", key: str = "machine") -> JsonObject:
    """Return the published body, expressions as text."""
    with world.reading() as ctx:
        return read_document(ctx, "repair", kind, key).body


def kinds(plan: JsonObject) -> list[str]:
    """Return the kinds of the steps of a plan."""
    steps = plan["steps"]
    assert isinstance(steps, list)
    return [str(step["kind"]) for step in steps if isinstance(step, dict)]


def tokens(plan: JsonObject) -> tuple[str, ...]:
    """Return the tokens of the consents that a plan asks for."""
    consents = plan["consent_required"]
    assert isinstance(consents, list)
    return tuple(str(item["token"]) for item in consents if isinstance(item, dict))


@both
def test_a_published_form_has_its_table_and_the_tables_of_its_sub_tables(
    world: World, build: Build
) -> None:
    answer = build(MACHINE, JOB)
    assert answer["state"] == "published"
    published = form(world)
    with world.reading() as ctx:
        inspector = sa.inspect(ctx.connection)
        for table in (published.table, *(item.table for item in published.subtables.values())):
            found = {c["name"] for c in inspector.get_columns(table.name, schema=table.schema)}
            assert {column.name for column in table.columns} == found
        names = {str(i["name"]) for i in inspector.get_indexes(published.table.name, schema=published.table.schema)}  # fmt: skip
    assert len(names) >= 2
    assert published.spec.field("total").settings["result"] == {"type": "currency"}  # type: ignore[union-attr]


def test_a_new_field_is_added_and_old_rows_have_no_value(world: World, build: Build) -> None:
    build(MACHINE)
    put(world, name="A")
    fields = MACHINE["fields"]
    assert isinstance(fields, list)
    plan = draft(world, {**MACHINE, "fields": [*fields, {"key": "weight", "type": "integer"}]})
    assert plan["ok"] is True
    assert kinds(plan) == ["field_added"]
    assert plan["documents"] == [
        {"kind": "forms", "key": "machine", "from_version": 1, "to_version": 2}
    ]
    build()
    assert cells(world, "weight") == [None]


@both
def test_hiding_cells_needs_consent_and_loses_nothing(world: World, build: Build) -> None:
    build(MACHINE)
    put(world, name="A", price="12")
    plan = draft(world, without_field({**MACHINE, "rules": []}, "price"))
    assert "field_hidden" in kinds(plan)
    with pytest.raises(TriloomError) as refused:
        build()
    assert (refused.value.status, refused.value.code) == (409, "publish.consent_required")
    assert form(world).version == 1
    build(consent=tokens(plan))
    assert form(world).spec.field("price") is None
    with world.transaction() as ctx:
        revert(ctx, "repair", "forms", "machine", 1)
    assert cells(world, "price") == ["12"]


@both
def test_a_type_change_converts_reports_and_can_be_undone_without_loss(
    world: World, build: Build
) -> None:
    build(MACHINE)
    for value in ("12.50", "about five", None, "7"):
        put(world, name="A", price=value)
    plan = draft(world, with_field({**MACHINE, "rules": []}, "price", type="decimal"))
    steps = plan["steps"]
    assert isinstance(steps, list)
    step = next(s for s in steps if isinstance(s, dict) and s["kind"] == "type_converted")
    assert (step["rows_affected"], step["cells_lost"]) == (3, 1)
    data = step["data"]
    assert isinstance(data, dict)
    assert [sample["value"] for sample in data["samples"]] == ["about five"]  # type: ignore[index,union-attr,call-overload]
    with pytest.raises(TriloomError):
        build()
    build(consent=tokens(plan))
    assert cells(world, "price") == [1250, None, None, 700]
    published = form(world)
    changed = published.table
    price = changed.c[column_name(published.compiled.fields_by_key["price"].id)]
    with world.transaction() as ctx:
        ctx.connection.execute(changed.update().where(price == 700).values({price: 900}))
        revert(ctx, "repair", "forms", "machine", 1, consent=tokens(plan))
    # What nobody touched is as it was typed; what was changed since is carried back.
    assert cells(world, "price") == ["12.50", "about five", None, "9.00"]


def test_options_survive_a_change_from_select_to_text_and_back(world: World, build: Build) -> None:
    options: list[Json] = [{"key": "low", "label": {"en": "Low"}}, {"key": "high"}]
    body = with_field({**MACHINE, "rules": []}, "price", type="select", options=options)
    build(body)
    field = form(world).compiled.fields_by_key["price"]
    ids = [str(item["id"]) for item in field.settings["options"]]  # type: ignore[union-attr,index,call-overload]
    put(world, name="A", price=ids[0])
    stored = read(world)
    fields = stored["fields"]
    assert isinstance(fields, list)
    plain = [
        {k: v for k, v in f.items() if k != "options"} | {"type": "text"}
        if f["key"] == "price"
        else f  # type: ignore[index,union-attr,call-overload]
        for f in fields
    ]
    build({**stored, "fields": plain})
    assert cells(world, "price") == ["Low"]
    with world.transaction() as ctx:
        revert(ctx, "repair", "forms", "machine", 1)
    assert cells(world, "price") == [ids[0]]


def test_a_unique_field_refuses_values_that_repeat(world: World, build: Build) -> None:
    build(MACHINE)
    put(world, name="A")
    put(world, name="a ")
    plan = draft(world, with_field(MACHINE, "name", unique=True))
    problems = plan["problems"]
    assert isinstance(problems, list)
    assert [p["code"] for p in problems if isinstance(p, dict)] == ["publish.values_repeat"]
    with pytest.raises(TriloomError) as refused:
        build()
    assert refused.value.status == 422


@both
def test_a_unique_field_folds_the_keys_of_rows_that_exist(world: World, build: Build) -> None:
    build(MACHINE)
    put(world, name="Ａ")
    draft(world, with_field(MACHINE, "name", unique=True))
    build()
    with pytest.raises(sa.exc.IntegrityError):
        put(world, name="a")
    put(world, name="b")


def test_a_field_that_becomes_required_counts_the_rows_without_a_value(
    world: World, build: Build
) -> None:
    build(MACHINE)
    put(world, name="A", price=None)
    plan = draft(world, with_field(MACHINE, "price", required=True, max_length=3))
    assert "rows_without_value" in kinds(plan)
    assert plan["ok"] is True


def test_rows_outside_a_new_rule_are_counted(world: World, build: Build) -> None:
    build(MACHINE)
    put(world, name="A", price="long price")
    plan = draft(world, with_field(MACHINE, "price", max_length=3))
    assert "rows_outside_rule" in kinds(plan)


def test_a_rename_moves_every_document_that_names_the_field(world: World, build: Build) -> None:
    report: JsonObject = {
        "kind": "segment", "key": "cheap", "form": "machine", "filter": "price = 'low'",
    }  # fmt: skip
    chart: JsonObject = {
        "kind": "report", "key": "jobs_by_price", "label": "Jobs", "source": "job",
        "dimensions": [{"field": "machine.price", "key": "price"}],
        "measures": [{"key": "jobs", "expression": "count()"}],
        "filter": "machine.price = 'low'",
    }  # fmt: skip
    build(MACHINE, JOB, report, chart)
    stored = read(world)
    plan = draft(world, with_field(stored, "price", key="cost_level"))
    assert "follows" in kinds(plan)
    build()
    job = read(world, "forms", "job")
    spec = FormSpec.from_json(job)
    assert spec.field("note").settings["expression"] == "concat(fault, machine.cost_level)"  # type: ignore[union-attr]
    assert spec.field("machine_price").settings["field"] == "cost_level"  # type: ignore[union-attr]
    assert spec.views[0]["columns"] == ["fault", "machine.cost_level"]
    assert read(world, "segments", "cheap")["filter"] == "cost_level = 'low'"
    after = read(world, "reports", "jobs_by_price")
    assert after["dimensions"][0]["field"] == "machine.cost_level"  # type: ignore[index,call-overload]
    assert after["filter"] == "machine.cost_level = 'low'"
    assert form(world).spec.field("cost_level").aliases == ("price",)  # type: ignore[union-attr]


def test_a_dependent_that_would_break_is_a_problem_that_names_it(
    world: World, build: Build
) -> None:
    build(MACHINE, JOB)
    stored = read(world)
    plan = draft(world, without_field({**stored, "rules": []}, "price"))
    problems = plan["problems"]
    assert isinstance(problems, list)
    assert {p["key"] for p in problems if isinstance(p, dict)} == {"job"}
    with pytest.raises(TriloomError) as refused:
        build()
    assert refused.value.code == "publish.has_problems"


@both
def test_a_new_result_type_moves_the_lookups_that_show_it(world: World, build: Build) -> None:
    build(MACHINE, JOB)
    stored = read(world)
    changed = with_field({**stored, "rules": []}, "price", type="integer")
    with world.transaction() as ctx:
        save_draft(ctx, "repair", "forms", "machine", changed)
        job = read_document(ctx, "repair", "forms", "job").body
        save_draft(ctx, "repair", "forms", "job", with_field(job, "note", expression="fault"))
        publish(ctx, "repair")
    lookup = form(world, "job").spec.field("machine_price")
    assert lookup is not None
    assert lookup.settings["result"] == {"type": "integer"}


def test_publishing_what_is_published_already_drops_the_draft(world: World, build: Build) -> None:
    build(MACHINE)
    draft(world, read(world))
    answer = build()
    assert answer["documents"] == []
    assert form(world).version == 1
    with pytest.raises(TriloomError) as nothing:
        build()
    assert nothing.value.code == "publish.nothing"


def test_versions_are_listed_compared_and_reverted(world: World, build: Build) -> None:
    build(MACHINE)
    build(with_field(read(world), "name", label={"en": "Title"}))
    with world.transaction() as ctx:
        versions = list_versions(ctx, "repair", "forms", "machine")
        assert [(v["version"], v["current"]) for v in versions] == [(2, True), (1, False)]
        changes = diff(ctx, "repair", "forms", "machine", "1", "2")
        assert {c["pointer"] for c in changes} == {
            "/fields/0/label/en", "/fields/0/label/zh-CN",
        }  # fmt: skip
        plan = revert(ctx, "repair", "forms", "machine", 1, dry_run=True)
        assert plan["ok"] is True
        revert(ctx, "repair", "forms", "machine", 1)
        now = list_versions(ctx, "repair", "forms", "machine")
        assert now[0]["version"] == 3
        assert now[0]["sha256"] == now[2]["sha256"]


def test_a_document_that_others_need_cannot_be_taken_away(world: World, build: Build) -> None:
    build(MACHINE, JOB)
    with world.transaction() as ctx:
        with pytest.raises(TriloomError) as refused:
            delete_document(ctx, "repair", "forms", "machine")
        assert (refused.value.status, refused.value.data["dependents"]) == (409, "forms/job")
        delete_document(ctx, "repair", "forms", "job")
        delete_document(ctx, "repair", "forms", "machine")
        assert ctx.catalog.keys("repair", "forms") == ()


def test_a_published_form_stays_the_same_object_while_it_does_not_change(
    world: World, build: Build
) -> None:
    build(MACHINE)
    first = form(world)
    build(form_body("site"))
    assert form(world) is first


def test_a_transaction_that_is_rolled_back_leaves_no_trace_in_the_catalog(
    world: World, build: Build
) -> None:
    build(MACHINE)
    with pytest.raises(RuntimeError), world.transaction() as ctx:
        save_draft(ctx, "repair", "forms", "site", form_body("site"))
        publish(ctx, "repair")
        assert ctx.catalog.keys("repair", "forms") == ("machine", "site")
        raise RuntimeError
    with world.reading() as ctx:
        assert ctx.catalog.keys("repair", "forms") == ("machine",)
    build(form_body("hall"))
    with world.reading() as ctx:
        assert ctx.catalog.keys("repair", "forms") == ("hall", "machine")


def test_a_draft_of_an_id_of_another_form_is_refused(world: World, build: Build) -> None:
    build(MACHINE)
    identifier = str(form(world).compiled.fields_by_key["name"].id)
    with pytest.raises(TriloomError) as refused:
        build(form_body("site", {"id": identifier, "key": "name", "type": "text"}))
    assert refused.value.code == "publish.field_id_taken"


def test_a_plan_quotes_values_only_to_those_who_see_everything(world: World, build: Build) -> None:
    build(MACHINE)
    put(world, name="secret", price="about five")
    put(world, name="Secret")
    body = with_field({**MACHINE, "rules": []}, "price", type="decimal")
    plan = draft(world, with_field(body, "name", unique=True))
    assert "about five" in repr(plan)
    assert "secret" in repr(plan)
    builder = Principal("user", new_id(), "builder", "Builder")
    with world.reading(builder) as ctx:
        shown = repr(plan_publish(ctx, "repair"))
    assert "about five" not in shown
    assert "secret" not in shown


def test_cells_of_a_sub_table_change_their_type_and_come_back(world: World, build: Build) -> None:
    build(MACHINE)
    with world.transaction() as ctx:
        form_before = ctx.catalog.form("repair", "machine")
        rows: list[Json] = [{"part": "12"}, {"part": "wheel"}]
        record = create_record(ctx, form_before, {"name": "A", "rows": rows}).id
    stored = read(world)
    fields = stored["fields"]
    assert isinstance(fields, list)
    for field in fields:
        if isinstance(field, dict) and field["key"] == "rows":
            field["fields"][0]["type"] = "integer"  # type: ignore[index,call-overload]
    plan = draft(world, stored)
    build(consent=tokens(plan))

    def parts() -> list[Json]:
        with world.reading() as ctx:
            found = get_record(ctx, ctx.catalog.form("repair", "machine"), record).values["rows"]
        return [row["part"] for row in found]  # type: ignore[union-attr,index,call-overload]

    assert parts() == [12, None]
    with world.transaction() as ctx:
        revert(ctx, "repair", "forms", "machine", 1)
    assert parts() == ["12", "wheel"]
