import random
import threading
import time
from typing import Any

import pytest

from tests.reliability.conftest import number_of_kills, sqlite_only
from tests.support.house import House, Lost

pytestmark = pytest.mark.slow
ROWS, KILLS = 20_000, number_of_kills(4)
SHEETS = "/apps/plant/forms/sheet/records"
DOCUMENT = "/apps/plant/forms/sheet"


def fill(house: House) -> None:
    for start in range(0, ROWS, 2_000):
        rows = [
            {"values": {"code": f"s-{number}", "size": f"{number}.50"}}
            for number in range(start, start + 2_000)
        ]
        house.client.ok("POST", f"{SHEETS}/bulk", {"create": rows})


def published(house: House) -> dict[str, Any]:
    return dict(house.client.ok("GET", DOCUMENT))


def draft(house: House, extra: str, kind: str) -> None:
    """Save a draft that adds a field and changes the type of `size`."""
    body = published(house)["body"]
    for field in body["fields"]:
        if field["key"] == "size":
            field["type"] = kind
            field.pop("scale", None)
            if kind == "decimal":
                field["scale"] = 2
    body["fields"].append({"key": extra, "type": "integer", "label": {"en": extra, "zh-CN": extra}})
    state = house.client.call("GET", f"{DOCUMENT}?version=draft")[1]
    saved = house.client.ok(
        "PUT", f"{DOCUMENT}/draft", {"body": body}, **{"If-Match": f'"{state["rev"]}"'}
    )
    assert saved["problems"] == [], saved["problems"]


def consents(house: House) -> list[str]:
    plan = house.client.ok("POST", f"{DOCUMENT}/publish?dry_run=true", {})
    return [item["token"] for item in plan["consent_required"]]


def publish_quietly(house: House, tokens: list[str]) -> threading.Thread:
    client = house.another_client()

    def call() -> None:
        try:
            client.call("POST", f"{DOCUMENT}/publish", {"consent": tokens})
        except Lost:
            return
        finally:
            client.close()

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    return thread


def shape(house: House) -> tuple[int, str, set[str]]:
    """The version, the type of `size` and all keys, as document and as records say it."""
    found = published(house)
    fields = {field["key"]: field["type"] for field in found["body"]["fields"]}
    items = house.client.ok("GET", f"{SHEETS}?limit=200&sort=code")["items"]
    assert len(items) == 200
    for item in items:
        assert set(item["values"]) == set(fields), "records of one version, a form of another"
        number = item["values"]["code"].removeprefix("s-")
        assert item["values"]["size"] == f"{number}.50"
    return found["version"], fields["size"], set(fields)


@sqlite_only
def test_a_publish_that_is_killed_leaves_the_old_version_or_the_new_one(
    house: House, dice: random.Random
) -> None:
    fill(house)
    kind = "text"
    outcomes = []
    for number in range(KILLS):
        old = shape(house)
        kind = "decimal" if kind == "text" else "text"
        extra = f"extra_{number}"
        draft(house, extra, kind)
        tokens = consents(house)
        thread = publish_quietly(house, tokens)
        time.sleep(dice.uniform(0.02, 2.0))
        house.kill_and_start()
        thread.join(30)
        new = shape(house)
        outcomes.append("new" if new[0] > old[0] else "old")
        if new == old:
            status, answer = house.client.call("POST", f"{DOCUMENT}/publish", {"consent": tokens})
            assert status in (200, 409), answer  # 409: the restart has published it meanwhile
            new = shape(house)
        assert new == (old[0] + 1, kind, old[2] | {extra})
    print(f"after the kills: {outcomes}")
    count = house.client.ok("GET", f"{SHEETS}?limit=1&count=exact")["count"]["value"]
    assert count == ROWS
