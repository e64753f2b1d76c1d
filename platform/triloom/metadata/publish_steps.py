"""Publishing in steps: every step a transaction of its own, so that no lock is held for long.

All steps before the flip are invisible and safe to repeat. A change set whose process died stays
`expanding`; `resume_change_sets` takes it up again at the next start.
"""

import logging
import time
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
import sqlalchemy.exc

from triloom.access.principal import SYSTEM, Principal
from triloom.metadata import tables
from triloom.metadata.change_set import ChangeSet, prepare
from triloom.metadata.conversion import CellConversion, KeyFolding
from triloom.metadata.ddl import ensure_schema, run_operation, short_locks
from triloom.metadata.feed_marks import last_position, written_under_older_version
from triloom.metadata.form_plan import CellsConverted, FormChange, KeysFolded, Operation
from triloom.metadata.publish import (
    ABANDONED,
    EXPANDING,
    answer,
    conversions,
    flip,
    form_schema,
    invisible_operations,
    key_indexes,
    lock_writers,
    record_change_set,
    refuse,
    values_repeat,
)
from triloom.metadata.world import Address
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.services import Services

Done = TypeVar("Done")
ATTEMPTS = 6
FIRST_PAUSE = 0.1
"""Seconds before a statement that did not get its lock is tried again; doubled each time."""
OPEN_TRANSACTIONS = 10_000
"""More feed rows than transactions that run at one moment can have written."""
STALE_AFTER = timedelta(minutes=2)
"""After this long an expanding change set of another worker counts as abandoned by it."""
_log = logging.getLogger("triloom.metadata")


def publish_in_steps(
    services: "Services",
    principal: Principal,
    language: str,
    app_key: str,
    addresses: tuple[Address, ...] | None = None,
    *,
    consent: Collection[str] = (),
) -> JsonObject:
    """Publish drafts as one change set; raises 422, 409 or 503 with nothing visible changed."""
    with services.reading(principal, language=language) as ctx:
        change = prepare(ctx, app_key, addresses)
        refuse(change, consent, language)
    with services.transaction(principal, language=language) as ctx:
        change_set_id = record_change_set(ctx, change, consent)
    try:
        since = expand_in_steps(services, principal, change)
        publisher = _Publisher(services, principal, language, app_key, addresses, consent)
        return publisher.flip(change, change_set_id, since)
    except (TriloomError, sqlalchemy.exc.SQLAlchemyError):
        _give_up(services, change_set_id)
        raise


def expand_in_steps(services: "Services", principal: Principal, change: ChangeSet) -> int:
    """Add tables and columns, and convert cells in batches; return the place in the feed before it."""
    with services.transaction(principal) as ctx:
        ensure_schema(ctx.connection, form_schema(ctx))
        # Transactions that are still open may get their places a little before the newest one.
        since = max(0, last_position(ctx) - OPEN_TRANSACTIONS)
    for form, operation in invisible_operations(change):
        _run_patiently(services, principal, form, operation)
    for written in conversions(change):
        _write_in_batches(services, principal, written)
    for form, index in key_indexes(change):
        try:
            _run_patiently(services, principal, form, index)
        except sqlalchemy.exc.IntegrityError as error:
            language = services.organisation.default_language
            raise values_repeat(form, language) from error
    return since


def _write_in_batches(
    services: "Services", principal: Principal, operation: CellsConverted | KeysFolded
) -> None:
    last: uuid.UUID | None = None
    writer: CellConversion | KeyFolding | None = None
    while writer is None or last is not None:
        with services.transaction(principal) as ctx:
            if writer is None:
                writer = _writer(ctx, operation)
            last = writer.batch(ctx.connection, last)


def _writer(
    ctx: "RequestContext", operation: CellsConverted | KeysFolded
) -> CellConversion | KeyFolding:
    if isinstance(operation, KeysFolded):
        return KeyFolding(operation, form_schema(ctx))
    return CellConversion(operation, form_schema(ctx), ctx.organisation.default_language)


def _run_patiently(
    services: "Services", principal: Principal, form: FormChange, operation: Operation
) -> None:
    def run() -> None:
        with services.transaction(principal) as ctx, short_locks(ctx.connection):
            run_operation(ctx.connection, form, operation, form_schema(ctx))

    _patiently(run)


def _patiently(action: Callable[[], Done]) -> Done:
    """Try again when a lock did not come, or another worker created the same thing just now."""
    pause = FIRST_PAUSE
    for _ in range(ATTEMPTS - 1):
        try:
            return action()
        except (sqlalchemy.exc.OperationalError, sqlalchemy.exc.ProgrammingError):
            time.sleep(pause)
            pause *= 2
    return action()


@dataclass(frozen=True, slots=True)
class _Publisher:
    """Who publishes what, for the last step."""

    services: "Services"
    principal: Principal
    language: str
    app_key: str
    addresses: tuple[Address, ...] | None
    consent: Collection[str]

    def flip(self, planned: ChangeSet, change_set_id: uuid.UUID, since: int) -> JsonObject:
        """Flip what was planned; a draft that changed meanwhile is planned and asked for again."""
        change, told = _patiently(lambda: self._run(planned, change_set_id, since))
        carry_late_writes(self.services, change, since)
        return told

    def _run(
        self, planned: ChangeSet, change_set_id: uuid.UUID, since: int
    ) -> tuple[ChangeSet, JsonObject]:
        with self.services.transaction(self.principal, language=self.language) as ctx:
            change = prepare(ctx, self.app_key, self.addresses, measured=False)
            if change.hashes != planned.hashes:
                change = prepare(ctx, self.app_key, self.addresses)
                planned = change
            refuse(change, self.consent, self.language)
            for form, operation in invisible_operations(change):
                run_operation(ctx.connection, form, operation, form_schema(ctx))
            fresh = planned is change
            flip(ctx, change, change_set_id, since=None if fresh else since)
            return change, answer(ctx, planned, change_set_id)


def carry_late_writes(services: "Services", change: ChangeSet, since: int) -> None:
    """Convert what was written during the flip by requests that had read the form before it.

    Only PostgreSQL lets others write meanwhile; their rows wait for the lock, then go into the
    column of the version that they know.
    """
    if services.database.dialect != "postgresql" or not conversions(change):
        return
    time.sleep(FIRST_PAUSE)
    for item in change.items:
        for operation in item.form.operations if item.form is not None else ():
            if isinstance(operation, CellsConverted):
                with services.transaction(SYSTEM) as ctx:
                    schema = form_schema(ctx)
                    lock_writers(ctx, operation.table, schema)
                    late = written_under_older_version(item.id, since, item.to_version)
                    language = ctx.organisation.default_language
                    CellConversion(operation, schema, language).run(ctx.connection, only=late)


def _give_up(services: "Services", change_set_id: uuid.UUID) -> None:
    change_set = tables.change_set
    with services.transaction(SYSTEM) as ctx:
        ctx.connection.execute(
            change_set.update()
            .where(change_set.c.id == change_set_id, change_set.c.state == EXPANDING)
            .values(state=ABANDONED, finished_at=ctx.now)
        )


def resume_change_sets(services: "Services") -> int:
    """Finish the change sets of processes that died; return how many were published.

    On SQLite there is one process, so all that are left are ours; on PostgreSQL only stale ones.
    """
    change_set, app = tables.change_set, tables.app
    with services.reading(SYSTEM) as ctx:
        statement = (
            sa.select(change_set.c.id, change_set.c.documents, change_set.c.consent, app.c.key)
            .join(app, app.c.id == change_set.c.app_id)
            .where(change_set.c.tenant_id == ctx.tenant_id, change_set.c.state == EXPANDING)
            .order_by(change_set.c.created_at)
        )
        if services.database.dialect == "postgresql":
            statement = statement.where(change_set.c.created_at < ctx.now - STALE_AFTER)
        waiting = list(ctx.connection.execute(statement))
    done = 0
    for row in waiting:
        addresses = tuple((str(kind), str(key)) for kind, key in row.documents)
        try:
            with services.reading(SYSTEM) as ctx:
                change = prepare(ctx, row.key, addresses)
            since = expand_in_steps(services, SYSTEM, change)
            language = services.organisation.default_language
            publisher = _Publisher(services, SYSTEM, language, row.key, addresses, row.consent)
            publisher.flip(change, row.id, since)
            done += 1
        except (TriloomError, sqlalchemy.exc.SQLAlchemyError) as error:
            _log.warning("change set %s was not resumed: %s", row.id, error)
            _give_up(services, row.id)
    return done
