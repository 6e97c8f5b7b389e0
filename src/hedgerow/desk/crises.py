"""Today's book in past crises: its weights applied to what its positions earned then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from hedgerow.data.source import Market
from hedgerow.desk.study import Study
from hedgerow.errors import UnavailableError
from hedgerow.hedge.beta import BookBeta, Holding, book_beta
from hedgerow.hedge.estimate import Estimate, unknown
from hedgerow.hedge.stress_beta import CRISES, crisis_beta
from hedgerow.market.calendar import sessions_between
from hedgerow.market.instruments import LEVERAGED, Leveraged
from hedgerow.market.prices import Prices


def crisis_betas(made: Study) -> tuple[Estimate, ...]:
    """The book's beta in every crisis that has begun by the session, oldest first.

    Unknown, with the reason, where the positions that hold three quarters of its measured value had
    no prices then.
    """
    begun = [crisis for crisis in CRISES if crisis.first <= made.as_of]
    if not begun:
        return ()
    try:
        prices = _long_prices(made)
        holdings = _holdings(made, prices)
        book = _pro_forma(made, prices, holdings)
    except UnavailableError:
        book = None  # what the live source said stands among its problems
    if book is None:
        return tuple(unknown(f"crisis {crisis.name}", note="no long history") for crisis in begun)
    dates = [day.date() for day in prices.adjusted.index[1:]]
    market = prices.returns(made.benchmark.price_symbol, len(dates))
    found = []
    for crisis in begun:
        inside = np.array([crisis.first <= day <= crisis.last for day in dates], bool)
        missing = [h.symbol for h in holdings if h.counts and np.isnan(h.returns[inside]).any()]
        found.append(
            crisis_beta(crisis, dates, book.returns, market, book.coverage, missing=missing)
        )
    return tuple(found)


def _long_prices(made: Study) -> Prices:
    """Closes of the book, of what its funds track and of its benchmark since before the first crisis."""
    tracked = {fund.tracks for fund in _replicated(made).values()}
    symbols = {*price_symbols(made), *tracked, made.benchmark.price_symbol}
    since = sessions_between(CRISES[0].first, made.as_of) + 2
    own = Market(made.market.sources)  # the answer's provenance stays that of its own prices
    return own.prices(sorted(symbols), made.as_of, window=max(since, made.window + 1))


def price_symbols(made: Study) -> list[str]:
    """The prices that each position moves with: its own, or an option's underlying's."""
    return [
        made.options[held.symbol].use.price_symbol if held.symbol in made.options else held.symbol
        for held in made.valuation.positions
    ]


def _replicated(made: Study) -> dict[str, Leveraged]:
    """Leveraged funds that earn what they promise, having no history of their own."""
    return {p.symbol: LEVERAGED[p.symbol] for p in made.beta.positions if p.source == "replicated"}


def _holdings(made: Study, prices: Prices) -> list[Holding]:
    """The positions over the long history; a replicated fund is so in a crisis as it is today."""
    days, replicated = len(prices.adjusted.index) - 1, _replicated(made)
    holdings = []
    for symbol, beta in zip(price_symbols(made), made.beta.positions, strict=True):
        fund = replicated.get(beta.symbol)
        counts = fund is not None or beta.source in {"measured", "book", "proxy"}
        source: Literal["priced", "cash", "carried"] = (
            "cash" if beta.source == "cash" else "carried"
        )
        returns = np.full(days, np.nan)
        if fund is not None:
            returns = fund.multiple * prices.returns(fund.tracks, days)
        elif counts:
            returns = prices.returns(symbol, days)
        holdings.append(
            Holding(
                beta.symbol,
                beta.weight,
                returns,
                source="priced" if counts else source,
                moves=beta.exposure,
                replicated=fund is not None,
            )
        )
    return holdings


def _pro_forma(made: Study, prices: Prices, holdings: Sequence[Holding]) -> BookBeta | None:
    """The book over the long history, measured positions alone telling what it earned."""
    days = len(prices.adjusted.index) - 1
    if days < made.window:
        return None
    benchmark = prices.returns(made.benchmark.price_symbol, days)
    return book_beta(holdings, benchmark, window=made.window)
