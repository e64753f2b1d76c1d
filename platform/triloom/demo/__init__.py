"""Installs a shipped solution with generated data; knows no solution by name."""
