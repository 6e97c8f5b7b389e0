"""Published volatility indices: the VIX family by tenor, and VXN for the Nasdaq-100.

Index points become volatility decimals. Rows that are no session are dropped (a public VIX file
has one for Memorial Day 2026). An index counts as present when its last row is at most one week
old; its date is kept, so that a stale one can be flagged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.cleaning import (
    days,
    numbers,
    require,
    undated,
    without,
    without_contradictions,
)
from hedgerow.units import from_points

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.typing import FloatArray

COLUMNS = ("date", "symbol", "close")
OPTIONAL_COLUMNS = ("high", "low")
VIX_FAMILY = {"VIX9D": 9, "VIX": 30, "VIX3M": 93, "VIX6M": 184}
"""Calendar days that each index looks ahead."""
KNOWN = frozenset({*VIX_FAMILY, "VXN"})
THIRTY_DAY = {
    "SPY": "VIX",
    "^SPX": "VIX",
    "VOO": "VIX",
    "IVV": "VIX",
    "QQQ": "VXN",
    "^NDX": "VXN",
    "GLD": "GVZ",
    "USO": "OVX",
    "DIA": "VXD",
    "IWM": "RVX",
    "^RUT": "RVX",
}
"""By price symbol: the index of its implied volatility over the next 30 calendar days."""
PLAUSIBLE = (5.0, 250.0)
"""Index points; a file in decimals or with a slipped digit is outside. VVIX has been at 207.59."""
PLAUSIBLE_OF: Mapping[str, tuple[float, float]] = {
    "OVX": (5.0, 500.0),
    "MOVE": (10.0, 500.0),
    "COR1M": (0.0, 100.0),
}
"""The same of oil, of bonds (basis points) and of a correlation."""
STALE_DAYS = 7


@dataclass(frozen=True, slots=True)
class VolIndices:
    """Last known level of each index as of a session."""

    as_of: date
    levels: Mapping[str, float]
    """Volatility decimals by index symbol."""
    dates: Mapping[str, date]
    """Session of each level."""
    set_aside: Mapping[str, int]
    """Rows left out, by reason."""
    vix_until: date | None = None
    """Last session with a VIX, however old."""

    @classmethod
    def from_rows(cls, rows: pd.DataFrame | None, as_of: date) -> VolIndices:
        """Levels from rows of ``date, symbol, close`` (index points); no rows, no levels.

        Raises :class:`DataError` where a column is missing.
        """
        import pandas as pd

        if rows is None:
            return cls(as_of, {}, {}, {})
        table, set_aside = _sound(rows, KNOWN, as_of)
        last = table.groupby("symbol").tail(1)
        fresh = last[last["date"] >= pd.Timestamp(as_of) - pd.Timedelta(days=STALE_DAYS)]
        return cls(
            as_of,
            {s: from_points(c) for s, c in zip(fresh["symbol"], fresh["close"], strict=True)},
            {s: d.date() for s, d in zip(fresh["symbol"], fresh["date"], strict=True)},
            set_aside,
            max((d.date() for d in last.loc[last["symbol"] == "VIX", "date"]), default=None),
        )

    @property
    def vix_family(self) -> dict[float, float]:
        """Volatility by days ahead (9, 30, 93, 184), as far as known."""
        return {
            float(days): self.levels[symbol]
            for symbol, days in VIX_FAMILY.items()
            if symbol in self.levels
        }


@dataclass(frozen=True, slots=True)
class VolIndexHistory:
    """One index through time, up to ``as_of``."""

    symbol: str
    as_of: date
    levels: pd.Series[float]
    """Volatility decimals by session, ascending; a session without a level has no row."""
    set_aside: Mapping[str, int]
    """Rows left out, by reason."""
    ranges: pd.DataFrame
    """``low`` and ``high`` of the same sessions, decimals; NaN where the rows hold none."""

    @classmethod
    def from_rows(cls, rows: pd.DataFrame | None, symbol: str, as_of: date) -> VolIndexHistory:
        """The history of one index from rows of ``date, symbol, close [, high, low]`` (index points).

        Raises :class:`DataError` where a column is missing.
        """
        import pandas as pd

        if rows is None:
            nothing = pd.DataFrame(
                index=pd.DatetimeIndex([]), columns=["close", "low", "high"], dtype=float
            )
            return cls(symbol, as_of, nothing["close"], {}, nothing[["low", "high"]])
        table, set_aside = _sound(rows, {symbol}, as_of)
        table, doubled = without_contradictions(table, ["date"], ["close"])
        known = from_points(1.0) * table.set_index("date")[["close", "low", "high"]]
        return cls(symbol, as_of, known["close"], set_aside | doubled, known[["low", "high"]])

    def on(self, dates: pd.DatetimeIndex) -> FloatArray:
        """Levels on these sessions, shape of ``dates``; NaN where there is none."""
        return np.asarray(self.levels.reindex(dates), dtype=float)

    @property
    def last(self) -> date | None:
        """Session of the last level."""
        return None if self.levels.empty else self.levels.index[-1].date()


def _sound(
    rows: pd.DataFrame, symbols: Collection[str], as_of: date
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Rows of some indices in order of time, and how many were set aside for which reason."""
    import pandas as pd

    require(rows, COLUMNS, "vol_indices lack")
    table = pd.DataFrame(
        {
            "date": days(rows, "date"),
            "symbol": rows["symbol"].astype(str),
            "close": numbers(rows, "close"),
            "low": numbers(rows, "low"),
            "high": numbers(rows, "high"),
        }
    )
    table = table[table["symbol"].isin(symbols) & ~(table["date"] > pd.Timestamp(as_of))]
    table, set_aside = without(table, {**undated(table), **_implausible(table)})
    return table.sort_values("date", kind="stable"), set_aside


def _implausible(table: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Levels out of range, each symbol by its own."""
    found = {}
    for low, high in dict.fromkeys((PLAUSIBLE, *PLAUSIBLE_OF.values())):
        others = [s for s, its in PLAUSIBLE_OF.items() if its == (low, high)]
        usual = ~table["symbol"].isin(list(PLAUSIBLE_OF))
        theirs = table["symbol"].isin(others) if others else usual
        found[f"outside {low:g} … {high:g} points"] = theirs & ~table["close"].between(low, high)
    return found
