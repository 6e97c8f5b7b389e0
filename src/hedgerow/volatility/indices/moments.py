"""Moments of the return to one expiration as its options price them, without a model [BKM03].

With ``R = ln(S_T/F)``, ``L = ln(K/F)`` and the strip's mids, the powers of ``R`` are worth

    P₁ = −e^{rT} Σ ΔK/K² Q                + ε₁      ε₁ = −(1 + ln(F/K₀) − F/K₀)
    P₂ =  e^{rT} Σ 2(1 − L) ΔK/K² Q       + ε₂      ε₂ = 2 l₀(F/K₀ − 1) + ½ l₀²
    P₃ =  e^{rT} Σ 3(2L − L²) ΔK/K² Q     + ε₃      ε₃ = 3 l₀² (l₀/3 − 1 + F/K₀)
    P₄ =  e^{rT} Σ 4(3L² − L³) ΔK/K² Q    + ε₄      ε₄ = 4 l₀³ (l₀/4 − 1 + F/K₀)

``l₀ = ln(K₀/F)``; the ε make up for a strip that is centred on ``K₀`` and not on ``F``, as in [CboeSKEW10], which stops at ε₃.
(Expanding ``R²`` about ``K₀`` gives ``l₀²`` where ε₂ has its half. The half is kept because the published index has it; at the
strikes of SPX it moves SKEW by a few hundredths.) Then

    skewness = (P₃ − 3P₁P₂ + 2P₁³)/(P₂ − P₁²)^{3/2},    kurtosis = (P₄ − 4P₁P₃ + 6P₁²P₂ − 3P₁⁴)/(P₂ − P₁²)²

The higher the moment, the further out in the wings lies what it is made of: where the quotes end, it ends too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hedgerow.volatility.indices.strip import Strip


@dataclass(frozen=True, slots=True)
class LogMoments:
    """Prices of the first four powers of the log return from the forward, and what follows; NaN where unknown."""

    p1: float
    p2: float
    p3: float
    p4: float

    @property
    def variance(self) -> float:
        """Central, of the whole period (not a year)."""
        return self.p2 - self.p1**2

    @property
    def skewness(self) -> float:
        """Third standardised central moment; 0 for a normal log return."""
        third = self.p3 - 3 * self.p1 * self.p2 + 2 * self.p1**3
        return third / self.variance**1.5 if self.variance > 0 else float("nan")

    @property
    def kurtosis(self) -> float:
        """Fourth standardised central moment; 3 for a normal log return."""
        p1, p2 = self.p1, self.p2
        fourth = self.p4 - 4 * p1 * self.p3 + 6 * p1**2 * p2 - 3 * p1**4
        return fourth / self.variance**2 if self.variance > 0 else float("nan")


def log_moments(strip: Strip) -> LogMoments:
    """Moments of the return to the strip's expiration; NaN where it has no options."""
    if not strip.strike.size:
        nan = float("nan")
        return LogMoments(nan, nan, nan, nan)
    L, each = np.log(strip.strike / strip.forward), strip.contribution
    l0, over = math.log(strip.k0 / strip.forward), strip.forward / strip.k0
    e1 = -(1 - l0 - over)
    e2 = 2 * l0 * (over - 1) + l0**2 / 2
    e3 = 3 * l0**2 * (l0 / 3 - 1 + over)
    e4 = 4 * l0**3 * (l0 / 4 - 1 + over)
    return LogMoments(
        float(-each.sum() + e1),
        float((2 * (1 - L) * each).sum() + e2),
        float((3 * (2 * L - L**2) * each).sum() + e3),
        float((4 * (3 * L**2 - L**3) * each).sum() + e4),
    )
