"""A change set: several documents published as one. Preparing it plans everything and changes nothing."""

import hashlib
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson
import sqlalchemy as sa

from triloom.metadata import tables
from triloom.metadata.catalog import PublishedForm
from triloom.metadata.drafts import require_document, stored_drafts, stored_version
from triloom.metadata.form_plan import FormChange, plan_form
from triloom.metadata.form_steps import add_form_steps
from triloom.metadata.form_table import Physical
from triloom.metadata.impact import add_dependents
from triloom.metadata.kinds import KIND_NAMES, kind_of
from triloom.metadata.plan import Plan, Planned, PlanStep
from triloom.metadata.plugin_results import plugin_result
from triloom.metadata.present import copy_object, present, store
from triloom.metadata.problems import faults_of, structure_faults
from triloom.metadata.renames import follow_renames, renamed_fields, reserve_old_keys
from triloom.metadata.values_schema import check_values_schema
from triloom.metadata.world import Address, World, world_with_drafts
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject
from triloom_form.spec import FormSpec

if TYPE_CHECKING:
    from triloom.context import RequestContext


@dataclass(slots=True)
class Item:
    """One document of a change set; `body` is presented, `stored` what becomes the version."""

    id: uuid.UUID
    kind: str
    key: str
    from_version: int
    to_version: int
    body: JsonObject
    stored: JsonObject
    sha256: str
    follows: bool = False
    """Published along because it names something that the others change."""
    unchanged: bool = False
    form: FormChange | None = None

    @property
    def address(self) -> Address:
        """(kind, key)."""
        return self.kind, self.key


@dataclass(slots=True)
class ChangeSet:
    """Documents that are published together, and the plan of it."""

    app_key: str
    items: list[Item] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)

    @property
    def hashes(self) -> frozenset[str]:
        """The hashes of all bodies: equal ones publish the same."""
        return frozenset(item.sha256 for item in self.items)


def canonical_hash(body: JsonObject) -> str:
    """Return the sha256 of the canonical JSON of a stored body."""
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def prepare(
    ctx: "RequestContext",
    app_key: str,
    addresses: tuple[Address, ...] | None = None,
    *,
    bodies: Mapping[Address, JsonObject] | None = None,
    measured: bool = True,
) -> ChangeSet:
    """Plan publishing the drafts of some documents (all drafts when None), or given stored bodies.

    Unless `measured`, no rows are read: the plan then neither counts losses nor asks for consent.

    Raises 404 for an unknown document and 409 when there is nothing to publish.
    """
    chosen = _chosen(ctx, app_key, addresses, bodies)
    change = ChangeSet(app_key)
    world = world_with_drafts(ctx, app_key, chosen)
    _follow(ctx, world, chosen)
    for address in sorted(chosen, key=lambda item: (KIND_NAMES.index(item[0]), item[1])):
        change.items.append(_item(ctx, world, address, follows=False))
    own = set(chosen)
    for address in _moved(ctx, world, own):
        item = _item(ctx, world, address, follows=True)
        if not item.unchanged:
            change.items.append(item)
    for item in change.items:
        _plan_item(ctx, change, item, world, measured=measured)
    add_dependents(ctx, change, world)
    return change


def _chosen(
    ctx: "RequestContext",
    app_key: str,
    addresses: tuple[Address, ...] | None,
    bodies: Mapping[Address, JsonObject] | None,
) -> dict[Address, JsonObject]:
    if bodies is not None:
        return dict(bodies)
    drafts = stored_drafts(ctx, app_key)
    if addresses is None:
        chosen = drafts
    else:
        for kind, key in addresses:
            require_document(ctx, app_key, kind, key)
        chosen = {address: drafts[address] for address in addresses if address in drafts}
    if not chosen:
        named = ", ".join(f"{kind}/{key}" for kind, key in addresses or ())
        data: JsonObject = {"app": app_key, "documents": named or app_key}
        raise TriloomError("publish.nothing", status=409, data=data)
    return chosen


def _follow(ctx: "RequestContext", world: World, chosen: Mapping[Address, JsonObject]) -> None:
    """Let every document of the app follow renames and new result types, in the world."""
    for kind, key in chosen:
        body = world.document(kind, key)
        published = ctx.catalog.find(world.app_key, kind, key)
        if kind != "forms" or body is None or published is None:
            continue
        renames = renamed_fields(published.body, body)
        if renames:
            reserve_old_keys(body, renames)
            _rewrite_all(ctx, world, key, renames, chosen)
    for key in world.keys("forms"):
        if ("forms", key) not in chosen:
            body = world.document("forms", key)
            if body is not None:
                world.put(("forms", key), copy_object(body))
    world.resolve_results(plugin_result)


def _rewrite_all(
    ctx: "RequestContext",
    world: World,
    form_key: str,
    renames: Mapping[str, str],
    chosen: Collection[Address],
) -> None:
    """Show every document under the new keys; what names a field outside of expressions follows."""

    def former(key: str) -> JsonObject | None:
        found = ctx.catalog.find(world.app_key, "forms", key)
        return found.body if found is not None else world.document("forms", key)

    for kind in KIND_NAMES:
        for key in world.keys(kind):
            published = ctx.catalog.find(world.app_key, kind, key)
            body = world.document(kind, key)
            if (kind, key) not in chosen and published is not None:
                row = stored_version(ctx, published.id, published.version)
                assert row is not None
                body = present(row["body"], world.key_of(row["body"]).get)
            if body is None or structure_faults(kind, body):
                continue
            copied = copy_object(body)
            follow_renames(kind_of(kind), copied, form_key, renames, former)
            world.put((kind, key), copied)


def _moved(ctx: "RequestContext", world: World, own: set[Address]) -> list[Address]:
    """Return published documents outside of the set whose bodies had to follow it."""
    found: list[Address] = []
    for kind in KIND_NAMES:
        for key in ctx.catalog.keys(world.app_key, kind):
            published = ctx.catalog.find(world.app_key, kind, key)
            body = world.document(kind, key)
            if (kind, key) not in own and published is not None and body != published.body:
                found.append((kind, key))
    return found


def _item(ctx: "RequestContext", world: World, address: Address, *, follows: bool) -> Item:
    kind, key = address
    row = require_document(ctx, world.app_key, kind, key)
    body = world.unsound.get(address) or world.document(kind, key) or {}
    sound = address not in world.unsound
    stored = store(body, kind_of(kind).expressions(body) if sound else (), world.ids_of)
    published = ctx.catalog.find(world.app_key, kind, key)
    digest = canonical_hash(stored)
    return Item(
        id=row["id"], kind=kind, key=key, from_version=row["version"],
        to_version=row["last_version"] + 1, body=body, stored=stored, sha256=digest,
        follows=follows, unchanged=published is not None and published.sha256 == digest,
    )  # fmt: skip


def _plan_item(
    ctx: "RequestContext", change: ChangeSet, item: Item, world: World, *, measured: bool
) -> None:
    plan = change.plan
    faults = structure_faults(item.kind, item.body) or faults_of(item.kind, item.body, world)
    plan.problems += [(item.kind, item.key, fault) for fault in faults]
    if item.unchanged:
        data: JsonObject = {"key": item.key}
        plan.steps.append(PlanStep("plan.unchanged", item.kind, item.key, data=data))
        return
    plan.documents.append(Planned(item.kind, item.key, item.from_version, item.to_version))
    if item.follows:
        plan.steps.append(PlanStep("plan.follows", item.kind, item.key, data={"key": item.key}))
    if faults:
        return
    if item.kind == "forms":
        before = _published_form(ctx, change.app_key, item)
        item.form = plan_form(FormSpec.from_json(item.body), before, _history(ctx, item.id))
        if measured:
            check_values_schema(item.form.spec)
            add_form_steps(ctx, plan, item.form, item.key)
    else:
        code = "plan.document_new" if item.from_version == 0 else "plan.document_changed"
        plan.steps.append(PlanStep(code, item.kind, item.key, data={"key": item.key}))


def _published_form(ctx: "RequestContext", app_key: str, item: Item) -> PublishedForm | None:
    return ctx.catalog.form(app_key, item.key) if item.from_version else None


def _history(ctx: "RequestContext", document_id: uuid.UUID) -> list[Physical]:
    version = tables.version
    rows = ctx.connection.execute(
        sa.select(version.c.physical)
        .where(version.c.document_id == document_id)
        .order_by(version.c.version.desc())
    )
    return [{key: (pair[0], pair[1]) for key, pair in (row[0] or {}).items()} for row in rows]
