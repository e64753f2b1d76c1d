"""Documents of every kind: drafts, versions, publish plans, packages."""
