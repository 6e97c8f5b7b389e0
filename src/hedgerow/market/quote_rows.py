"""Columns of a chain as they come, as arrays: what is no number or no day becomes unknown, never an exception.

Twenty thousand rows have two rights, two roots and some fifty expirations: such a column is read once a value, not
once a row.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from hedgerow.typing import FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

NUMBERS, DATES = "fiub", "M"
"""NumPy's kinds."""


def numbers(rows: pd.DataFrame, column: str) -> FloatArray:
    """A column of numbers; NaN where a cell is none, and throughout where there is no column."""
    import pandas as pd

    if column not in rows.columns:
        return np.full(len(rows), np.nan)
    held = rows[column]
    if isinstance(held.dtype, np.dtype):
        if held.dtype.kind in NUMBERS:
            return held.to_numpy(float)
    elif pd.api.types.is_numeric_dtype(held.dtype):
        return held.to_numpy(float, na_value=np.nan)
    codes, values = coded(held)
    return np.array([*map(_number, values), np.nan])[codes]


def days(rows: pd.DataFrame, column: str) -> NDArray[np.datetime64]:
    """A column of days, without hours or zone; NaT where a cell is none."""
    held = rows[column]
    if isinstance(held.dtype, np.dtype) and held.dtype.kind in DATES:
        return held.to_numpy().astype("datetime64[D]")
    codes, values = coded(held)
    return np.array([*map(_day, values), None], dtype="datetime64[D]")[codes]


def coded(held: pd.Series[Any]) -> tuple[IntArray, list[object]]:
    """The place of each cell's value among the values, -1 where it is missing; and the values."""
    import pandas as pd

    if isinstance(held.dtype, pd.CategoricalDtype):
        return np.array(held.cat.codes, np.int64), list(held.cat.categories)
    try:
        codes, values = held.factorize()
    except TypeError:  # a list in a cell
        codes, values = held.map(str).factorize()
    return np.array(codes, np.int64), list(values)


def unique(key: IntArray) -> tuple[IntArray, IntArray]:
    """``numpy.unique`` with the place of each; runs of equal keys, as files have them, are looked at once."""
    if not len(key):
        return key, key
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    values, inverse = np.unique(key[starts], return_inverse=True)
    return values, np.repeat(inverse, np.diff(np.append(starts, len(key))))


def _number(cell: Any) -> float:  # noqa: ANN401 - anything may stand in a cell
    try:
        return float(cell)
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def _day(cell: Any) -> date | None:  # noqa: ANN401
    import pandas as pd

    if isinstance(cell, str) and not any(sign.isdigit() for sign in cell):
        return None  # "today" is no date of a quote
    try:
        return date.fromisoformat(pd.Timestamp(cell).isoformat()[:10])
    except (TypeError, ValueError, OverflowError):  # or pd.NaT, which has no day
        return None
