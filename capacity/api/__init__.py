"""Finding and booking for programs, on the operations that the pages use."""
