"""What a step may know: values of the record along links, people, loads; each read when asked for."""

import uuid
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from typing_extensions import override

from triloom.access.predicate import user_of
from triloom.access.scope import SYSTEM_TYPES
from triloom.context import RequestContext
from triloom.flows import people
from triloom.records.layout import layout_of
from triloom.records.listeners import Image
from triloom.records.read import load_image
from triloom_core.expression import Kind, Value
from triloom_core.json_types import Json
from triloom_flow.commands import Actor, Facts
from triloom_flow.state import instant_of
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.flows.graphs import FlowVersion
    from triloom.metadata.catalog import PublishedForm

EMPTY_VALUES: tuple[Json, ...] = (None, "", [], {})


class RecordValues(Mapping[tuple[str, ...], Value]):
    """Expression values of a record by path; links are followed with the engine's own rights."""

    def __init__(self, ctx: RequestContext, form: "PublishedForm", image: Image) -> None:
        self._ctx = ctx
        self._form = form
        self._image = image
        self._linked: dict[str, RecordValues | None] = {}

    @override
    def __getitem__(self, path: tuple[str, ...]) -> Value:
        if len(path) == 1:
            return self._own(path[0])
        linked = self._follow(path[0])
        return None if linked is None else linked[path[1:]]

    @override
    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return ((key,) for key in self._image)

    @override
    def __len__(self) -> int:
        return len(self._image)

    def _own(self, name: str) -> Value:
        name = "owner_id" if name == "owner" else name
        layout = layout_of(self._form)
        value = self._image.get(name)
        if name in SYSTEM_TYPES:
            if isinstance(value, str) and SYSTEM_TYPES[name].kind is Kind.DATETIME:
                return instant_of(value)
            return value if isinstance(value, str | int | bool) else None
        item = layout.plan.by_key.get(name)
        if item is None or value is None:
            return None
        shown = item.shown_as
        return field_type(shown.type).to_expression(shown, value)

    def _follow(self, key: str) -> "RecordValues | None":
        if key not in self._linked:
            self._linked[key] = self._load(key)
        return self._linked[key]

    def _load(self, key: str) -> "RecordValues | None":
        item = layout_of(self._form).plan.by_key.get(key)
        identifier = self._image.get(key)
        if item is None or item.field.type != "link" or not isinstance(identifier, str):
            return None
        target = item.field.settings.get("target")
        form = self._ctx.catalog.form(self._form.app_key, str(target))
        image = load_image(self._ctx, layout_of(form), uuid.UUID(identifier))
        if image is None or image["deleted_at"] is not None:
            return None
        return RecordValues(self._ctx, form, image)


def facts_of(
    ctx: RequestContext, form: "PublishedForm", image: Image, flow: "FlowVersion"
) -> Facts:
    """Return the facts for a step on a record as it stands now."""
    graph = flow.graph
    owner = image.get("owner_id")
    owner_id = owner if isinstance(owner, str) else None
    needs = graph.uses
    cursors = [need.removeprefix("cursor:") for need in needs if need.startswith("cursor:")]
    return Facts(
        values=RecordValues(ctx, form, image),
        missing=frozenset(key for key in graph.required_fields if image.get(key) in EMPTY_VALUES),
        user=user_of(ctx),
        zone=str(ctx.organisation.zone),
        owner=owner_id,
        supervisor=(
            people.supervisor_of(ctx, form.app_key, owner_id, graph.spec.policies)
            if "supervisor" in needs
            else None
        ),
        members={role: people.members_of(ctx, form.app_key, role) for role in graph.role_keys()},
        workload=people.open_records(ctx, form) if "workload" in needs else {},
        cursors=people.cursors_of(ctx, flow.flow_id, cursors),
    )


def actor_of(ctx: RequestContext, app_key: str) -> Actor:
    """Return who asks, as the engine knows a person."""
    principal = ctx.principal
    return Actor(
        user_id=None if principal.user_id is None else str(principal.user_id),
        roles=principal.roles_in(app_key) | principal.role_keys,
        is_admin=principal.sees_everything,
    )
