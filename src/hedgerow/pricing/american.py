"""American options with a continuous dividend yield: Andersen, Lake and Offengenden (2016).

The value is the European one plus what early exercise earns, once the boundary between holding and exercising
is known; the boundary solves a fixed-point equation that a few Chebyshev nodes and quadrature points take to many
digits. A call is the put with spot and strike, rate and yield exchanged.

Who is exercised early, for the put (for the call read ``r`` and ``q`` exchanged):

    r > 0, or r = 0 > q     below one boundary: solved here
    r ≤ 0 and q ≥ r         never: the European value
    q < r < 0               between two boundaries: on a lattice, to about 1e−5 of the strike

At zero volatility the spot follows its forward and exercise comes at the best moment of that one path.

Arguments broadcast and come back as :mod:`~hedgerow.pricing.elementwise` says. NaN: a negative spot, strike, expiry
or volatility, anything infinite. Discrete dividends: :mod:`~hedgerow.pricing.american_dividends`.

Source: [ALO16]; the regimes, [AL21].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.elementwise import BLOCK, Numbers, RightLike, elementwise, signs
from hedgerow.typing import BoolArray, FloatArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.pricing.kernels.american import Scheme

Accuracy: TypeAlias = Literal["fast", "accurate", "high"]
"""Root mean square error on 8,192 random options on a spot of 100 (a week to three years, 8 to 80 % volatility, rates and
yields to 10 %): about 8e−5, 3e−6 and 3e−7; ten to a hundred times that where rates times years exceed one.
"""

SCHEMES: dict[Accuracy, tuple[int, int, int, int]] = {
    "fast": (5, 6, 4, 16),
    "accurate": (8, 8, 6, 40),
    "high": (12, 16, 12, 64),
}
"""Chebyshev nodes, points of each integral, sweeps of system A, points of the price."""

STEADY_SCHEMES: dict[Accuracy, tuple[int, int, int, int]] = {
    "fast": (6, 6, 8, 16),
    "accurate": (10, 12, 14, 40),
    "high": (16, 24, 48, 64),
}
"""The same for system B, which takes over where A would swing:"""

SWINGING = 1.5
"""above this ``(r − q)/σ²``,"""

LONG = 1.0, -3.0
"""above and below these ``(r − q)T``,"""

UNSETTLED: dict[Accuracy, float] = {"fast": 5e-2, "accurate": 1e-2, "high": 1e-4}
"""and where A's last sweep still moved the logarithm of the boundary by more than this."""

LOST = 1e-2
"""A boundary that B still moves by more is given to the tree."""

LEAST_DEVIATION = 1e-9
"""Below this ``σ√T`` the spot follows its forward."""


@dataclass(frozen=True, slots=True)
class AmericanValue:
    """Value with its slope and bend in spot, each in the shape of the arguments."""

    price: Numbers
    delta: Numbers
    """Spot delta; ±1 where exercise is due."""
    gamma: Numbers
    """0 where exercise is due."""
    critical_spot: Numbers
    """Where exercise begins to pay today; NaN where it never does."""


@dataclass(frozen=True, slots=True)
class AmericanGreeks:
    """Value and slopes, each in the shape of the arguments."""

    price: Numbers
    delta: Numbers
    """Spot delta; ±1 where exercise is due."""
    gamma: Numbers
    """0 where exercise is due."""
    vega: Numbers
    """Per 1.00 of volatility."""
    theta: Numbers
    """Per year, with the clock."""
    rho: Numbers
    """Per 1.00 of rate."""
    dividend_rho: Numbers
    """Per 1.00 of dividend yield."""
    critical_spot: Numbers
    """Where exercise begins to pay today; NaN where it never does."""


def american(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
    accuracy: Accuracy = "accurate",
    threads: int = 1,
) -> Numbers:
    """Value of an American option, in the unit of ``spot``.

    >>> premium = american(100, 100, 1, 0.25, right="put", rate=0.05, dividend_yield=0.05)
    >>> round(float(premium) - 9.4624926, 5)  # [ALO16, table 2]: 0.106952702747 above the European
    0.10695
    """
    return american_value(
        spot,
        strike,
        expiry,
        vol,
        right=right,
        rate=rate,
        dividend_yield=dividend_yield,
        accuracy=accuracy,
        threads=threads,
    ).price


def american_value(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
    accuracy: Accuracy = "accurate",
    threads: int = 1,
) -> AmericanValue:
    """Value, delta, gamma and critical spot: all that one boundary gives.

    >>> found = american_value(100, 120, 1, 0.2, right="put", rate=0.1)
    >>> float(found.price), float(found.delta), float(found.gamma)  # exercise is due
    (20.0, -1.0, 0.0)
    """
    arguments = (spot, strike, expiry, vol, rate, dividend_yield, signs(right))
    kernel = partial(fill, accuracy)
    return AmericanValue(*elementwise(kernel, arguments, outputs=4, threads=threads, share=BLOCK))


def american_greeks(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
    accuracy: Accuracy = "accurate",
    threads: int = 1,
) -> AmericanGreeks:
    """Value and Greeks: delta and gamma from the boundary found, theta by the pricing equation.

    Within a tenth of a per cent of the critical spot gamma is good to a few per cent of itself (``"high"``: to one) and
    theta to that share of ``½ σ² S² Γ``. Vega and both rhos are central differences of the value, good to about
    1e−3 of themselves; they make this seven times the work of :func:`american_value`.

    >>> round(float(american_greeks(100, 105, 0.5, 0.2, right="put", rate=0.05).vega), 1)
    26.4
    """
    arguments = (spot, strike, expiry, vol, rate, dividend_yield, signs(right))
    kernel = partial(_fill_greeks, accuracy)
    return AmericanGreeks(*elementwise(kernel, arguments, outputs=8, threads=threads, share=BLOCK))


def fill(
    accuracy: Accuracy,
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
    out: FloatArray,
    *,
    steady: BoolArray | None = None,
) -> None:
    """Fill price, delta, gamma and critical spot of a block, each regime by what suits it.

    ``steady`` says which are solved by system B, where a caller wants the same for neighbours.
    """
    from hedgerow.pricing.kernels import european

    is_put = c < 0
    # [MS98]: a call is the put with spot and strike, rate and yield exchanged
    s, k = np.where(is_put, S, K), np.where(is_put, K, S)
    rate, dividend = np.where(is_put, r, q), np.where(is_put, q, r)
    known = np.isfinite(S + K + T + v + r + q) & (np.abs(c) == 1)
    known &= (S >= 0) & (K >= 0) & (T >= 0) & (v >= 0)
    inside = known & (S > 0) & (K > 0) & (T > 0) & (v * np.sqrt(T) > LEAST_DEVIATION)
    never = inside & (rate <= 0) & (dividend >= rate)
    twice = inside & (rate < 0) & (dividend < rate)
    out[:] = np.nan
    puts = (s, k, T, v, rate, dividend)
    _fill_puts(accuracy, puts, inside & ~never & ~twice, out, steady)
    _on_tree(puts, twice, out)
    if never.any():
        found = np.empty((len(european.GREEKS), int(never.sum())))
        european.greeks(*(a[never] for a in (S, K, T, v, r, q, c)), found)
        out[:3, never] = found[:3]
    _mirror(S, K, inside & ~never & ~is_put, out)
    edge = known & ~inside
    if edge.any():
        out[:3, edge] = _on_one_path(*(a[edge] for a in (S, K, T, r, q, c)))


def _fill_puts(
    accuracy: Accuracy,
    puts: tuple[FloatArray, ...],
    chosen: BoolArray,
    out: FloatArray,
    steady: BoolArray | None,
) -> None:
    """System A where it settles, else B, else the tree; then no less than both certain values."""
    from hedgerow.pricing.kernels import american as kernel
    from hedgerow.pricing.kernels import european

    s, k, T, v, rate, dividend = puts
    swinging, settled = schemes(accuracy)
    if steady is None:
        steady = _swings(T, v, rate - dividend)
    moved = np.zeros_like(s)
    for system, scheme in ((chosen & ~steady, swinging), (chosen & steady, settled)):
        _solve(kernel.puts, scheme, puts, system, out, moved)
    again = chosen & ~steady & ~(moved <= UNSETTLED[accuracy])
    _solve(kernel.puts, settled, puts, again, out, moved)
    _on_tree(puts, chosen & (steady | again) & ~(moved <= LOST), out)
    if chosen.any():
        floor = np.empty((1, int(chosen.sum())))
        european.value(*(a[chosen] for a in puts), np.full(floor.size, -1.0), floor)
        out[0, chosen] = np.clip(out[0, chosen], floor[0], k[chosen])
        out[1, chosen] = np.clip(out[1, chosen], -1.0, 0.0)
        out[2, chosen] = np.maximum(out[2, chosen], 0.0)


def _swings(T: FloatArray, v: FloatArray, drift: FloatArray) -> BoolArray:
    """Where system A would not settle; ``drift`` is that of the put."""
    return (drift > SWINGING * v * v) | (drift * T > LONG[0]) | (drift * T < LONG[1])


def _solve(
    solver: Callable[..., None],
    scheme: Scheme,
    puts: tuple[FloatArray, ...],
    chosen: BoolArray,
    out: FloatArray,
    moved: FloatArray,
) -> None:
    from hedgerow.pricing.kernels.american import ROWS

    if chosen.any():
        found = np.empty((ROWS, int(chosen.sum())))
        solver(*(a[chosen] for a in puts), scheme, found)
        out[:, chosen] = found[:4]
        moved[chosen] = found[4]


def _on_tree(puts: tuple[FloatArray, ...], chosen: BoolArray, out: FloatArray) -> None:
    from hedgerow.pricing.kernels import lattice

    if chosen.any():
        found = np.empty((4, int(chosen.sum())))
        lattice.puts(*(a[chosen] for a in puts), found)
        out[:, chosen] = found


def _mirror(S: FloatArray, K: FloatArray, calls: BoolArray, out: FloatArray) -> None:
    """From the put on spot ``K`` with strike ``S`` to the call: its slopes in the strike, by homogeneity."""
    price, delta, gamma, critical = (row[calls] for row in out)
    s, k = K[calls], S[calls]
    out[1, calls] = (price - s * delta) / k
    out[2, calls] = gamma * (s / k) ** 2
    out[3, calls] = s * k / critical


def _on_one_path(
    S: FloatArray, K: FloatArray, T: FloatArray, r: FloatArray, q: FloatArray, c: FloatArray
) -> FloatArray:
    """Without volatility: the best of ``c (S e^{−qt} − K e^{−rt})⁺`` over ``0 ≤ t ≤ T``, and its slopes.

    An interior best moment has ``q S e^{−qt} = r K e^{−rt}``.
    """
    with np.errstate(all="ignore"):
        t = np.log(r * K / (q * S)) / (r - q)
    t = np.where((t > 0) & (t < T), t, 0.0)
    moments = np.stack([np.zeros_like(T), t, T])
    held = np.stack([S * np.exp(-q * t) for t in moments])
    values = c * (held - np.stack([K * np.exp(-r * t) for t in moments]))
    best = np.argmax(values, axis=0)
    at = np.take_along_axis(values, best[None], axis=0)[0]
    slope = c * np.exp(-q * np.take_along_axis(moments, best[None], axis=0)[0])
    delta = np.where(at > 0, slope, np.where(at == 0, 0.5 * slope, 0.0))
    return np.stack([np.maximum(at, 0.0), delta, np.where(at == 0, np.inf, 0.0)])


def _fill_greeks(
    accuracy: Accuracy,
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
    out: FloatArray,
) -> None:
    found = np.empty((4, S.size))
    # neighbours by one system: the two differ by as much as a small bump moves the value
    steady = _swings(T, v, np.where(c < 0, r - q, q - r))
    fill(accuracy, S, K, T, v, r, q, c, found, steady=steady)
    price, delta, gamma, critical = found
    out[0:3] = found[0:3]
    # the pricing equation holds while the option is held; exercised, it is money that does not move
    due = (price <= c * (S - K)) & (np.abs(delta) == 1)
    bend = np.where(v > 0, gamma, 0.0)
    out[4] = np.where(due, 0.0, r * price - (r - q) * S * delta - 0.5 * v * v * S * S * bend)
    bump = np.where(v > 0, 1e-3 * v, 1e-6)
    for row, (dv, dr, dq) in ((3, (bump, 0.0, 0.0)), (5, (0.0, 1e-4, 0.0)), (6, (0.0, 0.0, 1e-4))):
        up, down = np.empty((4, S.size)), np.empty((4, S.size))
        fill(accuracy, S, K, T, v + dv, r + dr, q + dq, c, up, steady=steady)
        fill(accuracy, S, K, T, np.maximum(v - dv, 0.0), r - dr, q - dq, c, down, steady=steady)
        width = v + dv - np.maximum(v - dv, 0.0) + 2.0 * (dr + dq)
        out[row] = (up[0] - down[0]) / width
    out[7] = critical


@lru_cache
def schemes(accuracy: Accuracy) -> tuple[Scheme, Scheme]:
    """Nodes and weights of systems A and B."""
    if accuracy not in SCHEMES:
        raise InputError(f"accuracy is {accuracy!r}: choose one of {', '.join(SCHEMES)}")
    return (
        _scheme(*SCHEMES[accuracy], system_a=True),
        _scheme(*STEADY_SCHEMES[accuracy], system_a=False),
    )


def _scheme(n: int, points: int, iterations: int, last: int, *, system_a: bool) -> Scheme:
    from hedgerow.pricing.kernels.american import Scheme

    nodes = 0.5 * (1.0 - np.cos(np.pi * np.arange(n + 1) / n))
    sine, cosine, weight = _quadrature(points)
    last_sine, last_cosine, last_weight = _quadrature(last, crowd=3)
    rows = np.stack([_barycentric(nodes, z * cosine) for z in nodes])
    last_rows = _barycentric(nodes, last_cosine)
    return Scheme(
        iterations, system_a, nodes, sine, weight, rows, last_sine, last_weight, last_rows
    )


def _quadrature(points: int, *, crowd: int = 1) -> tuple[FloatArray, FloatArray, FloatArray]:
    """``sin θ``, ``cos θ`` and weights for ``du = τ sin θ · (weight)`` over ``0 ≤ θ ≤ π/2``.

    ``θ = ½π tᶜ`` crowds the points at ``u = τ``, where gamma has a peak as narrow as the boundary is near.
    """
    y, w = np.polynomial.legendre.leggauss(points)
    t = 0.5 * (y + 1.0)
    theta = 0.5 * np.pi * t**crowd
    dtheta = 0.25 * np.pi * crowd * t ** (crowd - 1) * w
    return np.sin(theta), np.cos(theta), 2.0 * np.cos(theta) * dtheta


def _barycentric(nodes: FloatArray, at: FloatArray) -> FloatArray:
    """Rows that take values at Chebyshev nodes of the second kind to values ``at`` [BT04]."""
    weights = (-1.0) ** np.arange(nodes.size)
    weights[[0, -1]] *= 0.5
    gap = at[:, None] - nodes
    hit = np.abs(gap) < 1e-15
    shares = weights / np.where(hit, 1.0, gap)
    rows = shares / shares.sum(axis=1, keepdims=True)
    on_node = hit.any(axis=1)
    rows[on_node] = hit[on_node]
    return np.asarray(rows)
