"""The rates that discount options: 3-month Treasury, else fed funds, else 3 % flagged; and a curve by tenor.

Published per cent a year become continuously compounded decimals, each series by its own
convention: ``DGS3MO`` is a bond-equivalent yield, ``IRX`` (Cboe's index of the 13-week bill) a bank
discount rate, ``DFF`` an overnight rate; ``DGS1`` … ``DGS30`` are par yields with two coupons a year, read as
zero-coupon yields (a few basis points apart where the curve is not steep). A series counts as present when its last
observation is at most a week old.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.cleaning import days, numbers, require, without
from hedgerow.typing import FloatArray
from hedgerow.units import (
    continuous_from_bill,
    continuous_from_coupons,
    continuous_from_discount,
    continuous_from_overnight,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

COLUMNS = ("date", "series", "value")
BILL_DISCOUNT = "IRX"
SERIES = {
    "DGS3MO": continuous_from_bill,
    BILL_DISCOUNT: continuous_from_discount,
    "DFF": continuous_from_overnight,
}
TENORS = {
    "DGS1": 1.0,
    "DGS2": 2.0,
    "DGS5": 5.0,
    "DGS7": 7.0,
    "DGS10": 10.0,
    "DGS20": 20.0,
    "DGS30": 30.0,
}
"""Years of the Treasury yields beyond a bill."""
SHORTEST = 0.25
"""Years, of the short rate."""
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


@dataclass(frozen=True, slots=True)
class RateCurve:
    """Continuously compounded zero rates by tenor, and where they are from."""

    expiry: tuple[float, ...]
    """Years, ascending."""
    rate: tuple[float, ...]
    """Decimal, of each."""
    source: str
    """Series names, ``given`` or ``assumed``."""
    date: date | None = None
    set_aside: Mapping[str, int] = field(default_factory=dict)
    """Rows left out, by reason."""

    @classmethod
    def flat(cls, rate: Rate) -> RateCurve:
        """One rate at every tenor."""
        return cls((SHORTEST,), (rate.value,), rate.source, rate.date, rate.set_aside)

    @property
    def origin(self) -> str:
        """Source and date in words."""
        return self.source if self.date is None else f"{self.source} of {self.date}"

    def at(self, expiry: ArrayLike) -> FloatArray:
        """Zero rates at ``expiry`` (years, any shape): straight lines between the tenors, flat beyond them.

        >>> RateCurve((0.25, 1.0), (0.04, 0.05), "given").at([0.1, 0.625, 3.0]).tolist()
        [0.04, 0.045, 0.05]
        """
        return np.asarray(np.interp(np.asarray(expiry, float), self.expiry, self.rate))


def short_rate(rows: pd.DataFrame | None, as_of: date) -> Rate:
    """The rate as of a session from rows of ``date, series, value`` (per cent a year).

    Raises :class:`DataError` where a column is missing.
    """
    if rows is None or rows.empty:
        return Rate(ASSUMED_RATE, "assumed")
    known, set_aside = _known(rows, as_of, SERIES)
    for series, convert in SERIES.items():
        last = _last(known, series, as_of)
        if last is not None:
            return Rate(convert(last[0]), series, last[1], set_aside)
    return Rate(ASSUMED_RATE, "assumed", None, set_aside)


@dataclass(frozen=True, slots=True)
class RateHistory:
    """The short rate through time."""

    rate: FloatArray
    """Continuously compounded decimals on the sessions asked for, shape (n,)."""
    assumed: int
    """Sessions of them without a rate, where :data:`ASSUMED_RATE` stands."""


def rate_history(rows: pd.DataFrame | None, dates: pd.DatetimeIndex) -> RateHistory:
    """What :func:`short_rate` says as of each of some sessions (ascending), from rows of ``date, series, value``.

    Raises :class:`DataError` where a column is missing.
    """
    import pandas as pd

    found = pd.Series(np.nan, index=dates)
    if rows is not None and len(rows) and len(dates):
        known, _ = _known(rows, dates[-1].date(), SERIES)
        for series, convert in SERIES.items():
            own = known[known["series"] == series].drop_duplicates("date", keep="last")
            levels = own.set_index("date")["value"].map(convert)
            stale = pd.Timedelta(days=STALE_DAYS)
            found = found.fillna(levels.reindex(dates, method="ffill", tolerance=stale))
    unknown = int(found.isna().sum())
    return RateHistory(np.asarray(found.fillna(ASSUMED_RATE), dtype=float), unknown)


def rate_curve(rows: pd.DataFrame | None, as_of: date) -> RateCurve:
    """The short rate up to three months, and Treasury yields beyond, as of a session; flat where there are none.

    Raises :class:`DataError` where a column is missing.
    """
    short = short_rate(rows, as_of)
    if rows is None or rows.empty:
        return RateCurve.flat(short)
    known, set_aside = _known(rows, as_of, [*SERIES, *TENORS])
    knots = {SHORTEST: (short.value, short.source)}
    for series, years in TENORS.items():
        last = _last(known, series, as_of)
        if last is not None:
            knots[years] = continuous_from_coupons(last[0]), series
    rates, names = zip(*knots.values(), strict=True)
    return RateCurve(tuple(knots), rates, ", ".join(names), short.date, set_aside)


def _last(known: pd.DataFrame, series: str, as_of: date) -> tuple[float, date] | None:
    """A series' last value (per cent) and its day; None where that is older than a week."""
    own = known[known["series"] == series]
    if own.empty:
        return None
    day = own["date"].iloc[-1].date()
    return (float(own["value"].iloc[-1]), day) if (as_of - day).days <= STALE_DAYS else None


def _known(
    rows: pd.DataFrame, as_of: date, series: Iterable[str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Plausible rows of these series up to a session, by date, and what was set aside."""
    import pandas as pd

    require(rows, COLUMNS, "rates lack")
    table = rows[rows["series"].isin(list(series))]
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
    return known.sort_values("date", kind="stable"), set_aside
