"""The floor: FastAPI and SQLAlchemy Core doing the same work on one fixed table, nothing else.

Started as its own server; `TRILOOM_BENCHMARK_URL` names the database.
"""

import os
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, FastAPI, Header, HTTPException, Query
from pydantic import BaseModel, Field
from sqlalchemy.engine import Connection

import triloom  # noqa: F401  (the same SQLite library on both sides)
from benchmarks.bare_tables import ITEM, TOKEN
from triloom.database.database import Database

DATABASE = Database(os.environ["TRILOOM_BENCHMARK_URL"])


class Item(BaseModel):
    """The same checks as the form's."""

    name: str = Field(max_length=200)
    amount: Decimal | None = Field(default=None, ge=0)
    quantity: int | None = Field(default=None, ge=0)
    status: str | None = Field(default=None, pattern="^(open|held|closed)$")
    day: str | None = Field(default=None, pattern=r"^\d{4}-\d\d-\d\d$")
    note: str | None = None
    email: str | None = Field(default=None, pattern=r"^[^@]+@[^@]+$")
    done: bool | None = None

    def columns(self) -> dict[str, Any]:
        """Return what is stored."""
        values = self.model_dump(exclude_unset=True)
        if values.get("amount") is not None:
            values["amount"] = int(values["amount"] * 100)
        return values


def reading(authorization: Annotated[str, Header()]) -> Iterator[Connection]:
    """One read transaction, token checked."""
    with DATABASE.read() as connection:
        _check(connection, authorization)
        yield connection


def writing(authorization: Annotated[str, Header()]) -> Iterator[Connection]:
    """One write transaction, token checked."""
    with DATABASE.write() as connection:
        _check(connection, authorization)
        yield connection


_TOKEN = sa.select(TOKEN.c.who).where(TOKEN.c.token == sa.bindparam("token"))
_ONE = sa.select(ITEM).where(ITEM.c.id == sa.bindparam("b_id"))
_LIST = (
    sa.select(ITEM)
    .where(ITEM.c.status == "open", ITEM.c.deleted_at.is_(None))
    .order_by(ITEM.c.amount.desc(), ITEM.c.id)
    .limit(50)
)
_COUNT = sa.select(sa.func.count()).select_from(
    sa.select(ITEM.c.id)
    .where(ITEM.c.status == "open", ITEM.c.deleted_at.is_(None))
    .limit(1001)
    .subquery()
)
Read = Annotated[Connection, Depends(reading, scope="function")]
Write = Annotated[Connection, Depends(writing, scope="function")]
app = FastAPI(openapi_url=None)


def _check(connection: Connection, authorization: str) -> None:
    token = authorization.removeprefix("Bearer ")
    if connection.execute(_TOKEN, {"token": token}).first() is None:
        raise HTTPException(401)


def _shown(row: Any) -> dict[str, Any]:
    values = dict(row)
    values["id"] = str(values["id"])
    if values["amount"] is not None:
        values["amount"] = f"{Decimal(values['amount']) / 100:.2f}"
    return values


@app.get("/items/{item_id}")
def read_one(connection: Read, item_id: uuid.UUID) -> dict[str, Any]:
    """Return one row."""
    row = connection.execute(_ONE, {"b_id": item_id}).mappings().first()
    if row is None:
        raise HTTPException(404)
    return _shown(row)


@app.get("/items")
def read_list(connection: Read, sort: Annotated[str, Query()] = "amount") -> dict[str, Any]:
    """Return a filtered, sorted page of 50 with a capped count."""
    rows = connection.execute(_LIST).mappings().all()
    return {"items": [_shown(row) for row in rows], "count": connection.execute(_COUNT).scalar()}


@app.post("/items", status_code=201)
def create(connection: Write, item: Item) -> dict[str, Any]:
    """Insert one row and return it as stored."""
    identifier = uuid.uuid4()
    connection.execute(ITEM.insert().values(id=identifier, rev=1, **item.columns()))
    return _shown(connection.execute(_ONE, {"b_id": identifier}).mappings().one())


@app.patch("/items/{item_id}")
def update(connection: Write, item_id: uuid.UUID, item: dict[str, Any]) -> dict[str, Any]:
    """Change one row and return it."""
    connection.execute(
        ITEM.update()
        .where(ITEM.c.id == item_id)
        .values(rev=ITEM.c.rev + 1, quantity=int(item["quantity"]))
    )
    return _shown(connection.execute(_ONE, {"b_id": item_id}).mappings().one())


@app.post("/items/bulk")
def bulk(connection: Write, items: list[Item]) -> dict[str, Any]:
    """Insert many rows."""
    rows = [{"id": uuid.uuid4(), "rev": 1, **item.columns()} for item in items]
    connection.execute(ITEM.insert(), rows)
    return {"created": len(rows)}


@app.get("/group")
def group(connection: Read) -> list[list[Any]]:
    """Sum by status."""
    statement = sa.select(ITEM.c.status, sa.func.count(), sa.func.sum(ITEM.c.amount)).group_by(
        ITEM.c.status
    )
    return [list(row) for row in connection.execute(statement)]
