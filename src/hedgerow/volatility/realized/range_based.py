"""Volatility from the range of the session: Parkinson, Garman and Klass, Rogers and Satchell.

    u = ln(H / O)   d = ln(L / O)   c = ln(C / O)

    σ² = A/n Σ (u − d)² / (4 ln 2)                     [Parkinson80]
    σ² = A/n Σ [½ (u − d)² − (2 ln 2 − 1) c²]          [GK80]
    σ² = A/n Σ [u(u − c) + d(d − c)]                   [RS91]

They see the session only: what happens between a close and the next open is not in them, and for an index that is
a fifth to a quarter of the variance. ``overnight="add"`` adds ``A/n Σ ln(O / C₋)²``, which implied volatility
pays for. A month of ranges knows as much as five to seven of closes. Drift biases the first two upwards
(Parkinson by a tenth of the variance where a session drifts by half its σ), Rogers and Satchell not at all.

**Discretisation.** A high is the highest of the prices that traded, not of the path between them, so all three are
biased low. With N steps of a driftless Gaussian walk of variance 1/N each, from the open 0 to S, its maximum M and its
minimum m (both counting the open),

    E[M(M − S)] = f/2    E[M²] = (1 + f)/2    f = 1/(πN) Σ 1/√(jk) over j, k ≥ 1, j + k ≤ N       (1)
    E[−M m] = 2 ln 2 − 1 − 2β √(2/π)/√N + κ/N    β = 0.5826    κ = 0.775 − 0.23/√N                (2)

(1) is exact, from Spitzer's identity [Spitzer56]: at its maximum a walk falls into two independent pieces. (2) shifts both
barriers by ``βσ√Δt`` [BGK97]; κ, what that leaves, is measured, right to 0.003. The daily terms
above then expect ``E[(M − m)²]/(4 ln 2)``, ``½ E[(M − m)²] − (2 ln 2 − 1)`` and ``f`` in the place of 1, and ``steps=N``
divides by that. Parkinson's variance is 23 % low for N = 26, 14 % for 78, 7 % for 390. SPEC RV-04, RV-05.
"""

from __future__ import annotations

from math import log, pi, sqrt
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.market.bars import Bars
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.rolling import (
    Sum,
    Variance,
    WeightedSums,
    require_window,
    rolling_vol,
)

Overnight: TypeAlias = Literal["omit", "add"]
"""Whether the variance from close to open is in."""
RangeEstimator: TypeAlias = Literal["parkinson", "garman_klass", "rogers_satchell"]
"""Estimators from the session's range."""

FOUR_LN_2 = 4 * log(2)
"""``E[(M − m)²]`` of a Brownian motion over a unit of time."""
GK_CLOSE = 2 * log(2) - 1
"""Weight of c² in Garman and Klass's estimator; also ``E[−M m]``."""
SHIFT = 0.5825971579390107
"""β = −ζ(½)/√(2π): by how many standard deviations of a step the maximum between steps is higher."""


def parkinson(
    bars: Bars,
    *,
    window: int,
    overnight: Overnight = "omit",
    steps: float | None = None,
    periods: float = SESSIONS_PER_YEAR,
) -> FloatArray:
    """Annualised volatility (decimal) of the session's range, in the shape of ``bars.close``.

    ``steps`` is how many prices a session shows after its open, where the discretisation is to be corrected
    for. NaN until the window is full, and wherever it holds a bar with a price missing or contradicting
    the others; with the overnight variance also without the close before.

    Raises :class:`InputError` for a window below 1, fewer than 2 steps and another word for ``overnight``.

    >>> import numpy as np, pandas as pd
    >>> C = np.full(2, 100.0)
    >>> bars = Bars(pd.bdate_range("2026-01-05", periods=2), C, C * 1.01, C * 0.99, C)
    >>> parkinson(bars, window=2).round(6)
    array([     nan, 0.190679])
    """
    return _rolled("parkinson", bars, window, overnight, steps, periods)


def garman_klass(
    bars: Bars,
    *,
    window: int,
    overnight: Overnight = "omit",
    steps: float | None = None,
    periods: float = SESSIONS_PER_YEAR,
) -> FloatArray:
    """Range and close together; arguments and answer as for :func:`parkinson`."""
    return _rolled("garman_klass", bars, window, overnight, steps, periods)


def rogers_satchell(
    bars: Bars,
    *,
    window: int,
    overnight: Overnight = "omit",
    steps: float | None = None,
    periods: float = SESSIONS_PER_YEAR,
) -> FloatArray:
    """Free of the drift; arguments and answer as for :func:`parkinson`."""
    return _rolled("rogers_satchell", bars, window, overnight, steps, periods)


def range_variance(
    estimator: RangeEstimator,
    n: int,
    *,
    overnight: Overnight = "omit",
    steps: float | None = None,
    periods: float = SESSIONS_PER_YEAR,
) -> Variance:
    """The formulas above, on the sums of a window of n sessions."""
    if overnight not in ("omit", "add"):
        raise InputError(f"overnight={overnight!r}: say 'omit' (the session alone) or 'add'")
    n = require_window(n)
    a = periods / n / (1.0 if steps is None else seen_share(estimator, steps))
    terms: tuple[tuple[Sum, float], ...]
    if estimator == "parkinson":
        terms = ((Sum.RANGE_2, a / FOUR_LN_2),)
    elif estimator == "garman_klass":
        terms = ((Sum.RANGE_2, 0.5 * a), (Sum.SESSION_2, -GK_CLOSE * a))
    else:
        terms = ((Sum.ROGERS_SATCHELL, a),)
    night = ((Sum.OVERNIGHT_2, periods / n),) if overnight == "add" else ()
    return WeightedSums((*terms, *night))


def seen_share(estimator: RangeEstimator, steps: float) -> float:
    """Share of the session's variance that an estimator finds on average in N observed prices.

    Exact for Rogers and Satchell; within 0.001 for the others.

    >>> [round(seen_share("parkinson", steps), 3) for steps in (26, 78, 390)]
    [0.773, 0.860, 0.935]
    """
    if not (int(steps) == steps and 2 <= steps <= 10_000_000):
        raise InputError(f"steps={steps}: a session shows 2 to 10,000,000 prices; 390 are minutes")
    N = int(steps)
    root = np.arange(1, N) ** -0.5
    f = float(root @ np.cumsum(root)[::-1]) / (pi * N)  # eq. 1
    if estimator == "rogers_satchell":
        return f
    kappa = 0.775 - 0.23 / sqrt(N)
    product = GK_CLOSE - 2 * SHIFT * sqrt(2 / pi) / sqrt(N) + kappa / N  # eq. 2
    range_2 = (1 + f) + 2 * product
    return range_2 / FOUR_LN_2 if estimator == "parkinson" else 0.5 * range_2 - GK_CLOSE


def _rolled(
    estimator: RangeEstimator,
    bars: Bars,
    window: int,
    overnight: Overnight,
    steps: float | None,
    periods: float,
) -> FloatArray:
    variance = range_variance(estimator, window, overnight=overnight, steps=steps, periods=periods)
    return rolling_vol(bars, variance, window)
