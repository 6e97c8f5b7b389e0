"""Where the knots of a smile lie, and its spline before arbitrage is asked about.

Knots are dense at the money and wide in the wings, with a few quotes between any two and some beyond the last quote,
where a wing finds its slope. A quote's error is its half-width, in total variance.
"""

from __future__ import annotations

import numpy as np

from hedgerow.typing import FloatArray, IntArray
from hedgerow.volatility.surface.kernels.cubic import (
    BAND,
    add_square,
    basis,
    compiled,
    dot,
    solve,
)

MOST_KNOTS = 96
NEAR, WIDER = 0.28, 0.45
"""Knots lie ``0.28 (1 + 0.45 |z|)`` apart: dense at the money, wider in the wings."""
PER_INTERVAL = 3
"""Quotes between two knots, at least."""
REACH = 0.20
"""A quote speaks for ``z`` within this times ``1 + 0.45 |z|``."""
FURTHER = (0.7, 2.0, 4.5)
"""Where knots lie beyond the last quote, in units of 0.3 |z| (at least 0.8): there the wing finds its slope."""
FEWEST = 5
SLOPE_WEIGHT = 1.0
LONE = 0.7
"""A quote is trusted no more than this times the tighter of its neighbours: one tight print among wide ones."""


@compiled
def knots_of(z: FloatArray, t: FloatArray) -> int:
    """Knots for quotes at ``z`` (ascending), into ``t``; their number."""
    low, high = 0.0, 0.0
    left = np.empty(MOST_KNOTS)
    m = 0
    while low > z[0] and m < MOST_KNOTS // 2 - 8:
        low -= NEAR * (1 + WIDER * abs(low))
        left[m] = low
        m += 1
    every = np.empty(MOST_KNOTS)
    e = 0
    for i in range(m - 1, -1, -1):
        every[e] = left[i]
        e += 1
    every[e] = 0.0
    e += 1
    while high < z[-1] and e < MOST_KNOTS - 8:
        high += NEAR * (1 + WIDER * abs(high))
        every[e] = high
        e += 1
    if e < 2:
        every[e] = NEAR
        e += 1
    n = 3
    t[n] = every[0]
    n += 1
    since = 0
    p = 0
    while p < z.size and z[p] < every[0]:
        p += 1
    for i in range(1, e - 1):
        while p < z.size and z[p] < every[i]:
            p += 1
            since += 1
        if since >= PER_INTERVAL:
            t[n] = every[i]
            n += 1
            since = 0
    rest = since + z.size - p
    if n > 4 and rest < PER_INTERVAL:
        n -= 1
    t[n] = every[e - 1]
    n += 1
    left_unit, right_unit = max(0.8, 0.3 * abs(t[3])), max(0.8, 0.3 * abs(t[n - 1]))
    for j in range(3):
        t[2 - j] = t[3] - left_unit * FURTHER[j]
    last = t[n - 1]
    for j in range(3):
        t[n] = last + right_unit * FURTHER[j]
        n += 1
    return n


@compiled
def distance_to_quote(z: float, quotes: FloatArray) -> float:
    """From ``z`` to the nearest quote."""
    i = min(max(int(np.searchsorted(quotes, z)), 1), quotes.size - 1)
    return min(abs(z - quotes[i - 1]), abs(quotes[i] - z))


@compiled
def interpolated(z: float, at: FloatArray, y: FloatArray) -> float:
    """Linear between the points, constant beyond."""
    if z <= at[0]:
        return y[0]
    if z >= at[-1]:
        return y[-1]
    i = np.searchsorted(at, z)
    share = (z - at[i - 1]) / (at[i] - at[i - 1])
    return y[i - 1] + share * (y[i] - y[i - 1])


@compiled
def trusted(half_width: FloatArray) -> None:
    """Widen lone tight half-widths, in place."""
    n = half_width.size
    before = half_width[1]
    for i in range(n):
        own = half_width[i]
        after = half_width[i + 1] if i + 1 < n else before
        half_width[i] = max(own, LONE * min(before, after))
        before = own


@compiled
def smoothness(t: FloatArray, n: int, z: FloatArray, weight: float, H: FloatArray) -> None:
    """``λ ∫ v''²`` by two Gauss points an interval, a tenth of it beyond the quotes; and the pull on end slopes."""
    row = np.empty((3, BAND))
    for i in range(n - 1):
        width = t[i + 1] - t[i]
        for share in (0.21132486540518713, 0.7886751345948129):
            at = t[i] + share * width
            inside = z[0] <= at <= z[-1]
            first = basis(t, n, at, row)
            add_square(H, n, first, row[2], weight * width / 2 * (1.0 if inside else 0.1))
    for at in (t[0], t[n - 1]):
        first = basis(t, n, at, row)
        add_square(H, n, first, row[1], SLOPE_WEIGHT)


@compiled
def least_squares(
    n: int,
    y: FloatArray,
    half_width: FloatArray,
    first: IntArray,
    rows: FloatArray,
    smooth: FloatArray,
    H: FloatArray,
    b: FloatArray,
    u: FloatArray,
) -> None:
    """Coefficients without constraints, quotes beyond their half-width weighing less [Huber64]; ``H u = b`` remains."""
    # loops instead of slices: they compile in a fifth of the time
    L, omega = np.empty((n, BAND)), np.empty(y.size)
    for p in range(y.size):
        omega[p] = 1 / half_width[p] ** 2
    for again in range(4):
        for i in range(n):
            b[i] = 0.0
            for j in range(BAND):
                H[i, j] = smooth[i, j]
        for p in range(y.size):
            add_square(H, n, first[p], rows[p, 0], omega[p])
            for r in range(min(BAND, n - first[p])):
                b[first[p] + r] += omega[p] * y[p] * rows[p, 0, r]
        for i in range(n):
            H[i, 0] += 1e-9
        solve(H, n, b, L, u)
        if again < 3:
            for p in range(y.size):
                miss = abs(dot(rows[p], 0, first[p], u, n) - y[p]) / half_width[p]
                omega[p] = min(1.0, 1 / max(miss, 1e-12)) / half_width[p] ** 2
