"""Where a smile is held to its constraints, and what they are: the expiration before, and the quotes after.

``lo`` is the expiration before, already fitted. ``hi`` only pulls: it is what the later quotes would let the total
variance be, so that a wing beyond its own quotes does not push up those that come after.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from hedgerow.typing import FloatArray, IntArray
from hedgerow.volatility.surface.kernels.cubic import (
    BAND,
    basis,
    compiled,
    piece_at,
    piece_value,
    pieces,
)
from hedgerow.volatility.surface.kernels.knots import REACH, WIDER, distance_to_quote, interpolated
from hedgerow.volatility.surface.kernels.lagrangian import (
    EPSILON,
    G_MULTIPLIER,
    HI,
    LEAST_V,
    LO,
    LO_MULTIPLIER,
    PSI,
    UNIT,
    ZETA,
    Ends,
    Nodes,
    durrleman,
)

MOST_NODES = 800
LATER = 1e-3
"""Share by which a later total variance lies above an earlier one at the nodes; between them half of it."""
SPARE = 2e-4
"""Added to it: a constraint may be off by half as much when the search ends."""
LEAST_BETWEEN = 0.1 * EPSILON
"""g halfway, and a quarter of the way, from one expiration to the next."""
LOOKS, APART, MOST_LOOKS = 16, 0.05, 2000
"""Between two nodes: at least so many, no further apart than that in ``z``, and no more than so many."""
STEEPEST = 1.9
"""Slope of a wing in log-moneyness; Lee's bound is 2 [Lee04]."""
LOOK_AHEAD = 12
"""Later expirations whose quotes hold a wing down."""
FIRMEST = 3e4
"""Pull of later quotes on an earlier wing, at most: it is to yield where arbitrage forbids."""


class Past(NamedTuple):
    """The expiration before: its spline, none of whose knots count where there is no such expiration."""

    knots: FloatArray
    parts: FloatArray
    """See :func:`~hedgerow.volatility.surface.kernels.cubic.pieces`."""
    size: int
    theta: float


@compiled
def floor_at(z: float, theta: float, past: Past) -> float:
    """Total variance of the expiration before, in units of this one's θ; 0 where there is none."""
    if past.size == 0:
        return 0.0
    there = z * math.sqrt(theta / past.theta)
    return piece_value(past.knots, past.size, past.parts, there) * past.theta / theta


@compiled
def add_node(z: float, floor: float, t: FloatArray, n: int, nodes: Nodes, m: int) -> int:
    """One more node; the number of nodes."""
    if m >= MOST_NODES:
        return m
    nodes.at[ZETA, m] = z
    nodes.first[m] = basis(t, n, z, nodes.rows[m])
    nodes.at[LO, m] = max(LEAST_V, floor * (1 + LATER) + SPARE)
    nodes.at[UNIT, m] = max(1.0, nodes.at[LO, m])
    nodes.at[HI, m] = 1e300
    nodes.at[PSI, m] = 0.0
    nodes.at[G_MULTIPLIER, m] = 0.0
    nodes.at[LO_MULTIPLIER, m] = 0.0
    return m + 1


@compiled
def margin(z: float, theta: float, t: FloatArray, parts: FloatArray, n: int, past: Past) -> float:
    """How free of arbitrage the spline is at ``z``: 1 is what nodes keep of ``g`` and of the rise in time, 0 nothing."""
    floor = floor_at(z, theta, past)
    v, slope, curvature = piece_at(t, n, parts, z)
    if v < LEAST_V / 2:
        return -1.0
    kept = durrleman(z, v, slope, curvature, theta) / EPSILON
    return min(kept, (v / floor - 1) / LATER) if floor > 0 else kept


@compiled
def lowest_in_wing(end: float, v: float, b: float) -> float:
    """Where ``g`` is least in the straight wing of slope ``b`` from ``v`` at ``end`` on; ``end`` where that is not in it.

    With ``v = a + b z`` it is ``¼ (1 + a/v)² − b²/(4v) − b²θ/16``, a parabola in ``1/v``.
    """
    a = v - b * end
    if b == 0 or b * b <= 2 * a:
        return end
    z = (2 * a * a / (b * b - 2 * a) - a) / b
    return z if z / end > 1 else end


@compiled
def add_between(
    u: FloatArray,
    t: FloatArray,
    n: int,
    nodes: Nodes,
    m: int,
    theta: float,
    past: Past,
    share: float,
) -> int:
    """Nodes where, between those it has, the spline keeps less than ``share`` of a margin; the number of nodes.

    It is looked at :data:`LOOKS` times between two nodes, oftener where they lie far apart, and at the worst place of
    each wing.
    """
    order = np.sort(nodes.at[ZETA, :m])
    parts = np.empty((n, BAND))
    pieces(t, n, u, parts)
    count = m
    for p in range(order.size - 1):
        least, worst = math.inf, order[p]
        gap = order[p + 1] - order[p]
        looks = max(LOOKS, min(int(gap / APART), MOST_LOOKS))
        for j in range(looks):
            z = order[p] + j / looks * gap
            kept = margin(z, theta, t, parts, n, past)
            if kept < least:
                least, worst = kept, z
        if least < share:
            count = add_node(worst, floor_at(worst, theta, past), t, n, nodes, count)
    for e in (0, n - 1):
        z = lowest_in_wing(t[e], parts[e, 0], parts[e, 1])
        if margin(z, theta, t, parts, n, past) < share:
            count = add_node(z, floor_at(z, theta, past), t, n, nodes, count)
    return count


@compiled
def is_free_between(
    u: FloatArray, t: FloatArray, n: int, nodes: Nodes, m: int, theta: float, past: Past
) -> bool:
    """Whether no wing falls, or meets the one before it further out, and no smile between the two has a butterfly.

    Neither of two smiles need have one for those between them, linear in time, to have one.
    """
    parts = np.empty((n, BAND))
    pieces(t, n, u, parts)
    if past.size == 0:
        return parts[0, 1] <= 0 <= parts[n - 1, 1]
    scale = math.sqrt(theta / past.theta)
    if parts[0, 1] > past.parts[0, 1] / scale:
        return False
    if parts[n - 1, 1] < past.parts[past.size - 1, 1] / scale:
        return False
    order = np.sort(nodes.at[ZETA, :m])
    for p in range(order.size - 1):
        for j in range(4):
            z = order[p] + j / 4 * (order[p + 1] - order[p])
            v, v_z, v_zz = piece_at(t, n, parts, z)
            f, f_z, f_zz = piece_at(past.knots, past.size, past.parts, z * scale)
            f, f_z = f / (scale * scale), f_z / scale
            for share in (0.25, 0.5, 0.75):
                g = durrleman(
                    z,
                    f + share * (v - f),
                    f_z + share * (v_z - f_z),
                    f_zz + share * (v_zz - f_zz),
                    theta,
                )
                if g < LEAST_BETWEEN:
                    return False
    return True


@compiled
def place_nodes(
    t: FloatArray,
    n: int,
    theta: float,
    past: Past,
    nodes: Nodes,
) -> int:
    """Four nodes an interval, further ones in the wings, and the knots of the expiration before; their number."""
    m = 0
    reach = max(abs(t[0]), abs(t[n - 1]))
    scale = math.sqrt(past.theta / theta)
    if past.size:
        reach = max(reach, -past.knots[0] * scale, past.knots[past.size - 1] * scale)
    for i in range(n - 1):
        for j in range(4):
            z = t[i] + j / 4 * (t[i + 1] - t[i])
            floor = floor_at(z, theta, past)
            m = add_node(z, floor, t, n, nodes, m)
    for i in range(past.size):
        here = past.knots[i] * scale
        following = past.knots[i + 1] * scale if i + 1 < past.size else here
        outside = following > t[n - 1] or here < t[0]
        for j in range(4 if outside else 1):
            z = here + j / 4 * (following - here)
            floor = floor_at(z, theta, past)
            m = add_node(z, floor, t, n, nodes, m)
    for z in (t[n - 1], 1.5 * reach, -1.5 * reach):
        floor = floor_at(z, theta, past)
        m = add_node(z, floor, t, n, nodes, m)
    return m


@compiled
def place_ends(
    t: FloatArray,
    n: int,
    theta: float,
    past: Past,
) -> Ends:
    """Outward slopes: no flatter than those of the expiration before, in log-moneyness."""
    ends = Ends(
        np.zeros(2, np.int64),
        np.zeros((2, BAND)),
        np.zeros(2),
        STEEPEST / math.sqrt(theta),
        np.zeros((2, 2)),
        np.zeros((2, 2)),
    )
    row = np.empty((3, BAND))
    for e in range(2):
        sign = -1.0 if e == 0 else 1.0
        ends.first[e] = basis(t, n, t[0] if e == 0 else t[n - 1], row)
        for r in range(BAND):
            ends.rows[e, r] = sign * row[1, r]
        if past.size:
            at = past.knots[0] if e == 0 else past.knots[past.size - 1]
            slope = sign * piece_at(past.knots, past.size, past.parts, at)[1]
            ends.least[e] = max(0.0, slope) * math.sqrt(past.theta / theta) * (1 + LATER)
        ends.least[e] += SPARE
    return ends


@compiled
def pull_down(
    j: int,
    offsets: IntArray,
    z: FloatArray,
    half_width: FloatArray,
    knots: FloatArray,
    counts: IntArray,
    free: FloatArray,
    theta: FloatArray,
    nodes: Nodes,
    m: int,
) -> None:
    """``hi`` and ``ψ`` of slice j from the quotes of later ones; ``free`` are all splines without constraints, as pieces.

    Where both are quoted and the earlier lies above, they meet at their weighted mean; where only the later is, that
    is as high as the earlier wing should go.
    """
    own_z, own_width = z[offsets[j] : offsets[j + 1]], half_width[offsets[j] : offsets[j + 1]]
    for p in range(m):
        at = nodes.at[ZETA, p]
        own = distance_to_quote(at, own_z) <= REACH * (1 + WIDER * abs(at))
        v = piece_value(knots[j], counts[j], free[j], at) if own else 0.0
        width = interpolated(at, own_z, own_width) if own else 0.0
        for i in range(j + 1, min(counts.size, j + 1 + LOOK_AHEAD)):
            if counts[i] == 0:
                continue
            there = at * math.sqrt(theta[j] / theta[i])
            its_z = z[offsets[i] : offsets[i + 1]]
            if distance_to_quote(there, its_z) > REACH * (1 + WIDER * abs(there)):
                continue
            ratio = theta[i] / theta[j]
            later = piece_value(knots[i], counts[i], free[i], there) * ratio
            if own and v <= later:
                continue
            its_width = half_width[offsets[i] : offsets[i + 1]]
            bound, psi = later, 1 / (interpolated(there, its_z, its_width) * ratio) ** 2
            if own:
                mine = 1 / width**2
                bound, psi = (mine * v + psi * later) / (mine + psi), max(mine, psi)
            if bound < nodes.at[HI, p]:
                nodes.at[HI, p] = bound
                nodes.at[PSI, p] = min(psi, FIRMEST)
        nodes.at[HI, p] = max(nodes.at[HI, p], nodes.at[LO, p])
