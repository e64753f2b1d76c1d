"""The flow room's part in record writes: start on create, tell running flows of changes."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from triloom.context import RequestContext
from triloom.flows.engine import ensure_instance
from triloom.flows.graphs import published_flow
from triloom.flows.rearm import wake_timers
from triloom.flows.starts import start_many
from triloom.flows.wake import wake_many
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.records.listeners import RecordChange, RecordListener

STAGE_COLUMNS: frozenset[str] = frozenset({"stage", "stage_kind", "stage_entered_at", "closed"})

PLACED = "placed"
"""Source of records whose writer starts their flows itself, with `place_paths`."""


class FlowListener:
    """Starts an instance for every new record of a form with a flow; wakes waiting ones."""

    def before_write(self, ctx: RequestContext, change: "RecordChange") -> Mapping[str, Json]:
        """Refuse a stage that is written like a value (only actions change it); add nothing."""
        touched = sorted(change.changed & STAGE_COLUMNS)
        if touched and change.source == "user":
            raise TriloomError(
                "flow.stage_is_an_action",
                status=422,
                faults=[Fault(f"/values/{key}", "flow.stage_is_an_action") for key in touched],
            )
        return {}

    def after_write(self, ctx: RequestContext, change: "RecordChange") -> None:
        """Start or wake the flow of one record."""
        match change.op:
            case "create":
                if change.source != PLACED:
                    start_many(ctx, change.form, [change])
            case "update":
                wake_many(ctx, [change])
            case "restore":
                wake_timers(ctx, change.record_id)
                ensure_instance(ctx, change.form, change.record_id)
            case "delete":
                # A record in the trash keeps its flow: its tasks are hidden, its timers sleep,
                # and a restored one goes on where it stood.
                return

    def before_write_many(
        self, ctx: RequestContext, changes: "Sequence[RecordChange]"
    ) -> list[Mapping[str, Json]]:
        """Do for many what `before_write` does for one."""
        return [self.before_write(ctx, change) for change in changes]

    def after_write_many(self, ctx: RequestContext, changes: "Sequence[RecordChange]") -> None:
        """Start the flows of many new records in a handful of statements; others one by one."""
        created = [
            change for change in changes if change.op == "create" and change.source != PLACED
        ]
        if created and published_flow(ctx, created[0].form) is not None:
            start_many(ctx, created[0].form, created)
        wake_many(ctx, [change for change in changes if change.op == "update"])
        for change in changes:
            if change.op not in ("create", "update"):
                self.after_write(ctx, change)


FLOW_LISTENERS: "tuple[RecordListener, ...]" = (FlowListener(),)
"""What the flow room contributes to `services.listeners`."""
