"""The book's beta: dollar-weighted, with its error, its parts, and what it is on bad days.

    β_P = Σ w_i β_i        w_i = MV_i / NAV

exact for betas to the same benchmark over the same days [SPEC HP-04]. The book's history is
*pro forma*: today's weights applied to past returns. Days that a position lacks are filled with its
own fitted line ``a_i + β_i r_m``, which leaves its beta and the sum above unchanged; a position with
under 126 days is represented by ``β r_m`` with the benchmark's beta 1, or the one given in the book,
and counts as *proxied*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.hedge.regression import Regression, regress
from hedgerow.typing import FloatArray

LEAST_OBSERVATIONS = 126
BetaSource: TypeAlias = Literal["measured", "book", "proxy", "cash", "carried"]


@dataclass(frozen=True, slots=True)
class Holding:
    """What beta needs to know of a position: its weight and its history."""

    symbol: str
    weight: float
    """Signed share of the net asset value."""
    returns: FloatArray
    """Simple returns, shape (n,), oldest first, NaN where unknown; n may exceed the window."""
    given_beta: float | None = None
    source: Literal["priced", "cash", "carried"] = "priced"
    """``cash`` has beta 0; ``carried`` has no known beta yet (options)."""


@dataclass(frozen=True, slots=True)
class PositionBeta:
    """One position's beta to the benchmark and what it adds to the book's."""

    symbol: str
    weight: float
    beta: float
    """NaN where unknown (a carried option)."""
    standard_error: float
    interval: tuple[float, float]
    r_squared: float
    observations: int
    """Days of its own on which the beta rests."""
    source: BetaSource
    contribution: float
    """``w β``: its part of the book's beta."""


@dataclass(frozen=True, slots=True)
class BookBeta:
    """The book's beta to one benchmark over one window."""

    calm: Regression
    """Over all days of the window."""
    downside: Regression | None
    """Over the days on which the benchmark fell; None with fewer than 10."""
    positions: tuple[PositionBeta, ...]
    proxied_share: float
    """Share of gross value that rests on a proxy beta."""
    returns: FloatArray
    """Pro-forma simple returns of the book, shape (n,), oldest first."""


def book_beta(
    holdings: Sequence[Holding], benchmark: FloatArray, *, window: int
) -> BookBeta | None:
    """Beta of the book to the benchmark over the last ``window`` days.

    ``benchmark`` has shape (n,) with ``n ≥ window``, aligned with every holding's returns. Days on
    which the benchmark itself is unknown are left out. None where the benchmark has fewer than 10.
    """
    recent = slice(-window, None)
    betas, filled = [], []
    for holding in holdings:
        beta, series = _represented(holding, benchmark, window)
        betas.append(beta)
        filled.append(holding.weight * series)
    book = np.sum(filled, axis=0)
    book = np.where(np.isfinite(benchmark), book, np.nan)
    calm = regress(book[recent], benchmark[recent])
    if calm is None:
        return None
    gross = sum(abs(h.weight) for h in holdings if h.source == "priced")
    proxied = sum(abs(b.weight) for b in betas if b.source in {"book", "proxy"})
    return BookBeta(
        calm=calm,
        downside=regress(book[recent], benchmark[recent], where=benchmark[recent] < 0),
        positions=tuple(betas),
        proxied_share=proxied / gross if gross else 0.0,
        returns=book,
    )


def _represented(
    holding: Holding, benchmark: FloatArray, window: int
) -> tuple[PositionBeta, FloatArray]:
    """A position's beta, and its returns with every unknown day filled."""
    zero = np.zeros_like(benchmark)
    if holding.source != "priced":
        beta = 0.0 if holding.source == "cash" else float("nan")
        return _fixed(holding, beta, holding.source, 0), zero
    recent = slice(-window, None)
    own = regress(holding.returns[recent], benchmark[recent])
    if own is None or own.observations < LEAST_OBSERVATIONS:
        source: BetaSource = "proxy" if holding.given_beta is None else "book"
        beta = 1.0 if holding.given_beta is None else holding.given_beta
        days = 0 if own is None else own.observations
        return _fixed(holding, beta, source, days), beta * benchmark
    line = own.intercept + own.slope * benchmark
    series = np.where(np.isfinite(holding.returns), holding.returns, line)
    position = PositionBeta(
        symbol=holding.symbol,
        weight=holding.weight,
        beta=own.slope,
        standard_error=own.standard_error,
        interval=own.interval(),
        r_squared=own.r_squared,
        observations=own.observations,
        source="measured",
        contribution=holding.weight * own.slope,
    )
    return position, series


def _fixed(holding: Holding, beta: float, source: BetaSource, days: int) -> PositionBeta:
    nan = float("nan")
    sure = source == "cash"
    return PositionBeta(
        symbol=holding.symbol,
        weight=holding.weight,
        beta=beta,
        standard_error=0.0 if sure else nan,
        interval=(0.0, 0.0) if sure else (nan, nan),
        r_squared=nan,
        observations=days,
        source=source,
        contribution=holding.weight * beta if np.isfinite(beta) else nan,
    )
