"""Loads a solution's demo: package, teams, users, records in batches, their ways through stages.

Idempotent by steps: a solution that is installed is upgraded, users that exist keep their password,
forms that hold records are left alone.
"""

import importlib.util
import secrets
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access import tables as access_tables
from triloom.access.passwords import hash_password
from triloom.access.principal import SYSTEM
from triloom.access.users import create_team, create_user, set_roles, user_id_of
from triloom.demo.data import Demo, DemoRecord
from triloom.flows.paths import place_paths
from triloom.metadata.packages import Package, install_package, package_of
from triloom.organisation.organisation import set_default_language
from triloom.records.bulk import BulkRequest, run_bulk
from triloom.resources import solutions_folder
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id_text
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedForm
    from triloom.services import Services
    from triloom_form.spec import FieldSpec

BATCH = 1_000
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class DemoResult:
    """What was loaded; `password` is None when every login existed already."""

    app: str
    password: str | None
    records: dict[str, int] = field(default_factory=dict)


def solution_package(name: str) -> Package:
    """Return a shipped solution as a package; raises 404 for an unknown one."""
    folder = solutions_folder() / name
    if not (folder / "app.yaml").is_file():
        known = ", ".join(
            sorted(item.name for item in solutions_folder().iterdir() if item.is_dir())
        )
        data: JsonObject = {"solution": name, "known": known}
        raise TriloomError("demo.unknown_solution", status=404, data=data)
    texts = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }
    return package_of(texts)


def generate_demo(name: str, *, seed: int, scale: float, language: str) -> Demo | None:
    """Run the generator of a solution; None when it has none."""
    path = solutions_folder() / name / "demo.py"
    if not path.is_file():
        return None
    module_name = f"triloom_solution_{name}_demo"
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    found: Demo = module.generate(seed=seed, scale=scale, language=language)
    return found


def install_demo(
    services: "Services",
    *,
    solution: str = "sales",
    seed: int = 7,
    scale: float = 1.0,
    language: str = "zh-CN",
    progress: Progress | None = None,
) -> DemoResult:
    """Install a solution with generated data and return what was loaded."""
    tell = progress or (lambda _what, _done, _total: None)
    package = solution_package(solution)
    with services.transaction(SYSTEM) as ctx:
        install_package(ctx, package)
    result = DemoResult(package.key, None)
    demo = generate_demo(solution, seed=seed, scale=scale, language=language)
    if demo is None:
        return result
    with services.transaction(SYSTEM) as ctx:
        set_default_language(ctx.connection, ctx.tenant_id, language)
        result.password = _people(ctx, package.key, demo, language)
    services.organisation = replace(services.organisation, default_language=language)
    loader = _Loader(services, package.key, demo, tell)
    for form_key, records in demo.records.items():
        result.records[form_key] = loader.load(form_key, records)
    return result


def train_models(services: "Services", app_key: str) -> dict[str, str]:
    """Train and score every model of an app now, in this process; returns key → state."""
    from triloom.computed.plugins.scoring import score_all
    from triloom.computed.plugins.training import train

    with services.reading(SYSTEM) as ctx:
        keys = [document.key for document in ctx.catalog.documents(app_key, "models")]
    states: dict[str, str] = {}
    for key in keys:
        payload: JsonObject = {
            "app": app_key,
            "model": key,
            "run": f"demo:{app_key}:{key}:{new_id_text()}",
        }
        answer = train(services, payload)
        assert isinstance(answer, dict)
        states[key] = str(answer.get("state", answer.get("code")))
        if states[key] == "live":
            score_all(services, {"app": app_key, "model": key})
    return states


def has_records(services: "Services", app_key: str) -> bool:
    """Tell whether an app is installed and any of its forms holds a record."""
    with services.reading(SYSTEM) as ctx:
        if app_key not in {app.key for app in ctx.catalog.apps()}:
            return False
        return any(_is_filled(ctx, form) for form in ctx.catalog.forms(app_key))


def _is_filled(ctx: "RequestContext", form: "PublishedForm") -> bool:
    return ctx.connection.execute(sa.select(form.table.c.id).limit(1)).first() is not None


def _people(ctx: "RequestContext", app_key: str, demo: Demo, language: str) -> str | None:
    """Create teams and users; return the password of the logins that are new."""
    teams: dict[str, uuid.UUID] = {}
    team = access_tables.team
    for item in demo.teams:
        row = ctx.connection.execute(
            sa.select(team.c.id).where(team.c.tenant_id == ctx.tenant_id, team.c.key == item.key)
        ).first()
        parent = teams.get(item.parent) if item.parent else None
        teams[item.key] = (
            row[0] if row else create_team(ctx, key=item.key, label=item.label, parent_id=parent)
        )
    password = ctx.services.settings.demo_password or secrets.token_urlsafe(9)
    hashed = hash_password(password)
    is_new = False
    for person in demo.users:
        roles = [(app_key, role) for role in person.roles]
        known = user_id_of(ctx, person.login)
        if known is not None:
            set_roles(ctx, known, roles)
            continue
        is_new = True
        create_user(
            ctx, login=person.login, name=person.name, password_hash=hashed, language=language,
            is_admin=person.is_admin, team_ids=[teams[person.team]], app_roles=roles,
        )  # fmt: skip
    return password if is_new else None


class _Loader:
    """Turns references into ids and writes batches, each in a transaction of its own."""

    def __init__(self, services: "Services", app_key: str, demo: Demo, tell: Progress) -> None:
        self._services, self._app_key, self._tell = services, app_key, tell
        self._ids: dict[str, str] = {}
        with services.reading(SYSTEM) as ctx:
            self._owners = {
                person.login: str(user_id_of(ctx, person.login)) for person in demo.users
            }

    def load(self, form_key: str, records: Sequence[DemoRecord]) -> int:
        """Write the records of one form unless it holds some already; return how many."""
        with self._services.reading(SYSTEM) as ctx:
            if _is_filled(ctx, ctx.catalog.form(self._app_key, form_key)):
                return 0
        done = 0
        for batch in _batches(records):
            with self._services.transaction(SYSTEM) as ctx:
                form = ctx.catalog.form(self._app_key, form_key)
                self._write(ctx, form, batch)
            done += len(batch)
            self._tell(form_key, done, len(records))
        return done

    def _write(
        self, ctx: "RequestContext", form: "PublishedForm", batch: Sequence[DemoRecord]
    ) -> None:
        rows: list[JsonObject] = [
            {
                "values": self._resolved(form.spec.fields, record.values),
                "owner_id": self._owners[record.owner],
            }
            for record in batch
        ]
        result = run_bulk(ctx, form, BulkRequest(create=rows), source="placed")
        paths = {}
        for record, row in zip(batch, result.rows, strict=True):
            assert row.record_id is not None
            self._ids[record.reference] = str(row.record_id)
            if record.stages:
                paths[row.record_id] = record.stages
        if paths:
            place_paths(ctx, form, paths)

    def _resolved(self, fields: Sequence["FieldSpec"], values: JsonObject) -> JsonObject:
        links = {item.key for item in fields if item.type == "link"}
        tables = {item.key: item.fields for item in fields if item.type == "subtable"}
        found: JsonObject = {}
        for key, value in values.items():
            if key in links and isinstance(value, str):
                found[key] = self._ids[value]
            elif key in tables and isinstance(value, list):
                rows: list[Json] = [
                    self._resolved(tables[key], row) for row in value if isinstance(row, dict)
                ]
                found[key] = rows
            else:
                found[key] = value
        return found


def _batches(records: Sequence[DemoRecord]) -> Iterator[Sequence[DemoRecord]]:
    for start in range(0, len(records), BATCH):
        yield records[start : start + BATCH]


def solutions() -> list[str]:
    """Return the names of the shipped solutions."""
    folder: Path = solutions_folder()
    return sorted(item.name for item in folder.iterdir() if (item / "app.yaml").is_file())
