from datetime import UTC, datetime

import pytest

from triloom_flow.commands import Actor, Facts
from triloom_flow.graph import FlowGraph
from triloom_flow.spec import FlowSpec

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Documents:
    """Surroundings over plain dictionaries."""

    def __init__(self, **kinds):
        self.kinds = kinds

    def document(self, kind, key):
        return self.kinds.get(kind, {}).get(key)

    def keys(self, kind):
        return tuple(self.kinds.get(kind, {}))


REPAIR_FORM = {
    "key": "repair",
    "fields": [
        {"key": "name", "type": "text"},
        {"key": "cost", "type": "decimal"},
        {"key": "cause", "type": "text"},
        {"key": "due", "type": "date"},
    ],
}


def pipeline(**more):
    """A pipeline of three stages with a guard, an approval and two ends."""
    return {
        "kind": "flow",
        "key": "repair_flow",
        "form": "repair",
        "stages": [
            {"key": "new", "label": {"en": "New", "zh-CN": "新建"}, "kind": "open"},
            {"key": "working", "kind": "open", "required": ["cause"]},
            {"key": "fixed", "kind": "success"},
            {"key": "scrapped", "kind": "failure"},
        ],
        "nodes": [
            {"key": "start", "type": "start"},
            {"key": "new", "type": "stage", "stage": "new"},
            {"key": "working", "type": "stage", "stage": "working"},
            {
                "key": "ask",
                "type": "approval",
                "settings": {"assignee": {"rule": "supervisor_of_owner"}},
            },
            {"key": "fixed", "type": "stage", "stage": "fixed"},
            {"key": "scrapped", "type": "stage", "stage": "scrapped"},
        ],
        "edges": [
            {"from": "start", "to": "new"},
            {
                "from": "new",
                "to": "working",
                "action": "begin",
                "label": {"en": "Begin", "zh-CN": "开始"},
                "when": "cost > 10 and name != 'x'",
                "reason": {"en": "Too cheap to repair", "zh-CN": "费用过低"},
            },
            {
                "from": "new",
                "to": "scrapped",
                "action": "scrap",
                "requires_comment": True,
                "roles": ["chief"],
            },
            {"from": "working", "to": "ask", "action": "finish", "required": ["due"]},
            {"from": "ask", "to": "fixed", "port": "approved"},
            {"from": "ask", "to": "working", "port": "rejected"},
        ],
        **more,
    }


def line(*nodes, edges=None, variables=(), stages=()):
    """A flow start → the given nodes → end, in one line unless edges are given."""
    all_nodes = [{"key": "start", "type": "start"}, *nodes, {"key": "end", "type": "end"}]
    keys = [node["key"] for node in all_nodes]
    drawn = edges or [{"from": a, "to": b} for a, b in zip(keys, keys[1:], strict=False)]
    return {
        "key": "line",
        "form": "repair",
        "nodes": all_nodes,
        "edges": drawn,
        "variables": list(variables),
        "stages": list(stages),
    }


def compiled(body):
    return FlowGraph(FlowSpec.from_json(body))


@pytest.fixture
def surroundings():
    return Documents(
        forms={"repair": REPAIR_FORM, "task": {"fields": [{"key": "name"}]}},
        roles={"chief": {}, "helper": {}},
    )


@pytest.fixture
def facts():
    return Facts(
        values={("cost",): 50, ("name",): "Lathe", ("cause",): "wear", ("due",): None},
        missing=frozenset(),
        owner="u-owner",
        supervisor="u-boss",
        members={"chief": ("u-boss",)},
        user={"id": "u-owner"},
    )


OWNER = Actor("u-owner", frozenset({"helper"}))
CHIEF = Actor("u-boss", frozenset({"chief"}))
