"""The host: knows HTTP, users, databases, files and jobs."""

from triloom.database.sqlite_library import install

install()

__version__ = "0.1.0"
