"""Results → figures. Nothing here fetches, computes a statistic or shows."""
