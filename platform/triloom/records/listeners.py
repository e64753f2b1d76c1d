"""What other rooms may do inside the transaction of a record write, in an explicit order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable
from uuid import UUID

from triloom.context import RequestContext
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

ChangeOperation = Literal["create", "update", "delete", "restore"]
Source = Literal["user", "import", "flow", "computed", "system", "placed"]
Image = dict[str, Json]
"""A record as API values by field key, plus its system fields under their own names."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One change of one record: both images, and the keys whose values differ."""

    form: "PublishedForm"
    record_id: UUID
    op: ChangeOperation
    before: Image | None
    after: Image | None
    changed: frozenset[str]
    source: str


class RecordListener(Protocol):
    """Somebody who takes part in record writes; an error rolls the whole write back."""

    def before_write(self, ctx: RequestContext, change: RecordChange) -> Mapping[str, Json]:
        """Return values, by field key, that the write takes over; nothing is written yet."""
        ...

    def after_write(self, ctx: RequestContext, change: RecordChange) -> None:
        """Follow up on a written change, in the same transaction."""
        ...


@runtime_checkable
class BatchListener(Protocol):
    """A listener that handles many changes of one form at once; else it is called one by one."""

    def before_write_many(
        self, ctx: RequestContext, changes: Sequence[RecordChange]
    ) -> Sequence[Mapping[str, Json]]:
        """Return the values to take over for each change, in order."""
        ...

    def after_write_many(self, ctx: RequestContext, changes: Sequence[RecordChange]) -> None:
        """Follow up on written changes of one form."""
        ...


def announce_before(ctx: RequestContext, changes: Sequence[RecordChange]) -> list[dict[str, Json]]:
    """Ask every listener in turn; a later one sees what earlier ones put into the after images."""
    merged: list[dict[str, Json]] = [{} for _ in changes]
    for listener in ctx.services.listeners:
        if len(changes) > 1 and isinstance(listener, BatchListener):
            answers = listener.before_write_many(ctx, changes)
        else:
            answers = [listener.before_write(ctx, change) for change in changes]
        for change, extra, total in zip(changes, answers, merged, strict=True):
            if extra and change.after is not None:
                change.after.update(extra)
                total.update(extra)
    return merged


def announce_after(
    ctx: RequestContext, changes: Sequence[RecordChange], *, are_placed: bool = False
) -> None:
    """Tell every listener in turn what was written.

    `are_placed`: the caller puts new records into their stages itself, so flows must not start.
    """
    listeners = ctx.services.listeners
    if are_placed:
        from triloom.flows.listeners import FlowListener  # noqa: PLC0415  (flows import records)

        listeners = tuple(item for item in listeners if not isinstance(item, FlowListener))
    for listener in listeners:
        batched = getattr(listener, "after_write_many", None)
        if batched is not None and len(changes) > 1:
            batched(ctx, changes)
        else:
            for change in changes:
                listener.after_write(ctx, change)
