"""Setting bad rows aside: counted by reason, never silently, and never the rest with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

REPEATED, CONTRADICTING = "repeated", "contradicting each other"


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
