"""Warms what the first user would wait for: chart children and the mirror of the boards' forms.

Runs in a thread of its own after the process is ready; a failure costs nothing but the warmth.
"""

import logging
import threading
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from triloom.access.principal import SYSTEM
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.services import Services

_log = logging.getLogger("triloom.warming")


def warm_in_background(services: "Services", closing: threading.Event) -> threading.Thread:
    """Start warming and return its thread; it ends soon after `closing` is set."""
    thread = threading.Thread(
        target=_warm, args=(services, closing), name="triloom-warming", daemon=True
    )
    thread.start()
    return thread


def _warm(services: "Services", closing: threading.Event) -> None:
    from triloom.reports.boards import board_data

    try:
        services.children.call(
            pool="trusted", function="triloom_report.charts:warm", payload=None, timeout=60
        )
        with services.reading(SYSTEM) as ctx:
            apps = [app.key for app in ctx.catalog.apps()]
        for app_key in apps:
            with services.reading(SYSTEM) as ctx:
                for document in ctx.catalog.documents(app_key, "boards"):
                    if closing.is_set():
                        return
                    board_data(ctx, app_key, document.key, ())
    except (TriloomError, SQLAlchemyError, RuntimeError) as error:
        _log.info("warming stopped early: %s", error)
