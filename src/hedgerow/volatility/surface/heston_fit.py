"""Heston's model fitted to all expiries at once.

    min Σ_slices Σ u ((V_model − V)/vega)²        about the square of the difference in volatility

over ``v₀, κ, θ, ξ, ρ`` of :class:`~hedgerow.pricing.heston.Heston` in a box wide enough for equity indices. ``V`` is
the option out of the money, over the forward. The search integrates Lewis's formula [Lewis01] with Black's price as control on
nodes of Gauss and Legendre, mapped to the half line on the scale of each expiry; what is reported is priced by
:mod:`~hedgerow.pricing.fourier` to full precision.

κ and ξ trade against each other along a valley, and short expiries alone say nothing of θ: judge the surface, not the
parameters. Five numbers miss the steep short end of an index by points of volatility.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import least_squares

from hedgerow.pricing.black import black, vega
from hedgerow.pricing.heston import Heston
from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.smile import SliceVariance, SurfaceVariance
from hedgerow.volatility.surface.smile_quotes import SmileQuotes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

MOST_EXPIRIES, MOST_STRIKES = 16, 25
"""Of a larger chain the search takes these many, spread evenly in √T and in log-moneyness."""
LEAST_POINTS = 5
STEPS = 100
NODES = 128
LEAST_VEGA = 0.02
"""Of that at the money: further out an error in price counts as if vega were that, not as hundreds of points."""
LOW = (1e-4, 0.01, 1e-4, 0.01, -0.99)
HIGH = (2.0, 30.0, 2.0, 10.0, 0.95)
"""Where v₀, κ, θ, ξ and ρ are looked for."""
STRIKE_STEP, TIME_STEP = 0.02, 2e-3
"""Of numerical derivatives: in standard deviations, and as a share of expiry."""


@dataclass(frozen=True, slots=True)
class HestonSmile:
    """One expiry of the model; derivatives by five-point differences."""

    model: Heston
    expiry: float
    """T, years."""

    def variance(self, log_moneyness: ArrayLike) -> SliceVariance:
        """At ``k = ln(K/F)``, any shape; NaN in wings without time value."""
        k = np.asarray(log_moneyness, float)
        h = STRIKE_STEP * math.sqrt(self.model.total_variance(self.expiry))
        vol = self.model.implied_vol(1.0, np.exp(k + h * _stencil(k.ndim)), self.expiry)
        w = np.asarray(vol) ** 2 * self.expiry
        return SliceVariance(w=w[2], w_k=_first(w) / h, w_kk=_second(w) / h**2)


@dataclass(frozen=True, slots=True)
class HestonSurface:
    """The model's implied variance at every expiry; derivatives by five-point differences.

    Each expiry asked for takes five characteristic functions: give a grid, not scattered points.

    >>> surface = HestonSurface(Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7))
    >>> round(float(surface.variance(0.0, 1.0).w), 4)
    0.0368
    """

    model: Heston

    def smile(self, expiry: float) -> HestonSmile:
        """Of one expiry, in years above 0."""
        return HestonSmile(self.model, expiry)

    def variance(self, log_moneyness: ArrayLike, expiry: ArrayLike) -> SurfaceVariance:
        """At ``k = ln(K/F(T))`` and ``T`` in years; NaN where T is not positive and in wings without time value."""
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        found = np.full((4, *k.shape), np.nan)
        for t in np.unique(T[T > 0]):
            at = t == T
            one = self.smile(float(t)).variance(k[at])
            times = t * (1 + TIME_STEP * _stencil(1))
            w = np.asarray(self.model.implied_vol(1.0, np.exp(k[at]), times)) ** 2 * times
            found[:, at] = one.w, one.w_k, one.w_kk, _first(w) / (TIME_STEP * t)
        return SurfaceVariance(w=found[0], w_k=found[1], w_kk=found[2], w_T=found[3])


def _stencil(ndim: int) -> FloatArray:
    return np.arange(-2.0, 3.0).reshape(5, *(1,) * ndim)


def _first(w: FloatArray) -> FloatArray:
    return np.asarray((w[0] - 8 * w[1] + 8 * w[3] - w[4]) / 12)


def _second(w: FloatArray) -> FloatArray:
    return np.asarray((-w[0] + 16 * w[1] - 30 * w[2] + 16 * w[3] - w[4]) / 12)


@dataclass(frozen=True, slots=True)
class HestonFit:
    """The model and how well it fits."""

    model: Heston | None
    """None where there is nothing to fit."""
    rms: float
    """Root of the mean over slices of the weighted mean square of differences in volatility, decimal, over all quotes."""
    slice_rms: tuple[float, ...]
    """The same of each slice given; NaN for one that did not count."""
    feller_ratio: float
    """2κθ/ξ²: below 1 variance touches 0, as it usually does when fitted to an index."""
    converged: bool
    """Whether the search came to its end inside the bounds."""
    iterations: int
    """Evaluations of the model and its derivatives."""
    reason: str = ""
    """What to know; empty where all is well."""

    @property
    def surface(self) -> HestonSurface | None:
        """What it says of every strike and expiry."""
        return HestonSurface(self.model) if self.model else None


def fit_heston(slices: Sequence[SmileQuotes]) -> HestonFit:
    """The model nearest to ``slices``; those of fewer than five points are left out and named."""
    counting = [np.count_nonzero(q.weight > 0) >= LEAST_POINTS for q in slices]
    left = [f"{q.expiry:.4g}" for q, counts in zip(slices, counting, strict=True) if not counts]
    said = f"fewer than {LEAST_POINTS} points at {', '.join(left)} years" if left else ""
    chosen = [q for q, counts in zip(slices, counting, strict=True) if counts]
    if not chosen:
        none = (math.nan,) * len(slices)
        reason = said or "no slices"
        return HestonFit(
            None, math.nan, none, math.nan, converged=False, iterations=0, reason=reason
        )
    targets = [_Target.of(q) for q in _spread(chosen)]
    searches = [
        least_squares(
            lambda x: np.concatenate([t.residuals(Heston(*x.tolist())) for t in targets]),
            start,
            bounds=(LOW, HIGH),
            x_scale=(0.02, 2.0, 0.04, 0.5, 0.2),
            xtol=1e-8,
            ftol=1e-10,
            gtol=1e-10,
            max_nfev=STEPS,
        )
        for start in _starts(chosen)
    ]
    best = min(searches, key=lambda found: float(found.cost))
    model = Heston(*best.x.tolist())
    rms = tuple(
        _rms(model, q) if counts else math.nan for q, counts in zip(slices, counting, strict=True)
    )
    known = np.array([r for r in rms if math.isfinite(r)])
    stopped = _complaint(best.x, ended=best.status > 0)
    return HestonFit(
        model,
        float(np.sqrt(np.mean(known**2))) if known.size else math.nan,
        rms,
        model.feller_ratio,
        converged=not stopped,
        iterations=sum(int(s.nfev) for s in searches),
        reason="; ".join(filter(None, (said, stopped))),
    )


@dataclass(frozen=True, slots=True)
class _Target:
    """One expiry's prices, over the forward."""

    expiry: float
    k: FloatArray
    price: FloatArray
    scale: FloatArray
    """√share over vega."""
    u: FloatArray
    """Nodes of the integral, and their weights, on the scale of the expiry."""
    du: FloatArray

    @classmethod
    def of(cls, quotes: SmileQuotes) -> _Target:
        """Of some of the quotes, evenly spread."""
        counts = np.flatnonzero(quotes.weight > 0)
        k = quotes.log_moneyness[counts]
        near = np.linspace(k[0], k[-1], MOST_STRIKES)
        some = counts[np.unique(np.abs(k[:, None] - near).argmin(axis=0))]
        k, w, T = quotes.log_moneyness[some], quotes.w[some], quotes.expiry
        share = quotes.weight[some] / quotes.weight[some].sum()
        slope = vega(1.0, np.exp(k), T, np.sqrt(w / T))
        slope = np.maximum(slope, LEAST_VEGA * slope.max())
        x, weight = np.polynomial.legendre.leggauss(NODES)
        unit = 2 / math.sqrt(float(np.median(w)))
        u, du = unit * (1 + x) / (1 - x), unit * 2 * weight / (1 - x) ** 2
        return cls(T, k, _black(k, w), np.sqrt(share) / slope, u, du)

    def residuals(self, model: Heston) -> FloatArray:
        """About in volatility, times the root of the share."""
        u = self.u
        w = model.total_variance(self.expiry)
        square = u * u + 0.25
        f = np.exp(-w * square / 2) - model.characteristic(
            np.asarray(u - 0.5j, complex), self.expiry
        )
        f *= self.du / square
        difference = np.real(np.exp(-1j * np.outer(self.k, u)) @ f) * np.exp(self.k / 2) / np.pi
        price = _black(self.k, np.full(self.k.shape, w)) + difference
        return np.asarray(self.scale * (price - self.price))


def _black(k: FloatArray, w: FloatArray) -> FloatArray:
    """Of the option out of the money, over the forward."""
    return np.asarray(black(1.0, np.exp(k), 1.0, np.sqrt(w), right=np.where(k < 0, -1.0, 1.0)))


def _spread(slices: Sequence[SmileQuotes]) -> list[SmileQuotes]:
    root = np.sqrt([q.expiry for q in slices])
    near = np.linspace(root.min(), root.max(), MOST_EXPIRIES)
    return [slices[i] for i in np.unique(np.abs(root[:, None] - near).argmin(axis=0))]


def _starts(slices: Sequence[SmileQuotes]) -> list[FloatArray]:
    """Variance now from the first expiry, in the long run from the last; slow and fast reversion."""
    in_time = sorted(slices, key=lambda q: q.expiry)
    now, late = (
        float(np.interp(0.0, q.log_moneyness, q.w)) / q.expiry for q in (in_time[0], in_time[-1])
    )
    found = ([now, 1.5, 1.2 * late, 0.6, -0.7], [now, 6.0, 1.1 * late, 1.8, -0.7])
    return [np.clip(x, np.multiply(LOW, 1.01), np.multiply(HIGH, 0.99)) for x in found]


def _rms(model: Heston, quotes: SmileQuotes) -> float:
    """Of all quotes that count and at which the model has a volatility."""
    vol = np.asarray(model.implied_vol(1.0, np.exp(quotes.log_moneyness), quotes.expiry))
    known = np.isfinite(vol) & (quotes.weight > 0)
    if not known.any():
        return math.nan
    gap = vol[known] - quotes.vol[known]
    return float(np.sqrt(np.average(gap**2, weights=quotes.weight[known])))


def _complaint(x: FloatArray, *, ended: bool) -> str:
    if not ended:
        return f"no minimum within {STEPS} steps"
    names = ("v0", "kappa", "theta", "xi", "rho")
    span = np.subtract(HIGH, LOW)
    edge = (x - LOW < 1e-5 * span) | (np.subtract(HIGH, x) < 1e-5 * span)
    at = [name for name, there in zip(names, edge, strict=True) if there]
    return f"{', '.join(at)} at the edge of what is searched" if at else ""
