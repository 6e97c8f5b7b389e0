"""The volatility indices by tenor: calm where the near one is lower, stress where it is higher.

    gap = far − near      ratio = near/far      inverted: ratio > 1
    σ_f² = (σ₂² T₂ − σ₁² T₁)/(T₂ − T₁)          what is priced between the two tenors

State by the ratio: contango under .98, flat to 1.02, backwardation from there. An index of 30 days holds every day up to
its end: it cannot say that the next two weeks are calm; the volatility between 9 and 30 days, and between 30 and 93,
says where the variance is priced. SPEC MS-08, MS-09, MS-11, PART IV.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.term_structure import FLAT_RATIO, CurveState, forward_vol

NEAR, FAR = 30.0, 93.0
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class ForwardStep:
    """What is priced between two tenors."""

    start_days: float
    end_days: float
    vol: float
    """Decimal; NaN where total variance falls, as that of quoted options may not, or an index is unknown."""


@dataclass(frozen=True, slots=True)
class CalmStress:
    """Thirty days against three months; NaN where one is unknown."""

    near: float
    """Decimal."""
    far: float
    gap: float
    """Far less near, decimal."""
    ratio: float
    """Near over far."""
    inverted: bool | None
    """Whether the ratio is above 1; None where it is unknown."""
    state: CurveState
    forwards: tuple[ForwardStep, ...]
    """Between each two neighbouring tenors that are known."""


def calm_stress(vols: Mapping[float, float]) -> CalmStress:
    """From levels (decimal) by calendar days: 9, 30, 93, 184.

    >>> found = calm_stress({30: 0.1701, 93: 0.1989, 184: 0.2246})
    >>> round(found.gap, 4), round(found.ratio, 4), [round(step.vol, 4) for step in found.forwards]
    (0.0288, 0.8552, [0.2112, 0.2481])
    """
    known = sorted((days, vol) for days, vol in vols.items() if np.isfinite(vol))
    near, far = (dict(known).get(days, UNKNOWN) for days in (NEAR, FAR))
    ratio = near / far
    return CalmStress(
        near=near,
        far=far,
        gap=far - near,
        ratio=ratio,
        inverted=bool(ratio > 1) if np.isfinite(ratio) else None,
        state=ratio_state(ratio),
        forwards=tuple(
            ForwardStep(T1, T2, float(forward_vol(s1, T1 / DAYS_PER_YEAR, s2, T2 / DAYS_PER_YEAR)))
            for (T1, s1), (T2, s2) in pairwise(known)
        ),
    )


def ratio_state(ratio: float) -> CurveState:
    """Of the near over the far index.

    >>> ratio_state(0.97), ratio_state(0.98), ratio_state(1.02), ratio_state(float("nan"))
    ('contango', 'flat', 'backwardation', 'unknown')
    """
    if not np.isfinite(ratio):
        return "unknown"
    low, high = FLAT_RATIO
    return "contango" if ratio < low else "flat" if ratio < high else "backwardation"
