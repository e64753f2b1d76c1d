"""Which names a template uses; parses, never renders."""

from dataclasses import dataclass, field

CONTEXT_NAMES: tuple[str, ...] = ("record", "labels", "title", "today", "organisation")
"""What a template may name: field texts, field labels, the record's title, the day, the sender."""


@dataclass(frozen=True, slots=True)
class TemplateNames:
    """Top-level names, and members of `record` and `labels`; or the first syntax problem."""

    names: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    problem: str | None = None
    line: int = 0


@dataclass(slots=True)
class _Seen:
    fields: set[str] = field(default_factory=set)


def undeclared_names(text: str) -> TemplateNames:
    """Return the names that a template expects from outside."""
    from jinja2 import Environment, TemplateSyntaxError, meta, nodes

    environment = Environment(autoescape=True)
    try:
        tree = environment.parse(text)
        # compiling finds unknown filters and tests, which parsing lets through
        environment.compile(tree)
    except TemplateSyntaxError as error:
        return TemplateNames(problem=str(error.message), line=error.lineno)
    except RecursionError:
        return TemplateNames(problem="too deeply nested", line=1)
    tree = environment.parse(text)
    fields = {
        member.attr
        for member in tree.find_all(nodes.Getattr)
        if isinstance(member.node, nodes.Name) and member.node.name in ("record", "labels")
    }
    return TemplateNames(frozenset(meta.find_undeclared_variables(tree)), frozenset(fields))
