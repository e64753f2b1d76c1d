"""Durable jobs: the port, its implementations, and schedules."""

from triloom.database.database import Database
from triloom.jobs.inline import InlineJobs
from triloom.jobs.port import JobPort
from triloom.jobs.run import JobCanceled, RetryLater, current_job, report_progress
from triloom.jobs.schedules import drop_schedule, put_schedule
from triloom.organisation.organisation import Organisation
from triloom.settings import Settings

__all__ = [
    "InlineJobs",
    "JobCanceled",
    "JobPort",
    "RetryLater",
    "create_jobs",
    "current_job",
    "drop_schedule",
    "put_schedule",
    "report_progress",
]


def create_jobs(settings: Settings, database: Database, organisation: Organisation) -> JobPort:
    """Return the jobs of a process as the settings ask for them; nothing runs before `start`."""
    if settings.jobs == "inline":
        return InlineJobs(database, organisation.id)
    from triloom.jobs.durable import DurableJobs

    return DurableJobs(database, organisation.id)
