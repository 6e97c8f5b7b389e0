"""A VIX future, through time.

    V_t = F_t − F_start          index points, 1,000 dollars each

It costs nothing to enter, so it is worth what its price has moved by since. On its last day it settles at that day's price in
the table, which is the special opening quotation [CFE]. On a session without a price the last one stands in, and is marked
as stale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hedgerow.backtest.course import Course
from hedgerow.backtest.tape import carried, to_days
from hedgerow.errors import UnavailableError
from hedgerow.market.expirations import vix_settlement

if TYPE_CHECKING:
    from hedgerow.backtest.tape import Tape
    from hedgerow.typing import BoolArray, FloatArray

MULTIPLIER = 1000.0
HALF_SPREAD = 0.025
"""Half the smallest step of the price, points."""


class FuturePrices(NamedTuple):
    """Prices of one contract from a row on, (m,)."""

    price: FloatArray
    """Points; where missing, the last one known."""
    stale: BoolArray
    settles: bool
    """Whether the tape reaches the settlement."""


@dataclass(frozen=True, slots=True)
class VixFuture:
    """A monthly contract, named by its final settlement day."""

    expiration: date
    symbol: str = "VX"

    @property
    def name(self) -> str:
        """Such as ``VX 2026-08-19``."""
        return f"{self.symbol} {self.expiration}"

    def course(self, tape: Tape, start: int) -> Course:
        """From row ``start`` to its settlement, or to the end of the tape.

        Raises :class:`UnavailableError` where it has no price on row ``start``.
        """
        F, stale, settles = future_prices(tape, self.expiration, start)
        zero = np.zeros(len(F))
        half = np.full(len(F), HALF_SPREAD)
        if settles:
            half[-1] = 0.0
        return Course(
            start=start,
            multiplier=MULTIPLIER,
            value=F - F[0],
            half_spread=half,
            underlying=F,
            vol=np.full(len(F), np.nan),
            delta=np.ones(len(F)),
            gamma=zero,
            vega=zero,
            theta=zero,
            vanna=zero,
            volga=zero,
            quoted=~stale,
            stale=stale,
            settles=settles,
            expires=to_days(self.expiration),
            signed=True,
        )


def future_prices(tape: Tape, expiration: date, start: int) -> FuturePrices:
    """Prices of the contract that settles on a day, from row ``start`` to there.

    Raises :class:`UnavailableError` where there is none on row ``start``.
    """
    end, table = to_days(expiration), tape.vix_futures
    j = -1 if table is None else int(np.searchsorted(table.expirations, end))
    if table is None or j == len(table.expirations) or table.expirations[j] != end:
        msg = f"no VIX future of {expiration} on the tape"
        raise UnavailableError(msg)
    stop = max(tape.row_of(end), start) + 1
    F = table.settles[start:stop, j]
    if not np.isfinite(F[0]):
        msg = f"no price of the VIX future of {expiration} on {tape.date(start)}"
        raise UnavailableError(msg)
    return FuturePrices(carried(F, len(F)), np.isnan(F), bool(tape.days[-1] >= end))


def next_settlements(day: date, count: int, *, least_days: int = 1) -> list[date]:
    """The next ``count`` monthly settlement days at least so many calendar days after ``day``.

    >>> [d.isoformat() for d in next_settlements(date(2026, 5, 19), 2)]
    ['2026-06-17', '2026-07-22']
    """
    found: list[date] = []
    year, month = day.year, day.month
    while len(found) < count:
        settlement = _settlement(year, month)
        if settlement >= day + timedelta(days=least_days):
            found.append(settlement)
        year, month = year + month // 12, month % 12 + 1
    return found


_settlement = lru_cache(maxsize=1024)(vix_settlement)
