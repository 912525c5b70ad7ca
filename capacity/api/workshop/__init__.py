"""A provider's own machines: setting them up, selling them, and having them listed."""
