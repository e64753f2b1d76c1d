"""The flow document as frozen dataclasses; knows its shape, not whether it makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from triloom_core.json_types import Json, JsonObject
from triloom_core.text import LocalizedText


@dataclass(frozen=True, slots=True)
class StageSpec:
    """One stage of the pipeline; `probability` is a fraction from 0 to 1, or None."""

    id: str
    key: str
    label: LocalizedText
    kind: str = "open"
    probability: float | None = None
    required: tuple[str, ...] = ()
    color: str | None = None

    @property
    def is_closed(self) -> bool:
        """Tell whether a record in this stage is finished."""
        return self.kind != "open"


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """One node of the graph; `stage` is the key of its stage when the type is `stage`."""

    id: str
    key: str
    type: str
    label: LocalizedText = ""
    stage: str | None = None
    settings: Mapping[str, Json] = field(default_factory=dict)
    position: Mapping[str, Json] = field(default_factory=dict)
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class EdgeSpec:
    """One arrow between two nodes, named by their keys.

    `action` makes it a button of the stage that it leaves; `when` is its guard (AST or text).
    """

    id: str
    source: str
    target: str
    port: str | None = None
    action: str | None = None
    label: LocalizedText = ""
    when: Json = None
    reason: LocalizedText | None = None
    default: bool = False
    order: int = 0
    required: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    requires_comment: bool = False
    pointer: str = ""

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing decides on this edge: no action, no condition."""
        return self.action is None and self.when is None


@dataclass(frozen=True, slots=True)
class VariableSpec:
    """A value that the flow carries; expressions name it `vars.<key>`."""

    key: str
    type: str


@dataclass(frozen=True, slots=True)
class FlowSpec:
    """A whole flow over the records of one form."""

    key: str
    label: LocalizedText
    form: str
    stages: tuple[StageSpec, ...] = ()
    nodes: tuple[NodeSpec, ...] = ()
    edges: tuple[EdgeSpec, ...] = ()
    variables: tuple[VariableSpec, ...] = ()
    policies: Mapping[str, Json] = field(default_factory=dict)

    @classmethod
    def from_json(cls, body: Json) -> "FlowSpec":
        """Read a body that fits the JSON Schema; a missing id is the key, an edge's its place."""
        flow = cast("JsonObject", body)
        return cls(
            key=str(flow["key"]),
            label=cast("LocalizedText", flow.get("label") or str(flow["key"])),
            form=str(flow["form"]),
            stages=tuple(_stage(item) for item in objects(flow, "stages")),
            nodes=tuple(_node(item, index) for index, item in enumerate(objects(flow, "nodes"))),
            edges=tuple(_edge(item, index) for index, item in enumerate(objects(flow, "edges"))),
            variables=tuple(
                VariableSpec(str(item["key"]), str(item["type"]))
                for item in objects(flow, "variables")
            ),
            policies=cast("JsonObject", flow.get("policies") or {}),
        )


def objects(container: Mapping[str, Json], name: str) -> list[JsonObject]:
    """Return the list of objects under `name`, empty when absent."""
    return [cast("JsonObject", item) for item in cast("list[Json]", container.get(name) or [])]


def texts(value: Json) -> tuple[str, ...]:
    """Return a JSON list as a tuple of strings, empty when absent."""
    return tuple(str(item) for item in cast("list[Json]", value or []))


def _stage(item: JsonObject) -> StageSpec:
    probability = item.get("probability")
    return StageSpec(
        id=str(item.get("id") or item["key"]),
        key=str(item["key"]),
        label=cast("LocalizedText", item.get("label") or str(item["key"])),
        kind=str(item.get("kind") or "open"),
        probability=None if probability is None else float(cast("float", probability)),
        required=texts(item.get("required")),
        color=cast("str | None", item.get("color")),
    )


def _node(item: JsonObject, index: int) -> NodeSpec:
    return NodeSpec(
        id=str(item.get("id") or item["key"]),
        key=str(item["key"]),
        type=str(item["type"]),
        label=cast("LocalizedText", item.get("label") or str(item["key"])),
        stage=cast("str | None", item.get("stage")),
        settings=cast("JsonObject", item.get("settings") or {}),
        position=cast("JsonObject", item.get("position") or {}),
        pointer=f"/nodes/{index}",
    )


def _edge(item: JsonObject, index: int) -> EdgeSpec:
    source, target = str(item["from"]), str(item["to"])
    return EdgeSpec(
        id=str(item.get("id") or f"{source}:{item.get('action') or item.get('port') or index}"),
        source=source,
        target=target,
        port=cast("str | None", item.get("port")),
        action=cast("str | None", item.get("action")),
        label=cast("LocalizedText", item.get("label") or str(item.get("action") or "")),
        when=item.get("when"),
        reason=cast("LocalizedText | None", item.get("reason")),
        default=bool(item.get("default")),
        order=int(cast("int", item.get("order") or index)),
        required=texts(item.get("required")),
        roles=texts(item.get("roles")),
        requires_comment=bool(item.get("requires_comment")),
        pointer=f"/edges/{index}",
    )
