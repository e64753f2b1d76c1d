"""`xor`: takes the first way whose condition holds, else the default one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_flow.errors import Incident
from triloom_flow.node_type import Passing

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class ExclusiveNode(Passing):
    """Decide once, by the order of the edges."""

    name = "xor"

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        ways = context.edges_from(node)
        if sum(way.default for way in ways) != 1:
            yield Fault(node.pointer, "flow.default_edge_missing", {"node": node.key})
        for way in ways:
            if way.when is None and not way.default:
                yield Fault(way.pointer, "flow.condition_missing", {"node": node.key})

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        environment = walk.environment
        ways = walk.graph.outgoing[node.id]
        for way in ways:
            if not way.edge.default and way.is_open(environment):
                walk.take(token, way)
                return
        for way in ways:
            if way.edge.default:
                walk.take(token, way)
                return
        raise Incident("flow.no_way_out", node.id, port="")
