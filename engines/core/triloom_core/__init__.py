"""The kernel: ids, localized text, errors, expressions, and the protocols between the rooms."""
