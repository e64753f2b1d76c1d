"""Values at their edges, and sessions at their end."""

from datetime import timedelta

from tests.bad_input.conftest import API, MACHINES, Plant, ok
from tests.support.bad_input import assert_helpful, count_rows
from triloom.files.service import LARGEST_FILE


def test_a_division_by_zero_is_empty_and_never_an_error(plant: Plant) -> None:
    for hours in (0, None):
        made = plant.create("machine", name="Zero", price="5.00", hours=hours)
        assert made["values"]["rate"] is None
    found = ok(plant.admin.get(f"{MACHINES}?filter=price / 0 = 1&count=exact"))
    assert found["count"]["value"] == 0
    report = {
        "kind": "report",
        "key": "zero",
        "source": "machine",
        "measures": [{"key": "x", "expression": "sum(price) / (count() - count())"}],
    }
    answer = ok(plant.admin.post(f"{API}/apps/plant/reports/query", json={"report": report}))
    assert answer["rows"] == [[None]]


def test_the_largest_decimal_is_kept_exactly_and_one_more_is_refused(plant: Plant) -> None:
    made = plant.create("machine", name="Largest", price="90071992547409.91")
    assert made["values"]["price"] == "90071992547409.91"
    answer = plant.admin.post(
        MACHINES, json={"values": {"name": "More", "price": "90071992547409.93"}}
    )
    assert answer.status_code == 422


def test_a_session_that_has_ended_is_told_so(plant: Plant, language: str) -> None:
    client = plant.world.client("admin")
    plant.clock.advance(timedelta(days=400))
    try:
        before = count_rows(plant.world)
        answer = client.post(
            MACHINES, json={"values": {"name": "Late"}}, headers={"Accept-Language": language}
        )
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (401, "session.expired"), problem
        assert_helpful(problem, language)
        assert count_rows(plant.world) == before
    finally:
        plant.clock.advance(timedelta(days=-400))


def test_an_upload_beyond_the_limit_is_refused_before_it_is_kept(
    plant: Plant, language: str
) -> None:
    before = count_rows(plant.world)
    files = plant.world.services.settings.files_dir
    kept = sorted(files.rglob("*"))
    answer = plant.admin.post(
        f"{API}/files",
        files={"file": ("big.bin", b"\x01" * (LARGEST_FILE + 1))},
        headers={"Accept-Language": language},
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (413, "request.too_large"), problem
    assert_helpful(problem, language, "MB")
    assert [path for path in sorted(files.rglob("*")) if path.is_file()] == [
        path for path in kept if path.is_file()
    ]
    assert count_rows(plant.world) == before
