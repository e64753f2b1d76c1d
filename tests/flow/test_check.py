import pytest

from tests.flow.conftest import Documents, line, pipeline
from triloom_core.expression import DATE, TEXT, decimal_type, parse
from triloom_flow.document import FlowKind
from triloom_flow.messages import MESSAGES

TYPES = {"name": TEXT, "cause": TEXT, "cost": decimal_type(2), "due": DATE}


class FormScope:
    def resolve(self, path):
        return TYPES.get(path[0]) if len(path) == 1 else None


KIND = FlowKind(lambda surroundings, form: FormScope())


def codes(body, surroundings):
    faults = KIND.check(body, surroundings)
    assert all(fault.code in MESSAGES or fault.code.startswith("expression.") for fault in faults)
    return {(fault.code, fault.pointer) for fault in faults}


def changed(path, value):
    body = pipeline()
    *way, last = path
    target = body
    for part in way:
        target = target[part]
    if value is None:
        del target[last]
    else:
        target[last] = value
    return body


def test_a_sound_flow_has_no_fault(surroundings):
    assert codes(pipeline(), surroundings) == set()


@pytest.mark.parametrize(
    ("path", "value", "code", "pointer"),
    [
        (("form",), "nothing", "flow.unknown_form", "/form"),
        (("nodes", 1, "stage"), "gone", "flow.unknown_stage", "/nodes/1/stage"),
        (("nodes", 2, "key"), "new", "flow.duplicate_key", "/nodes/2/key"),
        (("stages", 1, "key"), "new", "flow.duplicate_key", "/stages/1/key"),
        (("stages", 1, "required"), ["gone"], "flow.unknown_field", "/stages/1/required/0"),
        (("edges", 3, "required"), ["gone"], "flow.unknown_field", "/edges/3/required/0"),
        (("edges", 2, "roles"), ["gone"], "flow.unknown_role", "/edges/2/roles/0"),
        (("edges", 1, "to"), "gone", "flow.unknown_node", "/edges/1/to"),
        (("edges", 4, "port"), "gone", "flow.unknown_port", "/edges/4/port"),
        (("edges", 4, "action"), "go", "flow.action_outside_stage", "/edges/4/action"),
        (("edges", 2, "action"), "begin", "flow.duplicate_action", "/edges/2/action"),
        (("edges", 2, "action"), None, "flow.stage_leaves_at_once", "/edges/2"),
        (("edges", 4), {"from": "start", "to": "fixed"}, "flow.port_without_edge", "/nodes/3"),
        (("edges", 2, "to"), "new", "flow.unreachable", "/nodes/5"),
        (("stages", 3, "kind"), "open", "flow.no_exit", "/nodes/5"),
        (("nodes", 5, "stage"), "fixed", "flow.stage_twice", "/stages/2"),
        (("nodes", 0, "type"), "note", "flow.start_count", "/nodes"),
        (("nodes", 3, "settings"), {}, "flow.bad_settings", "/nodes/3/settings"),
        (
            ("nodes", 3, "settings", "assignee"),
            {"rule": "user"},
            "flow.assignee_empty",
            "/nodes/3/settings/assignee/user",
        ),
        (
            ("nodes", 3, "settings", "assignee"),
            {"rule": "role", "role": "gone"},
            "flow.unknown_role",
            "/nodes/3/settings/assignee/role",
        ),
    ],
)
def test_a_fault_names_its_place(surroundings, path, value, code, pointer):
    assert (code, pointer) in codes(changed(path, value), surroundings)


@pytest.mark.parametrize("when", ["cost + 1", "cost > 'a'", "gone = 1", "cost >"])
def test_a_guard_that_is_no_condition_is_a_fault_of_its_edge(surroundings, when):
    found = codes(changed(("edges", 1, "when"), when), surroundings)
    assert {pointer for _, pointer in found} == {"/edges/1/when"}


def test_a_guard_may_be_a_tree_as_well_as_a_text(surroundings):
    assert codes(changed(("edges", 1, "when"), parse("cost > 3")), surroundings) == set()


def test_a_choice_needs_exactly_one_default(surroundings):
    body = line(
        {"key": "choose", "type": "xor"},
        edges=[{"from": "start", "to": "choose"}, {"from": "choose", "to": "end"}],
    )
    assert codes(body, surroundings) == {
        ("flow.default_edge_missing", "/nodes/1"),
        ("flow.condition_missing", "/edges/1"),
    }


def test_a_loop_that_never_waits_is_a_fault_and_one_with_a_timer_is_none(surroundings):
    def loop(kind, settings):
        return line(
            {"key": "a", "type": "xor"},
            {"key": "b", "type": kind, "settings": settings},
            edges=[
                {"from": "start", "to": "a"},
                {"from": "a", "to": "end", "when": "cost = 1"},
                {"from": "a", "to": "b", "default": True},
                {"from": "b", "to": "a"},
            ],
        )

    restless = codes(loop("note", {}), surroundings)
    assert restless == {("flow.cycle_without_wait", "/nodes/1")}
    assert codes(loop("timer", {"duration": {"hours": 1}}), surroundings) == set()


def test_a_stage_between_split_and_join_is_a_fault(surroundings):
    body = line(
        {"key": "split", "type": "and_split"},
        {"key": "s", "type": "stage", "stage": "s"},
        {"key": "join", "type": "and_join"},
        stages=[{"key": "s"}],
        edges=[
            {"from": "start", "to": "split"},
            {"from": "split", "to": "s"},
            {"from": "split", "to": "join"},
            {"from": "s", "to": "join", "action": "go"},
            {"from": "join", "to": "end"},
        ],
    )
    assert ("flow.stage_in_parallel", "/nodes/2") in codes(body, surroundings)


def test_a_form_has_at_most_one_pipeline():
    other = Documents(
        forms={"repair": {"fields": []}},
        flows={"other": {"key": "other", "form": "repair", "stages": [{"key": "s"}]}},
        roles={"chief": {}},
    )
    assert ("flow.second_pipeline", "/form") in codes(pipeline(), other)


def test_everything_that_a_flow_names_is_a_reference():
    found = {(item.kind, item.key, item.field_key) for item in KIND.references(pipeline())}
    assert found == {
        ("forms", "repair", None),
        ("forms", "repair", "cause"),
        ("forms", "repair", "due"),
        ("forms", "repair", "cost"),
        ("forms", "repair", "name"),
        ("roles", "chief", None),
    }


def test_every_guard_and_computed_value_is_an_expression_site():
    body = line({"key": "w", "type": "update_record", "settings": {"set": {"cost": "1"}}})
    assert [site.pointer for site in KIND.expressions(body)] == ["/nodes/1/settings/set/cost"]
    assert [site.pointer for site in KIND.expressions(pipeline())] == ["/edges/1/when"]
