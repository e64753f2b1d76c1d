import random
import time

import pytest

from tests.reliability.conftest import both, number_of_kills
from tests.support.house import House

pytestmark = pytest.mark.slow
ROWS, KILLS = 6_000, number_of_kills(5)
IMPORTS = "/apps/plant/forms/thing/imports"
ENDED = {"done", "failed", "cancelled", "undone"}


def table(mark: str) -> bytes:
    lines = [f"{mark}-{number},{number}.25,note {number}" for number in range(ROWS)]
    return ("code,amount,note\n" + "\n".join(lines) + "\n").encode()


def begin(house: House, mark: str) -> str:
    status, started = house.client.upload(IMPORTS, f"{mark}.csv", table(mark), {})
    assert status == 202, started
    return f"{IMPORTS}/{started['id']}"


def codes(house: House, mark: str) -> list[str]:
    return [code for code in house.values("thing", "code") if code.startswith(f"{mark}-")]


@both
def test_an_import_that_is_killed_again_and_again_ends_with_every_row_once(
    house: House, dice: random.Random
) -> None:
    mark = f"kept{dice.randrange(10**6)}"
    path = begin(house, mark)
    kills, seen = 0, set()
    while kills < KILLS:
        time.sleep(dice.uniform(0.1, 1.6))
        house.kill_and_start()
        kills += 1
        run = house.client.ok("GET", path)
        seen.add((run["state"], run["done"]))
        if run["state"] in ENDED:
            break
    print(f"killed {kills} times; seen after restarts: {sorted(seen)}")
    done = house.client.wait(path, ENDED)
    assert (done["state"], done["created"], done["refused"]) == ("done", ROWS, 0), done
    found = codes(house, mark)
    assert len(found) == ROWS
    assert set(found) == {f"{mark}-{number}" for number in range(ROWS)}


@both
def test_an_import_that_was_killed_can_be_undone(house: House, dice: random.Random) -> None:
    mark = f"undone{dice.randrange(10**6)}"
    path = begin(house, mark)
    time.sleep(dice.uniform(0.5, 2.0))
    house.kill_and_start()
    house.client.ok("DELETE", path)
    time.sleep(dice.uniform(0.0, 1.0))
    house.kill_and_start()
    run = house.client.wait(path, ENDED)
    if run["state"] == "done":  # the kill came before the wish was stored
        house.client.ok("DELETE", path)
        run = house.client.wait(path, {"undone"})
    assert run["state"] in ("cancelled", "undone"), run
    assert codes(house, mark) == []
