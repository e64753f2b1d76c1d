"""The mirror: never older than the asker, safe upserts, closed to files, rebuilt when in doubt."""

import threading
import uuid
from typing import Any

import duckdb
import pytest

from tests.reports.conftest import APP
from triloom.metadata.drafts import save_draft
from triloom.metadata.publish import publish
from triloom.records import write
from triloom.reports.duck import DuckFile, run
from triloom.reports.mirror_load import Batch, apply, load
from triloom.reports.mirror_tables import MirrorTable, as_identifier, tables_of
from triloom.reports.running import RunningQueries
from triloom.reports.upkeep import check_mirror
from triloom_core.errors import TriloomError


def count(plant: Any, form: str = "order") -> int:
    """Ask the mirror how many records of a form there are."""
    with plant.world.reading() as ctx:
        tables = tables_of(ctx.catalog.form(APP, form))
        with ctx.services.mirror.snapshot(ctx, tables) as snapshot:
            sql = f'SELECT count(*) FROM "{tables[0].name}" WHERE deleted_at IS NULL'
            return int(run(snapshot.cursor, sql, ())[0][0])


def new_order(ctx: Any) -> None:
    write.create_record(ctx, ctx.catalog.form(APP, "order"), {"subject": "x"})


def test_a_long_transaction_hides_nobodys_commit_and_is_not_missed_itself(postgres_plant):
    before = count(postgres_plant)
    with postgres_plant.world.transaction() as long_running:
        new_order(long_running)
        for done in (1, 2):
            postgres_plant.change("order", None, {"subject": "short"})
            assert count(postgres_plant) == before + done
    assert count(postgres_plant) == before + 3
    assert count(postgres_plant) == before + 3


def test_an_older_reader_brings_no_older_state_back(plant):
    before = count(plant)
    with plant.world.reading() as old:
        tables = tables_of(old.catalog.form(APP, "order"))
        old.connection.execute(tables[0].statement(old.connection.dialect.name)).first()
        plant.change("order", None, {"subject": "newer"})
        assert count(plant) == before + 1
        with old.services.mirror.snapshot(old, tables) as snapshot:
            sql = f'SELECT count(*) FROM "{tables[0].name}" WHERE deleted_at IS NULL'
            assert run(snapshot.cursor, sql, ()) == [(before + 1,)]
    assert count(plant) == before + 1


def test_concurrent_writers_find_their_own_writes(plant):
    count(plant)
    misses: list[str] = []

    def work(name: str) -> None:
        for number in range(4):
            subject = f"{name}-{number}"
            plant.change("order", None, {"subject": subject})
            with plant.world.reading() as ctx:
                form = ctx.catalog.form(APP, "order")
                column = form.table.c[f"c_{_short(form.spec.field('subject').id)}"].key
                with ctx.services.mirror.snapshot(ctx, tables_of(form)) as snapshot:
                    sql = f'SELECT 1 FROM "{form.table.name}" WHERE "{column}" = ?'
                    if not run(snapshot.cursor, sql, (subject,)):
                        misses.append(subject)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert misses == []


def _short(identifier: uuid.UUID) -> str:
    from triloom_core.ids import short_name

    return short_name(identifier)


def test_the_mirror_goes_on_from_its_position_after_a_restart(sqlite_plant):
    from tests.reports.conftest import open_plant

    before = count(sqlite_plant)
    folder = sqlite_plant.world.services.settings.data_dir
    sqlite_plant.world.services.mirror.close()
    sqlite_plant.change("order", None, {"subject": "while closed"})
    again = open_plant(folder)
    loaded: list[str] = []
    again.world.services.mirror._note = lambda name, _done: loaded.append(name)
    assert count(again) == before + 1
    assert loaded == []
    again.world.close()


@pytest.mark.parametrize("harm", ["garbage", "gone"])
def test_a_broken_or_missing_file_is_read_anew(sqlite_plant, harm):
    before = count(sqlite_plant)
    mirror = sqlite_plant.world.services.mirror
    path = mirror._file.path
    mirror.close()
    if harm == "garbage":
        path.write_bytes(b"this is no database" * 1000)
    else:
        path.unlink()
    assert count(sqlite_plant) == before


def test_a_new_field_rebuilds_the_table(sqlite_plant):
    before = count(sqlite_plant)
    with sqlite_plant.world.transaction() as ctx:
        body = dict(ctx.catalog.document(APP, "forms", "order").body)
        body["fields"] = [*body["fields"], {"key": "weight", "type": "integer"}]
        save_draft(ctx, APP, "forms", "order", body)
        publish(ctx, APP)
    sqlite_plant.change("order", None, {"subject": "heavy", "weight": 7})
    report = {"measures": [{"key": "w", "field": "weight", "aggregate": "sum"}]}
    assert sqlite_plant.rows("cho", report) == [[7]]
    assert count(sqlite_plant) == before + 1


def test_a_mirror_that_differs_is_found_and_rebuilt(sqlite_plant):
    before = count(sqlite_plant)
    with sqlite_plant.world.reading() as ctx:
        mirror, tables = ctx.services.mirror, tables_of(ctx.catalog.form(APP, "order"))
        assert mirror.check(ctx, tables) == ()
        with mirror._file.transaction() as cursor:
            cursor.execute(f'DELETE FROM "{tables[0].name}" WHERE rowid % 2 = 0')
    services = sqlite_plant.world.services
    assert check_mirror(services, {}) == {"tables": len(tables), "rebuilt": [tables[0].name]}
    assert check_mirror(services, {}) == {"tables": len(tables), "rebuilt": []}
    assert count(sqlite_plant) == before


def test_a_batch_that_fails_leaves_data_and_position_as_they_were(sqlite_plant, monkeypatch):
    before = count(sqlite_plant)
    sqlite_plant.change("order", None, {"subject": "late"})
    feed = sqlite_plant.world.services.mirror._feed
    monkeypatch.setattr(feed, "store", lambda *_a: (_ for _ in ()).throw(RuntimeError("power cut")))
    with pytest.raises(RuntimeError, match="power cut"):
        count(sqlite_plant)
    monkeypatch.undo()
    assert count(sqlite_plant) == before + 1


def test_encrypted_fields_and_folding_keys_stay_in_the_record_store(sqlite_plant):
    with sqlite_plant.world.transaction() as ctx:
        body = dict(ctx.catalog.document(APP, "forms", "order").body)
        body["fields"] = [
            *body["fields"],
            {"key": "code", "type": "text", "unique": True},
        ]
        save_draft(ctx, APP, "forms", "order", body)
        publish(ctx, APP)
        form = ctx.catalog.form(APP, "order")
        names = {column.name for column in tables_of(form)[0].columns}
        assert len(names) < len(form.table.columns)
        assert not [name for name in names if name.endswith("_k")]


def test_the_engine_reads_no_file_and_takes_no_setting(tmp_path):
    file = DuckFile(tmp_path)
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    frame = [1]  # a Python variable that a replacement scan would find
    for sql in (
        f"SELECT * FROM read_csv('{secret}')",
        f"SELECT * FROM '{secret}'",
        f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        f"ATTACH '{tmp_path}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '9GB'",
        "SELECT * FROM frame",
        f"SELECT * FROM glob('{tmp_path}/*')",
    ):
        with pytest.raises(duckdb.Error):
            file.connection.execute(sql)
    assert frame == [1]
    zone = "SELECT timezone('Asia/Shanghai', TIMESTAMPTZ '2026-01-01 00:00:00Z')"
    assert run(file.connection.cursor(), zone, ())[0][0].hour == 8
    file.close()


def test_a_query_that_takes_too_long_is_stopped(tmp_path):
    file = DuckFile(tmp_path)
    sql = "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range + b.range = 3"
    with pytest.raises(TriloomError) as caught:
        run(file.connection.cursor(), sql, (), seconds=0.2)
    assert caught.value.code == "report.timeout"
    assert run(file.connection.cursor(), "SELECT 1", ()) == [(1,)]
    file.close()


def test_a_query_can_be_cancelled_by_the_one_who_asked_and_by_nobody_else(tmp_path):
    file, queries = DuckFile(tmp_path), RunningQueries()
    sql = "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range + b.range = 3"
    me, other = (uuid.uuid4(), "tab"), (uuid.uuid4(), "tab")
    codes: list[str] = []
    started = threading.Event()

    def ask() -> None:
        with queries.named(me) as query, pytest.raises(TriloomError) as caught:
            started.set()
            run(file.connection.cursor(), sql, (), query=query)
        codes.append(caught.value.code)

    thread = threading.Thread(target=ask)
    thread.start()
    started.wait()
    assert not queries.cancel(other)
    assert queries.cancel(me)
    thread.join()
    assert codes == ["report.cancelled"]
    assert not queries.cancel(me)
    file.close()


def test_each_process_owns_a_file_of_its_own(tmp_path):
    first, second = DuckFile(tmp_path), DuckFile(tmp_path)
    assert first.path != second.path
    path = first.path
    first.close()
    third = DuckFile(tmp_path)
    assert third.path == path
    second.close()
    third.close()


def test_the_hazards_of_duckdbs_upsert_are_kept_away(tmp_path, sqlite_plant):
    """Runs on every DuckDB upgrade: what the design steers around, and that it does."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR)")
    connection.execute(
        "INSERT OR REPLACE INTO t SELECT * FROM (VALUES (1, 'old'), (1, 'new')) AS b(id, v)"
    )
    kept = connection.execute("SELECT v FROM t").fetchall()
    assert kept in ([("old",)], [("new",)]), "a key twice in one batch: one row, no error"

    with sqlite_plant.world.reading() as ctx:
        table: MirrorTable = tables_of(ctx.catalog.form(APP, "site"))[0]
        file = DuckFile(tmp_path / "own")
        from triloom.reports.mirror_load import prepare

        prepare(file)
        load(ctx.connection, file, table, lambda _name, _done: None)
        rows = [tuple(row) for row in ctx.connection.execute(table.statement("sqlite"))]
        place = table.place("rev")
        moved = tuple((*row[:place], row[place] + 1, *row[place + 1 :]) for row in rows[:3])
        with file.transaction() as cursor:
            apply(cursor, Batch(table, moved, tuple(as_identifier(row[0]) for row in rows[:4])))
        found = file.connection.execute(f'SELECT id, rev FROM "{table.name}"').fetchall()
        assert len(found) == len(rows) - 1
        wanted = {as_identifier(row[0]): row[place] for row in (*moved, *rows[4:])}
        assert dict(found) == wanted
        with file.transaction() as cursor:
            apply(cursor, Batch(table, tuple(rows), tuple(as_identifier(row[0]) for row in rows)))
        assert file.connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchall() == [(5,)]
        file.close()
