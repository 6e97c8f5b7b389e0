"""From a book to a sized hedge: beta, pairing, the put, sizing, scenarios."""
