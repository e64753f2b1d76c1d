"""No read path shows a record, a field or a value that its reader may not see.

Every channel is asked by readers of the scopes own, subtree and all. None of the planted markers
may appear in a body, a header or an error. Positive controls: the administrator sees the markers
through the very same channel, and each reader sees their own record where the channel shows names.
"""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.leak_channels import BASE, CHANNELS, Channel, drill
from tests.security.leak_world import (
    APP,
    ROLES,
    SECRET,
    LeakWorld,
    build,
    row_marker,
)  # fmt: skip
from tests.support.world import open_world
from triloom.access.principals import principal_of
from triloom.records.events import visible_events
from triloom.records.feed import FeedPosition


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LeakWorld]:
    """The app with its markers, built once."""
    folder: Path = tmp_path_factory.mktemp("leaks") / "data"
    world = open_world(folder)
    yield build(world)
    world.close()


def text_of(answers: list[object]) -> str:
    parts = []
    for answer in answers:
        assert answer.status_code < 500, answer.text  # type: ignore[attr-defined]
        parts.append(json.dumps(dict(answer.headers)))  # type: ignore[attr-defined]
        parts.append(answer.text)  # type: ignore[attr-defined]
    return "\n".join(parts)


@pytest.mark.parametrize("reader", ROLES)
@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
def test_no_marker_reaches_a_reader(channel: Channel, reader: str, planted: LeakWorld) -> None:
    answers = channel.ask(planted.world.client(reader), planted)
    text = text_of(answers)
    # What the reader typed may be repeated in a message; only what was stored counts.
    sent = "\n".join(str(answer.request.url) for answer in answers)  # type: ignore[attr-defined]
    found = [
        marker for marker in planted.forbidden(reader) if marker in text and marker not in sent
    ]
    assert not found, f"{channel.name} shows {found} to {reader}: {text[:3000]}"
    if channel.rows:
        assert row_marker("worker") in text, f"{channel.name} shows {reader} nothing: {text[:2000]}"


@pytest.mark.parametrize(
    "channel", [item for item in CHANNELS if item.shows], ids=lambda channel: channel.name
)
def test_the_administrator_sees_the_marker(channel: Channel, planted: LeakWorld) -> None:
    assert channel.shows is not None
    text = text_of(channel.ask(planted.world.client("admin"), planted))
    assert channel.shows in text, f"{channel.name}: {text[:3000]}"


ORACLES: tuple[tuple[str, str], ...] = (
    ("visit", f"machine_name = '{row_marker('stranger')}'"),
    ("visit", f"machine_loud = '{row_marker('stranger')}!'"),
    ("visit", f"machine_far = '{row_marker('stranger')}?'"),
    ("visit", f"machine.name = '{row_marker('stranger')}'"),
    ("machine", f"name = '{row_marker('stranger')}'"),
)
"""Questions whose number of answers would tell of a record out of reach."""


@pytest.mark.parametrize(("form", "question"), ORACLES)
def test_counting_tells_nothing_of_records_out_of_reach(
    form: str, question: str, planted: LeakWorld
) -> None:
    path, params = f"{BASE}/forms/{form}/records", {"filter": question, "count": "exact"}
    answers = {
        login: planted.world.client(login).get(path, params=params)
        for login in ("admin", "own_reader", "subtree_reader")
    }
    counts = {
        login: answer.json()["count"]["value"] if answer.status_code == 200 else 0
        for login, answer in answers.items()
    }
    assert counts == {"admin": 1, "own_reader": 0, "subtree_reader": 0}


def test_events_tell_only_of_records_in_reach(planted: LeakWorld) -> None:
    names = {identifier: owner for owner, identifier in planted.machines.items()}
    expected = {
        "own_reader": {"worker"},
        "subtree_reader": {"worker", "boss"},
        "all_reader": {"worker", "boss", "stranger"},
    }
    start = FeedPosition(0, 0)
    with planted.world.reading() as ctx:
        for reader, owners in expected.items():
            asking = ctx.acting_as(principal_of(ctx, uuid.UUID(planted.people[reader])))
            found, _position = visible_events(asking, start, APP)
            told = {names[str(data["id"])] for *_place, data in found if data["id"] in names}
            assert told == owners
            assert SECRET not in str(found)


def test_drilling_gives_only_records_in_reach(planted: LeakWorld) -> None:
    expected = {"own_reader": {"worker"}, "subtree_reader": {"worker", "boss"}}
    names = {identifier: owner for owner, identifier in planted.machines.items()}
    for reader in ("own_reader", "subtree_reader"):
        [answer] = drill(planted.world.client(reader), planted)
        assert answer.status_code == 200, answer.text  # type: ignore[attr-defined]
        ids = answer.json()["ids"]  # type: ignore[attr-defined]
        assert {names[item] for item in ids} == expected[reader]


def test_a_compiled_form_does_not_name_hidden_fields(planted: LeakWorld) -> None:
    for reader in ROLES:
        answer = planted.world.client(reader).get(f"{BASE}/forms/machine/compiled")
        assert answer.status_code == 200, answer.text
        body = answer.json()
        keys = {field["key"] for field in body["fields"]}
        assert {"name", "phone", "parts"} <= keys
        assert not keys & {"secret", "cost", "shout", "double_cost", "site_word"}
        for key in ("secret", "cost", "recipe", "shout", "site_word"):
            assert f'"{key}"' not in answer.text, f"{key} in {answer.text[:4000]}"
