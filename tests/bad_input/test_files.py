"""Tables that people really send: each bad row with its line and reason, and the good ones untouched."""

import random
from typing import Any

import pytest

from tests.bad_input.conftest import APP, Plant, ok
from tests.support.bad_input import assert_helpful, count_rows

IMPORTS = f"{APP}/forms/hall/imports"
RECORDS = f"{APP}/forms/hall/records"


def start(plant: Plant, content: bytes, language: str = "en", **fields: str) -> Any:
    return plant.admin.post(
        IMPORTS,
        files={"file": ("halls.csv", content)},
        data=fields,
        headers={"Accept-Language": language},
    )


def run(plant: Plant, content: bytes, language: str = "en", **fields: str) -> dict[str, Any]:
    started = ok(start(plant, content, language, **fields), 202)
    plant.world.services.jobs.run_pending()
    path = f"{IMPORTS}/{started['id']}"
    return dict(ok(plant.admin.get(path, headers={"Accept-Language": language})))


def rows_of(plant: Plant) -> dict[str, int]:
    """The rows of everything but the run itself and its job."""
    kept = ("record_import", "job")
    counted = count_rows(plant.world)
    return {name: rows for name, rows in counted.items() if not name.strip(".").startswith(kept)}


@pytest.mark.parametrize(
    ("name", "content", "line", "en", "zh"),
    [
        ("a ragged row", b"name,number\nA,1\nB\nC,3,4\n", 3, "", ""),
        ("a repeated key", b"name,number\nA,X1\nB,x1\n", 3, "Number", "编号"),
        ("a key that exists", b"name,number\nA,X1\nB,n1\n", 3, "Number", "编号"),
        ("a required cell that is empty", b"name,number\nA,1\n,2\n", 3, "Name", "名称"),
    ],
)
def test_a_bad_row_stops_the_import_with_its_line_and_reason(
    plant: Plant, name: str, content: bytes, line: int, en: str, zh: str, language: str
) -> None:
    before = rows_of(plant)
    found = run(plant, content, language, on_error="stop")
    assert found["state"] == "failed", (name, found)
    assert found["rows"][0]["line"] == line, found["rows"]
    message = found["rows"][0]["message"]
    assert (en if language == "en" else zh) in message
    assert_helpful({"title": "", "detail": message, "errors": []} | as_text(found), language)
    assert rows_of(plant) == before


def as_text(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": found["message"],
        "detail": found["message"] + " " + found["rows"][0]["message"],
    }


def test_bad_rows_are_skipped_and_named_when_asked_so(plant: Plant, language: str) -> None:
    mark = f"skip-{language}"
    content = f"name,number\n{mark}-1,{mark}-1\n,2\n{mark}-3,{mark}-3\nx\n".encode()
    found = run(plant, content, language, on_error="skip")
    assert (found["state"], found["created"], found["refused"]) == ("done", 2, 2), found
    assert [row["line"] for row in found["rows"]] == [3, 5]


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ("name,number\n车间,1\n".encode("gb18030"), {"encoding": "utf-8"}),
        (b"name,number\n\xff\xfe\x00bad,1\n", {"encoding": "utf-8"}),
        (b"name,number\nA,1\n", {"encoding": "klingon"}),
        (b"", {}),
        (b"\x00\x01\x02\x03" * 50, {}),
    ],
    ids=["another encoding", "broken bytes", "an unknown encoding", "an empty file", "no table"],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    plant: Plant, content: bytes, fields: dict[str, str], language: str
) -> None:
    before = rows_of(plant)
    answer = start(plant, content, language, **fields)
    if answer.status_code == 202:
        plant.world.services.jobs.run_pending()
        path = f"{IMPORTS}/{answer.json()['id']}"
        found = ok(plant.admin.get(path, headers={"Accept-Language": language}))
        assert found["state"] == "failed", found
        problem = {"title": found["message"], "detail": found["message"]}
    else:
        problem = answer.json()
        assert answer.status_code == 422, problem
    assert_helpful(problem, language)
    assert rows_of(plant) == before


def test_a_formula_cell_is_text_and_leaves_again_without_power(plant: Plant) -> None:
    bomb = "=cmd|' /C calc'!A1"
    found = run(plant, f'name,number\n"{bomb}",F1\n'.encode())
    assert found["created"] == 1, found
    page = ok(plant.admin.get(f"{RECORDS}?filter=number = 'F1'"))
    assert page["items"][0]["values"]["name"] == bomb
    exported = plant.admin.post(f"{APP}/forms/hall/exports", json={"filter": "number = 'F1'"})
    cells = exported.text.splitlines()[-1]
    assert "=cmd" in cells
    assert f",{bomb}" not in cells
    assert not cells.startswith(("=", '"='))


@pytest.mark.slow
def test_fifty_megabytes_of_dirt_are_read_row_by_row(plant: Plant) -> None:
    """A gb18030 table of 50 MB with every fault in it: each bad row is told, nothing is written."""
    dice = random.Random(5)
    lines, bad, size = ["name,number"], 0, 0
    filler = "车间备注" * 60
    while size < 50_000_000:
        number = len(lines)
        line = f"厂房{number}{filler},K{number}"
        match dice.randrange(40):
            case 0:
                line, bad = f"厂房{number}", bad + 1
            case 1:
                line, bad = f"厂房{number},K{number},more", bad + 1
            case 2:
                line, bad = f",K{number}", bad + 1
            case 3:
                line = f'"=HYPERLINK(""http://x"")",K{number}'
        lines.append(line)
        size += len(line.encode("gb18030")) + 1
    content = "\n".join(lines).encode("gb18030")
    before = rows_of(plant)
    found = run(plant, content, dry_run="true")
    print(f"{len(content) / 1e6:.0f} MB, {len(lines) - 1} rows, {found['refused']} refused")
    assert (found["state"], found["encoding"]) == ("checked", "gb18030")
    assert (found["total"], found["refused"]) == (len(lines) - 1, bad)
    assert rows_of(plant) == before
    wrong = start(plant, content, encoding="utf-8")
    assert wrong.status_code in (202, 422)
    if wrong.status_code == 202:
        plant.world.services.jobs.run_pending()
        found = ok(plant.admin.get(f"{IMPORTS}/{wrong.json()['id']}"))
        assert found["state"] == "failed", found
    assert rows_of(plant) == before
