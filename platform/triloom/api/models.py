"""`/plugins` and `/apps/{app}/models`: manifests, training, cards, promotion, explanations."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from triloom.access.capabilities import require_capability
from triloom.api.dependencies import Read, Write
from triloom.computed.plugins import registry
from triloom.computed.plugins.explain import explain, plugin_label
from triloom.computed.plugins.scoring import forecast_rows
from triloom.computed.plugins.training import (
    enqueue_scoring,
    enqueue_training,
)
from triloom.context import RequestContext
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_core.text import pick
from triloom_ml.specs import BUILTIN_PLUGINS

router = APIRouter(tags=["intelligence"])
Answer = dict[str, Any]


class PromoteBody(BaseModel):
    """Which version goes live; `note` is needed against the rule and stays on the card."""

    version: int = Field(ge=1, examples=[2])
    note: str | None = Field(default=None, max_length=2000)


@router.get("/plugins")
def list_plugins(ctx: Read) -> Answer:
    """Return the manifests of the installed plugins."""
    items: list[Json] = [spec.to_json() for spec in BUILTIN_PLUGINS]
    return {"items": items}


def _require_reader(ctx: RequestContext, app: str) -> None:
    ctx.catalog.app(app)
    if not any(ctx.principal.has_capability(name, app) for name in ("train", "build")):
        require_capability(ctx, "train", app)


def _version_json(ctx: RequestContext, version: registry.ModelVersion) -> JsonObject:
    metrics = version.card.get("metrics")
    chosen = version.card.get("chosen")
    figures = metrics.get(str(chosen)) if isinstance(metrics, dict) else None
    return {
        "number": version.number, "state": version.state, "reason": version.reason,
        "reason_text": registry.refusal_text(ctx, version), "trained_at": version.trained_at.isoformat(),
        "rows": version.card.get("rows"), "chosen": chosen,
        "base_rate": version.card.get("base_rate"),
        "auc": figures.get("auc") if isinstance(figures, dict) else None,
        "brier_skill": figures.get("brier_skill") if isinstance(figures, dict) else None,
    }  # fmt: skip


def _label(ctx: RequestContext, label: Json, key: str) -> str:
    if isinstance(label, dict):
        label = pick({language: str(text) for language, text in label.items()}, ctx.language)
    return label if isinstance(label, str) and label else key


@router.get("/apps/{app}/models-overview")
def list_models(ctx: Read, app: str) -> Answer:
    """Return every published model with its versions and its last run."""
    _require_reader(ctx, app)
    items: list[Json] = []
    for document in ctx.catalog.documents(app, "models"):
        versions = registry.all_versions(ctx, app, document.key)
        live = next((item.number for item in versions if item.state == "live"), None)
        items.append(
            {
                "key": document.key,
                "label": _label(ctx, document.body.get("label"), document.key),
                "plugin": document.body["plugin"],
                "plugin_label": plugin_label(ctx, str(document.body["plugin"])),
                "form": document.body.get("form"),
                "field": document.body.get("field"),
                "state": versions[0].state if versions else "untrained",
                "live": live,
                "versions": [_version_json(ctx, item) for item in versions],
                "last_run": registry.last_run(ctx, app, document.key),
            }
        )
    return {"items": items}


@router.post("/apps/{app}/models/{key}/train", status_code=202)
def train_model(ctx: Write, app: str, key: str) -> Answer:
    """Enqueue a training and return its job."""
    require_capability(ctx, "train", app)
    return {"job": enqueue_training(ctx, app, key)}


@router.post("/apps/{app}/models/{key}/score", status_code=202)
def score_model(ctx: Write, app: str, key: str) -> Answer:
    """Enqueue the scoring of all records by the live version and return its job."""
    require_capability(ctx, "train", app)
    ctx.catalog.document(app, "models", key)
    if registry.live_version(ctx, app, key) is None:
        raise TriloomError("model.not_trained", status=409, data={"model": key})
    return {"job": enqueue_scoring(ctx, app, key)}


@router.get("/apps/{app}/models/{key}/card")
def model_card(
    ctx: Read, app: str, key: str, version: Annotated[int | None, Query(ge=1)] = None
) -> Answer:
    """Return the card of a version (default: the live one, else the newest)."""
    _require_reader(ctx, app)
    ctx.catalog.document(app, "models", key)
    if version is not None:
        chosen: registry.ModelVersion | None = registry.version_numbered(ctx, app, key, version)
    else:
        versions = registry.all_versions(ctx, app, key)
        chosen = registry.live_version(ctx, app, key) or (versions[0] if versions else None)
    if chosen is None:
        raise TriloomError("model.not_trained", status=404, data={"model": key})
    forecasts: list[Json] = [*forecast_rows(ctx, chosen.id)]
    return {**_version_json(ctx, chosen), "card": chosen.card, "forecast": forecasts}


@router.post("/apps/{app}/models/{key}/promote")
def promote_model(ctx: Write, app: str, key: str, body: PromoteBody) -> Answer:
    """Put a version live and score all records with it."""
    require_capability(ctx, "train", app)
    ctx.catalog.document(app, "models", key)
    chosen = registry.promote(ctx, app, key, body.version, body.note)
    return {**_version_json(ctx, chosen), "job": enqueue_scoring(ctx, app, key)}


@router.get("/apps/{app}/forms/{form}/records/{record_id}/computed/{field}/explain")
def explain_value(ctx: Read, app: str, form: str, record_id: uuid.UUID, field: str) -> Answer:
    """Return why a record has its score: reasons that the reader may see, version and age."""
    return explain(ctx, ctx.catalog.form(app, form), record_id, field)
