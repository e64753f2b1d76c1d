"""What other rooms do when a change set becomes visible, inside its transaction."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.change_set import ChangeSet

HOOKS: tuple[tuple[str, str], ...] = (
    ("triloom.access.role_publish", "guard_rights"),
    ("triloom.metadata.flow_publish", "start_backfill"),
    ("triloom.computed.publish", "recompute_changed"),
)
"""(module, function): each is called with the context and the change set, after the flip."""


def run_hooks(ctx: "RequestContext", change: "ChangeSet") -> None:
    """Call every hook in order; one that fails undoes the publish."""
    for module, name in HOOKS:
        getattr(importlib.import_module(module), name)(ctx, change)
