"""What would a leveraged fund on this symbol have made? The daily multiple simulated, and where its growth went.

Asked from Python: a book's leveraged funds stand in ``hedgerow hedge`` with their drag, funds on VIX futures in
``hedgerow futures``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from hedgerow.desk.settings import DataArgument, day, market
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.leverage import log_drag
from hedgerow.market.instruments import instrument
from hedgerow.units import SESSIONS_PER_YEAR, year_fraction
from hedgerow.volatility.futures.leveraged_fund import growth, leveraged_returns
from hedgerow.volatility.futures.short_term_index import bill_return

LARGEST_MULTIPLE = 5.0
FEE = 0.0095
"""Decimal a year, near what such funds charge."""
LEAST = 2
"""Returns that a volatility needs."""


@dataclass(frozen=True, slots=True)
class LeveragedFund:
    """A simulated fund; returns are simple decimals over the whole stretch, parts of growth are logarithms."""

    symbol: str
    """What it tracks."""
    multiple: float
    fee: float
    """Decimal a year."""
    first: date
    last: date
    sessions: int
    """Returns between the two."""
    vol: float
    """Of what is tracked, zero mean, decimal a year."""
    tracked: float
    """Total return of what is tracked."""
    simulated: float
    """Of the fund; −1 where it lost all."""
    log_multiple: float
    """Multiple × log return of what is tracked."""
    log_drag: float
    """−½ L (L − 1) σ² T: the cost of the daily reset in a market without trend."""
    log_financing: float
    """−(L − 1) × what bills earned: borrowing costs, a short position earns."""
    log_fee: float
    log_rest: float
    """What the four leave: higher powers of single days."""
    assumed_rates: int
    """Sessions whose Treasury rate is unknown and taken as 3 %."""


def leveraged_fund(
    symbol: str,
    multiple: float,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    start: str | date | None = None,
    fee: float = FEE,
) -> LeveragedFund:
    """A fund with a daily multiple of a symbol's total return, from its adjusted closes [SPEC IM-04].

    It borrows, or lends what it is short, at the Treasury-bill rate. Over a session without a close nothing is known, so
    the simulation begins after the last of them.

    Raises :class:`InputError` for a multiple outside −5 … 5 or a fee outside 0 … 0.1 and :class:`UnavailableError` where
    fewer than two returns are known.
    """
    if not -LARGEST_MULTIPLE <= multiple <= LARGEST_MULTIPLE:
        msg = f"multiple {multiple:g} must lie in -5 … 5 (3 is three times, -1 the inverse)"
        raise InputError(msg)
    if not 0 <= fee <= 0.1:
        msg = f"fee {fee:g} must lie in 0 … 0.1 (decimal a year, like 0.0095)"
        raise InputError(msg)
    where = market(data)
    session = where.as_of(day(as_of))
    bars = where.bars(instrument(symbol).price_symbol, session)
    begin = int(bars.dates.searchsorted(np.datetime64(day(start) or bars.dates[0])))
    r = bars.returns[begin + 1 :]
    gaps = np.flatnonzero(~np.isfinite(r))
    if len(gaps):
        begin += int(gaps[-1]) + 1
        r = bars.returns[begin + 1 :]
    if len(r) < LEAST:
        msg = f"{symbol}: {len(r)} returns up to {session}; a leveraged fund needs {LEAST}, so name an earlier start"
        raise UnavailableError(msg)
    dates = bars.dates[begin:]
    days = np.diff(dates.to_numpy().astype("datetime64[D]")).astype(float)
    rates = where.rate_history(dates[:-1])  # a bill earns what it yielded the session before
    bill = bill_return(rates.rate, days)
    x = np.expm1(r) - bill
    made = growth(leveraged_returns(x, multiple=multiple, bill=bill, fee=fee, days=days))
    vol = float(np.sqrt(SESSIONS_PER_YEAR * np.mean(r**2)))
    drag = log_drag(multiple, vol, len(r) / SESSIONS_PER_YEAR)
    along, financing = multiple * float(r.sum()), -(multiple - 1) * float(np.log1p(bill).sum())
    cost = float(np.log1p(-fee * year_fraction(1.0) * days).sum())
    total = float(np.log(made[-1])) if made[-1] > 0 else -np.inf
    return LeveragedFund(
        symbol=symbol,
        multiple=multiple,
        fee=fee,
        first=dates[0].date(),
        last=dates[-1].date(),
        sessions=len(r),
        vol=vol,
        tracked=float(np.expm1(r.sum())),
        simulated=float(made[-1] - 1),
        log_multiple=along,
        log_drag=drag,
        log_financing=financing,
        log_fee=cost,
        log_rest=total - along - drag - financing - cost,
        assumed_rates=rates.assumed,
    )
