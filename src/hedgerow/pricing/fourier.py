"""European prices from a characteristic function.

With ``φ(u) = E[exp(iu ln(S_T/F))]``, ``x = ln(F/K)`` and Black's price at the same expected total
variance ``w`` as a control variate, Lewis's single integral [Lewis01] reads, for calls
and puts alike,

    V = V_Black(w) + √(FK)/π ∫₀^∞ Re{ e^{iux} [φ_Black(u − i/2) − φ(u − i/2)] } / (u² + ¼) du
    φ_Black(u − i/2) = exp(−w (u² + ¼)/2)

The difference vanishes at both poles ``u = ±i/2`` (each φ is a density and a martingale), so that the
integrand is analytic as far as the moments of ``S_T`` exist, and the trapezoidal rule converges
exponentially. Its error is explicit [TW14]: spacing ``h`` adds the integral's own values at
``x ± 2πk/h``. Those are time values far in the wings, bounded by any moment of order ``p > 1`` (calls)
or ``p < 0`` (puts), for time value/√(FK) ≤ E[(S_T/F)^p] exp(−|p − ½| |x|). So ``h`` is chosen from the moments,
the last node from ``|φ|``: both errors are below 1e-15 of √(FK) with nothing to tune.

Strikes of one expiry share the characteristic function, and ``e^{iunhx}`` costs two exponentials per
√n nodes: ``n = jB + m`` turns the sum into a matrix product.

Source: [Lewis01], [TW14] for the rule, [AP07] for moments that explode.
"""

from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hedgerow.pricing.black import black
from hedgerow.pricing.elementwise import Numbers, RightLike, elementwise, signs
from hedgerow.pricing.implied_vol import implied_vol
from hedgerow.typing import BoolArray, FloatArray

ComplexArray: TypeAlias = NDArray[np.complex128]

ERROR = 1e-15
"""Bound on truncation and on discretisation, each, as a share of √(FK)."""

BLOCK = 256
"""Rows of nodes summed at once: this bounds the memory."""

SINGLE_THREADED = 50_000
"""Multiplications below which OpenBLAS starts no threads: on a busy machine they made the sum 20 times slower."""

LONGEST = 2**24
"""Nodes above which no price is given, for that takes seconds: a law with hardly any density, such as pure jumps."""

RESOLVED = 1e-12
"""Time value over √(FK) below which rounding leaves too few digits to imply a volatility."""


class CharacteristicModel(Protocol):
    """What a model of the forward must know to be priced here; ``expiry`` is one number, in years."""

    def characteristic(self, u: ComplexArray, expiry: float) -> ComplexArray:
        """E[exp(iu ln(S_T/F))] at complex ``u``."""
        ...

    def moment(self, order: FloatArray, expiry: float) -> FloatArray:
        """E[(S_T/F)^order] at real orders; infinite where it does not exist."""
        ...

    def total_variance(self, expiry: float) -> float:
        """Expected quadratic variation of ln S up to ``expiry``, dimensionless."""
        ...


def fourier_price(
    model: CharacteristicModel,
    forward: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    *,
    right: RightLike,
    discount: ArrayLike = 1.0,
) -> Numbers:
    """Value of a European option under ``model``, in the unit of ``forward``.

    Absolute error about 1e-15 √(FK), plus rounding. Arguments broadcast; strikes that share an expiry
    share its characteristic function. NaN where forward or strike is not positive, expiry is
    negative, an argument is NaN, or the law has so little density that 2²⁴ nodes do not do; at expiry 0
    the discounted intrinsic value.
    """

    def kernel(
        F: FloatArray,
        K: FloatArray,
        T: FloatArray,
        sign: FloatArray,
        D: FloatArray,
        out: FloatArray,
    ) -> None:
        valid = (F > 0) & (K > 0) & (T >= 0) & np.isfinite(F + K + T + sign + D)
        value = np.full(F.shape, np.nan)
        for at in _equal(T, valid):
            value[at] = D[at] * _one_expiry(model, F[at], K[at], float(T[at[0]]), sign[at])
        out[0] = value

    return elementwise(kernel, (forward, strike, expiry, signs(right), discount))[0]


def fourier_implied_vol(
    model: CharacteristicModel, forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike
) -> Numbers:
    """Black volatility of the model's price, from the option out of the money.

    NaN where :func:`fourier_price` is, at expiry 0, and in wings whose time value is below 1e-12 of
    √(FK): no digits are left there (just above, the volatility has about four).
    """

    def kernel(F: FloatArray, K: FloatArray, T: FloatArray, out: FloatArray) -> None:
        right = np.where(K >= F, 1.0, -1.0)
        value = fourier_price(model, F, K, T, right=right)
        digits = value > RESOLVED * np.sqrt(F) * np.sqrt(K)
        out[0] = implied_vol(np.where(digits, value, np.nan), F, K, T, right=right)

    return elementwise(kernel, (forward, strike, expiry))[0]


def _equal(T: FloatArray, among: BoolArray) -> list[NDArray[np.intp]]:
    """Positions of equal expiries, group by group."""
    at = among.nonzero()[0]
    if at.size == 0:
        return []
    order = at[np.argsort(T[at], kind="stable")]
    return np.split(order, np.flatnonzero(np.diff(T[order])) + 1)


def _one_expiry(
    model: CharacteristicModel, F: FloatArray, K: FloatArray, T: float, sign: FloatArray
) -> FloatArray:
    """Undiscounted values, within the bounds that no-arbitrage sets."""
    intrinsic = np.maximum(sign * (F - K), 0.0)
    w = model.total_variance(T)
    if T == 0 or w == 0:
        return intrinsic
    control = black(F, K, 1.0, np.sqrt(w), right=sign)
    value = control + np.sqrt(F) * np.sqrt(K) * lewis_difference(model, np.log(F / K), T)
    return np.asarray(np.clip(value, intrinsic, np.where(sign > 0, F, K)))


def lewis_difference(model: CharacteristicModel, x: FloatArray, expiry: float) -> FloatArray:
    """(V − V_Black)/√(FK) at ``x = ln(F/K)``, shape (strikes,); NaN where it takes too many nodes."""
    w = model.total_variance(expiry)
    reach = _reach(model, expiry, w)
    found = np.zeros(x.shape)
    near = np.abs(x) < reach
    if near.any():
        h = 2 * np.pi / (np.max(np.abs(x[near])) + reach)
        found[near] = _trapezoid(model, x[near], expiry, w, h)
    return found


def _trapezoid(
    model: CharacteristicModel, x: FloatArray, expiry: float, w: float, h: float
) -> FloatArray:
    """h/π Σ_n f_n e^{iunhx}; with n = j·block + m,  Σ_j e^{ij·block·hx} Σ_m f_{jm} e^{imhx}."""
    count = _last_node(model, expiry, w) / h
    if not count < LONGEST:
        return np.full(x.shape, np.nan)
    block = int(np.sqrt(count)) + 2
    total = np.zeros(x.shape)
    for first in range(0, block, BLOCK):
        rows = np.arange(first, min(first + BLOCK, block))
        u = h * (block * rows[:, None] + np.arange(block))
        control = np.exp(-w * (u * u + 0.25) / 2)
        f = (control - model.characteristic(np.asarray(u - 0.5j, complex), expiry)) / (u * u + 0.25)
        f[0, 0] *= 0.5 if first == 0 else 1.0
        several = max(SINGLE_THREADED // f.size, 1)
        for start in range(0, x.size, several):
            some = slice(start, start + several)
            inner = f @ _powers(h * x[some], block)
            turn = np.exp(1j * h * block * first * x[some])
            outer = turn * _powers(h * block * x[some], rows.size)
            total[some] += np.sum((outer * inner).real, axis=0)
    return np.asarray(h / np.pi * total)


def _powers(angle: FloatArray, count: int) -> ComplexArray:
    """e^{im·angle} for m < count, shape (count, angles): one exponential each, then products."""
    powers = np.tile(np.exp(1j * angle), (count, 1))
    powers[0] = 1.0
    return np.asarray(np.multiply.accumulate(powers, axis=0))


def _reach(model: CharacteristicModel, expiry: float, w: float) -> float:
    """Log-moneyness beyond which time value is below ``ERROR`` √(FK), under model and control.

    ``min over p of ln(E[(S_T/F)^p]/ERROR) / |p − ½|``, on the worse side.
    """
    s = np.geomspace(0.5, 30.0 / min(np.sqrt(w), 1.0), 20)
    p = np.concatenate((0.5 + s, 0.5 - s))
    log_moment = np.maximum(np.log(model.moment(p, expiry)), w * p * (p - 1) / 2)
    log_moment[[0, s.size]] = 0.0  # E[S_T/F] and E[1]
    bounds = (log_moment - np.log(ERROR)).reshape(2, -1) / s
    return float(np.max(np.nanmin(bounds, axis=1)))


def _last_node(model: CharacteristicModel, expiry: float, w: float) -> float:
    """``u`` beyond which the integral is below ``ERROR``: ∫_u^∞ |φ|/v² dv ≤ |φ(u)|/u.

    Looks from infinity, for |φ| may rise again (jumps of one size); a narrow peak can still be missed.
    """
    u = np.geomspace(4.0, 1e8, 120) / np.sqrt(w)
    largest = np.maximum(
        np.exp(-w * u * u / 2), np.abs(model.characteristic(np.asarray(u - 0.5j, complex), expiry))
    )
    matters = np.flatnonzero(largest / u >= ERROR)
    if matters.size == 0:
        return float(u[0])
    return float(u[matters[-1] + 1]) if matters[-1] + 1 < u.size else np.inf
