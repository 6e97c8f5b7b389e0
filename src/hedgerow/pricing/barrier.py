"""Barrier options: knocked in or out when the spot touches a level.

Watched always, each is a sum of four terms. With ``μ = (r − q − σ²/2)/σ²``, ``s = σ√T``, ``φ = ±1`` for call or put,
``η = ±1`` for a barrier ``H`` below or above the spot, and

    x₁ = ln(S/K)/s + (1 + μ)s        y₁ = ln(H²/SK)/s + (1 + μ)s
    x₂ = ln(S/H)/s + (1 + μ)s        y₂ = ln(H/S)/s + (1 + μ)s

    A, B = φ S e^{−qT} N(φx) − φ K e^{−rT} N(φ(x − s))                                       at x₁, x₂
    C, D = φ S e^{−qT} (H/S)^{2(μ+1)} N(ηy) − φ K e^{−rT} (H/S)^{2μ} N(η(y − s))             at y₁, y₂

                 K > H                      K ≤ H
    down call    out A − C    in C          out B − D          in A − B + D
    down put     out A−B+C−D  in B − C + D  out 0              in A
    up call      out 0        in A          out A−B+C−D        in B − C + D
    up put       out B − D    in A − B + D  out A − C          in C

In plus out is the vanilla option; there is no rebate. A spot at or beyond the barrier has touched it. Watched on
``m`` equidistant dates the same formulas are *nearly* right with the barrier moved away from the spot by the
factor ``exp(±0.5826 σ√(T/m))``; the reference is :func:`~hedgerow.pricing.finite_differences.finite_differences`
with the dates themselves.

Arguments broadcast and come back as :mod:`~hedgerow.pricing.elementwise` says. NaN: a spot, strike or barrier
that is not positive, a negative expiry or volatility, anything not finite.

Source: [RR91], laid out as in [Haug07, 4.17.1]; dates, [BGK97].
"""

from collections.abc import Callable
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import bsm
from hedgerow.pricing.elementwise import Numbers, RightLike, elementwise, signs
from hedgerow.typing import FloatArray

Kind: TypeAlias = Literal["down-and-out", "down-and-in", "up-and-out", "up-and-in"]

LEAST_DEVIATION = 1e-7
"""Below this ``σ√T`` the spot follows its forward."""

SHIFT = 0.5825971579390107
"""−ζ(½)/√(2π): mean overshoot of a random walk, in standard deviations of its step [BGK97]."""


def barrier_option(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    barrier: ArrayLike,
    kind: Kind,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
) -> Numbers:
    """Value with the barrier watched always, in the unit of ``spot``.

    >>> terms = {"right": "put", "barrier": 80.0, "rate": 0.04}
    >>> out = barrier_option(100, 95, 0.5, 0.25, kind="down-and-out", **terms)
    >>> both = out + barrier_option(100, 95, 0.5, 0.25, kind="down-and-in", **terms)
    >>> round(float(out), 4), round(float(both), 4)
    (1.0051, 3.9043)
    """
    arguments = (spot, strike, expiry, vol, rate, dividend_yield, signs(right), barrier)
    down, out = _read(kind)
    return elementwise(_kernel(down, out), arguments)[0]


def discretely_watched_barrier_option(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    barrier: ArrayLike,
    kind: Kind,
    dates: int,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
) -> Numbers:
    """Approximation for a barrier watched on ``dates`` equidistant dates, the last at expiry [BGK97].

    Its error falls faster than ``1/√dates``; it is poor where the spot is within a day's move of the barrier.
    """
    if dates < 1:
        raise InputError(f"dates is {dates}: give the number of times that the spot is looked at")
    arguments = (spot, strike, expiry, vol, rate, dividend_yield, signs(right), barrier)
    down, out = _read(kind)
    watched_always = _kernel(down, out)
    shift = -SHIFT if down else SHIFT

    def kernel(*columns: FloatArray) -> None:
        *terms, barriers, found = columns
        _, _, T, v, *_ = terms
        watched_always(*terms, barriers * np.exp(shift * v * np.sqrt(T / dates)), found)

    return elementwise(kernel, arguments)[0]


def _read(kind: Kind) -> tuple[bool, bool]:
    if kind not in get_args(Kind):
        raise InputError(f"kind is {kind!r}: choose one of {', '.join(get_args(Kind))}")
    return kind.startswith("down"), kind.endswith("out")


def _kernel(down: bool, out: bool) -> Callable[..., None]:  # noqa: FBT001
    def kernel(
        S: FloatArray,
        K: FloatArray,
        T: FloatArray,
        v: FloatArray,
        r: FloatArray,
        q: FloatArray,
        c: FloatArray,
        H: FloatArray,
        found: FloatArray,
    ) -> None:
        known = (S > 0) & (K > 0) & (H > 0) & (T >= 0) & (v >= 0)
        known &= np.isfinite(S + K + T + v + r + q + c + H)
        F = S * np.exp((r - q) * T)
        moves = v * np.sqrt(T) > LEAST_DEVIATION
        nearest = np.minimum(S, F) if down else np.maximum(S, F)
        reached = np.where(moves, S, nearest)
        touched = reached <= H if down else reached >= H
        vanilla = bsm(S, K, T, v, right=c, rate=r, dividend_yield=q)
        value = np.where(touched == out, 0.0, vanilla)
        open_ = known & moves & ~touched
        if open_.any():
            some = [a[open_] for a in (S, K, T, v, r, q, c, H)]
            value[open_] = _untouched(*some, η=1.0 if down else -1.0, out=out)
        found[0] = np.where(known, np.minimum(np.maximum(value, 0.0), vanilla), np.nan)

    return kernel


def _untouched(
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    φ: FloatArray,
    H: FloatArray,
    *,
    η: float,
    out: bool,
) -> FloatArray:
    from scipy.special import log_ndtr

    s = v * np.sqrt(T)
    μ = (r - q) / (v * v) - 0.5
    step = (1 + μ) * s
    reflected = np.log(H / S)

    def term(d: FloatArray, sign: FloatArray | float, mirror: float) -> FloatArray:
        # in logarithms: the power may overflow where its probability vanishes
        stock = mirror * 2 * (μ + 1) * reflected + log_ndtr(sign * d) - q * T
        cash = mirror * 2 * μ * reflected + log_ndtr(sign * (d - s)) - r * T
        return np.asarray(φ * (S * np.exp(stock) - K * np.exp(cash)))

    A = term(np.log(S / K) / s + step, φ, 0.0)
    B = term(-reflected / s + step, φ, 0.0)
    C = term((2 * reflected + np.log(S / K)) / s + step, η, 1.0)
    D = term(reflected / s + step, η, 1.0)
    above = K > H
    # a down call and an up put, and the other two, share a row each, with K and H exchanged
    plain = np.where(η > 0, above, ~above)
    knocked_out = np.where(
        φ == η, np.where(plain, A - C, B - D), np.where(plain, A - B + C - D, 0.0)
    )
    knocked_in = np.where(φ == η, np.where(plain, C, A - B + D), np.where(plain, B - C + D, A))
    return knocked_out if out else knocked_in
