"""Options on one spot by finite differences: early exercise, dividends on their dates, knock-out barriers.

Between dates the value solves Black and Scholes's equation in time to expiry ``τ``,

    ∂V/∂τ = ½σ²S² V_SS + (r − q) S V_S − r V,

and at a date it jumps: before a dividend it is ``V(S − dividend)``, at a monitoring date 0 beyond the barrier, and
it is never below what exercise pays. Grid: ``S = K + c sinh ξ`` from 0 (where nothing moves), dense
around the strike, or ``S = e^ξ`` where ``σ√T > 1``, with strike and barrier on nodes. Time: Crank–Nicolson, begun after every jump with four
implicit quarter steps [Rannacher84] and steps that grow from there, since the exercise boundary moves like √τ.

Every value is computed on two grids, one twice as fine in both directions. The error falls fourfold, so
``fine + (fine − coarse)/3`` is better than both, and its distance from ``fine`` is the error estimate returned
beside it: cautious, for what is left is of higher order. Below ``σ√T`` of about 1 % with dividends or a strong drift
the grid no longer resolves where the spot goes: there the error may reach 2e−4 of the strike, above its estimate.

Source: [TR00, ch. 3 and 5]; exercise by [BS77].
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import BoolArray, Exercise, FloatArray, Right

Side: TypeAlias = Literal["down", "up"]

REACH = 5.5
"""Standard deviations of ``ln S`` between the strike (or spot) and the last node."""

KINK = 0.2
"""Least error, in strikes over ``nodes²``, of each exercise boundary: its kink between nodes may hide on both grids
(measured). Every dividend starts a boundary of its own.
"""

WIDE = 1.0
"""``σ√T`` above which spots are equally spaced in their logarithm: most of them then end near 0."""

LEAST_DEVIATION = 1e-4
"""``σ√T`` below which no grid is dense enough."""


@dataclass(frozen=True, slots=True)
class Dividend:
    """What the spot loses at one moment: ``S → max(S (1 − proportion) − cash, 0)``."""

    time: float
    """Years from now to the ex-date."""
    cash: float = 0.0
    """In the unit of the spot, ≥ 0."""
    proportion: float = 0.0
    """Share of the spot, in [0, 1]."""

    def __post_init__(self) -> None:
        if not (self.time > 0 and math.isfinite(self.time)):
            raise InputError(
                f"dividend at {self.time} years: give a time after now; one that is past is in the spot"
            )
        if not (self.cash >= 0 and math.isfinite(self.cash)):
            raise InputError(f"dividend of {self.cash} at {self.time} years: give 0 or more")
        if not 0 <= self.proportion <= 1:
            raise InputError(
                f"dividend of {self.proportion} times the spot at {self.time} years: give a share in [0, 1]"
            )


@dataclass(frozen=True, slots=True)
class KnockOut:
    """A barrier at which the option ends worthless."""

    level: float
    side: Side
    """``down``: touched from above."""
    monitored: tuple[float, ...] | None = None
    """Years from now to each date on which the spot is looked at; None for always."""

    def __post_init__(self) -> None:
        if not (self.level > 0 and math.isfinite(self.level)):
            raise InputError(f"barrier at {self.level}: give a finite level above 0")
        if self.side not in {"down", "up"}:
            raise InputError(f"side of the barrier is {self.side!r}: give 'down' or 'up'")

    def is_beyond(self, spot: FloatArray) -> BoolArray:
        """Whether a spot ends the option."""
        return np.asarray(spot <= self.level if self.side == "down" else spot >= self.level)


@dataclass(frozen=True, slots=True)
class GridValue:
    """Value and slopes in the spot, with the error of the value."""

    value: float
    delta: float
    gamma: float
    error: float
    """Estimate of the absolute error of ``value``, usually several times too large."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What is to be valued, and by which parameters."""

    spot: float
    strike: float
    expiry: float
    vol: float
    right: Right
    rate: float
    dividend_yield: float = 0.0
    exercise: Exercise = "european"
    dividends: tuple[Dividend, ...] = ()
    knock_out: KnockOut | None = None
    sign: float = field(init=False)

    def __post_init__(self) -> None:
        if self.right not in {"call", "put"}:
            raise InputError(f"{self.right!r} is no right of an option: give 'call' or 'put'")
        if self.exercise not in {"european", "american"}:
            raise InputError(f"exercise is {self.exercise!r}: give 'european' or 'american'")
        object.__setattr__(self, "sign", 1.0 if self.right == "call" else -1.0)

    @property
    def deviation(self) -> float:
        """``σ√T``."""
        return self.vol * math.sqrt(self.expiry)


def finite_differences(
    spot: float,
    strike: float,
    expiry: float,
    vol: float,
    *,
    right: Right,
    rate: float,
    dividend_yield: float = 0.0,
    exercise: Exercise = "european",
    dividends: Sequence[Dividend] = (),
    knock_out: KnockOut | None = None,
    nodes: int = 100,
    steps: int = 40,
) -> GridValue:
    """Value of one option on two grids, the coarser with about ``nodes`` spots and ``steps`` times.

    Dividends at or after expiry do not matter. All NaN: an argument that is not finite, a spot, strike or expiry
    that is not positive, ``σ√T`` below 1e-4, and an American option whose exercise region may have two
    boundaries (put: ``q < r < 0``; call: ``r < q < 0``).

    >>> found = finite_differences(100, 100, 1, 0.25, right="put", rate=0.05, exercise="american")
    >>> round(found.value, 3), found.error < 1e-2
    (7.974, True)
    """
    for name, given in (("nodes", nodes), ("steps", steps)):
        if given < 8:
            raise InputError(f"{name} is {given}: give 8 or more")
    contract = Contract(
        float(spot), float(strike), float(expiry), float(vol), right, float(rate),
        float(dividend_yield), exercise, tuple(sorted(dividends, key=lambda d: d.time)), knock_out,
    )  # fmt: skip
    return on_two_grids(contract, nodes, steps)


def on_two_grids(contract: Contract, nodes: int, steps: int) -> GridValue:
    """Extrapolated from both grids; see the module."""
    if not _has_value(contract):
        return GridValue(math.nan, math.nan, math.nan, math.nan)
    barrier = contract.knock_out
    if (
        barrier is not None
        and barrier.monitored is None
        and barrier.is_beyond(np.array(contract.spot))
    ):
        return GridValue(0.0, 0.0, 0.0, 0.0)
    coarse = _on_grid(contract, nodes, steps, 1)
    fine = _on_grid(contract, nodes, steps, 2)
    value, delta, gamma = fine + (fine - coarse) / 3
    error = abs(fine[0] - coarse[0]) / 3
    least = 0.0
    if contract.exercise == "american":
        least = max(contract.sign * (contract.spot - contract.strike), 0.0)
        if abs(delta) < 1:  # what is exercised now is worth exactly that
            boundaries = max(len(contract.dividends), 1)
            error = max(error, KINK * boundaries * contract.strike / nodes**2)
            if value <= least:  # the boundary lies in the spot's own cell, about 1.4 K / nodes wide
                error = max(error, gamma * (contract.strike / nodes) ** 2 / 4)
    return GridValue(max(float(value), least), float(delta), float(gamma), float(error))


def _has_value(contract: Contract) -> bool:
    c = contract
    r, q = (c.rate, c.dividend_yield) if c.right == "put" else (c.dividend_yield, c.rate)
    two_boundaries = c.exercise == "american" and q < r < 0
    finite = math.isfinite(c.spot + c.strike + c.expiry + c.vol + c.rate + c.dividend_yield)
    positive = min(c.spot, c.strike, c.expiry, c.vol) > 0
    return finite and positive and c.deviation > LEAST_DEVIATION and not two_boundaries


def _on_grid(contract: Contract, nodes: int, steps: int, times: int) -> FloatArray:
    """Value, delta and gamma on the grid ``times`` as fine as the given one."""
    from hedgerow.pricing.kernels import finite_differences as kernel

    c, barrier = contract, contract.knock_out
    s, dead = _spots(c, nodes, times)
    payoff = np.maximum(c.sign * (s - c.strike), 0.0)
    floor = payoff if c.exercise == "american" else np.full(s.size, -np.inf)
    L = np.empty((3, s.size))
    kernel.operator(s, c.vol, c.rate, c.dividend_yield, dead, L)
    v = payoff.copy()
    if dead:
        v[0 if dead == 1 else -1] = 0.0
    moments = _moments(c)
    longest = c.expiry / steps
    fewest = 2 if barrier is None or barrier.monitored is None else 8
    for later, sooner in pairwise(moments):
        if barrier is not None and barrier.monitored is not None and later in barrier.monitored:
            gone = barrier.is_beyond(s)
            v = np.where(s == barrier.level, 0.5 * v, np.where(gone, 0.0, v))
        for dividend in c.dividends:
            if dividend.time == later and later < c.expiry:
                v = np.maximum(kernel.fall(s, v, 1 - dividend.proportion, dividend.cash), floor)
                if dead:
                    v[0 if dead == 1 else -1] = 0.0
        count = max(math.ceil((later - sooner) / longest - 1e-9), fewest) * times
        shares, weights = _steps(count)
        kernel.roll_back(L, v, floor, (later - sooner) * shares, weights)
    return cubic_at(s, v, c.spot)


def _moments(contract: Contract) -> list[float]:
    """Expiry, the dates of what happens before it, and now: backwards."""
    found = {d.time for d in contract.dividends}
    if contract.knock_out is not None and contract.knock_out.monitored is not None:
        found |= set(contract.knock_out.monitored)
    between = {t for t in found if 0 < t < contract.expiry}
    return sorted({0.0, contract.expiry} | between, reverse=True)


@lru_cache(maxsize=256)
def _steps(count: int) -> tuple[FloatArray, FloatArray]:
    """Shares of a period that grow linearly, the first as four implicit quarters; and weights θ."""
    regular = np.diff((np.arange(count + 1) / count) ** 2)
    shares = np.concatenate((np.full(4, regular[0] / 4), regular[1:]))
    return shares, np.concatenate((np.ones(4), np.full(count - 1, 0.5)))


def _spots(contract: Contract, nodes: int, times: int) -> tuple[FloatArray, int]:
    """Nodes, rising for a put and falling for a call, and which end of them is a barrier (0, 1, 2)."""
    c, barrier = contract, contract.knock_out
    drift = abs(c.rate - c.dividend_yield - 0.5 * c.vol**2) * c.expiry
    paid = sum(d.cash for d in c.dividends if d.time < c.expiry)
    reach = math.exp(min(REACH * c.deviation + drift, 50.0))
    top = (max(c.spot, c.strike) + paid) * reach
    is_wide = c.deviation > WIDE
    low = min(c.spot, c.strike) / reach if is_wide else 0.0
    pins = [c.strike]
    edge = None
    if barrier is not None:
        edge = barrier.level
        pins.append(edge)
        if barrier.monitored is None:
            low, top = (edge, top) if barrier.side == "down" else (low, edge)
    width = c.strike * c.deviation
    ends = [low, *sorted({p for p in pins if low < p < top}), top]

    def mapped(s: list[float]) -> FloatArray:
        return np.asarray(np.log(s) if is_wide else np.arcsinh((np.array(s) - c.strike) / width))

    xi = mapped(ends)
    per = nodes / (xi[-1] - xi[0])
    # on a node the value needs no interpolation, which the exercise boundary would spoil
    if np.abs(mapped([c.spot]) - xi).min() * per > 1 and low < c.spot < top:
        ends = sorted([*ends, c.spot])
        xi = mapped(ends)
    pieces = [
        np.linspace(a, b, max(round((b - a) * per), 1) * times + 1)[:-1] for a, b in pairwise(xi)
    ]
    at = np.concatenate((*pieces, xi[-1:]))
    s = np.exp(at) if is_wide else c.strike + width * np.sinh(at)
    for end in ends:
        s[np.argmin(np.abs(s - end))] = end
    dead = 0
    if barrier is not None and barrier.monitored is None:
        dead = 1 if barrier.side == "down" else 2
    if c.right == "call":
        return s[::-1].copy(), 3 - dead if dead else 0
    return s, dead


def cubic_at(s: FloatArray, v: FloatArray, spot: float) -> FloatArray:
    """Value, slope and bend at ``spot`` of the cubic through the four nodes around it."""
    if s[0] > s[-1]:
        s, v = s[::-1], v[::-1]
    j = min(max(int(np.searchsorted(s, spot)), 2), s.size - 2)
    x, y = s[j - 2 : j + 2] - spot, v[j - 2 : j + 2]
    scale = x[3] - x[0]
    a = np.linalg.solve(np.vander(x / scale, 4, increasing=True), y)
    return np.array([a[0], a[1] / scale, 2 * a[2] / scale**2])
