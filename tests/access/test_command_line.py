"""The command line: each command does one thing, says so, and can be scripted."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.support.world import open_world
from triloom import cli_doctor
from triloom.cli import app


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """A function arguments → result, over a data folder of its own."""
    monkeypatch.setenv("TRILOOM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRILOOM_SECRET_KEY", "test-key-" + "x" * 32)
    monkeypatch.setenv("TRILOOM_JOBS", "inline")
    runner = CliRunner()

    def call(*arguments: str) -> Result:
        return runner.invoke(app, arguments)

    return call


def answer_of(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout.strip().splitlines()[-1])
    return found


def test_a_new_installation_gets_one_administrator(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    first = answer_of(run("init", "--json"))
    assert first["created"] is True
    assert answer_of(run("init", "--json"))["created"] is False
    world = open_world(tmp_path / "data")
    body = {"login": "admin", "password": first["password"]}
    answer = world.client(None).post("/api/v1/session", json=body)
    assert answer.json()["is_admin"] is True
    world.close()


def test_people_come_and_go(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    added = answer_of(run("user", "add", "ada", "--name", "Ada", "--json"))
    again = run("user", "add", "ADA")
    assert again.exit_code == 1
    changed = answer_of(run("user", "passwd", "ada", "--password", "a longer sentence", "--json"))
    assert changed["password"] is None
    token = answer_of(run("token", "create", "ada", "--scope", "read", "--json"))["token"]
    world = open_world(tmp_path / "data")
    client, bearer = world.client(None), {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me", headers=bearer).json()["login"] == "ada"
    old = {"login": "ada", "password": added["password"]}
    assert client.post("/api/v1/session", json=old).status_code == 401
    world.close()
    assert run("user", "disable", "ada").exit_code == 0
    world = open_world(tmp_path / "data")
    assert world.client(None).get("/api/v1/me", headers=bearer).status_code == 401
    world.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "disable", "nobody"),
        ("user", "add", "with space"),
        ("user", "add", "eve", "--password", "short"),
        ("user", "add", "eve", "--role", "no-slash"),
        ("token", "create", "nobody"),
        ("token", "create", "admin", "--scope", "everything"),
        ("export", "nothing", "nowhere", "/tmp/never.csv"),
    ],
)
def test_what_cannot_be_done_ends_with_a_reason(run, arguments: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    result = run(*arguments)
    assert result.exit_code in (1, 2)
    assert result.output.strip()
    assert "Traceback" not in result.output


def test_the_doctor_finds_a_new_installation_well(run) -> None:  # type: ignore[no-untyped-def]
    run("init")
    found = json.loads(run("doctor", "--audit", "--json").stdout)
    assert all(item["is_well"] for item in found)
    assert {"schema", "audit chain", "administrators"} <= {item["name"] for item in found}


def test_the_doctor_says_what_helps(run) -> None:  # type: ignore[no-untyped-def]
    run("migrate")
    result = run("doctor")
    assert result.exit_code == 1
    assert "triloom user add --admin" in result.output


def test_the_doctor_says_that_a_database_was_never_migrated(run) -> None:  # type: ignore[no-untyped-def]
    result = run("doctor", "--audit", "--fix")
    assert result.exit_code == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)
    finding, command = result.stdout.splitlines()
    assert finding.startswith("BAD  schema: the database was never migrated")
    assert "The server cannot work with it" in finding
    assert command.strip() == "do: triloom migrate"
    [item] = json.loads(run("doctor", "--json").stdout)
    assert (item["is_well"], item["command"]) == (False, "triloom migrate")


def test_the_doctor_names_only_commands_that_exist(run) -> None:  # type: ignore[no-untyped-def]
    source = Path(cli_doctor.__file__).read_text(encoding="utf-8")
    named = {tuple(match.split()) for match in re.findall(r'"triloom ([a-z]+(?: [a-z]+)?)', source)}
    assert ("migrate",) in named
    for command in named:
        assert run(*command, "--help").exit_code == 0, command
    assert "docs/operator.md" in cli_doctor.RESTORE
