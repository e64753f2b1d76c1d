"""Reproducible measurements: triloom beside a bare endpoint and the raw driver, in one run."""
