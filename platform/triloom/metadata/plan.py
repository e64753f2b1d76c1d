"""A publish plan: what will change, in business words, before anything does."""

import hashlib
from dataclasses import dataclass
from dataclasses import field as default

from triloom.messages import CATALOGUE
from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.messages import render
from triloom_core.text import LocalizedText


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One thing that publishing does; `code` names its text, `data` fills it.

    `lock` is what other users notice: none, short (milliseconds) or long (seconds, by the rows).
    """

    code: str
    kind: str
    key: str
    field: str | None = None
    data: JsonObject = default(default_factory=dict)
    rows_affected: int | None = None
    cells_lost: int | None = None
    lock: str = "none"

    def to_json(self, language: str) -> JsonObject:
        """Return the step with its text in a language."""
        return {
            "kind": self.code.removeprefix("plan."),
            "text": render(CATALOGUE, self.code, language, self.data),
            "object": {"kind": self.kind, "key": self.key, "field": self.field},
            "rows_affected": self.rows_affected,
            "cells_lost": self.cells_lost,
            "lock": self.lock,
            "data": self.data,
        }


@dataclass(frozen=True, slots=True)
class Consent:
    """Something that only happens when the publisher repeats `token`."""

    code: str
    token: str
    data: JsonObject

    def to_json(self, language: str) -> JsonObject:
        """Return the consent with its text in a language."""
        text = render(CATALOGUE, self.code, language, self.data)
        return {"code": self.code, "text": text, "token": self.token}


def consent_token(code: str, *parts: str) -> str:
    """Return the token of a consent: the same for the same loss, whenever it is planned."""
    return hashlib.sha256("|".join((code, *parts)).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Dependent:
    """A document that refers to what is published."""

    kind: str
    key: str
    label: LocalizedText
    reason: str
    data: JsonObject = default(default_factory=dict)

    def to_json(self, language: str) -> JsonObject:
        """Return the dependent with its reason in a language."""
        label: Json = self.label if isinstance(self.label, str) else dict(self.label)
        return {
            "kind": self.kind, "key": self.key, "label": label,
            "reason": render(CATALOGUE, self.reason, language, self.data),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """One document of the change set."""

    kind: str
    key: str
    from_version: int
    to_version: int

    def to_json(self) -> JsonObject:
        """Return the document's part of the plan; `from_version` is null at the first publish."""
        return {
            "kind": self.kind, "key": self.key, "from_version": self.from_version or None,
            "to_version": self.to_version,
        }  # fmt: skip


@dataclass(slots=True)
class Plan:
    """The whole plan of a change set."""

    documents: list[Planned] = default(default_factory=list)
    steps: list[PlanStep] = default(default_factory=list)
    problems: list[tuple[str, str, Fault]] = default(default_factory=list)
    """(kind, key, fault)."""
    dependents: list[Dependent] = default(default_factory=list)
    consents: list[Consent] = default(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing forbids publishing."""
        return not self.problems

    def to_json(self, language: str) -> JsonObject:
        """Return the plan with its texts in a language."""
        problems: list[Json] = []
        for kind, key, fault in self.problems:
            problems.append(
                {
                    "pointer": fault.pointer, "code": fault.code, "kind": kind, "key": key,
                    "message": render(CATALOGUE, fault.code, language, fault.data),
                    "data": dict(fault.data),
                }
            )  # fmt: skip
        return {
            "ok": self.ok,
            "documents": [item.to_json() for item in self.documents],
            "steps": [item.to_json(language) for item in self.steps],
            "problems": problems,
            "dependents": [item.to_json(language) for item in self.dependents],
            "consent_required": [item.to_json(language) for item in self.consents],
        }
