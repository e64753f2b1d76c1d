"""Scoring as a job: the live version's values written into the computed field, in chunks."""

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from triloom.access.principal import SYSTEM
from triloom.computed.model_kind import input_paths
from triloom.computed.plugins import registry
from triloom.computed.plugins.features import read_table
from triloom.computed.plugins.tables import forecast, score
from triloom.records.engine_values import apply_engine_values_many
from triloom_core.json_types import Json, JsonObject
from triloom_core.text import pick
from triloom_form.derived import result_of
from triloom_ml.specs import plugin_spec

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedForm
    from triloom.services import Services
    from triloom_form.spec import FieldSpec

CHUNK = 500
SCORING_SECONDS = 300.0


def score_all(services: "Services", payload: JsonObject) -> Json:
    """Handle a scoring job: every open record of a row model, every record of a set model."""
    app_key, model_key = str(payload["app"]), str(payload["model"])
    with services.reading(SYSTEM) as ctx:
        document = ctx.catalog.document(app_key, "models", model_key)
        live = registry.live_version(ctx, app_key, model_key)
        spec = plugin_spec(str(document.body["plugin"]))
        if live is None or spec is None:
            return {"scored": 0}
        form = ctx.catalog.form(app_key, str(document.body["form"]))
        if spec.kind == "series":
            table: JsonObject = {"ids": list(_series_names(live)), "columns": {}}
        else:
            paths = sorted({path for _pointer, path in input_paths(document.body["inputs"])})
            table = read_table(ctx, form, paths, open_only=spec.kind == "row")
    scores = _predict(services, live, table)
    ids = table["ids"]
    assert isinstance(ids, list)
    if spec.kind == "series":
        with services.transaction(SYSTEM) as ctx:
            _store_series(ctx, live.id, ids, scores)
        return {"scored": len(scores)}
    field_key = str(document.body["field"])
    written = 0
    for start in range(0, len(ids), CHUNK):
        part = slice(start, start + CHUNK)
        with services.transaction(SYSTEM) as ctx:
            current = ctx.catalog.form(app_key, form.key)
            written += _store(ctx, current, field_key, live.id, ids[part], scores[part])
    return {"scored": written}


def _series_names(live: registry.ModelVersion) -> Sequence[str]:
    series = live.artefact.get("series")
    return sorted(series) if isinstance(series, dict) else ()


def _predict(
    services: "Services", live: registry.ModelVersion, table: JsonObject
) -> list[JsonObject]:
    ids = table["ids"]
    if not ids:
        return []
    found = services.children.call(
        pool="trusted",
        function="triloom_ml.runner:predict",
        payload={"plugin": live.plugin, "artefact": live.artefact, "table": table},
        timeout=SCORING_SECONDS,
    )
    assert isinstance(found, list)
    return [item for item in found if isinstance(item, dict)]


def _store(
    ctx: "RequestContext",
    form: "PublishedForm",
    field_key: str,
    version_id: uuid.UUID,
    ids: Sequence[Json],
    scores: Sequence[JsonObject],
) -> int:
    field = form.spec.field(field_key)
    if field is None:
        return 0
    values: dict[uuid.UUID, Mapping[object, object]] = {}
    rows = []
    for identifier, item in zip(ids, scores, strict=True):
        record_id = uuid.UUID(str(identifier))
        value = shown_value(ctx, field, item)
        values[record_id] = {field_key: value}
        rows.append(
            {
                "tenant_id": ctx.tenant_id, "record_id": record_id, "field_id": field.id,
                "version_id": version_id, "value": item["value"], "reason": item["reason"],
                "computed_at": ctx.now,
            }
        )  # fmt: skip
    apply_engine_values_many(ctx, form, values, reason="model")
    insert = postgresql.insert if ctx.services.database.dialect == "postgresql" else sqlite.insert
    statement = insert(score)
    keys = ["tenant_id", "record_id", "field_id"]
    replaced = {
        name: statement.excluded[name] for name in ("version_id", "value", "reason", "computed_at")
    }
    ctx.connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=replaced), rows
    )
    return len(rows)


def shown_value(ctx: "RequestContext", field: "FieldSpec", item: JsonObject) -> Json:
    """Return what stands in the field: money gets its currency, a segment its name."""
    value = item["value"]
    detail = item.get("detail")
    label = detail.get("label") if isinstance(detail, dict) else None
    if isinstance(label, dict):
        texts = {language: str(text) for language, text in label.items()}
        return pick(texts, ctx.organisation.default_language)
    result = result_of(field)
    if value is not None and result.type == "currency":
        return {"amount": value, "currency": result.settings.get("currency", "CNY")}
    return value


def _store_series(
    ctx: "RequestContext", version_id: uuid.UUID, names: Sequence[Json], scores: list[JsonObject]
) -> None:
    ctx.connection.execute(forecast.delete().where(forecast.c.version_id == version_id))
    rows = []
    for name, item in zip(names, scores, strict=True):
        detail = item.get("detail")
        listed = detail.get("rows") if isinstance(detail, dict) else None
        for row in listed if isinstance(listed, list) else []:
            assert isinstance(row, dict)
            rows.append(
                {"tenant_id": ctx.tenant_id, "version_id": version_id, "series": str(name), **row}
            )
    if rows:
        ctx.connection.execute(forecast.insert(), rows)


def forecast_rows(ctx: "RequestContext", version_id: uuid.UUID) -> list[JsonObject]:
    """Return the forecast rows of a version, by series and period."""
    columns = forecast.c
    statement = (
        sa.select(columns.series, columns.period, columns.value, columns.low, columns.high)
        .where(columns.version_id == version_id)
        .order_by(columns.series, columns.period)
    )
    return [dict(row) for row in ctx.connection.execute(statement).mappings()]
