"""A small app full of planted markers: whoever sees one that is not theirs has found a leak."""

from dataclasses import dataclass, field

from tests.support.world import World
from triloom.access import users
from triloom.metadata.apps import create_app
from triloom.metadata.drafts import save_draft
from triloom.metadata.publish import publish
from triloom_core.json_types import Json, JsonObject

APP = "repair"
SECRET = "HIDDENFIELD"
"""Stands in a field that nobody but the administrator may know of."""
BUILT = "1971-03-04"
PHONE = "13812345678"
"""Stands in a field that is shown masked."""
COST = "771239581"
"""Stands in a hidden number; sums of it are multiples and are searched for as well."""
SITE_SECRET = "HIDDENSITE"
SECRET_LABEL = "NAMEOFAHIDDENFIELD"
"""Label of a hidden field: that it exists is nobody's business either."""
ROLES: tuple[str, ...] = ("own_reader", "subtree_reader", "all_reader")
OWNERS: tuple[str, ...] = ("worker", "boss", "stranger")

_HIDDEN: JsonObject = {
    "secret": "none", "blueprint": "none", "phone": "mask", "built": "mask", "cost": "none", "site": "read", "parts.recipe": "none",
}  # fmt: skip
_ACTIONS: list[Json] = ["read", "create", "update", "export", "import", "transition"]


def _label(text: str) -> JsonObject:
    return {"en": text, "zh-CN": text}


SITE: JsonObject = {
    "kind": "form", "key": "site", "label": _label("Site"), "title": "{place}",
    "fields": [
        {"key": "place", "type": "text", "label": _label("Place")},
        {"key": "site_secret", "type": "text", "label": _label("Site secret")},
        {"key": "spend", "type": "rollup", "via": "machine.site", "field": "cost", "aggregate": "sum", "label": _label("Spend")},
        {"key": "machines", "type": "rollup", "via": "machine.site", "field": "name", "aggregate": "count", "label": _label("Machines")},
    ],
    "access": [
        {"role": role, "scope": "all", "fields": {"site_secret": "none"}} for role in ROLES
    ],
}  # fmt: skip
MACHINE: JsonObject = {
    "kind": "form", "key": "machine", "label": _label("Machine"), "title": "{name} {secret}",
    "fields": [
        {"key": "name", "type": "text", "label": _label("Name")},
        {"key": "code", "type": "text", "unique": True, "label": _label("Code")},
        {"key": "secret", "type": "text", "label": _label(SECRET_LABEL)},
        {"key": "phone", "type": "phone", "label": _label("Phone")},
        {"key": "cost", "type": "integer", "label": _label("Cost")},
        {"key": "built", "type": "date", "label": _label("Built")},
        {"key": "manual", "type": "attachment", "label": _label("Manual")},
        {"key": "blueprint", "type": "attachment", "label": _label("Blueprint")},
        {"key": "kind", "type": "select", "label": _label("Kind"), "options": [
            {"key": "pump", "label": _label("Pump")}, {"key": "fan", "label": _label("Fan")},
        ]},
        {"key": "site", "type": "link", "target": "site", "label": _label("Site")},
        {"key": "site_place", "type": "lookup", "via": "site", "field": "place", "label": _label("Place")},
        {"key": "site_word", "type": "lookup", "via": "site", "field": "site_secret", "label": _label("Word")},
        {"key": "shout", "type": "formula", "expression": "concat(secret, '!')", "label": _label("Shout")},
        {"key": "double_cost", "type": "formula", "expression": "cost * 2", "label": _label("Double")},
        {"key": "parts", "type": "subtable", "label": _label("Parts"), "fields": [
            {"key": "part", "type": "text", "label": _label("Part")},
            {"key": "recipe", "type": "text", "label": _label("Recipe")},
        ]},
    ],
    "rules": [{"when": "cost > 1", "then": {"require": ["name"]}}],
    "views": [{"type": "list"}, {"type": "kanban", "by": "stage"}],
    "access": [
        {"role": "own_reader", "scope": "own", "actions": _ACTIONS, "fields": _HIDDEN},
        {"role": "subtree_reader", "scope": "subtree", "actions": _ACTIONS, "fields": _HIDDEN},
        {"role": "all_reader", "scope": "all", "actions": _ACTIONS, "fields": _HIDDEN},
    ],
}  # fmt: skip
VISIT: JsonObject = {
    "kind": "form", "key": "visit", "label": _label("Visit"), "title": "{note}",
    "fields": [
        {"key": "note", "type": "text", "label": _label("Note")},
        {"key": "machine", "type": "link", "target": "machine", "label": _label("Machine")},
        {"key": "machine_name", "type": "lookup", "via": "machine", "field": "name", "label": _label("Name")},
        {"key": "machine_secret", "type": "lookup", "via": "machine", "field": "secret", "label": _label("Secret")},
        {
            "key": "machine_loud",
            "type": "formula",
            "expression": "concat(machine_name, '!')",
            "label": _label("Loud"),
        },
        {
            "key": "machine_far",
            "type": "formula",
            "expression": "concat(machine.name, '?')",
            "label": _label("Far"),
        },
    ],
    "access": [{"role": role, "scope": "all", "actions": ["read", "export"]} for role in ROLES],
}  # fmt: skip
FLOW: JsonObject = {
    "kind": "flow", "key": "machine_flow", "label": _label("Flow"), "form": "machine",
    "stages": [
        {"key": "open", "label": _label("Open"), "kind": "open"},
        {"key": "done", "label": _label("Done"), "kind": "success"},
    ],
    "nodes": [
        {"key": "start", "type": "start"},
        {"key": "open", "type": "stage", "stage": "open", "label": _label("Open")},
        {"key": "done", "type": "stage", "stage": "done", "label": _label("Done")},
        {"key": "tell", "type": "notify", "label": _label("Tell"), "settings": {
            "roles": [*ROLES], "title": _label("News of {name} {secret} {phone}"),
            "body": _label("{cost} {shout} {site_word}"),
        }},
        {"key": "decide", "type": "approval", "label": _label("Decide"), "settings": {
            "assignee": {"rule": "role", "role": "own_reader"}, "title": _label("Decide"),
            "facts": ["name", "secret", "phone", "built", "cost", "site", "site_word", "parts"],
        }},
    ],
    "edges": [
        {"from": "start", "to": "open"},
        {"from": "open", "to": "done", "action": "finish", "label": _label("Finish"), "when": "cost > 1000000000", "reason": _label("Too cheap")},
        {"from": "open", "to": "tell", "action": "ask", "label": _label("Ask")},
        {"from": "tell", "to": "decide"},
        {"from": "decide", "to": "open", "port": "approved", "label": _label("Approved")},
        {"from": "decide", "to": "open", "port": "rejected", "label": _label("Rejected")},
    ],
}  # fmt: skip
REPORT: JsonObject = {
    "kind": "report", "key": "machines", "label": _label("Machines"), "source": "machine",
    "dimensions": [{"field": "name"}], "measures": [{"key": "rows", "expression": "count()"}],
}  # fmt: skip
LEAKY_REPORT: JsonObject = {
    "kind": "report", "key": "leaky", "label": _label("Leaky"), "source": "machine",
    "dimensions": [{"field": "secret"}],
    "measures": [{"key": "cost", "field": "cost", "aggregate": "sum"}],
}  # fmt: skip
BOARD: JsonObject = {
    "kind": "board", "key": "overview", "label": _label("Overview"),
    "tiles": [
        {"id": "a", "report": "machines", "x": 0, "y": 0, "w": 6, "h": 4},
        {"id": "b", "report": "leaky", "x": 6, "y": 0, "w": 6, "h": 4},
    ],
}  # fmt: skip
TEMPLATE: JsonObject = {
    "kind": "template", "key": "letter", "label": _label("Letter"), "form": "machine",
    "format": "html",
    "content": "{{ title }} {{ record.name }} {{ record.secret }} {{ record.phone }} {{ record.built }}"
    " {{ record.cost }} {{ labels.secret }} {% for row in record.parts %}{{ row.part }}"
    " {{ row.recipe }}{% endfor %}",
}  # fmt: skip
DOCUMENTS: tuple[tuple[str, JsonObject], ...] = (
    ("forms", SITE), ("forms", MACHINE), ("forms", VISIT), ("flows", FLOW),
    ("reports", REPORT), ("reports", LEAKY_REPORT), ("boards", BOARD), ("templates", TEMPLATE),
)  # fmt: skip


def row_marker(owner: str) -> str:
    """Return what stands in the visible name of every record of an owner."""
    return f"ROWOF{owner.upper()}"


@dataclass
class LeakWorld:
    """The running app, and the ids of what was planted."""

    world: World
    people: dict[str, str] = field(default_factory=dict)
    machines: dict[str, str] = field(default_factory=dict)
    visits: dict[str, str] = field(default_factory=dict)
    sites: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def forbidden(self, reader: str) -> tuple[str, ...]:
        """Return the markers that must never reach a reader."""
        own = {"own_reader": {"worker"}, "subtree_reader": {"worker", "boss"}}
        seen = own.get(reader, set(OWNERS))
        rows = tuple(row_marker(owner) for owner in OWNERS if owner not in seen)
        return (
            SECRET, SECRET_LABEL, PHONE, BUILT, COST, str(int(COST) * 2), SITE_SECRET, "RECIPE", *rows,
        )  # fmt: skip


def build(world: World) -> LeakWorld:
    """Publish the app, add its people, plant the markers."""
    found = LeakWorld(world)
    with world.transaction() as ctx:
        create_app(ctx, APP, label=_label("Repair"))
        for kind, body in DOCUMENTS:
            save_draft(ctx, APP, kind, str(body["key"]), body)
        publish(ctx, APP)
        top = users.create_team(ctx, key="top", label="Top")
        below = users.create_team(ctx, key="below", label="Below", parent_id=top)
        aside = users.create_team(ctx, key="aside", label="Aside")
        teams = {"worker": below, "boss": top, "stranger": aside}
        for login in OWNERS:
            found.people[login] = str(
                users.create_user(ctx, login=login, name=login, team_ids=[teams[login]])
            )
        for login, team in (("own_reader", None), ("subtree_reader", top), ("all_reader", None)):
            found.people[login] = str(
                users.create_user(
                    ctx,
                    login=login,
                    name=login,
                    team_ids=[team] if team else [],
                    app_roles=[(APP, login)],
                )  # fmt: skip
            )
    _plant(found)
    return found


def _plant(found: LeakWorld) -> None:
    admin = found.world.client("admin")

    def add(form: str, values: JsonObject, owner: str) -> str:
        body = {"values": values, "owner_id": found.people[owner]}
        answer = admin.post(f"/api/v1/apps/{APP}/forms/{form}/records", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    # `own_reader` owns the record that is called the worker's, so that its scope is not empty.
    owners = {"worker": "own_reader", "boss": "boss", "stranger": "stranger"}
    found.world.client("admin").patch(
        f"/api/v1/users/{found.people['own_reader']}",
        json={"teams": [_team(admin, "below")]},
    )
    for label, owner in owners.items():
        files = {
            key: admin.post(
                "/api/v1/files", files={"file": (f"{key}.txt", text.encode(), "text/plain")}
            )
            for key, text in (("manual", row_marker(label)), ("blueprint", SECRET))
        }
        uploads = {key: answer.json()["id"] for key, answer in files.items()}
        found.files += uploads.values()
        site = add("site", {"place": f"PLACE{label}", "site_secret": SITE_SECRET}, owner)
        found.sites[label] = site
        found.machines[label] = add(
            "machine",
            {
                "name": row_marker(label), "code": f"CODE{label}", "secret": SECRET, "phone": PHONE, "cost": int(COST),
                "kind": "pump", "site": site, "built": BUILT,
                **{key: [{"id": identifier}] for key, identifier in uploads.items()}, "parts": [{"part": row_marker(label), "recipe": "RECIPE"}],
            },
            owner,
        )  # fmt: skip
        link = found.machines[label]
        found.visits[label] = add("visit", {"note": f"NOTE{label}", "machine": link}, owner)
        path = f"/api/v1/apps/{APP}/forms/machine/records/{link}"
        asked = admin.post(f"{path}/actions/ask", json={})
        assert asked.status_code == 200, asked.text
        for values in ({"secret": SECRET + "2"}, {"secret": SECRET}):
            rev = admin.get(path).headers["etag"]
            changed = admin.patch(path, json={"values": values}, headers={"If-Match": rev})
            assert changed.status_code == 200, changed.text
    found.world.services.jobs.run_pending()


def _team(admin: object, key: str) -> str:
    teams = admin.get("/api/v1/teams").json()["items"]  # type: ignore[attr-defined]
    return str(next(team["id"] for team in teams if team["key"] == key))
