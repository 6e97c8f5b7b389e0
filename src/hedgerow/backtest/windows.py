"""Named windows: the crises that a hedge is asked about, from the peak of the S&P 500 to its low.

A book has its own peak. In *own-peak* mode a window begins on the day of the book's highest value within 42 sessions before or
after the named first day, so that a book whose fall began earlier (QQQ on 2024-07-10, SPY on 07-16) is measured from there
[SPEC HP-60, HP-36].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.tape import to_days
from hedgerow.errors import InputError, suggestion

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray, IntArray

AROUND = 42
"""Sessions before and after the named first day among which the book's own peak is sought."""
FULL = "full"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of sessions, both ends included; a return counts from the close of the first."""

    name: str
    first: date
    last: date


WINDOWS = (
    Window("2008", date(2007, 10, 9), date(2009, 3, 9)),
    Window("2020", date(2020, 2, 19), date(2020, 3, 23)),
    Window("2022", date(2022, 1, 3), date(2022, 10, 12)),
    Window("2024-08", date(2024, 7, 16), date(2024, 8, 5)),
    Window("2025-04", date(2025, 2, 19), date(2025, 4, 8)),
)
"""From the highest to the lowest close of the S&P 500."""


def window(text: str, first: date, last: date) -> Window:
    """A window by name, ``full``, or ``START:END``; ``first`` and ``last`` are those of the data.

    Raises :class:`InputError` for anything else, and for a window outside the data.

    >>> window("2024-08", date(2003, 1, 2), date(2026, 7, 22)).last.isoformat()
    '2024-08-05'
    """
    named = {w.name: w for w in WINDOWS}
    if text == FULL:
        return Window(FULL, first, last)
    found = named.get(text) or _given(text, named)
    if found.first >= found.last:
        msg = f"window {text}: {found.first} does not come before {found.last}"
        raise InputError(msg)
    if found.first < first or found.last > last:
        msg = f"window {text} lies outside the data, which reach from {first} to {last}"
        raise InputError(msg)
    return found


def _given(text: str, named: dict[str, Window]) -> Window:
    start, colon, end = text.partition(":")
    if colon:
        return Window(text, _day(start, text), _day(end, text))
    msg = (
        f"window {text!r} is none of {', '.join(named)}, {FULL} or START:END like "
        f"2018-01-26:2018-02-08{suggestion(text, named)}"
    )
    raise InputError(msg)


def _day(part: str, text: str) -> date:
    try:
        return date.fromisoformat(part)
    except ValueError:
        msg = f"window {text!r}: {part!r} is no date; write START:END like 2018-01-26:2018-02-08"
        raise InputError(msg) from None


def rows_of(window: Window, days: IntArray) -> tuple[int, int] | None:
    """First and last row of a window on an axis of days since 1970; None where the axis does not hold it."""
    first = int(np.searchsorted(days, to_days(window.first)))
    last = int(np.searchsorted(days, to_days(window.last), side="right")) - 1
    inside = 0 <= first < last < len(days) and days[0] <= to_days(window.first)
    return (first, last) if inside and to_days(window.last) <= days[-1] + 4 else None


def own_peak(value: FloatArray, first: int, last: int) -> int:
    """Row of the highest value around the first row of a window, before its last.

    >>> own_peak(np.array([1.0, 3.0, 2.0, 1.5, 1.0]), 2, 4)
    1
    """
    low, high = max(0, first - AROUND), min(first + AROUND, last)
    return low + int(np.argmax(value[low:high]))
