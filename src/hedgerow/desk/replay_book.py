"""The pro-forma book through the past: today's weights on what its positions earned then.

A position without a price on a session moves by its beta of today times the benchmark: its own noise is missing there, and
the share of the book of which that is so is told. A leveraged fund without a history earns its multiple of what it tracks, less
the short rate on what it borrows; its fee is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.desk.replay_tape import across_gaps
from hedgerow.hedge.beta import PROXIES
from hedgerow.market.instruments import LEVERAGED

if TYPE_CHECKING:
    from hedgerow.desk.study import Study
    from hedgerow.market.prices import Prices
    from hedgerow.typing import FloatArray


@dataclass(frozen=True)
class BookHistory:
    """Returns of the book by session, (n,)."""

    returns: FloatArray
    """Simple; NaN on the first row and where the benchmark has none."""
    assumed: FloatArray
    """Share of the gross value that moved by beta alone, 0 … 1."""
    since: dict[str, str]
    """First session with a price of each position that has none on the first."""


def book_history(made: Study, prices: Prices, rate: FloatArray) -> BookHistory:
    """The book of a study on the sessions of ``prices``; ``rate`` is what its cash earns."""
    index = prices.dates
    n = len(index)
    years = np.diff(index.to_numpy().astype("datetime64[D]").astype(float)) / 365

    def earned(symbol: str) -> FloatArray:
        """Nothing on a session without a price between two that have one: the next has the whole move."""
        if symbol not in prices:
            return np.full(n, np.nan)
        closes = prices.adjusted[symbol].to_numpy(float)
        known = np.flatnonzero(np.isfinite(closes))
        inside = np.arange(n)
        gap = np.isnan(closes) & (inside > known[0]) & (inside < known[-1])
        return np.where(gap, 0.0, across_gaps(closes))

    benchmark = earned(made.benchmark.price_symbol)
    cash = np.concatenate([[0.0], np.expm1(rate[:-1] * years)])
    total, assumed, gross = np.zeros(n), np.zeros(n), 0.0
    since: dict[str, str] = {}
    for held, beta in zip(made.valuation.positions, made.beta.positions, strict=True):
        if beta.source in {"hedge", "carried"}:  # told by the study
            continue
        if beta.source == "cash":
            total += beta.weight * cash
            continue
        option = made.options.get(held.symbol)
        own = earned(option.use.price_symbol if option is not None else held.symbol)
        if beta.source == "replicated" and held.symbol in LEVERAGED:
            fund = LEVERAGED[held.symbol]
            # what is promised a day, less what the borrowed part costs; the fund's fee is left out
            own = fund.multiple * earned(fund.tracks) - (fund.multiple - 1) * cash
        elif beta.source in PROXIES:
            own = np.full(n, np.nan)
        there = np.isfinite(own)
        stand_in = beta.beta * benchmark
        total += beta.exposure * np.where(there, own, stand_in)
        assumed += abs(beta.exposure) * ~there
        gross += abs(beta.exposure)
        if not there[1:].any():
            since[held.symbol] = "none"
        elif not there[1]:
            since[held.symbol] = str(index[int(np.argmax(there))].date())
    return BookHistory(total, assumed / gross if gross else np.zeros(n), since)
