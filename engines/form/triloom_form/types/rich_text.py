"""Formatted text: HTML reduced to an allow-list when it is written, so that no reader can be harmed."""

import re

import nh3
from typing_extensions import override

from triloom_core.json_types import Json
from triloom_core.value_types import Value
from triloom_form.spec import FieldSpec
from triloom_form.types.long_text import LongTextType

ALLOWED_TAGS = frozenset(
    [
        "p",
        "br",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "s",
        "code",
        "pre",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "a",
        "hr",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "span",
        "sub",
        "sup",
    ]
)
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}
_TAG = re.compile(r"<[^>]*>")


class RichTextType(LongTextType):
    """HTML; scripts, styles, frames, images and event handlers are removed at write."""

    name = "rich_text"
    label = {"en": "Rich text", "zh-CN": "富文本"}
    icon = "rich-text"
    longest = 200_000

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        return sanitize(str(value))

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return _TAG.sub("", str(value))

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        return sanitize(text)

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "<p>A <strong>bold</strong> word</p>"


def sanitize(html: str) -> str:
    """Return the HTML with only allowed tags, attributes and link schemes left."""
    return nh3.clean(
        html,
        tags=set(ALLOWED_TAGS),
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
