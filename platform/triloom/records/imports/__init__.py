"""Imports of files into a form: reading, staging, checking, applying, undoing."""
