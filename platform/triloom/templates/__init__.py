"""Document templates."""
