"""Computed fields: formula, lookup, roll-up, plugin."""
