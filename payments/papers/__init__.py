"""Payments as files that people keep: tables and printed sheets."""
