"""One symbol's past as far as it is known: bars, bars within the day, implied volatility."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from hedgerow.data.source import Market
from hedgerow.desk.session import Notes
from hedgerow.desk.vol_choices import Measure, VolChoices
from hedgerow.errors import InputError, UnavailableError
from hedgerow.market.bars import REPEATED_OPENS, Bars
from hedgerow.market.calendar import sessions, sessions_between
from hedgerow.market.instruments import Instrument, instrument
from hedgerow.market.intraday import IntradayBars
from hedgerow.market.vol_indices import KNOWN, THIRTY_DAY, VolIndexHistory
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.forecast.har import LEAST_ROWS
from hedgerow.volatility.forecast.history import History
from hedgerow.volatility.realized.intraday import IntradayVariance, intraday_variance
from hedgerow.volatility.realized.session_variance import BELIEVED, agreement, session_variance

YEARS = 10
"""Of the past on which models are tested, unless a day is named."""
TARGETS = 12
"""Targets without overlap that the test needs at least."""
LEARNING = 504
"""Sessions left to learn from before the first test, at most half of the history."""
STALE_SESSIONS = 5
STILL = 10
"""Equal closes in a row at the end that no market makes."""
LEAST_SHARE = 0.9
"""Of the sessions from which a measure is learned and tested that it must cover to be taken by itself."""
MINUTES, LONGEST = 5, 60
"""Length of a return within the day, and the longest."""
MEASURES: Mapping[Measure, str] = {
    "intraday": "realized variance within the day, and the night",
    "range": "Garman–Klass, and the night",
    "squares": "squared returns",
}


@dataclass(frozen=True)
class VolStudy:
    """Everything that the chapters of the answer are made of."""

    use: Instrument
    close: float
    """Last price, as traded where the data know it: US dollars or index points."""
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
    first_test: date
    """First session at whose end they are tested."""
    notes: Notes

    @property
    def returns(self) -> FloatArray:
        """Log returns, close to close, (n,)."""
        return self.bars.returns


def vol_study(
    symbol: str,
    market: Market,
    as_of: date,
    *,
    choices: VolChoices,
) -> VolStudy:
    """What is known of a symbol up to ``as_of``.

    Raises :class:`UnavailableError` where there are no prices of it, and where the measure that was chosen asks for what
    the data lack.
    """
    notes = Notes()
    use = instrument(_spelled(symbol))
    spot = market.prices([use.price_symbol], as_of, window=SESSIONS_PER_YEAR).spot(use.price_symbol)
    bars = market.bars(use.price_symbol, as_of)
    if choices.start is not None:
        bars = bars.take(slice(int(bars.dates.searchsorted(np.datetime64(choices.start))), None))
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
    intraday = None if found is None else _intraday(found, bars, notes)
    implied = own.on(bars.dates)
    first = first_test(bars, choices)
    history = _history(bars, intraday, implied, choices.measure, first, notes)
    close = float(bars.close[-1])
    if spot.known and spot.date == bars.dates[-1].date():
        close = spot.price
        if spot.doubt is not None:
            notes.note(spot.doubt)
    return VolStudy(
        use,
        close * use.price_scale,
        bars,
        index,
        implied,
        own.last,
        vix.on(bars.dates),
        intraday,
        history,
        first,
        notes,
    )


def _spelled(symbol: str) -> str:
    """A symbol as prices are called; share classes are spelled with a hyphen.

    Raises :class:`InputError` for none, and for a volatility index.
    """
    spelled = symbol.strip().upper().replace(".", "-")
    if not spelled.removeprefix("^"):
        msg = f"symbol {symbol!r} is empty; give one with prices, like SPX or SPY"
        raise InputError(msg)
    if spelled.removeprefix("^") in KNOWN:
        msg = f"{symbol} is a volatility index, not a price; `hedgerow vol SPX` or QQQ holds it against what came"
        raise InputError(msg)
    return spelled


def first_test(bars: Bars, choices: VolChoices) -> date:
    """The first session at whose end the models are tested.

    Ten years back, or as far as a long horizon needs, but not before there is something to learn from;
    always a session whose number (since 1990) is a multiple of ``refit``, so that what is kept of earlier
    runs stays good.

    Raises :class:`InputError` where the chosen day is after the data.
    """
    dates = bars.dates
    if choices.evaluate_from is not None:
        if choices.evaluate_from > dates[-1].date():
            msg = f"evaluate-from {choices.evaluate_from} is after the last price, {dates[-1].date()}; name an earlier day"
            raise InputError(msg)
        return choices.evaluate_from
    n = len(dates)
    back = max(YEARS * SESSIONS_PER_YEAR, TARGETS * choices.horizon)
    at = max(n - back, min(LEARNING, n // 2))
    number = int(sessions().searchsorted(dates[0])) + at
    return sessions()[number - number % choices.refit].date()


def _intraday(found: IntradayBars, bars: Bars, notes: Notes) -> IntradayVariance | None:
    """Variance within the day, of returns as near to five minutes as the bars allow."""
    notes.set_aside("bars within the day", found.set_aside)
    width = found.minutes
    if width > LONGEST:
        notes.note(
            f"bars of {width} minutes are too long to measure a day by; {LONGEST} are the most"
        )
        return None
    made = intraday_variance(found, minutes=-(-MINUTES // width) * width if width else MINUTES)
    if made.sessions and made.sessions[-1].date < bars.dates[-1].date():
        notes.note(f"bars within the day end on {made.sessions[-1].date}")
    return made


def _history(
    bars: Bars,
    intraday: IntradayVariance | None,
    implied: FloatArray,
    measure: Measure,
    first: date,
    notes: Notes,
) -> History:
    """Returns with the measure of variance that was asked for, or the best that covers enough."""
    measured: dict[Measure, FloatArray] = {
        "intraday": _within_the_day(bars, intraday),
        "range": session_variance(bars),
        "squares": SESSIONS_PER_YEAR * bars.returns**2,
    }
    chosen = measure
    if measure == "auto":
        learned = int(bars.dates.searchsorted(np.datetime64(first))) - LEAST_ROWS
        for name, values in measured.items():
            known = np.isfinite(values[max(learned, 1) :])
            if known[-1:].all() and known.mean() >= LEAST_SHARE:
                chosen = name
                break
            if known.mean() >= LEAST_SHARE:
                notes.note(
                    f"{MEASURES[name]}: unknown on the last session, so the forecasts rest on less"
                )
            elif known.any():
                notes.note(
                    f"{MEASURES[name]}: known and believed on {100 * known.mean():.0f} % of the sessions that the "
                    f"forecasts learn from and are tested on; {100 * LEAST_SHARE:.0f} % are needed to rest them on it"
                )
        else:
            chosen = "squares"
    elif not np.isfinite(measured[chosen]).any():
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
    recent = bars.dates[max(0, len(bars) - YEARS * SESSIONS_PER_YEAR)].date()
    for jump in bars.jumps():
        say = notes.doubt if jump.date >= recent else notes.note
        say(
            f"{jump.date}: a move of {100 * jump.move:+.1f} % looks like a {jump.split} split that the prices were not "
            "adjusted for; if it is one, volatility over it means nothing"
        )
    closes = bars.close[np.isfinite(bars.close)]
    still = int(np.argmax(np.r_[closes[::-1] != closes[-1], True]))
    if still > STILL:
        notes.doubt(f"the last {still} closes are equal: a feed that stands still, or no market")
    _note_opens(bars, notes)


def _note_opens(bars: Bars, notes: Notes) -> None:
    """Whether open, high and low agree with the closes."""
    A = agreement(bars)
    low, high = BELIEVED
    if A[-1] < low or A[-1] > high:
        notes.doubt(
            f"over the last year squared returns are {A[-1]:.2f} times what open, high and low say (believed are {low} … "
            f"{high}): the opens are stale or the ranges wrong, and range-based estimates with them"
        )
    elif bars.repeated_opens >= REPEATED_OPENS:
        notes.note(
            f"{100 * bars.repeated_opens:.0f} % of all opens repeat the close before: where the source knew no opens, "
            "the nights hide within the sessions"
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
