"""Runs the flow engine on records."""
