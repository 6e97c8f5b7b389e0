"""The book's beta: dollar-weighted, with its error, its parts, and what it is on bad days.

    β_P = Σ w_i β_i        w_i = MV_i / NAV

exact for betas to the same benchmark over the same days [SPEC HP-04]; an option counts with its
delta-dollars of the underlying in place of ``MV_i`` [SPEC HP-05]. A position with under 126 days
of its own in the window is *proxied*: beta 1 to the benchmark, a leveraged fund's multiple of the beta
of what it tracks, or the one given in the book. A leveraged fund without history of its own is
*replicated*: it earns its multiple of each day's return of what it tracks, which is what it promises.

How well anything explains the book rests on its *pro forma* returns: today's weights applied to the
past, over real returns only. A day on which positions are missing is scaled up from those that are there,
as if the others had moved alike; with less than three quarters of the measured value there, the day is
unknown. Nothing fitted is ever fed back.

*How much* of the benchmark, or of another instrument, the book behaves like is a slope, and there a beta that is
assumed or given must count as what it says: with ``s`` the share of gross value that has real returns,

    r_whole = s r_real + r_m Σ w_i β_i        over the positions i without returns of their own

Its slope on any instrument H is that of the real part plus ``Σ w_i β_i`` times the slope of the benchmark
on H. No share of variance is ever taken from it: what is assumed would be explained in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.hedge.regression import LEAST_PAIRS, Regression, regress
from hedgerow.typing import FloatArray

LEAST_OBSERVATIONS = 126
LEAST_THERE = 0.75
"""Of the measured value, on a day that counts."""
BetaSource: TypeAlias = Literal[
    "measured", "book", "proxy", "cash", "carried", "hedge", "replicated"
]

PROXIES = frozenset({"book", "proxy", "replicated"})
"""Sources of a beta that is not measured on the position's own returns."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What beta needs to know of a position: its weight and its history."""

    symbol: str
    weight: float
    """Signed share of the net asset value."""
    returns: FloatArray
    """Simple returns, shape (n,), oldest first, NaN where unknown; n may exceed the window."""
    given_beta: float | None = None
    proxy: float = 1.0
    """Beta to assume where the history is too short."""
    source: Literal["priced", "option", "hedge", "cash", "carried"] = "priced"
    """An ``option`` moves as its delta-dollars of the underlying; so does a ``hedge``, which is not
    part of what is to be hedged. ``cash`` has beta 0; what is ``carried`` has no known beta."""
    replicated: bool = False
    """Whether ``returns`` are not its own but what it promises: a leveraged fund's multiple."""
    moves: float | None = None
    """Signed share of the net asset value that earns ``returns``: an option's delta-dollars; by
    default the weight."""

    @property
    def exposure(self) -> float:
        """Share of the net asset value that earns ``returns``."""
        return self.weight if self.moves is None else self.moves

    @property
    def counts(self) -> bool:
        """Whether it is part of what is to be hedged, with a beta that can be known."""
        return self.source in {"priced", "option"}


@dataclass(frozen=True, slots=True)
class PositionBeta:
    """One position's beta to the benchmark and what it adds to the book's."""

    symbol: str
    weight: float
    exposure: float
    """Share of the net asset value that moves with ``beta``: the weight, or an option's
    delta-dollars."""
    beta: float
    """An option's is its underlying's; NaN where unknown."""
    standard_error: float
    interval: tuple[float, float]
    r_squared: float
    observations: int
    """Days of its own on which the beta rests."""
    source: BetaSource
    contribution: float
    """``exposure · β``: its part of the book's beta; of a hedge, what it takes off."""


@dataclass(frozen=True, slots=True)
class BookBeta:
    """The book's beta to one benchmark over one window."""

    beta: float
    """``Σ w β`` over all positions whose beta is known, without the options that hedge."""
    calm: Regression | None
    """The whole book's returns on the benchmark, all days; its slope is ``beta`` where no day is missing.
    R² and the residual are those of the real returns.

    None with too few real days: then the error of ``beta`` is unknown.
    """
    downside: Regression | None
    """The same over the days on which the benchmark fell; None with fewer than 10."""
    positions: tuple[PositionBeta, ...]
    proxied_share: float
    """Share of gross value that rests on a proxy beta."""
    returns: FloatArray
    """Pro-forma simple returns of the book without its hedges, shape (n,), oldest first; NaN where
    unknown."""
    whole: FloatArray
    """The same for slopes: positions without returns of their own move by their assumed or given
    beta, shape (n,)."""
    coverage: FloatArray
    """Share of the gross value whose real returns are in ``returns``, shape (n,)."""
    hedged: float
    """Beta of the whole book, the deltas of its hedges included."""


def book_beta(
    holdings: Sequence[Holding], benchmark: FloatArray, *, window: int
) -> BookBeta | None:
    """Beta of the book to the benchmark over the last ``window`` days.

    ``benchmark`` has shape (n,) with ``n ≥ window``, aligned with every holding's returns. None
    where the benchmark has fewer than 10 days in the window.
    """
    recent = slice(-window, None)
    if np.isfinite(benchmark[recent]).sum() < LEAST_PAIRS:
        return None
    positions = tuple(_position_beta(holding, benchmark[recent], window) for holding in holdings)
    gross = sum(abs(h.exposure) for h in holdings if h.counts)
    returns, coverage = _pro_forma(holdings, positions, gross, len(benchmark))
    proxied = sum(abs(p.exposure) for p in positions if p.source in PROXIES)
    own = [p.contribution for p in positions if p.source != "hedge"]
    whole = _with_assumed(returns, positions, gross, benchmark)
    calm = regress(whole[recent], benchmark[recent])
    real = regress(returns[recent], benchmark[recent])
    if calm is not None and real is not None:
        calm = replace(calm, r_squared=real.r_squared, residual_vol=real.residual_vol)
    return BookBeta(
        beta=float(np.nansum(own)),
        calm=calm,
        downside=regress(whole[recent], benchmark[recent], where=benchmark[recent] < 0),
        positions=positions,
        proxied_share=proxied / gross if gross else 0.0,
        returns=returns,
        whole=whole,
        coverage=coverage,
        hedged=float(np.nansum([p.contribution for p in positions])),
    )


def _pro_forma(
    holdings: Sequence[Holding], positions: Sequence[PositionBeta], gross: float, days: int
) -> tuple[FloatArray, FloatArray]:
    """Book returns over real returns only, and the share of gross value behind each."""
    real = {"measured", "replicated"}
    measured = [h for h, p in zip(holdings, positions, strict=True) if p.source in real]
    if not gross:
        return np.zeros(days), np.ones(days)  # cash alone does not move
    if not measured:
        return np.full(days, np.nan), np.zeros(days)
    weights = np.array([h.exposure for h in measured])
    series = np.array([h.returns for h in measured])
    there = np.isfinite(series)
    held = np.abs(weights) @ there
    enough = held >= LEAST_THERE * np.abs(weights).sum()
    earned = weights @ np.where(there, series, 0.0)
    scale = np.divide(gross, held, out=np.full(days, np.nan), where=enough & (held > 0))
    return earned * scale, held / gross


def _with_assumed(
    returns: FloatArray, positions: Sequence[PositionBeta], gross: float, benchmark: FloatArray
) -> FloatArray:
    """Returns of the real part with those that the assumed and given betas stand for."""
    assumed = [p for p in positions if p.source in {"book", "proxy"}]
    if not assumed:
        return returns
    share = 1 - sum(abs(p.exposure) for p in assumed) / gross if gross else 1.0
    return share * returns + sum(p.contribution for p in assumed) * benchmark


def _position_beta(holding: Holding, benchmark: FloatArray, window: int) -> PositionBeta:
    if holding.source in {"cash", "carried"}:
        beta = 0.0 if holding.source == "cash" else float("nan")
        return _fixed(holding, beta, "cash" if holding.source == "cash" else "carried", 0)
    own = regress(holding.returns[-window:], benchmark)
    hedge = holding.source == "hedge"
    source: BetaSource = "hedge" if hedge else "replicated" if holding.replicated else "measured"
    if own is None or own.observations < LEAST_OBSERVATIONS:
        days = 0 if own is None else own.observations
        given = holding.given_beta
        source = "hedge" if hedge else "book" if given is not None else "proxy"
        return _fixed(holding, holding.proxy if given is None else given, source, days)
    return PositionBeta(
        symbol=holding.symbol,
        weight=holding.weight,
        exposure=holding.exposure,
        beta=own.slope,
        standard_error=own.standard_error,
        interval=own.interval(),
        r_squared=own.r_squared,
        observations=own.observations,
        source=source,
        contribution=holding.exposure * own.slope,
    )


def _fixed(holding: Holding, beta: float, source: BetaSource, days: int) -> PositionBeta:
    nan = float("nan")
    sure = source == "cash"
    return PositionBeta(
        symbol=holding.symbol,
        weight=holding.weight,
        exposure=holding.exposure,
        beta=beta,
        standard_error=0.0 if sure else nan,
        interval=(0.0, 0.0) if sure else (nan, nan),
        r_squared=nan,
        observations=days,
        source=source,
        contribution=holding.exposure * beta,
    )
