"""The read paths that the leak suite asks, each as a function client, world → answers."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi.testclient import TestClient

from tests.security.leak_world import (
    APP,
    COST,
    PHONE,
    SECRET,
    SECRET_LABEL,
    SITE_SECRET,
    LeakWorld,
    row_marker,
)  # fmt: skip

BASE = f"/api/v1/apps/{APP}"
MACHINES = f"{BASE}/forms/machine/records"
Ask = Callable[[TestClient, LeakWorld], list[object]]


@dataclass(frozen=True)
class Channel:
    """One read path; `shows` says which marker the administrator sees through it.

    `rows` says that the names of records in reach show up, so that an empty answer proves nothing.
    """

    name: str
    ask: Ask
    shows: str | None = SECRET
    rows: bool = True


def get(path: str, **params: str) -> Ask:
    return lambda client, _found: [client.get(path, params=params)]


def post(path: str, body: object) -> Ask:
    return lambda client, _found: [client.post(path, json=body)]


def each_machine(suffix: str = "", **params: str) -> Ask:
    return lambda client, found: [
        client.get(f"{MACHINES}/{identifier}{suffix}", params=params)
        for identifier in found.machines.values()
    ]


def each_visit(client: TestClient, found: LeakWorld) -> list[object]:
    return [
        client.get(f"{BASE}/forms/visit/records/{identifier}")
        for identifier in found.visits.values()
    ]


def each_visit_history(client: TestClient, found: LeakWorld) -> list[object]:
    return [
        client.get(f"{BASE}/forms/visit/records/{identifier}/history")
        for identifier in found.visits.values()
    ]


def conflicts(client: TestClient, found: LeakWorld) -> list[object]:
    """Stale writes: the 409 shows base, mine and theirs of fields, never hidden ones."""
    return [
        client.patch(
            f"{MACHINES}/{identifier}",
            json={"values": {"secret": "mine", "cost": 1, "phone": "1", "parts": []}},
            headers={"If-Match": '"1"'},
        )
        for identifier in found.machines.values()
    ]


def bad_values(client: TestClient, found: LeakWorld) -> list[object]:
    """Invalid bodies: messages must not quote what is stored."""
    return [
        client.patch(
            f"{MACHINES}/{identifier}",
            json={"values": {"kind": "nope", "secret": None, "gone": 1, "site_word": "x"}},
            headers={"If-Match": '"1"'},
        )
        for identifier in found.machines.values()
    ]


def actions(client: TestClient, found: LeakWorld) -> list[object]:
    answers: list[object] = []
    for identifier in found.machines.values():
        answers.append(client.get(f"{MACHINES}/{identifier}/actions"))
        answers.append(client.post(f"{MACHINES}/{identifier}/actions/finish", json={}))
        answers.append(client.get(f"{MACHINES}/{identifier}/tasks"))
        answers.append(client.get(f"{MACHINES}/{identifier}/flow"))
    return answers


def probes(client: TestClient, found: LeakWorld) -> list[object]:
    """Filters, sort orders and searches over what the reader may not compare."""
    answers: list[object] = []
    for text in (
        f"secret = '{SECRET}'", f"contains(secret, '{SECRET[:6]}')", f"cost > {int(COST) - 1}",
        f"phone = '{PHONE}'", f"starts_with(phone, '{PHONE[:4]}')", f"site.site_secret = '{SITE_SECRET}'",
        f"shout = '{SECRET}!'", f"double_cost = {int(COST) * 2}", f"site_word = '{SITE_SECRET}'",
    ):  # fmt: skip
        answers.append(client.get(MACHINES, params={"filter": text, "fields": "kind"}))
    for field in ("secret", "-cost", "phone", "site.site_secret", "double_cost"):
        answers.append(client.get(MACHINES, params={"sort": field, "fields": "kind"}))
    for field in ("secret", "cost", "site_word", "parts.recipe"):
        answers.append(client.get(MACHINES, params={"fields": field}))
    return answers


def report(dimension: str | None, source: str = "machine", **measure: str) -> Ask:
    body = {
        "source": source,
        "dimensions": [{"field": dimension}] if dimension else [],
        "measures": [{"key": "m", **measure}],
    }
    return post(f"{BASE}/reports/query", {"report": body})


def unique_clash(client: TestClient, found: LeakWorld) -> list[object]:
    """Taking a code that a record out of reach has: told that it is taken, not by whom."""
    return [
        client.post(MACHINES, json={"values": {"name": "mine", "code": f"CODE{owner}"}})
        for owner in found.machines
    ]


def bulk(client: TestClient, found: LeakWorld) -> list[object]:
    """Bulk changes of records in and out of reach."""
    updates = [
        {"id": identifier, "rev": 1, "values": {"kind": "fan", "secret": "x"}}
        for identifier in found.machines.values()
    ]
    return [
        client.post(f"{MACHINES}/bulk", json={"update": updates, "atomic": False}),
        client.post(
            f"{MACHINES}/bulk",
            json={
                "upsert": [{"values": {"code": "CODEstranger", "kind": "fan"}}],
                "upsert_on": "code",
            },
        ),
    ]


def files(client: TestClient, found: LeakWorld) -> list[object]:
    """Attachments: of a hidden field, and of records out of reach."""
    return [client.get(f"/api/v1/files/{identifier}") for identifier in found.files]


def export(file_format: str, form: str = "machine") -> Ask:
    return post(f"{BASE}/forms/{form}/exports", {"format": file_format})


def import_check(client: TestClient, found: LeakWorld) -> list[object]:
    """Dry runs that name hidden fields, other people's codes and unreachable links."""
    links = [f"new,a,b,c,{site}" for site in found.sites.values()]
    codes = [f"new,CODE{owner}" for owner in found.machines]
    answers: list[object] = [client.get(f"{BASE}/forms/machine/imports")]
    for lines in (["name,secret,cost,phone,site", *links], ["name,code", *codes]):
        started = client.post(
            f"{BASE}/forms/machine/imports",
            files={"file": ("machines.csv", "\n".join(lines).encode(), "text/csv")},
            data={"dry_run": "true", "on_error": "skip"},
        )
        found.world.services.jobs.run_pending()
        answers.append(started)
        if started.status_code == 202:
            answers.append(client.get(f"{BASE}/forms/machine/imports/{started.json()['id']}"))
    return answers


def compiled(client: TestClient, found: LeakWorld) -> list[object]:
    answers: list[object] = [client.get(f"{BASE}/forms/machine/compiled")]
    for identifier in found.machines.values():
        path = f"{BASE}/forms/machine/compiled"
        answers.append(client.get(path, params={"record": identifier, "action": "finish"}))
    return answers


def drill(client: TestClient, found: LeakWorld) -> list[object]:
    """Drilling gives ids: those of records out of reach are markers too."""
    query = {"source": "machine", "dimensions": [{"field": "kind"}],
             "measures": [{"key": "m", "expression": "count()"}]}  # fmt: skip
    return [client.post(f"{BASE}/reports/drill", json={"report": query, "cell": {"kind": "pump"}})]


def documents(client: TestClient, found: LeakWorld) -> list[object]:
    """Documents and packages: for builders; others learn no name of a hidden field from them."""
    paths = [
        f"{BASE}/forms", f"{BASE}/forms/machine", f"{BASE}/forms/machine/versions",
        f"{BASE}/reports", f"{BASE}/reports/leaky", f"{BASE}/package", f"{BASE}/dependencies",
        f"{BASE}/boards/overview", f"{BASE}/flows/machine_flow", "/api/v1/apps", BASE,
    ]  # fmt: skip
    return [client.get(path) for path in paths]


CHANNELS: tuple[Channel, ...] = (
    Channel("list", get(MACHINES)),
    Channel("list of all fields", get(MACHINES, count="exact", limit="100")),
    Channel("query", post(f"{MACHINES}/query", {"count": "exact"})),
    Channel("record", each_machine()),
    Channel("search", get(MACHINES, search="ROWOF")),
    Channel("search of a hidden value", get(MACHINES, search=SECRET), rows=False),
    Channel("search of a masked value", get(MACHINES, search=PHONE), shows=PHONE, rows=False),
    Channel("trash", post(f"{MACHINES}/query", {"trash": True}), shows=None, rows=False),
    Channel("linked titles and lookups", get(f"{BASE}/forms/visit/records")),
    Channel("one record with a link", each_visit),
    Channel("sort over a link", get(f"{BASE}/forms/visit/records", sort="machine.name")),
    Channel("roll-ups", get(f"{BASE}/forms/site/records"), shows=COST, rows=False),
    Channel("history", each_machine("/history"), rows=False),
    Channel("timeline", each_machine("/timeline"), rows=False),
    Channel("actions and flow", actions, shows=None, rows=False),
    Channel("conflict", conflicts, shows=None, rows=False),
    Channel("faults", bad_values, shows=None, rows=False),
    Channel("filters and sort orders", probes, shows=SECRET, rows=False),
    Channel("explain", each_machine("/explain"), shows=None, rows=False),
    Channel("report by name", report("name", expression="count()"), shows=None),
    Channel("report by a hidden field", report("secret", expression="count()"), rows=False),
    Channel("report over a hidden link", report("site.site_secret", expression="count()"), shows=SITE_SECRET, rows=False),
    Channel("report that sums a hidden field", report(None, field="cost", aggregate="max"), shows=COST, rows=False),
    Channel("report by expression", report(None, expression="max(double_cost)"), shows=str(int(COST) * 2), rows=False),
    Channel("saved report", get(f"{BASE}/reports/leaky/data"), rows=False),
    Channel("chart", get(f"{BASE}/reports/leaky/chart"), shows=None, rows=False),
    Channel("board", get(f"{BASE}/boards/overview/data")),
    Channel(
        "history of linking records",
        each_visit_history,
        shows=row_marker("stranger"),
        rows=False,
    ),
    Channel(
        "report by a lookup",
        report("machine_name", source="visit", expression="count()"),
        shows=row_marker("stranger"),
    ),
    Channel(
        "report by a formula over a lookup",
        report("machine_loud", source="visit", expression="count()"),
        shows=row_marker("stranger"),
        rows=False,
    ),
    Channel(
        "report by a formula over a link",
        report("machine_far", source="visit", expression="count()"),
        shows=row_marker("stranger"),
        rows=False,
    ),
    Channel(
        "report over sub-rows",
        report("parts.part", expression="count()"),
        shows=row_marker("stranger"),
        rows=False,
    ),
    Channel(
        "report over a hidden field of sub-rows",
        report("parts.recipe", expression="count()"),
        shows="RECIPE",
        rows=False,
    ),
    Channel(
        "report over a link",
        report("machine.name", source="visit", expression="count()"),
        shows=row_marker("stranger"),
    ),
    Channel("unique values", unique_clash, shows=row_marker("stranger"), rows=False),
    Channel("bulk", bulk, shows=None, rows=False),
    Channel("export csv", export("csv")),
    Channel("export json", export("json")),
    Channel("export of linking records", export("csv", "visit"), shows=row_marker("stranger")),
    Channel("import", import_check, shows=SECRET, rows=False),
    Channel("compiled form", compiled, shows=SECRET_LABEL, rows=False),
    Channel("drill", drill, shows=None, rows=False),
    Channel("documents", documents, shows=SECRET_LABEL, rows=False),
    Channel("documents of a record", each_machine("/documents/letter"), shows=SECRET_LABEL),
    Channel("files", files),
    Channel("search everywhere", get(f"{BASE}/search", q="ROWOF")),
    Channel("search everywhere for a hidden value", get(f"{BASE}/search", q=SECRET), rows=False),
    Channel("report as csv", get(f"{BASE}/reports/machines/data", format="csv"), shows=None),
    Channel("models", get(f"{BASE}/models-overview"), shows=None, rows=False),
    Channel("users", get("/api/v1/users"), shows=None, rows=False),
    Channel("tasks", get("/api/v1/tasks", box="mine"), shows=None, rows=False),
    Channel("tasks of a record", each_machine("/tasks")),
    Channel("notifications", get("/api/v1/notifications"), shows=None),
    Channel("jobs", get("/api/v1/jobs"), shows=None, rows=False),
    Channel("me", get("/api/v1/me"), shows=None, rows=False),
)  # fmt: skip
