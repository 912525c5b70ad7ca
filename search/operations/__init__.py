"""What other code asks of search."""
