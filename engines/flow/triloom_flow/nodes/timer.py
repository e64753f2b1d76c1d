"""`timer`: waits for a length of time, or until the instant that an expression gives."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import FireTimer
from triloom_flow.durations import after, duration_schema
from triloom_flow.node_type import Passing

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.commands import Command
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class TimerNode(Passing):
    """Arm a timer; a date means its first moment in the organisation's zone, null means now."""

    name = "timer"

    @override
    def pauses(self, node: "NodeSpec") -> bool:
        del node
        return True

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {"duration": duration_schema(), "until": {}},
        }

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        if ("duration" in node.settings) == ("until" in node.settings):
            yield Fault(f"{node.pointer}/settings", "flow.timer_needs_one", {"node": node.key})

    @override
    def expressions(self, node: "NodeSpec") -> Iterator[tuple[str, Json]]:
        if node.settings.get("until") is not None:
            yield "until", node.settings["until"]

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        due = walk.now
        until = walk.graph.expression(node.id, "until")
        if until is not None:
            due = _instant(until(walk.environment), walk) or walk.now
        elif "duration" in node.settings:
            due = after(walk.now, cast("JsonObject", node.settings["duration"]))
        number = walk.arm_timer(token, node, due)
        walk.wait(token, f"timer:{number}")

    @override
    def receive(self, walk: "Walk", node: "NodeSpec", token: "Token", command: "Command") -> bool:
        if not isinstance(command, FireTimer):
            return False
        timer = walk.state.timers.get(command.timer)
        if timer is None or timer.token != token.number or timer.state != "armed":
            return False
        walk.record({"change": "timer_state", "n": timer.number, "state": "fired"})
        walk.leave(token, node)
        return True

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"duration": {"days": 2}}


def _instant(value: object, walk: "Walk") -> datetime | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, date):
        midnight = datetime.combine(value, time(), ZoneInfo(walk.facts.zone))
        return midnight.astimezone(UTC)
    return None
