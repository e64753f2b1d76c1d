"""What tests of bad input share: the state of the database, and whether a message helps."""

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from tests.support.world import World

LANGUAGES = ("en", "zh-CN")
LOGS = frozenset({"audit_event", "access_login_attempt"})
"""Tables that note refusals; every other table must stay as it was."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)*\.[a-z]+_[a-z_]+\b")
_TRACE = re.compile(r"Traceback|SELECT |INSERT |sqlite|psycopg|sqlalchemy|Error\(|<class", re.I)


def count_rows(world: World) -> dict[str, int]:
    """Return the number of rows of every table but the logs."""
    counted: dict[str, int] = {}
    with world.services.database.read() as connection:
        inspector = sa.inspect(connection)
        for schema in inspector.get_schema_names() if world_is_postgres(world) else [None]:
            for name in inspector.get_table_names(schema=schema):
                if name in LOGS or schema in ("information_schema", "dbos"):
                    continue
                table = sa.table(name, schema=schema)
                statement = sa.select(sa.func.count()).select_from(table)
                counted[f"{schema or ''}.{name}"] = connection.execute(statement).scalar_one()
    return counted


def world_is_postgres(world: World) -> bool:
    """Tell whether a world lies in PostgreSQL."""
    return world.services.database.dialect == "postgresql"


def texts_of(problem: Mapping[str, Any]) -> list[str]:
    """Return all texts of a problem document that a person reads."""
    found = [str(problem["title"]), str(problem["detail"])]
    return found + [str(item["message"]) for item in problem.get("errors", ())]


def assert_helpful(
    problem: Mapping[str, Any], language: str, *names: str, sentences: int = 2
) -> None:
    """Check that a problem names its objects, says what to do next, and leaks no code.

    `sentences` is 1 where the text is that of a document's author.
    """
    texts = texts_of(problem)
    whole = "\n".join(texts)
    for text in texts:
        assert "{" not in text, text
        assert "}" not in text, text
        assert not _CODE.search(text), f"a code leaks: {text}"
        assert not _TRACE.search(text), f"an internal leaks: {text}"
    for name in names:
        assert name in whole, f"{name!r} is not named in {whole!r}"
    if language == "zh-CN":
        assert all(_HAN.search(text) for text in texts), texts
    else:
        assert not any(_HAN.search(text) for text in texts), texts
    parts = re.split(r"[。.!?；;:：](?:\s|$)?", problem["detail"].strip())
    steps = len([part for part in parts if part.strip()]) + len(problem.get("errors", ()))
    assert steps >= sentences, f"no cause and next step: {whole!r}"
