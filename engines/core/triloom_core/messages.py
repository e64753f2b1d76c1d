"""Message catalogues: code → language → template, and how a template is filled.

Every package keeps a `MESSAGES` table of its own codes; the host merges them into one catalogue.
"""

from collections.abc import Mapping

from triloom_core.json_types import Json

Catalogue = Mapping[str, Mapping[str, str]]

MESSAGES: dict[str, dict[str, str]] = {
    "internal.unexpected": {
        "en": "Something went wrong on our side. Try again; if it stays, tell your administrator.",
        "zh-CN": "系统内部出错。请重试;若仍出现,请联系管理员。",
    },
}


class _Lenient(dict[str, Json]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def render(
    catalogue: Catalogue, code: str, language: str, data: Mapping[str, Json] | None = None
) -> str:
    """Return the message of `code` in `language`; an unknown code answers with the code itself."""
    texts = catalogue.get(code)
    if texts is None:
        return code
    template = texts.get(language) or texts.get("en") or code
    return template.format_map(_Lenient(data or {}))
