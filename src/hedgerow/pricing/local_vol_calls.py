"""Every call under local volatility in one sweep: Dupire's forward equation.

With ``c = C/(D F)`` a call over its discounted forward and ``K = e^k`` its strike over the forward,

    ∂c/∂T = ½ σ²(k, T) K² c_KK          c(k, 0) = (1 − K)⁺

so that one sweep from now to the last expiry gives all strikes and all expiries [Dupire94]; rates and dividends are in
the forwards. Strikes are dense around the forward (``k = a sinh ξ``), steps grow with time and begin with four implicit
quarters [Rannacher84], then Crank–Nicolson. As in :mod:`~hedgerow.pricing.finite_differences`, two grids, one twice as fine, give the
value (extrapolated) and the estimate of its error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.local_vol import LocalVolGrid
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

REACH = 6.0
"""Deviations between the forward and the last node."""


@dataclass(frozen=True, slots=True, eq=False)
class LocalVolCalls:
    """Calls over their discounted forwards; all arrays of one shape."""

    log_moneyness: FloatArray
    """ln(K/F(T))."""
    expiry: FloatArray
    """Years."""
    value: FloatArray
    """C/(D F)."""
    error: FloatArray
    """Estimate of the absolute error of ``value``, usually several times too large."""

    @property
    def implied_vol(self) -> FloatArray:
        """Black's volatility, decimal; NaN where the value has none."""
        from hedgerow.pricing.implied_vol import implied_vol

        K = np.exp(self.log_moneyness)
        # out of the money the price keeps its digits
        put = np.maximum(self.value - (1 - K), 0.0)
        below = K < 1
        right = np.where(below, -1.0, 1.0)
        return np.asarray(
            implied_vol(np.where(below, put, self.value), 1.0, K, self.expiry, right=right)
        )


def local_vol_calls(
    local_vol: LocalVolGrid,
    log_moneyness: ArrayLike,
    expiry: ArrayLike,
    *,
    nodes: int = 200,
    steps: int = 100,
) -> LocalVolCalls:
    """Calls at ``k = ln(K/F(T))`` and ``T`` (years), broadcast; the coarser grid has about ``nodes`` and ``steps``.

    NaN where ``k`` or ``T`` is no number or ``T`` is not positive.

    >>> flat = LocalVolGrid(np.array([1.0]), np.array([-1.0, 1.0]), np.full((1, 2), 0.2))
    >>> calls = local_vol_calls(flat, [-0.2, 0.0, 0.2], 1.0)
    >>> calls.implied_vol.round(4)
    array([0.2, 0.2, 0.2])
    """
    for name, given in (("nodes", nodes), ("steps", steps)):
        if given < 8:
            raise InputError(f"{name} is {given}: give 8 or more")
    k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
    known = np.isfinite(k) & np.isfinite(T) & (T > 0)
    value, error = np.full(k.shape, np.nan), np.full(k.shape, np.nan)
    if known.any():
        coarse = _sweep(local_vol, k[known], T[known], nodes, steps, 1)
        fine = _sweep(local_vol, k[known], T[known], nodes, steps, 2)
        value[known] = np.maximum(fine + (fine - coarse) / 3, 0.0)
        error[known] = np.abs(fine - coarse) / 3
    # what was read off is the time value
    return LocalVolCalls(k, T, value + np.maximum(-np.expm1(k), 0.0), error)


def _sweep(
    local_vol: LocalVolGrid, k: FloatArray, T: FloatArray, nodes: int, steps: int, times: int
) -> FloatArray:
    """Calls less what they pay at the forward, on the grid ``times`` as fine."""
    from hedgerow.pricing.kernels import local_vol as kernel

    expiries = np.unique(T)
    x = _nodes(local_vol, expiries, nodes, times)
    s = np.exp(x)
    pays = np.maximum(1 - s, 0.0)
    c = pays.copy()
    ζ = local_vol.scaled_moneyness
    found = np.empty(k.shape)
    moments = _moments(local_vol, expiries)
    now = 0.0
    for then in moments:
        ends = _times(now, then, moments[-1], steps, times)
        lengths, middles = np.diff(ends), (ends[1:] + ends[:-1]) / 2
        weights = np.full(lengths.size, 0.5)
        if now == 0:
            weights[:4] = 1.0
        kernel.march(
            s, c, lengths, weights, np.tile([c[0], 0.0], (lengths.size, 1)),
            np.zeros(lengths.size), np.zeros(lengths.size), np.sqrt(middles),
            local_vol.variance_rows(middles), ζ[0], 1 / (ζ[1] - ζ[0]),
        )  # fmt: skip
        here = then == T
        if here.any():
            found[here] = between_nodes(x, c - pays, k[here])
        now = then
    return found


def _moments(local_vol: LocalVolGrid, expiries: FloatArray) -> FloatArray:
    """Expiries asked for, and where local volatility jumps: on those a step must end."""
    T = local_vol.expiries
    jumps = T[1:][np.diff(T) == 0]
    return np.union1d(expiries, jumps[jumps < expiries[-1]])


def _times(now: float, then: float, last: float, steps: int, times: int) -> FloatArray:
    """Ends of the steps from ``now`` to ``then``: equal in √t; the first is cut into quarters."""
    share = (math.sqrt(then) - math.sqrt(now)) / math.sqrt(last)
    count = max(math.ceil(steps * share), 4 if now else 12) * times
    ends = np.linspace(math.sqrt(now), math.sqrt(then), count + 1) ** 2
    ends[0], ends[-1] = now, then
    if now == 0:
        ends = np.concatenate((ends[1] * np.arange(4) / 4, ends[1:]))
    return ends


def _nodes(local_vol: LocalVolGrid, expiries: FloatArray, nodes: int, times: int) -> FloatArray:
    """``k`` of the nodes, 0 among them."""
    low, high = local_vol.reach(REACH, expiries[-1])
    at_money = float(local_vol.vol(0.0, expiries[0] / 2))
    a = at_money * math.sqrt(expiries[0])
    ξ = np.arcsinh(np.array([low, high]) / a)
    per = nodes / (ξ[1] - ξ[0])
    below, above = (max(round(abs(end) * per), 4) * times for end in ξ)
    ends = np.concatenate((np.linspace(ξ[0], 0, below + 1)[:-1], np.linspace(0, ξ[1], above + 1)))
    return np.asarray(a * np.sinh(ends))


def between_nodes(x: FloatArray, y: FloatArray, at: FloatArray) -> FloatArray:
    """Cubic through the four nodes around each of ``at``; on one side of 0, where ``y`` has a kink. 0 beyond the grid."""
    middle = int(np.searchsorted(x, 0.0))
    j = np.clip(np.searchsorted(x, at), 2, x.size - 2)
    j = np.where(at <= 0, np.minimum(j, middle - 1), np.maximum(j, middle + 2))
    total = np.zeros(at.shape)
    around = [x[j + i] for i in range(-2, 2)]
    for i in range(4):
        others = [around[m] for m in range(4) if m != i]
        share = np.prod([(at - o) / (around[i] - o) for o in others], axis=0)
        total += share * y[j + i - 2]
    return np.where((at < x[0]) | (at > x[-1]), 0.0, total)
