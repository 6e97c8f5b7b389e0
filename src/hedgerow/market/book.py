"""The book: signed positions in shares, funds, cash and options.

A position is a quantity (shares, contracts, dollars of cash) *or* a dollar value, negative when
short. Duplicate symbols add up. Cash has beta 0 and belongs in the net asset value [SPEC HP-04].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypeAlias

from hedgerow.errors import BookError
from hedgerow.market.instruments import LEVERAGED
from hedgerow.market.option_symbol import OptionSymbol, looks_like_option, parse_option_symbol

Kind: TypeAlias = Literal["equity", "leveraged", "cash", "option"]

CASH_SYMBOLS = frozenset({"CASH", "$CASH"})
OPTION_MULTIPLIER = 100
HIGHEST_BETA = 10.0
LARGEST = 1e15
"""Shares or US dollars; beyond it a position is a slip."""


@dataclass(frozen=True, slots=True)
class Position:
    """One line of the book.

    Raises :class:`BookError` for a missing or double size, numbers that are not finite, a price
    that is not positive, a beta outside ±10 and a broken option symbol.

    >>> Position("SPY251219P00600000", quantity=-2).kind
    'option'
    """

    symbol: str
    quantity: float | None = None
    """Signed shares, contracts or dollars of cash."""
    value: float | None = None
    """Signed US dollars."""
    price: float | None = None
    """US dollars a share, where the user knows better than the data."""
    beta: float | None = None
    """To the benchmark; used where the symbol's own history is too short."""
    mark: float | None = None
    """US dollars a share as a broker last saw it; used where no chain prices an option, and where the
    data have no traded close of a share."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "symbol", self.symbol.strip().upper())
        if not self.symbol:
            msg = "a position without a symbol; give a ticker, an OCC option symbol or CASH"
            raise BookError(msg)
        if self.symbol == "USD":
            msg = "USD: a currency and the ticker of a leveraged fund; write CASH for US dollars"
            raise BookError(msg)
        _require_plausible(self)
        if (self.quantity is None) == (self.value is None):
            found = "neither" if self.quantity is None else "both"
            msg = f"{self.symbol}: {found} of quantity and value given; give exactly one"
            raise BookError(msg)
        if self.price is not None and self.price <= 0:
            msg = f"{self.symbol}: price {self.price:g} must be above 0; shorts are negative quantities"
            raise BookError(msg)
        if self.beta is not None and abs(self.beta) > HIGHEST_BETA:
            msg = f"{self.symbol}: beta {self.beta:g} is outside ±{HIGHEST_BETA:g}"
            raise BookError(msg)
        if self.option is None and looks_like_option(self.symbol):
            msg = (
                f"{self.symbol}: not an OCC option symbol "
                "(root, YYMMDD, C or P, strike × 1000 in eight digits: SPY251219P00600000)"
            )
            raise BookError(msg)

    @property
    def option(self) -> OptionSymbol | None:
        """The option that the symbol names, if it names one."""
        return parse_option_symbol(self.symbol)

    @property
    def kind(self) -> Kind:
        """What the position is, read off its symbol."""
        if self.symbol in CASH_SYMBOLS:
            return "cash"
        if self.option is not None:
            return "option"
        return "leveraged" if self.symbol in LEVERAGED else "equity"

    @property
    def is_share(self) -> bool:
        """Whether it is a share or a fund, whose prices the data hold."""
        return self.kind in {"equity", "leveraged"}

    def value_at(self, price: float | None) -> float | None:
        """Signed market value in US dollars; None where it needs a price and there is none."""
        if self.value is not None:
            return self.value
        if self.kind == "cash":
            return self.quantity
        if price is None or self.quantity is None:
            return None
        return self.quantity * price * (OPTION_MULTIPLIER if self.kind == "option" else 1)


@dataclass(frozen=True, slots=True, init=False)
class Book:
    """Positions by symbol, duplicates added up, in the order in which they first appear.

    >>> book = Book([Position("AAPL", quantity=10), Position("AAPL", quantity=5)])
    >>> book.notes
    ('several lines of one symbol added up: AAPL (2 lines)',)
    >>> book.positions
    (Position(symbol='AAPL', quantity=15, value=None, price=None, beta=None, mark=None),)
    """

    positions: tuple[Position, ...]
    notes: tuple[str, ...] = field(compare=False)
    """How it was read, where that is not plain."""

    def __init__(self, positions: Iterable[Position], notes: Sequence[str] = ()) -> None:
        merged: dict[str, Position] = {}
        lines: Counter[str] = Counter()
        for position in positions:
            lines[position.symbol] += position.kind != "cash"
            held = merged.get(position.symbol)
            merged[position.symbol] = position if held is None else _added(held, position)
        if not merged:
            msg = "the book has no positions; give at least one line with symbol and quantity or value"
            raise BookError(msg)
        object.__setattr__(self, "positions", tuple(merged.values()))
        several = [f"{symbol} ({n} lines)" for symbol, n in lines.items() if n > 1]
        added = [f"several lines of one symbol added up: {', '.join(several)}"] if several else []
        object.__setattr__(self, "notes", (*notes, *added))

    def noting(self, *notes: str) -> Book:
        """The same book with more to know of how it was read."""
        made = copy(self)
        object.__setattr__(made, "notes", (*self.notes, *notes))
        return made

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols whose prices the book needs: everything but cash and options."""
        return tuple(p.symbol for p in self.positions if p.is_share)

    def expired(self, as_of: date) -> Sequence[Position]:
        """Options whose last day is ``as_of`` or earlier."""
        return [p for p in self.positions if p.option and p.option.expiration <= as_of]


def _require_plausible(position: Position) -> None:
    for name in ("quantity", "value", "price", "beta", "mark"):
        number = getattr(position, name)
        if number is not None and not abs(number) <= LARGEST:
            msg = f"{position.symbol}: {name} is {number:g}; give a number within ±{LARGEST:g}"
            raise BookError(msg)


def _added(held: Position, more: Position) -> Position:
    if (held.quantity is None) != (more.quantity is None):
        msg = f"{held.symbol}: one line gives a quantity and another a value; use one of them"
        raise BookError(msg)
    for name in ("price", "beta"):
        old, new = getattr(held, name), getattr(more, name)
        if old is not None and new is not None and old != new:
            msg = f"{held.symbol}: two lines give {name} {old:g} and {new:g}; give one"
            raise BookError(msg)
    return replace(
        held,
        quantity=None if held.quantity is None else held.quantity + (more.quantity or 0),
        value=None if held.value is None else held.value + (more.value or 0),
        price=held.price if held.price is not None else more.price,
        beta=held.beta if held.beta is not None else more.beta,
        mark=held.mark if held.mark is not None else more.mark,
    )
