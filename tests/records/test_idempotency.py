import uuid

from tests.support.world import World


def test_a_key_gives_the_first_answer_again_on_both_databases(world: World) -> None:
    client = world.client("admin")
    base = "/api/v1/apps"
    assert client.post(base, json={"key": "works", "label": {"en": "Works"}}).status_code == 201
    form = {"kind": "form", "key": "part", "fields": [{"key": "name", "type": "text"}]}
    saved = client.put(f"{base}/works/forms/part/draft", json={"body": form})
    assert saved.json()["problems"] == []
    assert client.post(f"{base}/works/publish", json={}).status_code == 200
    records = f"{base}/works/forms/part/records"
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = client.post(records, json={"values": {"name": "bolt"}}, headers=key)
    assert first.status_code == 201, first.text
    again = client.post(records, json={"values": {"name": "bolt"}}, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    other = client.post(records, json={"values": {"name": "nut"}}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "record.idempotency_key_reused")
    page = client.get(f"{records}?count=exact").json()
    assert page["count"]["value"] == 1
