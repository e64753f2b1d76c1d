"""What happens after the process is up and before it goes down."""

from triloom.metadata.publish_steps import resume_change_sets
from triloom.services import Services


def start(services: Services) -> None:
    """Start jobs and finish publishes that died; children warm up after readiness."""
    services.jobs.start()
    resume_change_sets(services)


def stop(services: Services, *, owned: bool) -> None:
    """Stop what `start` started; close everything when the process owns the services."""
    services.jobs.stop()
    if owned:
        services.close()
