"""Refusals of the engine as their reader may read them: own words of the drawer, no hidden names."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from triloom.context import RequestContext
from triloom.records.visibility import Visibility, visibility_of
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json
from triloom_core.text import pick
from triloom_flow.errors import FlowRefused

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

UNSEEN = "…"
"""What stands for a condition over fields that the reader may not know of."""


def may_quote(visibility: Visibility, fields: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether the reader may know of every field that a condition reads."""
    known: Mapping[str, object] = visibility.layout.fields_by_key
    return all(path[0] not in known or visibility.field(path[0]) is not None for path in fields)


def explained(ctx: RequestContext, form: "PublishedForm", refused: FlowRefused) -> TriloomError:
    """Return a refusal in the words of the flow's drawer, when there are any."""
    data: dict[str, Json] = dict(refused.data)
    if "condition" in data and not may_quote(visibility_of(ctx, form), refused.fields):
        data["condition"] = UNSEEN
    code = refused.code
    if refused.reason:
        code = "flow.guard_reason"
        data["reason"] = pick(refused.reason, ctx.language, ctx.organisation.default_language)
    return TriloomError(
        code, status=refused.status, data=data, faults=refused.faults, extra=refused.extra
    )
