"""Weighted least squares of SVI slices: a grid of starts, then Levenberg and Marquardt in a box.

In the parameters ``q = (ṽ, λ, κ, m, σ)``, least total variance and the roots of the wings' slopes,

    w(k) = ṽ − σλκ + (κ² − λ²)/2 · x + (λ² + κ²)/2 · R        x = k − m,  R = √(x² + σ²)

every condition on a slice is a bound on one of them: ``ṽ ≥ 0``, ``0 < λ, κ ≤ √2`` (Lee), ``σ > 0``; and it has no
singularity where a wing goes flat. A step is solved
without those that sit on a bound and want to leave it, then cut to the box; where it stops is a minimum in the box.

The start is quasi-explicit: for given ``m`` and ``σ`` total variance is linear in what is left, and its two normal
equations take three new sums a pair [DMM09].

Butterflies are kept out by a penalty: residuals ``√μ · min(g − ε, 0)`` at given log-moneyness, with the derivatives of
Durrleman's ``g`` in ``w, w', w''``.

Sums are let be reordered (``reassoc``), so that they use vector instructions; NaN must not come in.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hedgerow.typing import FloatArray, IntArray

CONVERGED, EXHAUSTED = 0, 1
"""How a search ended: at a minimum, or after as many steps as it may take."""

STEPS = 200
ENOUGH = 1e-10
"""A step that gains or promises less than this share of the cost is the last."""
CREEP = 1e-4
"""After the last step, a gain below this share of the cost is none to wait for: a valley whose floor is level."""
ROOT_LEAST, ROOT_MOST = 1e-4, math.sqrt(2.0)
CENTRES, WIDTHS = 4, 3

_compiled = njit(
    cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc", "nsz"}
)


@_compiled
def fit_slices(
    k: FloatArray,
    w: FloatArray,
    weight: FloatArray,
    offsets: IntArray,
    found: FloatArray,
    cost: FloatArray,
    status: IntArray,
    steps: IntArray,
) -> None:
    """Fits of slices that lie end to end: slice i from ``offsets[i]`` to ``offsets[i + 1]``, k rising.

    Fills ``found`` (slices, 5) with q, ``cost`` with Σ weight (model − w)², ``status`` and ``steps``.
    """
    none = np.empty(0)
    for i in range(offsets.size - 1):
        at = slice(offsets[i], offsets[i + 1])
        box = _box(k[at])
        _start(k[at], w[at], weight[at], box, found[i])
        cost[i], status[i], steps[i] = _descend(
            k[at], w[at], weight[at], box, none, 0.0, 0.0, found[i]
        )


@_compiled
def refit(
    k: FloatArray,
    w: FloatArray,
    weight: FloatArray,
    nodes: FloatArray,
    penalty: float,
    margin: float,
    q: FloatArray,
) -> tuple[float, int, int]:
    """From ``q``, which is overwritten, with ``penalty · Σ min(g − margin, 0)²`` over the nodes: cost, status, steps."""
    return _descend(k, w, weight, _box(k), nodes, penalty, margin, q)


@_compiled
def _box(k: FloatArray) -> FloatArray:
    """Lowest and highest q, shape (2, 5)."""
    span = k[-1] - k[0]
    box = np.empty((2, 5))
    box[0] = np.array([0.0, ROOT_LEAST, ROOT_LEAST, k[0] - 2 * span, 1e-4 * span])
    box[1] = np.array([np.inf, ROOT_MOST, ROOT_MOST, k[-1] + 2 * span, 10 * span])
    return box


@_compiled
def _start(
    k: FloatArray, w: FloatArray, weight: FloatArray, box: FloatArray, q: FloatArray
) -> None:
    """The best of a grid of centres and widths."""
    span = k[-1] - k[0]
    sums = _moments(k, w, weight)
    best = np.inf
    for i in range(CENTRES):
        m = k[0] + span * (0.1 + 0.8 * i / (CENTRES - 1))
        for j in range(WIDTHS):
            sigma = 0.05 * span * 4.0**j
            rest, a, slant, b = _linear(k, w, weight, sums, m, sigma)
            if rest < best:
                best = rest
                q[0] = a + sigma * math.sqrt(max(b * b - slant * slant, 0.0))
                q[1], q[2] = math.sqrt(max(b - slant, 0.0)), math.sqrt(max(b + slant, 0.0))
                q[3], q[4] = m, sigma
    if best == np.inf:  # all weight on a strike or two
        q[0], q[1], q[2], q[3], q[4] = w.min(), 0.3, 0.3, k[0] + span / 2, span / 4
    for j in range(5):
        q[j] = min(max(q[j], box[0, j]), box[1, j])


@_compiled
def _moments(
    k: FloatArray, w: FloatArray, weight: FloatArray
) -> tuple[float, float, float, float, float, float]:
    """Σ u of 1, k, k², w, kw and (w − w̄)²."""
    n = k1 = kk = w1 = kw = ww = 0.0
    for i in range(k.size):
        u = weight[i]
        n += u
        k1 += u * k[i]
        kk += u * k[i] * k[i]
        w1 += u * w[i]
        kw += u * k[i] * w[i]
        ww += u * w[i] * w[i]
    return n, k1, kk, w1, kw, ww - w1 * w1 / n


@_compiled
def _linear(
    k: FloatArray,
    w: FloatArray,
    weight: FloatArray,
    sums: tuple[float, float, float, float, float, float],
    m: float,
    sigma: float,
) -> tuple[float, float, float, float]:
    """Least squares of ``w = a + d x + b R`` with ``|d| ≤ b``: rest, a, d, b."""
    n, k1, kk, w1, kw, ww = sums
    R1 = xR = wR = 0.0
    for i in range(k.size):
        x = k[i] - m
        R = weight[i] * math.sqrt(x * x + sigma * sigma)
        R1 += R
        xR += x * R
        wR += w[i] * R
    x1 = k1 - m * n
    xx = kk - m * (k1 + x1)
    mean, at = R1 / n, x1 / n
    A, B, C = xx - x1 * at, xR - x1 * mean, xx + sigma * sigma * n - R1 * mean
    p, q = kw - m * w1 - w1 * at, wR - w1 * mean
    det = A * C - B * B
    if not det > 1e-14 * A * C:
        return np.inf, 0.0, 0.0, 0.0
    inverse = 1.0 / det
    d, b = (p * C - q * B) * inverse, (A * q - B * p) * inverse
    if b < abs(d):  # the better of the two edges
        best = np.inf
        for sign in (-1.0, 1.0):
            edge = A + 2 * sign * B + C
            t = max((q + sign * p) / edge, 0.0)
            rest = t * t * edge - 2 * t * (q + sign * p)
            if rest < best:
                best, d, b = rest, sign * t, t
    rest = ww - 2 * (d * p + b * q) + d * d * A + 2 * d * b * B + b * b * C
    return rest, w1 / n - d * at - b * mean, d, b


@_compiled
def _descend(
    k: FloatArray,
    w: FloatArray,
    weight: FloatArray,
    box: FloatArray,
    nodes: FloatArray,
    penalty: float,
    margin: float,
    q: FloatArray,
) -> tuple[float, int, int]:
    """Levenberg and Marquardt from ``q``, in place."""
    H, G, L = np.empty((5, 5)), np.empty((5, 5)), np.empty((5, 5))
    slope, turn, step, trial = np.empty(5), np.empty(5), np.empty(5), np.empty(5)
    free = np.empty(5, np.bool_)
    cost = _normal(k, w, weight, q, H, slope)
    cost += _penalties(nodes, penalty, margin, q, H, slope)
    floor = 1e-30 * _moments(k, w, weight)[5]  # what rounding leaves of the squares of w
    damping, gain = 1e-3, 0.0
    for steps in range(STEPS):
        for j in range(5):
            free[j] = not (
                (q[j] <= box[0, j] and slope[j] > 0) or (q[j] >= box[1, j] and slope[j] < 0)
            )
        moved = False
        while damping < 1e12:
            _solve(H, slope, free, damping, L, step)
            size = promise = 0.0
            for j in range(5):
                promise += step[j] * (damping * H[j, j] * step[j] - slope[j])
                trial[j] = min(max(q[j] + step[j], box[0, j]), box[1, j])
                size = max(size, abs(trial[j] - q[j]) / (abs(q[j]) + 1e-3 * abs(q[4])))
            if promise <= ENOUGH * cost:
                return cost, CONVERGED, steps
            lower = _normal(k, w, weight, trial, G, turn)
            lower += _penalties(nodes, penalty, margin, trial, G, turn)
            if lower <= cost:
                moved = True
                break
            if size < 1e-14:
                break
            damping *= 3.0
        if not moved:
            return cost, CONVERGED, steps
        gain = cost - lower
        cost = lower
        q[:] = trial
        H, G = G, H
        slope, turn = turn, slope
        if cost <= floor or gain <= ENOUGH * cost or size < 1e-13:
            return cost, CONVERGED, steps + 1
        damping = max(damping / 10.0, 1e-14)
    return cost, CONVERGED if gain <= CREEP * cost else EXHAUSTED, STEPS


@_compiled
def _normal(
    k: FloatArray,
    w: FloatArray,
    weight: FloatArray,
    q: FloatArray,
    H: FloatArray,
    slope: FloatArray,
) -> float:
    """Σ u e², and JᵀuJ (lower half) and Jᵀue of the residuals e."""
    v, l, r, m, s = q[0], q[1], q[2], q[3], q[4]
    side = l * r
    level, slant, b = v - s * side, (r * r - l * l) / 2, (l * l + r * r) / 2
    cost = g0 = g1 = g2 = g3 = g4 = 0.0
    h00 = h10 = h11 = h20 = h21 = h22 = h30 = h31 = h32 = h33 = 0.0
    h40 = h41 = h42 = h43 = h44 = 0.0
    for i in range(k.size):
        u = weight[i]
        x = k[i] - m
        R = math.sqrt(x * x + s * s)
        inverse = 1.0 / R
        e = level + slant * x + b * R - w[i]
        j1 = l * (R - x) - s * r
        j2 = r * (R + x) - s * l
        j3 = -slant - b * x * inverse
        j4 = b * s * inverse - side
        ue, u1, u2, u3, u4 = u * e, u * j1, u * j2, u * j3, u * j4
        cost += ue * e
        g0 += ue
        g1 += ue * j1
        g2 += ue * j2
        g3 += ue * j3
        g4 += ue * j4
        h00 += u
        h10 += u1
        h11 += u1 * j1
        h20 += u2
        h21 += u2 * j1
        h22 += u2 * j2
        h30 += u3
        h31 += u3 * j1
        h32 += u3 * j2
        h33 += u3 * j3
        h40 += u4
        h41 += u4 * j1
        h42 += u4 * j2
        h43 += u4 * j3
        h44 += u4 * j4
    slope[0], slope[1], slope[2], slope[3], slope[4] = g0, g1, g2, g3, g4
    H[0, 0], H[1, 0], H[1, 1] = h00, h10, h11
    H[2, 0], H[2, 1], H[2, 2] = h20, h21, h22
    H[3, 0], H[3, 1], H[3, 2], H[3, 3] = h30, h31, h32, h33
    H[4, 0], H[4, 1], H[4, 2], H[4, 3], H[4, 4] = h40, h41, h42, h43, h44
    return cost


@_compiled
def _penalties(
    nodes: FloatArray,
    penalty: float,
    margin: float,
    q: FloatArray,
    H: FloatArray,
    slope: FloatArray,
) -> float:
    """Adds those of the nodes to H and slope; gives their sum."""
    v, l, r, m, s = q[0], q[1], q[2], q[3], q[4]
    side, slant, b = l * r, (r * r - l * l) / 2, (l * l + r * r) / 2
    J = np.empty(5)
    total = 0.0
    for i in range(nodes.size):
        k = nodes[i]
        x = k - m
        R = math.sqrt(x * x + s * s)
        t = x / R
        w = max(v - s * side + slant * x + b * R, 1e-12)
        w1 = slant + b * t
        w2 = b * s * s / R**3
        near = 1 - k * w1 / (2 * w)
        e = near * near - w1 * w1 / 4 * (1 / w + 0.25) + w2 / 2 - margin
        if e >= 0:
            continue
        # ∂g/∂w, ∂g/∂w', ∂g/∂w''
        by_w = near * k * w1 / (w * w) + w1 * w1 / (4 * w * w)
        by_1 = -near * k / w - w1 / 2 * (1 / w + 0.25)
        by_2 = 0.5
        third = -3 * w2 * x / (R * R)
        J[0] = by_w
        J[1] = by_w * (l * (R - x) - s * r) + l * (by_1 * (t - 1) + by_2 * w2 / b)
        J[2] = by_w * (r * (R + x) - s * l) + r * (by_1 * (t + 1) + by_2 * w2 / b)
        J[3] = -by_w * w1 - by_1 * w2 - by_2 * third
        J[4] = by_w * (b * s / R - side) - by_1 * b * x * s / R**3
        J[4] += by_2 * w2 * (2 / s - 3 * s / (R * R))
        total += penalty * e * e
        for j in range(5):
            slope[j] += penalty * e * J[j]
            for n in range(j + 1):
                H[j, n] += penalty * J[j] * J[n]
    return total


@_compiled
def _solve(
    H: FloatArray,
    slope: FloatArray,
    free: FloatArray,
    damping: float,
    L: FloatArray,
    step: FloatArray,
) -> None:
    """(H + damping diag H) step = −slope among the free, 0 for the others, by Cholesky's factors."""
    for i in range(5):
        for j in range(i + 1):
            total = H[i, j] if free[i] and free[j] else 0.0
            if i == j:
                total = H[i, i] * (1.0 + damping) if free[i] else 1.0
            for n in range(j):
                total -= L[i, n] * L[j, n]
            if i == j:
                L[i, i] = math.sqrt(max(total, 1e-16 * H[i, i] + 1e-300))
            else:
                L[i, j] = total / L[j, j]
    for i in range(5):
        total = -slope[i] if free[i] else 0.0
        for n in range(i):
            total -= L[i, n] * step[n]
        step[i] = total / L[i, i]
    for i in range(4, -1, -1):
        total = step[i]
        for n in range(i + 1, 5):
            total -= L[n, i] * step[n]
        step[i] = total / L[i, i]
