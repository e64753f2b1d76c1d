"""The closed list of functions that may be asked of a child; one line per room that needs one."""

ALLOWED_FUNCTIONS: frozenset[str] = frozenset(
    {
        "triloom_report.charts:build",
        "triloom_report.charts:render",
        "triloom_report.charts:warm",
        "triloom_ml.runner:fit",
        "triloom_ml.runner:predict",
        "triloom_ml.runner:explain",
        "triloom.templates.renderer:render",
        "triloom.children.probes:run",
    }
)
"""`module:function`; the function takes (payload) or (payload, body) and returns JSON, bytes or both."""
