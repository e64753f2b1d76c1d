"""The stages of a form's pipeline: ids in the store, keys outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triloom.context import RequestContext
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm


@dataclass(frozen=True, slots=True)
class StageNames:
    """The stages of one flow version in their order."""

    keys_by_id: Mapping[str, str]
    ids_by_key: Mapping[str, str]

    def key_of(self, identifier: Json) -> Json:
        """Return the key of a stored stage; an id that is no longer known stands for itself."""
        return self.keys_by_id.get(identifier, identifier) if isinstance(identifier, str) else None

    def id_of(self, key: Json) -> Json:
        """Return the stored id of a stage key; an unknown key stands for itself."""
        return self.ids_by_key.get(key, key) if isinstance(key, str) else None


NO_STAGES = StageNames({}, {})
_CACHE: dict[str, StageNames] = {}
_CACHE_SIZE = 2_000


def stages_of(ctx: RequestContext, form: "PublishedForm") -> StageNames:
    """Return the stages of the flow that is published for a form; none when there is no flow."""
    flow = ctx.catalog.flow_of_form(form.app_key, form.key)
    if flow is None:
        return NO_STAGES
    found = _CACHE.get(flow.sha256)
    if found is None:
        if len(_CACHE) >= _CACHE_SIZE:
            _CACHE.clear()
        found = _CACHE[flow.sha256] = _read(flow.body.get("stages"))
    return found


def _read(stages: Json) -> StageNames:
    pairs = [
        (str(stage.get("id") or stage["key"]), str(stage["key"]))
        for stage in (stages if isinstance(stages, list) else [])
        if isinstance(stage, dict) and "key" in stage
    ]
    return StageNames(dict(pairs), {key: identifier for identifier, key in pairs})
