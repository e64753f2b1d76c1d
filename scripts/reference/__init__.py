"""Writes the reference pages from the code: `python -m scripts.reference docs/reference [--check]`."""
