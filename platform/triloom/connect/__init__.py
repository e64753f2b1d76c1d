"""Egress to other systems: webhooks and their log."""
