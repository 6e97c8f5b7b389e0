"""The short rate that discounts options: 3-month Treasury, else fed funds, else 3 % flagged.

Published per cent a year become continuously compounded decimals, each series by its own
convention: ``DGS3MO`` is a bond-equivalent yield, ``IRX`` (Cboe's index of the 13-week bill) a bank
discount rate, ``DFF`` an overnight rate. A series counts as present when its last observation is at
most a week old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from hedgerow.market.cleaning import days, numbers, require, without
from hedgerow.units import (
    continuous_from_bill,
    continuous_from_discount,
    continuous_from_overnight,
)

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("date", "series", "value")
BILL_DISCOUNT = "IRX"
SERIES = {
    "DGS3MO": continuous_from_bill,
    BILL_DISCOUNT: continuous_from_discount,
    "DFF": continuous_from_overnight,
}
ASSUMED_RATE = 0.03
STALE_DAYS = 7
PLAUSIBLE = (-10.0, 50.0)
"""Per cent a year."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A continuously compounded short rate and where it is from."""

    value: float
    source: str
    """Series name, ``given`` or ``assumed``."""
    date: date | None = None
    set_aside: Mapping[str, int] = field(default_factory=dict)
    """Rows left out, by reason."""

    @property
    def origin(self) -> str:
        """Source and date in words."""
        return self.source if self.date is None else f"{self.source} of {self.date}"


def short_rate(rows: pd.DataFrame | None, as_of: date) -> Rate:
    """The rate as of a session from rows of ``date, series, value`` (per cent a year).

    Raises :class:`DataError` where a column is missing.
    """
    import pandas as pd

    if rows is None or rows.empty:
        return Rate(ASSUMED_RATE, "assumed")
    require(rows, COLUMNS, "rates lack")
    table = rows[rows["series"].isin(SERIES)]
    table = table.assign(date=days(table, "date"), value=numbers(table, "value"))
    table = table[~(table["date"] > pd.Timestamp(as_of))]
    # holidays are published as empty values: no rate that day, and nothing wrong with the row
    table = table[table["value"].notna()]
    low, high = PLAUSIBLE
    known, set_aside = without(
        table,
        {
            "no date": table["date"].isna(),
            f"outside {low:g} … {high:g} per cent": ~table["value"].between(low, high),
        },
    )
    known = known.sort_values("date", kind="stable")
    for series, convert in SERIES.items():
        own = known[known["series"] == series]
        if len(own):
            day = own["date"].iloc[-1].date()
            if (as_of - day).days <= STALE_DAYS:
                return Rate(convert(float(own["value"].iloc[-1])), series, day, set_aside)
    return Rate(ASSUMED_RATE, "assumed", None, set_aside)
