"""The shape of a modelled smile: how volatility lies to its index, by moneyness, tenor and state of the market.

A shape says two things. Its **level** ``c`` makes ATM volatility of an index volatility, ``σ(0) = c V``. Its **smile**
makes total variance ``w(k)`` at ``k = ln(K/F)`` of the ATM total variance ``θ``. There are two.

:class:`Ssvi`, the published one, alike on every day (:data:`PUBLISHED`):

    c = clip(0.807 − 0.0375 ln(d/30) + 0.059 ln(V/0.20), 0.70, 0.95)
    φ = η / √(θ (1 + θ))                                      η = 1.0, ρ = −0.645
    w = θ/2 · [1 + ρφk + √((φk + ρ)² + 1 − ρ²)]               [GJ14]

It is too concave: against ``x = k/√θ`` quoted index volatility is a straight line below the forward, which turns near
``x = m`` above it, the nearer the steeper it is. :class:`Hyperbola` (:data:`REFINED`) has put slope ``b``, call slope
``b'`` and follows the day's SKEW index and the slope of its VIX curve; the put wing steepens a little with total variance:

    √(w/θ) = h(x) = 1 − (b − b')/2 · x + (b + b')/2 · [√((x − m)² + ς²) − √(m² + ς²)]
    s = tanh((ln(V(93)/V(30)) − 0.06) / 0.08),   q = (SKEW − 125)/10
    c = c₀ + c_s s + c_q q
    b = b₀ + b_q q + b_θ ln(θ/θ₃₀),   θ₃₀ = V(30)² · 30/365,   m = m₀ − μ (b − b₀)

No calendar spread: ``θ`` never falls in time, and ``∂w/∂θ ≥ 0`` at every ``k``, that is ``h − x h' + 2 b_θ dh/db ≥ 0``.
No butterfly (``g ≥ 0``) for 1 to 400 days, ``k`` of −0.6 to 0.4 and up to forty ATM deviations from the forward, which the
tests hold. A straight line cannot go on for ever: farther out ``w`` outgrows what is allowed.

Of its parameters ``c₀, c_s, c_q, b₀, b_q`` are fitted on SPY puts of 2010–2014
(:mod:`~hedgerow.volatility.surface.modelled_fit`); tenor and call wing (``b_θ, b', m₀, μ, ς``), which those puts of 21 to
51 days do not show, are rounded from chains of single days, 2015–2026 (those of January 2015 alone give the same puts
within 1 %). Used on years before 2015 they are parameters from the future: few, but from the future.

Accuracy, as median absolute price error and bias, on puts of 30–60 days up to 15 % out of the money:

* SPY 2015–2019, not fitted: 5.3 % and +1 %; in every bucket of VIX at most 5.5 % and within 5 % (published: 8.4 %, −7 %).
  Without SKEW 6.3 %.
* Single days of 2019–2026: 7 % and +4 %. Above VIX 17 within 6 % and ±4 %, but 11 to 18 % too dear in the calm of
  2023–2025, when SKEW stood at 130 to 180 without steeper quotes: within 2 % up to 5 % out of the money, +8 % at 5–10 %,
  +25 % at 10–15 %.
* Inside 30 days, and for far calls, it is a sketch: far puts are too dear by half and more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from hedgerow.typing import FloatArray
from hedgerow.units import year_fraction

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

SLOPE_CENTRE, SLOPE_WIDTH = 0.06, 0.08
"""The slope of the curve has its effect within about a width of the centre, and none beyond."""
USUAL_SLOPE = 0.10
"""Of a day whose curve is not known beyond 30 days."""
SKEW_ORIGIN, SKEW_UNIT = 125.0, 10.0
LOWEST_SKEW, HIGHEST_SKEW = 110.0, 140.0
"""SKEW index points beyond which nothing further is read from them: the range of the years fitted, 2010–2014."""
LEVELS = 0.55, 1.05
PUT_SLOPES = 0.12, 0.40


@dataclass(frozen=True, slots=True)
class State:
    """What a shape knows of a day, or of many: arrays that broadcast."""

    vol: FloatArray
    """V(30), decimal, with the scale of the underlying."""
    slope: FloatArray
    """ln(V(93)/V(30)), NaN where one is unknown."""
    skew: FloatArray
    """SKEW index, points; NaN where unknown."""


@dataclass(frozen=True, slots=True)
class Response:
    """``at + slope · s + skew · q``: how a number of the smile follows the state."""

    at: float
    slope: float = 0.0
    skew: float = 0.0

    def __call__(self, s: FloatArray, q: FloatArray) -> FloatArray:
        """Elementwise."""
        return np.asarray(self.at + self.slope * s + self.skew * q)


class Shape(Protocol):
    """Level and smile of a modelled surface."""

    def level(self, days: ArrayLike, index_vol: ArrayLike, state: State) -> FloatArray:
        """``c`` at calendar days ahead, elementwise: ATM volatility over index volatility."""
        ...

    def wing(self, state: State) -> FloatArray:
        """What the smile takes from the day, one number each."""
        ...

    def total_variance(self, k: ArrayLike, theta: ArrayLike, wing: ArrayLike) -> FloatArray:
        """``w`` at ``k = ln(K/F)``, elementwise."""
        ...


@dataclass(frozen=True, slots=True)
class Ssvi:
    """The published smile, alike on every day.

    Free of butterflies and calendar spreads as long as ``η (1 + |ρ|) ≤ 2`` and ``θ`` never falls in time [GJ14].
    """

    eta: float = 1.0
    rho: float = -0.645

    def level(self, days: ArrayLike, index_vol: ArrayLike, state: State) -> FloatArray:  # noqa: ARG002 - alike on every day
        """``c`` at calendar days ahead: ATM volatility over index volatility."""
        c = 0.807 - 0.0375 * np.log(np.asarray(days) / 30)
        return np.clip(c + 0.059 * np.log(np.asarray(index_vol) / 0.20), 0.70, 0.95)

    def wing(self, state: State) -> FloatArray:
        """``η``, the same on every day."""
        return np.full(np.shape(state.vol), self.eta)

    def total_variance(self, k: ArrayLike, theta: ArrayLike, wing: ArrayLike) -> FloatArray:
        """``w`` at ``k = ln(K/F)``."""
        k, theta, rho = np.asarray(k), np.asarray(theta), self.rho
        phi = wing / np.sqrt(theta * (1 + theta))
        w = theta / 2 * (1 + rho * phi * k + np.sqrt((phi * k + rho) ** 2 + 1 - rho**2))
        return np.asarray(w)


@dataclass(frozen=True, slots=True)
class Hyperbola:
    """A smile whose volatility is a hyperbola in moneyness; the letters of the formula are in brackets."""

    atm: Response
    """Level [c₀, c_s, c_q]."""
    put_slope: Response
    """[b₀, 0, b_q]."""
    steepening: float = 0.015
    """Of the put slope, per ``ln θ`` [b_θ]."""
    call_slope: float = 0.20
    """[b']."""
    centre: float = 1.25
    """Where the smile turns when ``b = b₀`` [m₀]."""
    shift: float = 7.0
    """Of the turn toward the forward, per unit of put slope [μ]."""
    width: float = 0.40
    """Over which it turns [ς]."""
    usual_skew: float = 123.0
    """SKEW where it is unknown, points: the mean of 2010–2014."""

    def level(self, days: ArrayLike, index_vol: ArrayLike, state: State) -> FloatArray:  # noqa: ARG002 - follows the slope of the curve instead
        """``c`` at calendar days ahead: ATM volatility over index volatility."""
        c = np.clip(self.atm(*self._read(state)), *LEVELS)
        return np.asarray(c * np.ones(np.shape(days)))

    def wing(self, state: State) -> FloatArray:
        """``b − b_θ ln θ``: the put slope where total variance is 1."""
        reference = np.asarray(state.vol) ** 2 * year_fraction(30)
        b = np.clip(self.put_slope(*self._read(state)), *PUT_SLOPES)
        return np.asarray(b - self.steepening * np.log(reference))

    def total_variance(self, k: ArrayLike, theta: ArrayLike, wing: ArrayLike) -> FloatArray:
        """``w`` at ``k = ln(K/F)``."""
        call, theta = self.call_slope, np.asarray(theta)
        least, most = PUT_SLOPES
        b = np.minimum(np.maximum(wing + self.steepening * np.log(theta), least), most)
        m = self.centre - self.shift * (b - self.put_slope.at)
        x = np.asarray(k) / np.sqrt(theta)
        turn = np.sqrt((x - m) ** 2 + self.width**2) - np.sqrt(m**2 + self.width**2)
        return np.asarray(theta * (1 - (b - call) / 2 * x + (b + call) / 2 * turn) ** 2)

    def _read(self, state: State) -> tuple[FloatArray, FloatArray]:
        """``s`` and ``q``."""
        slope = np.where(np.isfinite(state.slope), state.slope, USUAL_SLOPE)
        s = np.tanh((slope - SLOPE_CENTRE) / SLOPE_WIDTH)
        skew = np.where(np.isfinite(state.skew), state.skew, self.usual_skew)
        return s, (np.clip(skew, LOWEST_SKEW, HIGHEST_SKEW) - SKEW_ORIGIN) / SKEW_UNIT


PUBLISHED = Ssvi()
REFINED = Hyperbola(atm=Response(0.839, -0.025, -0.052), put_slope=Response(0.274, 0.0, 0.044))
