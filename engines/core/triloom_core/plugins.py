"""The protocol of computed-field plugins: what one declares, takes and gives back.

Only plain values cross this border: a plugin runs in a child process and never sees a connection.
A table is `{"ids": [...], "columns": {name: [values]}}`; instants and dates are ISO text, decimals
are numbers, missing is null; every column has as many values as there are ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from triloom_core.json_types import Json, JsonObject

TaskKind = Literal["row", "set", "series"]
"""row: one value per row in · set: solved jointly, one run · series: forecast rows per group."""
ColumnType = Literal["number", "boolean", "category", "date", "text"]
ModelState = Literal["trained", "shadow", "live", "retired", "refused"]


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One input of a plugin; `many` takes a list of fields instead of one."""

    key: str
    types: tuple[ColumnType, ...]
    label: Mapping[str, str]
    required: bool = True
    many: bool = False


@dataclass(frozen=True, slots=True)
class OutputSpec:
    """The value that lands in the computed field."""

    type: Literal["percent", "decimal", "text", "series"]
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PluginSpec:
    """The static description of a plugin; the settings of a model are generated from it."""

    id: str
    version: str
    kind: TaskKind
    label: Mapping[str, str]
    description: Mapping[str, str]
    parameters: JsonObject
    inputs: tuple[InputSpec, ...]
    output: OutputSpec
    minimum_rows: int
    module: str
    """Where the implementation lies, as `package.module`; imported only inside a child."""

    def to_json(self) -> JsonObject:
        """Return the description as the API shows it."""
        return {
            "id": self.id,
            "version": self.version,
            "kind": self.kind,
            "label": dict(self.label),
            "description": dict(self.description),
            "parameters": self.parameters,
            "inputs": [
                {
                    "key": item.key,
                    "types": list(item.types),
                    "label": dict(item.label),
                    "required": item.required,
                    "many": item.many,
                }
                for item in self.inputs
            ],
            "output": {"type": self.output.type, "label": dict(self.output.label)},
            "minimum_rows": self.minimum_rows,
        }


@dataclass(frozen=True, slots=True)
class FitRequest:
    """Everything a fit may depend on; the same request gives the same artefact."""

    table: JsonObject
    roles: Mapping[str, Json]
    """Input key → column name, or a list of column names."""
    parameters: JsonObject
    seed: int = 7
    threads: int = 1
    previous: JsonObject | None = None
    """The artefact of the live version, for plugins whose ids must stay stable."""


@dataclass(frozen=True, slots=True)
class FitResult:
    """A trained artefact (JSON, never pickle) with its card; `refused` explains itself by code."""

    state: Literal["trained", "refused"]
    artefact: JsonObject
    card: JsonObject
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One output: a value, or null with the code of the reason."""

    value: Json
    reason: str | None = None
    detail: JsonObject = field(default_factory=dict)


class Plugin(Protocol):
    """A computed-field plugin; every method is pure in its arguments."""

    def fit(self, request: FitRequest) -> FitResult:
        """Train, evaluate and describe; never train on fewer rows than the spec says."""
        ...

    def predict(self, artefact: JsonObject, table: JsonObject) -> list[Score]:
        """Return one score per row, in order; null with a reason for a row it cannot score."""
        ...

    def explain(self, artefact: JsonObject, table: JsonObject, count: int) -> list[JsonObject]:
        """Return per row the largest contributions, which with `other` sum to the raw score."""
        ...
