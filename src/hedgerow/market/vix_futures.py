"""VIX futures: daily settlement prices by contract, in VIX points, and the curve that they make.

A contract of Cboe Futures Exchange is worth 1,000 dollars a point and settles in cash, on the opening of its final
settlement day, at the special opening quotation of VIX (ticker VRO) [CFE]. The table holds the standard monthly
contracts; they are named by their final settlement day, which follows from the calendar
(:func:`hedgerow.market.expirations.vix_settlement`). The front contract M1 of a session is the first that settles after
it: on its last day a contract is worth what it settled at, and has left the curve.

Prices stay in points, as they are quoted: a future is the price of a contract, not a volatility.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from hedgerow.market.calendar import FIRST, LAST, sessions, sessions_between
from hedgerow.market.cleaning import (
    days,
    numbers,
    require,
    undated,
    without,
    without_contradictions,
)
from hedgerow.market.expirations import vix_settlement

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hedgerow.typing import FloatArray

COLUMNS = ("date", "expiry", "settle")
OPTIONAL_COLUMNS = ("open_interest", "volume")
PLAUSIBLE = (5.0, 200.0)
"""VIX points; no contract ever settled outside, but rows of 0 and of 1 are seen."""
MONTHS = 8
"""Contracts of a curve: M1 … M8."""
LISTED = 10
"""Monthly contracts that are listed at most, and so the columns after the last session."""


@dataclass(frozen=True, slots=True)
class VixContract:
    """One contract of a curve."""

    month: int
    """1 for the front contract."""
    expiration: date
    """Final settlement day."""
    days: int
    """Calendar days to it."""
    sessions: int
    """Sessions to it."""
    settle: float
    """Settlement price of the session, VIX points; NaN where the table has none."""
    open_interest: float
    """Contracts; NaN where unknown."""
    volume: float
    """Contracts; NaN where unknown."""


@dataclass(frozen=True, slots=True)
class VixCurve:
    """The monthly contracts of one session, M1 first; one that the table lacks is there without a price."""

    session: date
    contracts: tuple[VixContract, ...]

    @property
    def settles(self) -> FloatArray:
        """VIX points, (k,); NaN where missing."""
        return np.array([contract.settle for contract in self.contracts])

    @property
    def days(self) -> FloatArray:
        """Calendar days to settlement, (k,), ascending."""
        return np.array([float(contract.days) for contract in self.contracts])

    @property
    def missing(self) -> tuple[VixContract, ...]:
        """Contracts without a price."""
        return tuple(c for c in self.contracts if not np.isfinite(c.settle))


@dataclass(frozen=True, slots=True)
class CurveHistory:
    """Curves through time: sessions down, M1 … M8 across."""

    dates: pd.DatetimeIndex
    """Sessions, (n,), ascending."""
    settles: FloatArray
    """VIX points, (n, k); NaN where missing."""
    days: FloatArray
    """Calendar days to settlement, (n, k)."""


@dataclass(frozen=True, slots=True)
class VixFutures:
    """Settlement prices by session (rows) and final settlement day (columns), up to ``as_of``."""

    as_of: date
    settles: pd.DataFrame
    """VIX points; every session up to the last on which a contract had yet to settle, every monthly contract; NaN where
    there is no price."""
    open_interest: pd.DataFrame
    """Contracts, same shape."""
    volume: pd.DataFrame
    """Contracts, same shape."""
    set_aside: Mapping[str, int] = field(default_factory=dict)
    """Rows left out, by reason."""

    @classmethod
    def from_rows(cls, rows: pd.DataFrame | None, as_of: date) -> VixFutures:
        """The table from rows of ``date, expiry, settle [, open_interest, volume]``.

        Rows without a date or on a day that is no session, without an expiration or of one that is no monthly
        settlement day (weekly contracts), after their settlement, whose price is missing or outside 5 … 200 points, and
        those that contradict each other are counted and set aside.

        Raises :class:`DataError` where a column is missing.
        """
        import pandas as pd

        if rows is None:
            return cls._empty(as_of, {})
        require(rows, COLUMNS, "vix_futures lack")
        table = pd.DataFrame(
            {
                "date": days(rows, "date"),
                "expiry": days(rows, "expiry"),
                **{name: numbers(rows, name) for name in ("settle", *OPTIONAL_COLUMNS)},
            }
        )
        table = table[~(table["date"] > pd.Timestamp(as_of))]
        low, high = PLAUSIBLE
        monthly = {d: _is_monthly(d.date()) for d in table["expiry"].dropna().unique()}
        table, set_aside = without(
            table,
            {
                **undated(table),
                "no expiration": table["expiry"].isna(),
                "no monthly contract": ~table["expiry"].map(monthly).eq(other=True),
                "after their settlement": table["date"] > table["expiry"],
                "without a settlement price": table["settle"].isna(),
                f"outside {low:g} … {high:g} points": ~table["settle"].between(low, high),
            },
        )
        table, doubled = without_contradictions(table, ["date", "expiry"], ["settle"])
        counts = set_aside | doubled
        trading = table.loc[table["date"] < table["expiry"], "date"]
        if trading.empty:
            return cls._empty(as_of, counts)
        every = sessions()
        first, last = table["date"].min(), trading.max()
        index = every[(every >= first) & (every <= last)]
        columns = pd.DatetimeIndex(_settlements(first.date(), last.date()))

        def wide(column: str) -> pd.DataFrame:
            pivoted = table.pivot(index="date", columns="expiry", values=column)  # noqa: PD010
            return pivoted.reindex(index=index, columns=columns)

        return cls(as_of, wide("settle"), wide("open_interest"), wide("volume"), counts)

    @classmethod
    def _empty(cls, as_of: date, set_aside: Mapping[str, int]) -> VixFutures:
        import pandas as pd

        none = pd.DatetimeIndex([])
        nothing = pd.DataFrame(index=none, columns=none, dtype=float)
        return cls(as_of, nothing, nothing, nothing, set_aside)

    @property
    def last(self) -> date | None:
        """The last session with a price."""
        return None if self.settles.empty else self.settles.index[-1].date()

    def curve(self, session: date | None = None, *, months: int = MONTHS) -> VixCurve | None:
        """M1 … M8 of the last session up to ``session``; None where there is none.

        Contracts come from the calendar: one that should be listed and has no row stands there without a price.
        """
        if self.settles.empty:
            return None
        dates, expirations = (_days(x) for x in (self.settles.index, self.settles.columns))
        known = np.isfinite(self.settles.to_numpy(float)) & (expirations[None, :] > dates[:, None])
        until = dates if session is None else dates[dates <= np.datetime64(session)]
        rows = np.flatnonzero(known[: len(until)].any(axis=1))
        if not len(rows):
            return None
        i = int(rows[-1])
        day = dates[i].item()
        first = int(np.searchsorted(expirations, dates[i], side="right"))
        F, interest, volume = (
            table.to_numpy(float)[i, first : first + months]
            for table in (self.settles, self.open_interest, self.volume)
        )
        ahead = [e.item() for e in expirations[first : first + months]]
        return VixCurve(
            day,
            tuple(
                VixContract(
                    k + 1,
                    e,
                    (e - day).days,
                    sessions_between(day, e),
                    float(F[k]),
                    float(interest[k]),
                    float(volume[k]),
                )
                for k, e in enumerate(ahead)
            ),
        )

    def history(self, *, months: int = MONTHS) -> CurveHistory:
        """The curve of every session, M1 … M8 across."""
        import pandas as pd

        dates = pd.DatetimeIndex(self.settles.index)
        if not len(dates):
            return CurveHistory(dates, np.empty((0, months)), np.empty((0, months)))
        on, expirations = _days(dates), _days(self.settles.columns)
        first = np.searchsorted(expirations, on, side="right")
        at = first[:, None] + np.arange(months)
        settles = np.take_along_axis(self.settles.to_numpy(float), at, axis=1)
        return CurveHistory(dates, settles, (expirations[at] - on[:, None]).astype(float))


def _days(index: pd.Index[Any]) -> NDArray[np.datetime64]:
    """Timestamps as days."""
    return index.to_numpy().astype("datetime64[D]")


def _is_monthly(expiration: date) -> bool:
    if not FIRST.year < expiration.year < LAST.year:
        return False
    return vix_settlement(expiration.year, expiration.month) == expiration


def _settlements(first: date, last: date) -> list[date]:
    """Monthly settlement days from the one before ``first`` to the tenth after ``last``."""
    start = 12 * first.year + first.month - 3
    end = 12 * last.year + last.month + LISTED
    every = [vix_settlement(month // 12, month % 12 + 1) for month in range(start, end)]
    before = [day for day in every if day <= first]
    ahead = [day for day in every if day > last]
    return [day for day in every if before[-1] <= day <= ahead[LISTED - 1]]
