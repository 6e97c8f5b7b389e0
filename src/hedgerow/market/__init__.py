"""What there is (instruments, the book) and what the market said (immutable tables)."""
