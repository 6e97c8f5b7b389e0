"""One symbol's past as far as it is known: bars, bars within the day, implied volatility."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from hedgerow.data.source import Market
from hedgerow.desk.session import Notes
from hedgerow.desk.vol_choices import Measure
from hedgerow.errors import InputError, UnavailableError
from hedgerow.market.bars import REPEATED_OPENS, Bars
from hedgerow.market.calendar import sessions_between
from hedgerow.market.instruments import Instrument, instrument
from hedgerow.market.vol_indices import THIRTY_DAY, VolIndexHistory
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.forecast.history import History
from hedgerow.volatility.realized.intraday import IntradayVariance, intraday_variance
from hedgerow.volatility.realized.range_based import garman_klass

STALE_SESSIONS = 5
LEAST_MEASURED = 1000
"""Sessions that a measure must cover to be taken by itself: what a regression is fitted on and tested on."""
MEASURES: Mapping[Measure, str] = {
    "intraday": "realized variance within the day, and the night",
    "range": "Garman–Klass, and the night",
    "squares": "squared returns",
}


@dataclass(frozen=True)
class VolStudy:
    """Everything that the chapters of the answer are made of."""

    symbol: str
    """As it was asked for."""
    use: Instrument
    bars: Bars
    index: str | None
    """Volatility index of the symbol's own options over 30 days; None where none is known."""
    implied: FloatArray
    """Its levels, decimal, (n,) on the sessions of ``bars``; NaN where there is none."""
    implied_date: date | None
    vix: FloatArray
    """VIX, the same way."""
    intraday: IntradayVariance | None
    history: History
    """What the forecasting models are given."""
    notes: Notes

    @property
    def returns(self) -> FloatArray:
        """Log returns, close to close, (n,)."""
        return self.bars.returns


def vol_study(
    symbol: str, market: Market, as_of: date, *, start: date | None, measure: Measure
) -> VolStudy:
    """What is known of a symbol up to ``as_of``.

    Raises :class:`UnavailableError` where there are no prices of it, and where ``measure`` asks for what
    the data lack.
    """
    notes = Notes()
    use = instrument(symbol)
    bars = market.bars(use.price_symbol, as_of)
    if start is not None:
        bars = bars.take(slice(int(bars.dates.searchsorted(np.datetime64(start))), None))
    if len(bars) < 2:
        msg = f"{symbol}: {len(bars)} closes up to {as_of}; a return needs two"
        raise UnavailableError(msg)
    _note_bars(bars, as_of, notes)
    index = THIRTY_DAY.get(use.price_symbol)
    own = VolIndexHistory.from_rows(None, index or "", as_of)
    if index is not None:
        own = market.vol_index(index, as_of, start=bars.dates[0].date())
        notes.set_aside(index, own.set_aside)
    vix = own if index == "VIX" else market.vol_index("VIX", as_of, start=bars.dates[0].date())
    _note_index(symbol, index, own, bars, notes)
    found = market.intraday(use.price_symbol, as_of)
    intraday = None
    if found is not None:
        notes.set_aside("bars within the day", found.set_aside)
        intraday = intraday_variance(found, minutes=max(5, found.minutes))
        if intraday.sessions and intraday.sessions[-1].date < bars.dates[-1].date():
            notes.note(f"bars within the day end on {intraday.sessions[-1].date}")
    implied = own.on(bars.dates)
    history = _history(bars, intraday, implied, measure, notes)
    return VolStudy(
        symbol, use, bars, index, implied, own.last, vix.on(bars.dates), intraday, history, notes
    )


def _history(
    bars: Bars,
    intraday: IntradayVariance | None,
    implied: FloatArray,
    measure: Measure,
    notes: Notes,
) -> History:
    """Returns with the measure of variance that was asked for, or the best that covers enough."""
    measured: dict[Measure, FloatArray] = {
        "intraday": _within_the_day(bars, intraday),
        "range": garman_klass(bars, window=1, overnight="add") ** 2,
        "squares": SESSIONS_PER_YEAR * bars.returns**2,
    }
    covered = {name: int(np.isfinite(values).sum()) for name, values in measured.items()}
    if measure == "auto":
        chosen: Measure = next(
            (name for name in ("intraday", "range") if covered[name] >= LEAST_MEASURED), "squares"
        )
        if chosen != "intraday" and covered["intraday"]:
            notes.note(
                f"bars within the day cover {covered['intraday']} sessions: too few for the forecasts to rest on "
                f"({LEAST_MEASURED}); --measure intraday takes them all the same"
            )
    else:
        chosen = measure
        if not covered[chosen]:
            msg = f"measure {chosen!r}: no session of {bars.symbol} has what it needs; --measure auto takes what there is"
            raise UnavailableError(msg)
    return History(bars.dates, bars.returns, measured[chosen], MEASURES[chosen], implied)


def _within_the_day(bars: Bars, intraday: IntradayVariance | None) -> FloatArray:
    """Realized variance with the night, decimal per year, on the sessions of the bars."""
    if intraday is None:
        return np.full(len(bars), np.nan)
    with_night = intraday.to_frame()["vol_with_overnight"] ** 2
    return with_night.reindex(bars.dates).to_numpy(float)


def _note_bars(bars: Bars, as_of: date, notes: Notes) -> None:
    """What is doubtful about the prices, or to know of them."""
    last = bars.dates[-1].date()
    late = sessions_between(last, as_of)
    if late > STALE_SESSIONS:
        msg = (
            f"the last price of {bars.symbol} is of {last}, {late} sessions before {as_of}; "
            f"--as-of {last} reads volatility there"
        )
        raise InputError(msg)
    if late:
        notes.doubt(f"the last price is of {last}, not of {as_of}")
    notes.set_aside("prices", bars.set_aside)
    if bars.missing:
        notes.doubt(
            f"{bars.missing} of {len(bars)} sessions have no close: windows across them are unknown"
        )
    for jump in bars.jumps():
        notes.doubt(
            f"{jump.date}: a move of {100 * jump.move:+.1f} % looks like a {jump.split} split that the prices were not "
            "adjusted for; if it is one, volatility over it means nothing"
        )
    if bars.repeated_opens >= REPEATED_OPENS:
        notes.note(
            f"{100 * bars.repeated_opens:.0f} % of opens repeat the close before: where the source knew no opens, "
            "overnight moves are counted within the session"
        )


def _note_index(
    symbol: str, index: str | None, own: VolIndexHistory, bars: Bars, notes: Notes
) -> None:
    """Whether options on the symbol are heard."""
    if index is None:
        notes.note(f"no volatility index of {symbol} is known: nothing implied is compared")
    elif own.last is None:
        notes.note(f"no {index} in the data: nothing implied is compared")
    elif own.last < bars.dates[-1].date():
        notes.doubt(f"{index} ends on {own.last}: nothing implied is known after it")
