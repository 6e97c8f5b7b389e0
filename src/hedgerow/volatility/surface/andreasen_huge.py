"""Quotes joined without arbitrage, by one implicit step of a diffusion an expiry [AH11].

With ``c`` a call over its discounted forward, ``K = e^k`` its strike over the forward and ``δ_KK`` the second difference
on a grid of strikes, the calls of one expiry follow from those of the one before:

    [1 − ½ (T − Tᵢ) σᵢ₊₁²(k) K² δ_KK] c(T) = c(Tᵢ),      Tᵢ < T ≤ Tᵢ₊₁,      c(0) = (1 − K)⁺            [AH11, eq. 6]

``σᵢ₊₁`` is linear between the strikes quoted at ``Tᵢ₊₁``, constant beyond them, and such that the calls at ``Tᵢ₊₁``
meet the quotes. The inverse of that matrix has no negative entry and keeps what is linear in K: so calls stay convex
in strike and do not fall with expiry, whatever the numbers σ. There is no arbitrage to look for, and none between the expiries.

σ is *not* the local volatility of the surface, for a step is not infinitesimal. That follows from the calls and their
derivative in time, which solves the same system once more:

    [1 − ½ (T − Tᵢ) σᵢ₊₁² K² δ_KK] c_T = ½ σᵢ₊₁² K² δ_KK c          σ_L² = c_T / (½ K² δ_KK c)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.pricing.implied_vol import implied_vol
from hedgerow.pricing.local_vol_calls import between_nodes
from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.smile import SurfaceVariance

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

REACH = 7.0
"""Standard deviations of the longest expiry, at the highest volatility quoted, to the ends of the grid."""

LOWEST, HIGHEST = 0.01, 5.0
"""Between which σ is looked for."""

STIFFNESS = 1e-3
"""What a kink of σ costs, in misfit: σ one volatility point off the line counts as a misfit of 0.001 points.

Enough that quotes rounded to a basis point do not make σ swing from strike to strike, too little to move them by one.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Quotes:
    """What is joined; arrays of one length."""

    log_moneyness: FloatArray
    """ln(K/F(T))."""
    expiry: FloatArray
    """Years."""
    vol: FloatArray
    """Black's, decimal."""


@dataclass(frozen=True, eq=False)
class AndreasenHuge:
    """The joined surface: a :class:`~hedgerow.volatility.surface.smile.VarianceSurface`."""

    quotes: Quotes
    """Those that were complete."""
    expiries: FloatArray
    """Years, shape (n,), rising."""
    nodes: FloatArray
    """``k`` of the grid, shape (m,), 0 among them."""
    step_vols: FloatArray
    """σ of the step to each expiry, shape (n, m)."""
    calls: FloatArray
    """Calls over their discounted forwards, shape (n + 1, m); the first row is what they pay."""

    @cached_property
    def misfit(self) -> FloatArray:
        """Implied volatility of the surface less that of each quote, decimal."""
        q = self.quotes
        found = np.empty(q.vol.shape)
        for T in self.expiries:
            here = q.expiry == T
            found[here] = self.vol(q.log_moneyness[here], float(T))
        return np.asarray(found - q.vol)

    def vol(self, log_moneyness: ArrayLike, expiry: float) -> FloatArray:
        """Implied volatility at one expiry (years), decimal, shape of ``k``."""
        k = np.asarray(log_moneyness, float)
        right = np.where(k < 0, -1.0, 1.0)
        return np.asarray(
            implied_vol(self._time_value(k, expiry), 1.0, np.exp(k), expiry, right=right)
        )

    def call(self, log_moneyness: ArrayLike, expiry: float) -> FloatArray:
        """Calls over their discounted forwards at one expiry (years), shape of ``k``."""
        k = np.asarray(log_moneyness, float)
        return np.asarray(self._time_value(k, expiry) + np.maximum(-np.expm1(k), 0.0))

    def dates(self, between: int = 12) -> FloatArray:
        """Where to read local volatility: ``between`` times an interval, each inner expiry twice because σ jumps there.

        Denser towards now, where the smile of one step sharpens like ``k/√T``.
        """
        first = self.expiries[0] * np.geomspace(1 / 200, 1, 6 * between)
        later = [np.linspace(a, b, between + 1) for a, b in pairwise(self.expiries)]
        return np.concatenate([first, *later])

    def variance(self, log_moneyness: ArrayLike, expiry: ArrayLike) -> SurfaceVariance:
        """Total variance and derivatives; NaN outside the grid, where a call has lost its digits, and for T ≤ 0.

        ``w_T`` jumps at the expiries: on one it is that of the step which ends there. Derivatives are those of the
        grid, so that w_T/g is ``c_T / (½K²δ_KK c)`` to the last digit on a node.
        """
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        found = np.full((4, k.size), np.nan)
        at, moments = k.reshape(-1), T.reshape(-1)
        for t in np.unique(moments[np.isfinite(moments) & (moments > 0)]):
            here = moments == t
            for i, row in enumerate(self._slice(float(t))):
                found[i, here] = np.interp(at[here], self.nodes, row, left=np.nan, right=np.nan)
        return SurfaceVariance(*(row.reshape(k.shape) for row in found))

    def _time_value(self, k: FloatArray, expiry: float) -> FloatArray:
        c, _, _ = self._prices(expiry)
        return np.maximum(between_nodes(self.nodes, c - self.calls[0], k), 0.0)

    def _prices(self, T: float) -> tuple[FloatArray, FloatArray, FloatArray]:
        """``c``, ``c_T`` and ``K²δ_KK c`` on the grid."""
        i = min(int(np.searchsorted(self.expiries, T)), self.expiries.size - 1)
        before = self.expiries[i - 1] if i else 0.0
        variance = self.step_vols[i] ** 2
        grid = self._grid
        c = grid.implicit(self.calls[i], variance, T - before)
        bend = grid.bend(c)
        return c, grid.implicit(0.5 * variance * bend, variance, T - before), bend

    @cached_property
    def _grid(self) -> StrikeGrid:
        return StrikeGrid(self.nodes)

    def _slice(self, T: float) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """``w``, ``w_k``, ``w_kk`` and ``w_T`` on the nodes."""
        c, c_T, bend = self._prices(T)
        k, K = self.nodes, np.exp(self.nodes)
        otm = c - np.where(k < 0, self.calls[0], 0.0)
        vol = implied_vol(np.maximum(otm, 0.0), 1.0, K, 1.0, right=np.where(k < 0, -1.0, 1.0))
        w = vol**2
        s = vol
        with np.errstate(all="ignore"):
            d1 = -k / s + s / 2
            density = _normal(d1)
            # c = N(d₁) − K N(d₂):  c_w = φ(d₁)/(2√w),  K² c_KK = φ(d₁) g/√w
            w_T = 2 * s * c_T / density
            g = bend * s / density
            w_k = np.gradient(w, k)
            w_kk = 2 * (g - (1 - k * w_k / (2 * w)) ** 2 + w_k**2 / 4 * (1 / w + 0.25))
        return w, w_k, w_kk, w_T


class StrikeGrid:
    """Second differences on strikes ``K = e^k``, and the implicit step."""

    def __init__(self, nodes: FloatArray) -> None:
        K = np.exp(nodes)
        self.nodes = nodes
        down, up = np.diff(K)[:-1], np.diff(K)[1:]
        self._low = np.append(2 * K[1:-1] ** 2 / (down * (down + up)), 0.0)
        self._high = np.append(0.0, 2 * K[1:-1] ** 2 / (up * (down + up)))

    def bend(self, c: FloatArray) -> FloatArray:
        """K² δ_KK c; 0 at both ends."""
        step = np.diff(c, axis=0)
        found = np.zeros_like(c)
        low, high = self._low[:-1], self._high[1:]
        if c.ndim == 2:
            low, high = low[:, None], high[:, None]
        found[1:-1] = high * step[1:] - low * step[:-1]
        return found

    def implicit(self, c: FloatArray, variance: FloatArray, length: float) -> FloatArray:
        """What ``[1 − ½ length variance K²δ_KK]`` takes to ``c``; columns are separate."""
        from scipy.linalg import solve_banded

        half = 0.5 * length * variance
        bands = np.zeros((3, self.nodes.size))
        bands[0, 1:] = -half[:-1] * self._high
        bands[2, :-1] = -half[1:] * self._low
        bands[1] = 1.0
        bands[1, 1:-1] += half[1:-1] * (self._high[1:] + self._low[:-1])
        return np.asarray(solve_banded((1, 1), bands, c, check_finite=False))


def andreasen_huge(
    log_moneyness: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    stiffness: float = STIFFNESS,
    nodes: int = 800,
) -> AndreasenHuge:
    """The surface through quotes: ``k = ln(K/F(T))``, years and implied volatilities, one of each a quote.

    Expiries are fitted one after the other, each by as many σ as it has strikes, by least squares in volatility, with
    ``stiffness`` times what σ lies off the line between its neighbours. At 0 what can be met is met exactly, and σ may swing;
    quotes that have an arbitrage leave a :attr:`AndreasenHuge.misfit` all the same. Quotes that are not finite numbers above 0
    are left out.

    Raises :class:`~hedgerow.errors.InputError` where none is left.

    >>> surface = andreasen_huge([-0.2, 0.0, 0.2] * 2, [0.5] * 3 + [1.0] * 3, [0.25, 0.2, 0.18] * 2)
    >>> bool(abs(surface.misfit).max() < 1e-4)
    True
    >>> surface.vol([-0.2, 0.0, 0.2], 0.75).round(2)
    array([0.25, 0.2 , 0.18])
    """
    k, T, σ = np.broadcast_arrays(
        *(np.asarray(a, float).reshape(-1) for a in (log_moneyness, expiry, vol))
    )
    known = np.isfinite(k) & (T > 0) & np.isfinite(T) & (σ > 0) & np.isfinite(σ)
    if not known.any():
        raise InputError(
            f"none of {k.size} quotes is complete: give k, expiry and volatility above 0"
        )
    if nodes < 50 or not stiffness >= 0:
        raise InputError(f"nodes {nodes}, stiffness {stiffness}: give 50 or more, and 0 or more")
    quotes = Quotes(k[known], T[known], σ[known])
    expiries = np.unique(quotes.expiry)
    x = _nodes(quotes, nodes)
    grid = StrikeGrid(x)
    calls, step_vols = [np.maximum(-np.expm1(x), 0.0)], []
    for before, then in pairwise([0.0, *expiries]):
        here = quotes.expiry == then
        step = _Step(grid, calls[0], calls[-1], then - before, stiffness)
        step_vols.append(step.vols(quotes.log_moneyness[here], then, quotes.vol[here]))
        calls.append(grid.implicit(calls[-1], step_vols[-1] ** 2, then - before))
    return AndreasenHuge(quotes, expiries, x, np.array(step_vols), np.array(calls))


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """From one expiry to the next."""

    grid: StrikeGrid
    pays: FloatArray
    before: FloatArray
    """Calls of the expiry before, on the nodes."""
    length: float
    stiffness: float

    def vols(self, k: FloatArray, T: float, vol: FloatArray) -> FloatArray:
        """σ on the nodes that meets the quotes."""
        from scipy.optimize import least_squares

        x, grid = self.grid.nodes, self.grid
        knots = np.unique(k)
        hats = np.stack(
            [np.interp(x, knots, e) for e in np.eye(knots.size)], axis=1
        )  # σ = hats·values
        reading = np.stack([between_nodes(x, e, k) for e in np.eye(x.size)], axis=1)
        s = vol * math.sqrt(T)
        target = np.asarray(black(1.0, np.exp(k), T, vol, right="call")) - np.maximum(
            -np.expm1(k), 0
        )
        vega = math.sqrt(T) * _normal(-k / s + s / 2)
        kinks = self.stiffness * _kinks(knots)

        def residual(values: FloatArray) -> FloatArray:
            c = grid.implicit(self.before, (hats @ values) ** 2, self.length)
            return np.append((reading @ (c - self.pays) - target) / vega, kinks @ values)

        def slope(values: FloatArray) -> FloatArray:
            σ = hats @ values
            c = grid.implicit(self.before, σ**2, self.length)
            pushed = self.length * (σ * grid.bend(c))[:, None] * hats
            moved = grid.implicit(pushed, σ**2, self.length)
            return np.concatenate((reading @ moved / vega[:, None], kinks))

        start = np.clip([vol[k == knot].mean() for knot in knots], 2 * LOWEST, HIGHEST / 2)
        tight = {"xtol": 1e-12, "ftol": 1e-14, "gtol": 1e-14}
        fit = least_squares(residual, start, slope, bounds=(LOWEST, HIGHEST), x_scale=0.1, **tight)
        return np.asarray(hats @ fit.x)


def _kinks(knots: FloatArray) -> FloatArray:
    """Rows whose products with σ at the ``knots`` say by how much each lies above the line between its neighbours."""
    n = knots.size
    rows = np.zeros((max(n - 2, 0), n))
    for j in range(n - 2):
        share = (knots[j + 1] - knots[j]) / (knots[j + 2] - knots[j])
        rows[j, j : j + 3] = share - 1, 1.0, -share
    return rows


def _normal(d: FloatArray) -> FloatArray:
    """φ(d)."""
    return np.asarray(np.exp(-0.5 * d * d) / math.sqrt(2 * math.pi))


def _nodes(quotes: Quotes, nodes: int) -> FloatArray:
    """Dense around the forward: ``k = a sinh ξ``."""
    k, T, vol = quotes.log_moneyness, quotes.expiry, quotes.vol
    end = max(REACH * float(vol.max()) * math.sqrt(T.max()), 2 * float(np.abs(k).max()))
    a = float(vol.min()) * math.sqrt(T.min())
    half = nodes // 2
    return np.asarray(a * np.sinh(np.arange(-half, half + 1) / half * math.asinh(end / a)))
