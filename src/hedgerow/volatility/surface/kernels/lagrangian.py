"""The augmented Lagrangian of one slice, and its minimum by damped Gauss–Newton steps.

    Λ(u) = ½ (u − c)ᵀ H (u − c) + ½ Σ ψⱼ (v(ζⱼ) − hiⱼ)₊² + Σ (μᵢ − ρ hᵢ(u))₊² / (2ρ)

with ``c`` the least-squares spline and ``hᵢ ≥ 0`` the constraints: ``g(ζⱼ) − ε``, ``v(ζⱼ) − loⱼ`` and the slopes of the wings.
After each minimum ``μᵢ ← (μᵢ − ρ hᵢ)₊`` [NW06, ch. 17.4].
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hedgerow.typing import FloatArray, IntArray
from hedgerow.volatility.surface.kernels.cubic import BAND, add_square, compiled, dot, solve, times

LEAST_V = 0.02
"""Total variance stays above this share of the one at the money."""
EPSILON = 0.02
"""g at the nodes; between them it may be less, never below half of it."""
STEPS, TRIES = 25, 10
DAMPING = 1e-3


ZETA, LO, UNIT, HI, PSI, G_MULTIPLIER, LO_MULTIPLIER, G_SLACK, LO_SLACK, V, SLOPE = range(11)
"""Rows of :attr:`Nodes.at`: where, bounds (``lo`` counted in ``unit``) and pull, multipliers, and what the spline does."""
COLUMNS = 11


class Nodes(NamedTuple):
    """Where the constraints are held; room for more of them."""

    at: FloatArray
    """(:data:`COLUMNS`, room)."""
    first: IntArray
    """First coefficient of each row."""
    rows: FloatArray
    """(room, 3, 4): value, slope and curvature of the spline."""


class Ends(NamedTuple):
    """Outward slopes of the two wings: ``least ≤ ±v' ≤ most``."""

    first: IntArray
    rows: FloatArray
    least: FloatArray
    most: float
    multiplier: FloatArray
    slack: FloatArray


@compiled
def durrleman(z: float, v: float, slope: float, curvature: float, theta: float) -> float:
    """``g`` in normalised units."""
    q = 1 - z * slope / (2 * v)
    return q * q - slope * slope / 4 * (1 / v + theta / 4) + curvature / 2


@compiled
def lagrangian(
    u: FloatArray,
    n: int,
    H: FloatArray,
    centre: FloatArray,
    room: FloatArray,
    nodes: Nodes,
    m: int,
    ends: Ends,
    theta: float,
    rho: float,
) -> float:
    """The augmented Lagrangian at ``u``; leaves slacks, values and slopes at the nodes behind."""
    away = room[0]
    for i in range(n):
        away[i] = u[i] - centre[i]
    times(H, n, away, room[1])
    total = 0.0
    for i in range(n):
        total += away[i] * room[1, i] / 2
    for p in range(m):
        v = dot(nodes.rows[p], 0, nodes.first[p], u, n)
        slope = dot(nodes.rows[p], 1, nodes.first[p], u, n)
        curvature = dot(nodes.rows[p], 2, nodes.first[p], u, n)
        nodes.at[LO_SLACK, p] = (v - nodes.at[LO, p]) / nodes.at[UNIT, p]
        over = v - nodes.at[HI, p]
        v = max(v, LEAST_V / 2)
        nodes.at[V, p] = v
        nodes.at[SLOPE, p] = slope
        nodes.at[G_SLACK, p] = durrleman(nodes.at[ZETA, p], v, slope, curvature, theta) - EPSILON
        total += max(nodes.at[G_MULTIPLIER, p] - rho * nodes.at[G_SLACK, p], 0.0) ** 2 / (2 * rho)
        total += max(nodes.at[LO_MULTIPLIER, p] - rho * nodes.at[LO_SLACK, p], 0.0) ** 2 / (2 * rho)
        total += nodes.at[PSI, p] * max(over, 0.0) ** 2 / 2
    for e in range(2):
        slope = 0.0
        for r in range(min(BAND, n - ends.first[e])):
            slope += ends.rows[e, r] * u[ends.first[e] + r]
        ends.slack[e, 0] = slope - ends.least[e]
        ends.slack[e, 1] = ends.most - slope
        for side in range(2):
            total += max(ends.multiplier[e, side] - rho * ends.slack[e, side], 0.0) ** 2 / (2 * rho)
    return total


@compiled
def newton_system(
    n: int,
    H: FloatArray,
    room: FloatArray,
    nodes: Nodes,
    m: int,
    ends: Ends,
    theta: float,
    rho: float,
    system: FloatArray,
    downhill: FloatArray,
) -> None:
    """Gauss–Newton matrix and minus the gradient, at the point that :func:`lagrangian` has seen last."""
    for i in range(n):
        downhill[i] = -room[1, i]
        for j in range(BAND):
            system[i, j] = H[i, j]
    change = np.empty(BAND)
    for p in range(m):
        first = nodes.first[p]
        force = nodes.at[G_MULTIPLIER, p] - rho * nodes.at[G_SLACK, p]
        if force > 0:
            z, v, slope = nodes.at[ZETA, p], nodes.at[V, p], nodes.at[SLOPE, p]
            q = 1 - z * slope / (2 * v)
            by_v = q * z * slope / (v * v) + slope * slope / (4 * v * v)
            if v == LEAST_V / 2:  # held there in the Lagrangian
                by_v = 0.0
            by_slope = -q * z / v - slope / 2 * (1 / v + theta / 4)
            for r in range(BAND):
                change[r] = (
                    by_v * nodes.rows[p, 0, r]
                    + by_slope * nodes.rows[p, 1, r]
                    + nodes.rows[p, 2, r] / 2
                )
            add_square(system, n, first, change, rho)
            for r in range(min(BAND, n - first)):
                downhill[first + r] += force * change[r]
        force = nodes.at[LO_MULTIPLIER, p] - rho * nodes.at[LO_SLACK, p]
        unit = nodes.at[UNIT, p]
        push, stiffness = (force / unit, rho / unit**2) if force > 0 else (0.0, 0.0)
        over = nodes.at[LO_SLACK, p] * unit + nodes.at[LO, p] - nodes.at[HI, p]
        if over > 0:
            push -= nodes.at[PSI, p] * over
            stiffness += nodes.at[PSI, p]
        if stiffness > 0:
            add_square(system, n, first, nodes.rows[p, 0], stiffness)
            for r in range(min(BAND, n - first)):
                downhill[first + r] += push * nodes.rows[p, 0, r]
    for e in range(2):
        for side in range(2):
            force = ends.multiplier[e, side] - rho * ends.slack[e, side]
            if force > 0:
                sign = 1.0 if side == 0 else -1.0
                add_square(system, n, ends.first[e], ends.rows[e], rho)
                for r in range(min(BAND, n - ends.first[e])):
                    downhill[ends.first[e] + r] += sign * force * ends.rows[e, r]


@compiled
def worst_slack(nodes: Nodes, m: int, ends: Ends) -> float:
    """The most violated constraint; 0 where none is."""
    worst = 0.0
    for p in range(m):
        worst = min(worst, nodes.at[G_SLACK, p], nodes.at[LO_SLACK, p])
    for e in range(2):
        worst = min(worst, ends.slack[e, 0], ends.slack[e, 1])
    return worst


@compiled
def minimise(
    u: FloatArray,
    n: int,
    H: FloatArray,
    centre: FloatArray,
    nodes: Nodes,
    m: int,
    ends: Ends,
    theta: float,
    rho: float,
) -> int:
    """Damped Gauss–Newton steps on the augmented Lagrangian, ``u`` in place; how many."""
    system, L = np.empty((n, BAND)), np.empty((n, BAND))
    downhill, step, trial, room = np.empty(n), np.empty(n), np.empty(n), np.empty((2, n))
    f = lagrangian(u, n, H, centre, room, nodes, m, ends, theta, rho)
    for taken in range(STEPS):
        newton_system(n, H, room, nodes, m, ends, theta, rho, system, downhill)
        better, f_trial, damping = False, f, 0.0
        for _ in range(TRIES):
            solve(system, n, downhill, L, step)
            for i in range(n):
                trial[i] = u[i] + step[i]
            f_trial = lagrangian(trial, n, H, centre, room, nodes, m, ends, theta, rho)
            if f_trial <= f:
                better = True
                break
            more = DAMPING if damping == 0 else 4 * damping
            for i in range(n):
                system[i, 0] *= (1 + damping + more) / (1 + damping)
            damping += more
        if not better:
            lagrangian(u, n, H, centre, room, nodes, m, ends, theta, rho)
            return taken
        fell = f - f_trial
        f = f_trial
        for i in range(n):
            u[i] = trial[i]
        if fell < 1e-6 * (1 + f):
            return taken + 1
    return STEPS


@compiled
def update_multipliers(nodes: Nodes, m: int, ends: Ends, rho: float) -> None:
    """First-order update."""
    for p in range(m):
        nodes.at[G_MULTIPLIER, p] = max(0.0, nodes.at[G_MULTIPLIER, p] - rho * nodes.at[G_SLACK, p])
        nodes.at[LO_MULTIPLIER, p] = max(
            0.0, nodes.at[LO_MULTIPLIER, p] - rho * nodes.at[LO_SLACK, p]
        )
    for e in range(2):
        for side in range(2):
            ends.multiplier[e, side] = max(
                0.0, ends.multiplier[e, side] - rho * ends.slack[e, side]
            )
