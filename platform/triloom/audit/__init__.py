"""Seals over the change feed, and the security log."""
