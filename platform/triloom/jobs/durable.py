"""Durable jobs over the durable-execution library; the only module that imports it.

Settings that are traps, each with a test: portable JSON instead of pickle, a constant application
version, the system tables in the product's own database, our own liveness of executors.
"""

import logging
import os
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from typing_extensions import override

from triloom.database.database import Database
from triloom.jobs.port import StoredJobs
from triloom.jobs.run import Ticker, execute
from triloom.jobs.tables import executor_heartbeat
from triloom_core.clock import Clock

if TYPE_CHECKING:
    from dbos import DBOS, DBOSClient

APPLICATION = "triloom"
VERSION = "1"
"""Constant: versions of what runs live in our own rows, and a new one would orphan old jobs."""
WORKFLOW = "triloom_job"
QUEUES: dict[str, int] = {"default": 4, "outside": 8, "heavy": 1}
"""Queue → jobs that one process runs at once; `heavy` is for imports and training."""
SCHEMA = "dbos"
FORGET_BATCH = 500
POLL_SECONDS: dict[str, float] = {"default": 0.5, "outside": 0.5, "heavy": 2.0}
"""Queue → seconds between looks; each look costs an idle server a small transaction."""
MESSAGE_SECONDS = 2.0
"""How often the library looks for messages between workflows, of which we send none; a stop
waits for the present pause to end."""
SWEEP_SECONDS = 1.0
BEAT_SECONDS = 3.0
STALE_AFTER = timedelta(seconds=15)
SINGLE_EXECUTOR = "server"
"""The executor of an organisation on SQLite: one process, so its own restart recovers it."""


def migrate(database: Database) -> None:
    """Create or upgrade the library's system tables; part of the platform's migrations."""
    from dbos import DBOS

    _quiet()
    DBOS.migrate(_system_url(database), schema=SCHEMA)


class DurableJobs(StoredJobs):
    """Jobs that survive a crash: the row and the library's entry commit together."""

    def __init__(self, database: Database, tenant_id: UUID, clock: Clock | None = None) -> None:
        super().__init__(database, tenant_id, clock)
        self._library: type[DBOS] | None = None
        self._instance: DBOS | None = None
        self._client: DBOSClient | None = None
        self._sweeper = Ticker("triloom-sweep", SWEEP_SECONDS)
        self._beater = Ticker("triloom-heartbeat", BEAT_SECONDS)
        self.executor_id = (
            SINGLE_EXECUTOR if database.dialect == "sqlite" else f"{os.getpid()}-{uuid.uuid4().hex}"
        )

    @property
    @override
    def delivers(self) -> bool:
        return self._client is not None

    @override
    def deliver(self, connection: Connection, job_id: str, workflow_id: str, queue: str) -> None:
        if self._client is None:
            raise RuntimeError("start() comes before jobs are delivered")
        self._client.enqueue_in_transaction(
            connection,
            {
                "workflow_name": WORKFLOW,
                "queue_name": queue if queue in QUEUES else "default",
                "workflow_id": workflow_id,
                "app_version": VERSION,
            },
            job_id,
        )

    @override
    def start(self) -> None:
        from dbos import DBOS
        from dbos._serialization import DBOSPortableJSONSerializer

        if self._instance is not None:
            return
        _quiet()
        url = _system_url(self._database)
        serializer = DBOSPortableJSONSerializer()
        self.seed_schedules()
        self._library = DBOS
        self._instance = DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": url,
                "application_version": VERSION,
                "executor_id": self.executor_id,
                "dbos_system_schema": SCHEMA,
                "serializer": serializer,
                "log_level": "ERROR",
                "enable_otlp": False,
                "sys_db_pool_size": 5,
                "max_executor_threads": 24,
                "notification_listener_polling_interval_sec": MESSAGE_SECONDS,
            }
        )
        services = self.services

        def run_job(job_id: str) -> str:
            return execute(services, job_id)

        DBOS.workflow(name=WORKFLOW)(run_job)
        if self.executor_id != SINGLE_EXECUTOR:
            # Before the first job can start here, so that a crash leaves an executor that is known.
            migrate(self._database)
            self._beat()
        DBOS.launch()
        for name, concurrency in QUEUES.items():
            DBOS.register_queue(
                name,
                worker_concurrency=concurrency,
                polling_interval_sec=POLL_SECONDS[name],
                on_conflict="always_update",
            )
        self._client = self._connect()
        self._sweeper.start(self.sweep)
        if self.executor_id != SINGLE_EXECUTOR:
            self._beater.start(self._beat)

    @override
    def stop(self) -> None:
        if self._instance is None or self._library is None:
            return
        self._sweeper.stop()
        self._beater.stop()
        if self._client is not None:
            self._client.destroy()
            self._client = None
        self._library.destroy(destroy_registry=True, workflow_completion_timeout_sec=5)
        self._instance = None
        with self._database.write() as connection:
            connection.execute(
                executor_heartbeat.delete().where(
                    executor_heartbeat.c.executor_id == self.executor_id
                )
            )

    @override
    def close(self) -> None:
        self.stop()

    @override
    def health(self) -> str:
        return "running" if self._instance is not None else "stopped"

    def forget_history(self, before: datetime) -> None:
        """Delete the library's history of workflows that ended before an instant."""
        client = self._client or self._connect()
        try:
            while True:
                ended = client.list_workflows(
                    status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
                    completed_before=before.isoformat(),
                    limit=FORGET_BATCH,
                    load_input=False,
                    load_output=False,
                )
                if not ended:
                    return
                client.delete_workflows([item.workflow_id for item in ended])
        finally:
            if client is not self._client:
                client.destroy()

    def _connect(self) -> "DBOSClient":
        from dbos import DBOSClient
        from dbos._serialization import DBOSPortableJSONSerializer

        return DBOSClient(
            system_database_url=_system_url(self._database),
            dbos_system_schema=SCHEMA,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            lazy=True,
        )

    def _beat(self) -> None:
        """Say that this executor lives, and take over the jobs of those that do not."""
        now = self._clock.now()
        table = executor_heartbeat
        with self._database.write() as connection:
            beaten = connection.execute(
                table.update().where(table.c.executor_id == self.executor_id).values(beat_at=now)
            )
            if beaten.rowcount == 0:
                connection.execute(
                    table.insert().values(
                        tenant_id=self._tenant_id,
                        executor_id=self.executor_id,
                        started_at=now,
                        beat_at=now,
                    )
                )
            connection.execute(table.delete().where(table.c.beat_at < now - STALE_AFTER))
            silent = orphans(connection)
        # After the commit: whoever dies between here and there leaves the orphans to the next beat.
        if silent and self._client is not None and self._instance is not None:
            self._instance._recover_pending_workflows(silent)


def _system_url(database: Database) -> str:
    url = database.url
    if database.dialect == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def _quiet() -> None:
    logging.getLogger("dbos").setLevel(logging.ERROR)


def pending(connection: Connection) -> list[Any]:
    """Return (workflow id, status, executor) of the library's unfinished entries, for doctor."""
    status = _status(connection)
    statement = sa.select(status).where(status.c.status.in_(("ENQUEUED", "PENDING", "DELAYED")))
    return list(connection.execute(statement).all())


def orphans(connection: Connection) -> list[str]:
    """Return the executors that hold started jobs and have no heartbeat any more."""
    status = _status(connection)
    living = sa.select(executor_heartbeat.c.executor_id)
    statement = (
        sa.select(status.c.executor_id)
        .distinct()
        .where(
            status.c.status == "PENDING",
            status.c.executor_id.is_not(None),
            status.c.executor_id.not_in(living),
        )
    )
    return [str(executor) for executor in connection.execute(statement).scalars()]


def _status(connection: Connection) -> sa.TableClause:
    return sa.table(
        "workflow_status",
        sa.column("workflow_uuid"),
        sa.column("status"),
        sa.column("executor_id"),
        schema=SCHEMA if connection.dialect.name == "postgresql" else None,
    )
