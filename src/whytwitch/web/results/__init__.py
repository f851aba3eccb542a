"""Blood results typed in by hand."""
