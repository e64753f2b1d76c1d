"""What a publish means for stored computed values: changed definitions are computed anew by a job."""

from typing import TYPE_CHECKING

from triloom.computed.graph import RECOMPUTED, graph_of
from triloom.computed.recompute import enqueue_form
from triloom_form.spec import FieldSpec, FormSpec

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.change_set import ChangeSet


def recompute_changed(ctx: "RequestContext", change: "ChangeSet") -> None:
    """Enqueue the recomputation of every computed field that a change set defines anew."""
    for item in change.items:
        if item.kind != "forms" or item.unchanged or item.form is None:
            continue
        before = item.form.before
        if before is None:
            continue
        form = ctx.catalog.form(change.app_key, item.key)
        graph = graph_of(ctx, change.app_key).forms[form.key]
        changed = _changed_keys(before.spec, form.spec)
        retyped = {new.key for _old, new in item.form.retyped}
        changed |= {found.field.key for found in graph.affected(retyped)}
        keys = [found.field.key for found in graph.ordered if found.field.key in changed]
        if keys:
            enqueue_form(ctx, form, keys)


def _changed_keys(before: FormSpec, after: FormSpec) -> set[str]:
    old = {field.id: _definition(field) for field in before.fields}
    return {
        field.key
        for field in after.fields
        if field.type in RECOMPUTED and old.get(field.id) != _definition(field)
    }


def _definition(field: FieldSpec) -> tuple[object, ...]:
    settings = {name: value for name, value in field.settings.items() if name != "released"}
    return (field.type, settings)
