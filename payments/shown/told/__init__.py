"""What is told of one payment, divided by how it is paid."""
