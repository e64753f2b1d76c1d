"""Runs the report engine: mirror, queries, boards, exports."""

from triloom.reports.mirror import Mirror

__all__ = ["Mirror"]
