"""Beta when it matters: on falling days, in past crises, and whether it differs at all.

*Which days count is decided by the market alone.* With constant beta and normal returns the slope
over days on which the market fell below any threshold stays what it is (1.15 → 1.15), while the
correlation falls with the narrower range (.85 over all days, .70 below zero, .59 below −1σ, .49 below
−2σ). Keeping only days on which book *and* market fell cuts off the book's luck as well: 1.15 becomes
0.92 with both below zero and 0.88 with both below −1σ of the market. No figure here does that.

Whether falls differ from rises is a test [SPEC HS-09 (e)]:

    r_P = a + β r_m + γ min(r_m, 0) + ε

β is the slope on rising days, β + γ that on falling ones, and γ/SE(γ), with the error of [NW87], says
whether they differ. In a crisis correlations go up, ``ρ → ρ + θ (1 − ρ)``; what that does to
``β = Σ w ρ σ/σ_m`` depends on how much more volatile the market becomes than its members: an index is
the average of its members, whose betas to it average 1 however correlated they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import stdtr, stdtrit

from hedgerow.hedge.estimate import UNKNOWN, Estimate, of_regression, unknown
from hedgerow.hedge.multiple_regression import regress_on
from hedgerow.hedge.regression import LEAST_PAIRS, LEVEL, regress
from hedgerow.typing import BoolArray, FloatArray

SIGNIFICANT = 1 - LEVEL
"""Two-sided p value below which γ counts as found."""
EXACT = 1e-9
"""An error below it is rounding: the book is the market."""


@dataclass(frozen=True, slots=True)
class Crisis:
    """Days that people remember."""

    name: str
    first: date
    last: date


CRISES = (
    Crisis("2008-09 … 2009-03", date(2008, 9, 1), date(2009, 3, 31)),
    Crisis("2020-02-19 … 03-23", date(2020, 2, 19), date(2020, 3, 23)),
    Crisis("2022", date(2022, 1, 1), date(2022, 12, 31)),
    Crisis("2024-07-10 … 08-05", date(2024, 7, 10), date(2024, 8, 5)),
    Crisis("2025-02-19 … 04-08", date(2025, 2, 19), date(2025, 4, 8)),
)


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """Whether the book follows falls more closely than rises."""

    gamma: float
    """Slope on falling days minus slope on rising ones."""
    standard_error: float
    """Of γ, HAC."""
    t: float
    p: float
    """Two-sided."""
    significant: bool
    """p below 0.05; false where unknown."""
    stress_beta: float
    """β + γ, the slope on falling days."""
    stress_standard_error: float
    stress_interval: tuple[float, float]
    observations: int


@dataclass(frozen=True, slots=True)
class StressedRatio:
    """Dollars of instrument per dollar of book: over all days and on falling ones."""

    calm: float
    """Least squares over all days; NaN with fewer than 10."""
    stress: float
    """β + γ."""
    significant: bool
    """Whether γ is surely not zero."""

    def ratio(self, *, always: bool = False) -> float:
        """The larger of the two where they surely differ or ``always``; else the calm one."""
        used = (self.significant or always) and np.isfinite(self.stress)
        return max(self.calm, self.stress) if used else self.calm


def falling_days(y: FloatArray, x: FloatArray, *, sigmas: float = 0.0) -> Estimate:
    """Slope over days on which the market fell by more than ``sigmas`` of its standard deviation.

    Shapes (n,), oldest first. Zero is the dividing line, not the mean: a fall is a loss.
    """
    name = f"market below −{sigmas:g}σ" if sigmas else "market below 0"
    threshold = -sigmas * float(np.nanstd(x)) if np.isfinite(x).any() else UNKNOWN
    return of_regression(name, regress(y, x, where=x < threshold))


def crisis_beta(
    crisis: Crisis,
    dates: Sequence[date],
    y: FloatArray,
    x: FloatArray,
    coverage: FloatArray,
    *,
    missing: Sequence[str] = (),
) -> Estimate:
    """Slope over the days of a crisis; ``dates`` are those of the returns, all of shape (n,).

    ``coverage`` is the share of the book's value with a return of its own on each day; ``missing`` names
    the positions without one.
    """
    name = f"crisis {crisis.name}"
    inside: BoolArray = np.array([crisis.first <= day <= crisis.last for day in dates], bool)
    used = inside & np.isfinite(y) & np.isfinite(x)
    n = int(used.sum())
    there = int(inside.sum())
    names = f" ({', '.join(missing)} missing)" if missing else ""
    if n < LEAST_PAIRS:
        few = f"too few of the positions had prices then{names}"
        if there < LEAST_PAIRS and (not there or n == there):
            few = f"{there} of its sessions are in the data, {LEAST_PAIRS} needed"
        return unknown(name, observations=n, note=few)
    least = float(coverage[used].min())
    note = "" if least > 0.995 else f"scaled up from {100 * least:.0f} % of the value{names}"
    lost = there - n
    if lost:
        note = f"{note}; " * bool(note) + f"{lost} of {there} days unknown"
    return of_regression(name, regress(y, x, where=used), note=note)


def asymmetry(y: FloatArray, x: FloatArray) -> Asymmetry:
    """The test of γ; shapes (n,), oldest first. NaN with too few days.

    >>> x = np.sin(np.arange(100.0))
    >>> made = asymmetry(np.where(x < 0, 1.8, 0.9) * x + 0.001 * np.cos(7 * x), x)
    >>> round(made.gamma, 1), round(made.stress_beta, 1), made.significant
    (0.9, 1.8, True)
    """
    fit = regress_on(y, np.column_stack([x, np.minimum(x, 0.0)]))
    if fit is None:
        n = int((np.isfinite(y) & np.isfinite(x)).sum())
        return Asymmetry(
            gamma=UNKNOWN,
            standard_error=UNKNOWN,
            t=UNKNOWN,
            p=UNKNOWN,
            significant=False,
            stress_beta=UNKNOWN,
            stress_standard_error=UNKNOWN,
            stress_interval=(UNKNOWN, UNKNOWN),
            observations=n,
        )
    gamma, error = fit.combination(np.array([0.0, 0.0, 1.0]))
    stress, stress_error = fit.combination(np.array([0.0, 1.0, 1.0]))
    t = gamma / error if error > EXACT else UNKNOWN
    p = 2 * float(stdtr(fit.freedom, -abs(t)))
    half = float(stdtrit(fit.freedom, (1 + LEVEL) / 2)) * stress_error
    return Asymmetry(
        gamma=gamma,
        standard_error=error,
        t=t,
        p=p,
        significant=bool(p < SIGNIFICANT),
        stress_beta=stress,
        stress_standard_error=stress_error,
        stress_interval=(stress - half, stress + half),
        observations=fit.observations,
    )


def stressed_ratio(book: FloatArray, instrument: FloatArray) -> StressedRatio:
    """Hedge ratio over all days and on the instrument's falling ones; shapes (n,), oldest first."""
    calm, test = regress(book, instrument), asymmetry(book, instrument)
    return StressedRatio(
        calm=UNKNOWN if calm is None else calm.slope,
        stress=test.stress_beta,
        significant=test.significant,
    )


def shocked_correlation(correlation: FloatArray, theta: float) -> FloatArray:
    """``ρ + θ (1 − ρ)``: the share θ of the way to 1.

    >>> float(shocked_correlation(np.array(0.6), 0.5))
    0.8
    """
    return np.asarray(correlation + theta * (1 - correlation))


def shocked_betas(
    correlations: FloatArray, relative_vols: FloatArray, *, theta: float, vol_ratio: float = 1.0
) -> FloatArray:
    """Betas ``ρ σ/σ_m`` after the shock; ``relative_vols`` are ``σ/σ_m`` before it, shapes (n,).

    ``vol_ratio`` is the factor on the positions' volatilities over that on the market's: 1 where both
    rise alike, less where the market's rises more.

    >>> made = shocked_betas(np.array([0.6]), np.array([2.0]), theta=0.5)
    >>> [round(float(b), 6) for b in made]
    [1.6]
    """
    return np.asarray(shocked_correlation(correlations, theta) * relative_vols * vol_ratio)


def vol_ratio_of_an_index(correlation: float, theta: float) -> float:
    """Factor on members' volatilities over that on their index's, at which betas still average 1.

    ``correlation`` is the members' usual one with the index: ``β = ρ σ/σ_m = 1`` before and after.

    >>> round(vol_ratio_of_an_index(0.6, 0.5), 6)
    0.75
    """
    return correlation / float(shocked_correlation(np.array(correlation), theta))
