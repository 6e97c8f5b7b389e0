"""A whole surface fitted by SSVI with the power law, free of static arbitrage by its conditions.

    min Σ_slices Σ u (w_model − w)² / (4 θ T)        so that each residual is about one in volatility
    θ rising,   η (1 + |ρ|) ≤ 2,   0 ≤ γ ≤ ½          [GJ14, theorems 4.1 and 4.2]

The conditions are bounds: the steps of θ, ρ, the share of η that they leave, and γ are what is searched. One ρ and
two numbers bend all slices, so expect vol points, not ticks, of error at the short end; in return nothing is crossed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from scipy.optimize import least_squares

from hedgerow.typing import FloatArray, IntArray
from hedgerow.volatility.surface.smile_quotes import SmileQuotes
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface, ssvi_variance

LEAST_POINTS = 3
"""A slice with fewer of positive weight does not count."""
MOST_POINTS = 60
"""Of a slice that the search takes, evenly spread; errors are those of all."""
STEPS = 200
LEAST_SHARE = 1e-4
"""Of what the conditions allow η."""


@dataclass(frozen=True, slots=True)
class SsviFit:
    """The surface and how well it fits."""

    surface: SsviSurface | None
    """None where there is nothing to fit."""
    rms: float
    """Root of the mean over slices of the weighted mean square of volatility differences, decimal."""
    slice_rms: tuple[float, ...]
    """The same of each slice given; NaN for one that did not count."""
    converged: bool
    """Whether the search came to its end."""
    iterations: int
    """Evaluations of the surface and its derivatives."""
    reason: str = ""
    """What to know; empty where all is well."""


def fit_ssvi(slices: Sequence[SmileQuotes]) -> SsviFit:
    """The surface nearest to ``slices``, in order of expiry; those of fewer than three points are left out and named.

    >>> true = SsviSurface(np.array([0.1, 0.5]), np.array([0.004, 0.02]), -0.6, PowerLaw(1.1, 0.4))
    >>> k = np.linspace(-0.3, 0.2, 9)
    >>> w = [true.variance(k, T).w for T in true.expiry]
    >>> quotes = [SmileQuotes(T, k, v, v, v, np.ones(9)) for T, v in zip([0.1, 0.5], w)]
    >>> fit = fit_ssvi(quotes)
    >>> fit.converged, round(fit.surface.rho, 3), round(fit.surface.curvature.gamma, 3)
    (True, -0.6, 0.4)
    """
    table, reason = QuoteTable.of(slices)
    if table is None:
        none = (math.nan,) * len(slices)
        return SsviFit(None, math.nan, none, converged=False, iterations=0, reason=reason)
    start, low, high = _start(table)
    searched = table.thinned()
    found = least_squares(
        lambda x: searched.residuals(_slices(x)),
        start,
        bounds=(low, high),
        x_scale=np.concatenate((np.maximum(start[:-3], 1e-3 * start[:-3].sum()), np.ones(3))),
        xtol=1e-10,
        ftol=1e-10,
        gtol=1e-12,
        max_nfev=STEPS,
    )
    theta, _, _ = _slices(found.x)
    surface = SsviSurface(table.expiry, theta, float(found.x[-3]), _law(found.x))
    rms = table.slice_rms(_slices(found.x))
    stopped = "" if found.status > 0 else f"no minimum within {STEPS} steps"
    return SsviFit(
        surface,
        root_mean_square(rms),
        rms,
        converged=found.status > 0,
        iterations=int(found.nfev),
        reason="; ".join(filter(None, (reason, stopped))),
    )


Columns: TypeAlias = tuple[FloatArray, FloatArray, FloatArray]
"""θ, ψ and χ = ρψ of every slice that counts."""


@dataclass(frozen=True, slots=True)
class QuoteTable:
    """The quotes of all slices that count, end to end."""

    expiry: FloatArray
    """Years, of each slice that counts, rising."""
    level: FloatArray
    """Total variance at the money, of each."""
    place: tuple[int, ...]
    """Which of the slices given it is."""
    given: int
    """How many were given."""
    at: IntArray
    """Slice of each quote."""
    k: FloatArray
    w: FloatArray
    share: FloatArray
    """Weight over that of the slice."""
    scale: FloatArray
    """√share over 2√(wT) at the money: from total variance to volatility."""

    @classmethod
    def of(cls, slices: Sequence[SmileQuotes]) -> tuple[QuoteTable | None, str]:
        """The table and what it leaves out; None where that is everything."""
        enough = [np.count_nonzero(q.weight > 0) >= LEAST_POINTS for q in slices]
        place = tuple(i for i in np.argsort([q.expiry for q in slices], kind="stable") if enough[i])
        left = [f"{q.expiry:.4g}" for q, counts in zip(slices, enough, strict=True) if not counts]
        reason = f"fewer than {LEAST_POINTS} points at {', '.join(left)} years" if left else ""
        if not place:
            return None, reason or "no slices"
        chosen = [slices[i] for i in place]
        share = [q.weight / q.weight.sum() for q in chosen]
        level = [_at_the_money(q) for q in chosen]
        scale = [
            np.sqrt(u) / (2 * math.sqrt(w * q.expiry))
            for q, u, w in zip(chosen, share, level, strict=True)
        ]
        table = cls(
            expiry=np.array([q.expiry for q in chosen]),
            level=np.array(level),
            place=tuple(int(i) for i in place),
            given=len(slices),
            at=np.repeat(np.arange(len(chosen)), [q.w.size for q in chosen]),
            k=np.concatenate([q.log_moneyness for q in chosen]),
            w=np.concatenate([q.w for q in chosen]),
            share=np.concatenate(share),
            scale=np.concatenate(scale),
        )
        return table, reason

    def thinned(self) -> QuoteTable:
        """The same with at most ``MOST_POINTS`` of each slice, the nearest to evenly spaced log-moneyness."""
        kept = []
        for i in range(self.expiry.size):
            rows = np.flatnonzero((self.at == i) & (self.share > 0))
            k = self.k[rows]
            near = np.linspace(k[0], k[-1], MOST_POINTS)
            few = rows.size <= MOST_POINTS
            kept.append(rows if few else rows[np.unique(np.abs(k[:, None] - near).argmin(axis=0))])
        rows = np.concatenate(kept)
        at, share = self.at[rows], self.share[rows]
        rest = np.bincount(at, share)[at]
        return replace(
            self,
            at=at,
            k=self.k[rows],
            w=self.w[rows],
            share=share / rest,
            scale=self.scale[rows] / np.sqrt(rest),
        )

    def model(self, columns: Columns) -> FloatArray:
        """Total variance at every quote."""
        theta, psi, chi = (c[self.at] for c in columns)
        return ssvi_variance(self.k, theta, psi, chi).w

    def residuals(self, columns: Columns) -> FloatArray:
        """About in volatility, times the root of the share."""
        return self.scale * (self.model(columns) - self.w)

    def slice_rms(self, columns: Columns) -> tuple[float, ...]:
        """Weighted root mean square of the differences in volatility, of each slice given; NaN where it did not count."""
        gap = np.sqrt(np.maximum(self.model(columns), 0.0)) - np.sqrt(self.w)
        mean = np.bincount(self.at, self.share * gap**2) / self.expiry
        found = np.full(self.given, math.nan)
        found[list(self.place)] = np.sqrt(mean)
        return tuple(found.tolist())


def _at_the_money(quotes: SmileQuotes) -> float:
    """Total variance at k = 0, linear between the quotes that count."""
    counts = quotes.weight > 0
    return float(np.interp(0.0, quotes.log_moneyness[counts], quotes.w[counts]))


def root_mean_square(values: Sequence[float]) -> float:
    """Of those that are known; NaN where none is."""
    known = np.array([v for v in values if math.isfinite(v)])
    return float(np.sqrt(np.mean(known**2))) if known.size else math.nan


def _start(table: QuoteTable) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Steps of θ, ρ, share of η, γ: first guess, lowest and highest."""
    level = table.level
    steps = np.diff(np.maximum.accumulate(level), prepend=0.0)
    start = np.concatenate((np.maximum(steps, 1e-4 * level), [-0.5, 0.6, 0.4]))
    low = np.concatenate(([1e-3 * level[0]], np.zeros(level.size - 1), [-0.999, LEAST_SHARE, 0.0]))
    high = np.concatenate((np.full(level.size, np.inf), [0.999, 1.0, 0.5]))
    return start, low, high


def _law(x: FloatArray) -> PowerLaw:
    rho, share, gamma = (float(v) for v in x[-3:])
    return PowerLaw(eta=share * 2 / (1 + abs(rho)), gamma=gamma)


def _slices(x: FloatArray) -> Columns:
    theta = np.cumsum(x[:-3])
    psi = theta * _law(x).phi(theta)
    return theta, psi, x[-3] * psi
