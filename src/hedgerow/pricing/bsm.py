"""European options on a spot that pays a yield: Black–Scholes–Merton, with every Greek.

With ``F = S e^{(r−q)T}``, ``d1 = [ln(F/K) + σ²T/2] / (σ√T)``, ``d2 = d1 − σ√T`` and ± for a call or a put:

    V     = ± [S e^{−qT} N(±d1) − K e^{−rT} N(±d2)]
    Δ     = ± e^{−qT} N(±d1)                    𝒱 (vega)  = S e^{−qT} φ(d1) √T
    Γ     = e^{−qT} φ(d1) / (S σ√T)              vanna     = ∂Δ/∂σ = −e^{−qT} φ(d1) d2 / σ
    volga = ∂𝒱/∂σ = 𝒱 d1 d2 / σ                 charm     = ∂Δ/∂t
    speed = ∂Γ/∂S     zomma = ∂Γ/∂σ     color = ∂Γ/∂t

Time derivatives (theta, charm, color) run with the clock, per year: a long option's theta is negative. Vega,
vanna, volga and zomma are per 1.00 of volatility, rho per 1.00 of rate. An option on a future is the case
``dividend_yield = rate``, with the future as the spot.

Arguments broadcast and come back as :mod:`~hedgerow.pricing.elementwise` says. NaN: a negative spot,
strike, expiry or volatility, anything infinite but the volatility. At ``σ√T = 0`` the Greeks are those of the
discounted payoff; on its corner (``F = K``) delta is halved, gamma infinite, and what bends gamma NaN.

Source: [BS73], [Merton73]; definitions as in [Haug07, ch. 2].
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.pricing.elementwise import Numbers, RightLike, elementwise, signs
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class DeltaConvention(Enum):
    """What a quoted delta is the slope of, and in which money the premium is paid."""

    SPOT = "spot"
    """``∂V/∂S``: shares to hold. The default of US index and ETF options."""
    FORWARD = "forward"
    """``∂V/∂F / D``: forwards to hold."""
    PREMIUM_ADJUSTED_SPOT = "premium-adjusted spot"
    """``∂V/∂S − V/S``: the premium itself is paid in the underlying, as in many currency pairs."""
    PREMIUM_ADJUSTED_FORWARD = "premium-adjusted forward"
    """The same in forwards: ``± (K/F) N(±d2)``."""


@dataclass(frozen=True, slots=True)
class Greeks:
    """Value and slopes of options, each in the shape of the arguments."""

    price: Numbers
    """For ``σ√T`` between 1e−4 and .005 to 2e−12 of itself; :func:`bsm` has all digits."""
    delta: Numbers
    """Spot delta."""
    gamma: Numbers
    vega: Numbers
    """Per 1.00 of volatility."""
    theta: Numbers
    """Per year, with the clock."""
    rho: Numbers
    """Per 1.00 of rate, at a fixed dividend yield."""
    dividend_rho: Numbers
    """Per 1.00 of dividend yield."""
    vanna: Numbers
    charm: Numbers
    """Per year, with the clock."""
    volga: Numbers


@dataclass(frozen=True, slots=True)
class HigherGreeks:
    """Slopes of gamma, the same for calls and puts."""

    speed: Numbers
    """In spot."""
    zomma: Numbers
    """In volatility."""
    color: Numbers
    """Per year, with the clock."""


def bsm(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
    threads: int = 1,
) -> Numbers:
    """Value of a European option, in the unit of ``spot``.

    >>> round(float(bsm(42, 40, 0.5, 0.2, right="put", rate=0.1)), 4)  # Hull, ch. 15
    0.8086
    """
    from hedgerow.pricing.kernels import european

    arguments = (spot, strike, expiry, vol, rate, dividend_yield, signs(right))
    return elementwise(european.value, arguments, threads=threads)[0]


def greeks(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
    threads: int = 1,
    out: FloatArray | None = None,
) -> Greeks:
    """Value and nine Greeks in one pass.

    ``out``, shaped ``(10, number of options)``, is filled and referred to by the result instead of new memory.

    >>> round(float(greeks(752, 729.3, 60 / 365, 0.168, right="put", rate=0.037).delta), 2)
    -0.28
    """
    from hedgerow.pricing.kernels import european

    arguments = (spot, strike, expiry, vol, rate, dividend_yield, signs(right))
    rows = len(european.GREEKS)
    return Greeks(*elementwise(european.greeks, arguments, outputs=rows, threads=threads, out=out))


def higher_greeks(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
    threads: int = 1,
) -> HigherGreeks:
    """Speed, zomma and color.

    >>> round(float(higher_greeks(100, 100, 0.25, 0.2, rate=0.0).speed), 6)
    -0.000598
    """
    from hedgerow.pricing.kernels import european

    arguments = (spot, strike, expiry, vol, rate, dividend_yield)
    return HigherGreeks(*elementwise(european.third_order, arguments, outputs=3, threads=threads))


def delta(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
    convention: DeltaConvention = DeltaConvention.SPOT,
) -> Numbers:
    """Delta as a market quotes it.

    >>> terms = {"right": "put", "rate": 0.03, "dividend_yield": 0.01}
    >>> round(float(delta(100, 95, 0.25, 0.2, convention=DeltaConvention.FORWARD, **terms)), 4)
    -0.27
    """
    arguments = (spot, strike, expiry, vol, rate, dividend_yield, signs(right))
    return elementwise(partial(_fill_delta, convention), arguments)[0]


def _fill_delta(
    convention: DeltaConvention,
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
    out: FloatArray,
) -> None:
    """``± N(±d1)`` and ``± (K/F) N(±d2)``, times ``e^{−qT}`` for the spot."""
    from hedgerow.pricing.kernels import european

    rows = np.empty((len(european.GREEKS), S.size))
    F = S * np.exp((r - q) * T)
    zero = np.zeros_like(F)
    european.greeks(F, K, T, v, zero, zero, c, rows)
    price, delta_on_forward = rows[:2]
    adjusted = convention in {
        DeltaConvention.PREMIUM_ADJUSTED_SPOT,
        DeltaConvention.PREMIUM_ADJUSTED_FORWARD,
    }
    quoted = delta_on_forward - price / F if adjusted else delta_on_forward
    on_spot = convention in {DeltaConvention.SPOT, DeltaConvention.PREMIUM_ADJUSTED_SPOT}
    out[0] = quoted * np.exp(-q * T) if on_spot else quoted
