"""What a step may know: values of the record along links, people, loads; each read when asked for."""

import uuid
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from typing_extensions import override

from triloom.access.predicate import user_of
from triloom.context import RequestContext
from triloom.flows import people
from triloom.records.layout import layout_of
from triloom.records.listeners import Image
from triloom.records.read import load_image
from triloom_core.expression import Kind, Value
from triloom_core.json_types import Json
from triloom_flow.commands import Actor, KnownFacts
from triloom_flow.state import instant_of
from triloom_form.system import SYSTEM_TYPES
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


class RecordFacts:
    """The facts of a step on a record; people and loads are read only when a node asks."""

    def __init__(
        self, ctx: RequestContext, form: "PublishedForm", image: Image, flow: "FlowVersion"
    ) -> None:
        self._ctx, self._form, self._image, self._flow = ctx, form, image, flow
        self.values = RecordValues(ctx, form, image)
        self.zone = str(ctx.organisation.zone)

    @cached_property
    def user(self) -> Mapping[str, object]:
        """What expressions may know of the one who asks."""
        return user_of(self._ctx)

    @cached_property
    def missing(self) -> frozenset[str]:
        """The fields that some stage or action requires and that are empty."""
        required = self._flow.graph.required_fields
        return frozenset(key for key in required if self._image.get(key) in EMPTY_VALUES)

    @property
    def owner(self) -> str | None:
        """The user who owns the record."""
        owner = self._image.get("owner_id")
        return owner if isinstance(owner, str) else None

    @cached_property
    def supervisor(self) -> str | None:
        """The nearest supervisor of the owner."""
        policies = self._flow.graph.spec.policies
        return people.supervisor_of(self._ctx, self._form.app_key, self.owner, policies)

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """The users by role, for the roles that the flow names."""
        app_key = self._form.app_key
        return {
            role: people.members_of(self._ctx, app_key, role)
            for role in self._flow.graph.role_keys()
        }

    @cached_property
    def workload(self) -> Mapping[str, int]:
        """How many open records of the form each user owns."""
        return people.open_records(self._ctx, self._form)

    @cached_property
    def cursors(self) -> Mapping[str, str]:
        """Whom assignments in turn served last, by node."""
        nodes = [
            need.removeprefix("cursor:")
            for need in self._flow.graph.uses
            if need.startswith("cursor:")
        ]
        return people.cursors_of(self._ctx, self._flow.flow_id, nodes)


def facts_of(
    ctx: RequestContext, form: "PublishedForm", image: Image, flow: "FlowVersion"
) -> KnownFacts:
    """Return the facts for a step on a record as it stands now."""
    return RecordFacts(ctx, form, image, flow)


def actor_of(ctx: RequestContext, app_key: str) -> Actor:
    """Return who asks, as the engine knows a person."""
    principal = ctx.principal
    return Actor(
        user_id=None if principal.user_id is None else str(principal.user_id),
        roles=principal.roles_in(app_key),
        is_admin=principal.sees_everything,
    )
