"""`stage`: a stage of the pipeline; a token rests here until somebody acts or the record changes."""

from typing import TYPE_CHECKING

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_flow.commands import RecordChanged
from triloom_flow.errors import FlowRefused
from triloom_flow.node_type import Passing

if TYPE_CHECKING:
    from triloom_flow.commands import Command
    from triloom_flow.spec import NodeSpec, StageSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class StageNode(Passing):
    """Enter the stage and wait.

    An edge with `action` is a button; an edge with only `when` is taken by itself as soon as a
    change of the record makes it true; one with neither is taken at once. A closed stage without
    a way out ends the flow.
    """

    name = "stage"

    @override
    def pauses(self, node: "NodeSpec") -> bool:
        del node
        return True

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        stage = walk.graph.stage_of(node.id)
        if stage is None:
            raise LookupError(node.id)
        if walk.by_user:
            _require(walk, stage)
        walk.enter_stage(stage.id)
        ways = walk.graph.outgoing[node.id]
        onward = next((way for way in ways if way.edge.is_plain), None)
        if onward is not None:
            walk.take(token, onward)
            return
        if ways:
            walk.wait(token, "stage")
            return
        if stage.is_closed:
            walk.end_all()
            walk.complete()
        else:
            walk.end_token(token)

    @override
    def receive(self, walk: "Walk", node: "NodeSpec", token: "Token", command: "Command") -> bool:
        if not isinstance(command, RecordChanged):
            return False
        environment = walk.environment
        for way in walk.graph.outgoing[node.id]:
            if way.edge.action is None and way.guard is not None and way.is_open(environment):
                walk.take(token, way)
                return True
        return False


def _require(walk: "Walk", stage: "StageSpec") -> None:
    missing = [key for key in stage.required if key in walk.facts.missing]
    if missing:
        raise FlowRefused(
            "flow.required_missing",
            status=422,
            data={"fields": ", ".join(missing), "stage": stage.key},
            faults=[
                Fault(f"/values/{key}", "flow.field_required", {"field": key}) for key in missing
            ],
            extra={"required": list(missing)},
        )
