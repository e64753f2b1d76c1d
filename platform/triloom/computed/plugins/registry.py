"""Versions of models: which exists, which is live, and what a promotion asks for."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

import orjson
import sqlalchemy as sa

from triloom.computed.plugins.tables import run, version
from triloom.context import RequestContext
from triloom.messages import CATALOGUE
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import Json, JsonObject
from triloom_core.messages import render


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One version as it is stored; `artefact` may be large and is not shown."""

    id: uuid.UUID
    number: int
    plugin: str
    state: str
    reason: str | None
    artefact: JsonObject
    card: JsonObject
    roles: JsonObject
    trained_at: datetime


def _where(ctx: RequestContext, app_key: str, model_key: str) -> list[sa.ColumnElement[bool]]:
    return [
        version.c.tenant_id == ctx.tenant_id,
        version.c.app_key == app_key,
        version.c.model_key == model_key,
    ]


def _load(row: sa.RowMapping) -> ModelVersion:
    return ModelVersion(
        id=row["id"], number=row["number"], plugin=row["plugin"], state=row["state"],
        reason=row["reason"], artefact=row["artefact"], card=row["card"], roles=row["roles"],
        trained_at=row["trained_at"],
    )  # fmt: skip


def live_version(ctx: RequestContext, app_key: str, model_key: str) -> ModelVersion | None:
    """Return the version whose scores are shown, or None."""
    statement = sa.select(version).where(
        *_where(ctx, app_key, model_key), version.c.state == "live"
    )
    row = ctx.connection.execute(statement).mappings().first()
    return None if row is None else _load(row)


def version_by_id(ctx: RequestContext, version_id: uuid.UUID) -> ModelVersion | None:
    """Return a version by its id, or None."""
    statement = sa.select(version).where(version.c.id == version_id)
    row = ctx.connection.execute(statement).mappings().first()
    return None if row is None else _load(row)


def version_of_run(ctx: RequestContext, run_id: str) -> ModelVersion | None:
    """Return the version that a run has already stored, so that a repeated run stores none."""
    statement = sa.select(version).where(version.c.run_id == run_id)
    row = ctx.connection.execute(statement).mappings().first()
    return None if row is None else _load(row)


def all_versions(ctx: RequestContext, app_key: str, model_key: str) -> list[ModelVersion]:
    """Return the versions, newest first."""
    statement = (
        sa.select(version).where(*_where(ctx, app_key, model_key)).order_by(version.c.number.desc())
    )
    return [_load(row) for row in ctx.connection.execute(statement).mappings()]


def version_numbered(
    ctx: RequestContext, app_key: str, model_key: str, number: int
) -> ModelVersion:
    """Return a version by its number; raises 404."""
    statement = sa.select(version).where(
        *_where(ctx, app_key, model_key), version.c.number == number
    )
    row = ctx.connection.execute(statement).mappings().first()
    if row is None:
        data: JsonObject = {"model": model_key, "number": number}
        raise TriloomError("model.no_such_version", status=404, data=data)
    return _load(row)


def store_version(
    ctx: RequestContext,
    *,
    app_key: str,
    model_key: str,
    plugin: str,
    result: JsonObject,
    roles: JsonObject,
    run_id: str,
    state: str,
    reason: str | None,
) -> ModelVersion:
    """Write a new version; a live one retires the version before it."""
    if state == "live":
        _retire(ctx, app_key, model_key)
    newest = sa.select(sa.func.coalesce(sa.func.max(version.c.number), 0)).where(
        *_where(ctx, app_key, model_key)
    )
    number = int(ctx.connection.execute(newest).scalar_one()) + 1
    artefact = result.get("artefact")
    digest = hashlib.sha256(orjson.dumps(artefact, option=orjson.OPT_SORT_KEYS)).hexdigest()
    identifier = new_id()
    ctx.connection.execute(
        version.insert().values(
            tenant_id=ctx.tenant_id, id=identifier, app_key=app_key, model_key=model_key,
            number=number, plugin=plugin, state=state, reason=reason, artefact=artefact,
            artefact_sha256=digest, card=result.get("card"), roles=roles, run_id=run_id,
            trained_at=ctx.now, promoted_at=ctx.now if state == "live" else None,
        )
    )  # fmt: skip
    return version_numbered(ctx, app_key, model_key, number)


def _retire(ctx: RequestContext, app_key: str, model_key: str) -> None:
    ctx.connection.execute(
        version.update()
        .where(*_where(ctx, app_key, model_key), version.c.state == "live")
        .values(state="retired")
    )


def refusal_text(ctx: RequestContext, version: ModelVersion) -> str | None:
    """Return why a version is not live, in the reader's language."""
    if version.reason is None:
        return None
    data = dict(version.card)
    base_rate = data.get("base_rate")
    if isinstance(base_rate, int | float):
        data["base_rate"] = f"{base_rate:.1%}"
    data["minimum"] = data.get("minimum_rows")
    solution = data.get("solution")
    if isinstance(solution, dict):
        conflict = solution.get("conflict")
        names = conflict if isinstance(conflict, list) else []
        data["conflict"] = ", ".join(str(name) for name in names)
    return render(CATALOGUE, version.reason, ctx.language, data)


def promote(
    ctx: RequestContext, app_key: str, model_key: str, number: int, note: str | None
) -> ModelVersion:
    """Put a version live; against the rule only with a note, which the card keeps."""
    chosen = version_numbered(ctx, app_key, model_key, number)
    if chosen.state == "refused":
        reason = refusal_text(ctx, chosen)
        data: JsonObject = {"model": model_key, "number": number, "reason": reason}
        raise TriloomError("model.refused_version", status=409, data=data)
    if chosen.state == "shadow" and not note:
        raise TriloomError("model.note_needed", status=409, data={"number": number})
    if chosen.state != "live":
        _retire(ctx, app_key, model_key)
        card = {**chosen.card, "promotion_note": note} if note else chosen.card
        ctx.connection.execute(
            version.update()
            .where(version.c.id == chosen.id)
            .values(
                state="live", promoted_at=ctx.now, promoted_by=ctx.principal.user_id,
                promotion_note=note, card=card,
            )
        )  # fmt: skip
    return version_numbered(ctx, app_key, model_key, number)


def start_run(ctx: RequestContext, run_id: str, app_key: str, model_key: str, kind: str) -> None:
    """Note that a run is under way; a repeated one keeps its first start."""
    known = sa.select(run.c.id).where(run.c.id == run_id)
    if ctx.connection.execute(known).first() is None:
        ctx.connection.execute(
            run.insert().values(
                tenant_id=ctx.tenant_id, id=run_id, app_key=app_key, model_key=model_key,
                kind=kind, status="running", started_at=ctx.now,
            )
        )  # fmt: skip


def end_run(ctx: RequestContext, run_id: str, status: str, error: Json = None) -> None:
    """Note how a run ended."""
    ctx.connection.execute(
        run.update().where(run.c.id == run_id).values(status=status, error=error, ended_at=ctx.now)
    )


def last_run(ctx: RequestContext, app_key: str, model_key: str) -> JsonObject | None:
    """Return the newest run of a model for its page, or None."""
    statement = (
        sa.select(run)
        .where(
            run.c.tenant_id == ctx.tenant_id,
            run.c.app_key == app_key,
            run.c.model_key == model_key,
        )
        .order_by(run.c.started_at.desc(), run.c.id.desc())
        .limit(1)
    )
    row = ctx.connection.execute(statement).mappings().first()
    if row is None:
        return None
    ended = row["ended_at"]
    return {
        "id": row["id"], "kind": row["kind"], "status": row["status"], "error": row["error"],
        "started_at": row["started_at"].isoformat(), "ended_at": ended.isoformat() if ended else None,
    }  # fmt: skip


def failures_in_a_row(ctx: RequestContext, app_key: str, model_key: str) -> int:
    """Return how many of the newest runs failed, one after the other."""
    statement = (
        sa.select(run.c.status)
        .where(
            run.c.tenant_id == ctx.tenant_id,
            run.c.app_key == app_key,
            run.c.model_key == model_key,
            run.c.kind == "scheduled",
        )
        .order_by(run.c.started_at.desc(), run.c.id.desc())
        .limit(3)
    )
    count = 0
    for (status,) in ctx.connection.execute(statement):
        if status != "failed":
            break
        count += 1
    return count
