"""Organisations: the unit of isolation, and the zone and language that rule it."""
