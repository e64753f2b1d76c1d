"""Idempotency keys: a repeated write gets the first answer, a different one under the key 422."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from triloom.context import RequestContext
from triloom.records.tables import idempotency
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.services import Services

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write answered: status, JSON text and the headers that belong to it."""

    status: int
    body: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """What a key stands for: the call and the hash of its body."""

    method: str
    path: str
    key: str
    body: bytes


_MATCH = sa.and_(
    idempotency.c.tenant_id == sa.bindparam("p_tenant"),
    idempotency.c.principal == sa.bindparam("p_principal"),
    idempotency.c.method == sa.bindparam("p_method"),
    idempotency.c.path == sa.bindparam("p_path"),
    idempotency.c.key == sa.bindparam("p_key"),
)
_FIND = sa.select(idempotency).where(_MATCH)
_FINISH = idempotency.update().where(_MATCH)
_FORGET = idempotency.delete().where(_MATCH)


def once(ctx: RequestContext, request: KeyedRequest, run: Callable[[], Answer]) -> Answer:
    """Run a write once per key within 24 hours; the row shares the write's transaction.

    A concurrent repeat waits for the first on the row's unique key. Raises 422 when the key was
    used with another body. A write that fails leaves no row, so its repeat runs again.
    """
    if not request.key.isprintable() or len(request.key) > LONGEST_KEY:
        raise TriloomError(
            "record.idempotency_key_invalid", status=422, data={"limit": LONGEST_KEY}
        )
    who = {
        "p_tenant": ctx.tenant_id,
        "p_principal": str(ctx.principal.user_id or ctx.principal.login),
        "p_method": request.method,
        "p_path": request.path,
        "p_key": request.key,
    }
    digest = hashlib.sha256(request.body).hexdigest()
    if not _reserve(ctx, who, digest):
        row = ctx.connection.execute(_FIND, who).mappings().one()
        if row["at"] > ctx.now - KEPT_FOR:
            return _repeat(row, digest)
        ctx.connection.execute(_FORGET, who)
        _reserve(ctx, who, digest)
    answer = run()
    ctx.connection.execute(
        _FINISH.values(status=answer.status, answer=answer.body, headers=dict(answer.headers)), who
    )
    return answer


def _repeat(row: sa.RowMapping, digest: str) -> Answer:
    if row["body_hash"] != digest:
        raise TriloomError("record.idempotency_key_reused", status=422)
    if row["status"] is None:
        raise TriloomError("service.busy", status=503, headers={"Retry-After": "1"})
    headers = {**row["headers"], "Idempotent-Replayed": "true"}
    return Answer(row["status"], row["answer"], headers)


def _reserve(ctx: RequestContext, who: Mapping[str, object], digest: str) -> bool:
    dialect = postgresql if ctx.services.database.dialect == "postgresql" else sqlite
    statement = (
        dialect.insert(idempotency)
        .values(
            tenant_id=who["p_tenant"], principal=who["p_principal"], method=who["p_method"],
            path=who["p_path"], key=who["p_key"], body_hash=digest, at=ctx.now,
        )
        .on_conflict_do_nothing()
        .returning(idempotency.c.key)
    )  # fmt: skip
    # The row itself, not rowcount: not every driver counts the rows of an insert.
    return ctx.connection.execute(statement).first() is not None


def forget_old_keys(services: "Services", _payload: JsonObject) -> Json:
    """Delete the keys that are older than 24 hours; a scheduled job."""
    limit = services.clock.now() - KEPT_FOR
    with services.database.write() as connection:
        gone = connection.execute(idempotency.delete().where(idempotency.c.at < limit)).rowcount
    return {"keys": gone}
