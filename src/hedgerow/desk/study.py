"""What beta, pairing and hedge have in common: the book valued, aligned with its benchmark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from hedgerow.data.source import Market
from hedgerow.desk.settings import DataArgument, day, market
from hedgerow.desk.settings import book as the_book
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.beta import BookBeta, Holding, book_beta
from hedgerow.hedge.pairing import LEAST_OBSERVATIONS, SCORE, WINDOW
from hedgerow.market.book import Book
from hedgerow.market.calendar import sessions_between
from hedgerow.market.cleaning import CONTRADICTING
from hedgerow.market.instruments import DAILY_LEVERAGE, Instrument, instrument
from hedgerow.market.prices import Prices
from hedgerow.market.valuation import Valuation, valuation
from hedgerow.typing import FloatArray

SP500 = ("SPY", "^SPX")
"""Either stands for the S&P 500 where its returns are needed."""
STALE_SESSIONS = 5
STILL = 10
"""Equal closes in a row that no market makes."""
LONGEST_WINDOW = 2520


@dataclass(frozen=True, slots=True)
class Notes:
    """What is said beside an answer while it is made."""

    doubts: list[str] = field(default_factory=list)
    """Why the answer is degraded."""
    notes: list[str] = field(default_factory=list)
    """What to know although it stands."""

    def doubt(self, text: str, *, first: bool = False) -> None:
        """Say why the answer is degraded; ``first`` what would change it most."""
        self.doubts.insert(0 if first else len(self.doubts), text)

    def note(self, text: str) -> None:
        """Say what to know although the answer stands."""
        self.notes.append(text)

    def set_aside(self, what: str, counts: Mapping[str, int]) -> None:
        """Say which rows were left out and why."""
        if counts:
            rows = ", ".join(f"{n} {reason}" for reason, n in counts.items())
            say = self.doubt if CONTRADICTING in counts else self.note
            say(f"{what}, rows set aside: {rows}")


@dataclass(frozen=True)
class Study:
    """One book on one session with everything that was measured of it."""

    market: Market
    as_of: date
    window: int
    book: Book
    valuation: Valuation
    prices: Prices
    benchmark: Instrument
    beta: BookBeta
    notes: Notes

    def returns(self, hedge: Instrument) -> FloatArray:
        """Simple returns of an instrument, aligned with the book's."""
        return self.prices.returns(hedge.price_symbol, self.window + SCORE)

    @property
    def value(self) -> float:
        """Net asset value in US dollars."""
        return self.valuation.net_value


def study(
    book: Book | str | Path,
    *,
    data: DataArgument,
    as_of: str | date | None,
    benchmark: str,
    window: int,
    symbols: Sequence[str] = (),
) -> Study:
    """Value the book and measure its beta; ``symbols`` are further prices to load.

    Raises :class:`InputError` for a window outside 126 … 2520 or a date past the data, and
    :class:`UnavailableError` where the benchmark has no prices.
    """
    if not LEAST_OBSERVATIONS <= window <= LONGEST_WINDOW:
        msg = f"window {window} must lie in {LEAST_OBSERVATIONS} … {LONGEST_WINDOW} sessions ({WINDOW} is a year)"
        raise InputError(msg)
    held = the_book(book)
    where = market(data)
    asked = day(as_of)
    session = where.as_of(asked)
    index = instrument(benchmark)
    needed = {*held.symbols, *symbols, index.price_symbol, *SP500}
    prices = where.prices(sorted(needed), session, window=window + SCORE)
    notes = Notes()
    if asked is not None and asked != session:
        notes.note(f"{asked} is no session: everything is as of {session}")
    _check_benchmark(index, prices, where, notes)
    valued = valuation(held, prices)
    notes.doubts.extend(valued.doubts)
    market_returns = prices.returns(index.price_symbol, window + SCORE)
    beta = book_beta(_holdings(valued, prices, window), market_returns, window=window)
    if beta is None:
        msg = (
            f"benchmark {benchmark} has too few returns up to {session}; "
            "name another with --benchmark or a later date"
        )
        raise UnavailableError(msg)
    _note_proxies(beta, benchmark, notes)
    _note_gaps(beta, window, notes)
    _note_positions(held, beta, prices, notes)
    notes.set_aside("prices", prices.set_aside)
    return Study(where, session, window, held, valued, prices, index, beta, notes)


def _holdings(valued: Valuation, prices: Prices, window: int) -> list[Holding]:
    holdings = []
    for held in valued.positions:
        source = {"cash": "cash", "option": "carried"}.get(held.kind, "priced")
        weight = held.weight if np.isfinite(held.weight) else 0.0
        returns = prices.returns(held.symbol, window + SCORE)
        leverage = DAILY_LEVERAGE.get(held.symbol, 1.0)
        holdings.append(
            Holding(held.symbol, weight, returns, held.position.beta, leverage, source)  # type: ignore[arg-type]
        )
    return holdings


def _check_benchmark(index: Instrument, prices: Prices, where: Market, notes: Notes) -> None:
    last = prices.last_date(index.price_symbol)
    if last is None:
        end = where.as_of(None)
        if sessions_between(end, prices.as_of) > STALE_SESSIONS:
            msg = f"as of {prices.as_of} lies past the data, which end on {end}; give --as-of {end} or earlier"
            raise InputError(msg)
        msg = (
            f"benchmark {index.symbol} ({index.price_symbol}) has no price in the two years up to "
            f"{prices.as_of}; name another with --benchmark, or another --as-of"
        )
        raise UnavailableError(msg)
    behind = sessions_between(last, prices.as_of)
    if behind > STALE_SESSIONS:
        msg = (
            f"as of {prices.as_of} lies {behind} sessions past the last price of {index.symbol} "
            f"({last}); give --as-of {last} or earlier"
        )
        raise InputError(msg)
    if behind:
        notes.doubt(f"prices end on {last}, {behind} sessions before {prices.as_of}")


def _note_proxies(beta: BookBeta, benchmark: str, notes: Notes) -> None:
    """Which betas are proxies, and for how much of the book."""
    proxied = [p for p in beta.positions if p.source in {"proxy", "book"}]
    if proxied:
        names = ", ".join(
            f"{p.symbol} (beta {p.beta:g}{', given in the book' if p.source == 'book' else ''}, "
            f"{p.observations} days)"
            for p in proxied
        )
        notes.doubt(
            f"{100 * beta.proxied_share:.1f} % of the book rests on a proxy beta to {benchmark}, having "
            f"under {LEAST_OBSERVATIONS} days of returns: {names}"
        )


def _note_gaps(beta: BookBeta, window: int, notes: Notes) -> None:
    """Which histories are short, and what that does to the book's own."""
    young = [p for p in beta.positions if p.source == "measured" and p.observations < 0.98 * window]
    if young:
        names = ", ".join(f"{p.symbol} ({p.observations} days)" for p in young)
        notes.doubt(f"history shorter than the window: {names}")
    coverage = beta.coverage[-(window + SCORE) :]
    if coverage.min(initial=1.0) < 1 - beta.proxied_share - 0.005:
        least = coverage[coverage > 0].min(initial=1.0)
        notes.doubt(
            "on some days of the history positions had no returns: such days are scaled up from "
            f"{100 * least:.0f} % of the gross value at least, or left out"
        )


def _note_positions(book: Book, beta: BookBeta, prices: Prices, notes: Notes) -> None:
    """What to know of single positions: leverage, prices that stand still, betas not used."""
    leveraged = [p.symbol for p in book.positions if p.kind == "leveraged"]
    if leveraged:
        notes.doubt(
            f"leveraged funds ({', '.join(leveraged)}) are reset daily: over a longer fall their "
            "exposure drifts away from the beta used here"
        )
    still = [f"{s} ({n} closes)" for s in book.symbols if (n := prices.still_run(s)) >= STILL]
    if still:
        notes.doubt(
            f"equal closes in a row, a feed that stood still or a fixed price: {', '.join(still)}"
        )
    given = {p.symbol: p.beta for p in book.positions if p.beta is not None}
    for p in beta.positions:
        if p.source == "measured" and p.symbol in given:
            notes.note(
                f"{p.symbol}: the book's beta {given[p.symbol]:g} is not used; {p.beta:.2f} was measured "
                f"over {p.observations} days"
            )
