"""`start`: where an instance begins; exactly one per flow."""

from triloom_flow.node_type import Passing


class StartNode(Passing):
    """Pass on at once."""

    name = "start"
