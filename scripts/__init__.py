"""Commands of the development tree."""
