"""What programs are told of a search."""
