import json
import random
import threading
import time
from collections import Counter

import pytest
import sqlalchemy as sa

from tests.reliability.conftest import both, number_of_kills
from tests.support.house import House, patiently
from tests.support.http import Client
from triloom.connect.tables import notification
from triloom.flows.tables import flow_effect

pytestmark = pytest.mark.slow
JOBS = "/apps/plant/forms/job/records"
WRITERS, KILLS = 4, number_of_kills(4)


class Worker(threading.Thread):
    """Creates jobs and finishes them; `finished` holds what the server acknowledged."""

    def __init__(self, client: Client, mark: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.client, self.mark, self.stop = client, mark, stop
        self.finished: dict[str, str] = {}
        self.problem: BaseException | None = None

    def run(self) -> None:
        try:
            number = 0
            while not self.stop.is_set():
                self.finish_one(f"{self.mark}-{number}")
                number += 1
        except BaseException as error:
            self.problem = error
        finally:
            self.client.close()

    def finish_one(self, code: str) -> None:
        body = {"values": {"code": code}}
        record = self.post(JOBS, body, f"create {code}", 201)
        self.post(f"{JOBS}/{record['id']}/actions/finish", {}, f"finish {code}", 200)
        self.finished[code] = record["id"]

    def post(self, path: str, body: object, key: str, expected: int) -> dict[str, str]:
        status, answer = patiently(
            lambda: self.client.call("POST", path, body, {"Idempotency-Key": key}),
            time.monotonic() + 400,
        )
        assert status == expected, answer
        return dict(answer)


def wait_until_delivered(house: House) -> None:
    waiting = sa.select(sa.func.count()).where(flow_effect.c.state.in_(("pending", "sending")))
    ends = time.monotonic() + 120
    while house.scalar(waiting):
        assert time.monotonic() < ends, "effects still wait"
        time.sleep(0.3)


@both
def test_kills_lose_no_acknowledged_action_and_do_no_effect_twice(
    house: House, dice: random.Random
) -> None:
    mark = f"j{dice.randrange(10**6)}"
    stop = threading.Event()
    workers = [Worker(house.another_client(), f"{mark}-{n}", stop) for n in range(WRITERS)]
    for worker in workers:
        worker.start()
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.4, 1.5))
        house.kill_and_start()
    time.sleep(0.5)
    stop.set()
    for worker in workers:
        worker.join(450)
        assert worker.problem is None, worker.problem
    finished = {code: found for worker in workers for code, found in worker.finished.items()}
    print(f"{len(finished)} acknowledged actions over {KILLS} kills")
    assert len(finished) > WRITERS
    wait_until_delivered(house)
    steps = Counter(of for of in house.values("step", "of") if of.startswith(f"{mark}-"))
    assert steps == Counter(dict.fromkeys(finished, 1))
    effects: dict[str, set[str]] = {}
    for effect_id, body in house.sink.calls:
        code = json.loads(body)["values"]["code"]
        if code.startswith(f"{mark}-"):
            effects.setdefault(code, set()).add(effect_id)
    assert {code: len(found) for code, found in effects.items()} == dict.fromkeys(finished, 1)
    told = house.scalar(sa.select(sa.func.count()).where(notification.c.title.like(f"%{mark}-%")))
    assert told == len(finished)
    for record_id in dice.sample(sorted(finished.values()), min(50, len(finished))):
        assert house.client.ok("GET", f"{JOBS}/{record_id}")["stage"] == "done"
