"""Reading the conformance file of the expression language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import triloom_core.expression
from triloom_core.expression import (
    Environment,
    ExpressionType,
    Kind,
    Value,
    currency_type,
    decimal_type,
    environment_of,
    link_type,
    list_type,
)

FILE = Path(triloom_core.expression.__file__).with_name("conformance.jsonl")


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the file."""

    expression: str
    fields: Mapping[str, Mapping[str, Any]]
    type: str
    result: Any
    push: tuple[str, ...]
    aggregate: bool = False


def read_cases() -> tuple[dict[str, Any], list[Case]]:
    """Return the head line and all cases."""
    head, *lines = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    return head, [Case(**{**line, "push": tuple(line["push"])}) for line in lines]


def type_of(text: str) -> ExpressionType:
    """Return the type that `kind`, `decimal:2`, `currency:2:CNY`, `list:text`, `link:user` names."""
    kind, *details = text.split(":")
    if kind == "decimal":
        return decimal_type(int(details[0]))
    if kind == "currency":
        return currency_type(int(details[0]), details[1])
    if kind == "list":
        return list_type(type_of(details[0]))
    return link_type(details[0]) if kind == "link" else ExpressionType(Kind(kind))


def value_of(stored: Any) -> Value:
    """Return the value of a JSON literal of the file."""
    if not isinstance(stored, dict):
        return stored  # type: ignore[no-any-return]
    name, content = next(iter(stored.items()))
    readers: dict[str, Any] = {
        "decimal": Decimal,
        "float": float,
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "time": time.fromisoformat,
        "list": lambda items: tuple(value_of(item) for item in items),
    }
    return readers[name](content)  # type: ignore[no-any-return]


def environment(head: Mapping[str, Any], values: Mapping[str, Value]) -> Environment:
    """Return the environment of the file over field values; its rows are those of the head line."""
    given = head["environment"]
    common: dict[str, Any] = {
        "now": datetime.fromisoformat(given["now"]),
        "zone": ZoneInfo(given["zone"]),
        "user": given["user"],
    }
    names = list(head["rows"]["fields"])
    rows = tuple(
        environment_of(dict(zip(names, map(value_of, row), strict=True)), **common)
        for row in head["rows"]["values"]
    )
    return environment_of(values, rows=rows, **common)
