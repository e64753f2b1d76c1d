"""Builds the services of a process: the one place where the rooms meet."""

from triloom.children import Children
from triloom.computed.listeners import COMPUTED_LISTENERS
from triloom.connect.subscriptions import WEBHOOK_LISTENERS
from triloom.database.database import Database
from triloom.flows.listeners import FLOW_LISTENERS
from triloom.jobs import create_jobs
from triloom.metadata.catalog import Catalog
from triloom.organisation.organisation import Organisation
from triloom.reports import Mirror
from triloom.services import Services
from triloom.settings import Settings
from triloom_core.clock import Clock


def wire(
    settings: Settings, database: Database, clock: Clock, organisation: Organisation
) -> Services:
    """Return the services; nothing is started yet (see `triloom.lifecycle`)."""
    services = Services(
        settings=settings,
        database=database,
        clock=clock,
        organisation=organisation,
        catalog=Catalog(),
        children=Children(),
        jobs=create_jobs(settings, database, organisation),
        mirror=Mirror(settings, organisation),
        listeners=(*COMPUTED_LISTENERS, *FLOW_LISTENERS, *WEBHOOK_LISTENERS),
    )
    services.jobs.bind(services)
    return services
