"""Localized text: maps of BCP 47 language → text, and the rule which one a reader sees."""

from collections.abc import Mapping
from typing import TypeAlias

LocalizedText: TypeAlias = str | Mapping[str, str]

LANGUAGES: tuple[str, ...] = ("zh-CN", "en")
"""The first languages of the product; labels may carry any other BCP 47 key as well."""


def pick(label: LocalizedText | None, language: str, default: str = "en") -> str:
    """Return the text in `language`, else in `default`, else in any language, else ''."""
    if label is None:
        return ""
    if isinstance(label, str):
        return label
    for candidate in (language, default):
        text = label.get(candidate)
        if text:
            return text
    return next((text for text in label.values() if text), "")


def negotiate_language(header: str | None, default: str = "en") -> str:
    """Return the first product language that an Accept-Language header asks for."""
    weighted: list[tuple[float, str]] = []
    for part in (header or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        weight = 1.0
        if parameters.strip().startswith("q="):
            try:
                weight = float(parameters.strip()[2:])
            except ValueError:
                weight = 0.0
        weighted.append((weight, tag.lower()))
    for _weight, tag in sorted(weighted, key=lambda item: -item[0]):
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return default
