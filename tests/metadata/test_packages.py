"""App packages: the same bytes for the same app, installed anywhere, upgraded, never half."""

import io
import zipfile

import pytest

from tests.metadata.conftest import JOB, MACHINE, Build, with_field
from tests.support.world import World
from triloom.metadata.drafts import read_document
from triloom.metadata.packages import Package, export_package, install_package, read_package
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject

ROLE: JsonObject = {
    "kind": "role",
    "key": "worker",
    "label": "Worker",
    "grants": [{"form": "machine", "actions": ["read"], "scope": "all"}],
}


@pytest.fixture
def world(sqlite_world: World) -> World:
    """Packages are documents; SQLite is enough here."""
    return sqlite_world


def zipped(**files: str) -> bytes:
    """Return a zip of texts; `__` in a name stands for `/`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/") + ".yaml", text)
    return buffer.getvalue()


def test_a_package_goes_out_and_in_again_with_its_ids(world: World, build: Build) -> None:
    build(MACHINE, JOB, ROLE)
    with world.reading() as ctx:
        content = export_package(ctx, "repair")
        assert export_package(ctx, "repair") == content
        before = read_document(ctx, "repair", "forms", "job").body
    package = read_package(content)
    assert set(package.documents) == {
        ("forms", "job"), ("forms", "machine"), ("roles", "worker"),
    }  # fmt: skip
    with world.transaction() as ctx:
        answer = install_package(ctx, package)
    assert answer["documents"] == []  # an upgrade to the very same documents changes nothing
    with world.reading() as ctx:
        assert read_document(ctx, "repair", "forms", "job").body == before


def test_the_same_package_installs_under_another_key_with_ids_of_its_own(
    world: World, build: Build
) -> None:
    build(MACHINE, JOB)
    with world.reading() as ctx:
        package = read_package(export_package(ctx, "repair"))
    copy = Package({**package.manifest, "key": "second"}, package.documents)
    with world.transaction() as ctx:
        install_package(ctx, copy)
        first, second = ctx.catalog.form("repair", "job"), ctx.catalog.form("second", "job")
        assert first.table.name != second.table.name
        assert not set(first.compiled.fields_by_id) & set(second.compiled.fields_by_id)
        formula = second.spec.field("note")
        assert formula is not None
        assert formula.settings["expression"] == {
            "concat": [{"field": ["fault"]}, {"field": ["machine", "price"]}]
        }


def test_an_upgrade_changes_only_what_differs(world: World, build: Build) -> None:
    build(MACHINE, JOB)
    with world.reading() as ctx:
        package = read_package(export_package(ctx, "repair"))
    changed = with_field(package.documents["forms", "machine"], "name", label={"en": "Title"})
    package.documents["forms", "machine"] = changed
    with world.transaction() as ctx:
        answer = install_package(ctx, package)
    documents = answer["documents"]
    assert isinstance(documents, list)
    assert [(d["key"], d["to_version"]) for d in documents if isinstance(d, dict)] == [
        ("machine", 2)
    ]


def test_a_package_that_needs_an_absent_app_is_refused(world: World) -> None:
    package = Package({"kind": "app", "key": "extra", "requires": ["repair"]})
    with world.transaction() as ctx, pytest.raises(TriloomError) as refused:
        install_package(ctx, package)
    assert (refused.value.status, refused.value.data) == (409, {"missing": "repair"})


def test_a_package_with_a_fault_installs_nothing(world: World) -> None:
    broken: JsonObject = {
        "kind": "form", "key": "job", "fields": [{"key": "x", "type": "link", "target": "gone"}],
    }  # fmt: skip
    package = Package({"kind": "app", "key": "extra"}, {("forms", "job"): broken})
    with pytest.raises(TriloomError) as refused, world.transaction() as ctx:
        install_package(ctx, package)
    assert refused.value.faults[0].pointer == "/forms/job/fields/0/target"
    with world.reading() as ctx:
        assert ctx.catalog.apps() == ()


APP = "kind: app\nkey: x\n"


@pytest.mark.parametrize(
    "content",
    [
        b"no zip",
        zipped(forms__a="kind: form\nkey: a\n"),
        zipped(app=APP, a="kind: nonsense\nkey: a\n"),
        zipped(app=APP, a="- a list\n"),
        zipped(app=APP, a="kind: form\nkey: [unclosed\n"),
        zipped(app=APP, a="kind: form\nkey: a\nlabel: &x hi\nicon: *x\n"),
        zipped(app=APP, a="kind: form\nkey: a\n", b="kind: form\nkey: a\n"),
        zipped(app=APP, a="!!python/object/apply:os.system ['true']\n"),
    ],
)
def test_a_malformed_package_is_refused_with_its_file(content: bytes) -> None:
    with pytest.raises(TriloomError) as refused:
        read_package(content)
    code = "package.not_zip" if content == b"no zip" else "package.malformed"
    assert (refused.value.code, refused.value.status) == (code, 422)


def test_a_package_that_unpacks_too_large_is_refused_while_it_is_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("app.yaml", "# " + "x" * (33 * 1024 * 1024))
    with pytest.raises(TriloomError) as refused:
        read_package(buffer.getvalue())
    assert refused.value.code == "package.too_large"


def test_dates_in_yaml_stay_the_text_they_are_written_as() -> None:
    content = zipped(app=APP, c="kind: calendar\nkey: c\nholidays: [{date: 2026-10-01}]\n")
    assert read_package(content).documents["calendars", "c"]["holidays"] == [{"date": "2026-10-01"}]
