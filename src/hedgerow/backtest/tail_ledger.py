"""The ledger of the tail: how many years of premium one loss takes away [SPEC TS-08].

    g_t = (what the contracts gained on session t, costs included) / NAV_{t−1}
    p   = (credits of options that were sold to open, less what was paid for those bought) / NAV, summed, a year
    years of premium wiped = worst loss / p

The book and the interest on cash are in none of it: the ledger is of the contracts alone, summed and not compounded, so that its
lines add up. The *worst loss* is the deepest fall of Σ g from an earlier high. Futures and swaps bring in no premium;
theirs is NaN, and beside it stands the loss in years of the average gain, NaN where there was none.

A *round* is from the first contract opened until nothing is held: a strangle and its end. Its gain is cash against cash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.attribution import parts
from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.contracts.vix_option import VixOption
from hedgerow.backtest.windows import WINDOWS, Window, rows_of
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from hedgerow.backtest.account import Trade
    from hedgerow.backtest.course import Contract
    from hedgerow.backtest.replay import Replay

DAYS_PER_YEAR = 365.25
WORST = 10
"""Days and months that are listed."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A stretch of sessions and what it brought, share of the net asset value; negative lost."""

    name: str
    first: date
    """Close from which it is counted."""
    last: date
    gain: float


@dataclass(frozen=True, slots=True)
class Round:
    """From flat to flat."""

    opened: date
    closed: date
    gain: float
    """US dollars, costs included."""
    credit: float
    """US dollars that its opening trades brought; negative paid."""


@dataclass(frozen=True, slots=True)
class TailLedger:
    """What a premium-selling policy collects and what it loses; gains are shares of the net asset value."""

    years: float
    annual_premium: float
    """Taken in by opening trades, a year; NaN where that is nothing or less."""
    annual_gain: float
    """Of the contracts, a year, after costs."""
    worst: Loss
    """Deepest fall of the summed gains from an earlier high."""
    days: tuple[Loss, ...]
    """Worst sessions, worst first; only such as lost."""
    months: tuple[Loss, ...]
    """Worst calendar months."""
    crises: tuple[Loss, ...]
    """Every named window that the replay holds, oldest first."""
    rounds: tuple[Round, ...]
    """Finished ones, oldest first."""

    years_wiped: float
    """Worst loss over a year's premium; NaN where no premium was earned [SPEC TS-08]."""
    years_of_gain_wiped: float
    """Worst loss over a year's average gain; NaN where there was no gain."""
    win_rate: float
    """Share of finished rounds that gained; NaN where there is none."""
    kept: float
    """Share of the premium that was kept, gain over premium; NaN where no premium was earned."""


def tail_ledger(it: Replay, windows: Sequence[Window] = WINDOWS) -> TailLedger:
    """The ledger of one replay."""
    tape = it.tape
    first = tape.first
    dollars = parts(it).hedge
    g = np.zeros(len(dollars))
    g[0] = dollars[0] / it.nav[0]
    g[1:] = dollars[1:] / np.where(it.nav[:-1] > 0, it.nav[:-1], np.nan)
    g = np.nan_to_num(g)
    days = tape.days[first:]
    years = float(days[-1] - days[0]) / DAYS_PER_YEAR
    premium = sum(t.cash / it.nav[t.row - first] for t in it.trades if _brings_premium(t))
    named = []
    for window in windows:
        rows = rows_of(window, days)
        if rows is not None:
            named.append(_loss(it, window.name, g, rows[0], rows[1]))
    worst, each = _deepest(it, g), tuple(rounds(it))
    a_year = premium / years if premium > 0 else float("nan")
    gain = float(g.sum()) / years
    return TailLedger(
        years=years,
        annual_premium=a_year,
        annual_gain=gain,
        worst=worst,
        days=_worst_days(it, g),
        months=_worst_months(it, g),
        crises=tuple(named),
        rounds=each,
        years_wiped=_over(-worst.gain, a_year),
        years_of_gain_wiped=_over(-worst.gain, gain),
        win_rate=float(np.mean([r.gain > 0 for r in each])) if each else float("nan"),
        kept=_over(gain, a_year),
    )


def rounds(it: Replay) -> Sequence[Round]:
    """Every finished round, oldest first."""
    held: dict[Contract, float] = {}
    found: list[Round] = []
    opened, gain, credit = 0, 0.0, 0.0
    for trade in it.trades:
        if not held:
            opened, gain, credit = trade.row, 0.0, 0.0
        gain += trade.cash
        credit += trade.cash if _brings_premium(trade) else 0.0
        after = held.get(trade.contract, 0.0) + trade.quantity
        if abs(after) < 1e-9:
            held.pop(trade.contract, None)
        else:
            held[trade.contract] = after
        if not held:
            found.append(Round(it.tape.date(opened), it.tape.date(trade.row), gain, credit))
    return found


def _brings_premium(trade: Trade) -> bool:
    """Whether it opens options: proceeds of shares are no premium."""
    return trade.opens and isinstance(trade.contract, Option | VixOption)


def _loss(it: Replay, name: str, g: FloatArray, start: int, stop: int) -> Loss:
    """From the close of one place to that of another."""
    first = it.tape.first
    gained = float(g[start + 1 : stop + 1].sum())
    return Loss(name, it.tape.date(first + start), it.tape.date(first + stop), gained)


def _deepest(it: Replay, g: FloatArray) -> Loss:
    total = np.cumsum(g) - g[0]
    bottom = int(np.argmin(total - np.maximum.accumulate(total)))
    top = int(np.argmax(total[: bottom + 1]))
    return _loss(it, "worst", g, top, bottom)


def _worst_days(it: Replay, g: FloatArray) -> tuple[Loss, ...]:
    order = [int(i) for i in np.argsort(g[1:], kind="stable")[:WORST] + 1 if g[i] < 0]
    return tuple(_loss(it, str(it.tape.date(it.tape.first + i)), g, i - 1, i) for i in order)


def _worst_months(it: Replay, g: FloatArray) -> tuple[Loss, ...]:
    months = it.tape.dates[it.tape.first :].astype("datetime64[M]").astype(np.int64)
    ends = np.flatnonzero(np.diff(months, append=months[-1] + 1))
    starts = np.concatenate([[0], ends[:-1]])
    each = [
        _loss(it, str(it.tape.dates[it.tape.first + b].astype("datetime64[M]")), g, int(a), int(b))
        for a, b in zip(starts, ends, strict=True)
        if b > a
    ]
    return tuple(
        [loss for loss in sorted(each, key=lambda loss: loss.gain) if loss.gain < 0][:WORST]
    )


def _over(loss: float, year: float) -> float:
    return loss / year if year > 0 else float("nan")
