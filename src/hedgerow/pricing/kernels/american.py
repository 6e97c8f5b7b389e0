"""American puts by spectral collocation of the exercise boundary, in blocks of lanes.

Written for the put with ``r > 0`` (or ``r = 0 > q``): the boundary ``B(τ)`` falls from ``X = K min(1, r/q)`` and the
price is the European one plus what early exercise earns,

    P = p(τ, S) + ∫₀^τ [r K e^{−r(τ−u)} N(−d₋(τ−u, S/B(u))) − q S e^{−q(τ−u)} N(−d₊(τ−u, S/B(u)))] du

``B`` is a fixed point, ``B(τ) = K e^{−(r−q)τ} 𝒩(τ, B) / 𝒟(τ, B)``, in one of two systems [ALO16, eq. 3.7 and 3.8]:

    A   𝒩 = φ(d₋)/(σ√τ) + r ∫ e^{ru} φ(d₋)/(σ√(τ−u)) du
        𝒟 = φ(d₊)/(σ√τ) + N(d₊) + q ∫ e^{qu} [N(d₊) + φ(d₊)/(σ√(τ−u))] du
    B   𝒩 = N(d₋) + r ∫ e^{ru} N(d₋) du             𝒟 = N(d₊) + q ∫ e^{qu} N(d₊) du

A converges fast while ``(r − q)/σ²`` is small and diverges where it is large; B is slow and converges everywhere.

``H = ln²(B/X)`` is held at Chebyshev nodes in ``√τ``, where it is nearly a polynomial. With ``√(τ−u) = √τ sin θ`` the
integrand is smooth in ``θ`` at both ends (it has a square root at ``u = 0`` in ``√(τ−u)``), so that a few
Gauss–Legendre points in ``θ`` do the work of many. With ``ℓ = ln(B(τ)/B(u))`` both densities share one exponential:

    e^{qu} φ(d₊) = e^{ru} φ(d₋) e^{−ℓ} e^{−(r−q)τ}

The loop over options is innermost, so that it becomes vector instructions; a block of 64 fits the cache.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from hedgerow.pricing.kernels import simd
from hedgerow.pricing.kernels.european import compiled
from hedgerow.typing import FloatArray

LANES = 64

ROWS = 5
"""Rows that :func:`puts` fills; nothing here checks that ``out`` has them."""

_INV_SQRT_2PI = 0.3989422804014327
_SQRT_HALF = 0.7071067811865476
_FARTHEST = 600.0  # −ln(B/X): a boundary so low is never reached

swept = njit(nogil=True, fastmath=set(simd.FASTMATH), error_model="numpy")
"""For what :func:`puts` calls: cached with it."""


class Scheme(NamedTuple):
    """Nodes, points and weights, the same for every option."""

    iterations: int
    system_a: bool
    nodes: FloatArray
    """(n + 1,), ``√(τ/T)`` from 0 to 1."""
    sine: FloatArray
    """(l,), ``sin θ`` of the quadrature."""
    weight: FloatArray
    """(l,), for ``∫ f d(sin²θ)``, halved by ``sin θ``: ``du = 2 τ sin θ cos θ dθ``."""
    rows: FloatArray
    """(n + 1, l, n + 1), takes ``H`` at the nodes to ``H(u)`` at the points of each node."""
    last_sine: FloatArray
    """(p,), of the price."""
    last_weight: FloatArray
    last_rows: FloatArray
    """(p, n + 1)."""


class Lanes(NamedTuple):
    """What a block keeps while the boundary settles, each (…, LANES)."""

    H: FloatArray
    L: FloatArray
    """``−ln(B/X)``, the root of ``H``."""
    after: FloatArray
    ru: FloatArray
    qeu: FloatArray
    """``q w e^{qu}`` at each node and point."""
    lane: FloatArray
    """Rows of numbers that one sweep needs."""


@compiled
def puts(
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    scheme: Scheme,
    out: FloatArray,
) -> None:
    """Fill the rows: price, delta, gamma, the boundary ``B(T)``, and how far the last sweep moved ``ln B``."""
    nodes, points = scheme.nodes.size, scheme.sine.size
    lanes = Lanes(
        np.empty((nodes, LANES)),
        np.empty((nodes, LANES)),
        np.empty((nodes, LANES)),
        np.empty((nodes * points, LANES)),
        np.empty((nodes * points, LANES)),
        np.empty((8, LANES)),
    )
    for low in range(0, S.size, LANES):
        high = min(S.size, low + LANES)
        _boundary(T[low:high], v[low:high], r[low:high], q[low:high], scheme, lanes)
        _price(
            S[low:high], K[low:high], T[low:high], v[low:high], r[low:high], q[low:high],
            scheme, lanes, out[0, low:high], out[1, low:high], out[2, low:high], out[3, low:high],
        )  # fmt: skip
        for j in range(high - low):
            out[4, low + j] = lanes.lane[6, j]


@swept
def _boundary(
    T: FloatArray, v: FloatArray, r: FloatArray, q: FloatArray, scheme: Scheme, lanes: Lanes
) -> None:
    lnX, moved = lanes.lane[0], lanes.lane[6]
    for j in range(T.size):
        lnX[j] = min(0.0, simd.log(max(r[j], 1e-300) / max(q[j], 1e-300)))
        lnX[j] = lnX[j] if q[j] > 0 else 0.0
        lanes.H[0, j] = lanes.L[0, j] = 0.0
    _start(T, v, r, q, scheme, lanes)
    _grow(T, r, q, scheme, lanes)
    for _ in range(scheme.iterations):
        for i in range(1, scheme.nodes.size):
            if scheme.system_a:
                _node_a(i, T, v, r, q, scheme, lanes)
            else:
                _node_b(i, T, v, r, q, scheme, lanes)
        for j in range(T.size):
            moved[j] = 0.0
        for i in range(1, scheme.nodes.size):
            for j in range(T.size):
                L = lanes.after[i, j]
                moved[j] = max(moved[j], abs(L - lanes.L[i, j]))
                lanes.L[i, j] = L
                lanes.H[i, j] = L * L


@swept
def _start(
    T: FloatArray, v: FloatArray, r: FloatArray, q: FloatArray, scheme: Scheme, lanes: Lanes
) -> None:
    """[BS93]: the trigger price of the call that mirrors the put (rate ``q``, carry ``q − r``)."""
    for i in range(1, scheme.nodes.size):
        for j in range(T.size):
            tau = T[j] * scheme.nodes[i] * scheme.nodes[i]
            carry, v2 = q[j] - r[j], v[j] * v[j]
            a = 0.5 - carry / v2
            beta = a + math.sqrt(max(a * a + 2.0 * q[j] / v2, 0.0))
            first = max(1.0, q[j] / max(r[j], 1e-300))
            last = beta / (beta - 1.0) if beta > 1.0 + 1e-9 else 1e9
            last = max(last, first * 1.000001)
            h = -(carry * tau + 2.0 * v[j] * math.sqrt(tau)) * first / (last - first)
            trigger = first + (last - first) * (1.0 - simd.exp(min(h, 0.0)))
            L = simd.log(trigger / first)
            lanes.L[i, j] = L
            lanes.H[i, j] = L * L


@swept
def _grow(T: FloatArray, r: FloatArray, q: FloatArray, scheme: Scheme, lanes: Lanes) -> None:
    """What of the integrands does not change while the boundary settles."""
    points = scheme.sine.size
    for i in range(1, scheme.nodes.size):
        for k in range(points):
            cosine2 = 1.0 - scheme.sine[k] * scheme.sine[k]
            share = scheme.nodes[i] * scheme.nodes[i] * cosine2
            for j in range(T.size):
                u = T[j] * share
                lanes.ru[i * points + k, j] = r[j] * u
                lanes.qeu[i * points + k, j] = q[j] * scheme.weight[k] * simd.exp(q[j] * u)


@swept
def _interpolate(row: FloatArray, H: FloatArray, width: int, found: FloatArray) -> None:
    for j in range(width):
        found[j] = 0.0
    for a in range(1, row.size):
        share = row[a]
        for j in range(width):
            found[j] += share * H[a, j]


@swept
def _node_a(
    i: int, T: FloatArray, v: FloatArray, r: FloatArray, q: FloatArray, scheme: Scheme, lanes: Lanes
) -> None:
    """One fixed-point step of system A at one node, relaxed where ``(r − q)/σ²`` would make it swing."""
    points = scheme.sine.size
    lnX, Hu, num, den, L, decay, root = (
        lanes.lane[0], lanes.lane[1], lanes.lane[2], lanes.lane[3],
        lanes.L[i], lanes.lane[4], lanes.lane[5],
    )  # fmt: skip
    for j in range(T.size):
        root[j] = scheme.nodes[i] * math.sqrt(T[j])
        tau = root[j] * root[j]
        s = v[j] * root[j]
        inv_s = 1.0 / s
        dm = (lnX[j] - L[j] + (r[j] - q[j]) * tau) * inv_s - 0.5 * s
        dp = dm + s
        gm, gp = simd.exp(-0.5 * dm * dm), simd.exp(-0.5 * dp * dp)
        num[j] = _INV_SQRT_2PI * gm * inv_s
        den[j] = _INV_SQRT_2PI * gp * inv_s + simd.normal_cdf(dp, gp)
        decay[j] = simd.exp((q[j] - r[j]) * tau)
    for k in range(points):
        sine, weight = scheme.sine[k], scheme.weight[k]
        at = i * points + k
        _interpolate(scheme.rows[i, k], lanes.H, T.size, Hu)
        for j in range(T.size):
            sd = v[j] * root[j] * sine
            dt = root[j] * root[j] * sine * sine
            ell = math.sqrt(max(Hu[j], 0.0)) - L[j]
            dm = (ell + (r[j] - q[j]) * dt) / sd - 0.5 * sd
            dp = dm + sd
            density = weight * simd.exp(lanes.ru[at, j] - 0.5 * dm * dm)
            density_p = density * simd.exp(-ell) * decay[j]
            tail = 0.5 * q[j] * density_p * simd.erfcx(abs(dp) * _SQRT_HALF)
            cdf = lanes.qeu[at, j] - tail if dp > 0 else tail
            scale = _INV_SQRT_2PI * root[j] / v[j]
            num[j] += r[j] * density * scale
            den[j] += q[j] * density_p * scale + cdf * root[j] * root[j] * sine
    for j in range(T.size):
        found = lnX[j] - simd.log(max(num[j], 1e-300) / den[j]) + (r[j] - q[j]) * root[j] * root[j]
        swing = 1.0 / (1.0 + 0.1 * max((r[j] - q[j]) / (v[j] * v[j]) - 2.0, 0.0))
        found = min(max(found, 0.0), _FARTHEST)
        lanes.after[i, j] = L[j] + swing * (found - L[j])


@swept
def _node_b(
    i: int, T: FloatArray, v: FloatArray, r: FloatArray, q: FloatArray, scheme: Scheme, lanes: Lanes
) -> None:
    """The same in system B."""
    points = scheme.sine.size
    lnX, Hu, num, den, L, decay, root = (
        lanes.lane[0], lanes.lane[1], lanes.lane[2], lanes.lane[3],
        lanes.L[i], lanes.lane[4], lanes.lane[5],
    )  # fmt: skip
    for j in range(T.size):
        root[j] = scheme.nodes[i] * math.sqrt(T[j])
        tau = root[j] * root[j]
        s = v[j] * root[j]
        dm = (lnX[j] - L[j] + (r[j] - q[j]) * tau) / s - 0.5 * s
        dp = dm + s
        num[j] = simd.normal_cdf(dm, simd.exp(-0.5 * dm * dm))
        den[j] = simd.normal_cdf(dp, simd.exp(-0.5 * dp * dp))
        decay[j] = (q[j] - r[j]) * tau
    for k in range(points):
        sine, weight = scheme.sine[k], scheme.weight[k]
        at = i * points + k
        _interpolate(scheme.rows[i, k], lanes.H, T.size, Hu)
        for j in range(T.size):
            sd = v[j] * root[j] * sine
            dt = root[j] * root[j] * sine * sine
            ell = math.sqrt(max(Hu[j], 0.0)) - L[j]
            dm = (ell + (r[j] - q[j]) * dt) / sd - 0.5 * sd
            dp = dm + sd
            du = root[j] * root[j] * sine
            cdf_m = simd.normal_cdf(dm, simd.exp(-0.5 * dm * dm))
            cdf_p = simd.normal_cdf(dp, simd.exp(-0.5 * dp * dp))
            num[j] += du * r[j] * weight * simd.exp(lanes.ru[at, j]) * cdf_m
            den[j] += du * lanes.qeu[at, j] * cdf_p
    for j in range(T.size):
        found = lnX[j] - simd.log(max(num[j], 1e-300) / max(den[j], 1e-300)) - decay[j]
        lanes.after[i, j] = min(max(found, 0.0), _FARTHEST)


@swept
def _price(
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    scheme: Scheme,
    lanes: Lanes,
    price: FloatArray,
    delta: FloatArray,
    gamma: FloatArray,
    critical: FloatArray,
) -> None:
    lnX, Hu, moneyness, root = lanes.lane[0], lanes.lane[1], lanes.lane[2], lanes.lane[3]
    for j in range(T.size):
        root[j] = math.sqrt(T[j])
        s = v[j] * root[j]
        x = simd.log(S[j] / K[j])
        dm = (x + (r[j] - q[j]) * T[j]) / s - 0.5 * s
        dp = dm + s
        gp = simd.exp(-0.5 * dp * dp)
        Sq = S[j] * simd.exp(-q[j] * T[j])
        below_m = simd.normal_cdf(-dm, simd.exp(-0.5 * dm * dm))
        below_p = simd.normal_cdf(-dp, gp)
        price[j] = K[j] * simd.exp(-r[j] * T[j]) * below_m - Sq * below_p
        delta[j] = -Sq * below_p
        gamma[j] = Sq * gp * _INV_SQRT_2PI / s
        moneyness[j] = x - lnX[j]
    for k in range(scheme.last_sine.size):
        sine, weight = scheme.last_sine[k], scheme.last_weight[k]
        _interpolate(scheme.last_rows[k], lanes.H, T.size, Hu)
        for j in range(T.size):
            dt = T[j] * sine * sine
            sd = v[j] * root[j] * sine
            dm = (moneyness[j] + math.sqrt(max(Hu[j], 0.0)) + (r[j] - q[j]) * dt) / sd - 0.5 * sd
            dp = dm + sd
            gm, gp = simd.exp(-0.5 * dm * dm), simd.exp(-0.5 * dp * dp)
            du = weight * T[j] * sine
            Kr = du * r[j] * K[j] * simd.exp(-r[j] * dt)
            Sq = du * q[j] * S[j] * simd.exp(-q[j] * dt)
            below_m = simd.normal_cdf(-dm, gm)
            below_p = simd.normal_cdf(-dp, gp)
            price[j] += Kr * below_m - Sq * below_p
            slope = _INV_SQRT_2PI / sd
            # S ∂/∂S of the integrand, then S² ∂²/∂S²
            delta[j] += -Kr * gm * slope - Sq * (below_p - gp * slope)
            gamma[j] += (Kr * gm * (dm / sd + 1.0) + Sq * gp * (1.0 - dp / sd)) * slope
    for j in range(T.size):
        far = lnX[j] - lanes.L[scheme.nodes.size - 1, j]
        held = moneyness[j] + lnX[j] > far
        critical[j] = K[j] * simd.exp(far)
        price[j] = max(price[j], K[j] - S[j]) if held else K[j] - S[j]
        delta[j] = delta[j] / S[j] if held else -1.0
        gamma[j] = gamma[j] / (S[j] * S[j]) if held else 0.0
