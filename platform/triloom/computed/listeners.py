"""Computed fields as a part of record writes: filled before the row is written, spread after."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from triloom.computed.evaluate import compute
from triloom.computed.graph import EXISTENCE, graph_of
from triloom.computed.recompute import spread
from triloom.context import RequestContext
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.records.listeners import RecordChange, RecordListener


class ComputedListener:
    """Keeps formulas, lookups and roll-ups up to date."""

    def before_write(self, ctx: RequestContext, change: "RecordChange") -> Mapping[str, Json]:
        """Return the computed values that the change gives its own record."""
        return self.before_write_many(ctx, [change])[0]

    def before_write_many(
        self, ctx: RequestContext, changes: "Sequence[RecordChange]"
    ) -> "Sequence[Mapping[str, Json]]":
        """Return the computed values of many changes of one form, creates and updates apart."""
        results: list[Mapping[str, Json]] = [{} for _ in changes]
        form = changes[0].form
        graph = graph_of(ctx, form.app_key).forms.get(form.key)
        if graph is None or not graph.ordered:
            return results
        for is_new in (True, False):
            chosen = [
                (index, change)
                for index, change in enumerate(changes)
                if (change.op == "create") is is_new and change.after is not None
            ]
            touched = {key for _index, change in chosen for key in change.changed}
            fields = graph.ordered if is_new else graph.affected(touched)
            if not chosen or not fields:
                continue
            copies = [dict(change.after or {}) for _index, change in chosen]
            values = compute(ctx, form, copies, fields, are_new=is_new)
            for (index, _change), found in zip(chosen, values, strict=True):
                results[index] = found
        return results

    def after_write(self, ctx: RequestContext, change: "RecordChange") -> None:
        """Spread one change to other records."""
        self.after_write_many(ctx, [change])

    def after_write_many(self, ctx: RequestContext, changes: "Sequence[RecordChange]") -> None:
        """Spread changes of one form to other records."""
        form = changes[0].form
        graph = graph_of(ctx, form.app_key)
        touched = {key for change in changes for key in change.changed} | {EXISTENCE}
        if graph.edges(form.key, touched):
            from triloom.access.principal import SYSTEM  # noqa: PLC0415  (only when it spreads)

            spread(ctx.acting_as(SYSTEM), changes)


COMPUTED_LISTENERS: "tuple[RecordListener, ...]" = (ComputedListener(),)
"""What this room contributes to `services.listeners`."""
