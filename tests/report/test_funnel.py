"""The funnel counts a step only after the one before it; shares are of the previous and the first."""

import random
from datetime import UTC, datetime, timedelta

from tests.support.shop import STAGES, Shop, only, uid
from triloom_report.funnel import FunnelStep, read_funnel, render_funnel

ORDER = ("id-new", "id-work", "id-done")


def ask(shop: Shop, **funnel: object) -> tuple[FunnelStep, ...]:
    plan = shop.planner({"kind": "funnel", "funnel": funnel}).funnel()
    return read_funnel(plan, shop.execute(render_funnel(plan, shop.target))[0])


def events(*stages: str, job: int, start: int = 0) -> list[dict[str, object]]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        {
            "id": uid(job * 100 + start + place, 5),
            "record_id": uid(job, 2),
            "stage": f"id-{stage}",
            "position": start + place,
            "entered_at": at + timedelta(hours=(start + place) // 2),
        }
        for place, stage in enumerate(stages)
    ]


def test_a_step_counts_only_after_the_one_before(shop: Shop) -> None:
    shop.rows["job"] = [{"id": uid(n, 2), "stage": "id-new", "title": f"{n}"} for n in range(5)]
    shop.rows["stage_event"] = [
        *events("new", "work", "done", job=0),
        *events("new", "done", job=1),
        *events("work", "new", "done", job=2),
        *events("new", "lost", "new", "work", job=3),
        *events("new", "work", "done", job=77),
    ]
    shop.load()
    steps = ask(shop)
    assert [step.stage for step in steps] == list(ORDER)
    assert [step.count for step in steps] == [4, 2, 1]
    assert steps[1].of_previous == 0.5
    assert steps[2].of_first == 0.25
    assert [step.count for step in ask(shop, stages=["new", "done"])] == [4, 3]
    assert [step.count for step in ask(shop, mode="reached")] == [5, 4, 3]


def test_the_funnel_obeys_rights_and_an_empty_one_has_no_shares(shop: Shop) -> None:
    shop.rows["stage_event"] = events("new", "work", job=0) + events("new", job=1)
    shop.load()
    shop.rights = {"job": only("title", "job 1")}
    assert [step.count for step in ask(shop)] == [1, 0, 0]
    shop.rights = {"job": only("title", "nobody's")}
    assert [(s.count, s.of_previous, s.of_first) for s in ask(shop)] == [(0, None, None)] * 3


def test_random_histories_equal_a_walk_through_them(shop: Shop) -> None:
    dice = random.Random(5)
    history = {
        job: [dice.choice(STAGES).key for _ in range(dice.randint(0, 6))] for job in range(40)
    }
    shop.rows["stage_event"] = [e for job, keys in history.items() for e in events(*keys, job=job)]
    shop.load()
    wanted = [0, 0, 0]
    for keys in history.values():
        place = 0
        for key in keys:
            if place < 3 and f"id-{key}" == ORDER[place]:
                wanted[place] += 1
                place += 1
    assert [step.count for step in ask(shop)] == wanted
