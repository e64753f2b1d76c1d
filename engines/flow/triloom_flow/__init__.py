"""Flow document → compiled graph → pure step(state, command) → (state, effects)."""
