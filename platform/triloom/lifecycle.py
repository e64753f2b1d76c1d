"""What happens after the process is up and before it goes down."""

from triloom.services import Services


def start(services: Services) -> None:
    """Start jobs; children warm up after readiness."""
    services.jobs.start()


def stop(services: Services, *, owned: bool) -> None:
    """Stop what `start` started; close everything when the process owns the services."""
    services.jobs.stop()
    if owned:
        services.close()
