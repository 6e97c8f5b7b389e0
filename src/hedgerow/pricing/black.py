"""European options on a forward: Black (1976).

With ``d1 = [ln(F/K) + σ²T/2] / (σ√T)``, ``d2 = d1 − σ√T`` and discount factor ``D``:

    call = D [F N(d1) − K N(d2)]        put = D [K N(−d2) − F N(−d1)]

Arguments broadcast like NumPy arrays; NaN in gives NaN out; nothing raises. Volatility is a
decimal per √year, expiry in years. At ``σ√T = 0`` the value is the discounted intrinsic value.

Source: [Black76]; Black-Scholes-Merton is the same with ``F = S exp((r − q) T)``, ``D = exp(−rT)``.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from hedgerow.typing import FloatArray, Right

HIGHEST_VOL = 20.0
"""Implied volatility is sought in (0, 20], that is up to 2,000 points."""


def black(
    forward: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: Right,
    discount: ArrayLike = 1.0,
) -> FloatArray:
    """Value of a European option, in the unit of ``forward``.

    >>> F, D = 752 * np.exp((0.037 - 0.011) * 60 / 365), np.exp(-0.037 * 60 / 365)
    >>> round(float(black(F, 730.2, 60 / 365, 0.17, right="put", discount=D)), 2)
    10.24
    """
    F, K = np.asarray(forward, float), np.asarray(strike, float)
    sign = 1.0 if right == "call" else -1.0
    d1, d2 = _d1_d2(F, K, expiry, vol)
    value = sign * (F * ndtr(sign * d1) - K * ndtr(sign * d2))
    return np.asarray(np.asarray(discount, float) * np.maximum(value, 0.0))


def forward_delta(
    forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike, vol: ArrayLike, *, right: Right
) -> FloatArray:
    """``∂V/∂F / D``: N(d1) for a call, −N(−d1) for a put.

    Multiply by ``exp(−qT)`` for the spot delta that desks quote on index and ETF options.
    """
    sign = 1.0 if right == "call" else -1.0
    d1, _ = _d1_d2(np.asarray(forward, float), np.asarray(strike, float), expiry, vol)
    return np.asarray(sign * ndtr(sign * d1))


def forward_gamma(
    forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike, vol: ArrayLike
) -> FloatArray:
    """``∂²V/∂F² / D = φ(d1) / (F σ√T)``, the same for calls and puts; 0 where ``σ√T`` is 0.

    >>> round(float(forward_gamma(100, 100, 0.25, 0.2)), 6)
    0.039844
    """
    F, sd = np.asarray(forward, float), np.asarray(vol, float) * np.sqrt(np.asarray(expiry, float))
    d1, _ = _d1_d2(F, np.asarray(strike, float), expiry, vol)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(sd == 0, 0.0, _density(d1) / (F * sd)))


def vega(
    forward: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    discount: ArrayLike = 1.0,
) -> FloatArray:
    """``∂V/∂σ = D F φ(d1) √T`` for volatility as a decimal, the same for calls and puts.

    >>> round(float(vega(100, 100, 0.25, 0.2)), 4)
    19.9222
    """
    F, T = np.asarray(forward, float), np.asarray(expiry, float)
    d1, _ = _d1_d2(F, np.asarray(strike, float), T, vol)
    return np.asarray(np.asarray(discount, float) * F * _density(d1) * np.sqrt(T))


def implied_vol(
    price: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    *,
    right: Right,
    discount: ArrayLike = 1.0,
) -> FloatArray:
    """Volatility at which :func:`black` gives ``price``; NaN outside the no-arbitrage bounds.

    The bounds are open: a price at or below the discounted intrinsic value, or at or above the
    discounted forward (call) or strike (put), has no finite positive volatility.

    >>> p = black(100, 95, 0.2, 0.23, right="put")
    >>> round(float(implied_vol(p, 100, 95, 0.2, right="put")), 12)
    0.23
    """
    from scipy.optimize import elementwise

    P, F, K, T, D = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (price, forward, strike, expiry, discount))
    )
    sign = 1.0 if right == "call" else -1.0
    with np.errstate(invalid="ignore"):
        inside = (
            (D * np.maximum(sign * (F - K), 0.0) < P)
            & (D * (F if right == "call" else K) > P)
            & (T > 0)
        )
    vol = np.full(P.shape, np.nan)
    if inside.any():

        def excess(v: FloatArray, *arguments: FloatArray) -> FloatArray:
            p, f, k, t, d = arguments
            return black(f, k, t, v, right=right, discount=d) - p

        root = elementwise.find_root(
            excess,
            (np.full(inside.sum(), 1e-6), np.full(inside.sum(), HIGHEST_VOL)),
            args=tuple(a[inside] for a in (P, F, K, T, D)),
            tolerances={"xatol": 1e-13, "xrtol": 1e-13},
        )
        vol[inside] = np.where(root.success, root.x, np.nan)
    return vol


def _density(d: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-d * d / 2) / np.sqrt(2 * np.pi))


def _d1_d2(
    F: FloatArray, K: FloatArray, expiry: ArrayLike, vol: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    with np.errstate(divide="ignore", invalid="ignore"):
        sd = np.asarray(vol, float) * np.sqrt(np.asarray(expiry, float))
        x = np.log(F / K)
        # σ√T = 0: the option is worth its intrinsic value, so d1 = d2 = ±∞ (0 exactly at the money)
        d1 = np.where(sd > 0, x / np.where(sd > 0, sd, 1.0) + sd / 2, np.copysign(np.inf, x))
        d1 = np.where((sd == 0) & (x == 0), 0.0, d1)
        d1 = np.where(np.isnan(sd) | np.isnan(x), np.nan, d1)
    return d1, d1 - np.where(np.isfinite(d1), sd, 0.0)
