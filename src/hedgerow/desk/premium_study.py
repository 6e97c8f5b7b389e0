"""Implied and realized volatility of one underlying on one axis of sessions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from hedgerow.data.source import Market
from hedgerow.desk.premium_choices import PremiumChoices
from hedgerow.desk.session import Notes
from hedgerow.errors import InputError, UnavailableError
from hedgerow.market.bars import Bars, joined
from hedgerow.market.calendar import sessions, sessions_between
from hedgerow.market.instruments import Instrument, instrument
from hedgerow.market.vol_indices import KNOWN, PLAUSIBLE_OF, THIRTY_DAY, VolIndexHistory
from hedgerow.typing import FloatArray
from hedgerow.volatility.forecast.history import History, closes_only
from hedgerow.volatility.premium.variance_risk_premium import trailing_vol

STALE_SESSIONS = 5
"""By which an index may end before the session asked for, and still be read there."""
SHOWN_WINDOW = 30
"""Sessions of a second realized volatility, beside the one chosen."""
UNDERLYING = {index: symbol for symbol, index in reversed(THIRTY_DAY.items())} | {
    "VIX": "^SPX",
    "VXN": "^NDX",
    "RVX": "^RUT",
}
"""What each index is the implied volatility of."""
OTHERS = (KNOWN | PLAUSIBLE_OF.keys() | {"VVIX", "SKEW"}) - UNDERLYING.keys()


@dataclass(frozen=True)
class PremiumStudy:
    """Everything that the chapters of the answer are made of; arrays (n,) on ``dates``, NaN where unknown."""

    use: Instrument
    index: str | None
    """Volatility index of its options over 30 days; None where the data hold none."""
    as_of: date
    """Last session of the axis."""
    dates: pd.DatetimeIndex
    implied: FloatArray
    """The index, decimal."""
    bars: Bars | None
    """Of the prices that realized volatility is of; None without any up to ``as_of``."""
    price_symbol: str
    """Whose they are; empty without any."""
    returns: FloatArray
    """Log returns."""
    realized: FloatArray
    """Of the window chosen, zero mean, decimal."""
    realized_shown: FloatArray
    """Of 30 sessions."""
    notes: Notes = field(default_factory=Notes)

    @property
    def history(self) -> History | None:
        """What a forecaster knows: closes alone; None without prices."""
        if self.bars is None:
            return None
        implied = moved(self.implied, self.dates, self.bars.dates)
        return closes_only(self.bars.dates, self.bars.close, implied)


def moved(values: FloatArray, from_dates: pd.DatetimeIndex, dates: pd.DatetimeIndex) -> FloatArray:
    """Values by session on another run of sessions, shape of ``dates``; NaN where there is none."""
    return np.asarray(pd.Series(values, from_dates).reindex(dates), dtype=float)


def underlying(symbol: str) -> Instrument:
    """What a symbol, or the volatility index of it, is about.

    Raises :class:`InputError` for none, and for an index that is not of 30 days.

    >>> underlying("VIX").symbol, underlying("brk.b").symbol
    ('SPX', 'BRK-B')
    """
    spelled = symbol.strip().upper().replace(".", "-")
    name = spelled.removeprefix("^")
    if not name:
        raise InputError(f"symbol {symbol!r} is empty; give one like SPX, QQQ or GLD")
    if name in OTHERS:
        msg = (
            f"{symbol} is not the 30-day implied volatility of a price; give the price itself, like SPX, or "
            f"one of {', '.join(sorted(UNDERLYING))}"
        )
        raise InputError(msg)
    return instrument(UNDERLYING.get(name, spelled))


def premium_study(
    use: Instrument,
    market: Market,
    as_of: date | None,
    *,
    choices: PremiumChoices,
    implied_today: float = float("nan"),
) -> PremiumStudy:
    """Implied and realized volatility up to ``as_of``, or to the last session of which both are known.

    ``implied_today``, of a chain, stands on the last session where there is no index. Raises :class:`UnavailableError`
    where nothing implied is known, or not near that session.
    """
    notes = Notes()
    session = market.as_of(as_of)
    index, levels = _index(use, market, session, notes)
    if index is None and not np.isfinite(implied_today):
        raise UnavailableError(_nothing_implied(use, session))
    ends = session if index is None else _anchor(levels, session, as_of, notes)
    bars, priced = _bars(use, market, ends, notes)
    dates = _axis(levels, bars, choices.start, ends)
    implied = levels.on(dates).copy()
    if index is None:
        implied[-1] = implied_today
    unknown = np.full(len(dates), np.nan)
    returns = unknown if bars is None else moved(bars.returns, bars.dates, dates)
    return PremiumStudy(
        use,
        index,
        ends,
        dates,
        implied,
        bars,
        priced,
        returns,
        trailing_vol(returns, sessions=choices.window),
        trailing_vol(returns, sessions=SHOWN_WINDOW),
        notes,
    )


def _axis(
    levels: VolIndexHistory, bars: Bars | None, start: date | None, ends: date
) -> pd.DatetimeIndex:
    """Sessions from the first that anything is known of, or ``start``, to the last.

    Raises :class:`InputError` for a start after it.
    """
    known = [] if bars is None else [bars.dates[0]]
    if len(levels.levels):
        known.append(pd.Timestamp(levels.levels.index[0]))
    first = min(known, default=pd.Timestamp(ends))
    if start is not None:
        if start > ends:
            raise InputError(f"start {start} is after {ends}; name an earlier day")
        first = max(first, pd.Timestamp(start))
    every = sessions()
    return every[(every >= first) & (every <= pd.Timestamp(ends))]


def _index(
    use: Instrument, market: Market, session: date, notes: Notes
) -> tuple[str | None, VolIndexHistory]:
    """The index of its options, and its levels; None where the data hold none."""
    index = THIRTY_DAY.get(use.price_symbol)
    if index is None:
        return None, VolIndexHistory.from_rows(None, "", session)
    levels = market.vol_index(index, session)
    notes.set_aside(index, levels.set_aside)
    return (index if len(levels.levels) else None), levels


def _nothing_implied(use: Instrument, session: date) -> str:
    index = THIRTY_DAY.get(use.price_symbol)
    lacking = (
        f"no volatility index of {use.symbol} is known"
        if index is None
        else f"no {index} up to {session} in the data"
    )
    return f"{lacking}; --chain CHAIN reads implied volatility from its options"


def _anchor(levels: VolIndexHistory, session: date, asked: date | None, notes: Notes) -> date:
    """The session that everything is read at: the last with a level.

    Raises :class:`UnavailableError` where that is long before the one asked for.
    """
    last = levels.last or session
    late = sessions_between(last, session)
    if asked is not None and late > STALE_SESSIONS:
        msg = f"{levels.symbol} ends on {last}, {late} sessions before {session}; --as-of {last} reads everything there"
        raise UnavailableError(msg)
    if asked is not None and late:
        notes.doubt(f"{levels.symbol} ends on {last}: everything is as of there, not of {session}")
    elif late:
        notes.note(
            f"{levels.symbol} ends on {last}, prices on {session}: everything is as of {last}"
        )
    return last


def _bars(use: Instrument, market: Market, as_of: date, notes: Notes) -> tuple[Bars | None, str]:
    """Prices up to the session, the fund's for an index whose own end before it; None without."""
    own = _held(use.price_symbol, market, as_of)
    if own is not None and own.dates[-1].date() == as_of:
        return _told(own, notes), use.price_symbol
    fund = _held(use.fund, market, as_of) if use.fund != use.price_symbol else None
    if fund is not None and fund.dates[-1].date() == as_of:
        longer = None if own is None else joined(fund, own, seam="last")
        end, after = "are not there", ""
        if own is not None:
            end = f"end on {own.dates[-1].date()}"
            after = " after that" if longer is not None else ""
        notes.doubt(
            f"prices of {use.price_symbol} {end}: realized volatility{after} is that of {use.fund}, which holds it"
        )
        return _told(longer or fund, notes), use.fund
    end = "there are none" if own is None else f"they end on {own.dates[-1].date()}"
    notes.doubt(
        f"no price of {use.price_symbol} on {as_of} ({end}): realized volatility and the premium are unknown there"
    )
    return (None if own is None else _told(own, notes)), "" if own is None else use.price_symbol


def _held(symbol: str, market: Market, as_of: date) -> Bars | None:
    try:
        return market.bars(symbol, as_of)
    except UnavailableError:
        return None


def _told(bars: Bars, notes: Notes) -> Bars:
    """The same, with what is doubtful about them said."""
    notes.set_aside("prices", bars.set_aside)
    for jump in bars.jumps():
        notes.doubt(
            f"{jump.date}: a move of {100 * jump.move:+.1f} % looks like a {jump.split} split that the prices were not "
            "adjusted for; if it is one, realized volatility over it means nothing"
        )
    if bars.missing:
        notes.note(
            f"{bars.missing} of {len(bars)} sessions have no close: windows across them are unknown"
        )
    return bars
