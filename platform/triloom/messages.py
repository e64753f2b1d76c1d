"""The merged message catalogue of all packages: code → language → template."""

import importlib

from triloom_core.messages import Catalogue

PACKAGES: tuple[str, ...] = (
    "triloom_core.messages",
    "triloom.host_messages",
    "triloom.demo.messages",
    "triloom.templates.messages",
    "triloom.metadata.messages",
    "triloom_form.messages",
    "triloom.children.messages",
    "triloom_report.messages",
    "triloom.reports.messages",
    "triloom_flow.messages",
    "triloom.jobs.messages",
    "triloom.flows.messages",
    "triloom.connect.messages",
    "triloom.access.messages",
    "triloom.records.messages",
    "triloom_ml.messages",
    "triloom.computed.plugins.messages",
)
"""Modules that hold a `MESSAGES` table."""


def load_catalogue() -> Catalogue:
    """Return all messages; a code that two packages define is a programming error."""
    merged: dict[str, dict[str, str]] = {}
    for package in PACKAGES:
        for code, texts in importlib.import_module(package).MESSAGES.items():
            if code in merged:
                message = f"message code {code!r} is defined twice ({package})"
                raise ValueError(message)
            merged[code] = texts
    return merged


CATALOGUE: Catalogue = load_catalogue()
