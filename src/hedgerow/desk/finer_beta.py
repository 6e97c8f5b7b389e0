"""Beta measured in every way that may matter, side by side, and whether it holds still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from hedgerow.desk.crises import crisis_betas, price_symbols
from hedgerow.desk.session import SP500
from hedgerow.desk.study import Study
from hedgerow.hedge.asynchrony import dimson, weekly
from hedgerow.hedge.estimate import UNKNOWN, Estimate, estimate, unknown
from hedgerow.hedge.ewma_beta import ewma_beta
from hedgerow.hedge.quantile_regression import quantile_beta
from hedgerow.hedge.regression import regress
from hedgerow.hedge.shrinkage import LEAST_MEMBERS, LINES, Line, blume, vasicek
from hedgerow.hedge.stability import BOUND, WINDOWS, rolling_beta, slope_cusum
from hedgerow.hedge.stress_beta import (
    falling_days,
    shocked_betas,
    shocked_correlation,
    vol_ratio_of_an_index,
)
from hedgerow.typing import FloatArray

BROAD_MARKETS = frozenset({*SP500, "VOO", "IVV", "VTI"})
"""To these, betas average 1, which is where Blume's line leads."""
BLUMES: Mapping[str, Line] = {"Blume": "blume", "Blume (vendors')": "vendor"}
DECAYS = (0.94, 0.97)
TAILS = (0.05, 0.10)
THETA = 0.5
"""Share of the way to 1 that correlations go in the shock."""
WARNING = (
    "Every stress figure picks its days by the market alone, which leaves beta unbiased although the "
    "correlation on such days is lower; picking the days on which book and market both fell would "
    "understate it (1.15 would look like 0.92)."
)


@dataclass(frozen=True, slots=True)
class CorrelationShock:
    """The book's beta after correlations with the benchmark went up."""

    name: str
    theta: float
    """Share of the way to 1: ρ + θ (1 − ρ)."""
    position_vol_factor: float
    """Assumed, on the positions' volatilities."""
    market_vol_factor: float
    """Assumed, on the benchmark's volatility."""
    beta: float
    note: str


@dataclass(frozen=True, slots=True)
class RollingCard:
    """Beta in trailing windows."""

    window: int
    """Sessions."""
    lowest: float
    highest: float
    last: float
    dates: tuple[date, ...]
    """Last session of each window, oldest first."""
    beta: tuple[float, ...]
    low: tuple[float, ...]
    """Lower end of the 95 % interval."""
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StabilityCard:
    """Whether the book's beta held still over its history."""

    full: float
    """Over the whole history behind the rolling windows."""
    observations: int
    cusum: float
    """Largest cumulated score of the slope, in its own spread."""
    bound: float
    """Passed by 5 % of stable betas."""
    p: float
    broken: bool
    """Whether the cumulated score passed its bound; false where unknown."""
    break_date: date | None
    """Where it is farthest from zero, if it passed."""
    rolling: tuple[RollingCard, ...]


def estimates(made: Study) -> tuple[Estimate, ...]:
    """The book's beta over the window by every method, the plain one first, crises last."""
    recent = slice(-made.window, None)
    y, x = made.beta.whole[recent], made.returns(made.benchmark)[recent]
    return (
        _plain(made),
        falling_days(y, x),
        falling_days(y, x, sigmas=1),
        *(quantile_beta(y, x, quantile=tail) for tail in TAILS),
        *(ewma_beta(y, x, decay=decay) for decay in DECAYS),
        dimson(y, x),
        weekly(y, x),
        *_blume(made),
        _vasicek(made),
        *crisis_betas(made),
    )


def correlation_shocks(made: Study) -> tuple[CorrelationShock, ...]:
    """Correlations half way to 1, with volatilities alike and with an index's own.

    Shares alone are shocked; leveraged funds keep the beta that they promise, and what is not
    measured keeps its proxy.
    """
    kinds = [held.kind for held in made.valuation.positions]
    shaken = [
        p
        for p, kind in zip(made.beta.positions, kinds, strict=True)
        if p.source == "measured" and kind != "leveraged" and p.r_squared > 0
    ]
    exposures = np.array([p.exposure for p in shaken])
    betas = np.array([p.beta for p in shaken])
    rho = np.sign(betas) * np.sqrt(np.array([p.r_squared for p in shaken]))
    rest = made.beta.beta - float(exposures @ betas)
    gross = float(np.abs(exposures).sum())
    usual = float(np.abs(exposures) @ rho) / gross if gross else UNKNOWN
    consistent = vol_ratio_of_an_index(usual, THETA) if usual > 0 else UNKNOWN
    after = float(shocked_correlation(np.array(usual), THETA))

    def shocked(ratio: float) -> float:
        if not gross or not np.isfinite(ratio):
            return UNKNOWN
        made = shocked_betas(rho, betas / rho, theta=THETA, vol_ratio=ratio)
        return float(exposures @ made) + rest

    return (
        CorrelationShock(
            name="all volatilities rise alike",
            theta=THETA,
            position_vol_factor=1.0,
            market_vol_factor=1.0,
            beta=shocked(1.0),
            note="an upper end: an index whose members move together is itself more volatile"
            if gross
            else "no measured share to shock",
        ),
        CorrelationShock(
            name="the market's rises with the correlation",
            theta=THETA,
            position_vol_factor=1.0,
            market_vol_factor=1 / consistent,
            beta=shocked(consistent),
            note=f"a member with the book's usual correlation ({usual:.2f} → {after:.2f}) keeps its beta"
            if usual > 0
            else "the book's usual correlation with the benchmark is not above 0",
        ),
    )


def stability(made: Study) -> StabilityCard:
    """Rolling betas and the test over the whole pro-forma history."""
    y, x = made.beta.whole, made.returns(made.benchmark)
    dates = [day.date() for day in made.prices.adjusted.index][-len(x) :]
    dates = [made.as_of] * (len(x) - len(dates)) + dates  # before the first price all is NaN
    whole, test = regress(y, x), slope_cusum(y, x)
    return StabilityCard(
        full=UNKNOWN if whole is None else whole.slope,
        observations=0 if whole is None else whole.observations,
        cusum=test.statistic,
        bound=BOUND,
        p=test.p,
        broken=test.broken,
        break_date=dates[test.peak] if test.broken else None,
        rolling=tuple(_rolling(dates, y, x, window) for window in WINDOWS),
    )


def _rolling(dates: list[date], y: FloatArray, x: FloatArray, window: int) -> RollingCard:
    made = rolling_beta(y, x, window=window)
    known = np.flatnonzero(np.isfinite(made.beta))
    return RollingCard(
        window=window,
        lowest=float(made.beta[known].min()) if known.size else UNKNOWN,
        highest=float(made.beta[known].max()) if known.size else UNKNOWN,
        last=float(made.beta[-1]),
        dates=tuple(dates[i] for i in known),
        beta=_floats(made.beta[known]),
        low=_floats(made.low[known]),
        high=_floats(made.high[known]),
    )


def _floats(numbers: FloatArray) -> tuple[float, ...]:
    return tuple(float(number) for number in numbers)


def _plain(made: Study) -> Estimate:
    """The headline: the positions' betas by weight, with the error of the pro-forma returns."""
    calm = made.beta.calm
    if calm is None:
        return estimate("all days", made.beta.beta, UNKNOWN, 0, note="no real returns behind it")
    return estimate("all days", made.beta.beta, calm.standard_error, calm.observations)


def _blume(made: Study) -> list[Estimate]:
    """Next period's beta by Blume's line; only to the market does it lead to 1."""
    plain, index = _plain(made), made.benchmark
    if index.price_symbol not in BROAD_MARKETS:
        note = f"not to {index.symbol}, to which betas do not average 1"
        return [unknown(name, note=note) for name in BLUMES]
    return [
        estimate(
            name,
            blume(plain.beta, by=by),
            LINES[by][1] * plain.standard_error,
            plain.observations,
            note="moved towards 1",
        )
        for name, by in BLUMES.items()
    ]


def _vasicek(made: Study) -> Estimate:
    """Positions' betas moved towards their own mean, then added up by weight.

    The weights of the shrinkage taken as known, the sum is the slope of a portfolio of the same
    positions; its error is that slope's, so that risks which positions share count in full.
    """
    name = "Vasicek (positions shrunk)"
    found = zip(made.beta.positions, price_symbols(made), strict=True)
    measured = [(p, symbol) for p, symbol in found if p.source == "measured"]
    if len(measured) < LEAST_MEMBERS:
        return unknown(name, note=f"{LEAST_MEMBERS} measured positions needed")
    exposures = np.array([p.exposure for p, _ in measured])
    betas = np.array([p.beta for p, _ in measured])
    shrunk = vasicek(betas, np.array([p.standard_error for p, _ in measured]))
    rest = made.beta.beta - float(exposures @ betas)
    moved = float(exposures @ (1 - shrunk.weights)) / len(measured)
    returns = np.array([made.prices.returns(symbol, made.window) for _, symbol in measured])
    market = made.returns(made.benchmark)[-made.window :]
    fit = regress((exposures * shrunk.weights + moved) @ returns, market)
    beta = float(exposures @ shrunk.betas) + rest
    note = f"towards their mean {shrunk.mean:.2f}; sectors are not in the data"
    if fit is None:
        return estimate(name, beta, UNKNOWN, 0, note=note)
    return estimate(name, beta, fit.standard_error, fit.observations, note=note)
