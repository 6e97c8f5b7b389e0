"""A surface that options are revalued on: what a hedge asks of it, modelled or fitted.

It gives a volatility at any log-moneyness and days ahead, can be shocked, and can be put through one quote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.optimize import brentq

from hedgerow.errors import InputError
from hedgerow.pricing.black import forward_delta
from hedgerow.units import year_fraction

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import ArrayLike

    from hedgerow.typing import FloatArray


class PricingSurface(Protocol):
    """Implied volatility by log-moneyness and calendar days."""

    def vol(self, log_moneyness: ArrayLike, days: float) -> FloatArray:
        """σ at ``k = ln(K/F)``, any shape; decimal per √year."""

    def shocked(self, points: float) -> Self:
        """The same with ``points`` (decimal) more volatility at the forward of every tenor."""

    def through(self, vol: float, log_moneyness: float, days: float) -> Self:
        """The same scaled to pass through one volatility; :class:`InputError` where no scale does."""


def put_strike(
    surface: PricingSurface, delta: float, forward: float, days: float, dividend_yield: float
) -> float:
    """Strike at which a put has this spot delta (negative).

    Raises :class:`InputError` where no strike within 60 % of the forward has it.
    """
    T = year_fraction(days)
    carry = np.exp(-dividend_yield * T)

    def excess(k: float) -> float:
        d = forward_delta(1.0, np.exp(k), T, surface.vol(k, days), right="put")
        return float(carry * d) - delta

    low, high = np.log(0.4), np.log(1.6)
    if not excess(low) > 0 > excess(high):
        msg = (
            f"no strike between 40 % and 160 % of the forward has a put delta of {delta:g} at "
            f"{days:g} days; give a delta between -0.95 and -0.02"
        )
        raise InputError(msg)
    return float(forward * np.exp(brentq(excess, low, high, xtol=1e-14)))
