"""The null implementation of the job port: rows only, run on demand in the calling thread."""

from triloom.jobs.port import StoredJobs


class InlineJobs(StoredJobs):
    """Jobs for tests and one-shot commands; what stays queued, a server picks up later."""
