import os
import random
import statistics
import threading
import time
from typing import Any

import pytest

from tests.reliability.conftest import both, number_of_kills
from tests.support.house import House, patiently
from tests.support.http import Client

pytestmark = pytest.mark.slow
RECORDS = "/apps/plant/forms/thing/records"
WRITERS, KILLS = 6, number_of_kills(8)


class Writer(threading.Thread):
    """Creates records one after the other; keeps each key with the answer that was acknowledged."""

    def __init__(self, client: Client, mark: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.client, self.mark, self.stop = client, mark, stop
        self.answers: dict[str, dict[str, Any]] = {}
        self.problem: BaseException | None = None

    def run(self) -> None:
        try:
            number = 0
            while not self.stop.is_set():
                code = f"{self.mark}-{number}"
                self.answers[code] = self.create(code)
                number += 1
        except BaseException as error:
            self.problem = error
        finally:
            self.client.close()

    def create(self, code: str) -> dict[str, Any]:
        body = {"values": {"code": code, "amount": "1.50"}}
        status, answer = patiently(
            lambda: self.client.call("POST", RECORDS, body, {"Idempotency-Key": code}),
            time.monotonic() + 400,
        )
        assert status == 201, answer
        return dict(answer)


@both
def test_every_acknowledged_record_survives_kills_and_no_repeat_writes_twice(
    house: House, dice: random.Random
) -> None:
    mark = f"w{dice.randrange(10**6)}"
    stop = threading.Event()
    writers = [Writer(house.another_client(), f"{mark}-{n}", stop) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.2, 1.2))
        house.kill_and_start()
    time.sleep(0.3)
    stop.set()
    for writer in writers:
        writer.join(450)
        assert writer.problem is None, writer.problem
    answers = {code: answer for writer in writers for code, answer in writer.answers.items()}
    print(f"{len(answers)} acknowledged over {KILLS} kills")
    assert len(answers) > WRITERS
    codes = [code for code in house.values("thing", "code") if code.startswith(f"{mark}-")]
    assert sorted(codes) == sorted(answers), "lost or doubled"
    for code in dice.sample(sorted(answers), min(200, len(answers))):
        first = answers[code]
        assert writers[0].create(code) == first
        stored = house.client.ok("GET", f"{RECORDS}/{first['id']}")
        assert stored["values"]["code"] == code
    writers[0].client.close()


@both
def test_a_killed_server_is_ready_again_soon(house: House) -> None:
    while len(house.ready_seconds) < max(KILLS, 2):
        house.kill_and_start()
    times = sorted(house.ready_seconds)
    p95 = statistics.quantiles(times, n=20)[-1]
    cpu = statistics.median(house.ready_cpu)
    print(
        f"kill to ready over {len(times)} kills: median {statistics.median(times):.2f} s, "
        f"p95 {p95:.2f} s, {cpu:.2f} CPU-s of the first process, load {os.getloadavg()[0]:.1f}"
    )
    # The goal is a p95 of 5 s where the machine is free; a busy one gets room in proportion.
    assert p95 < 5 * max(1.0, os.getloadavg()[0])
