"""What the book is worth on one session, position by position.

Shares are valued at unadjusted closes (an adjusted one only with a doubt), options at the price the
book gives. A value that is not known stays unknown: it is named, and never counted as zero dollars
of something that could be known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from hedgerow.errors import BookError, UnavailableError
from hedgerow.market.book import Book, Kind, Position
from hedgerow.market.calendar import sessions_between
from hedgerow.market.prices import Prices, Spot
from hedgerow.units import Dollars


@dataclass(frozen=True, slots=True)
class Valued:
    """A position with its value."""

    position: Position
    spot: Spot | None
    """Its price; None for cash, for a given value and where it is unknown."""
    value: float | None
    """Signed US dollars; None where unknown (an option without a price)."""
    weight: float = float("nan")
    """Share of the net asset value; NaN where the value is unknown."""

    @property
    def symbol(self) -> str:
        """As in the book."""
        return self.position.symbol

    @property
    def kind(self) -> Kind:
        """As in the book."""
        return self.position.kind


@dataclass(frozen=True, slots=True)
class Valuation:
    """The whole book on one session."""

    positions: tuple[Valued, ...]
    net_value: Dollars
    doubts: tuple[str, ...]
    """Why the total may be off, one clause each."""


def valuation(book: Book, prices: Prices) -> Valuation:
    """The book's positions and net asset value as of ``prices.as_of``.

    Raises :class:`BookError` for an expired option, for shares without any price, and where the
    known net value is not positive; :class:`UnavailableError` where the only price known lies on
    the far side of a split.
    """
    as_of = prices.as_of
    expired = book.expired(as_of)
    if expired:
        msg = f"{expired[0].symbol}: expired by the close of {as_of}; remove it from the book"
        raise BookError(msg)
    missing = [
        p.symbol
        for p in book.positions
        if p.kind in {"equity", "leveraged"}
        and p.quantity is not None
        and p.price is None
        and p.symbol not in prices
    ]
    if missing:
        msg = (
            f"no price for {', '.join(missing)} on or before {as_of}; "
            "check the symbol, or give its price or value in the book"
        )
        raise BookError(msg)
    priced = [_priced(position, prices) for position in book.positions]
    net = sum(p.value for p in priced if p.value is not None)
    if net <= 0:
        msg = f"the book's net value is {net:,.2f} USD; it must be above 0 (add the CASH that it holds)"
        raise BookError(msg)
    weighted = (replace(p, weight=p.value / net) if p.value is not None else p for p in priced)
    doubts = [doubt for p in priced for doubt in _doubts(p, as_of)]
    return Valuation(tuple(weighted), Dollars(net), tuple(doubts))


def _priced(position: Position, prices: Prices) -> Valued:
    """A position with its value, not yet weighted."""
    spot = None
    if position.price is not None:
        spot = Spot(position.symbol, position.price, prices.as_of, "given")
    elif position.kind in {"equity", "leveraged"} and position.quantity is not None:
        spot = prices.spot(position.symbol)
        if not spot.known:
            msg = f"{spot.doubt}; give the price or the value of {position.symbol} in the book"
            raise UnavailableError(msg)
    value = position.value_at(None if spot is None else spot.price)
    return Valued(position, spot, value)


def _doubts(valued: Valued, as_of: date) -> list[str]:
    """What may be wrong with a value, one clause each."""
    doubts = []
    if valued.kind == "option":
        known = (
            "" if valued.value is not None else " and without a price, so not in the book's value"
        )
        doubts.append(f"{valued.symbol}: option carried without delta-dollars{known}")
    if valued.spot is not None:
        if valued.spot.doubt:
            doubts.append(valued.spot.doubt)
        age = sessions_between(valued.spot.date, as_of)
        if age > 0:
            doubts.append(
                f"{valued.symbol}: last close is of {valued.spot.date}, {age} sessions old"
            )
    return doubts
