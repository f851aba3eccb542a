"""Pages to read: every condition, and popular claims checked."""
