"""What a node type is: the extension point of the flow engine, nine small methods."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.commands import Command
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class NodeType(Protocol):
    """One kind of node.

    `ports` are the names that edges leaving it may carry, () when they carry none.
    """

    name: str
    ports: tuple[str, ...]

    def pauses(self, node: "NodeSpec") -> bool:
        """Tell whether every token rests here for the world, so that a loop is not endless."""
        ...

    def settings_schema(self) -> JsonObject:
        """Return the JSON Schema of `settings`; the builder draws its panel from it."""
        ...

    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        """Yield what is wrong with a node whose settings fit the schema."""
        ...

    def expressions(self, node: "NodeSpec") -> Iterator[tuple[str, Json]]:
        """Yield (path below `settings`, expression) of everything to compile."""
        ...

    def needs(self, node: "NodeSpec") -> Iterator[str]:
        """Yield the facts beyond the record that it reads: `supervisor`, `members:<role>`, …."""
        ...

    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        """Handle a token that arrives: move it on, end it, or let it wait."""
        ...

    def receive(self, walk: "Walk", node: "NodeSpec", token: "Token", command: "Command") -> bool:
        """Handle a command for a token that waits here; False when it does not concern it."""
        ...

    def sample(self) -> Mapping[str, Json]:
        """Return settings that are valid, for the conformance suite and the docs."""
        ...


class Passing:
    """Defaults of a node type that never waits and reads nothing."""

    name = ""
    ports: tuple[str, ...] = ()

    def pauses(self, node: "NodeSpec") -> bool:
        """Never pause."""
        del node
        return False

    def settings_schema(self) -> JsonObject:
        """Return the schema of no settings at all."""
        return {"type": "object", "additionalProperties": False}

    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        """Find nothing wrong."""
        del node, context
        return iter(())

    def expressions(self, node: "NodeSpec") -> Iterator[tuple[str, Json]]:
        """Hold no expression."""
        del node
        return iter(())

    def needs(self, node: "NodeSpec") -> Iterator[str]:
        """Read nothing beyond the record."""
        del node
        return iter(())

    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        """Pass on."""
        walk.leave(token, node)

    def receive(self, walk: "Walk", node: "NodeSpec", token: "Token", command: "Command") -> bool:
        """Wait for nothing, so no command concerns it."""
        del walk, node, token, command
        return False

    def sample(self) -> Mapping[str, Json]:
        """Return no settings."""
        return {}
