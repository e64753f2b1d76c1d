"""House lints: rules that no ready-made tool knows. Run with `python -m scripts.lints`."""
