"""Which series of an index a quote belongs to, where the file does not say: the a.m. or the p.m. settled one.

SPX and SPXW are listed side by side on third Fridays, two options under one expiration, strike and right. Where a file
gives them no root of their own (one like ``SPX/SPXW``, or none):

* an expiration with one series is the a.m. settled one on the standard monthly date, else the p.m. settled one;
* of two series told apart by a column ``copy``, the cheaper is the a.m. settled one: it ends six and a half hours
  earlier at nearly the same forward, so each of its options is worth less. Where the quotes do not agree on which is
  cheaper, the first copy stays and the other is set aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.calendar import FIRST, LAST, session_on_or_before
from hedgerow.market.expirations import monthly_expiration
from hedgerow.market.instruments import Instrument
from hedgerow.typing import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGREEING = 0.5
"""Net share of the common quotes that must call the same series the cheaper."""
FEWEST = 10
"""Common quotes that can say so."""


@dataclass(frozen=True, slots=True)
class Series:
    """The root of each row."""

    code: IntArray
    """Place in ``roots``."""
    roots: tuple[str, ...]
    doubtful: BoolArray
    """Rows of a second series that cannot be told from the first."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What tells series apart, arrays of one length."""

    expiration: NDArray[np.datetime64]
    strike: FloatArray
    is_call: BoolArray
    mid: FloatArray
    """NaN where the quote is not two-sided."""
    copy: FloatArray
    """0 or 1; NaN where the file has no such column."""


def series(use: Instrument, code: IntArray, labels: Sequence[object], rows: Rows) -> Series:
    """The root of each row from the file's ``labels`` (``code`` is -1 for none).

    A label that names no single root is replaced by the rules above for an index with two series, else by the symbol.
    """
    texts = [str(label).strip() for label in labels]
    roots = [use.symbol if not text or "/" in text else text for text in texts]
    names = {name: i for i, name in enumerate(dict.fromkeys([use.symbol, *use.roots, *roots]))}
    own, pm = names[use.symbol], names[use.pm_root or use.symbol]
    found = np.array([*(names[root] for root in roots), own])[code]
    untold = np.array([*(root != text for root, text in zip(roots, texts, strict=True)), True])
    at = np.flatnonzero(untold[code]) if pm != own else np.empty(0, np.int64)
    doubtful = np.zeros(len(code), bool)
    found[at] = np.where(_monthly(rows.expiration[at]), own, pm)
    second = at[rows.copy[at] > 0]
    for expiration in np.unique(rows.expiration[second]):
        there = rows.expiration[at] == expiration
        pair = at[there & ~(rows.copy[at] > 0)], at[there & (rows.copy[at] > 0)]
        cheaper = _cheaper(rows, *pair)
        if cheaper is None:
            doubtful[pair[1]] = len(pair[0]) > 0
        else:
            found[pair[cheaper]], found[pair[1 - cheaper]] = own, pm
    return Series(found, tuple(names), doubtful)


def _monthly(days: NDArray[np.datetime64]) -> BoolArray:
    """Whether each expiration is a standard monthly one."""
    every, place = np.unique(days, return_inverse=True)
    inside = (every >= np.datetime64(FIRST)) & (every <= np.datetime64(LAST))
    monthly = np.zeros(len(every), bool)
    for i in np.flatnonzero(inside):
        day = every[i].item()
        monthly[i] = session_on_or_before(day) == monthly_expiration(day.year, day.month)
    return monthly[place]


def _cheaper(rows: Rows, first: IntArray, second: IntArray) -> int | None:
    """0 or 1, whichever is worth less at most strikes; None where they do not agree."""
    mine = _out_of_the_money(rows, first)
    a, b = _common(np.where(rows.is_call, rows.strike, -rows.strike), mine, second)
    difference = rows.mid[b] - rows.mid[a]
    difference = difference[np.isfinite(difference)]
    if len(difference) < FEWEST:
        return None
    votes = float(np.sign(difference).mean())
    return None if abs(votes) < AGREEING else int(votes < 0)


def _out_of_the_money(rows: Rows, among: IntArray) -> IntArray:
    """The cheaper of call and put at each strike that has both: it is time value alone."""
    among = among[np.isfinite(rows.mid[among])]
    is_call = rows.is_call[among]
    call, put = _common(rows.strike, among[is_call], among[~is_call])
    return np.where(rows.mid[call] < rows.mid[put], call, put)


def _common(key: FloatArray, a: IntArray, b: IntArray) -> tuple[IntArray, IntArray]:
    """Rows of ``a`` and ``b`` with the same key."""
    _, i, j = np.intersect1d(key[a], key[b], return_indices=True)
    return a[i], b[j]
