"""Models of an app: trained once per run, retrained on schedule, promoted by hand, explained by right."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.support.world import World, open_world
from triloom.access.principal import SYSTEM
from triloom.access.principals import principal_of
from triloom.access.users import user_id_of
from triloom.computed.plugins import registry
from triloom.computed.plugins.explain import explain
from triloom.computed.plugins.tables import score
from triloom.computed.plugins.training import enqueue_scoring, retrain_due, train
from triloom.demo.loader import install_demo, train_models
from triloom.jobs.tables import job
from triloom.records.model import RecordQuery
from triloom.records.query import list_records
from triloom_core.clock import FixedClock
from triloom_core.errors import TriloomError

START = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory, clock: FixedClock) -> Iterator[World]:
    """The sales demo at a small scale with its models trained once."""
    world = open_world(tmp_path_factory.mktemp("models"), clock=clock)
    install_demo(world.services, scale=0.12, language="en")
    states = train_models(world.services, "sales")
    assert states["win_probability"] == "live"
    yield world
    world.close()


def test_every_score_that_stands_in_a_field_names_the_version_that_gave_it(sold: World) -> None:
    with sold.reading() as ctx:
        form = ctx.catalog.form("sales", "opportunity")
        page = list_records(ctx, form, RecordQuery(filter="win_probability is not null", limit=500))
        live = registry.live_version(ctx, "sales", "win_probability")
        assert live is not None
        rows = ctx.connection.execute(
            sa.select(score.c.record_id).where(score.c.version_id == live.id)
        ).scalars()
        scored = set(rows)
        assert page.items
        assert {record.id for record in page.items} <= scored
        assert all(record.stage not in ("won", "lost") for record in page.items)


def test_a_run_that_is_delivered_twice_stores_one_version(sold: World) -> None:
    payload = {"app": "sales", "model": "price", "run": "twice"}
    for _ in range(2):
        train(sold.services, dict(payload))  # type: ignore[arg-type]
    with sold.reading() as ctx:
        versions = registry.all_versions(ctx, "sales", "price")
        assert sum(registry.version_of_run(ctx, "twice") == item for item in versions) == 1


def test_models_are_retrained_when_their_month_is_over_and_not_before(
    sold: World, clock: FixedClock
) -> None:
    assert retrain_due(sold.services, {}) == []
    clock.advance(timedelta(days=8))
    assert [str(name).split(":")[2] for name in retrain_due(sold.services, {})] == ["price"]  # type: ignore[union-attr]
    clock.advance(timedelta(days=30))
    first = retrain_due(sold.services, {})
    assert retrain_due(sold.services, {}) == first
    with sold.reading() as ctx:
        waiting = ctx.connection.execute(
            sa.select(sa.func.count()).where(job.c.kind == "model.train", job.c.id.in_(first))
        ).scalar_one()
    assert waiting == 3


def test_an_older_version_can_go_live_again_and_a_refused_one_cannot(sold: World) -> None:
    train(sold.services, {"app": "sales", "model": "segment", "run": "again"})
    with sold.transaction() as ctx:
        newest, oldest = registry.all_versions(ctx, "sales", "segment")[0], 1
        assert newest.number > oldest
        chosen = registry.promote(ctx, "sales", "segment", oldest, None)
        assert chosen.state == "live"
        states = [item.state for item in registry.all_versions(ctx, "sales", "segment")]
        assert states.count("live") == 1
        refused = registry.store_version(
            ctx, app_key="sales", model_key="segment", plugin="segment",
            result={"artefact": {}, "card": {"rows": 3, "minimum_rows": 50}}, roles={},
            run_id="refused", state="refused", reason="ml.too_few_rows",
        )  # fmt: skip
        with pytest.raises(TriloomError) as failure:
            registry.promote(ctx, "sales", "segment", refused.number, "I insist")
        assert failure.value.code == "model.refused_version"
        assert "50" in str(failure.value.data["reason"])


def test_a_reason_that_the_reader_may_not_see_is_part_of_the_rest(sold: World) -> None:
    with sold.reading() as ctx:
        form = ctx.catalog.form("sales", "opportunity")
        page = list_records(ctx, form, RecordQuery(filter="win_probability is not null", limit=1))
        record_id = page.items[0].id
        everything = explain(ctx, form, record_id, "win_probability")
        finance_id = user_id_of(ctx, "finance1")
        assert finance_id is not None
        reader = principal_of(ctx, finance_id)
    with sold.reading(reader) as ctx:
        limited = explain(
            ctx, ctx.catalog.form("sales", "opportunity"), record_id, "win_probability"
        )
    hidden = {"contact_changes"}
    assert not hidden & {reason["feature"] for reason in limited["reasons"]}  # type: ignore[union-attr,index,call-overload]
    for found in (everything, limited):
        parts = sum(reason["contribution"] for reason in found["reasons"])  # type: ignore[union-attr,index,call-overload,misc]
        assert parts + found["other"] + found["bias"] == pytest.approx(found["raw"], abs=1e-3)  # type: ignore[operator]


def test_scoring_is_a_job_of_the_transaction_that_asked_for_it(sold: World) -> None:
    with sold.transaction(SYSTEM) as ctx:
        job_id = enqueue_scoring(ctx, "sales", "win_probability")
    sold.services.jobs.run_pending()
    with sold.reading() as ctx:
        assert sold.services.jobs.status(ctx.connection, job_id).state == "done"
