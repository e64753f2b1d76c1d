"""Uploaded files: bytes in a folder, rows in the database, rights by the field that links them."""
