"""Steps back in time on a grid of spots: one tridiagonal system each.

``∂V/∂τ = LV = ½σ²S² V_SS + (r − q) S V_S − r V`` with three-point differences on any grid, which are exact for
what is linear in the spot; at both ends V_SS = 0. A step of length ``k`` solves

    (1 − θkL) V(τ + k) = (1 + (1 − θ)kL) V(τ)

by elimination from the last node and substitution from the first, never letting the value below ``floor``:
that is exact for the discrete problem where exercise pays at the first nodes only [BS77]. So the
grid falls for calls and rises for puts.
"""

from __future__ import annotations

import math

import numpy as np

from hedgerow.pricing.kernels.european import exact
from hedgerow.typing import FloatArray


@exact
def operator(
    s: FloatArray, vol: float, rate: float, dividend_yield: float, dead: int, out: FloatArray
) -> None:
    """Rows of L below, on and above the diagonal; nodes ``dead`` (0 none, 1 first, 2 last) keep their value."""
    n = s.size
    drift = rate - dividend_yield
    for i in range(n):
        if i in (0, n - 1):
            j = 1 if i == 0 else n - 2
            slope = drift * s[i] / (s[j] - s[i])
            out[0, i] = slope if i > 0 else 0.0
            out[2, i] = slope if i == 0 else 0.0
            out[1, i] = -slope - rate
            continue
        low, high = s[i] - s[i - 1], s[i + 1] - s[i]
        spread = vol * vol * s[i] * s[i]
        out[0, i] = (spread - drift * s[i] * high) / (low * (low + high))
        out[2, i] = (spread + drift * s[i] * low) / (high * (low + high))
        out[1, i] = -out[0, i] - out[2, i] - rate
    if dead == 1:
        out[:, 0] = 0.0
    if dead == 2:
        out[:, n - 1] = 0.0


@exact
def roll_back(
    L: FloatArray, v: FloatArray, floor: FloatArray, lengths: FloatArray, weights: FloatArray
) -> None:
    """Take ``v`` back by steps of these ``lengths`` (years) with these implicit ``weights`` θ, in place."""
    n = v.size
    pivot, left, factor, d = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    factored = math.nan
    for step in range(lengths.size):
        implicit = weights[step] * lengths[step]
        explicit = lengths[step] - implicit
        if implicit != factored:
            _factor(L, implicit, pivot, left, factor)
            factored = implicit
        last = n - 1
        d[last] = v[last] + explicit * (L[0, last] * v[last - 1] + L[1, last] * v[last])
        for i in range(n - 2, 0, -1):
            moved = L[0, i] * v[i - 1] + L[1, i] * v[i] + L[2, i] * v[i + 1]
            d[i] = v[i] + explicit * moved - factor[i] * d[i + 1]
        d[0] = v[0] + explicit * (L[1, 0] * v[0] + L[2, 0] * v[1]) - factor[0] * d[1]
        v[0] = max(d[0] * pivot[0], floor[0])
        for i in range(1, n):
            v[i] = max(d[i] * pivot[i] - left[i] * v[i - 1], floor[i])


@exact
def _factor(
    L: FloatArray, implicit: float, pivot: FloatArray, left: FloatArray, factor: FloatArray
) -> None:
    n = pivot.size
    pivot[n - 1] = 1.0 / (1.0 - implicit * L[1, n - 1])
    for i in range(n - 2, -1, -1):
        factor[i] = -implicit * L[2, i] * pivot[i + 1]
        pivot[i] = 1.0 / (1.0 - implicit * L[1, i] + factor[i] * implicit * L[0, i + 1])
    for i in range(n):
        left[i] = -implicit * L[0, i] * pivot[i]


@exact
def fall(s: FloatArray, v: FloatArray, kept: float, cash: float) -> FloatArray:
    """``v`` at ``max(kept S − cash, 0)``: what the option is worth before a dividend.

    Cubic between nodes, held between its neighbours, so that nothing overshoots at a kink.
    """
    n = s.size
    found = np.empty(n)
    rising = s[n - 1] > s[0]
    j = 1
    for i in range(n):
        at = max(kept * s[i] - cash, 0.0)
        if rising:
            while j < n - 1 and s[j] < at:
                j += 1
        else:
            while j < n - 1 and s[j] > at:
                j += 1
        found[i] = between(s, v, j, at)
    return found


@exact
def between(s: FloatArray, v: FloatArray, j: int, at: float) -> float:
    """Value at ``at``, between nodes ``j − 1`` and ``j``; beyond the grid on the last straight line."""
    n = s.size
    share = (at - s[j - 1]) / (s[j] - s[j - 1])
    straight = v[j - 1] + share * (v[j] - v[j - 1])
    if not 0.0 < share < 1.0 or j < 2 or j > n - 2:
        return straight
    x0, x1, x2, x3 = s[j - 2], s[j - 1], s[j], s[j + 1]
    a0, a1, a2, a3 = at - x0, at - x1, at - x2, at - x3
    cubic = (
        v[j - 2] * a1 * a2 * a3 / ((x0 - x1) * (x0 - x2) * (x0 - x3))
        + v[j - 1] * a0 * a2 * a3 / ((x1 - x0) * (x1 - x2) * (x1 - x3))
        + v[j] * a0 * a1 * a3 / ((x2 - x0) * (x2 - x1) * (x2 - x3))
        + v[j + 1] * a0 * a1 * a2 / ((x3 - x0) * (x3 - x1) * (x3 - x2))
    )
    return min(max(cubic, min(v[j - 1], v[j])), max(v[j - 1], v[j]))
