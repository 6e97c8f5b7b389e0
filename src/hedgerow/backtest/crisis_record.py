"""What a hedge did in each crisis that the replay lived through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from hedgerow.backtest.attribution import Parts
from hedgerow.backtest.replay import Replay
from hedgerow.backtest.windows import WINDOWS, Window, own_peak, rows_of


@dataclass(frozen=True, slots=True)
class CrisisRecord:
    """Returns from the close of ``first`` to that of ``last``, decimals."""

    name: str
    first: date
    last: date
    unhedged: float
    hedged: float
    capture: float
    """Share of the fall that the hedge took away: 1 − hedged/unhedged; NaN where the book did not fall."""
    unhedged_drawdown: float
    hedged_drawdown: float
    hedge_dollars: float
    """What the contracts earned, costs included, US dollars."""
    start_value: float
    """Of the account at the close of ``first``, US dollars."""
    instrument: str
    """What was hedged with at its first close; empty where nothing was held."""


def crisis_records(
    made: Replay, days: Parts, *, own_peaks: bool = False, windows: Sequence[Window] = WINDOWS
) -> tuple[CrisisRecord, ...]:
    """Of every window that lies within the replay."""
    axis = made.tape.days[made.tape.first :]
    found = []
    for window in windows:
        rows = rows_of(window, axis)
        if rows is None:
            continue
        first, last = rows
        if own_peaks:
            first = own_peak(made.unhedged, first, last)
        found.append(_record(window.name, made, days, first, last))
    return tuple(found)


def _record(name: str, made: Replay, days: Parts, first: int, last: int) -> CrisisRecord:
    h, u = made.nav[first : last + 1], made.unhedged[first : last + 1]
    hedged, unhedged = float(h[-1] / h[0] - 1), float(u[-1] / u[0] - 1)
    at = made.tape.first + first
    held = next((s for s in made.spells if s.start <= at < s.stop), None)
    return CrisisRecord(
        name,
        made.tape.date(at),
        made.tape.date(made.tape.first + last),
        unhedged,
        hedged,
        1 - hedged / unhedged if unhedged < 0 else float("nan"),
        float((u / np.maximum.accumulate(u) - 1).min()),
        float((h / np.maximum.accumulate(h) - 1).min()),
        float(days.hedge[first + 1 : last + 1].sum()),
        float(h[0]),
        held.contract.symbol if held is not None else "",
    )
