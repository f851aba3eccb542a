"""The picture: what to do, what it could be, what would tell."""
