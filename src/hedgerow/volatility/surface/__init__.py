"""Implied volatility by strike and expiry."""
