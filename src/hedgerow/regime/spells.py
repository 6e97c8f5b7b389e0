"""How often something happened: days, separate times, windows that do not overlap.

*Days* of one storm are one storm. A *spell* is a run that begins after at least 21 sessions elsewhere; one that lasts longer
than a year, as what comes and goes every week does, counts once for each year begun. *Windows* of h sessions are counted
from the first day on, the next from the first day that lies h sessions later: so many outcomes share no session.
"""

from __future__ import annotations

import numpy as np

from hedgerow.typing import BoolArray
from hedgerow.units import SESSIONS_PER_YEAR

APART = 21
"""Sessions elsewhere after which a run is another."""


def spells(inside: BoolArray, *, apart: int = APART) -> int:
    """Separate times, from truths by session (n,).

    >>> day = np.zeros(1000, bool)
    >>> day[[0, 5, 300, 310, 900]] = True
    >>> spells(day), spells(np.ones(1000, bool))
    (3, 4)
    """
    days = np.flatnonzero(inside)
    if not len(days):
        return 0
    breaks = np.flatnonzero(np.diff(days) > apart)
    first, last = days[np.append(0, breaks + 1)], days[np.append(breaks, len(days) - 1)]
    return int(np.ceil((last - first + 1) / SESSIONS_PER_YEAR).sum())


def windows(inside: BoolArray, sessions: int) -> int:
    """Windows of ``sessions`` that begin on days inside, (n,), and share none.

    >>> windows(np.ones(100, bool), 21), windows(np.arange(100) % 30 == 0, 21)
    (5, 4)
    """
    days = np.flatnonzero(inside)
    following: list[int] = np.searchsorted(days, days + sessions).tolist()
    at = count = 0
    while at < len(following):
        at = following[at]
        count += 1
    return count
