"""All document kinds by name; the rooms that own one are imported when it is first asked for."""

import importlib
import inspect
from collections.abc import Callable
from functools import lru_cache

from triloom.metadata.generic_kinds import GENERIC_KINDS
from triloom_core.documents import DocumentKind
from triloom_core.errors import TriloomError
from triloom_form.document import FormKind
from triloom_form.scope import form_scope

KIND_NAMES: tuple[str, ...] = (
    "forms", "flows", "reports", "metrics", "boards", "pages", "templates", "automations", "roles",
    "models", "goals", "calendars", "decision_tables", "assignment_rules", "standards", "segments",
    "rollouts",
)  # fmt: skip
"""Plural names as they stand in paths, in the order in which packages are installed."""

SINGULAR: dict[str, str] = {name: name[:-1] for name in KIND_NAMES}
"""Kind → the value of `kind` in a document."""

OWNERS: tuple[tuple[str, str, str], ...] = (
    ("flows", "triloom_flow.document", "FlowKind"),
    ("reports", "triloom.reports.kinds", "report_kind"),
    ("metrics", "triloom.reports.kinds", "metric_kind"),
    ("boards", "triloom.reports.kinds", "board_kind"),
    ("roles", "triloom.access.role_kind", "RoleKind"),
    ("templates", "triloom.templates.template_kind", "TemplateKind"),
    ("models", "triloom.computed.model_kind", "ModelKind"),
)
"""(kind, module, class) of kinds whose checks live in another room."""


def _build(name: str) -> DocumentKind:
    if name == "forms":
        return FormKind()
    for kind, module, class_name in OWNERS:
        if kind == name:
            found = getattr(importlib.import_module(module), class_name)
            factory: Callable[..., DocumentKind] = found
            wants_scope = "scope_of_form" in inspect.signature(found).parameters
            return factory(form_scope) if wants_scope else factory()
    return GENERIC_KINDS[name]


@lru_cache(maxsize=len(KIND_NAMES))
def _kind(name: str) -> DocumentKind:
    return _build(name)


def kind_of(name: str) -> DocumentKind:
    """Return a kind by its plural name; raises 404."""
    if name not in KIND_NAMES:
        data = {"kind": name, "known": ", ".join(KIND_NAMES)}
        raise TriloomError("document.unknown_kind", status=404, data={**data})
    return _kind(name)
