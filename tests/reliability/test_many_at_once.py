"""Requests that overlap: transactions that change threads, and senders that dawdle."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from tests.reliability.conftest import both
from tests.support.house import House
from tests.support.world import World
from triloom.organisation.tables import organisation

RECORDS = "/apps/plant/forms/thing/records"


def test_a_transaction_may_end_in_another_thread_than_it_began_in(sqlite_world: World) -> None:
    database = sqlite_world.services.database
    with ThreadPoolExecutor(1) as first, ThreadPoolExecutor(1) as second:
        for _ in range(3):
            opened = database.write()
            connection = first.submit(opened.__enter__).result(10)
            first.submit(connection.execute, sa.update(organisation).values(key="moved")).result(10)
            second.submit(opened.__exit__, None, None, None).result(10)
    with database.read() as connection:
        assert connection.execute(sa.select(organisation.c.key)).scalar() == "moved"


@pytest.mark.slow
@both
def test_many_readers_and_writers_at_once_are_all_answered(house: House) -> None:
    ends = time.monotonic() + 6
    answers: list[int] = []

    def work(number: int) -> None:
        client = house.another_client()
        turn = 0
        while time.monotonic() < ends:
            if number % 2:
                body = {"values": {"code": f"many-{number}-{turn}"}}
                answers.append(client.call("POST", RECORDS, body)[0])
            else:
                answers.append(client.call("GET", f"{RECORDS}?limit=20&sort=-created_at")[0])
            turn += 1
        client.close()

    threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    print(f"{len(answers)} answers")
    assert set(answers) == {200, 201}


@pytest.mark.slow
@both
def test_senders_that_dawdle_hold_nobody_up(house: House) -> None:
    token = house.client.headers["Authorization"]
    slow = []
    for _ in range(8):
        sender = socket.create_connection(("127.0.0.1", house.server.port))
        head = (
            f"POST /api/v1{RECORDS} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{"
        )
        sender.sendall(head.encode())
        slow.append(sender)
    time.sleep(0.5)
    client = house.another_client()
    client.ok("POST", RECORDS, {"values": {"code": "not held up"}})
    client.close()
    for sender in slow:
        sender.close()
