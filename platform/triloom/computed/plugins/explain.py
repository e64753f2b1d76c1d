"""Why a record has its score: version, age, reasons; columns the reader may not see become `other`."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.rights import FieldRight, field_rights
from triloom.computed.model_kind import input_paths
from triloom.computed.plugins import registry
from triloom.computed.plugins.features import read_table
from triloom.computed.plugins.tables import score
from triloom.messages import CATALOGUE
from triloom.records.read import get_record
from triloom.records.relations import field_of, target_form
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_core.messages import render
from triloom_form.system import SYSTEM_TYPES
from triloom_ml.specs import plugin_spec

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedForm

REASONS = 6
SECONDS = 30.0


def explain(
    ctx: "RequestContext", form: "PublishedForm", record_id: uuid.UUID, field_key: str
) -> JsonObject:
    """Return the explanation of one computed value; 404 for what the reader may not see."""
    record = get_record(ctx, form, record_id)
    field = form.spec.field(field_key)
    rights = field_rights(ctx, form)
    right = rights.get(field.id, FieldRight.NONE) if field is not None else FieldRight.NONE
    if field is None or field.type != "computed" or right < FieldRight.READ:
        data: JsonObject = {"form": form.key, "field": field_key}
        raise TriloomError("model.unknown_field", status=404, data=data)
    document = next(
        (
            item
            for item in ctx.catalog.documents(form.app_key, "models")
            if item.body.get("form") == form.key and item.body.get("field") == field.key
        ),
        None,
    )
    if document is None:
        return _without(ctx, None)
    row = ctx.connection.execute(
        sa.select(score).where(score.c.record_id == record_id, score.c.field_id == field.id)
    ).mappings().first()  # fmt: skip
    if row is None:
        return _without(ctx, registry.all_versions(ctx, form.app_key, document.key))
    version = registry.version_by_id(ctx, row["version_id"])
    assert version is not None
    paths = sorted({path for _pointer, path in input_paths(document.body["inputs"])})
    table = read_table(ctx, form, paths, only=[record_id])
    found = ctx.services.children.call(
        pool="trusted",
        function="triloom_ml.runner:explain",
        payload={
            "plugin": version.plugin, "artefact": version.artefact, "table": table, "count": REASONS,
        },
        timeout=SECONDS,
    )  # fmt: skip
    assert isinstance(found, list)
    detail = found[0] if found and isinstance(found[0], dict) else {}
    shown = _visible(ctx, form, detail, rights)
    computed_at: datetime = row["computed_at"]
    return {
        "value": record.values.get(field.key), "reason": _text(ctx, row["reason"]),
        "version": version.number, "plugin": version.plugin, "state": version.state,
        "computed_at": computed_at.isoformat(),
        "trained_at": version.trained_at.isoformat(),
        "stale": record.image["updated_at"] is not None
        and str(record.image["updated_at"]) > computed_at.isoformat(),
        "base_rate": version.card.get("base_rate"), **shown,
    }  # fmt: skip


def _text(ctx: "RequestContext", code: str | None) -> str | None:
    return None if code is None else render(CATALOGUE, code, ctx.language)


def _without(ctx: "RequestContext", versions: list[registry.ModelVersion] | None) -> JsonObject:
    newest = versions[0] if versions else None
    reason = registry.refusal_text(ctx, newest) if newest is not None else None
    return {
        "value": None,
        "reason": reason or render(CATALOGUE, "model.no_score", ctx.language),
        "version": newest.number if newest else None,
        "state": newest.state if newest else None,
        "base_rate": newest.card.get("base_rate") if newest else None,
        "reasons": [],
    }


def _visible(
    ctx: "RequestContext", form: "PublishedForm", detail: JsonObject, rights: object
) -> JsonObject:
    reasons = detail.get("reasons")
    if not isinstance(reasons, list):
        return {**detail, "reasons": []}
    shown: list[Json] = []
    other = detail.get("other")
    hidden = float(other) if isinstance(other, int | float) else 0.0
    for reason in reasons:
        assert isinstance(reason, dict)
        label = readable_label(ctx, form, str(reason["feature"]).split("."))
        contribution = reason["contribution"]
        assert isinstance(contribution, int | float)
        if label is None:
            hidden += contribution
            continue
        shown.append({**reason, "label": label})
    return {**detail, "reasons": shown, "other": round(hidden, 6)}


def readable_label(ctx: "RequestContext", form: "PublishedForm", path: list[str]) -> str | None:
    """Return the label of a field path when the reader may read every field on it, else None."""
    if path[0] in SYSTEM_TYPES:
        return path[0]
    field = field_of(form, path[0])
    rights = field_rights(ctx, form)
    if field is None or rights.get(field.id, FieldRight.NONE) < FieldRight.READ:
        return None
    title = field.title(ctx.language)
    if len(path) == 1:
        return title
    target = target_form(ctx, form, field)
    rest = None if target is None else readable_label(ctx, target, path[1:])
    return None if rest is None else f"{title} / {rest}"


def plugin_label(ctx: "RequestContext", plugin: str) -> str:
    """Return the name of a plugin in the reader's language."""
    spec = plugin_spec(plugin)
    return plugin if spec is None else spec.label.get(ctx.language, spec.label["en"])
