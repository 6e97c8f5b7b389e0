"""What the book is worth on one session, position by position.

Shares are valued at unadjusted closes (an adjusted one only with a doubt), options at the price the
book gives. A value that is not known stays unknown: it is named, and never counted as zero dollars
of something that could be known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hedgerow.errors import BookError, UnavailableError
from hedgerow.market.book import Book, Kind, Position
from hedgerow.market.calendar import sessions_between
from hedgerow.market.prices import Prices
from hedgerow.units import Dollars


@dataclass(frozen=True, slots=True)
class Valued:
    """A position with its value."""

    symbol: str
    kind: Kind
    quantity: float | None
    price: float | None
    """US dollars a share; None where only a value is given, or where it is unknown."""
    price_date: date | None
    price_basis: str | None
    value: float | None
    """Signed US dollars; None where unknown (an option without a price)."""
    weight: float
    """Share of the net asset value; NaN where the value is unknown."""
    position: Position


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
    doubts: list[str] = []
    valued = [_valued(p, prices, doubts) for p in book.positions]
    net = sum(v[3] for v in valued if v[3] is not None)
    if net <= 0:
        msg = f"the book's net value is {net:,.2f} USD; it must be above 0 (add the CASH that it holds)"
        raise BookError(msg)
    positions = tuple(
        Valued(
            p.symbol,
            p.kind,
            p.quantity,
            price,
            day,
            basis,
            value,
            float("nan") if value is None else value / net,
            p,
        )
        for p, (price, day, basis, value) in zip(book.positions, valued, strict=True)
    )
    return Valuation(positions, Dollars(net), tuple(doubts))


def _valued(
    position: Position, prices: Prices, doubts: list[str]
) -> tuple[float | None, date | None, str | None, float | None]:
    """Price, its session, its basis, and the value of one position; doubts are added."""
    if position.kind == "option":
        value = position.value_at(position.price)
        known = "" if value is not None else " and without a price, so not in the book's value"
        doubts.append(f"{position.symbol}: option carried without delta-dollars{known}")
        return position.price, None, None if position.price is None else "given", value
    if position.kind == "leveraged":
        doubts.append(
            f"{position.symbol}: leveraged fund carried at its own measured beta; its exposure is "
            "reset daily and drifts over a longer fall"
        )
    if position.kind == "cash":
        return None, None, None, position.value_at(None)
    if position.price is not None:
        return position.price, None, "given", position.value_at(position.price)
    if position.quantity is None:
        return None, None, None, position.value_at(None)
    spot = prices.spot(position.symbol)
    if not spot.known:
        msg = f"{spot.doubt}; give the price or the value of {position.symbol} in the book"
        raise UnavailableError(msg)
    if spot.doubt:
        doubts.append(spot.doubt)
    age = sessions_between(spot.date, prices.as_of)
    if age > 0:
        doubts.append(f"{position.symbol}: last close is of {spot.date}, {age} sessions old")
    return spot.price, spot.date, spot.basis, position.value_at(spot.price)
