"""Roll: what a holder of VIX futures loses, or earns, while nothing moves.

A position of constant maturity holds w₁ = (sessions left)/(sessions of the roll period) of the front contract's
exposure and w₂ = 1 − w₁ of the next one's. Where each contract slides down the line between the two,

    roll a day = −(M2 − M1) / (ΔT (w₁ M1 + w₂ M2)),   ΔT days *between the two settlements*,

a fraction of the position; a holder of a short position earns what a long one loses. Dividing by the days left in the
front contract instead, as often printed, explodes as it settles. [SPEC VF-02]

Over a month the two contracts pass on to the next two, so the month is simulated: the curve stands still as a function
of days to settlement, a shape-preserving cubic [FC80] through VIX and the contracts, straight beyond the last, and the
position rolls along it day by day. [SPEC VF-03]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from hedgerow.typing import FloatArray

PERIOD = 30
"""Calendar days of a roll period, and of the month that is simulated."""
LEAST_POINTS = 2


def roll_return(
    front: ArrayLike, second: ArrayLike, *, weight: ArrayLike, days: ArrayLike
) -> FloatArray:
    """Return a day of a long position while the curve stands still; the short one's is its negative.

    ``front`` and ``second`` are prices in VIX points, ``weight`` is w₁, ``days`` the days between the two settlements
    (calendar days or sessions: the return is per such day). Any shapes that broadcast; NaN where an input is.

    >>> round(float(roll_return(17.0, 18.5, weight=1.0, days=30)), 5)
    -0.00294
    """
    M1, M2, w1, dT = (np.asarray(x, float) for x in (front, second, weight, days))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(-(M2 - M1) / (dT * (w1 * M1 + (1 - w1) * M2)))


def static_curve_return(days: ArrayLike, levels: ArrayLike, *, horizon: int = PERIOD) -> float:
    """Return of a rolling 30-day position over ``horizon`` calendar days of a curve that stands still.

    ``days`` (k,) are days to settlement, ascending, 0 for VIX itself; ``levels`` (k,) VIX points. Points without a
    price are left out; NaN where fewer than two remain, where VIX and every contract up to 30 days lack one, or where
    the curve would fall to zero. Collateral earns nothing here.

    >>> round(static_curve_return([0, 30, 60], [16.0, 17.0, 18.5]), 3)
    -0.07
    """
    d, F = (np.asarray(x, float) for x in (days, levels))
    known = np.isfinite(F)
    d, F = d[known], F[known]
    if len(d) < LEAST_POINTS or d[0] > PERIOD:
        return float("nan")
    curve = _curve(d, F)
    left: FloatArray = np.asarray(PERIOD - np.arange(horizon) % PERIOD, float)
    w = left / PERIOD
    before = w * curve(left) + (1 - w) * curve(left + PERIOD)
    after = w * curve(left - 1) + (1 - w) * curve(left + PERIOD - 1)
    if not (before > 0).all() or not (after > 0).all():
        return float("nan")
    return float(np.prod(after / before) - 1)


def _curve(d: FloatArray, F: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """A shape-preserving cubic, with straight ends."""
    from scipy.interpolate import PchipInterpolator

    cubic = PchipInterpolator(d, F)
    tilt = cubic.derivative()
    first, last = float(tilt(d[0])), float(tilt(d[-1]))

    def level(t: FloatArray) -> FloatArray:
        inside = cubic(np.clip(t, d[0], d[-1]))
        return np.asarray(
            inside + first * np.minimum(t - d[0], 0) + last * np.maximum(t - d[-1], 0)
        )

    return level
