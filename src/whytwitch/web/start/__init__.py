"""The first minute: what this is, what it is not, what to do in an emergency."""
