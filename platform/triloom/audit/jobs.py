"""The sealer as a job: one run seals everything that has settled."""

from typing import TYPE_CHECKING

from triloom.audit.seal import BATCH, seal_events
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.services import Services

MOST_BATCHES = 1_000


def seal(services: "Services", _payload: JsonObject) -> Json:
    """Seal the security log in batches; may run any number of times."""
    total = 0
    for _batch in range(MOST_BATCHES):
        with services.database.write() as connection:
            count = seal_events(connection, services.organisation.id, services.clock.now())
        total += count
        if count < BATCH:
            break
    return {"sealed": total}
