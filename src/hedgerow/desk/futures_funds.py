"""Each volatility fund simulated from the futures, beside its prices where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from hedgerow.data.source import Market
from hedgerow.desk.futures_choices import FuturesChoices
from hedgerow.desk.futures_study import FuturesStudy
from hedgerow.errors import UnavailableError
from hedgerow.market.calendar import session_on_or_before
from hedgerow.typing import FloatArray
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.futures.etp import FUNDS, VolatilityFund, fund_returns
from hedgerow.volatility.futures.leveraged_fund import growth

if TYPE_CHECKING:
    import pandas as pd

LEAST = 2
"""Sessions between which a return lies."""


@dataclass(frozen=True, slots=True)
class FundYear:
    """A calendar year of a fund, or the part of it that is known; returns are simple decimals."""

    year: int
    whole: bool
    """From the last session of the year before to its own last."""
    simulated: float
    real: float
    """NaN without prices."""
    difference: float
    """Simulated less real."""


@dataclass(frozen=True, slots=True)
class FundPoint:
    """A fund's value at the end of a week; 1 at first."""

    date: date
    simulated: float
    real: float
    """NaN without a price."""


@dataclass(frozen=True, slots=True)
class FundCard:
    """One fund: its terms, and what the futures say it should have made."""

    symbol: str
    kind: Literal["note", "fund"]
    multiple: float
    fee: float
    """Decimal a year."""
    since: date
    changed: date | None
    """First session at today's multiple, where it was another before."""
    multiple_before: float | None
    source: str
    """Of the terms."""
    first: date | None
    last: date | None
    compared: bool
    """Whether there are prices to compare with."""
    simulated_annual: float
    """Return a year from ``first`` to ``last``, simple decimal."""
    real_annual: float
    difference: float
    """Simulated less real, a year."""
    static_return: float
    """Over the sessions of holding if the curve stands still, before fees and what its cash earns."""
    years: tuple[FundYear, ...]
    path: tuple[FundPoint, ...]
    """Weekly."""
    reason: str
    """Why it is not compared; empty where it is."""


def fund_cards(
    made: FuturesStudy, market: Market, choices: FuturesChoices, static_session: float
) -> tuple[FundCard, ...]:
    """Every chosen fund; ``static_session`` is the index's return a session while the curve stands still."""
    prices = _prices(market, made, choices.etp)
    return tuple(_card(FUNDS[s], made, prices, choices, static_session) for s in choices.etp)


def _prices(market: Market, made: FuturesStudy, symbols: Sequence[str]) -> pd.DataFrame:
    """Adjusted closes on the sessions of the index; a column a fund that has some."""
    import pandas as pd

    dates = made.index.dates
    try:
        found = market.prices(symbols, made.session, window=len(dates))
    except UnavailableError:  # told by the market's problems
        return pd.DataFrame(index=dates)
    made.notes.set_aside("fund prices", found.set_aside)
    return found.adjusted.reindex(dates)


def _card(
    fund: VolatilityFund,
    made: FuturesStudy,
    prices: pd.DataFrame,
    choices: FuturesChoices,
    static_session: float,
) -> FundCard:
    dates = made.index.dates
    r = fund_returns(fund, made.index, made.bill)
    real = (
        prices[fund.symbol].to_numpy(float)
        if fund.symbol in prices.columns
        else np.full(len(dates), np.nan)
    )
    compared = int(np.isfinite(real).sum()) >= LEAST
    from_day = max(fund.since, choices.start or fund.since)
    inside = dates.to_numpy() >= np.datetime64(from_day)
    known = np.flatnonzero(inside & (np.isfinite(real) if compared else True))
    first, last = (int(known[0]), int(known[-1])) if len(known) else (0, 0)
    gaps = np.flatnonzero(~np.isfinite(r[first + 1 : last + 1]))
    if len(gaps):
        first += int(gaps[-1]) + 1
        if first < last:
            made.notes.doubt(
                f"the futures have gaps: funds are simulated only from {dates[first].date()} on"
            )
    sim = np.concatenate([[1.0], growth(r[first + 1 : last + 1])])
    run = dates[first : last + 1]
    real = real[first : last + 1] / real[first] if last > first else real[:0]
    enough = last > first
    reason = "" if compared and enough else _why(fund, from_day, compared=compared)
    annual = [_annual(path, run) if enough else float("nan") for path in (sim, real)]
    per_session = fund.multiple * static_session
    return FundCard(
        symbol=fund.symbol,
        kind=fund.kind,
        multiple=fund.multiple,
        fee=fund.fee,
        since=fund.since,
        changed=fund.changed,
        multiple_before=fund.multiple_before,
        source=fund.source,
        first=run[0].date() if enough else None,
        last=run[-1].date() if enough else None,
        compared=compared and enough,
        simulated_annual=annual[0],
        real_annual=annual[1],
        difference=annual[0] - annual[1],
        static_return=float((1 + per_session) ** choices.holding - 1),
        years=_years(run, sim, real) if enough else (),
        path=_weekly(run, sim, real) if enough else (),
        reason=reason,
    )


def _why(fund: VolatilityFund, from_day: date, *, compared: bool) -> str:
    if not compared:
        return f"no prices of {fund.symbol} in the data"
    return f"no two sessions of {fund.symbol} from {from_day} on have both futures and prices"


def _annual(path: FloatArray, dates: pd.DatetimeIndex) -> float:
    """Return a year between the ends of a path."""
    years = (dates[-1] - dates[0]).days / DAYS_PER_YEAR
    return float((path[-1] / path[0]) ** (1 / years) - 1)


def _years(dates: pd.DatetimeIndex, sim: FloatArray, real: FloatArray) -> tuple[FundYear, ...]:
    rows = []
    for year in sorted(set(dates.year)):
        own = np.flatnonzero(dates.year == year)
        begin, end = max(int(own[0]) - 1, 0), int(own[-1])
        if begin == end:
            continue
        simulated, happened = (float(path[end] / path[begin] - 1) for path in (sim, real))
        whole = dates[begin].date() == session_on_or_before(date(year - 1, 12, 31)) and dates[
            end
        ].date() == session_on_or_before(date(year, 12, 31))
        rows.append(FundYear(year, whole, simulated, happened, simulated - happened))
    return tuple(rows)


def _weekly(dates: pd.DatetimeIndex, sim: FloatArray, real: FloatArray) -> tuple[FundPoint, ...]:
    thursday = np.datetime64("1970-01-01")  # weeks of NumPy begin on it, ours on Monday
    week = (dates.to_numpy().astype("datetime64[D]") - thursday).astype(int) + 3
    last = np.flatnonzero(np.r_[np.diff(week // 7) != 0, True])
    at = last if last[0] == 0 else np.r_[0, last]
    return tuple(FundPoint(dates[i].date(), float(sim[i]), float(real[i])) for i in at.tolist())
