"""Natural cubic B-splines: rows of the basis, and the banded system that they lead to.

A spline on knots ``t₀ < … < t_{n−1}`` has n free coefficients: of the n + 2 B-splines of a clamped knot vector, the
first and the last follow from ``S'' = 0`` at the ends. Beyond them it is a straight line. A row holds the four basis
functions that are not zero at one point, as value, slope and curvature [deBoor01, ch. X].
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hedgerow.pricing.kernels import simd
from hedgerow.typing import FloatArray, IntArray

BAND = 4
"""Basis functions that are not zero at a point: entries of a row, and of the band from the diagonal on."""

compiled = njit(cache=True, nogil=True, fastmath=set(simd.FASTMATH), error_model="numpy")


@compiled
def interval(t: FloatArray, n: int, z: float) -> int:
    """``i`` with ``t_i ≤ z < t_{i+1}``, the first or last one outside."""
    low, high = 0, n - 1
    while high - low > 1:
        middle = (low + high) // 2
        if t[middle] <= z:
            low = middle
        else:
            high = middle
    return low


@compiled
def _clamped(t: FloatArray, n: int, z: float, i: int, row: FloatArray) -> None:
    """The four B-splines of the clamped knot vector on interval i: ``row[0]`` values, slopes, curvatures."""
    l1, r1 = z - t[i], t[i + 1] - z
    l2, r2 = z - t[max(i - 1, 0)], t[min(i + 2, n - 1)] - z
    l3, r3 = z - t[max(i - 2, 0)], t[min(i + 3, n - 1)] - z
    b0, b1 = r1 / (r1 + l1), l1 / (r1 + l1)
    e0, e1 = b0 / (r1 + l2), b1 / (r2 + l1)
    c0, c1, c2 = r1 * e0, l2 * e0 + r2 * e1, l1 * e1
    d0, d1, d2 = c0 / (r1 + l3), c1 / (r2 + l2), c2 / (r3 + l1)
    row[0, 0], row[0, 1], row[0, 2], row[0, 3] = (
        r1 * d0,
        l3 * d0 + r2 * d1,
        l2 * d1 + r3 * d2,
        l1 * d2,
    )
    row[1, 0], row[1, 1], row[1, 2], row[1, 3] = -3 * d0, 3 * (d0 - d1), 3 * (d1 - d2), 3 * d2
    f0, f1, f2 = -2 * e0 / (r1 + l3), 2 * (e0 - e1) / (r2 + l2), 2 * e1 / (r3 + l1)
    row[2, 0], row[2, 1], row[2, 2], row[2, 3] = -3 * f0, 3 * (f0 - f1), 3 * (f1 - f2), 3 * f2


@compiled
def basis(t: FloatArray, n: int, z: float, row: FloatArray) -> int:
    """Fill ``row[3, 4]`` at ``z``; the number of its first coefficient. Straight beyond the knots."""
    inside = min(max(z, t[0]), t[n - 1])
    i = interval(t, n, inside)
    if i == 0 or i == n - 2:
        edge = np.empty((3, BAND))
        _clamped(t, n, t[0] if i == 0 else t[n - 1], i, edge)
        _clamped(t, n, inside, i, row)
        first = _natural(i, edge, row)
    else:
        _clamped(t, n, inside, i, row)
        first = i - 1
    if z != inside:
        for r in range(BAND):
            row[0, r] += (z - inside) * row[1, r]
            row[2, r] = 0.0
    return first


@compiled
def _natural(i: int, edge: FloatArray, row: FloatArray) -> int:
    """Take out the coefficient that ``S'' = 0`` at the end determines."""
    for d in range(3):
        if i == 0:
            outer = row[d, 0]
            row[d, 0] = row[d, 1] - outer * edge[2, 1] / edge[2, 0]
            row[d, 1] = row[d, 2] - outer * edge[2, 2] / edge[2, 0]
            row[d, 2] = row[d, 3]
        else:
            outer = row[d, 3]
            row[d, 2] -= outer * edge[2, 2] / edge[2, 3]
            row[d, 1] -= outer * edge[2, 1] / edge[2, 3]
        row[d, 3] = 0.0
    return 0 if i == 0 else i - 1


@compiled
def dot(row: FloatArray, d: int, first: int, u: FloatArray, n: int) -> float:
    """Value (``d`` 0), slope (1) or curvature (2) of the spline with coefficients ``u``."""
    total = 0.0
    for r in range(min(BAND, n - first)):
        total += row[d, r] * u[first + r]
    return total


@compiled
def pieces(t: FloatArray, n: int, u: FloatArray, out: FloatArray) -> None:
    """The spline as a cubic on each interval, ``out[n, 4]``: from its left knot on, constant term first."""
    row = np.empty((3, BAND))
    for i in range(n):
        first = basis(t, n, t[i], row)
        out[i, 0] = dot(row, 0, first, u, n)
        out[i, 1] = dot(row, 1, first, u, n)
        out[i, 2] = dot(row, 2, first, u, n) / 2 if 0 < i < n - 1 else 0.0
        out[i, 3] = 0.0
    for i in range(n - 1):
        out[i, 3] = (out[i + 1, 2] - out[i, 2]) / (3 * (t[i + 1] - t[i]))


@compiled
def piece_value(t: FloatArray, n: int, c: FloatArray, z: float) -> float:
    """The spline at one point from its :func:`pieces`: for where it is asked often."""
    return piece_at(t, n, c, z)[0]


@compiled
def piece_at(t: FloatArray, n: int, c: FloatArray, z: float) -> tuple[float, float, float]:
    """Value, slope and curvature from :func:`pieces`."""
    if z <= t[0]:
        return c[0, 0] + (z - t[0]) * c[0, 1], c[0, 1], 0.0
    i = n - 1 if z >= t[n - 1] else interval(t, n, z)
    x = z - t[i]
    return (
        c[i, 0] + x * (c[i, 1] + x * (c[i, 2] + x * c[i, 3])),
        c[i, 1] + x * (2 * c[i, 2] + x * 3 * c[i, 3]),
        2 * c[i, 2] + x * 6 * c[i, 3],
    )


@compiled
def evaluated(t: FloatArray, u: FloatArray, z: FloatArray, out: FloatArray) -> None:
    """Value, slope and curvature at every ``z``, into ``out[3, :]``."""
    n = t.size
    parts = np.empty((n, BAND))
    pieces(t, n, u, parts)
    for p in range(z.size):
        out[0, p], out[1, p], out[2, p] = piece_at(t, n, parts, z[p])


@compiled
def add_square(H: FloatArray, n: int, first: int, a: FloatArray, weight: float) -> None:
    """``H += weight · a aᵀ``, the lower band: ``H[i, j]`` is entry (i, i − j)."""
    for r in range(min(BAND, n - first)):
        for q in range(r + 1):
            H[first + r, r - q] += weight * a[r] * a[q]


@compiled
def times(H: FloatArray, n: int, u: FloatArray, out: FloatArray) -> None:
    """``H u`` of a symmetric band."""
    for i in range(n):
        out[i] = H[i, 0] * u[i]
    for i in range(n):
        for j in range(1, min(BAND, i + 1)):
            out[i] += H[i, j] * u[i - j]
            out[i - j] += H[i, j] * u[i]


@compiled
def solve(H: FloatArray, n: int, b: FloatArray, L: FloatArray, x: FloatArray) -> None:
    """``H x = b`` by Cholesky's method; ``L`` is room for the factor."""
    for i in range(n):
        for j in range(max(0, i - BAND + 1), i + 1):
            s = H[i, i - j]
            for q in range(max(0, i - BAND + 1), j):
                s -= L[i, i - q] * L[j, j - q]
            if i == j:
                L[i, 0] = math.sqrt(max(s, 1e-300))
            else:
                L[i, i - j] = s / L[j, 0]
    for i in range(n):
        s = b[i]
        for q in range(max(0, i - BAND + 1), i):
            s -= L[i, i - q] * x[q]
        x[i] = s / L[i, 0]
    for i in range(n - 1, -1, -1):
        s = x[i]
        for q in range(i + 1, min(n, i + BAND)):
            s -= L[q, q - i] * x[q]
        x[i] = s / L[i, 0]


@compiled
def rows_at(
    t: FloatArray, n: int, z: FloatArray, m: int, first: IntArray, rows: FloatArray
) -> None:
    """Rows of the first ``m`` points."""
    for p in range(m):
        first[p] = basis(t, n, z[p], rows[p])
