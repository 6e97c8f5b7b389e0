"""Indices of volatility that are computed from a chain: the VIX family, SKEW, swaps, correlation."""
