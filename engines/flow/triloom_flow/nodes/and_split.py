"""`and_split`: goes several ways at once."""

from typing import TYPE_CHECKING

from typing_extensions import override

from triloom_flow.node_type import Passing

if TYPE_CHECKING:
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class SplitNode(Passing):
    """Send one token along every way whose guard, if any, holds; the first keeps its number."""

    name = "and_split"

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        ways = walk.graph.outgoing[node.id]
        for way in ways[1:]:
            twin = walk.create_token(node.id, queue=False)
            walk.take(twin, way)
        walk.take(token, ways[0])
