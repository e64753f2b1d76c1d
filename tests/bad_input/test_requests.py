"""Every named fault of a request: status, code, a message that helps in both languages, no trace."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.bad_input.conftest import API, APP, MACHINES, Plant, ok
from tests.support.bad_input import assert_helpful, count_rows

Send = Callable[[Plant, dict[str, str]], httpx.Response]


@dataclass(frozen=True)
class Case:
    """One request that cannot be; `names` are what its message must name, by language."""

    name: str
    send: Send
    status: int
    code: str
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    sentences: int = 2


def get(path: str) -> Send:
    return lambda plant, headers: plant.admin.get(path, headers=headers)


def create(**values: Any) -> Send:
    def send(plant: Plant, headers: dict[str, str]) -> httpx.Response:
        filled = {key: plant.ids.get(str(value), value) for key, value in values.items()}
        return plant.admin.post(MACHINES, json={"values": filled}, headers=headers)

    return send


def post_bytes(path: str, content: bytes, kind: str = "application/json") -> Send:
    return lambda plant, headers: plant.admin.post(
        path, content=content, headers={**headers, "Content-Type": kind}
    )


def act(action: str) -> Send:
    return lambda plant, headers: plant.admin.post(
        f"{MACHINES}/{plant.ids['machine']}/actions/{action}", json={}, headers=headers
    )


def patch(values: dict[str, Any], match: str | None) -> Send:
    def send(plant: Plant, headers: dict[str, str]) -> httpx.Response:
        extra = {} if match is None else {"If-Match": match}
        path = f"{MACHINES}/{plant.ids['twice']}"
        return plant.admin.patch(path, json={"values": values}, headers={**headers, **extra})

    return send


def stale_delete(plant: Plant, headers: dict[str, str]) -> httpx.Response:
    path = f"{MACHINES}/{plant.ids['twice']}"
    return plant.admin.delete(path, headers={**headers, "If-Match": '"1"'})


def reused_key(plant: Plant, headers: dict[str, str]) -> httpx.Response:
    key = {**headers, "Idempotency-Key": "bad-input"}
    return plant.admin.post(MACHINES, json={"values": {"name": "Other"}}, headers=key)


def by_worker(method: str, path: str, body: Any = None) -> Send:
    return lambda plant, headers: plant.worker.request(
        method, path.format(**plant.ids), json=body, headers=headers
    )


def upload(path: str, content: bytes, name: str = "a.csv") -> Send:
    return lambda plant, headers: plant.admin.post(
        path, files={"file": (name, content)}, headers=headers
    )


IMPORTS = f"{APP}/forms/machine/imports"
BROKEN_FORM = b"no boundary at all"
CASES = [
    Case("a filter with an unknown field", get(f"{MACHINES}?filter=weight > 3"), 400,
         "query.filter_invalid", ("weight",), ("weight",)),
    Case("a filter with an unknown operator", get(f"{MACHINES}?filter=price ~~ 3"), 400,
         "query.filter_invalid", ("~",), ("~",)),
    Case("a filter with an unknown function", get(f"{MACHINES}?filter=fly(price)"), 400,
         "query.filter_invalid", ("fly",), ("fly",)),
    Case("a filter that compares unlike types", get(f"{MACHINES}?filter=price = 'x'"), 400,
         "query.filter_invalid"),
    Case("a sort by an unknown field", get(f"{MACHINES}?sort=weight"), 400,
         "query.unknown_field", ("weight",), ("weight",)),
    Case("a link to a record in the trash", create(name="A", hall="trash"), 422,
         "record.invalid", ("Hall",), ("车间",), ("/values/hall",)),
    Case("a link to nothing", create(name="A", hall="01a22012-00a6-7000-8b0e-58fda517e1c9"), 422,
         "record.invalid", ("Hall",), ("车间",), ("/values/hall",)),
    Case("a decimal out of range", create(name="A", price="99999999999999999999.00"), 422,
         "record.invalid", ("Price",), ("价格",), ("/values/price",)),
    Case("a decimal with too many digits", create(name="A", price="1.005"), 422,
         "record.invalid", ("Price",), ("价格",), ("/values/price",)),
    Case("a decimal that is no number", create(name="A", price="ten"), 422,
         "record.invalid", ("Price",), ("价格",), ("/values/price",)),
    Case("a decimal below its minimum", create(name="A", price="-1.00"), 422,
         "record.invalid", ("Price",), ("价格",), ("/values/price",)),
    Case("an integer out of range", create(name="A", hours=2**60), 422,
         "record.invalid", ("Hours",), ("工时",), ("/values/hours",)),
    Case("a required value that is missing", create(price="1.00"), 422,
         "record.invalid", ("Name",), ("名称",), ("/values/name",)),
    Case("a value of an unknown field", create(name="A", weight=3), 422,
         "record.invalid", ("weight",), ("weight",), ("/values/weight",)),
    Case("a value of a computed field", create(name="A", rate="3"), 422,
         "record.invalid", ("Rate",), ("费率",), ("/values/rate",)),
    Case("a unique value that exists", create(name="A", code="t1"), 409,
         "record.unique_taken", ("Code",), ("编码",)),
    Case("an action of another stage", act("reopen"), 409, "flow.action_not_available"),
    Case("an action whose guard refuses", act("fix"), 409,
         "flow.guard_reason", ("The price is too low",), ("价格过低",), sentences=1),
    Case("a stage written directly", patch({"stage": "fixed"}, '"2"'), 422, "record.invalid"),
    Case("a delete with a stale ETag", stale_delete, 412, "record.stale", ("1", "2"), ("1", "2")),
    Case("a change over the change of another", patch({"price": "9.00"}, '"1"'), 409,
         "record.conflict"),
    Case("a change without its revision", patch({"price": "9.00"}, None), 428,
         "record.revision_missing"),
    Case("a revision that is none", patch({"price": "9.00"}, '"x"'), 400,
         "record.revision_malformed"),
    Case("a create by the wrong role",
         by_worker("POST", f"{APP}/forms/hall/records", {"values": {"name": "B"}}), 403,
         "access.action_refused", ("Hall",), ("车间",)),
    Case("a read of a record out of reach", by_worker("GET", f"{MACHINES}/{{machine}}"), 404,
         "record.not_found"),
    Case("a draft by somebody who may not build",
         by_worker("PUT", f"{APP}/forms/hall/draft", {"body": {}}), 403, "capability.missing"),
    Case("JSON that is none", post_bytes(MACHINES, b'{"values": '), 422, "request.malformed_json"),
    Case("JSON with a number that is none", post_bytes(MACHINES, b'{"values": {"hours": NaN}}'), 422,
         "request.malformed_json"),
    Case("JSON of the wrong shape", post_bytes(MACHINES, b"[1]"), 422, "request.invalid"),
    Case("a body with unknown members", post_bytes(MACHINES, b'{"valeus": {}}'), 422,
         "request.invalid", ("valeus",), ("valeus",)),
    Case("a body that is too large", post_bytes(MACHINES, b'{"values": {"name": "' + b"x" * 1_100_000
         + b'"}}'), 413, "request.too_large", ("1 MB",), ("1 MB",)),
    Case("a package that is no zip", post_bytes(f"{API}/packages", b"PK nonsense", "application/zip"),
         422, "package.not_zip"),
    Case("a multipart form that breaks off",
         post_bytes(IMPORTS, BROKEN_FORM, "multipart/form-data; boundary=x"), 422, "file.malformed_upload"),
    Case("an import without a file", post_bytes(IMPORTS, b"--x--\r\n", "multipart/form-data; boundary=x"),
         422, "import.file_missing"),
    Case("an idempotency key used for another body", reused_key, 422, "record.idempotency_key_reused"),
    Case("an address that does not exist", get(f"{API}/nowhere"), 404, "request.not_found"),
    Case("an app that does not exist", get(f"{API}/apps/nowhere/forms/machine/records"), 404,
         "app.not_found", ("nowhere",), ("nowhere",)),
    Case("a form that does not exist", get(f"{APP}/forms/nowhere/records"), 404,
         "form.not_found", ("nowhere",), ("nowhere",)),
    Case("an import of a file kind that is not read", upload(IMPORTS, b"x", "a.xlsx"), 422,
         "import.format_unknown", ("a.xlsx",), ("a.xlsx",)),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def used_key(plant: Plant) -> None:
    ok(
        plant.admin.post(
            MACHINES,
            json={"values": {"name": "First"}},
            headers={"Idempotency-Key": "bad-input"},
        ),
        201,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_is_named_and_changes_nothing(plant: Plant, case: Case, language: str) -> None:
    before = count_rows(plant.world)
    answer = case.send(plant, {"Accept-Language": language})
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (case.status, case.code), problem
    names = case.en if language == "en" else case.zh
    assert_helpful(problem, language, *names, sentences=case.sentences)
    pointers = {item["pointer"] for item in problem["errors"]}
    assert set(case.pointers) <= pointers, problem["errors"]
    assert count_rows(plant.world) == before
