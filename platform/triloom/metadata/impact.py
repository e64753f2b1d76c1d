"""What else a change set touches: documents that refer to it, and whether they still hold."""

from typing import TYPE_CHECKING

from triloom.metadata.dependencies import dependents_of
from triloom.metadata.plan import Dependent
from triloom.metadata.problems import faults_of
from triloom_core.errors import Fault
from triloom_core.json_types import JsonObject

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.change_set import ChangeSet
    from triloom.metadata.world import Address, World


def add_dependents(ctx: "RequestContext", change: "ChangeSet", world: "World") -> None:
    """Add the dependents of all items to the plan, and a problem for each that would break."""
    own: set[Address] = {item.address for item in change.items}
    seen: set[Address] = set()
    for item in change.items:
        if item.unchanged or item.from_version == 0:
            continue
        for edge in dependents_of(ctx.catalog, change.app_key, item.kind, item.key):
            if edge.source in own or edge.source in seen:
                continue
            seen.add(edge.source)
            _add(ctx, change, world, edge.source, item.key)


def _add(
    ctx: "RequestContext", change: "ChangeSet", world: "World", source: "Address", used: str
) -> None:
    kind, key = source
    body = world.document(kind, key)
    if body is None:
        return
    label = body.get("label")
    shown = (
        {name: str(text) for name, text in label.items()}
        if isinstance(label, dict)
        else str(label or key)
    )
    data: JsonObject = {"used": used}
    change.plan.dependents.append(Dependent(kind, key, shown, "plan.depends", data))
    for fault in faults_of(kind, body, world):
        data = {**fault.data, "dependent": key, "used": used}
        change.plan.problems.append((kind, key, Fault(fault.pointer, fault.code, data)))
