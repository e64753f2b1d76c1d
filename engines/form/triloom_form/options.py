"""Options of choice fields: keys outside, ids in the store, labels for people."""

from dataclasses import dataclass
from functools import lru_cache

from typing_extensions import override

from triloom_core.json_types import Json
from triloom_core.text import LocalizedText, pick
from triloom_form.spec import FieldSpec
from triloom_form.storage import fold


@dataclass(frozen=True, slots=True)
class Option:
    """One option; an archived one stays readable but cannot be chosen any more."""

    id: str
    key: str
    label: LocalizedText
    color: str | None = None
    archived: bool = False


class Options:
    """The options of one field, by key and by id; built once per published field."""

    def __init__(self, options: tuple[Option, ...]) -> None:
        self.all = options
        self.by_key = {option.key: option for option in options}
        self.by_id = {option.id: option for option in options}
        self.keys = tuple(option.key for option in options if not option.archived)

    def id_of(self, key: str) -> str:
        """Return the stored id of a key; an unknown key stands for itself."""
        option = self.by_key.get(key)
        return option.id if option else key

    def key_of(self, identifier: str) -> str:
        """Return the key of a stored id; an id that is no longer known stands for itself."""
        option = self.by_id.get(identifier)
        return option.key if option else identifier

    def label(self, key: str, language: str) -> str:
        """Return the label of a key in a language."""
        option = self.by_key.get(key)
        return (pick(option.label, language) or key) if option else key

    def find(self, text: str) -> str | None:
        """Return the key whose key or label, in any language, reads like the text."""
        wanted = fold(text)
        for option in self.all:
            labels = [option.label] if isinstance(option.label, str) else option.label.values()
            if wanted in (fold(option.key), *(fold(label) for label in labels)):
                return option.key
        return None


def _read(item: Json) -> Option | None:
    if not isinstance(item, dict) or not isinstance(item.get("key"), str):
        return None
    key = str(item["key"])
    label = item.get("label")
    color = item.get("color")
    return Option(
        id=str(item.get("id") or key),
        key=key,
        label={name: str(text) for name, text in label.items()}
        if isinstance(label, dict)
        else str(label or key),
        color=color if isinstance(color, str) else None,
        archived=item.get("archived") is True,
    )


class _Identity:
    """Keys the cache by the settings object: a published field never changes its settings."""

    __slots__ = ("settings",)

    def __init__(self, settings: object) -> None:
        self.settings = settings

    @override
    def __hash__(self) -> int:
        return id(self.settings)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.settings is self.settings


@lru_cache(maxsize=4096)
def _options(identity: _Identity) -> Options:
    settings = identity.settings
    items = settings.get("options")  # type: ignore[attr-defined]
    read = [_read(item) for item in items] if isinstance(items, list) else []
    return Options(tuple(option for option in read if option is not None))


def options_of(field: FieldSpec) -> Options:
    """Return the options of a choice field."""
    return _options(_Identity(field.settings))
