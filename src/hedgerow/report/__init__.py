"""Results → pages and tables."""
