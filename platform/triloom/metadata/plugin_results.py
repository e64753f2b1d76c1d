"""Result types of plugin outputs, read from the static manifests."""

from triloom_core.json_types import JsonObject
from triloom_ml.specs import result_type


def plugin_result(plugin: str, output: str) -> JsonObject | None:
    """Return the field type that holds an output of a plugin, or None for an unknown plugin."""
    return result_type(plugin, output)
