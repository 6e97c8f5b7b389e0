"""What a policy sees: one session, its past, and the account at its close. Nothing later can be asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.strikes import (
    Rounding,
    expiration_near,
    option_of_price,
    option_wanted,
    quoted_expiration,
)

if TYPE_CHECKING:
    from hedgerow.backtest.account import Account, Trade
    from hedgerow.backtest.course import Contract
    from hedgerow.backtest.pairing_history import Paired, PairingHistory
    from hedgerow.hedge.put import StrikeWanted
    from hedgerow.typing import FloatArray, Right


class Mark(NamedTuple):
    """A contract at a close, a share."""

    value: float
    """Middle."""
    ask: float
    bid: float
    delta: float
    vega: float
    vol: float
    underlying: float
    quoted: bool


class Position(NamedTuple):
    """A contract that is held."""

    contract: Contract
    quantity: float
    opened: int
    """Row on which it was first traded."""
    cost: float
    """A share, as first traded."""


@dataclass(frozen=True, slots=True)
class View:
    """The close of one session."""

    _account: Account
    _pairing: PairingHistory
    whole: bool
    """Whether contracts come in whole numbers."""

    @property
    def row(self) -> int:
        """Row of the session on the tape."""
        return self._account.row

    @property
    def date(self) -> dt.date:
        """The session."""
        return self._account.tape.date(self.row)

    @property
    def first(self) -> bool:
        """Whether trading begins today."""
        return self.row == self._account.tape.first

    @property
    def month_begins(self) -> bool:
        """Whether this is the first session of a month."""
        dates = self._account.tape.dates
        here = dates[self.row].astype("datetime64[M]")
        return self.row == 0 or bool(here != dates[self.row - 1].astype("datetime64[M]"))

    def sessions_since(self, row: int) -> int:
        """Sessions gone since a row."""
        return self.row - row

    # --- the market ---

    def price(self, symbol: str) -> float:
        """US dollars of an underlying; NaN where unknown."""
        return float(self._account.tape.underlying(symbol).known_price[self.row])

    def history(self, name: str) -> FloatArray:
        """A series of the tape up to today, (row + 1,), read-only; empty where there is none."""
        series = self._account.tape.series.get(name)
        if series is None:
            return np.empty(0)
        seen = series[: self.row + 1]
        seen.flags.writeable = False
        return seen

    def now(self, name: str) -> float:
        """A series' value today; NaN where unknown."""
        series = self._account.tape.series.get(name)
        return float(series[self.row]) if series is not None else float("nan")

    def returns(self, symbol: str) -> FloatArray:
        """Simple total returns of an underlying up to today, (row + 1,), read-only."""
        seen = self._account.tape.underlying(symbol).returns[: self.row + 1]
        seen.flags.writeable = False
        return seen

    def book_returns(self) -> FloatArray:
        """Simple returns of the unhedged book up to today, (row + 1,), read-only."""
        seen = self._account.tape.book_returns[: self.row + 1]
        seen.flags.writeable = False
        return seen

    @property
    def benchmark(self) -> str:
        """Symbol that beta is measured to."""
        return self._account.tape.benchmark

    def rate(self) -> float:
        """Short rate, continuously compounded."""
        return float(self._account.tape.rate[self.row])

    # --- the book and the account ---

    @property
    def nav(self) -> float:
        """Net asset value, US dollars."""
        return self._account.nav

    @property
    def book_value(self) -> float:
        """US dollars of the book that is held."""
        return self._account.book_value

    @property
    def cash(self) -> float:
        """US dollars; negative borrowed."""
        return self._account.cash

    @property
    def trades(self) -> Sequence[Trade]:
        """Everything traded so far, oldest first."""
        return tuple(self._account.trades)

    @property
    def positions(self) -> list[Position]:
        """What is held."""
        return [
            Position(contract, held.quantity, held.opened, held.cost)
            for contract, held in self._account.holdings.items()
        ]

    @property
    def idle(self) -> bool:
        """Whether nothing is held but the book and cash."""
        return not self._account.holdings

    def days_left(self) -> int:
        """Calendar days to the nearest expiration of what is held; a large number where nothing is."""
        here = self._account.tape.days[self.row]
        ends = [held.course.expires for held in self._account.holdings.values()]
        return int(min(ends) - here) if ends else 1_000_000

    def rest(self, days: int) -> None:
        """Ask for nothing until what is held has so few calendar days left, or something is traded or settles."""
        account = self._account
        end = min(held.course.expires for held in account.holdings.values())
        account.rests_until = int(np.searchsorted(account.tape.days, end - days))

    def mark(self, contract: Contract) -> Mark:
        """A contract today. Raises :class:`UnavailableError` where it has no price."""
        course = self._account.course(contract)
        at = self.row - course.start
        value, half = float(course.value[at]), float(course.half_spread[at])
        half *= self._account.costs.spread
        return Mark(
            value,
            value + half,
            max(value - half, 0.0),
            float(course.delta[at]),
            float(course.vega[at]),
            float(course.vol[at]),
            float(course.underlying[at]),
            bool(course.quoted[at]),
        )

    # --- what could be traded ---

    def pair(self) -> Paired | None:
        """The instrument that explains the book best, from returns up to today."""
        return self._pairing.at(self.row)

    def ratio(self, symbol: str) -> float:
        """Dollars of an instrument that a dollar of the book behaves like, from returns up to today."""
        history = self._account.tape.underlying(symbol).ratio
        return float(history[self.row]) if len(history) else float("nan")

    def multiplier(self, symbol: str) -> float:
        """Shares a contract."""
        return float(self._account.tape.underlying(symbol).use.multiplier)

    def expiration(self, symbol: str, aim: int, shortest: int, longest: int) -> dt.date | None:
        """The expiration near so many days: one with quotes today, else a monthly one, else a weekly one."""
        tape = self._account.tape
        window = aim, shortest, longest
        return quoted_expiration(tape, symbol, self.row, *window) or expiration_near(
            tape, self.row, *window
        )

    def option(
        self,
        symbol: str,
        right: Right,
        expiration: dt.date,
        wanted: StrikeWanted,
        *,
        rounding: Rounding = "nearest",
    ) -> Option | None:
        """The listed option nearest to what is wanted; None where the session cannot price one."""
        return option_wanted(
            self._account.tape, symbol, self.row, right, expiration, wanted, rounding=rounding
        )

    def option_of_price(
        self, symbol: str, right: Right, expiration: dt.date, price: float
    ) -> Option | None:
        """The listed option that brings about this price a share; None where none does."""
        return option_of_price(self._account.tape, symbol, self.row, right, expiration, price)

    def event_within(self, days: int) -> bool:
        """Whether one of the tape's events comes within so many calendar days."""
        tape = self._account.tape
        rows = tape.event_rows[tape.event_rows > self.row]
        return bool(len(rows) and tape.days[rows[0]] - tape.days[self.row] <= days)

    def event_passed(self, since: int) -> bool:
        """Whether one of the tape's events lies after row ``since``, today included."""
        rows = self._account.tape.event_rows
        return bool(np.any((rows > since) & (rows <= self.row)))
