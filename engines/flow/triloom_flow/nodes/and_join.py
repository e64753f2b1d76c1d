"""`and_join`: the point where parallel ways meet again."""

from typing import TYPE_CHECKING

from typing_extensions import override

from triloom_flow.node_type import Passing

if TYPE_CHECKING:
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class JoinNode(Passing):
    """Hold tokens until one has arrived by each incoming edge, then go on with one."""

    name = "and_join"

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        waiting = {
            other.arrived_by: other
            for other in walk.state.tokens.values()
            if other.node == node.id and other.waiting == "join"
        }
        waiting.setdefault(token.arrived_by, token)
        if any(edge not in waiting for edge in walk.graph.incoming[node.id]):
            walk.wait(token, "join")
            return
        for other in waiting.values():
            if other.number != token.number:
                walk.end_token(other)
        walk.leave(token, node)
