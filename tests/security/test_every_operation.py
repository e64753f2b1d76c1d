"""Sweeps over every operation of the OpenAPI document, in process."""

import random
import time
import uuid
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.security.leak_world import APP, build
from tests.support.world import World

OPEN: frozenset[tuple[str, str]] = frozenset(
    {
        ("POST", "/api/v1/session"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
    }
)
"""Everything that answers without a principal; whoever adds a line here explains it in review."""
SECONDS = 8.0
VALUES: tuple[object, ...] = (
    None, True, 0, -1, 2**53, 10**30, 1.5, "", "x", "\x00", "a" * 300, "2026-02-30", [], [None],
    {}, {"a": {"b": [1]}}, "' OR 1=1 --", "{{7*7}}", "../../etc/passwd", "🦊", "\u202e", "NaN",
    [[[[1]]]], {"field": ["x"]}, {"=": [{"field": ["id"]}, None]}, str(uuid.uuid4()),
)  # fmt: skip


def operations(client: TestClient) -> Iterator[tuple[str, str, dict[str, object]]]:
    document = client.get("/api/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield method.upper(), path, operation


def filled(path: str, generator: random.Random | None = None, **real: list[str]) -> str:
    parts = []
    for part in path.split("/"):
        if "{" not in part:
            parts.append(part)
        elif generator is None:
            parts.append(str(uuid.UUID(int=7)))
        else:
            strange = [str(uuid.UUID(int=7)), "x", "%00", "..%2f", "a" * 200, "%F0%9F%A6%8A", "1"]
            known = real.get(part.strip("{}"), [])
            parts.append(generator.choice(known if known and generator.random() < 0.8 else strange))
    return "/".join(parts)


def test_nothing_answers_a_stranger(sqlite_world: World) -> None:
    stranger = sqlite_world.client(None)
    checked = 0
    for method, path, operation in operations(sqlite_world.client("admin")):
        if (method, path) in OPEN:
            continue
        if "requestBody" in operation and "multipart/form-data" in str(operation["requestBody"]):
            answer = stranger.request(method, filled(path), files={"file": b"x"})
        else:
            body = {} if method in ("POST", "PUT", "PATCH") else None
            answer = stranger.request(method, filled(path), json=body)
        assert answer.status_code == 401, f"{method} {path}: {answer.status_code} {answer.text}"
        checked += 1
    assert checked >= 20


def test_no_operation_takes_a_wrong_csrf_token(sqlite_world: World) -> None:
    client = sqlite_world.client("admin")
    client.headers["X-CSRF-Token"] = "0" * 64
    for method, path, _operation in operations(client):
        if method == "GET" or (method, path) in OPEN or path.endswith(("/query", "/simulate")):
            continue
        answer = client.request(method, filled(path), json={})
        assert 400 <= answer.status_code < 500, f"{method} {path}: {answer.status_code}"


def _members(schema: object, document: dict[str, object]) -> list[str]:
    while isinstance(schema, dict) and "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        schema = document["components"]["schemas"][name]  # type: ignore[index]
    return list(schema.get("properties", {})) if isinstance(schema, dict) else []


@pytest.fixture
def places(sqlite_world: World) -> dict[str, list[str]]:
    """Path parameters that lead somewhere: a published app with records."""
    planted = build(sqlite_world)
    records = list(planted.machines.values())
    return {
        "app": [APP], "form": ["machine", "visit", "site"], "kind": ["forms", "reports", "boards"],
        "key": ["machines", "overview", "machine", "machine_flow"], "record": records,
        "record_id": records, "action": ["finish"], "field": ["name", "double_cost"],
        "user_id": list(planted.people.values()), "role": ["own_reader"],
    }  # fmt: skip


@pytest.mark.parametrize("seed", [1])
def test_no_body_and_no_query_causes_a_server_error(
    sqlite_world: World, places: dict[str, list[str]], seed: int
) -> None:
    client = sqlite_world.client("admin")
    document = client.get("/api/v1/openapi.json").json()
    generator = random.Random(seed)
    closing = {
        ("DELETE", "/api/v1/session"), ("POST", "/api/v1/session"), ("GET", "/api/v1/events"),
    }  # fmt: skip
    found = [item for item in operations(client) if (item[0], item[1]) not in closing]
    ends = time.monotonic() + SECONDS
    answers: dict[int, int] = {}
    for _round in range(2):
        generator.shuffle(found)
        for method, path, operation in found:
            if time.monotonic() > ends:
                break
            address = filled(path, generator, **places)
            query, body = _strange(generator, operation, document)
            answer = client.request(
                method, address, params=query,
                json=body if method in ("POST", "PUT", "PATCH") else None,
                headers={"If-Match": generator.choice(['"1"', "*", "x", '"99"'])},
            )  # fmt: skip
            assert answer.status_code < 500 or answer.status_code in (503, 507), (
                f"{method} {answer.request.url} {body!r}: {answer.text}"
            )
            answers[answer.status_code // 100] = answers.get(answer.status_code // 100, 0) + 1
    assert answers.get(4, 0) > 20
    assert answers.get(2, 0) > 20


def _strange(
    generator: random.Random, operation: dict[str, object], document: dict[str, object]
) -> tuple[dict[str, str], object]:
    """Return a query and a body made of values that nobody expects."""
    parameters: list[dict[str, object]] = operation.get("parameters", [])  # type: ignore[assignment]
    query = {
        str(item["name"]): str(generator.choice(VALUES))[:500]
        for item in parameters
        if item["in"] == "query" and generator.random() < 0.4
    }
    content = operation.get("requestBody", {}).get("content", {})  # type: ignore[attr-defined]
    schema = content.get("application/json", {}).get("schema", {})
    members = _members(schema, document)
    if not members or generator.random() < 0.2:
        return query, generator.choice(VALUES)
    return query, {name: generator.choice(VALUES) for name in members if generator.random() < 0.7}
