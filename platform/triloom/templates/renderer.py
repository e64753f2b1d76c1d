"""Renders one template; runs only inside a killable child, because admins write templates.

The context holds plain dicts and texts, nothing callable; there are no globals, output is capped.
"""

from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject

MOST_OUTPUT = 2_000_000
"""Characters of a rendered document at most."""


def render(payload: JsonObject) -> Json:
    """Render `{content, context, format}`; raises 422 `template.failed` with line and reason."""
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from typing_extensions import override

    class Environment(ImmutableSandboxedEnvironment):
        @override
        def is_safe_callable(self, obj: object) -> bool:
            return False

    environment = Environment(
        autoescape=payload.get("format") != "text", undefined=StrictUndefined, finalize=_shown
    )
    environment.globals.clear()
    context = payload.get("context")
    pieces: list[str] = []
    size = 0
    try:
        template = environment.from_string(str(payload.get("content", "")))
        for piece in template.generate(context if isinstance(context, dict) else {}):
            size += len(piece)
            if size > MOST_OUTPUT:
                raise TriloomError("template.too_long", data={"limit": MOST_OUTPUT})
            pieces.append(piece)
    except (TemplateError, SecurityError, RecursionError, TypeError, ValueError) as error:
        reason: JsonObject = {"reason": str(error)[:300] or type(error).__name__}
        raise TriloomError("template.failed", data=reason) from None
    return "".join(pieces)


def _shown(value: object) -> object:
    return "" if value is None else value
