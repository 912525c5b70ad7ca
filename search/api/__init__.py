"""Searching by programs."""
