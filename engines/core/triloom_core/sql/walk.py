"""Walking the SQL tree."""

from collections.abc import Iterator
from dataclasses import fields

from triloom_core.sql.nodes import SqlNode


def walk_nodes(node: object) -> Iterator[SqlNode]:
    """Yield every node of a tree, parents first."""
    if isinstance(node, tuple):
        for item in node:
            yield from walk_nodes(item)
    elif isinstance(node, SqlNode):
        yield node
        for part in fields(node):
            yield from walk_nodes(getattr(node, part.name))
