"""A form compiled for one reader, one record and one action: what the generated page is made of."""

import uuid
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from triloom.access.grants import FieldRight
from triloom.access.rights import can, require
from triloom.access.views import visible_title, visible_views
from triloom.flows.actions import ActionOffer, available_actions, stages_json
from triloom.records.model import Record
from triloom.records.read import get_record
from triloom.records.visibility import Visibility, visibility_of
from triloom_core.errors import TriloomError
from triloom_core.expression import fields_of
from triloom_core.json_types import Json, JsonObject
from triloom_core.text import pick
from triloom_form.derived import DerivedType, result_of
from triloom_form.options import options_of
from triloom_form.rules import tree_of
from triloom_form.schema import values_schema
from triloom_form.spec import FieldSpec, RuleSpec
from triloom_form.system import SYSTEM_TYPES
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedForm

RIGHTS = {FieldRight.MASK: "mask", FieldRight.READ: "read", FieldRight.WRITE: "write"}
NOT_SHOWN = frozenset({"options", "expression", "filter", "result"})
"""Settings that are told in another way, or that a form page has no use for."""


class ClientForm:
    """Builds the answer of `…/compiled`; made per request."""

    def __init__(
        self,
        ctx: "RequestContext",
        form: "PublishedForm",
        *,
        record_id: uuid.UUID | None = None,
        action: str | None = None,
    ) -> None:
        """Raise 404 for a form or record that the reader may not see, or an unknown action."""
        self._ctx, self._form = ctx, form
        self._visibility: Visibility = visibility_of(ctx, form)
        if not can(ctx, form, "create"):
            require(ctx, form, "read")
        self._record: Record | None = None
        self._offers: tuple[ActionOffer, ...] = ()
        if record_id is not None:
            self._record = get_record(ctx, form, record_id)
            self._offers = available_actions(ctx, form, self._record)
        self._required = self._required_here(action)

    def _required_here(self, action: str | None) -> frozenset[str]:
        found: set[str] = set()
        if action is not None:
            offer = next((item for item in self._offers if item.key == action), None)
            if offer is None:
                data: JsonObject = {"action": action, "form": self._form.key}
                raise TriloomError("form.no_such_action", status=404, data=data)
            found.update(offer.required)
        return frozenset(found)

    @property
    def _stage(self) -> str | None:
        stage = self._record.image.get("stage") if self._record is not None else None
        return stage if isinstance(stage, str) else None

    def _text(self, label: object) -> str:
        default = self._ctx.organisation.default_language
        return pick(label, self._ctx.language, default)  # type: ignore[arg-type]

    def to_json(self) -> JsonObject:
        """Return the compiled form."""
        ctx, form, spec = self._ctx, self._form, self._form.spec
        visible = [
            self._with_visible_rows(item)
            for item in spec.fields
            if self._right(item) > FieldRight.NONE
        ]
        keys = frozenset(item.key for item in visible)
        stages = [self._stage_for_reader(stage, keys) for stage in stages_json(ctx, form)]
        required = self._required | self._stage_required(stages)
        fields: list[Json] = [self._field(item, required) for item in visible]
        rules: list[Json] = [
            shown for rule in spec.rules if (shown := self._rule(rule, keys)) is not None
        ]
        actions: list[Json] = [offer.to_json() for offer in self._offers]
        stage_list: list[Json] = list(stages)
        locked = [item.key for item in visible if self._is_read_only(item)]
        return {
            "form": {
                "id": str(form.id), "key": form.key, "label": self._text(spec.label),
                "title": visible_title(spec.title, keys | set(SYSTEM_TYPES)), "icon": spec.icon, "version": form.version,
            },
            "json_schema": values_schema(
                visible,
                required=[item.key for item in visible if item.required or item.key in required],
                read_only=locked,
                language=ctx.language,
            ),
            "fields": fields,
            "layout": self._layout(visible),
            "rules": rules,
            "views": visible_views(ctx, form),
            "stages": stage_list,
            "stage": self._stage,
            "actions": actions,
            "permissions": self._permissions(),
        }  # fmt: skip

    def _with_visible_rows(self, field: FieldSpec) -> FieldSpec:
        if not field.fields:
            return field
        shown = tuple(sub for sub in field.fields if self._right(sub) > FieldRight.NONE)
        return replace(field, fields=shown)

    def _stage_for_reader(self, stage: JsonObject, keys: frozenset[str]) -> JsonObject:
        required = stage.get("required")
        if not isinstance(required, list):
            return stage
        return {**stage, "required": [key for key in required if key in keys]}

    def _stage_required(self, stages: list[JsonObject]) -> frozenset[str]:
        for stage in stages:
            if stage["key"] == self._stage:
                required = stage["required"]
                return (
                    frozenset(str(key) for key in required)
                    if isinstance(required, list)
                    else frozenset()
                )
        return frozenset()

    def _right(self, field: FieldSpec) -> FieldRight:
        return self._visibility.right(field)

    def _is_read_only(self, field: FieldSpec) -> bool:
        if field_type(field.type).computed or self._right(field) < FieldRight.WRITE:
            return True
        if self._record is None:
            return not can(self._ctx, self._form, "create")
        return field.read_only or not self._record.can_update

    def _field(self, field: FieldSpec, required: Collection[str] = ()) -> JsonObject:
        read_only = self._is_read_only(field)
        must = (field.required or field.key in required) and not field_type(field.type).computed
        shown: JsonObject = {
            "id": str(field.id),
            "key": field.key,
            "type": field.type,
            "label": self._text(field.label),
            "help": self._text(field.help) or None,
            "required": must,
            "read_only": read_only,
            "right": RIGHTS[self._right(field)],
            "unique": field.unique,
            "default": field.default,
            "settings": {
                name: value
                for name, value in field.settings.items()
                if name not in NOT_SHOWN and name not in ("widget", "width")
            },
            "operators": list(field_type(field.type).operators(field)),
            "widget": field.settings.get("widget"),
        }
        holder = field
        if isinstance(field_type(field.type), DerivedType):
            holder = result_of(field)
            shown["result"] = {
                "type": holder.type,
                "settings": {k: v for k, v in holder.settings.items() if k not in NOT_SHOWN},
            }
        if holder.settings.get("options"):
            shown["options"] = [
                {
                    "key": option.key, "label": self._text(option.label), "color": option.color,
                    "archived": option.archived,
                }
                for option in options_of(field if holder is field else holder).all
            ]  # fmt: skip
        if holder.type == "link":
            shown["target"] = holder.settings.get("target")
        if field.fields:
            shown["fields"] = [
                self._field(sub) for sub in field.fields if self._right(sub) > FieldRight.NONE
            ]
        return shown

    def _layout(self, visible: list[FieldSpec]) -> Json:
        keys = {item.key for item in visible}
        sections: list[Json] = []
        for number, section in enumerate(self._form.spec.layout):
            given = section.get("items")
            items: list[Json] = []
            for item in given if isinstance(given, list) else []:
                key = (
                    item
                    if isinstance(item, str)
                    else item.get("field")
                    if isinstance(item, dict)
                    else None
                )
                width = item.get("width", 1) if isinstance(item, dict) else 1
                if key in keys:
                    items.append({"field": key, "width": width})
            if items:
                sections.append(
                    {
                        "id": section.get("id") or f"section_{number + 1}",
                        "type": section.get("type", "section"),
                        "label": self._text(section.get("label")) or None,
                        "columns": section.get("columns", 2), "items": items,
                    }
                )  # fmt: skip
        if not self._form.spec.layout:
            every: list[Json] = [{"field": item.key, "width": 1} for item in visible]
            sections.append(
                {"id": "main", "type": "section", "label": None, "columns": 2, "items": every}
            )
        return sections

    def _rule(self, rule: RuleSpec, keys: frozenset[str]) -> JsonObject | None:
        """Return a rule for the browser; one that reads what the reader may not know stays here."""
        when = tree_of(rule.when)
        assigned = {key: tree_of(value) for key, value in rule.then.set if key in keys}
        known = keys | set(SYSTEM_TYPES)
        for tree in (when, *assigned.values()):
            if any(path[0] not in known for path in fields_of(tree)):
                return None
        then: JsonObject = {}
        for name in ("show", "hide", "require", "read_only"):
            named = [key for key in getattr(rule.then, name) if key in keys]
            if named:
                then[name] = list(named)
        if assigned:
            then["set"] = {**assigned}
        if rule.then.refuse is not None:
            then["refuse"] = self._text(rule.then.refuse)
        return {"id": rule.id, "when": when, "then": then}

    def _permissions(self) -> JsonObject:
        record = self._record
        return {
            "create": can(self._ctx, self._form, "create"),
            "update": record.can_update if record else can(self._ctx, self._form, "update"),
            "delete": record.can_delete if record else can(self._ctx, self._form, "delete"),
            "export": can(self._ctx, self._form, "export"),
            "import": can(self._ctx, self._form, "import"),
        }
