"""Compiled loops under local volatility: steps of the grid, steps of the paths, chances of a touch between them.

A row of local variances is given for every step, at equal distances of ``ζ = k/√t`` from ``first`` on.
"""

from __future__ import annotations

import math

import numpy as np

from hedgerow.pricing.kernels.european import exact
from hedgerow.typing import FloatArray


@exact
def at(row: FloatArray, first: float, per: float, score: float) -> float:
    """Local variance at ``ζ = score``: linear between nodes, ``per`` of which make a unit; flat beyond."""
    where = (score - first) * per
    last = row.size - 1
    if not where > 0.0:
        return row[0]
    if where >= last:
        return row[last]
    j = int(where)
    return row[j] + (where - j) * (row[j + 1] - row[j])


@exact
def march(
    s: FloatArray,
    u: FloatArray,
    lengths: FloatArray,
    weights: FloatArray,
    ends: FloatArray,
    drifts: FloatArray,
    log_forwards: FloatArray,
    roots: FloatArray,
    rows: FloatArray,
    first: float,
    per: float,
) -> None:
    """Take ``u`` on by steps of ``∂u/∂τ = ½σ²s² u_ss + μ s u_s``, in place; its two ends become ``ends``.

    Differences of three points, exact for what is linear in ``s``. ``weights`` are the implicit share of each step,
    ``log_forwards`` and ``roots`` (√t) those of the moment at which its local variances ``rows`` are read.
    """
    n = s.size
    x = np.log(s)
    left = np.empty(n)  # of elimination: u[i] = found[i] − left[i] u[i + 1]
    for step in range(lengths.size):
        implicit = weights[step] * lengths[step]
        explicit = lengths[step] - implicit
        row, drift = rows[step], drifts[step]
        before = u[0]
        u[0], u[n - 1], old_last = ends[step, 0], ends[step, 1], u[n - 1]
        left[0] = 0.0
        for i in range(1, n - 1):
            down, up = s[i] - s[i - 1], s[i + 1] - s[i]
            v = at(row, first, per, (x[i] - log_forwards[step]) / roots[step])
            spread = v * s[i] * s[i]
            low = (spread - drift * s[i] * up) / (down * (down + up))
            high = (spread + drift * s[i] * down) / (up * (down + up))
            after = old_last if i == n - 2 else u[i + 1]
            here = u[i]
            known = here + explicit * (low * (before - here) + high * (after - here))
            before = here
            pivot = 1.0 / (1.0 + implicit * (low + high) + implicit * low * left[i - 1])
            left[i] = -implicit * high * pivot
            u[i] = (known + implicit * low * u[i - 1]) * pivot
        for i in range(n - 2, 0, -1):
            u[i] -= left[i] * u[i + 1]


@exact
def fill(
    lengths: FloatArray,
    z: FloatArray,
    rows: FloatArray,
    roots: FloatArray,
    first: float,
    per: float,
    out: FloatArray,
) -> None:
    """Fill ``ln(S/F)``, shaped ``(paths, steps + 1)``, from normals ``z`` shaped ``(paths, steps)``; steps in years.

    Platen's explicit scheme of weak order 2 [KP92, 15.1.1], with the volatility of the middle of each step.
    """
    for i in range(out.shape[0]):
        x = 0.0
        out[i, 0] = 0.0
        for j in range(z.shape[1]):
            row, scale, dt = rows[j], 1.0 / roots[j], lengths[j]
            w, root = z[i, j], math.sqrt(dt)
            v = at(row, first, per, x * scale)
            b = math.sqrt(v)
            drifted = x - 0.5 * v * dt
            after = at(row, first, per, (drifted + b * root * w) * scale)
            up = math.sqrt(at(row, first, per, (drifted + b * root) * scale))
            down = math.sqrt(at(row, first, per, (drifted - b * root) * scale))
            x -= 0.25 * (v + after) * dt
            x += 0.25 * root * ((up + down + 2.0 * b) * w + (up - down) * (w * w - 1.0))
            out[i, j + 1] = x


@exact
def survival(
    x: FloatArray,
    barrier: FloatArray,
    dt: float,
    rows: FloatArray,
    roots: FloatArray,
    first: float,
    per: float,
    out: FloatArray,
) -> None:
    """Chance that a path ``x`` (paths, steps + 1) crossed ``barrier`` (steps + 1,) nowhere, given its points.

    Between two points at ``a`` and ``b`` from the barrier a Brownian bridge touches it with ``exp(−2ab/(σ²dt))``.
    """
    for i in range(x.shape[0]):
        alive = 1.0
        for j in range(x.shape[1] - 1):
            a, b = x[i, j] - barrier[j], x[i, j + 1] - barrier[j + 1]
            if a * b <= 0.0:
                alive = 0.0
                break
            middle = 0.5 * (x[i, j] + x[i, j + 1])
            v = at(rows[j], first, per, middle / roots[j])
            alive *= -math.expm1(-2.0 * a * b / (v * dt))
        out[i] = alive
