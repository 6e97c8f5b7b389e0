"""How many contracts? A calculator that needs no data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from hedgerow.desk.result import Result, Status
from hedgerow.errors import InputError
from hedgerow.hedge.sizing import (
    Count,
    RatioCount,
    contract_dollars,
    counted,
    delta_count,
    dollar_beta,
    notional_count,
    rounded_up,
)
from hedgerow.units import Dollars, DollarsPerShare, SharesPerContract

MOST, LEAST_SPOT = 1e15, 1e-6
"""US dollars; beyond them a count is no number that anyone trades."""


@dataclass(frozen=True, kw_only=True)
class Size(Result):
    """Contracts for a book of one value and one beta."""

    command: ClassVar[str] = "size"
    main_table: ClassVar[str] = "delta_adjusted"
    value: float
    beta: float
    spot: float
    delta: float
    multiplier: int
    dollar_beta: float
    """US dollars of index that the book behaves like."""
    delta_one: Count
    """The count that matches notional."""
    delta_adjusted: tuple[RatioCount, ...]
    """The counts that match delta, by hedge ratio."""


def size(
    *,
    value: float,
    beta: float,
    spot: float,
    delta: float = -0.30,
    ratios: Sequence[float] = (1.0, 0.5, 0.25),
    multiplier: int = 100,
) -> Size:
    """Contracts by notional and by delta [SPEC HP-10 … HP-13].

    ``value`` in US dollars, ``spot`` in dollars or points, ``delta`` negative.

    Raises :class:`InputError` for a value or spot that is not positive or absurdly large, a beta that is not positive
    or above 10, a delta outside (−1, 0) and a ratio outside (0, 2].

    >>> [row.contracts for row in size(value=500_000, beta=1.15, spot=752, delta=-0.30).delta_adjusted]
    [26, 13, 7]
    """
    if not 0 < value <= MOST:
        msg = f"value {value:g} must lie above 0 and at most {MOST:g} (the book's net value in USD)"
        raise InputError(msg)
    if not LEAST_SPOT <= spot <= MOST:
        msg = f"spot {spot:g} must lie in {LEAST_SPOT:g} … {MOST:g} (the instrument's price in USD)"
        raise InputError(msg)
    if not (math.isfinite(beta) and 0 < beta <= 10):
        msg = f"beta {beta:g} must lie above 0 and at most 10; puts hedge a book that falls with the index"
        raise InputError(msg)
    if not ratios:
        msg = "no hedge ratio given; give at least one in (0, 2]"
        raise InputError(msg)
    exposure = dollar_beta(Dollars(value), beta)
    one = contract_dollars(DollarsPerShare(spot), SharesPerContract(multiplier))
    raw = notional_count(exposure, one)
    rows = []
    for ratio in ratios:
        n = delta_count(exposure, one, delta, ratio=ratio)
        count = counted(n, rounded_up(n), exposure, one, delta)
        rows.append(RatioCount.of(float(ratio), count))
    return Size(
        as_of=None,
        status=Status("ok"),
        provenance={},
        value=float(value),
        beta=float(beta),
        spot=float(spot),
        delta=float(delta),
        multiplier=multiplier,
        dollar_beta=exposure,
        delta_one=counted(raw, rounded_up(raw), exposure, one, delta),
        delta_adjusted=tuple(rows),
    )
