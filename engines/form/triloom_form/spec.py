"""The form document as immutable data: what an engine reads, never what a client may send wrong.

`from_json` is pure and total on bodies that passed `triloom_form.document.FormKind`; it also reads
drafts, where an identifier that was not issued yet is derived from the keys.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self, TypeAlias

from triloom_core.json_types import Json, JsonObject
from triloom_core.text import LocalizedText, pick

Settings: TypeAlias = "Mapping[str, Json]"
_UNSAVED = uuid.UUID("5f0c6f0e-7d0b-5c9a-9a55-7a5f5d1c0001")

FIELD_MEMBERS: tuple[str, ...] = (
    "id", "key", "type", "label", "required", "unique", "indexed", "read_only", "default",
    "help", "fields", "aliases",
)  # fmt: skip
"""Members that every field has; all others are settings of its type."""

FORM_MEMBERS: tuple[str, ...] = (
    "kind", "id", "key", "label", "title", "fields", "layout", "rules", "views", "access",
    "icon", "description", "aliases",
)  # fmt: skip
"""Members of a form document."""


def unsaved_id(*path: str) -> uuid.UUID:
    """Return the stand-in identifier of something that has not been saved yet."""
    return uuid.uuid5(_UNSAVED, "/".join(path))


def _identifier(body: Mapping[str, Json], *path: str) -> uuid.UUID:
    given = body.get("id")
    return uuid.UUID(given) if isinstance(given, str) else unsaved_id(*path)


def _label(value: Json, key: str) -> LocalizedText:
    if isinstance(value, dict):
        return {language: str(text) for language, text in value.items()}
    return value if isinstance(value, str) and value else key


def _objects(value: Json) -> list[JsonObject]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. `id` names its column for ever, `key` may be renamed; `settings` are its type's."""

    id: uuid.UUID
    key: str
    type: str
    label: LocalizedText
    required: bool = False
    unique: bool = False
    indexed: bool = False
    read_only: bool = False
    default: Json = None
    help: LocalizedText | None = None
    settings: Settings = field(default_factory=dict)
    fields: tuple["FieldSpec", ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def id_text(self) -> str:
        """The identifier as it stands in stored expressions and in the change feed."""
        return str(self.id)

    def title(self, language: str) -> str:
        """Return the label in a language, else the key."""
        return pick(self.label, language) or self.key

    def sub_field(self, key: str) -> "FieldSpec | None":
        """Return the field of a sub-table by its key."""
        return next((sub for sub in self.fields if sub.key == key), None)

    @classmethod
    def from_json(cls, body: Mapping[str, Json], *path: str) -> Self:
        """Read a field of a document; `path` is where it stands, for unsaved identifiers."""
        key = str(body.get("key", ""))
        nested = body.get("settings")
        settings = dict(nested) if isinstance(nested, dict) else {}
        settings.update(
            (name, value)
            for name, value in body.items()
            if name not in FIELD_MEMBERS and name != "settings"
        )
        help_text = body.get("help")
        return cls(
            id=_identifier(body, *path, key),
            key=key,
            type=str(body.get("type", "")),
            label=_label(body.get("label"), key),
            required=body.get("required") is True,
            unique=body.get("unique") is True,
            indexed=body.get("indexed") is True,
            read_only=body.get("read_only") is True,
            default=body.get("default"),
            help=_label(help_text, "") if help_text else None,
            settings=MappingProxyType(settings),
            fields=tuple(cls.from_json(sub, *path, key) for sub in _objects(body.get("fields"))),
            aliases=_texts(body.get("aliases")),
        )

    def to_json(self) -> JsonObject:
        """Return the field as a document member; members at their default are left out."""
        body: JsonObject = {"id": str(self.id), "key": self.key, "type": self.type}
        body["label"] = self.label if isinstance(self.label, str) else dict(self.label)
        for name in ("required", "unique", "indexed", "read_only"):
            if getattr(self, name):
                body[name] = True
        if self.default is not None:
            body["default"] = self.default
        if self.help is not None:
            body["help"] = self.help if isinstance(self.help, str) else dict(self.help)
        body.update(self.settings)
        if self.fields:
            body["fields"] = [sub.to_json() for sub in self.fields]
        if self.aliases:
            body["aliases"] = list(self.aliases)
        return body


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What a rule does while its condition holds; members are field keys."""

    show: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    read_only: tuple[str, ...] = ()
    set: tuple[tuple[str, Json], ...] = ()
    """Field key → expression (text or tree)."""
    refuse: LocalizedText | None = None
    """The message with which saving is refused."""

    def named(self) -> Iterator[tuple[str, int | str, str]]:
        """Yield (effect, index or key, field key) of every field the rule names."""
        for name in ("show", "hide", "require", "read_only"):
            for index, key in enumerate(getattr(self, name)):
                yield name, index, key
        for key, _expression in self.set:
            yield "set", key, key


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """`when` (expression text or tree) → `then`."""

    id: str
    when: Json
    then: RuleEffect

    @classmethod
    def from_json(cls, body: Mapping[str, Json], number: int) -> Self:
        """Read a rule of a document; `number` names it while it has no id."""
        then = body.get("then")
        effect = then if isinstance(then, dict) else {}
        assigned = effect.get("set")
        refuse = effect.get("refuse")
        return cls(
            id=str(body.get("id") or f"rule_{number}"),
            when=body.get("when"),
            then=RuleEffect(
                show=_texts(effect.get("show")),
                hide=_texts(effect.get("hide")),
                require=_texts(effect.get("require")),
                read_only=_texts(effect.get("read_only")),
                set=tuple(assigned.items()) if isinstance(assigned, dict) else (),
                refuse=_label(refuse, "") if refuse else None,
            ),
        )


@dataclass(frozen=True, slots=True)
class FormSpec:
    """One form. `layout`, `views` and `access` stay JSON: their readers are elsewhere."""

    id: uuid.UUID
    key: str
    label: LocalizedText
    title: str
    fields: tuple[FieldSpec, ...]
    layout: tuple[JsonObject, ...] = ()
    rules: tuple[RuleSpec, ...] = ()
    views: tuple[JsonObject, ...] = ()
    access: tuple[JsonObject, ...] = ()
    icon: str | None = None
    body: Mapping[str, Json] = field(default_factory=dict, compare=False, repr=False)
    """The document as it was read; `to_json` gives it back."""

    @classmethod
    def from_json(cls, body: Mapping[str, Json]) -> Self:
        """Read a form document."""
        key = str(body.get("key", ""))
        fields = tuple(FieldSpec.from_json(item, key) for item in _objects(body.get("fields")))
        title = body.get("title")
        icon = body.get("icon")
        rules = _objects(body.get("rules"))
        return cls(
            id=_identifier(body, key),
            key=key,
            label=_label(body.get("label"), key),
            title=title if isinstance(title, str) and title else default_title(fields),
            fields=fields,
            layout=tuple(_objects(body.get("layout"))),
            rules=tuple(RuleSpec.from_json(rule, index + 1) for index, rule in enumerate(rules)),
            views=tuple(_objects(body.get("views"))),
            access=tuple(_objects(body.get("access"))),
            icon=icon if isinstance(icon, str) else None,
            body=MappingProxyType(dict(body)),
        )

    def to_json(self) -> JsonObject:
        """Return the document with every identifier written out."""
        result: JsonObject = {"kind": "form", **self.body}
        result["id"], result["key"] = str(self.id), self.key
        result["label"] = self.label if isinstance(self.label, str) else dict(self.label)
        result["title"] = self.title
        result["fields"] = [item.to_json() for item in self.fields]
        return result

    def name(self, language: str) -> str:
        """Return the label in a language, else the key."""
        return pick(self.label, language) or self.key

    def field(self, key: str) -> FieldSpec | None:
        """Return a field by its key."""
        return next((item for item in self.fields if item.key == key), None)


def default_title(fields: tuple[FieldSpec, ...]) -> str:
    """Return the title template of a form that names none: its first text-like field."""
    for item in fields:
        if item.type in ("text", "auto_number", "email"):
            return "{" + item.key + "}"
    return "{" + fields[0].key + "}" if fields else ""
