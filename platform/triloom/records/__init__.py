"""The record store: query, write, bulk, import, export, feed, trash."""
