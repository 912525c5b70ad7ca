"""What the finder shows: rows, facets, conditions, and what just happened to a row."""
