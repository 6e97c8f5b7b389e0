"""The session ahead without a straddle: what the last week did, and the estimate on the back of an envelope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.desk.morning_cards import AheadCard, DayCard, WeekCard
from hedgerow.market.calendar import sessions_between
from hedgerow.market.events import ANNOUNCEMENTS
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.forecast.event import Events, FermiVol, fermi_vol
from hedgerow.volatility.forecast.one_day_range import one_day_range
from hedgerow.volatility.realized.close_to_close import close_to_close

if TYPE_CHECKING:
    from datetime import date

    from hedgerow.market.bars import Bars
    from hedgerow.typing import FloatArray

WEEK, MONTH = 5, 21
RICH = 1.3
"""Implied over realized of a week above which the founding document calls fear; it is so on most days."""
USUAL = 0.15
"""Long-run volatility of the S&P 500 where no history says it [SPEC DT-19]."""
LEAST_HISTORY = 1_260
"""Known returns from which on a history says what is usual: five years."""
LEAST_RECORD = 252
"""Past estimates from which on their error is known."""


def week_card(implied: float, bars: Bars | None) -> WeekCard:
    """Implied volatility, decimal, against that of the last five sessions [SPEC EM-10, DT-17 step 5]."""
    nan = float("nan")
    realized = nan if bars is None else float(close_to_close(bars, window=WEEK)[-1])
    ratio = implied / realized if realized > 0 else nan
    return WeekCard(implied, realized, ratio, bool(ratio > RICH) if np.isfinite(ratio) else None)


def day_card(
    week: WeekCard, price: float, bars: Bars | None, ahead: Sequence[AheadCard], day: date
) -> DayCard:
    """The one-day range and the envelope for ``day``; moves in the unit of ``price``."""
    moves = one_day_range(price, realized_vol=week.realized, implied_vol=week.implied)
    announced = _announced(ahead, day)
    fermi, source = (None, "") if bars is None else _fermi(bars, announced)
    vol = float("nan") if fermi is None else fermi.central
    return DayCard(
        moves.realized,
        moves.implied,
        moves.premium,
        fermi,
        price * vol / SESSIONS_PER_YEAR**0.5,
        source,
        announced.said,
    )


@dataclass(frozen=True, slots=True)
class _Announced:
    """What is announced on the day."""

    variance: float
    """That options price for it, over that of an ordinary day, per year; 0 where they do not tell it."""
    said: str


def _announced(ahead: Sequence[AheadCard], day: date) -> _Announced:
    """The day's announcements with what is priced for them; what is not known is named and not guessed."""
    found = [
        card
        for card in ahead
        if card.kind in ANNOUNCEMENTS and sessions_between(card.day, day) == 0
    ]
    if not found:
        return _Announced(0.0, "")
    names = f"{' and '.join(card.name for card in found)} on {day}"
    for card in found:
        if card.move is not None and card.usual_move is not None:
            over = max(card.move**2 - card.usual_move**2, 0.0)
            return _Announced(SESSIONS_PER_YEAR * over, f"{names}, as priced")
    return _Announced(0.0, f"{names}: what is priced for it is not known, and not in the estimate")


def _fermi(bars: Bars, announced: _Announced) -> tuple[FermiVol | None, str]:
    """The base is of the returns themselves, so no premium comes off [SPEC FC-06, DT-19]."""
    usual = _long_run(bars.close)
    now = mean_reverted(bars, usual)
    if not np.isfinite(now[-1]):
        return None, ""
    known = int(np.isfinite(usual).sum())
    enough = known >= LEAST_HISTORY
    base = float(usual[-1]) if enough else USUAL
    if not enough:
        now = mean_reverted(bars, np.full(len(usual), base))
    source = (
        f"the root mean square of {known:,} sessions" if enough else "assumed, the history is short"
    )
    level = float(now[-1])
    event_vol = float(np.sqrt(level**2 + announced.variance))
    events = Events(days=1, event_days=1, event_vol=event_vol) if announced.variance else None
    found = fermi_vol(base, deviation=level - base, events=events, rmse=_error(bars, now))
    return found, source


def mean_reverted(bars: Bars, usual: FloatArray) -> FloatArray:
    """Where volatility stands: the root of the mean variance of a week, a month and what is usual, (n,).

    Equal weights are a choice; a regression on the three finds about them (HAR).
    """
    parts = [close_to_close(bars, window=n) ** 2 for n in (WEEK, MONTH)]
    return np.asarray(np.sqrt((parts[0] + parts[1] + usual**2) / 3))


def _long_run(close: FloatArray) -> FloatArray:
    """Volatility of all returns up to each session, zero mean; NaN where the session's own is not known."""
    returns = np.r_[np.nan, np.diff(np.log(close))]
    known = np.isfinite(returns)
    count = np.cumsum(known)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.cumsum(np.where(known, returns, 0.0) ** 2) / count
    return np.where(known, np.sqrt(SESSIONS_PER_YEAR * mean), np.nan)


def _error(bars: Bars, estimate: FloatArray) -> float:
    """Root mean squared error against the volatility of the five sessions that followed; NaN for a short record."""
    came = close_to_close(bars, window=WEEK)[WEEK:]
    missed = came - estimate[:-WEEK]
    missed = missed[np.isfinite(missed)]
    return float(np.sqrt(np.mean(missed**2))) if len(missed) >= LEAST_RECORD else float("nan")
