"""Documents that somebody broke at random: saved, planned, published or refused, never a crash."""

import copy
import random
from collections.abc import Iterator
from typing import Any

from tests.support.world import World
from triloom.metadata.drafts import read_document, save_draft
from triloom.metadata.kinds import KIND_NAMES
from triloom.metadata.packages import install_package, package_of
from triloom.metadata.publish import plan_publish, publish
from triloom.resources import solutions_folder
from triloom_core.errors import TriloomError

ATTEMPTS = 70
JUNK: list[Any] = [
    None, "", 0, -1, 1.5, True, [], {}, "x", "a.b", "{name}", [[]], [{}], {"x": 1}, "1 +", [None],
    {"field": ["fault"]}, {"field": []}, {"$expression": 1}, 10**20, "字段", {"id": 5},
    {"key": None}, "job", {"key": "a", "type": "text"},
]  # fmt: skip
MEMBERS = ["x", "type", "fields", "key", "options", "filter", "expression", "when", "form", "via"]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()  # fmt: skip
    for name, item in items:
        yield from _places(item, (*path, name))


def _broken(body: Any, chance: random.Random) -> Any:
    body = copy.deepcopy(body)
    for _ in range(chance.choice([1, 1, 2, 3])):
        path = chance.choice([p for p in _places(body) if p and p not in (("key",), ("kind",))])
        holder = body
        for name in path[:-1]:
            holder = holder[name]
        what, junk = chance.random(), copy.deepcopy(chance.choice(JUNK))
        if what < 0.25:
            del holder[path[-1]]
        elif what < 0.4 and isinstance(holder, dict):
            holder[chance.choice(MEMBERS)] = junk
        elif what < 0.5 and isinstance(holder, list):
            holder.append(copy.deepcopy(chance.choice(holder)))
        else:
            holder[path[-1]] = junk
    return body


def test_no_document_breaks_the_store(sqlite_world: World) -> None:
    folder = solutions_folder() / "repair"
    texts = {str(path): path.read_text() for path in folder.rglob("*.yaml")}
    with sqlite_world.transaction() as ctx:
        install_package(ctx, package_of(texts))
        sound = [
            (kind, key, read_document(ctx, "repair", kind, key).body)
            for kind in KIND_NAMES
            for key in ctx.catalog.keys("repair", kind)
        ]
    chance = random.Random(42)
    outcomes: set[str] = set()
    for _ in range(ATTEMPTS):
        kind, key, body = chance.choice(sound)
        with sqlite_world.transaction() as ctx:
            savepoint = ctx.connection.begin_nested()
            try:
                save_draft(ctx, "repair", kind, key, _broken(body, chance))
                plan = plan_publish(ctx, "repair", ((kind, key),))
                if plan["ok"]:
                    publish(ctx, "repair", ((kind, key),))
                    ctx.catalog.forms("repair")
                outcomes.add("published" if plan["ok"] else "problems")
            except TriloomError as error:
                assert error.status in (409, 422)
                outcomes.add("refused")
            savepoint.rollback()
            ctx.forget_catalog()
    assert outcomes == {"published", "problems", "refused"}
