"""Implied volatility in blocks, solved on the logarithm of the price.

On the forward, out of the money, over ``√(FK)``: with ``x = −|ln(F/K)|``, ``s = σ√T``, ``h = x/s``, ``t = s/2``

    b(s) = ½ e^{−(h² + t²)/2} [erfcx(−(h + t)/√2) − erfcx(−(h − t)/√2)],    b(∞) = e^{x/2}

The start is the closed form of [SR17], within a few per cent everywhere; two steps of third-order Householder on
``ln b`` finish, as [Jaeckel15] found two of his do. ``ln b`` is nearly a parabola in ``1/s`` in the wings,
where ``b`` itself has no usable slope. What two steps do not settle (tiny ``s``, prices within a tenth of the maximum,
``|x|`` beyond 10) is solved one by one between brackets.
"""

from __future__ import annotations

import math

import numpy as np

from hedgerow.pricing.kernels import simd
from hedgerow.pricing.kernels.european import compiled, exact, log_ratio, narrow
from hedgerow.typing import FloatArray

SOLVED, BELOW_INTRINSIC, ABOVE_MAXIMUM, NOT_FINITE = 0.0, 1.0, 2.0, 3.0
"""Why there is a volatility, or none."""

_SQRT_HALF = 0.7071067811865476
_INV_SQRT_2PI = 0.3989422804014327
_SQRT_2PI = 2.5066282746310002
_2_OVER_PI = 0.6366197723675814
_SETTLED = 2e-4  # the error after a step of order four is the step's fourth power


@simd.inlined
def _step(x: float, s: float, ln_excess: float, y: float, weight: float) -> float:
    """Third-order Householder from ``ln_excess = ln β − ln b(s)``; ``b′/b = φ(0) weight / y``."""
    inv_s = 1.0 / s
    h = x * inv_s
    inverse = 1.0 / (weight * y)  # one division serves two quotients
    g1 = _INV_SQRT_2PI * weight * weight * inverse  # b′/b
    a = h * h * inv_s - 0.25 * s  # b″/b′
    c = a * a - 3.0 * (h * inv_s) * (h * inv_s) - 0.25  # b‴/b′
    # with g = ln b − ln β: g″/g′ and g‴/g′
    g2 = a - g1
    g3 = c - 3.0 * g1 * a + 2.0 * g1 * g1
    newton = ln_excess * (_SQRT_2PI * y * y * inverse)
    step = newton * (1.0 + 0.5 * g2 * newton) / (1.0 + newton * (g2 + g3 * newton * (1.0 / 6.0)))
    return max(step, -0.5 * s)


@simd.inlined
def _first_step(x: float, s: float, ln_beta: float, top: float) -> float:
    """To eight digits, which the second step makes thirty-two; ``top`` is ``b(∞)``."""
    h, t = x / s, 0.5 * s
    square = 0.5 * (h * h + t * t)
    gauss = simd.rough_exp(-square)
    up, down = simd.rough_erfcx_pair(abs(h + t) * _SQRT_HALF, (t - h) * _SQRT_HALF)
    # In the wing b = e^{−square} y, and the exponential never has to be formed.
    wing = h + t < 0.0
    y = 0.5 * (up - down) if wing else top - 0.5 * gauss * (up + down)
    ln_b = simd.rough_log(y) - (square if wing else 0.0)
    return _step(x, s, ln_beta - ln_b, y, 1.0 if wing else gauss)


@simd.inlined
def _last_step(x: float, s: float, ln_beta: float, top: float) -> float:
    """The same in full."""
    h, t = x / s, 0.5 * s
    square = 0.5 * (h * h + t * t)
    gauss = simd.exp(-square)
    up, down = simd.erfcx_pair(abs(h + t) * _SQRT_HALF, (t - h) * _SQRT_HALF)
    wing = h + t < 0.0
    y = 0.5 * (up - down) if wing else top - 0.5 * gauss * (up + down)
    ln_b = simd.log(y) - (square if wing else 0.0)
    return _step(x, s, ln_beta - ln_b, y, 1.0 if wing else gauss)


@simd.inlined
def _start(m: float, x: float, a: float) -> float:
    """[SR17, eq. 3.4]: ``N(z)`` replaced by Pólya's ``½ ± ½ √(1 − e^{−2z²/π})``, solved for ``s``.

    ``m = e^x`` is the smaller of forward and strike over the larger, ``a`` the option's value over the larger.
    """
    e = simd.rough_exp(_2_OVER_PI * x)
    inverse = 1.0 / (e * m)
    inv_e, inv_m = inverse * m, inverse * e
    low, high = m * inv_e, e * inv_m
    R = 2.0 * a - m + 1.0
    A = (low - high) * (low - high)
    B = 4.0 * (e + inv_e) - 2.0 * inv_m * (low + high) * (m * m + 1.0 - R * R)
    # R² − (m − 1)² without its cancellation
    C = inv_m * inv_m * (4.0 * a) * (a + 1.0 - m) * ((m + 1.0) - R) * ((m + 1.0) + R)
    root = 2.0 * C / (B + math.sqrt(max(B * B + 4.0 * A * C, 0.0)))
    gamma = -0.5 * math.pi * simd.rough_log(root)
    plus, minus = math.sqrt(max(gamma - x, 0.0)), math.sqrt(max(gamma + x, 0.0))
    below_half = 1.0 - e * e >= R * R  # s² below 2|x|, where b bends
    return plus - minus if below_half else plus + minus


@compiled
def implied_vol(
    P: FloatArray,
    F: FloatArray,
    K: FloatArray,
    T: FloatArray,
    D: FloatArray,
    c: FloatArray,
    out: FloatArray,
) -> None:
    """Fill row 0 with the volatility and row 1, where there is one, with why there is none."""
    ordinary = 0
    for i in range(P.size):
        # parity takes what lies in the money away
        large = max(F[i], K[i])
        inverse = 1.0 / (D[i] * large)
        inv_large = inverse * D[i]
        a = P[i] * inverse - max(c[i] * (F[i] - K[i]), 0.0) * inv_large
        m = min(F[i], K[i]) * inv_large
        x = simd.log(m)
        top = math.sqrt(m)
        ln_beta = simd.log(a) - 0.5 * x
        s = _start(m, x, a)
        s += _first_step(x, s, ln_beta, top)
        last = _last_step(x, s, ln_beta, top)
        s += last
        everything = P[i] + F[i] + K[i] + T[i] + D[i] + s
        settled = (
            (everything - everything == 0.0)
            & (a > 1e-290)
            & (a < 0.9 * m)
            & (m > 5e-5)
            & (s > 5e-3)
            & (abs(last) < _SETTLED * s)
            & (T[i] > 1e-290)
            & (D[i] > 0.0)
            & (abs(c[i]) == 1.0)
        )
        ordinary += int(settled)
        # not settled: minus where to begin once more
        out[0, i] = s / math.sqrt(T[i]) if settled else -abs(s)
    explains = out.shape[0] > 1
    if explains:
        out[1] = SOLVED
    if ordinary == P.size:
        return
    one = np.empty(2)
    for i in range(P.size):
        if not out[0, i] > 0.0:
            solve_one(P[i], F[i], K[i], T[i], D[i], c[i], -out[0, i], one)
            out[0, i] = one[0]
            if explains:
                out[1, i] = one[1]


@exact
def solve_one(
    P: float, F: float, K: float, T: float, D: float, c: float, near: float, out: FloatArray
) -> None:
    """The same for one price, with its reason where there is no volatility; ``near`` may be a start for ``s``."""
    out[0] = math.nan
    out[1] = NOT_FINITE
    finite = math.isfinite(P) and math.isfinite(F) and math.isfinite(K) and math.isfinite(D)
    if not (finite and F >= 0 and K >= 0 and D > 0 and 0 <= T < math.inf and abs(c) == 1.0):
        return
    small, large = min(F, K), max(F, K)
    a = P / D - max(c * (F - K), 0.0)
    if a <= 0:
        out[1] = BELOW_INTRINSIC
        return
    if a >= small:
        out[1] = ABOVE_MAXIMUM
        return
    if T == 0:  # worth more than its payoff, which no volatility explains
        out[1] = ABOVE_MAXIMUM
        return
    x = log_ratio(small, large)
    ln_beta = math.log(a) - math.log(large) - 0.5 * x
    # what is missing to the maximum, over √(FK); near the maximum it has the digits
    ln_gap = math.log(small - a) - math.log(large) - 0.5 * x
    out[0] = _root(x, ln_beta, ln_gap, near) / math.sqrt(T)
    out[1] = SOLVED


@exact
def _root(x: float, ln_beta: float, ln_gap: float, near: float) -> float:
    """Newton in ``ln s`` between brackets; bisection where Newton leaves them."""
    near_top = ln_gap < ln_beta
    low, high = -700.0, 6.0  # beyond s = 400 the price is its maximum in every digit
    bend = 0.5 * math.log(2.0 * abs(x)) if x < 0 else 0.0  # b bends at s² = 2|x|
    u = math.log(near) if 1e-9 < near < 50.0 else bend
    last = math.inf
    for _ in range(200):
        s = math.exp(u)
        ln_b, ln_c, slope = _ln_value(x, s)
        # slope = ln b′; ln b rises with s, ln(b(∞) − b) falls
        miss = ln_gap - ln_c if near_top else ln_b - ln_beta
        if miss > 0:
            high = u
        else:
            low = u
        rate = slope - (ln_c if near_top else ln_b)
        newton = u - miss / (math.exp(rate) * s) if rate < 700.0 else math.nan
        after = newton if low <= newton <= high else 0.5 * (low + high)
        step = abs(after - u)
        # Newton's steps shrink until rounding is all that is left of them
        if step <= 2e-16 or (step < 1e-12 and step >= last):
            return math.exp(after)
        u, last = after, step
    return math.exp(u)


@exact
def _ln_value(x: float, s: float) -> tuple[float, float, float]:
    """``ln b``, ``ln(b(∞) − b)`` and ``ln b'`` at ``s``, each with all its digits."""
    h, t = x / s, 0.5 * s
    square = 0.5 * (h * h + t * t)
    if h + t < 0.0 and square > 1e5:
        return -math.inf, 0.5 * x, -square
    down = simd.erfcx((t - h) * _SQRT_HALF)
    if h + t < 0.0:
        up = simd.erfcx(-(h + t) * _SQRT_HALF)
        y = 0.5 * (up - down) if s > 5e-3 else narrow(h, t)
        ln_b = math.log(y) - square
        ln_c = 0.5 * x + math.log(max(-math.expm1(ln_b - 0.5 * x), 1e-300))
    else:
        up = simd.erfcx((h + t) * _SQRT_HALF)
        ln_c = math.log(0.5 * (up + down)) - square
        wide = ln_c - 0.5 * x < -0.05 and s > 5e-3
        y = -math.expm1(ln_c - 0.5 * x) if wide else 0.0
        ln_b = 0.5 * x + math.log(y) if wide else math.log(narrow(h, t)) - square
    return ln_b, ln_c, math.log(_INV_SQRT_2PI) - square
