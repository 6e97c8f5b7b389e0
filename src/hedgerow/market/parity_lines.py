"""The straight lines of put-call parity, one a listing, compiled: ``y = C − P = D (F − K)`` against ``K``.

Weighted least squares with weights ``1/h²``, ``h`` the half-spreads of both together, reweighted by Tukey's biweight
until it settles [HR09]. It starts from the median of the slopes between strikes half the range apart, so that one quote
in four may be wrong.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hedgerow.typing import FloatArray, IntArray

FEWEST = 5
"""Pairs below which no line is drawn."""
NEAREST = 9
"""Pairs nearest to the money that say where it is."""
BAND, DEVIATIONS = 0.25, 3.0
"""|ln K/F| of the strikes that count: as far as the larger of the two, the second in standard deviations."""
LEAST_HALF_SPREAD = 0.25
"""Of the median one: a quote without width is no more certain than that."""
TUKEY = 4.685
"""Standardized residual from which a quote has no weight: 95 % as efficient as least squares on normal errors."""
LEAST_SCALE = 0.05
"""Of the half-spreads: mids are not surer than a twentieth of them."""
STEPS = 30
MOST_PERSISTENT = 0.95
BLOCKS = 5
"""Of strikes, that err independently."""

FIELDS = 5
"""Of a line: ``F``, ``D``, standard error of ``F`` and of ``D``, residual rms; then pairs that count."""

compiled = njit(cache=True, nogil=True, error_model="numpy")


@compiled
def lines(
    start: IntArray,
    strike: FloatArray,
    gap: FloatArray,
    straddle: FloatArray,
    half: FloatArray,
    out: FloatArray,
    count: IntArray,
) -> None:
    """Fill ``out`` (listings, FIELDS) and ``count``; listing ``i`` has the pairs from ``start[i]`` to ``start[i + 1]``.

    NaN where there are too few pairs or no line.
    """
    for i in range(len(start) - 1):
        a, b = start[i], start[i + 1]
        out[i, :] = np.nan
        count[i] = _line(strike[a:b], gap[a:b], straddle[a:b], half[a:b], out[i])


@compiled
def _line(
    strike: FloatArray, gap: FloatArray, straddle: FloatArray, half: FloatArray, out: FloatArray
) -> int:
    n = len(strike)
    if n < FEWEST:
        return n
    near = np.argsort(np.abs(gap))[:NEAREST]
    money = np.median(strike[near] + gap[near])
    if not money > 0:
        return 0
    deviation = 1.25 * np.median(straddle[near]) / money  # ATM straddle ≈ 0.8 F σ√T
    band = max(BAND, DEVIATIONS * deviation)
    inside = np.abs(np.log(strike / money)) <= band
    x, y, h = strike[inside] - money, gap[inside], half[inside]
    n = len(x)
    if n < FEWEST:
        return n
    h = np.maximum(h, max(LEAST_HALF_SPREAD * np.median(h), 1e-9 * money))
    across = n // 2
    slope = np.median((y[across:] - y[: n - across]) / (x[across:] - x[: n - across]))
    level = np.median(y - slope * x)
    z = (y - level - slope * x) / h
    scale = max(1.4826 * np.median(np.abs(z)), LEAST_SCALE)
    w = np.empty(n)
    sw = mean = spread = 0.0
    for step in range(STEPS):
        for j in range(n):
            u = z[j] / (TUKEY * scale)
            w[j] = (1 - u * u) ** 2 / (h[j] * h[j]) if abs(u) < 1 else 0.0
        sw = w.sum()
        mean = (w * x).sum() / sw
        spread = (w * (x - mean) ** 2).sum()
        before = slope
        slope = (w * (x - mean) * y).sum() / spread
        level = (w * (y - slope * x)).sum() / sw
        z = (y - level - slope * x) / h
        if step < 5:
            scale = max(1.4826 * np.median(np.abs(z)), LEAST_SCALE)
        elif abs(slope - before) <= 1e-12:
            break
    D = -slope
    if not D > 0:
        return n
    error, tilt = _errors(x - mean, z, h, w, scale)
    out[0] = money + level / D
    out[1] = D
    out[2] = math.hypot(error, tilt * (out[0] - money - mean)) / D
    out[3] = tilt
    out[4] = math.sqrt(((z * h) ** 2 * w * h * h).sum() / (w * h * h).sum())
    return n


@compiled
def _errors(
    x: FloatArray, z: FloatArray, h: FloatArray, w: FloatArray, scale: float
) -> tuple[float, float]:
    """Standard errors of the level (at the weighted mean of ``x``, zero) and of the slope.

    Mids err together over neighbouring strikes, where quotes widen in steps. The larger of two errors that know it: by
    pair, as if residuals were an autoregression of order one, and by block of strikes, each one observation.
    """
    n, sw, spread = len(x), w.sum(), (w * x * x).sum()
    u = np.minimum(np.maximum(z / scale, -TUKEY), TUKEY)
    persistence = (u[1:] * u[:-1]).sum() / (u * u).sum() if (u * u).sum() > 0 else 0.0
    persistence = min(max(persistence, 0.0), MOST_PERSISTENT)
    by_pair = scale * scale * (1 + persistence) / (1 - persistence)
    level = slope = 0.0
    for block in range(BLOCKS):
        a, b = block * n // BLOCKS, (block + 1) * n // BLOCKS
        off = w[a:b] * z[a:b] * h[a:b]
        level += off.sum() ** 2 * BLOCKS / (BLOCKS - 2)
        slope += (off * x[a:b]).sum() ** 2 * BLOCKS / (BLOCKS - 2)
    return (
        math.sqrt(max(by_pair / sw, level / (sw * sw))),
        math.sqrt(max(by_pair / spread, slope / (spread * spread))),
    )
