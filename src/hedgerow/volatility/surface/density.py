"""The distribution of the price at expiry that a smile implies.

With ``k = ln(K/F)``, ``w(k)`` total variance, ``d₂ = −k/√w − √w/2`` and Durrleman's ``g``,

    f(k) = g(k) φ(d₂) / √w                           density of x = ln(S_T/F) under the forward measure
    P(x < k) = N(−d₂) + φ(d₂) w'/(2√w)               ∂P/∂K / D

which is ``C_KK/D`` of [BL78] without a finite difference: the smile knows its own derivatives [GJ14, eq. 2.1]. The mean
of ``e^x`` is 1, moments of ``x`` are sums over a fine grid that goes on until nothing is left outside. It is the
market's pricing density, risk premium included, not a forecast.

*Jumps.* Merton's model fitted to the smile says how many moments the tails are worth [Merton76]: of ``x`` at ``T``

    κ₂ = T (σ² + λ(μ² + δ²))    κ₃ = Tλ (μ³ + 3μδ²)    κ₄ = Tλ (μ⁴ + 6μ²δ² + 3δ⁴)
    skewness κ₃/κ₂^{3/2},  excess kurtosis κ₄/κ₂²
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from hedgerow.errors import InputError
from hedgerow.pricing.merton import Merton
from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.arbitrage import put_slope
from hedgerow.volatility.surface.smile import SliceVariance, Smile, durrleman

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.volatility.surface.surface import Surface

LEFT_OUT = 1e-12
"""Probability beyond either end of the grid."""
FURTHEST = 40.0
"""Log-moneyness at which the grid ends whatever is left: e⁴⁰ times the forward."""
POINTS = 4001
MERTON_POINTS = 25
MERTON_DEVIATIONS = 2.5
"""Strikes to which jumps are fitted, in deviations at the money, to both sides."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Of the log return ``x = ln(S_T/F)``."""

    total: float
    """∫ f: 1 but for the grid's error, else there is an atom or an arbitrage."""
    forward: float
    """E[eˣ], 1 likewise."""
    mean: float
    standard_deviation: float
    """Over the whole period, not per year."""
    skewness: float
    excess_kurtosis: float


@dataclass(frozen=True, slots=True)
class Tails:
    """Probability beyond so many standard deviations of ``x`` from its mean."""

    left: float
    right: float
    normal: float
    """Either tail of a normal."""


@dataclass(frozen=True)
class Density:
    """Distribution of ``x = ln(S_T/F)`` by a smile, and of the price by its forward."""

    smile: Smile
    forward: float
    expiry: float
    """T, years."""

    @classmethod
    def of(cls, surface: Surface, expiry: float) -> Density:
        """At any expiry of a surface."""
        if not expiry > 0:
            raise InputError(f"expiry is {expiry}; give years above 0")
        return cls(_At(surface, expiry), float(surface.forward(expiry)), expiry)

    @cached_property
    def log_moneyness(self) -> FloatArray:
        """The grid of ``k``, (4001,): dense around the forward, to where nothing is left."""
        return self._grid.k

    @cached_property
    def _scale(self) -> float:
        """One deviation at the money."""
        return float(np.sqrt(self.smile.variance(0.0).w))

    @cached_property
    def _grid(self) -> _Grid:
        return _Grid.over(self._reach(-6 * self._scale), self._reach(6 * self._scale), self._scale)

    def _reach(self, k: float) -> float:
        while abs(k) < FURTHEST:
            below = float(self.probability_below_log(k))
            if (below if k < 0 else 1 - below) < LEFT_OUT and abs(k) > 8 * self._scale:
                return k
            k *= 1.5
        return float(np.clip(k, -FURTHEST, FURTHEST))

    def density_log(self, log_moneyness: ArrayLike) -> FloatArray:
        """``f(k)``; negative where the smile has butterfly arbitrage."""
        k = np.asarray(log_moneyness, float)
        v = self.smile.variance(k)
        s = np.sqrt(v.w)
        d2 = -k / s - s / 2
        return np.asarray(durrleman(k, v) * np.exp(-d2 * d2 / 2) / np.sqrt(2 * np.pi) / s)

    def density(self, price: ArrayLike) -> FloatArray:
        """Of the price itself: ``f(k)/K``."""
        K = np.asarray(price, float)
        return np.asarray(self.density_log(np.log(K / self.forward)) / K)

    def probability_below_log(self, log_moneyness: ArrayLike) -> FloatArray:
        """``P(x < k)``."""
        k = np.asarray(log_moneyness, float)
        return put_slope(k, self.smile.variance(k))

    def probability_below(self, price: ArrayLike) -> FloatArray:
        """``P(S_T < K)``."""
        return self.probability_below_log(np.log(np.asarray(price, float) / self.forward))

    def quantile(self, probability: ArrayLike) -> FloatArray:
        """Price below which lies so much; NaN outside (0, 1)."""
        p = np.asarray(probability, float)
        below = np.maximum.accumulate(self.probability_below_log(self.log_moneyness))
        rising = np.concatenate([[True], np.diff(below) > 0])
        k = np.interp(p, below[rising], self.log_moneyness[rising])
        f = self.density_log(k)
        step = np.divide(p - self.probability_below_log(k), f, out=np.zeros_like(k), where=f > 0)
        gap = float(np.max(np.diff(self.log_moneyness)))
        found = self.forward * np.exp(k + np.clip(step, -gap, gap))
        return np.where((p > 0) & (p < 1), found, np.nan)

    @cached_property
    def moments(self) -> Moments:
        """By integration over the grid. The third and fourth rest on the wings beyond all quotes."""
        return _moments(self._grid, self.density_log(self._grid.k), np.zeros(2))

    def moments_within(self, lowest: float, highest: float) -> Moments:
        """The same where what lies beyond two log-moneyness counts as lying at them.

        At the outermost quotes these are the moments that the quotes themselves vouch for.
        """
        if not lowest < highest:
            raise InputError(f"log-moneyness from {lowest} to {highest}; give the lower one first")
        grid = _Grid.over(lowest, highest, self._scale)
        below, above = self.probability_below_log([lowest, highest]).tolist()
        return _moments(grid, self.density_log(grid.k), np.array([below, 1 - above]))

    def tails(self, deviations: float = 2.0) -> Tails:
        """Probability of a log return so many standard deviations from the mean, to either side."""
        m = self.moments
        low = m.mean - deviations * m.standard_deviation
        high = m.mean + deviations * m.standard_deviation
        left, below = self.probability_below_log([low, high]).tolist()
        return Tails(left, 1 - below, float(ndtr(-deviations)))


@dataclass(frozen=True, slots=True)
class _At:
    """One expiry of a surface as a smile."""

    surface: Surface
    expiry: float

    def variance(self, log_moneyness: ArrayLike) -> SliceVariance:
        v = self.surface.variance(log_moneyness, self.expiry)
        return SliceVariance(v.w, v.w_k, v.w_kk)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Points evenly spaced in arsinh k: ever wider further out, and the trapezoid is exact for what is smooth."""

    k: FloatArray
    weight: FloatArray
    """dk."""

    @classmethod
    def over(cls, low: float, high: float, scale: float) -> _Grid:
        first, last = np.arcsinh([low / scale, high / scale]).tolist()
        u, step = np.linspace(first, last, POINTS, retstep=True)
        weight = scale * np.cosh(u) * step
        weight[[0, -1]] /= 2
        return cls(scale * np.sinh(u), weight)


def _moments(grid: _Grid, f: FloatArray, ends: FloatArray) -> Moments:
    """Of the density ``f`` on the grid with what lies at either ``end`` besides."""
    at = grid.k[[0, -1]]

    def mean(of: Callable[[FloatArray], FloatArray]) -> float:
        return float((of(grid.k) * f) @ grid.weight + ends @ of(at))

    m = mean(lambda x: x)
    variance = mean(lambda x: (x - m) ** 2)
    return Moments(
        *(mean(np.ones_like), mean(np.exp), m, float(np.sqrt(variance))),
        mean(lambda x: (x - m) ** 3) / variance**1.5,
        mean(lambda x: (x - m) ** 4) / variance**2 - 3,
    )


@dataclass(frozen=True, slots=True)
class MertonMoments:
    """Jumps that give a smile, and the moments of the log return that follow."""

    model: Merton | None
    """None where no fit ended; :attr:`reason` says why."""
    skewness: float
    excess_kurtosis: float
    rms: float
    """Root mean square of model less smile, volatility as a decimal."""
    reason: str


def merton_cumulants(model: Merton, expiry: float) -> tuple[float, float]:
    """Skewness and excess kurtosis of ``ln(S_T/F)``.

    >>> skew, excess = merton_cumulants(Merton(0.10, 1.0, -0.08, 0.06), 30 / 365)
    >>> round(skew, 4), round(excess + 3, 4)
    (-1.6969, 9.6333)
    """
    s, l, m, d = model.sigma, model.lam, model.mu, model.delta
    κ2 = expiry * (s**2 + l * (m**2 + d**2))
    κ3 = expiry * l * (m**3 + 3 * m * d**2)
    κ4 = expiry * l * (m**4 + 6 * m**2 * d**2 + 3 * d**4)
    return κ3 / κ2**1.5, κ4 / κ2**2


def merton_moments(smile: Smile, expiry: float) -> MertonMoments:
    """Merton's model through a smile within 2.5 deviations of the forward, by least squares in volatility."""
    from scipy.optimize import least_squares

    if not expiry > 0:
        raise InputError(f"expiry is {expiry}; give years above 0")
    nan = float("nan")
    theta = float(np.sqrt(smile.variance(0.0).w))
    k = theta * np.linspace(-MERTON_DEVIATIONS, MERTON_DEVIATIONS, MERTON_POINTS)
    vol = np.sqrt(smile.variance(k).w / expiry)
    if not np.isfinite(vol).all():
        return MertonMoments(None, nan, nan, nan, "the smile is unknown near the forward")
    level = theta / np.sqrt(expiry)

    def model(x: FloatArray) -> Merton:
        return Merton(
            *(float(v) for v in (level * x[0], x[1] / expiry, theta * x[2], theta * x[3]))
        )

    def residuals(x: FloatArray) -> FloatArray:
        found = np.asarray(model(x).implied_vol(1.0, np.exp(k), expiry), float)
        return np.asarray(np.nan_to_num(found - vol, nan=1.0))

    # in units of the smile: jumps before expiry, and their size in deviations at the money
    low, high = [0.02, 1e-4, -15.0, 1e-3], [3.0, 20.0, 15.0, 15.0]
    fits = [
        least_squares(residuals, start, bounds=(low, high), x_scale=[0.3, 0.3, 1.0, 1.0])
        for start in ([0.8, 0.3, -1.5, 0.8], [0.9, 0.03, -4.0, 2.0])
    ]
    best = min(fits, key=lambda fit: float(fit.cost))
    if not best.success:
        return MertonMoments(None, nan, nan, nan, f"the fit did not end: {best.message}")
    found = model(best.x)
    rms = float(np.sqrt(np.mean(residuals(best.x) ** 2)))
    return MertonMoments(found, *merton_cumulants(found, expiry), rms, "")
