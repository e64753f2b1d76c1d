"""`email`: sends a mail to a person; the same settings as `notify`."""

from triloom_flow.nodes.notify import NotifyNode


class EmailNode(NotifyNode):
    """Send a mail to a user's or role members' address, and go on."""

    name = "email"
