"""Form document → field types → table plan, JSON Schema, UI schema, validation."""
