"""The shape of the VIX futures curve: its slope at the front, at the back, and its state.

    slope = M2/M1 − 1,   back slope = M7 − M4 (points)

In *contango* the second contract costs more than the first and a holder rolls up, at a loss; in *backwardation* less.
Between them lies a dead band, the same as for every term structure here: within half a point or two per cent of each
other the curve is flat. [SPEC VF-12, VX-13]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.units import from_points
from hedgerow.volatility.surface.term_structure import CurveState, curve_state

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray


@dataclass(frozen=True, slots=True)
class CurveShape:
    """The curve of one session in three figures."""

    slope: float
    """M2/M1 − 1; NaN where either is missing."""
    back_slope_points: float
    """M7 − M4; NaN where either is missing."""
    state: CurveState
    """Of M1 and M2."""


def slope(settles: FloatArray) -> FloatArray:
    """``M2/M1 − 1`` of curves (…, k), M1 first, shape (…).

    >>> round(float(slope(np.array([17.0, 18.5]))), 4)
    0.0882
    """
    F = np.asarray(settles, float)
    return np.asarray(F[..., 1] / F[..., 0] - 1)


def curve_shape(settles: FloatArray) -> CurveShape:
    """Slope, back slope and state of a curve (k,) in VIX points, M1 first, at least two contracts.

    >>> curve_shape(np.array([17.0, 18.5, 19.0, 19.3, 19.5, 19.6, 19.7, 19.8])).state
    'contango'
    """
    F = np.asarray(settles, float)
    back = float(F[6] - F[3]) if len(F) > 6 else float("nan")
    return CurveShape(
        float(slope(F)), back, curve_state(from_points(float(F[0])), from_points(float(F[1])))
    )
