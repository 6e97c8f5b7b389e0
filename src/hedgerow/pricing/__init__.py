"""Numbers in, numbers out: option values and what they imply."""
