"""Upkeep of the mirror: compared with the record store once a day, rebuilt where it differs."""

import logging
from typing import TYPE_CHECKING

from triloom.access.principal import SYSTEM
from triloom.reports.mirror_tables import STAGE_CHANGES, tables_of
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.services import Services

_LOG = logging.getLogger(__name__)


def check_mirror(services: "Services", _payload: JsonObject) -> Json:
    """Compare every mirrored table of this process; return how many there are and which differed."""
    with services.reading(SYSTEM) as ctx:
        forms = ctx.catalog.all_forms()
        tables = [table for form in forms for table in tables_of(form)]
        loaded = [table for table in (*tables, STAGE_CHANGES) if services.mirror.holds(table)]
        different = services.mirror.check(ctx, loaded)
    if different:
        _LOG.warning("the mirror differed from the record store and was rebuilt: %s", different)
    names: list[Json] = [*different]
    return {"tables": len(loaded), "rebuilt": names}
