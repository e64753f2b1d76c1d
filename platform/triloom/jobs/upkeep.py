"""Deletes the history of finished jobs, ours and the durable library's."""

from datetime import timedelta
from typing import TYPE_CHECKING

from triloom.jobs import rows
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.services import Services

KEEP = timedelta(days=30)


def forget_old_jobs(services: "Services", payload: JsonObject) -> Json:
    """Delete jobs that ended more than `KEEP` ago; returns how many of our rows went."""
    del payload
    before = services.clock.now() - KEEP
    with services.database.write() as connection:
        deleted = rows.forget(connection, services.organisation.id, before)
    forget_history = getattr(services.jobs, "forget_history", None)
    if forget_history is not None:
        forget_history(before)
    return {"deleted": deleted}
