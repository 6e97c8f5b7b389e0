"""What the book is worth on one session, position by position.

Shares are valued at unadjusted closes (an adjusted one only with a doubt), options at the price the
book gives or at the mark that comes with the session. A value that is not known stays unknown: it is named, and never counted as zero dollars
of something that could be known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hedgerow.errors import BookError, UnavailableError
from hedgerow.market.book import Book, Kind, Position
from hedgerow.market.calendar import sessions_between
from hedgerow.market.prices import Prices, Spot
from hedgerow.units import Dollars

FAR = 1.5
"""Times the data's last close, or under its inverse, at which a price in the book is a likely slip."""
SPLITS, SPLIT_SLACK = (2, 3, 4, 5, 7, 8, 10, 15, 20, 25, 28, 30, 40, 50), 0.06


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


def require_alive(book: Book, as_of: date) -> None:
    """Raise :class:`BookError` where an option of the book has expired."""
    expired = book.expired(as_of)
    if expired:
        msg = f"{expired[0].symbol}: expired by the close of {as_of}; remove it from the book"
        raise BookError(msg)


def valuation(book: Book, prices: Prices, marks: Mapping[str, float] | None = None) -> Valuation:
    """The book's positions and net asset value as of ``prices.as_of``.

    ``marks`` are prices a share of the book's options, by symbol.

    Raises :class:`BookError` for an expired option, for shares without any price, and where the
    known net value is not positive; :class:`UnavailableError` where the only price known lies on
    the far side of a split.
    """
    as_of = prices.as_of
    require_alive(book, as_of)
    missing = [
        p.symbol
        for p in book.positions
        if p.is_share
        and p.quantity is not None
        and p.price is None
        and p.mark is None
        and p.symbol not in prices
    ]
    if missing:
        msg = (
            f"no price for {', '.join(missing)} on or before {as_of}; "
            f"check the symbol{_dotted(missing)}, or give it a value instead of a quantity (and a beta)"
        )
        raise BookError(msg)
    priced = [_priced(position, prices, marks or {}) for position in book.positions]
    net = sum(p.value for p in priced if p.value is not None)
    if net <= 0:
        msg = f"the book's net value is {net:,.2f} USD; it must be above 0 (add the CASH that it holds)"
        raise BookError(msg)
    weighted = (replace(p, weight=p.value / net) if p.value is not None else p for p in priced)
    return Valuation(tuple(weighted), Dollars(net), tuple(_doubts(priced, prices)))


def _dotted(symbols: Sequence[str]) -> str:
    """A hint for share classes, which the data spell with a hyphen."""
    dotted = next((s for s in symbols if "." in s or "/" in s), None)
    return f" (share classes are spelled {re.sub('[./]', '-', dotted)})" if dotted else ""


def _priced(position: Position, prices: Prices, marks: Mapping[str, float]) -> Valued:
    """A position with its value, not yet weighted."""
    spot = None
    if position.price is not None:
        spot = Spot(position.symbol, position.price, prices.as_of, "given")
    elif position.symbol in marks:
        spot = Spot(position.symbol, marks[position.symbol], prices.as_of, "option")
    elif position.mark is not None and not (position.is_share and _traded(position, prices)):
        spot = Spot(position.symbol, position.mark, prices.as_of, "mark")
    elif position.is_share and position.quantity is not None:
        spot = prices.spot(position.symbol)
        if not spot.known:
            msg = (
                f"{spot.doubt}; give {position.symbol} a price (column `price`) or a value instead of a "
                "quantity in the book"
            )
            raise UnavailableError(msg)
    value = position.value_at(None if spot is None else spot.price)
    return Valued(position, spot, value)


def _traded(position: Position, prices: Prices) -> bool:
    """Whether the data have a close of the share that was, or may well have been, the traded one."""
    spot = prices.spot(position.symbol)
    return spot.known and spot.basis != "adjusted"


def _doubts(priced: Sequence[Valued], prices: Prices) -> list[str]:
    """What may be wrong with the values, one clause a kind of doubt; nothing held is worth no doubt."""
    as_of = prices.as_of
    priced = [p for p in priced if p.value != 0]
    marked = [p for p in priced if p.position.is_share and p.spot and p.spot.basis == "mark"]
    unknown = [p for p in priced if p.kind == "option" and p.value is None]
    adjusted = [p for p in priced if p.spot and p.spot.doubt and p.spot.basis == "adjusted"]
    split = [p for p in priced if p.spot and p.spot.doubt and p.spot.basis == "split_adjusted"]
    stale = [p for p in priced if p.spot and sessions_between(p.spot.date, as_of) > 0]
    kinds = (
        (unknown, "without a price and so not in the book's value"),
        (
            adjusted,
            "quantities at an adjusted close, not the traded price (a price column puts it right)",
        ),
        (split, "quantities valued at a split-adjusted close, right if no split followed"),
        (stale, f"no close on {as_of}, the last one used"),
        (marked, "no traded close in the data, valued at the price in the book's file"),
    )
    far = [slip for p in priced if (slip := _slip(p.position, prices))]
    return [
        *(
            [f"prices in the book far from the last close of the data: {', '.join(far)}"]
            * bool(far)
        ),
        *(f"{text}: {_names(several)}" for several, text in kinds if several),
    ]


def _slip(position: Position, prices: Prices) -> str:
    """Both prices, where the book's is half again above the data's or a third below; else nothing.

    A close that is only known adjusted may differ by a split, for which the book's price is the remedy.
    """
    told = position.price if position.price is not None else position.mark
    if told is None or not position.is_share or position.quantity is None:
        return ""
    spot = prices.spot(position.symbol)
    ratio = max(told / spot.price, spot.price / told) if spot.known else 1.0
    split = spot.doubt and any(abs(ratio / n - 1) < SPLIT_SLACK for n in SPLITS)
    if ratio < FAR or split:
        return ""
    return f"{position.symbol} ({told:.2f} against {spot.price:.2f} of {spot.date})"


def _names(several: Sequence[Valued]) -> str:
    return ", ".join(
        p.symbol
        if p.spot is None
        else f"{p.symbol} ({p.spot.price:.2f})"
        if p.spot.basis == "mark"  # of a day that nobody states
        else f"{p.symbol} ({p.spot.price:.2f} of {p.spot.date})"
        for p in several
    )
