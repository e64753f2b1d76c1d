"""The flow room: runs the flow engine on records."""
