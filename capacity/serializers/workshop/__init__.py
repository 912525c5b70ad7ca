"""What a provider sends to set up its machines, and reads of its own workshop."""
