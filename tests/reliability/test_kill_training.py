import random
import time
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.reliability.conftest import number_of_kills, sqlite_only
from tests.support.house import House
from triloom.computed.plugins.tables import version

pytestmark = pytest.mark.slow
ROWS, KILLS = 600, number_of_kills(3)
MODEL = "/apps/plant/models/chance"
IMPORTS = "/apps/plant/forms/trial/imports"


def fill(house: House) -> None:
    """600 trials that more often pass when they run cool."""
    dice = random.Random(3)
    lines = ["code,stage,begun,ended,heat,crew"]
    for number in range(ROWS):
        begun = date(2024, 1, 1) + timedelta(days=number)
        heat = dice.uniform(10, 90)
        passed = dice.random() < 1 - heat / 100
        ended = begun + timedelta(days=dice.randrange(5, 40))
        stage = "passed" if passed else "broken"
        lines.append(f"t{number},{stage},{begun},{ended},{heat:.2f},{dice.choice('abc')}")
    status, started = house.client.upload(IMPORTS, "trials.csv", "\n".join(lines).encode(), {})
    assert status == 202, started
    done = house.client.wait(f"{IMPORTS}/{started['id']}", {"done", "failed"})
    assert (done["state"], done["created"]) == ("done", ROWS), done


@sqlite_only
def test_a_training_that_is_killed_ends_once_with_one_version(
    house: House, dice: random.Random
) -> None:
    fill(house)
    for _ in range(KILLS):
        job = house.client.ok("POST", f"{MODEL}/train")["job"]
        time.sleep(dice.uniform(0.2, 4.0))
        house.kill_and_start()
        done = house.client.wait(f"/jobs/{job}", {"done", "failed", "canceled"})
        assert done["state"] == "done", done
        assert done["result"]["status"] == "done", done
        versions = sa.select(sa.func.count()).where(version.c.run_id == job)
        assert house.scalar(versions) == 1
    overview = house.client.ok("GET", "/apps/plant/models-overview")["items"]
    print(f"states: {[item['state'] for item in overview[0]['versions']]}")
    numbers = [item["number"] for item in overview[0]["versions"]]
    assert numbers == list(range(len(numbers), 0, -1))
