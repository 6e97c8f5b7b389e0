"""The strikes of many deltas at many expiries, all at once.

A delta is a ``d₁ = −k/√w + √w/2``: for a share ``f`` of the underlying, ``f N(d₁)`` is the call's and ``−f N(−d₁)``
the put's; 0 is the straddle without delta. ``d₁`` falls all along a smile without butterfly arbitrage [Fukasawa12], so
each delta has one strike. ``k`` by ``d₁`` is interpolated on a grid by cubics through values and slopes, then put right
by one Newton step; where that is not enough (a corner, an arbitrage) the surface's own search takes over.
:meth:`~hedgerow.volatility.surface.surface.Surface.delta_log_moneyness` is the plain twin.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from hedgerow.typing import FloatArray, IntArray, Right
from hedgerow.volatility.surface.smile import SliceVariance
from hedgerow.volatility.surface.surface import DELTA_REACH, Surface

NODES = 81
CLOSE = 1e-8
"""Of ``d₁``: a strike further off is sought again, one by one."""


def delta_strikes(
    surface: Surface, T: FloatArray, theta: FloatArray, deltas: FloatArray, factor: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """``k`` and ``w`` at the straddle, the puts and the calls of the deltas, shape (n, 1 + 2 deltas).

    ``theta`` is total variance at the forward and ``factor`` what a delta is a share of, both (n,) like ``T``; NaN where
    no strike within 12 deviations has the delta.
    """
    target = _targets(deltas, factor)
    k, w = _by_d1(surface, T, theta, target)
    _again(surface, T, target, k, w)
    return k, w


def variance_rows(surface: Surface, k: FloatArray, T: FloatArray) -> SliceVariance:
    """Variance at ``k``, (n, m), of ``T``, (n,). A listing is its own smile, without the other one beside it."""
    place = {t: i for i, t in enumerate(surface.expiries)}
    out = np.empty((3, *k.shape))
    between = np.ones(len(T), bool)
    for row, t in enumerate(T.tolist()):
        if t in place:
            one = surface.slices[place[t]].smile.variance(k[row])
            out[0, row], out[1, row], out[2, row] = one.w, one.w_k, one.w_kk
            between[row] = False
    if between.any():
        rest = surface.variance(k[between], T[between, None])
        out[0, between], out[1, between], out[2, between] = rest.w, rest.w_k, rest.w_kk
    return SliceVariance(*out)


def _targets(deltas: FloatArray, factor: FloatArray) -> FloatArray:
    """``d₁`` of straddle, puts and calls, shape (n, 1 + 2 deltas); NaN where no option has the delta."""
    share = deltas / factor[:, None]
    x = ndtri(np.where(share < 1, share, np.nan))
    return np.column_stack([np.zeros(len(factor)), -x, x])


def _d1(k: FloatArray, v: SliceVariance) -> tuple[FloatArray, FloatArray]:
    """``d₁`` and its slope in ``k``."""
    s = np.sqrt(v.w)
    return -k / s + s / 2, -1 / s + v.w_k / (2 * s) * (k / v.w + 0.5)


def _by_d1(
    surface: Surface, T: FloatArray, theta: FloatArray, target: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """``k`` at each target and ``w`` there."""
    u = np.linspace(-1, 1, NODES)
    z = DELTA_REACH * np.sinh(3.5 * u) / np.sinh(3.5)  # dense around the money
    grid = np.sqrt(theta)[:, None] * z
    with np.errstate(invalid="ignore", divide="ignore"):
        d1, slope = _d1(grid, variance_rows(surface, grid, T))
        above = np.sum(d1[:, :, None] > target[:, None, :], axis=1)
        left = np.clip(above - 1, 0, NODES - 2)
        k = _hermite(d1, grid, 1 / slope, left, target)
        k[(above == 0) | (above == NODES)] = np.nan
        here = variance_rows(surface, np.nan_to_num(k), T)
        off, steep = _d1(k, here)
        step = (target - off) / steep
        w = here.w + step * here.w_k + step * step / 2 * here.w_kk
    return k + step, w


def _hermite(
    x: FloatArray, y: FloatArray, slope: FloatArray, left: IntArray, at: FloatArray
) -> FloatArray:
    """Cubics through values and slopes of the nodes of each row, on the interval that begins at ``left``."""

    def both(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        return np.take_along_axis(values, left, 1), np.take_along_axis(values, left + 1, 1)

    (x0, x1), (y0, y1), (m0, m1) = both(x), both(y), both(slope)
    h = x1 - x0
    t = (at - x0) / h
    return np.asarray(
        y0 * (1 + 2 * t) * (1 - t) ** 2
        + y1 * t * t * (3 - 2 * t)
        + h * (m0 * t * (1 - t) ** 2 - m1 * t * t * (1 - t))
    )


def _again(
    surface: Surface, T: FloatArray, target: FloatArray, k: FloatArray, w: FloatArray
) -> None:
    """Strikes that the step did not put right, one by one: smiles with arbitrage, or with a corner."""
    with np.errstate(invalid="ignore", divide="ignore"):
        off = -k / np.sqrt(w) + np.sqrt(w) / 2 - target
    for row, column in zip(*np.nonzero(np.isfinite(target) & ~(np.abs(off) < CLOSE)), strict=True):
        x = float(target[row, column])
        right: Right = "put" if x > 0 else "call"
        delta = -float(ndtr(-x)) if x > 0 else float(ndtr(x))
        k[row, column] = surface.delta_log_moneyness(
            delta, float(T[row]), right=right, kind="forward"
        )
        w[row, column] = surface.variance(k[row, column], T[row]).w
