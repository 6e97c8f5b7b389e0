"""A fitted surface that is asked what if: volatility up or down, or through one quote.

The smile keeps its shape in standard deviations while its level moves. With ``σ`` the volatility at the forward of that
expiry and ``λ = (scale · σ + shock)/σ``,

    w'(k, T) = λ² w(k/λ, T)

In units of its own deviation nothing changes but the term ``θ/4`` of Durrleman's function, which grows with ``λ²``: scaled
up a lot (30 points on a calm day) the far wings may hold a butterfly, and scaled down a calendar spread. It revalues single
options as time passes and the price moves; it is no surface to look for arbitrage on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from hedgerow.errors import InputError
from hedgerow.units import year_fraction
from hedgerow.volatility.surface.modelled import LOWEST_ATM

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.typing import FloatArray
    from hedgerow.volatility.surface.surface import Surface

SCALES = (0.2, 5.0)


@dataclass(frozen=True, slots=True)
class ScaledSurface:
    """Implied volatility by log-moneyness and days, from a fitted surface."""

    surface: Surface
    scale: float = 1.0
    """Factor on the volatility at the forward."""
    shock: float = 0.0
    """Added to it, decimal, at every tenor."""

    def vol(self, log_moneyness: ArrayLike, days: float) -> FloatArray:
        """σ at ``k = ln(K/F)``, any shape; decimal per √year."""
        k, T = np.asarray(log_moneyness, float), float(year_fraction(days))
        atm = float(np.sqrt(self.surface.variance(0.0, T).w / T))
        λ = max(self.scale * atm + self.shock, LOWEST_ATM) / atm
        return np.asarray(λ * np.sqrt(self.surface.variance(k / λ, T).w / T))

    def shocked(self, points: float) -> ScaledSurface:
        """The same surface with ``points`` (decimal) more volatility at the forward of every tenor."""
        return replace(self, shock=self.shock + points)

    def through(self, vol: float, log_moneyness: float, days: float) -> ScaledSurface:
        """The same surface scaled to pass through one volatility.

        Raises :class:`InputError` where no scale between a fifth and five does.
        """

        def excess(scale: float) -> float:
            return float(replace(self, scale=scale).vol(log_moneyness, days)) - vol

        low, high = SCALES
        if not excess(low) <= 0 <= excess(high):
            msg = (
                f"volatility {vol:.4f} at log-moneyness {log_moneyness:.3f} and {days:g} days: the chain's surface "
                "does not reach it; look at the quote"
            )
            raise InputError(msg)
        return replace(self, scale=float(brentq(excess, low, high, xtol=1e-12)))
