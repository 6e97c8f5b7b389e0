"""Weighted least squares of SVI slices to quotes.

    min Σ uᵢ (w(kᵢ) − wᵢ)²      b ≥ 0,  |ρ| < 1,  σ > 0,  a + bσ√(1 − ρ²) ≥ 0,  b(1 + |ρ|) ≤ 2

A quasi-explicit grid of starts [DMM09], then Levenberg and Marquardt with these conditions as a box
(``kernels/svi.py``). A fit *without butterflies* adds a penalty where g of
:func:`~hedgerow.volatility.surface.smile.durrleman` is negative, looks for the lowest g over all log-moneyness, adds that point
to those watched, and goes on until there is none below 0: what it returns has been looked at everywhere. Where that ends
far from the quotes it is tried again from the SSVI slice nearest to them, and the closest that is free is taken.

What the data do not allow is a result with a reason; nothing raises because of a number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.smile_quotes import SmileQuotes
from hedgerow.volatility.surface.svi import Svi, SviNatural

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Butterflies: TypeAlias = Literal["allowed", "excluded"]

LEAST_POINTS = 5
"""As many as parameters."""
WORSE = 1.3
"""Times the error with butterflies from which another way without them is looked for."""
ROUNDS = 12
"""Of more penalty and one more point watched."""
MARGIN = 1e-3
"""g is pushed above this, so that a finite penalty leaves it above 0."""
FIRST_PENALTY, GROWTH = 1e-3, 5.0
"""On the square of g, in units of the mean square of w; and by how much it grows a round."""
AROUND = np.geomspace(0.5, 2.0, 21)
NODES, FAR = 64, 1e4
"""Points watched at first, and the log-moneyness that stands for an infinite one."""


@dataclass(frozen=True, slots=True)
class SviFit:
    """One slice and how well it fits."""

    svi: Svi | None
    """The slice; None where there is none to give."""
    rms: float
    """√(Σ u (w_model − w)² / Σ u), total variance; NaN without a slice."""
    converged: bool
    """Whether the search came to its end and the slice is what was asked for."""
    iterations: int
    """Steps taken."""
    reason: str = ""
    """What to know: why there is no slice or no convergence, or what was done beyond least squares."""


def fit_svi(
    log_moneyness: ArrayLike,
    w: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    butterflies: Butterflies = "allowed",
) -> SviFit:
    """The slice nearest to total variances ``w`` at ``log_moneyness``, both (points,), in any order.

    ``weight`` is that of the squared differences, all equal by default. Points of weight 0 do not count; a NaN is a reason
    not to fit. Raises :class:`~hedgerow.errors.InputError` for shapes that differ, and for an unknown word.

    >>> k = np.linspace(-0.3, 0.2, 11)
    >>> true = Svi(a=0.01, b=0.1, rho=-0.6, m=0.05, sigma=0.1)
    >>> fit = fit_svi(k, true.variance(k).w)
    >>> fit.converged, round(fit.svi.rho, 6), fit.rms < 1e-9
    (True, -0.6, True)
    """
    k, total = np.asarray(log_moneyness, float), np.asarray(w, float)
    u = np.ones(k.shape) if weight is None else np.asarray(weight, float)
    if k.ndim != 1 or k.shape != total.shape or k.shape != u.shape:
        raise InputError(
            f"log-moneyness, variance and weight have shapes {k.shape}, {total.shape} and {u.shape}; "
            "give one number a point in each"
        )
    return _fits([_usable(k, total, u)], butterflies)[0]


def fit_slices(
    slices: Sequence[SmileQuotes], *, butterflies: Butterflies = "allowed"
) -> tuple[SviFit, ...]:
    """A fit for each expiry, in one compiled call."""
    return _fits([_counting(q.log_moneyness, q.w, q.weight) for q in slices], butterflies)


@dataclass(frozen=True, slots=True)
class _Points:
    """Columns as the kernel wants them: those with weight, sorted; weights that add up to 1."""

    k: FloatArray
    w: FloatArray
    weight: FloatArray


def _usable(k: FloatArray, w: FloatArray, weight: FloatArray) -> _Points | str:
    """Any columns, sorted; or why they cannot be fitted."""
    if not (np.isfinite(k) & np.isfinite(w) & np.isfinite(weight)).all():
        return "a value is not finite"
    if (weight < 0).any():
        return "a weight is negative"
    order = np.argsort(k, kind="stable")
    return _counting(k[order], w[order], weight[order])


def _counting(k: FloatArray, w: FloatArray, weight: FloatArray) -> _Points | str:
    """Sorted columns, without what has no weight; or why these are too few."""
    counts = weight > 0
    if not counts.all():
        k, w, weight = k[counts], w[counts], weight[counts]
    distinct = min(k.size, 1) + np.count_nonzero(k[1:] > k[:-1])
    if distinct < LEAST_POINTS:
        return f"{distinct} points with weight; five parameters need {LEAST_POINTS}"
    return _Points(k, w, weight / weight.sum())


def _fits(slices: list[_Points | str], butterflies: Butterflies) -> tuple[SviFit, ...]:
    if butterflies not in get_args(Butterflies):
        raise InputError(f"butterflies are {butterflies!r}; give 'allowed' or 'excluded'")
    points = [p for p in slices if isinstance(p, _Points)]
    fits = _solved(points)
    if butterflies == "excluded":
        fits = [_without_butterflies(fit, p) for fit, p in zip(fits, points, strict=True)]
    usable = iter(fits)
    return tuple(
        SviFit(None, math.nan, converged=False, iterations=0, reason=p)
        if isinstance(p, str)
        else next(usable)
        for p in slices
    )


def _solved(points: list[_Points]) -> list[SviFit]:
    """Least squares of all of them, in one call."""
    from hedgerow.volatility.surface.kernels import svi as kernel

    if not points:
        return []
    found, cost = np.empty((len(points), 5)), np.empty(len(points))
    status, steps = np.empty(len(points), np.int64), np.empty(len(points), np.int64)
    kernel.fit_slices(
        np.concatenate([p.k for p in points]),
        np.concatenate([p.w for p in points]),
        np.concatenate([p.weight for p in points]),
        np.cumsum([0, *(p.k.size for p in points)]),
        found,
        cost,
        status,
        steps,
    )
    answers = zip(
        found.tolist(), np.sqrt(cost).tolist(), status.tolist(), steps.tolist(), strict=True
    )
    late = f"no minimum within {kernel.STEPS} steps"
    return [
        SviFit(_slice(q), rms, end == kernel.CONVERGED, n, "" if end == kernel.CONVERGED else late)
        for q, rms, end, n in answers
    ]


def _slice(q: list[float]) -> Svi:
    """From the kernel's ``q = (ṽ, λ, κ, m, σ)``."""
    v, left, right, m, sigma = q
    b = (left**2 + right**2) / 2
    rho = (right**2 - left**2) / (2 * b)
    # not v − σ·left·right: near |ρ| = 1 rounding would take it below the least a of this ρ
    return Svi(a=v - b * sigma * math.sqrt((1 - rho) * (1 + rho)), b=b, rho=rho, m=m, sigma=sigma)


def _kernel_form(svi: Svi) -> FloatArray:
    left, right = svi.wings
    return np.array(
        [max(svi.least_variance, 0.0), math.sqrt(left), math.sqrt(right), svi.m, svi.sigma]
    )


def _without_butterflies(fit: SviFit, points: _Points) -> SviFit:
    """The fit if it is free; else the nearest that a penalty finds from there, from a slice that is free, or the repaired."""
    if fit.svi is None or fit.svi.butterfly().is_free:
        return fit
    found = [_penalised(fit, start, points) for start in (fit.svi, _flat_enough(fit.svi))]
    free = [one for one in found if one is not None]
    if not free or min(one.rms for one in free) > WORSE * fit.rms:
        start = _nearest_free(fit.svi, points)
        again = _penalised(fit, start, points)
        free += [one for one in (again, _as_it_is(fit, start, points)) if one is not None]
    return min(free, key=lambda one: one.rms)


def _nearest_free(svi: Svi, points: _Points) -> Svi:
    """The slice of SSVI nearest to the quotes, free by [GJ14, theorem 4.2]: a start that is near them too."""
    from scipy.optimize import least_squares

    root = np.sqrt(points.weight)
    first = _flat_enough(svi)

    def slice_of(x: FloatArray) -> Svi:
        theta, rho = float(np.exp(x[0])), 0.999 * float(np.tanh(x[1]))
        most = 4 / (theta * (1 + abs(rho)))
        phi = min(most, math.sqrt(most)) * 0.999 / (1 + math.exp(-float(x[2])))
        return SviNatural(0.0, 0.0, rho, theta, phi).raw()

    theta = max(float(first.variance(0.0).w), 1e-10)
    found = [
        least_squares(
            lambda x: root * (slice_of(x).variance(points.k).w - points.w) / theta,
            [math.log(theta), math.atanh(rho), 0.0],
            max_nfev=100,
        )
        for rho in (min(max(svi.rho, -0.9), 0.9), -0.5, 0.0)
    ]
    return slice_of(min(found, key=lambda one: float(one.cost)).x)


def _as_it_is(fit: SviFit, svi: Svi, points: _Points) -> SviFit | None:
    """A slice of SSVI for want of a better one: free, but the search among all of SVI came to no end."""
    if not svi.butterfly().is_free:
        return None
    reason = "butterflies excluded by a slice of SSVI"
    return SviFit(svi, _rms(svi, points), False, fit.iterations, reason)  # noqa: FBT003


def _penalised(fit: SviFit, start: Svi, points: _Points) -> SviFit | None:
    from hedgerow.volatility.surface.kernels import svi as kernel

    q, margin = _kernel_form(start), start.butterfly()
    span = points.k[-1] - points.k[0]
    watched = np.linspace(points.k[0] - span, points.k[-1] + span, NODES)
    penalty = float(points.weight @ points.w**2) * FIRST_PENALTY
    iterations = fit.iterations
    for _ in range(ROUNDS):
        # and around it, for a notch moves away from the point that is watched
        around = q[3] + (margin.at - q[3]) * AROUND if math.isfinite(margin.at) else margin.at
        ends = [end for pair in margin.negative for end in pair]
        watched = np.clip(np.concatenate((watched, np.atleast_1d(around), ends)), -FAR, FAR)
        _, status, steps = kernel.refit(
            points.k, points.w, points.weight, watched, penalty, MARGIN, q
        )
        iterations += steps
        svi = _slice(q.tolist())
        margin = svi.butterfly()
        if margin.is_free:
            converged = fit.converged and status == kernel.CONVERGED
            reason = "butterflies excluded by a penalty"
            return SviFit(svi, _rms(svi, points), converged, iterations, reason)
        penalty *= GROWTH
    return None


def _flat_enough(svi: Svi) -> Svi:
    """A slice of SSVI with the same variance and about the same skew, free by [GJ14, theorem 4.2]."""
    theta = max(float(svi.variance(0.0).w), 1e-10)
    rho = min(max(svi.rho, -0.9), 0.9)
    most = 0.9 * 4 / (theta * (1 + abs(rho)))
    return SviNatural(0.0, 0.0, rho, theta, min(most, math.sqrt(most))).raw()


def _rms(svi: Svi, points: _Points) -> float:
    return math.sqrt(points.weight @ (svi.variance(points.k).w - points.w) ** 2)
