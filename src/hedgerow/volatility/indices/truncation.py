"""What a strip leaves out: how far its strikes reach, and the variance beyond them.

The sum over strikes ends where bids end. Beyond, the same integral goes on,

    (2/T) ∫ p(k) e^{−k} dk        p(k) = undiscounted option price over F,  k = ln(K/F)

from the outer edge of the last ``ΔK`` outwards, puts below and calls above. Prices there are nobody's quotes: they are Black's
at the volatility of a smile that continues the fitted one, so the result is an estimate, of the right size and no more.
In a calm skewed smile, truncation at ±10 % costs a quarter of the index [SPEC VX-03].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.pricing.black import black
from hedgerow.volatility.indices.strip import Strip

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray, Right
    from hedgerow.volatility.surface.smile import Smile

REACH, POINTS = 15.0, 600
"""Standard deviations at the edge up to which the integral goes, and its points."""


@dataclass(frozen=True, slots=True)
class StripReach:
    """How far the strikes of a strip reach. NaN where it has none."""

    lowest: float
    """Lowest strike, in the unit of the strikes."""
    highest: float
    lowest_share: float
    """Over the forward."""
    highest_share: float
    lowest_deviations: float
    """``ln(K/F)/(σ√T)`` with σ of the strip itself; negative below the forward."""
    highest_deviations: float


def strip_reach(strip: Strip) -> StripReach:
    """Lowest and highest strike of a strip, as shares of the forward and in standard deviations.

    >>> K = np.array([80.0, 90.0, 100.0, 110.0])
    >>> reach = strip_reach(
    ...     Strip.of_mids(K, np.array([0.2, 1.0, 4.0, 1.0]), 100.0, expiry=0.25, rate=0.0)
    ... )
    >>> reach.lowest_share, reach.highest_share
    (0.8, 1.1)
    """
    if not strip.strike.size:
        return StripReach(*[float("nan")] * 6)
    ends = strip.strike[[0, -1]]
    share = ends / strip.forward
    variance = strip.variance
    s = np.sqrt(variance * strip.expiry) if variance > 0 else float("nan")
    return StripReach(*map(float, (*ends, *share, *(np.log(share) / s))))


@dataclass(frozen=True, slots=True)
class Beyond:
    """Variance a year beyond the strikes of a strip, decimal; NaN where unknown."""

    below: float
    above: float


def variance_beyond(strip: Strip, smile: Smile) -> Beyond:
    """What a smile of the same expiration prices beyond the outer strikes; NaN for a strip without options.

    >>> from hedgerow.volatility.surface.svi import Svi
    >>> flat = Svi(a=0.01, b=0.0, rho=0.0, m=0.0, sigma=0.1)  # 20 % over a quarter
    >>> K = np.arange(50.0, 111.0)
    >>> Q = black(100.0, K, 0.25, 0.2, right=np.where(K < 100, -1, 1))
    >>> strip = Strip.of_mids(K, Q, 100.0, expiry=0.25, rate=0.0)
    >>> beyond = variance_beyond(strip, flat)
    >>> round(strip.variance, 3), round(strip.variance + beyond.below + beyond.above, 3)
    (0.037, 0.04)
    """
    if not strip.strike.size:
        return Beyond(float("nan"), float("nan"))
    K, dK, F = strip.strike, strip.width, strip.forward
    low, high = np.log(max(K[0] - dK[0] / 2, K[0] / 2) / F), np.log((K[-1] + dK[-1] / 2) / F)
    return Beyond(
        _tail(float(low), -1, smile, strip.expiry), _tail(float(high), 1, smile, strip.expiry)
    )


def _tail(edge: float, way: int, smile: Smile, expiry: float) -> float:
    s = float(np.sqrt(smile.variance(edge).w))
    k: FloatArray = edge + way * np.linspace(0.0, REACH * s, POINTS)
    right: Right = "call" if way > 0 else "put"
    price = black(1.0, np.exp(k), 1.0, np.sqrt(smile.variance(k).w), right=right)
    return float(2 / expiry * np.trapezoid(price * np.exp(-k), way * k))
