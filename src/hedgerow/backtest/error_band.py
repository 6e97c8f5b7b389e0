"""How far modelled option prices lie from quotes: measured, and shown with every modelled result.

Puts of 30 to 60 days, 0 to 15 % out of the money, by the level of VIX: of the S&P 500's fund month by month in 2015 to 2019, years
that the model was not fitted on (it was on 2010 to 2014), and of the index and the fund on single days of 2019 to 2026. What is
modelled at other tenors, further out, or on other underlyings is not measured by it. ``tests/real/test_modelled_quotes.py``
measures it again.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorBand:
    """Modelled against quoted prices, decimals of the quote."""

    where: str
    """Which quotes."""
    vix: str
    """Bucket of VIX, points; ``all``."""
    quotes: int
    median_absolute: float
    bias: float
    """Median of modelled over quoted, less 1."""


MONTHLY, SINGLE = "SPY, monthly 2015-2019", "SPX and SPY, single days 2019-2026"

BANDS = (
    ErrorBand(MONTHLY, "below 13", 653, 0.053, 0.011),
    ErrorBand(MONTHLY, "13 to 17", 860, 0.054, 0.018),
    ErrorBand(MONTHLY, "17 to 22", 394, 0.053, -0.038),
    ErrorBand(MONTHLY, "22 to 30", 146, 0.048, 0.048),
    ErrorBand(MONTHLY, "above 30", 29, 0.052, -0.052),
    ErrorBand(MONTHLY, "all", 2082, 0.053, 0.009),
    ErrorBand(SINGLE, "below 13", 845, 0.175, 0.175),
    ErrorBand(SINGLE, "13 to 17", 6835, 0.115, 0.112),
    ErrorBand(SINGLE, "17 to 22", 4284, 0.059, 0.020),
    ErrorBand(SINGLE, "22 to 30", 2670, 0.054, -0.032),
    ErrorBand(SINGLE, "above 30", 929, 0.040, 0.017),
    ErrorBand(SINGLE, "all", 15563, 0.071, 0.043),
)
"""In calm markets since 2019 the model is too dear by a tenth and more: SKEW has risen, quoted smiles have not."""
