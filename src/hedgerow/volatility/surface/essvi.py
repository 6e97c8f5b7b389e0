"""Extended SSVI: a ρ for every expiry [HM19], slice after slice without arbitrage [CCLM19].

With ``ψ = θφ`` slices 1 < 2 in time do not cross where

    θ₂ ≥ θ₁,    ψ₂(1 ± ρ₂) ≥ ψ₁(1 ± ρ₁),    ψ₂/θ₂ ≤ ψ₁/θ₁          the first two are also necessary
    ψ(1 + |ρ|) < 4,    ψ²(1 + |ρ|) ≤ 4θ                              no butterflies [GJ14, theorem 4.2]

Given slice 1 these are bounds for slice 2: of θ; then of ρ, an interval that contains ρ₁; then of ψ. So each slice is a
search in a box, the shortest expiry first, and never without an answer.

Between expiries θ, ψ and ρψ are linear in time, which keeps every condition (ψ and ψ(1 ± ρ) rise, so that ψ·ψ(1 + |ρ|) is
convex, below its chord, and that below 4θ) [CCLM19]. Before the first they are proportional to time; after the last
ρ and ψ stay and θ is proportional.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import least_squares

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.smile import SurfaceVariance
from hedgerow.volatility.surface.smile_quotes import SmileQuotes
from hedgerow.volatility.surface.ssvi import (
    SsviSlice,
    check_nodes,
    interpolated,
    ssvi_surface_variance,
    ssvi_variance,
)
from hedgerow.volatility.surface.ssvi_fit import QuoteTable, root_mean_square

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

STEPS = 100
NEARLY = 1 - 1e-9
"""Share of a bound that a fit may take."""
STEEPEST = 0.999


@dataclass(frozen=True, slots=True)
class EssviMargins:
    """The least margin of each condition; negative is a condition broken."""

    theta: float
    """Least θ₂ − θ₁."""
    left: float
    """Least ψ₂(1 − ρ₂) − ψ₁(1 − ρ₁)."""
    right: float
    """Least ψ₂(1 + ρ₂) − ψ₁(1 + ρ₁)."""
    phi: float
    """Least ψ₁/θ₁ − ψ₂/θ₂."""
    wing: float
    """Least 4 − ψ(1 + |ρ|)."""
    curvature: float
    """Least 4 − ψ²(1 + |ρ|)/θ."""

    @property
    def is_free(self) -> bool:
        """Whether they exclude static arbitrage; rounding is no breach."""
        return (
            min(self.theta, self.left, self.right, self.phi, self.curvature) >= -1e-9
            and self.wing > 0
        )


@dataclass(frozen=True, slots=True)
class EssviSurface:
    """A (θ, ρ, ψ) for each expiry.

    Raises :class:`~hedgerow.errors.InputError` where these are no expiries with a slice each. Slices that cross are an arbitrage,
    and :meth:`margins` says so.

    >>> T, theta = np.array([0.25, 1.0]), np.array([0.01, 0.04])
    >>> surface = EssviSurface(T, theta, np.array([-0.7, -0.6]), np.array([0.1, 0.2]))
    >>> surface.margins().is_free
    True
    """

    expiry: FloatArray
    """Years, rising, shape (slices,)."""
    theta: FloatArray
    """θ of each, > 0."""
    rho: FloatArray
    """ρ of each, in (−1, 1)."""
    psi: FloatArray
    """ψ of each, > 0."""

    def __post_init__(self) -> None:
        check_nodes(self.expiry, self.theta)
        if not (self.rho.shape == self.psi.shape == self.theta.shape):
            raise InputError(
                f"rho and psi have shapes {self.rho.shape} and {self.psi.shape}; give one an expiry"
            )
        for at in range(self.theta.size):
            self.slice(at)

    def slice(self, at: int) -> SsviSlice:
        """The smile of one of the expiries."""
        return SsviSlice(float(self.theta[at]), float(self.rho[at]), float(self.psi[at]))

    def variance(self, log_moneyness: ArrayLike, expiry: ArrayLike) -> SurfaceVariance:
        """At ``k = ln(K/F(T))`` and ``T`` in years; NaN where T is not positive."""
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        theta, theta_T = interpolated(T, self.expiry, self.theta)
        psi, psi_T = interpolated(T, self.expiry, self.psi, after=0.0)
        chi, chi_T = interpolated(T, self.expiry, self.rho * self.psi, after=0.0)
        return ssvi_surface_variance(k, (theta, psi, chi), (theta_T, psi_T, chi_T))

    def slice_at(self, expiry: float) -> SsviSlice:
        """The smile of any expiry, in years above 0."""
        T = np.asarray(expiry, float)
        theta, _ = interpolated(T, self.expiry, self.theta)
        psi, _ = interpolated(T, self.expiry, self.psi, after=0.0)
        chi, _ = interpolated(T, self.expiry, self.rho * self.psi, after=0.0)
        return SsviSlice(float(theta), float(chi / psi), float(psi))

    def margins(self) -> EssviMargins:
        """Of every condition, over slices and pairs of neighbours."""
        theta, rho, psi = self.theta, self.rho, self.psi
        outer = psi * (1 + np.abs(rho))

        def least_rise(values: FloatArray) -> float:
            return float(np.diff(values).min()) if values.size > 1 else math.inf

        return EssviMargins(
            theta=least_rise(theta),
            left=least_rise(psi * (1 - rho)),
            right=least_rise(psi * (1 + rho)),
            phi=least_rise(-psi / theta),
            wing=float((4 - outer).min()),
            curvature=float((4 - outer * psi / theta).min()),
        )


@dataclass(frozen=True, slots=True)
class EssviFit:
    """The surface and how well it fits."""

    surface: EssviSurface | None
    """None where there is nothing to fit."""
    rms: float
    """Root of the mean over slices of the weighted mean square of volatility differences, decimal."""
    slice_rms: tuple[float, ...]
    """The same of each slice given; NaN for one that did not count."""
    converged: bool
    """Whether the search of every slice came to its end."""
    iterations: int
    """Evaluations of a slice and its derivatives, all together."""
    reason: str = ""
    """What to know; empty where all is well."""


def fit_essvi(slices: Sequence[SmileQuotes]) -> EssviFit:
    """Slices nearest to the quotes, one after the other in order of expiry, without arbitrage.

    Those of fewer than three points are left out and named.
    """
    table, reason = QuoteTable.of(slices)
    if table is None:
        none = (math.nan,) * len(slices)
        return EssviFit(None, math.nan, none, converged=False, iterations=0, reason=reason)
    found: list[SsviSlice] = []
    evaluations, late = 0, []
    for at in range(table.expiry.size):
        of = table.at == at
        box = _Box(found[-1] if found else None, float(table.level[at]))
        slice_, spent, ended = _nearest(box, table.k[of], table.w[of], table.scale[of])
        found.append(slice_)
        evaluations += spent
        if not ended:
            late.append(f"{table.expiry[at]:.4g}")
    theta, rho, psi = (
        np.array([getattr(s, name) for s in found]) for name in ("theta", "rho", "psi")
    )
    rms = table.slice_rms((theta, psi, rho * psi))
    stopped = f"no minimum within {STEPS} steps at {', '.join(late)} years" if late else ""
    return EssviFit(
        EssviSurface(table.expiry, theta, rho, psi),
        root_mean_square(rms),
        rms,
        converged=not late,
        iterations=evaluations,
        reason="; ".join(filter(None, (reason, stopped))),
    )


@dataclass(frozen=True, slots=True)
class _Box:
    """What the slice before leaves: (θ's rise, share of the interval of ρ, share of that of ψ) to a slice."""

    before: SsviSlice | None
    level: float
    """θ as the quotes have it."""

    @property
    def least(self) -> float:
        """θ of the slice before."""
        return self.before.theta if self.before else 1e-3 * self.level

    def slice(self, x: FloatArray) -> SsviSlice:
        """At a point of [0, ∞) × [0, 1] × [0, 1]."""
        theta = self.least + float(x[0]) * self.level
        low, high = self.correlations(theta)
        rho = low + float(x[1]) * (high - low)
        least, most = self.curvatures(theta, rho)
        return SsviSlice(theta, rho, least + float(x[2]) * max(most - least, 0.0))

    def correlations(self, theta: float) -> tuple[float, float]:
        """The interval of ρ in which some ψ is allowed; it contains that of the slice before."""
        if self.before is None:
            return -STEEPEST, STEEPEST
        one = self.before
        high = _highest(one.psi * (1 - one.rho), (1 - one.rho) * one.theta / theta, theta)
        low = -_highest(one.psi * (1 + one.rho), (1 + one.rho) * one.theta / theta, theta)
        return min(low, one.rho), max(high, one.rho)

    def curvatures(self, theta: float, rho: float) -> tuple[float, float]:
        """Least and most ψ."""
        outer = 1 + abs(rho)
        most = NEARLY * min(4 / outer, 2 * math.sqrt(theta / outer))
        if self.before is None:
            return 1e-6 * most, most
        one = self.before
        least = one.psi * max((1 + one.rho) / (1 + rho), (1 - one.rho) / (1 - rho))
        return least, min(most, one.psi * theta / one.theta)


def _highest(A: float, distance: float, theta: float) -> float:
    """ρ up to which ``ψ = A/(1 − ρ)``, the least that the left wing allows, obeys the other conditions.

    ``1 − ρ ≥ distance`` (φ must not rise); ``A(1 + |ρ|)/(1 − ρ) ≤ 4``; ``A²(1 + |ρ|)/(1 − ρ)² ≤ 4θ``.
    """
    A /= NEARLY
    wing = (4 - A) / (4 + A)
    if 4 * theta >= A * A:
        square = A * A
        curvature = 1 - (math.sqrt(square * square + 32 * theta * square) - square) / (8 * theta)
    else:
        curvature = 1 - A * A / (4 * theta)
    return min(1 - distance, wing, curvature, STEEPEST)


def _nearest(
    box: _Box, k: FloatArray, w: FloatArray, scale: FloatArray
) -> tuple[SsviSlice, int, bool]:
    """The slice in the box nearest to the quotes, evaluations, and whether the search ended."""

    def residuals(x: FloatArray) -> FloatArray:
        s = box.slice(x)
        found = ssvi_variance(k, np.asarray(s.theta), np.asarray(s.psi), np.asarray(s.rho * s.psi))
        return np.asarray(scale * (found.w - w))

    rise = max(box.level - box.least, 1e-3 * box.level) / box.level
    low, high = box.correlations(box.least + rise * box.level)
    before = box.before.rho if box.before else -0.5
    at = min(max((before - low) / max(high - low, 1e-12), 0.05), 0.95)
    searches = [
        least_squares(
            residuals,
            [rise, at, share],
            bounds=([0.0, 0.0, 0.0], [np.inf, 1.0, 1.0]),
            x_scale=[max(rise, 0.01), 0.1, 0.1],
            xtol=1e-10,
            ftol=1e-10,
            gtol=1e-12,
            max_nfev=STEPS,
        )
        for share in (0.3, 0.9)
    ]
    best = min(searches, key=lambda found: float(found.cost))
    return box.slice(best.x), sum(int(s.nfev) for s in searches), bool(best.status > 0)
