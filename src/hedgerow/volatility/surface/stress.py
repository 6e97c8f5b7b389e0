"""Five things that surfaces do under stress, and which of them one did between two days.

    level       volatility at the forward up, the front more than the back
    put skew    25-delta put over the forward steeper
    inversion   the front above the back
    butterfly   both wings up against the middle
    coupling    the index down and VIX up by more points per 1 % than on usual days

VIX answers a fall of 1 % with about a point whatever its level: 1.1 at 15, 0.9 above 25, 1.5 a per cent in falls beyond
3 %. In per cent of itself that is 9 at a low VIX and less than 4 at a high one, so the flag reads points. SPEC VS-13.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.errors import InputError
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.metrics import smile_metrics
from hedgerow.volatility.surface.surface import Surface
from hedgerow.volatility.surface.term_structure import curve_state

FRONT, BACK = 30.0, 90.0
"""Calendar days."""
LEVEL_UP = 0.02
STEEPER = 0.005
BUTTERFLY_UP = 0.0025
"""Changes of volatility that count, decimal: conventions of this library, no source has them."""
FALL = -0.01
POINTS_PER_FALL = 0.0125
"""VIX per fall of 1 %: halfway from usual days to falls beyond 3 %."""


@dataclass(frozen=True, slots=True)
class Coupling:
    """How VIX answered the index between the two days."""

    log_move: float
    """Δ ln S."""
    vol_change: float
    """Of VIX, decimal: 0.01 is a point."""
    vol_share: float
    """Of VIX, as a share of its level before."""

    @property
    def per_fall(self) -> float:
        """Rise of VIX per fall of 1 %, decimal; NaN where the index did not fall."""
        return self.vol_change / (-100 * self.log_move) if self.log_move < 0 else float("nan")

    @property
    def share_per_fall(self) -> float:
        """The same as a share of VIX."""
        return self.vol_share / (-100 * self.log_move) if self.log_move < 0 else float("nan")


@dataclass(frozen=True, slots=True)
class StressFlags:
    """What one surface does that the one before did not; None where unknown."""

    level: bool | None
    put_skew: bool | None
    inversion: bool | None
    butterfly: bool | None
    coupling: bool | None
    level_change: float
    """Of 30-day volatility at the forward, decimal."""
    back_change: float
    """Of 90-day volatility."""
    put_skew_change: float
    butterfly_change: float
    spot_vol: Coupling | None

    @property
    def known(self) -> int:
        """Flags that could be read."""
        return sum(flag is not None for flag in self._all)

    @property
    def count(self) -> int:
        """Flags that are up."""
        return sum(bool(flag) for flag in self._all)

    @property
    def _all(self) -> tuple[bool | None, ...]:
        return (self.level, self.put_skew, self.inversion, self.butterfly, self.coupling)


def coupling(spot: tuple[float, float], vix: tuple[float, float]) -> Coupling:
    """From closes before and after, VIX as a decimal.

    >>> found = coupling((5000.0, 4900.0), (0.18, 0.21))
    >>> round(100 * found.per_fall, 2), round(100 * found.share_per_fall, 1)
    (1.48, 8.2)
    """
    if any(x <= 0 for x in (*spot, *vix)):
        raise InputError(f"spot {spot} and VIX {vix}; give numbers above 0")
    change = vix[1] - vix[0]
    return Coupling(float(np.log(spot[1] / spot[0])), change, change / vix[0])


def stress_flags(before: Surface, after: Surface, spot_vol: Coupling | None = None) -> StressFlags:
    """The five flags between two surfaces; the last needs :func:`coupling`."""
    T = np.array([FRONT, BACK]) / DAYS_PER_YEAR
    old, new = (smile_metrics(s, T, deltas=(0.25,)) for s in (before, after))
    front, back = (new.atm_vol - old.atm_vol).tolist()
    steeper = float((new.put_skew() - old.put_skew())[0])
    bent = float((new.butterfly() - old.butterfly())[0])
    state = curve_state(*new.atm_vol.tolist())
    return StressFlags(
        _flag(front >= LEVEL_UP and front > back, front, back),
        _flag(steeper >= STEEPER, steeper),
        _flag(state == "backwardation", *new.atm_vol.tolist()),
        _flag(bent >= BUTTERFLY_UP, bent),
        None if spot_vol is None else _coupled(spot_vol),
        *(front, back, steeper, bent, spot_vol),
    )


def _coupled(found: Coupling) -> bool | None:
    return _flag(
        found.log_move <= FALL and found.per_fall >= POINTS_PER_FALL,
        found.log_move,
        found.vol_change,
    )


def _flag(up: bool, *rests_on: float) -> bool | None:  # noqa: FBT001
    return up if np.isfinite(rests_on).all() else None
