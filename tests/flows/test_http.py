import copy

import pytest

from tests.flows.conftest import FLOW, PART, REPAIR
from tests.support.world import open_world

API = "/api/v1"
APP = f"{API}/apps/workshop"
RECORDS = f"{APP}/forms/repair/records"


def ok(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def put(client, kind, body):
    path = f"{APP}/{kind}/{body['key']}/draft"
    saved = ok(client.put(path, json={"body": copy.deepcopy(body)}))
    assert saved["problems"] == []
    return saved


def publish(client):
    return ok(client.post(f"{APP}/publish", json={"consent": []}))


def set_up(client):
    ok(client.post(f"{API}/apps", json={"key": "workshop", "label": {"en": "Workshop"}}), 201)
    roles = [
        {"kind": "role", "key": key, "label": {"en": key}, "grants": []}
        for key in ("worker", "supervisor", "chief")
    ]
    for role in roles:
        put(client, "roles", role)
    for form in (PART, REPAIR):
        put(client, "forms", {"kind": "form", **form})
    put(client, "flows", FLOW)
    publish(client)
    return client


@pytest.fixture
def fresh(world):
    """A workshop of its own, on both databases."""
    return set_up(world.client("admin"))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """A workshop that the tests of this module share; each makes its own records."""
    world = open_world(tmp_path_factory.mktemp("workshop"))
    yield set_up(world.client("admin"))
    world.close()


def create(client, **values):
    given = {"name": "Lathe", "cost": "50.00", "cause": "wear", **values}
    return ok(client.post(RECORDS, json={"values": given}), 201)


def test_a_record_goes_its_way_over_http(fresh, world):
    workshop = fresh
    record = create(workshop)
    assert (record["stage"], record["stage_kind"], record["closed"]) == ("new", "open", False)
    path = f"{RECORDS}/{record['id']}"
    offers = ok(workshop.get(f"{path}/actions"))["items"]
    assert [offer["key"] for offer in offers] == ["begin", "scrap"]
    assert offers[0]["to"] == {"key": "working", "label": "Working", "kind": "open"}
    moved = ok(workshop.post(f"{path}/actions/begin", json={"input": {"hours": 2}}))
    assert (moved["stage"], moved["values"]["hours"]) == ("working", 2)
    assert [offer["key"] for offer in moved["actions"]] == ["finish"]
    ok(workshop.post(f"{path}/actions/finish", json={}))
    (task,) = ok(workshop.get(f"{API}/tasks"))["items"]
    assert task["candidate_role"] == "admin"
    assert ok(workshop.get(f"{API}/tasks/{task['id']}"))["id"] == task["id"]
    decided = ok(workshop.post(f"{API}/tasks/{task['id']}/approve", json={"comment": "ok"}))
    assert decided["state"] == "approved"
    done = ok(workshop.get(path))
    assert (done["stage"], done["closed"], done["values"]["hours"]) == ("fixed", True, 3)
    again = workshop.post(f"{API}/tasks/{task['id']}/approve", json={})
    assert (again.status_code, again.json()["code"]) == (409, "flow.task_closed")
    events = ok(workshop.get(f"{path}/flow"))
    assert (events["status"], events["outcome"]) == ("completed", "success")
    assert [event["type"] for event in events["events"]][-1] == "start"
    world.services.jobs.run_pending()
    notices = ok(workshop.get(f"{API}/notifications"))
    assert notices["unread"] == 2
    ok(workshop.post(f"{API}/notifications/{notices['items'][0]['id']}/read"))
    assert ok(workshop.get(f"{API}/notifications?unread=true"))["unread"] == 1
    assert ok(workshop.post(f"{API}/notifications/read")) == {"marked": 1}
    jobs = ok(workshop.get(f"{API}/jobs?kind=flow.effect"))["items"]
    assert [job["state"] for job in jobs] == ["done", "done"]
    assert ok(workshop.get(f"{RECORDS}/{record['id']}/tasks"))["items"][0]["state"] == "approved"


@pytest.mark.parametrize(
    ("action", "body", "status", "code"),
    [
        ("begin", {"input": {"cost": "1.00"}}, 409, "flow.guard_reason"),
        ("begin", {"input": {"cause": None}}, 422, "flow.required_missing"),
        ("begin", {"input": {"gone": 1}}, 422, "record.invalid"),
        ("begin", {"input": []}, 422, None),
        ("begin", {"comment": 7}, 422, None),
        ("scrap", {}, 422, "flow.comment_required"),
        ("fly", {}, 409, "flow.action_not_available"),
    ],
)
def test_a_refused_action_says_why_and_changes_nothing(workshop, action, body, status, code):
    record = create(workshop)
    path = f"{RECORDS}/{record['id']}"
    answer = workshop.post(f"{path}/actions/{action}", json=body)
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert code is None or problem["code"] == code
    assert problem["detail"]
    assert ok(workshop.get(path)) == record


def test_a_repeated_action_with_the_same_key_acts_once(workshop):
    record = create(workshop)
    path = f"{RECORDS}/{record['id']}/actions/begin"
    answers = [
        ok(workshop.post(path, json={}, headers={"Idempotency-Key": "k1"})) for _ in range(2)
    ]
    assert answers[0] == answers[1]


def test_an_action_on_a_stale_revision_is_refused(workshop):
    record = create(workshop)
    path = f"{RECORDS}/{record['id']}"
    ok(workshop.patch(path, json={"values": {"cost": "60.00"}}, headers={"If-Match": '"1"'}))
    body = {"input": {"cost": "70.00"}}
    answer = workshop.post(f"{path}/actions/begin", json=body, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["code"]) == (412, "record.stale")


def test_a_running_record_stays_on_the_version_it_started_with(fresh):
    workshop = fresh
    old = create(workshop)
    flow = copy.deepcopy(FLOW)
    flow["edges"][1]["when"] = "cost > 1000"
    path = f"{APP}/flows/repair_flow"
    current = workshop.get(path)
    tag = {"If-Match": current.headers["ETag"]}
    ok(workshop.put(f"{path}/draft", json={"body": flow}, headers=tag))
    publish(workshop)
    new = create(workshop)
    begin = {"json": {}}
    assert ok(workshop.post(f"{RECORDS}/{old['id']}/actions/begin", **begin))["stage"] == "working"
    refused = workshop.post(f"{RECORDS}/{new['id']}/actions/begin", **begin)
    assert refused.json()["code"] == "flow.guard_reason"
    assert refused.json()["detail"] == "Too cheap"


def test_records_older_than_the_flow_are_given_their_stage_after_publish(sqlite_world):
    world, client = sqlite_world, sqlite_world.client("admin")
    ok(client.post(f"{API}/apps", json={"key": "workshop", "label": {"en": "Workshop"}}), 201)
    for form in (PART, REPAIR):
        put(client, "forms", {"kind": "form", **form, "access": []})
    publish(client)
    record = create(client)
    assert record["stage"] is None
    put(client, "roles", {"kind": "role", "key": "chief", "label": {"en": "c"}, "grants": []})
    put(client, "flows", FLOW)
    publish(client)
    world.services.jobs.run_pending()
    assert ok(client.get(f"{RECORDS}/{record['id']}"))["stage"] == "new"


def test_a_faulty_flow_is_saved_with_problems_that_name_the_node(workshop):
    flow = copy.deepcopy(FLOW)
    flow["key"], flow["form"] = "other", "part"
    flow["edges"][1]["when"] = "cost >"
    path = f"{APP}/flows/other/draft"
    problems = ok(workshop.put(path, json={"body": flow}))["problems"]
    assert {problem["pointer"] for problem in problems} >= {
        "/edges/1/when", "/stages/1/required/0",
    }  # fmt: skip
    assert all(problem["message"] for problem in problems)


def test_a_flow_can_be_tried_without_a_record(workshop):
    body = {
        "values": {"name": "Lathe", "cost": "50.00", "cause": "wear", "hours": 1},
        "commands": [
            {"do": "act", "action": "begin"},
            {"do": "act", "action": "finish"},
            {"do": "decide", "decision": "approve"},
            {"do": "act", "action": "begin"},
        ],
    }
    steps = ok(workshop.post(f"{APP}/flows/repair_flow/simulate", json=body))["steps"]
    assert [step.get("stage") for step in steps] == ["new", "working", "working", "fixed", None]
    assert [effect["kind"] for effect in steps[3]["effects"]] == [
        "update_record", "update_record", "notify",
    ]  # fmt: skip
    assert steps[4]["refused"] == "flow.instance_refused"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"flow": {"form": "repair"}}, "/flow"),
        ({"flow": {"form": "repair", "key": "x", "nodes": [7]}}, "/flow/nodes/0"),
        ({"flow": {"form": "repair", "key": "x", "nodes": []}}, "/flow/nodes"),
        ({"values": {"cost": {"a": 1}}}, None),
        ({"commands": [{"do": "dance"}]}, None),
    ],
)
def test_a_simulation_of_nonsense_is_refused_with_the_place(workshop, body, pointer):
    answer = workshop.post(f"{APP}/flows/repair_flow/simulate", json=body)
    if pointer is None and answer.status_code == 200:
        assert answer.json()["steps"][-1]["refused"] == "flow.bad_simulation"
        return
    assert answer.status_code == 422
    pointers = [fault["pointer"] for fault in answer.json().get("errors", [])]
    assert pointer is None or pointer in pointers


def test_hosts_and_webhooks_are_an_administrators_matter(workshop):
    ok(workshop.put(f"{API}/webhooks/hosts/hooks.example", json={"ports": [443]}), 204)
    (host,) = ok(workshop.get(f"{API}/webhooks/hosts"))["items"]
    assert host == {"host": "hooks.example", "ports": [443], "allow_private": False}
    body = {"url": "https://hooks.example/in", "app": "workshop", "events": ["record.created"]}
    made = ok(workshop.post(f"{API}/webhooks", json=body), 201)
    assert made["secret"]
    assert "secret" not in ok(workshop.get(f"{API}/webhooks"))["items"][0]
    record = create(workshop)
    delivery = ok(workshop.get(f"{API}/webhooks/deliveries"))["items"][0]
    assert delivery["body"]["record"] == record["id"]
    pending = workshop.post(f"{API}/webhooks/deliveries/{delivery['id']}/replay")
    assert pending.status_code == 409
    ok(workshop.delete(f"{API}/webhooks/{made['id']}"), 204)
    ok(workshop.delete(f"{API}/webhooks/hosts/hooks.example"), 204)
    assert workshop.delete(f"{API}/webhooks/hosts/hooks.example").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/tasks?box=attic",
        "/tasks/no-uuid",
        "/jobs/none",
        "/jobs?limit=0",
        "/notifications?before=x",
    ],
)
def test_a_bad_question_is_answered_with_a_reason(workshop, path):
    answer = workshop.get(f"{API}{path}")
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"]
