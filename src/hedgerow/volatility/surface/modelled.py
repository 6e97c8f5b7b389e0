"""The modelled surface: a smile from the VIX family, where no chain is at hand.

An SSVI [GJ14] whose level comes from published volatility indices. With ``V(d)`` the index
volatility at ``d`` days (total variance linear in time between the tenors, flat volatility beyond
them), ``T = d/365`` and ``k = ln(K/F)``:

    c = clip(0.807 − 0.0375 ln(d/30) + 0.059 ln(V/0.20), 0.70, 0.95)
    θ = max over t ≤ T of (c V)² t                    ATM total variance, never falling in T
    φ = η / √(θ (1 + θ))                              η = 1.0, ρ = −0.645
    w = θ/2 · [1 + ρφk + √((φk + ρ)² + 1 − ρ²)]       σ = √(w / T)

Free of butterfly and calendar arbitrage because η (1 + |ρ|) = 1.645 ≤ 2 and θ does not fall.

Another :mod:`~hedgerow.volatility.surface.modelled_shape` may take the place of ``c`` and ``w``; many sessions at once
are a :class:`~hedgerow.volatility.surface.modelled_history.ModelledHistory`.

Accuracy of the published shape: against quoted SPY puts of 30–60 days, 0–15 % out of the money, 2010–2019, the median
absolute price error was 8.7 % (bias −7 %). It underprices wings beyond 10 delta inside 30 days by a
third to a half, and everything by about 19 % when VIX is below 13. Every figure from it is
*modelled* and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.units import year_fraction
from hedgerow.volatility.surface.modelled_shape import PUBLISHED, Shape, State

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ETA, RHO = PUBLISHED.eta, PUBLISHED.rho
NEAR_DAYS, FAR_DAYS = 30.0, 93.0
"""Between which the slope of the curve is read."""
LOWEST_ATM = 0.03
"""An IV shock never takes the ATM volatility below 3 points."""


@dataclass(frozen=True, slots=True)
class ModelledSurface:
    """Implied volatility by log-moneyness and days, from index volatilities by tenor."""

    tenors: Mapping[float, float]
    """Index volatility (decimal) by calendar days ahead; at least one."""
    scale: float = 1.0
    """Factor on the ATM volatility: another underlying's level, or a fit to one quote."""
    shock: float = 0.0
    """Added to the ATM volatility of every tenor (decimal)."""
    shape: Shape = PUBLISHED
    """How ATM volatility and smile follow from the indices."""
    skew: float = float("nan")
    """SKEW index of the day, points, for a shape that reads it; NaN where unknown."""

    def __post_init__(self) -> None:
        for days, vol in self.tenors.items():
            if not (days > 0 and 0 < vol < 5):
                msg = f"index volatility {vol} at {days:g} days; give decimals in (0, 5), days above 0"
                raise InputError(msg)
        if not self.tenors:
            msg = "a modelled surface needs one index volatility at least"
            raise InputError(msg)

    def index_vol(self, days: ArrayLike) -> FloatArray:
        """V(d): total variance linear in time between tenors, flat volatility beyond them."""
        d = np.asarray(days, float)
        known = np.array(sorted(self.tenors))
        vols = np.array([self.tenors[t] for t in known])
        inside = np.clip(d, known[0], known[-1])
        return np.asarray(np.sqrt(np.interp(inside, known, vols**2 * known) / inside))

    def atm_vol(self, days: ArrayLike) -> FloatArray:
        """c·V with scale and shock, before total variance is made non-decreasing."""
        d = np.asarray(days, float)
        V = self.index_vol(d)
        c = self.shape.level(d, V, self._state())
        return np.maximum(self.scale * c * V + self.shock, LOWEST_ATM)

    def total_atm_variance(self, days: float) -> float:
        """θ: the largest ATM total variance at any tenor up to ``days``."""
        grid = np.append(np.arange(1.0, days), days)
        return float(np.max(self.atm_vol(grid) ** 2 * year_fraction(1.0) * grid))

    def vol(self, log_moneyness: ArrayLike, days: float) -> FloatArray:
        """σ at ``k = ln(K/F)``, any shape.

        >>> surface = ModelledSurface({30: 0.1701, 93: 0.1989, 184: 0.2246})
        >>> [round(float(v), 4) for v in surface.vol([-0.05, 0.0], 60)]
        [0.1885, 0.1493]
        """
        k = np.asarray(log_moneyness, float)
        theta = self.total_atm_variance(days)
        w = self.shape.total_variance(k, theta, self.shape.wing(self._state()))
        return np.asarray(np.sqrt(w / year_fraction(days)))

    def shocked(self, points: float) -> ModelledSurface:
        """The same surface with ``points`` (decimal) more ATM volatility at every tenor."""
        return replace(self, shock=self.shock + points)

    def through(self, vol: float, log_moneyness: float, days: float) -> ModelledSurface:
        """The same surface scaled so that it passes through one implied volatility.

        Raises :class:`InputError` where no scale between 0.1 and 10 does.
        """

        def excess(scale: float) -> float:
            return float(replace(self, scale=scale).vol(log_moneyness, days)) - vol

        low, high = 0.1 * self.scale, 10.0 * self.scale
        if not excess(low) < 0 < excess(high):
            msg = f"implied volatility {vol:.4f} cannot be reached by scaling the modelled surface"
            raise InputError(msg)
        return replace(self, scale=float(brentq(excess, low, high, xtol=1e-14)))

    def _state(self) -> State:
        near, far = self.index_vol([NEAR_DAYS, FAR_DAYS])
        known = self.tenors.keys()
        both = min(known) <= NEAR_DAYS and max(known) >= FAR_DAYS
        slope = np.array(np.log(far / near) if both else np.nan)
        vol = np.maximum(self.scale * near + self.shock, LOWEST_ATM)
        return State(vol, slope, np.array(self.skew))
