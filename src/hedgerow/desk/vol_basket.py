"""A book beside the symbol: how much of its shares' volatility diversifies away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.desk.session import Notes
from hedgerow.errors import BookError
from hedgerow.market.book import Book
from hedgerow.market.prices import Prices
from hedgerow.market.valuation import valuation
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.basket_correlation import (
    AverageCorrelation,
    average_correlation,
    rolling_average_correlation,
)
from hedgerow.volatility.realized.cone import mid_rank

HISTORY = 5 * SESSIONS_PER_YEAR
"""Sessions whose correlations the recent one is ranked among."""


@dataclass(frozen=True, slots=True)
class BasketMember:
    """A share of the basket."""

    symbol: str
    weight: float


@dataclass(frozen=True, slots=True)
class BasketCard:
    """Average correlation of a book's long shares, with today's weights."""

    members: tuple[BasketMember, ...]
    window: int
    """Sessions."""
    recent: AverageCorrelation
    """Over the window."""
    year: AverageCorrelation
    """Over 252 sessions."""
    percentile: float
    """Of the recent one among those of five years, 0 … 100; NaN where unknown."""
    left_out: tuple[str, ...]
    """Positions that are no long shares, or have no prices."""


def basket(book: Book, prices: Prices, window: int, notes: Notes) -> BasketCard:
    """The correlation of a book's long shares.

    Raises :class:`BookError` for fewer than two of them.
    """
    valued = valuation(book, prices)
    notes.doubts.extend(valued.doubts)
    long = [
        p for p in valued.positions if p.position.is_share and p.weight > 0 and p.symbol in prices
    ]
    left = tuple(p.symbol for p in valued.positions if p not in long)
    if len(long) < 2:
        msg = f"the basket has {len(long)} long shares with prices; correlation needs two or more"
        raise BookError(msg)
    R = np.column_stack([log_returns(prices, p.symbol, HISTORY) for p in long])
    w = np.array([p.weight for p in long])
    w = w / w.sum()
    rolling = rolling_average_correlation(R, w, window=window)
    recent = average_correlation(R[-window:], w)
    known = rolling[np.isfinite(rolling)]
    return BasketCard(
        tuple(BasketMember(p.symbol, float(x)) for p, x in zip(long, w, strict=True)),
        window,
        recent,
        average_correlation(R[-SESSIONS_PER_YEAR:], w),
        mid_rank(known, recent.by_variance),
        left,
    )


def log_returns(prices: Prices, symbol: str, window: int) -> FloatArray:
    """Log returns over the last ``window`` sessions."""
    return np.asarray(np.log1p(prices.returns(symbol, window)))
