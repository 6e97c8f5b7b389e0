"""Black-Scholes-Merton value and Greeks, in blocks.

With ``x = ln(S/K) + (r − q)T``, ``s = σ√T``, ``d1 = x/s + s/2``, ``d2 = d1 − s`` the two terms of the price share

    a = S e^{−qT} e^{−d1²/2} = K e^{−rT} e^{−d2²/2}

so that ``S e^{−qT} N(±d1)`` and ``K e^{−rT} N(±d2)`` are ``½ a erfcx(|d|/√2)`` in the lower tail and one minus it in
the upper. Out of the money the price is then ``½ a [erfcx(|d1|/√2) − erfcx(|d2|/√2)]``: it keeps its digits where
a difference of two normal probabilities has none left.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hedgerow.pricing.kernels import simd
from hedgerow.typing import FloatArray

_INV_SQRT_2PI = 0.3989422804014327
_SQRT_HALF_PI = 1.2533141373155003
_SQRT_HALF = 0.7071067811865476

NARROW = 5e-3
"""Below this ``σ√T`` a price is a small difference that needs :func:`narrow` for its last digits;"""

LEAST = 1e-4
"""below this one, also where it stands beside Greeks."""

GREEKS = (
    "price",
    "delta",
    "gamma",
    "vega",
    "theta",
    "rho",
    "dividend_rho",
    "vanna",
    "charm",
    "volga",
)
"""Rows that :func:`greeks` fills, in their order."""

compiled = njit(cache=True, nogil=True, fastmath=set(simd.FASTMATH), error_model="numpy")
exact = njit(cache=True, nogil=True, error_model="numpy")
"""For the elements one by one: no freedom at all."""


@simd.inlined
def is_ordinary(
    S: float, K: float, T: float, v: float, r: float, q: float, c: float, least: float
) -> bool:
    """Whether the branch-free formula holds: finite, positive, ``σ√T`` above ``least``, nothing overflows."""
    everything = S + K + T + v + r + q + c
    s2 = v * v * T
    return (
        (everything - everything == 0.0)
        & (S > 1e-290)
        & (K > 1e-290)
        & (S < 1e290)
        & (K < 1e290)
        & (T > 0.0)
        & (v > 0.0)
        & (s2 > least * least)
        & (s2 < 1e6)
        & (abs(r * T) < 300.0)
        & (abs(q * T) < 300.0)
        & (abs(c) == 1.0)
    )


@compiled
def value(
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
    out: FloatArray,
) -> None:
    """Fill row 0 with the price; ``c`` is +1 for a call and −1 for a put."""
    ordinary = 0
    for i in range(S.size):
        plain = is_ordinary(S[i], K[i], T[i], v[i], r[i], q[i], c[i], NARROW)
        ordinary += int(plain)
        s = v[i] * math.sqrt(T[i])
        Sq = S[i] * simd.exp(-q[i] * T[i])
        Kr = K[i] * simd.exp(-r[i] * T[i])
        d1 = (simd.log(S[i] / K[i]) + (r[i] - q[i]) * T[i]) / s + 0.5 * s
        d2 = d1 - s
        half_a = 0.5 * Sq * simd.exp(-0.5 * d1 * d1)
        tail1, tail2 = simd.erfcx_pair(abs(d1) * _SQRT_HALF, abs(d2) * _SQRT_HALF)
        tail1, tail2 = half_a * tail1, half_a * tail2
        SqN = tail1 if c[i] * d1 < 0 else Sq - tail1
        KrN = tail2 if c[i] * d2 < 0 else Kr - tail2
        out[0, i] = max(c[i] * (SqN - KrN), 0.0) if plain else math.nan
    if ordinary == S.size:
        return
    row = np.empty(len(GREEKS))
    for i in range(S.size):
        if math.isnan(out[0, i]):
            greeks_of_one(S[i], K[i], T[i], v[i], r[i], q[i], c[i], row)
            out[0, i] = row[0]


@compiled
def forward_value(
    F: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    D: FloatArray,
    c: FloatArray,
    out: FloatArray,
) -> None:
    """The same on the forward: a spot of ``D F`` and a strike of ``D K`` without any carry."""
    zero = np.zeros(F.size)
    value(D * F, D * K, T, v, zero, zero, c, out)


@compiled
def forward_vega(
    F: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    D: FloatArray,
    c: FloatArray,
    out: FloatArray,
) -> None:
    """Fill row 0 with vega on the forward."""
    zero = np.zeros(F.size)
    everything = np.empty((len(GREEKS), F.size))
    greeks(D * F, D * K, T, v, zero, zero, c, everything)
    out[0] = everything[3]


@compiled
def greeks(
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
    out: FloatArray,
) -> None:
    """Fill the rows of :data:`GREEKS`."""
    ordinary = 0
    for i in range(S.size):
        plain = is_ordinary(S[i], K[i], T[i], v[i], r[i], q[i], c[i], LEAST)
        ordinary += int(plain)
        root = math.sqrt(T[i])
        s = v[i] * root
        # Divisions cost most: one serves 1/S, 1/s, 1/σ and 1/T.
        inverse = 1.0 / (S[i] * s)
        inv_S, inv_s = inverse * s, inverse * S[i]
        inv_v = root * inv_s
        inv_T = v[i] * v[i] * inv_s * inv_s
        dq = simd.exp(-q[i] * T[i])
        Sq = S[i] * dq
        Kr = K[i] * simd.exp(-r[i] * T[i])
        drift = r[i] - q[i]
        d1 = (drift * T[i] - simd.log(K[i] * inv_S)) * inv_s + 0.5 * s
        d2 = d1 - s
        gauss = simd.exp(-0.5 * d1 * d1)
        tail1, tail2 = simd.erfcx_pair(abs(d1) * _SQRT_HALF, abs(d2) * _SQRT_HALF)
        tail1, tail2 = 0.5 * gauss * tail1, 0.5 * Sq * gauss * tail2
        N1 = tail1 if c[i] * d1 < 0 else 1.0 - tail1
        SqN = Sq * N1
        KrN = tail2 if c[i] * d2 < 0 else Kr - tail2
        density = dq * gauss * _INV_SQRT_2PI
        vega = S[i] * density * root
        out[0, i] = max(c[i] * (SqN - KrN), 0.0) if plain else math.nan
        out[1, i] = c[i] * dq * N1
        out[2, i] = density * inv_S * inv_s
        out[3, i] = vega
        out[4, i] = -0.5 * vega * v[i] * inv_T - c[i] * (r[i] * KrN - q[i] * SqN)
        out[5, i] = c[i] * KrN * T[i]
        out[6, i] = -c[i] * SqN * T[i]
        out[7, i] = -density * d2 * inv_v
        out[8, i] = c[i] * q[i] * dq * N1 - density * (drift * inv_s - 0.5 * d2 * inv_T)
        out[9, i] = vega * d1 * d2 * inv_v
    if ordinary == S.size:
        return
    row = np.empty(len(GREEKS))
    for i in range(S.size):
        if math.isnan(out[0, i]):
            greeks_of_one(S[i], K[i], T[i], v[i], r[i], q[i], c[i], row)
            for k in range(row.size):
                out[k, i] = row[k]


@exact
def greeks_of_one(
    S: float, K: float, T: float, v: float, r: float, q: float, c: float, out: FloatArray
) -> None:
    """The same for one element that is not ordinary, its limits by branches."""
    known = S >= 0 and K >= 0 and T >= 0 and v >= 0 and abs(c) == 1.0
    finite = math.isfinite(S) and math.isfinite(K) and math.isfinite(T)
    if not (known and finite and math.isfinite(r) and math.isfinite(q)):
        out[:] = np.nan
        return
    root = math.sqrt(T)
    s = v * root if T > 0 else 0.0
    dq = math.exp(-q * T)
    Sq = S * dq
    Kr = K * math.exp(-r * T)
    drift = (r - q) * T
    if not (math.isfinite(Sq) and math.isfinite(Kr)):
        out[:] = np.nan
        return
    out[:] = 0.0
    kink, x = False, 0.0
    if S == 0 or K == 0:
        d1 = d2 = -math.inf if S < K else math.inf
    elif s == math.inf:
        d1, d2 = math.inf, -math.inf
    else:
        x = log_ratio(S, K) + drift
        kink = s == 0 and x == 0
        if s > 0:
            d1 = x / s + 0.5 * s
            d2 = d1 - s
        else:
            d1 = d2 = 0.0 if kink else math.copysign(math.inf, x)
    N1, N2 = 0.5 * math.erfc(-c * d1 * _SQRT_HALF), 0.5 * math.erfc(-c * d2 * _SQRT_HALF)
    SqN, KrN = Sq * N1, Kr * N2
    out[0] = 0.0 if kink else max(c * (SqN - KrN), 0.0)
    if 0 < s < NARROW and math.isfinite(d1) and abs(x) < 0.5:
        t, h = 0.5 * s, -abs(x / s)
        outside = 0.0
        if h > -40.0:
            outside = math.sqrt(Sq * Kr) * math.exp(-0.5 * (h * h + t * t)) * narrow(h, t)
        # the payoff by the difference in ln F and ln K keeps the digits that Sq − Kr would lose
        out[0] = outside + max(c * Kr * math.expm1(x), 0.0)
    out[1] = c * dq * N1
    out[4] = -c * (r * KrN - q * SqN)
    out[5] = c * KrN * T
    out[6] = -c * SqN * T
    out[8] = c * q * dq * N1
    if not (math.isfinite(d1) and math.isfinite(d2)):
        return
    density = dq * math.exp(-0.5 * d1 * d1) * _INV_SQRT_2PI
    vega = S * density * root
    out[3] = vega
    if kink:  # the value has a corner here: what bends has no limit
        out[2] = math.inf
        out[4] = -math.inf if T == 0 and v > 0 else out[4]
        out[7] = out[8] = out[9] = math.nan
        return
    out[2] = density / s / S
    out[4] -= 0.5 * vega * v / T
    out[7] = -density * d2 / v
    out[8] -= density * (drift / (T * s) - 0.5 * d2 / T)
    out[9] = vega * d1 * d2 / v


@exact
def log_ratio(a: float, b: float) -> float:
    """``ln(a/b)``, by the difference where the two are close."""
    if abs(a - b) < 0.1 * b:
        return math.log1p((a - b) / b)
    return math.log(a) - math.log(b)


@exact
def narrow(h: float, t: float) -> float:
    """``½ [Y(h + t) − Y(h − t)]``, ``Y(z) = erfcx(−z/√2)``, by its odd Taylor series in ``t``.

    With ``R = N/φ = √(π/2) Y``: ``R' = 1 + h R``, then ``R⁽ⁿ⁺¹⁾ = h R⁽ⁿ⁾ + n R⁽ⁿ⁻¹⁾``.
    """
    if h < 0:
        r0 = _SQRT_HALF_PI * simd.erfcx(-h * _SQRT_HALF)
    else:
        r0 = _SQRT_HALF_PI * math.exp(0.5 * h * h) * math.erfc(-h * _SQRT_HALF)
    r1 = 1.0 + h * r0
    total, term, power = 0.0, r1, t
    before, here = r0, r1
    for n in range(1, 40):
        total += term * power if n % 2 == 1 else 0.0
        before, here = here, h * here + n * before
        term = here
        power *= t / (n + 1)
        if abs(term * power) < 1e-18 * abs(total) and n % 2 == 1 and n > 3:
            break
    return total / _SQRT_HALF_PI


@compiled
def third_order(
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    out: FloatArray,
) -> None:
    """Fill speed, zomma and color: the slopes of gamma in spot, volatility and time."""
    ordinary = 0
    for i in range(S.size):
        plain = is_ordinary(S[i], K[i], T[i], v[i], r[i], q[i], 1.0, LEAST)
        ordinary += int(plain)
        root = math.sqrt(T[i])
        s = v[i] * root
        drift = (r[i] - q[i]) * T[i]
        d1 = (simd.log(S[i] / K[i]) + drift) / s + 0.5 * s
        d2 = d1 - s
        gamma = simd.exp(-q[i] * T[i] - 0.5 * d1 * d1) * _INV_SQRT_2PI / (S[i] * s)
        out[0, i] = -gamma / S[i] * (d1 / s + 1.0) if plain else math.nan
        out[1, i] = gamma * (d1 * d2 - 1.0) / v[i]
        out[2, i] = gamma * (q[i] + d1 * drift / (T[i] * s) + (1.0 - d1 * d2) / (2.0 * T[i]))
    if ordinary == S.size:
        return
    for i in range(S.size):
        if math.isnan(out[0, i]):
            third_order_of_one(S[i], K[i], T[i], v[i], r[i], q[i], out[:, i])


@exact
def third_order_of_one(
    S: float, K: float, T: float, v: float, r: float, q: float, out: FloatArray
) -> None:
    """The same for one element: zero away from the corner, undefined on it."""
    row = np.empty(len(GREEKS))
    greeks_of_one(S, K, T, v, r, q, 1.0, row)
    gamma = row[2]
    out[:] = gamma if gamma == 0 else math.nan
    if not (gamma > 0 and math.isfinite(gamma)):
        return
    s = v * math.sqrt(T)
    drift = (r - q) * T
    d1 = (log_ratio(S, K) + drift) / s + 0.5 * s
    d2 = d1 - s
    out[0] = -gamma / S * (d1 / s + 1.0)
    out[1] = gamma * (d1 * d2 - 1.0) / v
    out[2] = gamma * (q + d1 * drift / (T * s) + (1.0 - d1 * d2) / (2.0 * T))
