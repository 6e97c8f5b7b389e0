"""European options on a forward: Black (1976).

With ``d1 = [ln(F/K) + σ²T/2] / (σ√T)``, ``d2 = d1 − σ√T`` and discount factor ``D``:

    call = D [F N(d1) − K N(d2)]        put = D [K N(−d2) − F N(−d1)]

Volatility is a decimal per √year, expiry in years. Arguments broadcast and come back as
:mod:`~hedgerow.pricing.elementwise` says; a negative forward, strike, expiry or volatility has no value
(NaN). At ``σ√T = 0`` the value is the discounted intrinsic value and the slopes are its own; an infinite
volatility makes a call worth the forward and a put the strike.

Out of the money, prices keep their relative accuracy down to 1e−300 of the forward.

Source: [Black76]; in spot, rate and dividend yield the same is in :mod:`~hedgerow.pricing.bsm`.
"""

from numpy.typing import ArrayLike

from hedgerow.pricing.elementwise import Numbers, RightLike, elementwise, signs


def black(
    forward: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    discount: ArrayLike = 1.0,
    threads: int = 1,
) -> Numbers:
    """Value of a European option, in the unit of ``forward``.

    >>> from math import exp
    >>> F, D = 752 * exp((0.037 - 0.011) * 60 / 365), exp(-0.037 * 60 / 365)
    >>> round(float(black(F, 730.2, 60 / 365, 0.17, right="put", discount=D)), 2)
    10.24
    """
    from hedgerow.pricing.kernels import european

    arguments = (forward, strike, expiry, vol, discount, signs(right))
    return elementwise(european.forward_value, arguments, threads=threads)[0]


def forward_delta(
    forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike, vol: ArrayLike, *, right: RightLike
) -> Numbers:
    """``∂V/∂F / D``: N(d1) for a call, −N(−d1) for a put; half of that at the corner.

    Multiply by ``exp(−qT)`` for the spot delta that desks quote on index and ETF options.

    >>> round(float(forward_delta(100, 100, 0.25, 0.2, right="call")), 4)
    0.5199
    """
    return _undiscounted(forward, strike, expiry, vol, right)[1]


def forward_gamma(
    forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike, vol: ArrayLike
) -> Numbers:
    """``∂²V/∂F² / D = φ(d1) / (F σ√T)``, the same for calls and puts.

    Where ``σ√T`` is 0 it is 0, but infinite exactly at the corner.

    >>> round(float(forward_gamma(100, 100, 0.25, 0.2)), 6)
    0.039844
    """
    return _undiscounted(forward, strike, expiry, vol, "call")[2]


def vega(
    forward: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    discount: ArrayLike = 1.0,
) -> Numbers:
    """``∂V/∂σ = D F φ(d1) √T`` for volatility as a decimal, the same for calls and puts.

    >>> round(float(vega(100, 100, 0.25, 0.2)), 4)
    19.9222
    """
    from hedgerow.pricing.kernels import european

    arguments = (forward, strike, expiry, vol, discount, 1.0)
    return elementwise(european.forward_vega, arguments)[0]


def _undiscounted(
    forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike, vol: ArrayLike, right: RightLike
) -> tuple[Numbers, ...]:
    from hedgerow.pricing.kernels import european

    arguments = (forward, strike, expiry, vol, 0.0, 0.0, signs(right))
    return elementwise(european.greeks, arguments, outputs=len(european.GREEKS))
