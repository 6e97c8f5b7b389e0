"""Several estimators over several windows of many symbols, in one pass.

What they share is computed once: logarithms a bar, daily terms, sums over the shorter windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

from hedgerow.errors import InputError, suggestion
from hedgerow.market.bars import Bars
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.close_to_close import close_to_close_variance
from hedgerow.volatility.realized.range_based import Overnight, range_variance
from hedgerow.volatility.realized.rolling import Variance, rolling_vols
from hedgerow.volatility.realized.yang_zhang import yang_zhang_variance

Estimator: TypeAlias = Literal[
    "close_to_close",
    "close_to_close_centred",
    "parkinson",
    "garman_klass",
    "rogers_satchell",
    "yang_zhang",
]
"""Close to close is zero mean; centred, it has the sample mean taken off."""

ESTIMATORS: tuple[Estimator, ...] = get_args(Estimator)
WINDOWS = (5, 10, 21, 42, 63, 126, 252)
"""A week, two weeks, one, two, three and six months, a year: in sessions."""


def realized_vols(
    bars: Bars,
    *,
    estimators: Sequence[Estimator] = ESTIMATORS,
    windows: Sequence[int] = WINDOWS,
    overnight: Overnight = "omit",
    steps: float | None = None,
    periods: float = SESSIONS_PER_YEAR,
    out: FloatArray | None = None,
    threads: int = 1,
) -> FloatArray:
    """Annualised volatilities (decimal), shape (estimators, windows) and then that of ``bars.close``.

    ``overnight`` and ``steps`` are for the range-based ones. Each is NaN as the function of its own name
    says. ``out`` is filled where it is given; memory kept from call to call saves a good part of the time.

    Raises :class:`InputError` for an estimator that is none, and as the functions of the estimators do.

    >>> import numpy as np, pandas as pd
    >>> C = 100 * np.exp(0.01 * (np.arange(30.0) % 2))
    >>> bars = Bars(pd.bdate_range("2026-01-05", periods=30), C, C, C, C)
    >>> realized_vols(bars, windows=(5, 21)).shape
    (6, 2, 30)
    """
    table = [
        [_variance(estimator, n, overnight, steps, periods) for n in windows]
        for estimator in estimators
    ]
    return rolling_vols(bars, table, windows, out=out, threads=threads)


def _variance(
    estimator: Estimator, n: int, overnight: Overnight, steps: float | None, periods: float
) -> Variance:
    if estimator == "close_to_close":
        return close_to_close_variance(n, "zero", periods)
    if estimator == "close_to_close_centred":
        return close_to_close_variance(n, "sample", periods)
    if estimator == "yang_zhang":
        return yang_zhang_variance(n, periods)
    if estimator in ESTIMATORS:
        return range_variance(estimator, n, overnight=overnight, steps=steps, periods=periods)
    raise InputError(
        f"no estimator is called {estimator!r}{suggestion(estimator, ESTIMATORS)}; "
        f"there are {', '.join(ESTIMATORS)}"
    )
