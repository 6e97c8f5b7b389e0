"""Credit, the slope of Treasury yields and the dollar: what stands beside volatility, as published.

    credit   BAMLH0A0HYM2   high-yield bonds over Treasuries, option-adjusted, % a year
    slope    T10Y2Y         ten less two years, % a year; DGS10 − DGS2 where it is not there
    dollar   DTWEXBGS       the Federal Reserve's broad index (trade-weighted; DXY is a fixed basket)

Bond markets rest on days on which shares trade: a value is carried for up to a week, and unknown after that. A value
stands on the day that it is of; spread and dollar are published the next morning, and who reads at a close has
that of the session before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.cleaning import days, numbers, require, without
from hedgerow.market.rates import COLUMNS, STALE_DAYS
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    import pandas as pd

CREDIT, SLOPE, DOLLAR = "BAMLH0A0HYM2", "T10Y2Y", "DTWEXBGS"
LONG, SHORT = "DGS10", "DGS2"
PLAUSIBLE: Mapping[str, tuple[float, float]] = {
    CREDIT: (0.0, 50.0),
    SLOPE: (-10.0, 10.0),
    DOLLAR: (40.0, 300.0),
    LONG: (-5.0, 30.0),
    SHORT: (-5.0, 30.0),
}


@dataclass(frozen=True, slots=True)
class MacroHistory:
    """Each series through time, up to ``as_of``."""

    as_of: date
    series: Mapping[str, pd.Series[float]]
    """By its published name and day; a day without a value has no row."""
    set_aside: Mapping[str, int]
    """Rows left out, by reason."""

    @classmethod
    def from_rows(cls, rows: pd.DataFrame | None, as_of: date) -> MacroHistory:
        """From rows of ``date, series, value``.

        Raises :class:`DataError` where a column is missing.
        """
        import pandas as pd

        if rows is None:
            return cls(as_of, {}, {})
        require(rows, COLUMNS, "rates lack")
        table = rows[rows["series"].isin(list(PLAUSIBLE))]
        table = table.assign(date=days(table, "date"), value=numbers(table, "value"))
        # holidays are published as empty values: nothing is wrong with the row
        table = table[table["value"].notna() & ~(table["date"] > pd.Timestamp(as_of))]
        low, high = (table["series"].map(lambda s, i=i: PLAUSIBLE[s][i]) for i in (0, 1))
        table, set_aside = without(
            table,
            {
                "no date": table["date"].isna(),
                "outside what is plausible": ~table["value"].between(low, high),
            },
        )
        table = table.sort_values("date", kind="stable").drop_duplicates(
            ["series", "date"], keep="last"
        )
        found = {str(name): own.set_index("date")["value"] for name, own in table.groupby("series")}
        return cls(as_of, found, set_aside)

    def on(self, name: str, dates: pd.DatetimeIndex) -> FloatArray:
        """A series on these sessions, shape of ``dates``; NaN where its last value is more than a week old."""
        import pandas as pd

        own = self.series.get(name)
        if own is None:
            if name == SLOPE and {LONG, SHORT} <= self.series.keys():
                return self.on(LONG, dates) - self.on(SHORT, dates)
            return np.full(len(dates), np.nan)
        carried = own.reindex(dates, method="ffill", tolerance=pd.Timedelta(days=STALE_DAYS))
        return np.asarray(carried, dtype=float)

    def last(self, name: str) -> date | None:
        """Day of a series' last value."""
        own = self.series.get(name)
        return None if own is None or own.empty else own.index[-1].date()
