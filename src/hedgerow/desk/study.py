"""What beta, pairing and hedge have in common: the book valued, aligned with its benchmark."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from hedgerow.data.progress import Progress
from hedgerow.data.source import Market
from hedgerow.desk.inventory import held_options
from hedgerow.desk.session import SP500, Notes, Session
from hedgerow.desk.settings import DataArgument, day, market
from hedgerow.desk.settings import book as the_book
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.beta import PROXIES, BookBeta, Holding, PositionBeta, book_beta
from hedgerow.hedge.held import Held, hedging
from hedgerow.hedge.pairing import LEAST_OBSERVATIONS, SCORE, WINDOW
from hedgerow.market.book import Book
from hedgerow.market.calendar import sessions_between
from hedgerow.market.instruments import LEVERAGED, Instrument, behind_option, instrument
from hedgerow.market.prices import Prices
from hedgerow.market.valuation import Valuation, Valued, require_alive, valuation
from hedgerow.typing import FloatArray

STALE_SESSIONS = 5
STILL = 10
"""Equal closes in a row that no market makes."""
LONGEST_WINDOW = 2520


@dataclass(frozen=True)
class Study:
    """One book on one session with everything that was measured of it."""

    session: Session
    book: Book
    valuation: Valuation
    options: Mapping[str, Held]
    """The book's options that could be priced, by symbol."""
    hedges: frozenset[str]
    """Symbols of the options that hedge the book, and are not part of what is to be hedged."""
    benchmark: Instrument
    beta: BookBeta

    @property
    def market(self) -> Market:
        """Where the session's data come from."""
        return self.session.market

    @property
    def as_of(self) -> date:
        """The session."""
        return self.session.as_of

    @property
    def window(self) -> int:
        """Sessions of history that betas and ratios rest on."""
        return self.session.window

    @property
    def prices(self) -> Prices:
        """Closes up to the session."""
        return self.session.prices

    @property
    def notes(self) -> Notes:
        """What is said beside the answer."""
        return self.session.notes

    @property
    def doubts(self) -> list[str]:
        """Why the answer is degraded so far, what could not be fetched included."""
        return [*self.notes.doubts, *self.market.problems]

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
    columns: str | Path | None = None,
    progress: Progress | None = None,
) -> Study:
    """Value the book and measure its beta; ``symbols`` are further prices to load.

    ``columns`` is the file of a column map for the book; ``progress`` is told what is fetched.

    Raises :class:`InputError` for a window outside 126 … 2520 or a date past the data, and
    :class:`UnavailableError` where the benchmark has no prices.
    """
    if not LEAST_OBSERVATIONS <= window <= LONGEST_WINDOW:
        msg = f"window {window} must lie in {LEAST_OBSERVATIONS} … {LONGEST_WINDOW} sessions ({WINDOW} is a year)"
        raise InputError(msg)
    held = the_book(book, columns)
    where = market(data, progress)
    asked = day(as_of)
    session = where.as_of(asked)
    index = instrument(benchmark)
    needed = {*held.symbols, *_behind(held), *symbols, index.price_symbol, *SP500}
    prices = where.prices(sorted(needed), session, window=window + SCORE)
    here = Session(where, session, window, prices)
    notes = here.notes
    if asked is not None and asked != session:
        notes.note(f"{asked} is no session: everything is as of {session}")
    for text in held.notes:
        notes.note(text)
    _check_benchmark(index, prices, where, notes)
    require_alive(held, session)
    options = held_options(here, held)
    valued = valuation(held, prices, {symbol: option.mark for symbol, option in options.items()})
    notes.doubts.extend(valued.doubts)
    hedges = hedging(list(options.values()))
    market_returns = prices.returns(index.price_symbol, window + SCORE)
    holdings = _holdings(valued, options, hedges, here)
    beta = book_beta(holdings, market_returns, window=window)
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
    return Study(here, held, valued, options, hedges, index, beta)


def _behind(book: Book) -> set[str]:
    """Symbols of the prices that the book's options and leveraged funds need beside their own."""
    options = [behind_option(p.option.root) for p in book.positions if p.option is not None]
    tracked = [LEVERAGED[s].tracks for s in book.symbols if s in LEVERAGED]
    uses = [use for use in options if use is not None]
    return {*tracked, *(use.price_symbol for use in uses), *(use.fund for use in uses)}


def _holdings(
    valued: Valuation,
    options: Mapping[str, Held],
    hedges: Container[str],
    here: Session,
) -> list[Holding]:
    """What beta needs to know of each position: how much of it moves, and with what."""
    holdings = []
    for held in valued.positions:
        weight = held.weight if np.isfinite(held.weight) else 0.0
        option = options.get(held.symbol)
        moves, source = weight, "priced"
        symbol = held.symbol
        if held.kind == "cash":
            source = "cash"
        elif held.kind == "option" and option is None:
            moves, source = 0.0, "carried"
        elif option is not None:
            moves = option.delta_dollars / valued.net_value
            symbol = option.use.price_symbol
            source = "hedge" if held.symbol in hedges else "option"
        returns = here.prices.returns(symbol, here.window + SCORE)
        promised = _promised(held, returns, here)
        holdings.append(
            Holding(
                symbol=held.symbol,
                weight=weight,
                returns=returns if promised is None else promised,
                given_beta=held.position.beta,
                proxy=LEVERAGED[held.symbol].multiple if held.symbol in LEVERAGED else 1.0,
                source=source,  # type: ignore[arg-type]
                moves=moves,
                replicated=promised is not None,
            )
        )
    return holdings


def _promised(held: Valued, own: FloatArray, here: Session) -> FloatArray | None:
    """A leveraged fund's multiple of what it tracks, where its own history is too short."""
    fund = LEVERAGED.get(held.symbol)
    if fund is None or held.position.beta is not None:
        return None
    if np.isfinite(own[-here.window :]).sum() >= LEAST_OBSERVATIONS:
        return None
    tracked = here.prices.returns(fund.tracks, here.window + SCORE)
    if np.isfinite(tracked[-here.window :]).sum() < LEAST_OBSERVATIONS:
        return None
    return fund.multiple * tracked


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
    proxied = [p for p in beta.positions if p.source in PROXIES]
    if proxied:
        names = ", ".join(f"{p.symbol} ({_proxy_words(p)})" for p in proxied)
        notes.doubt(
            f"{100 * beta.proxied_share:.1f} % of the book rests on a proxy beta to {benchmark}, having "
            f"under {LEAST_OBSERVATIONS} days of returns: {names}"
        )


def _proxy_words(p: PositionBeta) -> str:
    if p.source == "replicated":
        fund = LEVERAGED[p.symbol]
        return f"beta {p.beta:.3g}, {fund.multiple:g} times the daily returns of {fund.tracks}"
    given = ", given in the book" if p.source == "book" else ""
    if given and p.symbol in LEVERAGED:
        fund = LEVERAGED[p.symbol]
        given += f" in place of {fund.multiple:g} times the daily returns of {fund.tracks}"
    return f"beta {p.beta:g}{given}, {p.observations} days"


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
