"""How does the book move with the market? Its beta, calm and on bad days, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

import numpy as np

from hedgerow.data.progress import Progress
from hedgerow.desk.finer_beta import (
    WARNING,
    CorrelationShock,
    StabilityCard,
    correlation_shocks,
    estimates,
    stability,
)
from hedgerow.desk.result import Result, Status
from hedgerow.desk.settings import DataArgument
from hedgerow.desk.study import Study, study
from hedgerow.hedge.beta import BetaSource
from hedgerow.hedge.drawdown import HORIZONS, Drawdown, drawdown
from hedgerow.hedge.estimate import Estimate
from hedgerow.hedge.pairing import WINDOW
from hedgerow.hedge.stress_beta import Asymmetry, asymmetry
from hedgerow.market.book import Book, Kind


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A position: what it is worth and what it adds to the book's beta."""

    symbol: str
    kind: Kind
    quantity: float | None
    price: float | None
    price_date: date | None
    price_basis: str | None
    value: float | None
    weight: float
    exposure: float
    """US dollars that move with the beta: the value, or an option's delta-dollars."""
    beta: float
    standard_error: float
    interval: tuple[float, float]
    r_squared: float
    observations: int
    beta_source: BetaSource
    contribution: float
    """Its part of the book's beta; of a hedge, what it takes off."""
    contribution_dollars: float
    """The same in US dollars of benchmark."""


@dataclass(frozen=True, slots=True)
class BookCard:
    """The book in figures."""

    value: float
    """Net asset value, US dollars."""
    positions: tuple[PositionRow, ...]


@dataclass(frozen=True, slots=True)
class BetaCard:
    """The book's beta to the benchmark."""

    calm: float
    """Over all days of the window, without the hedges that the book holds."""
    hedged: float
    """With the deltas of those hedges."""
    downside: float
    """Over the days on which the benchmark fell; NaN with fewer than 10."""
    standard_error: float
    interval: tuple[float, float]
    downside_standard_error: float
    downside_interval: tuple[float, float]
    downside_observations: int
    r_squared: float
    observations: int
    dollar_beta: float
    """US dollars of benchmark that the book behaves like."""
    proxied_share: float
    """Share of gross value whose beta is a proxy."""
    estimates: tuple[Estimate, ...]
    """The same beta by other methods, the plain one first, past crises last."""
    asymmetry: Asymmetry
    """Whether it is another one on falling days."""
    correlation_shock: tuple[CorrelationShock, ...]
    stability: StabilityCard
    drawdown: tuple[Drawdown, ...]
    """Of today's weights over 20 and 60 sessions; asks for a review, never for a size."""
    warning: str
    """How the stress figures choose their days."""


@dataclass(frozen=True, slots=True)
class BenchmarkCard:
    """The book against its benchmark."""

    symbol: str
    beta: float
    r_squared: float


@dataclass(frozen=True, kw_only=True)
class Betas(Result):
    """The book's beta and its parts."""

    command: ClassVar[str] = "beta"
    main_table: ClassVar[str] = "book.positions"
    window: int
    benchmark: BenchmarkCard
    book: BookCard
    beta: BetaCard


def betas(
    book: Book | str | Path,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    benchmark: str = "SPY",
    window: int = WINDOW,
    columns: str | Path | None = None,
    progress: Progress | None = None,
) -> Betas:
    """The book's beta to a benchmark, by position, calm and downside [SPEC HP-03, HP-04, HS-09].

    ``book`` is a :class:`Book` or the path of one; ``data`` one or several folders or files;
    ``window`` counts sessions; ``columns`` is the file of a
    column map for the book's CSV; ``progress`` is told what is fetched.
    """
    made = study(
        book,
        data=data,
        as_of=as_of,
        benchmark=benchmark,
        window=window,
        columns=columns,
        progress=progress,
    )
    return Betas(
        as_of=made.as_of,
        status=Status.of(made.doubts),
        provenance=made.market.seen(),
        warnings=tuple(made.notes.notes),
        window=window,
        benchmark=benchmark_card(made),
        book=book_card(made),
        beta=beta_card(made),
    )


def benchmark_card(made: Study) -> BenchmarkCard:
    """The book against its benchmark."""
    calm = made.beta.calm
    r_squared = float("nan") if calm is None else calm.r_squared
    return BenchmarkCard(made.benchmark.symbol, made.beta.beta, r_squared)


def book_card(made: Study) -> BookCard:
    """Positions with values and betas."""
    rows = [
        PositionRow(
            symbol=held.symbol,
            kind=held.kind,
            quantity=held.position.quantity,
            price=None if held.spot is None else held.spot.price,
            price_date=None if held.spot is None else held.spot.date,
            price_basis=None if held.spot is None else held.spot.basis,
            value=held.value,
            weight=held.weight,
            exposure=beta.exposure * made.value,
            beta=beta.beta,
            standard_error=beta.standard_error,
            interval=beta.interval,
            r_squared=beta.r_squared,
            observations=beta.observations,
            beta_source=beta.source,
            contribution=beta.contribution,
            contribution_dollars=beta.contribution * made.value,
        )
        for held, beta in zip(made.valuation.positions, made.beta.positions, strict=True)
    ]
    return BookCard(made.value, tuple(rows))


def beta_card(made: Study) -> BetaCard:
    """The book's beta with its errors; they are unknown where too few real days stand behind it."""
    beta, calm, down, nan = made.beta.beta, made.beta.calm, made.beta.downside, float("nan")
    half = nan if calm is None else (calm.interval()[1] - calm.slope)
    recent = slice(-made.window, None)
    book, market = made.beta.whole, made.returns(made.benchmark)
    return BetaCard(
        calm=beta,
        hedged=made.beta.hedged,
        downside=nan if down is None else down.slope,
        standard_error=nan if calm is None else calm.standard_error,
        interval=(beta - half, beta + half),
        downside_standard_error=nan if down is None else down.standard_error,
        downside_interval=(nan, nan) if down is None else down.interval(),
        downside_observations=0 if down is None else down.observations,
        r_squared=nan if calm is None else calm.r_squared,
        observations=0 if calm is None else calm.observations,
        dollar_beta=beta * made.value,
        proxied_share=float(np.clip(made.beta.proxied_share, 0, 1)),
        estimates=estimates(made),
        asymmetry=asymmetry(book[recent], market[recent]),
        correlation_shock=correlation_shocks(made),
        stability=stability(made),
        drawdown=tuple(drawdown(book, days=days) for days in HORIZONS),
        warning=WARNING,
    )
