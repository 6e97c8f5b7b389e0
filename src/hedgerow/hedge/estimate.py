"""An estimate of beta: the value, how sure it is, and on how much it rests."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import stdtrit

from hedgerow.hedge.regression import LEVEL, Regression

UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class Estimate:
    """One way to measure beta, and what it found."""

    name: str
    beta: float
    """NaN where too little stands behind it."""
    standard_error: float
    interval: tuple[float, float]
    """95 %."""
    observations: int
    note: str = ""
    """What to know when reading it."""


def estimate(
    name: str,
    beta: float,
    standard_error: float,
    observations: int,
    *,
    freedom: float | None = None,
    note: str = "",
) -> Estimate:
    """An estimate with its 95 % interval (Student t, n − 2 degrees of freedom unless given).

    >>> made = estimate("OLS", 1.15, 0.05, 252)
    >>> [round(x, 2) for x in made.interval]
    [1.05, 1.25]
    """
    freedom = observations - 2 if freedom is None else freedom
    half = float(stdtrit(freedom, (1 + LEVEL) / 2)) * standard_error if freedom > 0 else UNKNOWN
    return Estimate(name, beta, standard_error, (beta - half, beta + half), observations, note)


def of_regression(name: str, fit: Regression | None, *, note: str = "") -> Estimate:
    """The slope of a regression; unknown where there is none."""
    if fit is None:
        return unknown(name, note=note or "too few days")
    return estimate(name, fit.slope, fit.standard_error, fit.observations, note=note)


def unknown(name: str, *, observations: int = 0, note: str = "") -> Estimate:
    """What could not be measured, and why."""
    return Estimate(name, UNKNOWN, UNKNOWN, (UNKNOWN, UNKNOWN), observations, note)
