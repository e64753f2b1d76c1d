"""Identity, sessions, tokens, roles, scopes, field rights."""
