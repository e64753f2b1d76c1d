"""Documents: drafts, immutable versions, publish plans, dependencies, packages, and their catalog."""
