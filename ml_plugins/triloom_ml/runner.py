"""What a child process is asked to do: fit, predict or explain with a named plugin.

Requests and answers are plain JSON; a failure inside a plugin is the caller's to show, so it is
raised as it is and the child reports it.
"""

import importlib
from dataclasses import asdict

from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_core.plugins import FitRequest, Plugin, PluginSpec
from triloom_ml.specs import BUILTIN_PLUGINS, plugin_spec
from triloom_ml.table import row_count


def _plugin(request: JsonObject) -> tuple[PluginSpec, Plugin]:
    name = str(request.get("plugin"))
    spec = plugin_spec(name)
    if spec is None:
        known = ", ".join(known.id for known in BUILTIN_PLUGINS)
        raise TriloomError("ml.unknown_plugin", data={"plugin": name, "known": known})
    plugin: Plugin = importlib.import_module(spec.module).PLUGIN
    return spec, plugin


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}


def fit(request: JsonObject) -> JsonObject:
    """Train: `{plugin, table, roles, parameters, seed, threads, previous}` → state, artefact, card."""
    spec, plugin = _plugin(request)
    table = _object(request.get("table"))
    minimum = spec.minimum_rows
    rows = row_count(table)
    if rows < minimum:
        card: JsonObject = {
            "plugin": spec.id,
            "plugin_version": spec.version,
            "rows": rows,
            "minimum_rows": minimum,
            "refused": "ml.too_few_rows",
        }
        return {"state": "refused", "artefact": {}, "card": card, "reason": "ml.too_few_rows"}
    seed, threads = request.get("seed", 7), request.get("threads", 1)
    previous = request.get("previous")
    result = plugin.fit(
        FitRequest(
            table=table,
            roles=_object(request.get("roles")),
            parameters=_object(request.get("parameters")),
            seed=seed if isinstance(seed, int) else 7,
            threads=threads if isinstance(threads, int) else 1,
            previous=previous if isinstance(previous, dict) and previous else None,
        )
    )
    return {
        "state": result.state,
        "artefact": result.artefact,
        "card": result.card,
        "reason": result.reason,
    }


def predict(request: JsonObject) -> Json:
    """Score: `{plugin, artefact, table}` → list of `{value, reason, detail}`, one per row."""
    _, plugin = _plugin(request)
    scores = plugin.predict(_object(request.get("artefact")), _object(request.get("table")))
    return [asdict(score) for score in scores]


def explain(request: JsonObject) -> Json:
    """Explain: `{plugin, artefact, table, count}` → one explanation per row."""
    _, plugin = _plugin(request)
    count = request.get("count", 5)
    found = plugin.explain(
        _object(request.get("artefact")),
        _object(request.get("table")),
        count if isinstance(count, int) else 5,
    )
    return list(found)
