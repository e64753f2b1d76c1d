"""Requests that nobody sane would send, drawn from the OpenAPI document and a seed."""

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi.testclient import TestClient

METHODS = ("get", "post", "put", "patch", "delete")
SCALARS: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, -(2**63), 10**25, 1.5, -0.0, 1e308, "", " ", "x", "\x00",
    "\ud800", "a" * 5_000, "2026-02-30", "0000-01-01", "9999-12-31T23:59:60Z", "' OR 1=1 --", "%", "_",
    "{{7*7}}", "${x}", "../../etc/passwd", "🦊", "\u202e", "NaN", "Infinity", "=1+1", "<script>", "\\",
    "price > ", "price / 0 = 1", "not not not price", "((((((((((1))))))))))", "1 +" * 300 + " 1",
    "contains(name, name)", "stage = 'x'", "-price", "name,name,name", "*", "null", "true", "[]", "{}",
)  # fmt: skip
NESTED: tuple[Any, ...] = (
    [], [None], {}, [[[[1]]]], {"a": {"b": [1]}}, {"field": ["x"]}, {"=": [{"field": ["id"]}, None]},
    {"and": []}, {"values": None}, {"values": {"name": []}}, {"create": [{}]}, [{"op": "add"}],
)  # fmt: skip
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("If-Match", ('"1"', "*", "", "W/", '"-1"', '"99999999999999999999"', "x" * 90)),
    ("Idempotency-Key", ("", "a", "\x7f", "k" * 600)),
    ("Accept-Language", ("zh-CN", "en;q=x", "*", "q" * 300)),
    ("Content-Type", ("text/plain", "multipart/form-data", "application/zip", "application/json; charset=x")),
    ("Range", ("bytes=5-1", "bytes=-", "x")),
    ("Authorization", ("Bearer", "Basic x", "Bearer " + "x" * 900)),
)  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    query: tuple[str, ...]
    members: Mapping[str, Any]


def operations(client: TestClient) -> list[Operation]:
    """Return every operation that the server publishes."""
    document = client.get("/api/v1/openapi.json").json()
    found = []
    for path, methods in document["paths"].items():
        for method, body in methods.items():
            if method not in METHODS:
                continue
            query = tuple(p["name"] for p in body.get("parameters", ()) if p["in"] == "query")
            content = body.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            found.append(Operation(method.upper(), path, query, members_of(schema, document)))
    return found


def members_of(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the members of a body's schema, references resolved."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][str(schema["$ref"]).rsplit("/", 1)[-1]]
    for choice in schema.get("anyOf", ()):
        if "$ref" in choice:
            return members_of(choice, document)
    return dict(schema.get("properties", {}))


class Fuzzer:
    """Draws requests; `known` holds real keys and ids by the name of their path parameter."""

    def __init__(self, seed: int, known: Mapping[str, Sequence[str]]) -> None:
        self.dice = random.Random(seed)
        self.known = known

    def request(self, operation: Operation) -> dict[str, Any]:
        """Return the arguments of one request."""
        dice = self.dice
        headers = {}
        for name, values in HEADERS:
            if dice.random() < 0.12:
                headers[name] = dice.choice(values)
        request: dict[str, Any] = {
            "method": operation.method,
            "url": "/".join(self._part(part) for part in operation.path.split("/")),
            "params": {
                name: _text(dice.choice(SCALARS)) for name in operation.query if dice.random() < 0.5
            },
        }
        if operation.method != "GET" or dice.random() < 0.05:
            request["content"] = self._content(operation)
            headers.setdefault("Content-Type", "application/json")
        request["headers"] = {name: value.encode() for name, value in headers.items()}
        return request

    def _part(self, part: str) -> str:
        if not part.startswith("{"):
            return part
        name = part.strip("{}").split(":")[0]
        if name in self.known and self.dice.random() < 0.7:
            return self.dice.choice(self.known[name])
        hostile = (
            str(uuid.UUID(int=7)),
            "x",
            "%00",
            "..%2f",
            "a" * 300,
            "%F0%9F%A6%8A",
            "-1",
            "%ff",
        )
        return self.dice.choice(hostile)

    def _content(self, operation: Operation) -> bytes:
        dice = self.dice
        if dice.random() < 0.08:
            return dice.choice((b"", b"{", b"\xff\xfe", b"[" * 10_000, b'{"a":1}garbage', b"NaN"))
        body: Any = {name: self._value(3) for name in operation.members if dice.random() < 0.7}
        if dice.random() < 0.15:
            body = self._value(3)
        if dice.random() < 0.1 and isinstance(body, dict):
            body[dice.choice(("extra", "", "__proto__", "values"))] = self._value(2)
        return _encode(body)

    def _value(self, depth: int) -> Any:
        dice = self.dice
        draw = dice.random()
        if depth == 0 or draw < 0.6:
            return dice.choice(SCALARS)
        if draw < 0.75:
            return dice.choice(NESTED)
        if draw < 0.87:
            return [self._value(depth - 1) for _ in range(dice.randrange(3))]
        keys = ("key", "values", "field", "kind", "name", "id", "fields", "when", "type", "price")
        return {dice.choice(keys): self._value(depth - 1) for _ in range(dice.randrange(4))}


def _text(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()[:3_000]


def _encode(body: Any) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:
        import json

        return json.dumps(body).encode()


def plan(found: Sequence[Operation], count: int, dice: random.Random) -> Iterator[Operation]:
    """Yield `count` operations: each in turn, in an order that changes every round."""
    done = 0
    while True:
        for operation in dice.sample(list(found), len(found)):
            if done == count:
                return
            done += 1
            yield operation
