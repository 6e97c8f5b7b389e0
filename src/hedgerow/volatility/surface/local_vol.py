"""Local volatility: the only diffusion in which a whole surface holds.

With ``w(k, T)`` the total implied variance at ``k = ln(K/F(T))`` and ``g`` the density of
:func:`~hedgerow.volatility.surface.smile.durrleman`,

    σ_L²(k, T) = w_T / g(k, w, w_k, w_kk)                                                  [Gatheral06, eq. 1.10]

(his bracket, ``1 − k w_k/w + ¼(−¼ − 1/w + k²/w²) w_k² + ½ w_kk``, is g multiplied out). The derivative in time is taken at
fixed ``k``: rates and dividends are in the forward, and the volatility is to be read at ``S = K`` at time ``T``, not at
today's spot. In prices it is Dupire's formula, with both carries [Dupire94]:

    σ_L² = [C_T + (r − q) K C_K + q C] / (½ K² C_KK)

Averaged over strikes it is the forward variance between two dates; at one strike it is what the spot's variance is
expected to be if the spot is there then: ``E[v_T | S_T = K]`` in every model of that surface.

It does not exist where the surface has an arbitrage: a calendar one (``w_T < 0``) or a butterfly (``g ≤ 0``). There it is
NaN, and a grid for pricing counts what it had to fill in.

What it gets wrong: its forward smiles flatten with time, and as the spot rises at-the-money volatility falls by about
twice the skew (the smile moves against the spot) [HKLW02], so that its deltas are too far from Black's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.local_vol import LocalVolGrid
from hedgerow.typing import BoolArray, FloatArray
from hedgerow.volatility.surface.smile import VarianceSurface, durrleman

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

BESIDE = 1e-6
"""How far from a jump in time the rows on its two sides are read, of the time."""

Arbitrage: TypeAlias = Literal["calendar", "butterfly"]


@dataclass(frozen=True, slots=True, eq=False)
class LocalVol:
    """Local volatility at some points of a surface, arrays of one shape."""

    vol: FloatArray
    """Decimal per √year; NaN where the surface has arbitrage or no value."""
    density: FloatArray
    """g, in units of the lognormal density."""
    time_slope: FloatArray
    """w_T, per year."""

    def arbitrage(self, kind: Arbitrage) -> BoolArray:
        """Where ``w_T < 0`` (calendar) or ``g ≤ 0`` (butterfly)."""
        return np.asarray(self.time_slope < 0 if kind == "calendar" else self.density <= 0)


def local_vol(surface: VarianceSurface, log_moneyness: ArrayLike, expiry: ArrayLike) -> LocalVol:
    """At ``k = ln(K/F(T))`` and ``T`` in years, broadcast.

    >>> from hedgerow.volatility.surface.smile import SurfaceVariance
    >>> class Flat:
    ...     def variance(self, k, T):
    ...         T = np.asarray(T, float)
    ...         return SurfaceVariance(w=0.04 * T, w_k=0 * T, w_kk=0 * T, w_T=0.04 + 0 * T)
    >>> local_vol(Flat(), 0.1, [0.5, 2.0]).vol
    array([0.2, 0.2])
    """
    k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
    found = surface.variance(k, T)
    g = durrleman(k, found)
    exists = (found.w_T >= 0) & (g > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        vol = np.sqrt(np.where(exists, found.w_T / g, np.nan))
    return LocalVol(vol, g, found.w_T)


@dataclass(frozen=True, slots=True, eq=False)
class FilledLocalVol:
    """A grid that prices, and what had to be invented for it."""

    grid: LocalVolGrid
    """Complete: to be handed to :mod:`hedgerow.pricing`."""
    filled: BoolArray
    """Shape (expiries, levels): nodes where the surface gives no local volatility, or one of 0."""
    weight: FloatArray
    """Shape (expiries, levels): share of the risk-neutral probability of its expiry at each node, by the lognormal law
    of the row's at-the-money volatility; rows add up to 1.
    """

    @property
    def nodes_filled(self) -> int:
        """How many, of ``filled.size``."""
        return int(self.filled.sum())

    @property
    def probability_filled(self) -> float:
        """Largest share of the probability of any expiry that lies on filled nodes."""
        return float((self.filled * self.weight).sum(axis=1).max())


def local_vol_grid(
    surface: VarianceSurface,
    expiries: ArrayLike,
    *,
    reach: float = 10.0,
    nodes: int = 401,
) -> FilledLocalVol:
    """Local volatility on ``nodes`` levels of ``ζ = k/√T``, ``reach`` at-the-money deviations to either side, by expiry.

    Choose expiries densely where the surface bends in time. Before the first of them and after the last, σ is constant
    at fixed ζ; beyond the last level too. A node without local volatility takes the nearest one's of its row (linear
    between two); a row without any takes the neighbouring row's. All that is counted. Where the
    surface was interpolated between expiries, w_T jumps there: name these twice in ``expiries``, and one row is read just
    before, one just after.

    Raises :class:`~hedgerow.errors.InputError` where no node of the whole surface has a local volatility.
    """
    T = np.sort(np.asarray(expiries, float).reshape(-1))
    if not (T.size and T[0] > 0 and math.isfinite(T[-1])):
        raise InputError(f"expiries {T[:6]}: give finite years above 0")
    if nodes < 3 or not reach > 0:
        raise InputError(f"{nodes} nodes over {reach} deviations: give 3 or more, above 0")
    read = T.copy()
    twice = np.diff(T) == 0
    read[:-1][twice] *= 1 - BESIDE
    read[1:][twice] *= 1 + BESIDE
    at_money = np.sqrt(surface.variance(np.zeros(T.size), read).w / read)
    if not np.isfinite(at_money).any():
        raise InputError(f"the surface has no at-the-money volatility at any of {T.size} expiries")
    half = reach * float(np.nanmax(at_money))
    ζ = np.linspace(-half, half, nodes)
    k = ζ * np.sqrt(read)[:, None]
    vols = local_vol(surface, k, read[:, None]).vol
    undefined = ~(vols > 0)
    σ = np.where(np.isfinite(at_money), at_money, np.nanmean(at_money))[:, None]
    weight = np.exp(-0.5 * (ζ / σ + 0.5 * σ * np.sqrt(read)[:, None]) ** 2)
    weight /= weight.sum(axis=1, keepdims=True)
    return FilledLocalVol(LocalVolGrid(T, ζ, _filled(vols, undefined)), undefined, weight)


def local_over_implied(
    surface: VarianceSurface, expiry: float, deviations: ArrayLike = (-2.0, -1.0, 0.0, 1.0, 2.0)
) -> FloatArray:
    """σ_L/σ_implied at these at-the-money standard deviations from the forward; shape of ``deviations``.

    1 on a flat surface. Below the forward of an index it exceeds 1: there the diffusion has to be wilder than the smile
    is, by about as much again as the smile exceeds its middle.
    """
    T = float(expiry)
    σ = math.sqrt(float(surface.variance(np.zeros(1), np.array([T])).w[0]))
    k = np.atleast_1d(np.asarray(deviations, float)) * σ
    implied = np.sqrt(surface.variance(k, np.full(k.shape, T)).w / T)
    return np.asarray((local_vol(surface, k, T).vol / implied).reshape(np.shape(deviations)))


def _filled(vols: FloatArray, undefined: BoolArray) -> FloatArray:
    """Each row completed from its own nodes, then rows from their neighbours."""
    found = vols.copy()
    column = np.arange(vols.shape[1])
    full = ~undefined.all(axis=1)
    if not full.any():
        raise InputError(
            "no node of the surface has a local volatility: w falls with expiry or the density is "
            "negative everywhere; look at its arbitrage first"
        )
    for i in np.flatnonzero(full):
        gap = undefined[i]
        found[i, gap] = np.interp(column[gap], column[~gap], vols[i, ~gap])
    have = np.flatnonzero(full)
    for i in np.flatnonzero(~full):
        found[i] = found[have[np.argmin(np.abs(have - i))]]
    return found
