"""Rows: the condition in SQL and the decision in Python never disagree."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.access.conftest import Documents, person, published
from triloom.access.predicate import check_row, row_predicate
from triloom.access.principal import SYSTEM, Principal
from triloom.context import RequestContext
from triloom.database.database import Database
from triloom_core.clock import SystemClock
from triloom_core.ids import column_name, new_id
from triloom_core.json_types import Json, JsonObject
from triloom_core.sql.core_printer import to_core
from triloom_core.sql.nodes import FALSE, TRUE, Column
from triloom_form.types import field_type

Asking = Callable[[Principal], RequestContext]

ME, PEER, BELOW, STRANGER = (new_id() for _ in range(4))
WHO = replace(person("fitter", team=(PEER,), tree=(BELOW,), user_id=ME))
FORM: JsonObject = {
    "key": "job",
    "fields": [
        {"key": "name", "type": "text"},
        {"key": "hours", "type": "integer"},
        {"key": "cost", "type": "decimal", "scale": 2},
        {"key": "urgent", "type": "checkbox"},
        {"key": "due", "type": "date"},
        {"key": "helper", "type": "user"},
    ],
}

NAMES: tuple[Json, ...] = (None, "", "a", "B", "müller", "50%")
HOURS: tuple[Json, ...] = (None, -1, 0, 7)
COSTS: tuple[Json, ...] = (None, "0.00", "12.50")
FLAGS: tuple[Json, ...] = (None, True, False)
DAYS: tuple[Json, ...] = (None, "2026-01-31", "2025-12-01")
USERS: tuple[uuid.UUID | None, ...] = (None, ME, PEER, BELOW, STRANGER)

ATOMS = st.sampled_from(
    [
        "hours > 0", "hours != 7", "hours = null", "is_empty(name)", "contains(name, 'l')",
        "starts_with(name, '50')", "name = 'a'", "name in ('a', 'B')", "not (name in ('a'))",
        "cost >= 12.5", "cost * 2 > 1", "urgent", "not urgent", "due < date('2026-01-01')",
        "is_me(helper)", "in_my_team(owner)", "hours / 0 > 1", "coalesce(hours, 0) = 0",
        "is_me(created_by)", "if(urgent, hours > 0, cost > 1)",
    ]
)  # fmt: skip
CONDITIONS = st.recursive(
    ATOMS,
    lambda below: st.one_of(
        st.tuples(below, st.sampled_from(["and", "or"]), below).map(
            lambda x: f"({x[0]} {x[1]} {x[2]})"
        ),
        below.map(lambda x: f"not ({x})"),
    ),
    max_leaves=6,
)
GRANTS = st.lists(
    st.builds(
        lambda scope, when: {"role": "fitter", "scope": scope, **({"when": when} if when else {})},
        st.sampled_from(["own", "team", "subtree", "all"]),
        st.one_of(st.none(), CONDITIONS),
    ),
    min_size=1,
    max_size=3,
)


def rows() -> Iterator[dict[str, Json]]:
    """Yield images in which every value meets every owner, nulls included."""
    now = SystemClock().now().isoformat()
    for index in range(120):
        yield {
            "id": str(new_id()),
            "rev": 1,
            "created_at": now,
            "updated_at": now,
            "owner_id": None if USERS[index % 5] is None else str(USERS[index % 5]),
            "created_by": str(ME) if index % 3 == 0 else None,
            "name": NAMES[index % 6],
            "hours": HOURS[index % 4],
            "cost": COSTS[index % 3],
            "urgent": FLAGS[(index // 2) % 3],
            "due": DAYS[(index // 3) % 3],
            "helper": None if USERS[(index // 5) % 5] is None else str(USERS[(index // 5) % 5]),
        }


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Database, list[dict[str, Json]]]]:
    """A SQLite file with the form's table and its rows."""
    form = published(FORM)
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('rows') / 'rows.db'}")
    images = list(rows())
    now = SystemClock().now()
    with database.write() as connection:
        form.table.create(connection)
        for image in images:
            stored = {
                column_name(field.id): field_type(field.type).to_storage(field, image[field.key])
                for field in form.spec.fields
                if image[field.key] is not None
            }
            system = {
                "id": uuid.UUID(str(image["id"])), "rev": 1, "computed_rev": 0,
                "created_at": now, "updated_at": now,
            }  # fmt: skip
            for name in ("owner_id", "created_by"):
                value = image[name]
                system[name] = uuid.UUID(value) if isinstance(value, str) else None
            connection.execute(form.table.insert().values(**system, **stored))
    yield database, images
    database.dispose()


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(access=GRANTS)
def test_sql_and_python_reach_the_same_rows(
    access: list[JsonObject],
    filled: tuple[Database, list[dict[str, Json]]],
    documents: Documents,
    asking: Asking,
) -> None:
    database, images = filled
    documents.kept.clear()
    form = documents.add_form({**FORM, "access": access})
    ctx = asking(WHO)
    node = row_predicate(ctx, form, "read")

    def resolve(column: Column) -> sa.ColumnElement[object]:
        return form.table.c[column.name]

    statement = sa.select(form.table.c.id).where(to_core(node, resolve))
    with database.read() as connection:
        in_sql = {str(row) for row in connection.execute(statement).scalars()}
    in_python = {str(image["id"]) for image in images if check_row(ctx, form, "read", image)}
    assert in_sql == in_python


def decide(documents: Documents, asking: Asking, who: Principal, scope: str) -> set[str]:
    documents.kept.clear()
    form = documents.add_form({**FORM, "access": [{"role": "fitter", "scope": scope}]})
    owners = {"me": ME, "peer": PEER, "below": BELOW, "stranger": STRANGER}
    found = {
        name
        for name, owner in owners.items()
        if check_row(asking(who), form, "read", {"owner_id": str(owner)})
    }
    if check_row(asking(who), form, "read", {"owner_id": None}):
        found.add("nobody")
    return found


def test_each_scope_contains_the_narrower_ones(documents: Documents, asking: Asking) -> None:
    assert decide(documents, asking, WHO, "own") == {"me"}
    assert decide(documents, asking, WHO, "team") == {"me", "peer"}
    assert decide(documents, asking, WHO, "subtree") == {"me", "peer", "below"}
    assert decide(documents, asking, WHO, "all") == {"me", "peer", "below", "stranger", "nobody"}


def test_nobody_without_a_grant_reaches_a_row(documents: Documents, asking: Asking) -> None:
    form = documents.add_form({**FORM, "access": [{"role": "fitter"}]})
    assert row_predicate(asking(person("visitor")), form, "read") == FALSE
    assert row_predicate(asking(WHO), form, "import") == FALSE
    assert row_predicate(asking(WHO), form, "read") == TRUE
    assert row_predicate(asking(SYSTEM), form, "delete") == TRUE


def test_a_condition_that_does_not_compile_lets_nothing_through(
    documents: Documents, asking: Asking
) -> None:
    form = documents.add_form({**FORM, "access": [{"role": "fitter", "when": "gone > 1"}]})
    assert row_predicate(asking(WHO), form, "read") == FALSE
    assert not check_row(asking(WHO), form, "read", {"owner_id": str(ME)})


def test_a_token_without_the_scope_write_only_reads(documents: Documents, asking: Asking) -> None:
    form = documents.add_form({**FORM, "access": [{"role": "fitter"}]})
    ctx = asking(replace(WHO, kind="token", scopes=frozenset({"read"})))
    assert row_predicate(ctx, form, "read") == TRUE
    assert row_predicate(ctx, form, "update") == FALSE
    assert not check_row(ctx, form, "update", {"owner_id": str(ME)})


def test_money_compares_exactly(documents: Documents, asking: Asking) -> None:
    form = documents.add_form({**FORM, "access": [{"role": "fitter", "when": "cost > 0.1 + 0.2"}]})
    assert check_row(asking(WHO), form, "read", {"cost": str(Decimal("0.31"))})
    assert not check_row(asking(WHO), form, "read", {"cost": "0.30"})
