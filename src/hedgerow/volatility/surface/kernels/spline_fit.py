"""Fit of all expirations as splines in total variance, without butterfly or calendar arbitrage.

The problem of one expiration, in ``z = k/√θ`` and ``v = w/θ`` (see :mod:`hedgerow.volatility.surface.spline`):

    minimise    ½ Σ ωᵢ (v(zᵢ) − vᵢ)² + ½ λ ∫ v''² + ½ κ (v'² at both ends) + ½ Σ ψⱼ (v(ζⱼ) − hiⱼ)₊²
    subject to  g(ζⱼ) ≥ ε,   v(ζⱼ) ≥ loⱼ,   and on the slopes of the wings

All but ``g`` is quadratic in the coefficients, on a band of four. Where the spline breaks a constraint between nodes, a
node is added there and the search goes on.
"""

from __future__ import annotations

import math

import numpy as np

from hedgerow.typing import FloatArray, IntArray
from hedgerow.volatility.surface.kernels.constraints import (
    MOST_NODES,
    Past,
    add_between,
    is_free_between,
    place_ends,
    place_nodes,
    pull_down,
)
from hedgerow.volatility.surface.kernels.cubic import BAND, compiled, piece_value, pieces, rows_at
from hedgerow.volatility.surface.kernels.knots import (
    FEWEST,
    MOST_KNOTS,
    interpolated,
    knots_of,
    least_squares,
    smoothness,
    trusted,
)
from hedgerow.volatility.surface.kernels.lagrangian import (
    COLUMNS,
    Ends,
    Nodes,
    lagrangian,
    minimise,
    update_multipliers,
    worst_slack,
)

TOLERANCE = 1e-4
ROUNDS = 40
STIFF, STIFFER, STIFFEST = 1e3, 4.0, 1e6
"""ρ: first, its growth where a round did not bring the constraints four times nearer, and last."""
ATTEMPTS, STRICTER = 4, 100.0
"""As it is; without the pull of later quotes; smoother; and from the shape of the smile before."""
LEAST_THETA = 1e-12
"""Total variance at the money; one minute at 0.1 % has twice as much."""
CONVERGED, UNCONVERGED, TOO_FEW, STILL = 0, 1, 2, 3


@compiled
def constrained(
    n: int,
    t: FloatArray,
    theta: float,
    past: Past,
    H: FloatArray,
    centre: FloatArray,
    nodes: Nodes,
    m: int,
    ends: Ends,
    u: FloatArray,
    report: FloatArray,
) -> bool:
    """The augmented Lagrangian from start to end, ``u`` in place; whether nothing is left to arbitrage."""
    rho = STIFF
    room = np.empty((2, n))
    steps = 0
    done = False
    lagrangian(u, n, H, centre, room, nodes, m, ends, theta, rho)
    before = math.inf
    for _ in range(ROUNDS):
        worst = -worst_slack(nodes, m, ends)
        if worst > before / 4:
            rho = min(rho * STIFFER, STIFFEST)
        before = worst
        if worst <= TOLERANCE:
            more = add_between(u, t, n, nodes, m, theta, past, 0.5)
            if more == m:
                done = m < MOST_NODES  # where there is no room for another node, nobody knows
                break
            m = more
            before = math.inf
        steps += minimise(u, n, H, centre, nodes, m, ends, theta, rho)
        update_multipliers(nodes, m, ends, rho)
    report[0], report[1], report[2] = steps, m, worst_slack(nodes, m, ends)
    if not done:  # not to the last digit, but is it free of arbitrage?
        done = m < MOST_NODES and m == add_between(u, t, n, nodes, m, theta, past, 0.1)
    return done and is_free_between(u, t, n, nodes, m, theta, past)


@compiled
def slice_system(
    t: FloatArray,
    n: int,
    z: FloatArray,
    v: FloatArray,
    half_width: FloatArray,
    smoothing: float,
    H: FloatArray,
    b: FloatArray,
    free: FloatArray,
) -> None:
    """Band ``H`` and minimum ``free`` of the quadratic part."""
    first, rows = np.empty(z.size, np.int64), np.empty((z.size, 3, BAND))
    rows_at(t, n, z, z.size, first, rows)
    smooth = np.zeros((n, BAND))
    smoothness(t, n, z, smoothing, smooth)
    least_squares(n, v, half_width, first, rows, smooth, H, b, free)


@compiled
def start_from(
    t: FloatArray,
    n: int,
    theta: float,
    past: Past,
    u: FloatArray,
) -> None:
    """Coefficients of the smile before, its shape kept in standard deviations: free of arbitrage to begin with."""
    if past.size == 0:
        return
    growth = max(1.0, 1.01 * past.theta / theta)
    z, v = np.empty(8 * n), np.empty(8 * n)
    for p in range(z.size):
        z[p] = t[0] + (p + 0.5) / z.size * (t[n - 1] - t[0])
        v[p] = growth * piece_value(past.knots, past.size, past.parts, z[p] / math.sqrt(growth))
    H, b = np.zeros((n, BAND)), np.zeros(n)
    slice_system(t, n, z, v, np.full(z.size, 1e-3), 1e-3, H, b, u)


@compiled
def fit_all(
    offsets: IntArray,
    k: FloatArray,
    w: FloatArray,
    half_width: FloatArray,
    smoothing: float,
    knots: FloatArray,
    counts: IntArray,
    coefficients: FloatArray,
    theta: FloatArray,
    state: IntArray,
    report: FloatArray,
) -> None:
    """Fit every slice, earliest first. ``half_width`` is a quote's error in total variance.

    ``knots[S, MOST_KNOTS]``, ``counts``, ``coefficients``, ``theta`` and ``state`` are the answer; ``report[S, 3]`` steps
    taken, nodes, and the worst slack. A slice that cannot be had leaves the ones after it to the one before it.
    """
    S = offsets.size - 1
    z, width, v = np.empty(k.size), np.empty(k.size), np.empty(k.size)
    free, parts = np.zeros((S, MOST_KNOTS)), np.zeros((S, MOST_KNOTS, BAND))
    H, b = np.zeros((S, MOST_KNOTS, BAND)), np.zeros(MOST_KNOTS)
    for j in range(S):
        counts[j] = 0
        state[j] = TOO_FEW
        low, high = offsets[j], offsets[j + 1]
        if high - low < FEWEST:
            continue
        theta[j] = interpolated(0.0, k[low:high], w[low:high])
        if not theta[j] >= LEAST_THETA:
            state[j] = STILL
            continue
        unit = math.sqrt(theta[j])
        for p in range(low, high):
            z[p] = k[p] / unit
            v[p] = w[p] / theta[j]
            width[p] = half_width[p] / theta[j]
        trusted(width[low:high])
        n = knots_of(z[low:high], knots[j])
        counts[j] = n
        slice_system(
            knots[j], n, z[low:high], v[low:high], width[low:high], smoothing, H[j], b, free[j]
        )
        pieces(knots[j], n, free[j], parts[j])
    nodes = Nodes(
        np.zeros((COLUMNS, MOST_NODES)),
        np.zeros(MOST_NODES, np.int64),
        np.zeros((MOST_NODES, 3, BAND)),
    )
    past = Past(knots[0], parts[0], 0, 1.0)
    for j in range(S):
        n = counts[j]
        if n == 0:
            continue
        t, u = knots[j], coefficients[j]
        low, high = offsets[j], offsets[j + 1]
        state[j] = UNCONVERGED
        for attempt in range(ATTEMPTS):
            if attempt == 2:  # a smoother start, and a smoother smile
                slice_system(
                    t,
                    n,
                    z[low:high],
                    v[low:high],
                    width[low:high],
                    STRICTER * smoothing,
                    H[j],
                    b,
                    free[j],
                )
            m = place_nodes(t, n, theta[j], past, nodes)
            ends = place_ends(t, n, theta[j], past)
            if attempt == 0:
                pull_down(j, offsets, z, width, knots, counts, parts, theta, nodes, m)
            for i in range(n):
                u[i] = free[j, i]
            if attempt == 3:
                start_from(t, n, theta[j], past, u)
            if constrained(
                n,
                t,
                theta[j],
                past,
                H[j],
                free[j],
                nodes,
                m,
                ends,
                u,
                report[j],
            ):
                state[j] = CONVERGED
                pieces(t, n, u, parts[j])  # nobody asks for those of the free one again
                past = Past(t, parts[j], n, theta[j])
                break
