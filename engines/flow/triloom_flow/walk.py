"""One step in progress: moves tokens over the graph and collects changes and effects."""

import random
from collections.abc import Mapping
from datetime import datetime

from triloom_core.expression import Environment
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Actor, KnownFacts
from triloom_flow.effects import Effect
from triloom_flow.errors import FlowRefused, Incident
from triloom_flow.graph import FlowGraph, Way, environment_of
from triloom_flow.lifecycle import (
    LifecycleRefused,
    next_instance_state,
    next_task_state,
)
from triloom_flow.spec import NodeSpec
from triloom_flow.state import FlowState, Task, Token, apply, instant_text


class Walk:
    """The working copy of one step; node types act on the flow only through it."""

    def __init__(
        self,
        graph: FlowGraph,
        state: FlowState,
        *,
        actor: Actor,
        facts: KnownFacts,
        now: datetime,
        seed: int,
        budget: int,
    ) -> None:
        self.graph = graph
        self.state = state.copy()
        self.actor = actor
        self.facts = facts
        self.now = now
        self.budget = budget
        self.visits = 0
        self.comment = ""
        self.by_user = False
        """A person set out on this step and can fill in what the next stage requires."""
        self.effects: list[Effect] = []
        self.changes: list[JsonObject] = []
        self._seed = seed
        self._ready: list[int] = []

    @property
    def environment(self) -> Environment:
        """What expressions see now."""
        return environment_of(self.facts, self.state.variables, self.now, self.graph.variable_types)

    @property
    def random(self) -> random.Random:
        """A generator that is the same for the same seed and place."""
        return random.Random(self._seed + len(self.changes))  # noqa: S311  (a fair draw, no secret)

    def record(self, change: JsonObject) -> None:
        """Apply one change and keep it for the event."""
        apply(self.state, change)
        self.changes.append(change)

    def run(self) -> None:
        """Move tokens until every one waits; raises Incident beyond the budget."""
        while self._ready:
            token = self.state.tokens.get(self._ready.pop(0))
            if token is None:
                continue
            self.visits += 1
            if self.visits > self.budget:
                raise Incident("flow.too_many_nodes", token.node, limit=self.budget)
            node = self.graph.nodes[token.node]
            self.graph.types[token.node].enter(self, node, token)
        if self.state.status == "running" and not self.state.tokens:
            self.complete()

    def turn(self, trigger: str, outcome: str | None = None) -> None:
        """Change the state of the instance; raises FlowRefused when that is not legal."""
        try:
            status = next_instance_state(self.state.status, trigger)
        except LifecycleRefused as refused:
            raise FlowRefused("flow.instance_refused", data={"state": refused.state}) from refused
        self.record(
            {"change": "instance", "status": status, "outcome": outcome or self.state.outcome}
        )

    def complete(self) -> None:
        """End the instance; its outcome is the kind of a closed last stage."""
        stage = self.graph.stages.get(self.state.stage or "")
        self.turn("complete", stage.kind if stage is not None and stage.is_closed else None)

    def create_token(self, node_id: str, *, queue: bool = True) -> Token:
        """Put a new token on a node and, unless it is moved at once, queue it."""
        number = self.state.counter + 1
        self.record({"change": "token", "n": number, "node": node_id})
        if queue:
            self._ready.append(number)
        return self.state.tokens[number]

    def requeue(self, token: Token) -> None:
        """Let a waiting token enter its node again."""
        self.record({"change": "wait", "n": token.number, "for": None})
        self._ready.append(token.number)

    def take(self, token: Token, way: Way) -> None:
        """Move a token along an edge and queue it."""
        self.record({"change": "move", "n": token.number, "node": way.target, "edge": way.edge.id})
        self._ready.append(token.number)

    def leave(self, token: Token, node: NodeSpec, port: str | None = None) -> None:
        """Move on through `port`; a port without an edge of its own falls back to the plain one."""
        ways = self.graph.outgoing[node.id]
        chosen = [way for way in ways if way.edge.port == port and way.edge.action is None]
        if not chosen and port is not None:
            chosen = [way for way in ways if way.edge.port is None]
        environment = self.environment
        for way in chosen:
            if way.is_open(environment):
                self.take(token, way)
                return
        raise Incident("flow.no_way_out", node.id, port=port or "")

    def wait(self, token: Token, reason: str) -> None:
        """Let a token rest on its node."""
        self.record({"change": "wait", "n": token.number, "for": reason})

    def end_token(self, token: Token) -> None:
        """Take a token off the graph, with the tasks and timers that hang on it."""
        self.close_open(token)
        self.record({"change": "end", "n": token.number})

    def end_all(self) -> None:
        """Take every token off the graph."""
        for token in list(self.state.tokens.values()):
            self.end_token(token)
        self._ready.clear()

    def effect(
        self, kind: str, node: NodeSpec, payload: Mapping[str, object], token: Token | None = None
    ) -> int:
        """Ask the host for something; the token waits for the answer when it is given."""
        number = self.state.counter + 1
        self.record({"change": "effect", "n": number, "kind": kind, "node": node.id})
        self.effects.append(
            Effect(kind, node.id, number, payload, None if token is None else token.number)
        )
        if token is not None:
            self.wait(token, f"effect:{number}")
        return number

    def set_variables(self, values: Mapping[str, Json]) -> None:
        """Set variables of the flow."""
        if values:
            self.record({"change": "variables", "values": dict(values)})

    def open_task(
        self, token: Token, node: NodeSpec, *, assignee: str | None, role: str | None
    ) -> Task:
        """Ask a person, or any member of a role, for a decision."""
        number = self.state.counter + 1
        self.record(
            {
                "change": "task",
                "n": number,
                "token": token.number,
                "node": node.id,
                "assignee": assignee,
                "role": role,
                "by": self.actor.user_id,
            }
        )
        self.wait(token, f"task:{number}")
        return self.state.tasks[number]

    def turn_task(self, task: Task, trigger: str) -> None:
        """Change the state of a task; raises FlowRefused when it is closed already."""
        try:
            state = next_task_state(task.state, trigger)
        except LifecycleRefused as refused:
            raise FlowRefused("flow.task_closed", data={"state": refused.state}) from refused
        self.record(
            {
                "change": "task_state",
                "n": task.number,
                "state": state,
                "by": self.actor.user_id,
                "comment": self.comment,
            }
        )

    def arm_timer(self, token: Token, node: NodeSpec, due_at: datetime) -> int:
        """Wake the token at an instant."""
        number = self.state.counter + 1
        self.record(
            {
                "change": "timer",
                "n": number,
                "token": token.number,
                "node": node.id,
                "due_at": instant_text(due_at),
            }
        )
        return number

    def close_open(self, token: Token) -> None:
        """Cancel the tasks and timers of a token."""
        for task in list(self.state.tasks.values()):
            if task.token == token.number and task.state == "pending":
                self.turn_task(task, "cancel")
        for timer in list(self.state.timers.values()):
            if timer.token == token.number and timer.state == "armed":
                self.record({"change": "timer_state", "n": timer.number, "state": "canceled"})

    def enter_stage(self, stage_id: str, *, placed_at: datetime | None = None) -> None:
        """Make a stage the present one; the instant changes only when the stage does."""
        present, lifecycle = self.state.stage, self.graph.lifecycle
        try:
            if placed_at is None:
                lifecycle.enter(present, stage_id)
            else:
                lifecycle.place(present, stage_id)
        except LifecycleRefused as refused:
            raise Incident("flow.stage_refused", self.graph.stage_nodes[stage_id]) from refused
        if present == stage_id and placed_at is None:
            return
        at = placed_at or self.now
        self.record({"change": "stage", "from": present, "to": stage_id, "at": instant_text(at)})
