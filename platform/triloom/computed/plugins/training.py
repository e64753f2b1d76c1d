"""Training as a job: read one snapshot, fit in a child, judge, store the version, score.

Nothing is held while the child works; the version row carries the run's id, so that a run that is
delivered twice stores one version.
"""

import uuid
from typing import TYPE_CHECKING

from triloom.access.principal import SYSTEM
from triloom.computed.model_kind import input_paths
from triloom.computed.plugins import registry
from triloom.computed.plugins.features import late_columns, read_table
from triloom.records.layout import layout_of
from triloom.records.read import load_image
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id_text
from triloom_core.json_types import Json, JsonObject
from triloom_ml.specs import plugin_spec

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedDocument
    from triloom.services import Services

TRAIN = "model.train"
SCORE = "model.score"
TRAINING_SECONDS = 900.0
FAILURES_UNTIL_REST = 3


def enqueue_training(ctx: "RequestContext", app_key: str, model_key: str) -> str:
    """Enqueue a training in this transaction and return the id of its job."""
    ctx.catalog.document(app_key, "models", model_key)
    job_id = f"train:{app_key}:{model_key}:{new_id_text()}"
    payload: JsonObject = {"app": app_key, "model": model_key, "run": job_id, "kind": "asked"}
    ctx.services.jobs.enqueue(ctx.connection, job_id, TRAIN, payload)
    return job_id


def enqueue_scoring(ctx: "RequestContext", app_key: str, model_key: str) -> str:
    """Enqueue the scoring of all records in this transaction and return the id of its job."""
    job_id = f"score:{app_key}:{model_key}:{new_id_text()}"
    payload: JsonObject = {"app": app_key, "model": model_key}
    ctx.services.jobs.enqueue(ctx.connection, job_id, SCORE, payload)
    return job_id


def train(services: "Services", payload: JsonObject) -> Json:
    """Handle a training job; a failure is stored with the run and leaves the live version alone."""
    app_key, model_key = str(payload["app"]), str(payload["model"])
    run_id = str(payload["run"])
    with services.transaction(SYSTEM) as ctx:
        registry.start_run(ctx, run_id, app_key, model_key, str(payload.get("kind", "asked")))
    try:
        state = _train(services, app_key, model_key, run_id)
    except TriloomError as error:
        with services.transaction(SYSTEM) as ctx:
            data: JsonObject = {"code": error.code, "data": error.data}
            registry.end_run(ctx, run_id, "failed", data)
        return {"status": "failed", "code": error.code}
    return {"status": "done", "state": state}


def _train(services: "Services", app_key: str, model_key: str, run_id: str) -> str:
    with services.reading(SYSTEM) as ctx:
        stored = registry.version_of_run(ctx, run_id)
        if stored is not None:
            return stored.state
        request = _request(ctx, app_key, model_key)
    result = services.children.call(
        pool="trusted", function="triloom_ml.runner:fit", payload=request, timeout=TRAINING_SECONDS
    )
    assert isinstance(result, dict)
    with services.transaction(SYSTEM) as ctx:
        _name_conflicts(ctx, app_key, model_key, result.get("card"))
        state, reason = _judged(ctx, app_key, model_key, result)
        roles = request["roles"]
        assert isinstance(roles, dict)
        registry.store_version(
            ctx, app_key=app_key, model_key=model_key, plugin=str(request["plugin"]),
            result=result, roles=roles, run_id=run_id, state=state, reason=reason,
        )  # fmt: skip
        registry.end_run(ctx, run_id, "done")
        if state == "live" or (
            state == "refused" and not registry.live_version(ctx, app_key, model_key)
        ):
            enqueue_scoring(ctx, app_key, model_key)
    return state


def _request(ctx: "RequestContext", app_key: str, model_key: str) -> JsonObject:
    document = ctx.catalog.document(app_key, "models", model_key)
    body = document.body
    form = ctx.catalog.form(app_key, str(body["form"]))
    spec = plugin_spec(str(body["plugin"]))
    if spec is None:
        data: JsonObject = {"plugin": body["plugin"], "known": ""}
        raise TriloomError("ml.unknown_plugin", data=data)
    inputs = body["inputs"]
    assert isinstance(inputs, dict)
    paths = sorted({path for _pointer, path in input_paths(inputs)})
    roles: JsonObject = dict(inputs)
    if spec.id == "win_probability":
        roles["changed_after"] = [*late_columns(ctx, form, paths, str(inputs["outcome_time"]))]
    if spec.kind == "set":
        roles["today"] = ctx.now.astimezone(ctx.organisation.zone).date().isoformat()
    live = registry.live_version(ctx, app_key, model_key)
    return {
        "plugin": spec.id, "table": read_table(ctx, form, paths), "roles": roles,
        "parameters": _parameters(spec.parameters, body.get("params")), "seed": 7, "threads": 1,
        "previous": live.artefact if live is not None else None,
    }  # fmt: skip


def _name_conflicts(ctx: "RequestContext", app_key: str, model_key: str, card: Json) -> None:
    """Put the titles of records in the place of their ids, so that people know which ones clash."""
    solution = card.get("solution") if isinstance(card, dict) else None
    conflict = solution.get("conflict") if isinstance(solution, dict) else None
    if not isinstance(conflict, list) or not isinstance(solution, dict):
        return
    form = ctx.catalog.form(
        app_key, str(ctx.catalog.document(app_key, "models", model_key).body["form"])
    )
    layout = layout_of(form)
    named: list[Json] = []
    for item in conflict:
        limit, _, identifier = str(item).partition(":")
        image = load_image(ctx, layout, uuid.UUID(identifier)) if identifier else None
        title = layout.title(image, ctx.organisation.default_language) if image else identifier
        named.append(f"{limit}: {title}" if title else limit)
    solution["conflict"] = named


def _parameters(schema: JsonObject, given: Json) -> JsonObject:
    properties = schema.get("properties")
    defaults: JsonObject = {
        name: item["default"]
        for name, item in (properties.items() if isinstance(properties, dict) else ())
        if isinstance(item, dict) and "default" in item
    }
    return {**defaults, **(given if isinstance(given, dict) else {})}


def _judged(
    ctx: "RequestContext", app_key: str, model_key: str, result: JsonObject
) -> tuple[str, str | None]:
    """Return the state of a new version by the promotion rule, and why it is not live."""
    if result["state"] == "refused":
        return "refused", str(result["reason"])
    live = registry.live_version(ctx, app_key, model_key)
    card = result["card"]
    if live is None or not isinstance(card, dict):
        return "live", None
    new, old = _brier(card), _brier(live.card)
    if new is None or old is None:
        return "live", None
    # the interval of the newest window is the yardstick: worse than its width is worse
    return ("live", None) if new <= old + 0.01 else ("shadow", "model.worse_than_live")


def _brier(card: JsonObject) -> float | None:
    metrics, chosen = card.get("metrics"), card.get("chosen")
    figures = metrics.get(str(chosen)) if isinstance(metrics, dict) else None
    value = figures.get("brier") if isinstance(figures, dict) else None
    return float(value) if isinstance(value, int | float) else None


def retrain_due(services: "Services", _payload: JsonObject) -> Json:
    """Enqueue a training of every model whose schedule has come; called once a day."""
    started: list[Json] = []
    with services.transaction(SYSTEM) as ctx:
        for app in ctx.catalog.apps():
            for document in ctx.catalog.documents(app.key, "models"):
                if _is_due(ctx, document):
                    slot = ctx.now.date().isoformat()
                    job_id = f"train:{app.key}:{document.key}:{slot}"
                    payload: JsonObject = {
                        "app": app.key, "model": document.key, "run": job_id, "kind": "scheduled",
                    }  # fmt: skip
                    services.jobs.enqueue(ctx.connection, job_id, TRAIN, payload)
                    started.append(job_id)
    return started


_DAYS = {"day": 1, "week": 7, "month": 30}


def _is_due(ctx: "RequestContext", document: "PublishedDocument") -> bool:
    schedule = document.body.get("schedule")
    every = schedule.get("every", "month") if isinstance(schedule, dict) else "month"
    days = _DAYS.get(str(every))
    failures = registry.failures_in_a_row(ctx, document.app_key, document.key)
    if days is None or failures >= FAILURES_UNTIL_REST:
        return False
    versions = registry.all_versions(ctx, document.app_key, document.key)
    return not versions or (ctx.now - versions[0].trained_at).days >= days
