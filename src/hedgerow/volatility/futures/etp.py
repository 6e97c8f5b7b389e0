"""Funds and notes on VIX futures: what each promises, since when, and what it charges.

All follow the S&P 500 VIX Short-Term Futures index or one that rolls the same two contracts in the same way. A *note*
owes its holder the index's total return less a fee; a *fund* holds futures and bills, trades them, and pays
commissions besides. UVXY and SVXY lowered their multiples at the close of 27 February 2018, three weeks after a day on
which the index doubled [ProShares18]. SVIX and UVIX follow Cboe's SHORTVOL and LONGVOL, struck at an average price of
the last quarter of an hour rather than at the settlement [VSTrust25]. [SPEC VF-01]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from hedgerow.volatility.futures.leveraged_fund import leveraged_returns

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.typing import FloatArray
    from hedgerow.volatility.futures.short_term_index import ShortTermIndex


@dataclass(frozen=True, slots=True)
class VolatilityFund:
    """The terms of one fund or note."""

    symbol: str
    kind: Literal["note", "fund"]
    multiple: float
    """Of one day's return of the index, today."""
    fee: float
    """Decimal a year: the investor's or the manager's fee, without commissions."""
    since: date
    """First trading day."""
    source: str
    """Key in docs/references.md."""
    changed: date | None = None
    """First session at today's multiple, where it was another before."""
    multiple_before: float | None = None

    def multiples(self, dates: ArrayLike) -> FloatArray:
        """The multiple on each of some sessions (n,).

        >>> FUNDS["UVXY"].multiples(["2018-02-27", "2018-02-28"]).tolist()
        [2.0, 1.5]
        """
        days = np.asarray(dates, "datetime64[D]")
        if self.changed is None or self.multiple_before is None:
            return np.full(days.shape, self.multiple)
        return np.where(days < np.datetime64(self.changed), self.multiple_before, self.multiple)


LOWERED = date(2018, 2, 28)
FUNDS: Mapping[str, VolatilityFund] = {
    fund.symbol: fund
    for fund in (
        VolatilityFund("VXX", "note", 1.0, 0.0089, date(2018, 1, 18), "Barclays18"),
        VolatilityFund("UVXY", "fund", 1.5, 0.0095, date(2011, 10, 4), "ProShares18", LOWERED, 2.0),
        VolatilityFund(
            "SVXY", "fund", -0.5, 0.0095, date(2011, 10, 4), "ProShares18", LOWERED, -1.0
        ),
        VolatilityFund("SVIX", "fund", -1.0, 0.0135, date(2022, 3, 30), "VSTrust25"),
        VolatilityFund("UVIX", "fund", 2.0, 0.0165, date(2022, 3, 30), "VSTrust25"),
    )
}
"""By symbol. VXX is the series of 2018; its predecessor of that name matured in 2019."""


def fund_returns(fund: VolatilityFund, index: ShortTermIndex, bill: ArrayLike) -> FloatArray:
    """Return of a fund by session from the index's excess return and the bills' return, both (n,).

    NaN at first and where the index is unknown.
    """
    return leveraged_returns(
        index.excess,
        multiple=fund.multiples(index.dates.to_numpy()),
        bill=bill,
        fee=fund.fee,
        days=index.days,
    )
