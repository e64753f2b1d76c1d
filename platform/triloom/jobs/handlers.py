"""Which function does the work of which kind of job; one line per kind.

A handler takes the services and the payload, opens its own transactions, and may run more than
once for one job: it must find out itself what it has done already.
"""

import importlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, cast

from sqlalchemy.engine import Connection

from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.services import Services

Handler: TypeAlias = "Callable[[Services, JsonObject], Json]"
Sweep: TypeAlias = "Callable[[Services, Connection, datetime], int]"

HANDLERS: dict[str, str] = {
    "jobs.forget": "triloom.jobs.upkeep:forget_old_jobs",
    "audit.seal": "triloom.audit.jobs:seal",
    "flow.effect": "triloom.flows.outside:run_effect",
    "flow.timer": "triloom.flows.timers:fire_timer",
    "flow.backfill": "triloom.flows.backfill:backfill",
    "model.train": "triloom.computed.plugins.training:train",
    "model.score": "triloom.computed.plugins.scoring:score_all",
    "model.retrain_due": "triloom.computed.plugins.training:retrain_due",
    "computed.recompute": "triloom.computed.recompute:run_job",
    "records.import": "triloom.records.imports.jobs:run_import",
    "records.import_undo": "triloom.records.imports.jobs:undo_import",
    "records.forget_keys": "triloom.records.idempotency:forget_old_keys",
    "files.collect": "triloom.files.service:collect_unlinked",
    "reports.check_mirror": "triloom.reports.upkeep:check_mirror",
    "webhook.deliver": "triloom.connect.deliveries:deliver",
}
"""Kind → module and function; imported on first use, so that heavy rooms stay unloaded."""

SWEEPS: tuple[str, ...] = ("triloom.flows.timers:enqueue_due_timers",)
"""Functions that turn rows whose time has come into jobs; called about every second."""

SCHEDULES: tuple[tuple[str, str, int], ...] = (
    ("jobs.forget", "jobs.forget", 86_400),
    ("audit.seal", "audit.seal", 3_600),
    ("records.forget_keys", "records.forget_keys", 3_600),
    ("files.collect", "files.collect", 3_600),
    ("reports.check_mirror", "reports.check_mirror", 86_400),
    ("model.retrain_due", "model.retrain_due", 86_400),
)
"""(key, kind, seconds between runs) of the schedules that every organisation has."""


def _load(path: str) -> object:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


def handler_of(kind: str) -> Handler:
    """Return the handler of a kind; raises TriloomError for one that nobody knows."""
    path = HANDLERS.get(kind)
    if path is None:
        raise TriloomError("job.unknown_kind", status=422, data={"kind": kind})
    return cast("Handler", _load(path))


def sweeps() -> tuple[Sweep, ...]:
    """Return the sweep functions."""
    return tuple(cast("Sweep", _load(path)) for path in SWEEPS)
