"""Facts of machines and bookings in words, for our own pages and for those of the packages above."""
