"""Reading columns and setting bad rows aside: counted by reason, never silently, nor all with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

from hedgerow.errors import DataError
from hedgerow.market.calendar import sessions

REPEATED, CONTRADICTING = "repeated", "contradicting each other"
SPIKE, ALIKE = 1.5, 0.1


def require(rows: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    """Raise :class:`DataError` where a column is missing; ``what`` reads like "prices lack"."""
    missing = [c for c in columns if c not in rows.columns]
    if missing:
        msg = f"{what} the column {missing[0]!r}; needed are {', '.join(columns)}"
        raise DataError(msg)


def numbers(rows: pd.DataFrame, column: str) -> pd.Series[float]:
    """A column of numbers; NaN where a cell is none, and throughout where there is no column."""
    import pandas as pd

    if column not in rows.columns:
        return pd.Series(np.nan, index=rows.index)
    return pd.to_numeric(rows[column], errors="coerce").astype(float)


def days(rows: pd.DataFrame, column: str) -> pd.Series[pd.Timestamp]:
    """A column of dates at midnight; NaT where a cell is none."""
    import pandas as pd

    return pd.to_datetime(rows[column], errors="coerce").dt.normalize()


def undated(table: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Why rows by session cannot stand, for :func:`without`: their ``date`` is none, or no session."""
    return {"no date": table["date"].isna(), "no session": ~table["date"].isin(sessions())}


def without(table: pd.DataFrame, reasons: Mapping[str, Any]) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows to which no reason applies, and how many were set aside for each.

    ``reasons`` maps a reason to booleans by row; a row counts under the first that applies.
    """
    bad = np.zeros(len(table), dtype=bool)
    counts = {}
    for reason, rows in reasons.items():
        new = np.asarray(rows, dtype=bool) & ~bad
        counts[reason] = int(new.sum())
        bad |= new
    return table[~bad], {reason: n for reason, n in counts.items() if n}


def without_contradictions(
    table: pd.DataFrame, key: Sequence[str], values: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row a key: equal rows merge, rows that contradict each other are all set aside."""
    names = list(key)
    merged = table.drop_duplicates([*names, *values])
    contradicting = merged.duplicated(names, keep=False)
    counts = {
        REPEATED: len(table) - len(merged),
        CONTRADICTING: int(contradicting.sum()),
    }
    return merged[~contradicting], {reason: n for reason, n in counts.items() if n}


def lone_spikes(closes: pd.DataFrame) -> pd.DataFrame:
    """Lone slips by column: half again above, or a third below, two neighbours that agree within a tenth."""
    before, after = closes / closes.shift(1), closes / closes.shift(-1)
    alike = (before / after - 1).abs() < ALIKE
    return alike & ((np.minimum(before, after) > SPIKE) | (np.maximum(before, after) < 1 / SPIKE))
