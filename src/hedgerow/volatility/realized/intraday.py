"""Realized variance from intraday returns, and how much of it came in jumps.

With n returns r₁ … rₙ of k minutes from a session's open to its close

    RV = Σ rᵢ²                                          all of the variance      [ABDL03]
    BV = π/2 · n/(n − 1) · Σ |rᵢ| |rᵢ₋₁|                what jumps leave out     [BNS04]
    J  = max(RV − BV, 0)                                the jumps
    TQ = n · μ⁻³ · n/(n − 2) · Σ |rᵢ rᵢ₋₁ rᵢ₋₂|^{4/3}    μ = 2^{2/3} Γ(7/6)/Γ(1/2)
    z  = (1 − BV/RV) / √((π²/4 + π − 5)/n · max(1, TQ/BV²))      [BNS06, HT05]

Without jumps z is about standard normal; a large one says that the session jumped. Where bars are
finer than k minutes every starting point gives a grid of its own, and RV, BV and TQ are averaged over
them [ZMA05], each grid first scaled from the stretch that it covers to the whole session; z keeps the
n of one grid and so errs on the side of no jump.

The night is a term of its own, N = (ln open − ln previous close)²: it is no part of RV, and to leave
it out would call an index that only gaps calm. Volatilities are √RV and √(RV + N). SPEC RV-13.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import gamma, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.market.calendar import previous_session
from hedgerow.market.intraday import IntradayBars
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

MINUTES = 5
COARSEST = 60
"""Minutes: the longest return of which a half day still has three."""
LEAST_COVERAGE = 0.9
"""Share of a session's bars; with fewer its variance is unknown."""
UNKNOWN = float("nan")

_MU = 2 ** (2 / 3) * gamma(7 / 6) / gamma(1 / 2)
_THETA = pi**2 / 4 + pi - 5


@dataclass(frozen=True, slots=True)
class SessionVariance:
    """One session. Variances are decimals per year (252 times the session's); NaN where unknown."""

    date: date
    coverage: float
    """Share of the session's bars that are there."""
    realized_variance: float
    """RV, from open to close."""
    bipower_variance: float
    """BV."""
    jump_variance: float
    """J."""
    jump_z: float
    """z; above 2.33 in 1 % of sessions without a jump. NaN where nothing moved."""
    overnight_variance: float
    """N; NaN where the session before is not known to its close."""
    vol: float
    """√RV, decimal per √year."""
    vol_with_overnight: float
    """√(RV + N), decimal per √year."""
    reason: str = ""
    """Why something is unknown; empty where all is known."""


@dataclass(frozen=True, slots=True)
class IntradayVariance:
    """Sessions of one symbol, ascending."""

    symbol: str
    minutes: int
    """k, the length of a return."""
    grids: int
    """Starting points averaged over."""
    sessions: tuple[SessionVariance, ...]

    @property
    def known(self) -> tuple[SessionVariance, ...]:
        """Sessions whose variance is known."""
        return tuple(s for s in self.sessions if np.isfinite(s.realized_variance))

    def to_frame(self) -> pd.DataFrame:
        """A row a session, indexed by date, the fields of :class:`SessionVariance` as columns."""
        from dataclasses import asdict, fields

        import pandas as pd

        columns = [f.name for f in fields(SessionVariance)]
        frame = pd.DataFrame([asdict(s) for s in self.sessions], columns=columns)
        return frame.assign(date=pd.to_datetime(frame["date"])).set_index("date")


def intraday_variance(
    bars: IntradayBars, *, minutes: int = MINUTES, least_coverage: float = LEAST_COVERAGE
) -> IntradayVariance:
    """Realized and bipower variance, jumps and night of every session that has bars.

    A missing bar's price is the one before it. With less than ``least_coverage`` of its bars a session
    is unknown with the reason, not scaled up. The night is unknown where the last bar of the session
    before or the first of this one is missing. Prices are unadjusted: on an ex-day the night contains
    the dividend, and a split would look like a jump.

    Raises :class:`InputError` where ``minutes`` is no multiple of the bars' width up to 60, or
    ``least_coverage`` is outside 0 … 1.
    """
    if not 0 <= least_coverage <= 1:
        raise InputError(
            f"least_coverage={least_coverage} is outside 0 … 1; give a share, such as 0.9"
        )
    width = bars.minutes
    if width and (minutes % width or not width <= minutes <= COARSEST):
        raise InputError(
            f"minutes={minutes} is no return of {width}-minute bars; "
            f"give a multiple of {width} up to {COARSEST}"
        )
    step = minutes // width if width else 1
    grids = bars.grids()
    sessions = tuple(
        _session(day, prices, grids.get(previous_session(day)), step, least_coverage)
        for day, prices in grids.items()
    )
    return IntradayVariance(bars.symbol, minutes, step, sessions)


def _session(
    day: date, prices: FloatArray, before: FloatArray | None, step: int, least_coverage: float
) -> SessionVariance:
    coverage = float(np.isfinite(prices[1:]).mean())
    night = UNKNOWN if before is None else _year(np.log(prices[0] / before[-1]) ** 2)
    why_no_night = "" if np.isfinite(night) else "the close before or the open is not in the data"
    if coverage < least_coverage:
        reason = f"{100 * coverage:.0f} % of the bars, {100 * least_coverage:.0f} % needed"
        nothing = (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
        return SessionVariance(day, coverage, *nothing, night, UNKNOWN, UNKNOWN, reason)
    RV, BV, z = variation(carried(np.log(prices)), step=step)
    RV, BV = _year(RV), _year(BV)
    return SessionVariance(
        day,
        coverage,
        realized_variance=RV,
        bipower_variance=BV,
        jump_variance=max(RV - BV, 0.0),
        jump_z=z,
        overnight_variance=night,
        vol=sqrt(RV),
        vol_with_overnight=sqrt(RV + night),
        reason=why_no_night,
    )


def variation(log_prices: FloatArray, *, step: int = 1) -> tuple[float, float, float]:
    """RV and BV of one session (not annualised) and z, averaged over ``step`` grids.

    ``log_prices`` on an even grid, shape (m + 1,), without NaN; ``step`` ≤ m/2 intervals make a return. z
    is NaN where nothing moved; BV and z are NaN with fewer than two and three returns.

    >>> [round(x, 4) for x in variation(np.array([0.0, 0.1, 0.0, 0.1, 0.0]))]
    [0.04, 0.0628, -1.4629]
    """
    whole = len(log_prices) - 1
    found = []
    for start in range(step):
        r = np.diff(log_prices[start::step])
        scale = whole / (len(r) * step)
        RV, BV, TQ = _powers(r)
        found.append((scale * RV, scale * BV, scale**2 * TQ))
    RV, BV, TQ = (float(x) for x in np.mean(np.array(found), axis=0))
    n = whole // step
    if not (RV > 0 and np.isfinite(TQ)):
        return RV, BV, UNKNOWN
    spread = max(1.0, TQ / BV**2) if BV > 0 else UNKNOWN
    return RV, BV, (1 - BV / RV) / sqrt(_THETA / n * spread)


def _powers(r: FloatArray) -> tuple[float, float, float]:
    """RV, BV and TQ of the returns of one grid."""
    n, size = len(r), np.abs(r)
    RV = float(np.sum(r**2))
    BV = pi / 2 * n / (n - 1) * float(np.sum(size[1:] * size[:-1])) if n > 1 else UNKNOWN
    if n < 3:
        return RV, BV, UNKNOWN
    threes = float(np.sum((size[2:] * size[1:-1] * size[:-2]) ** (4 / 3)))
    return RV, BV, n * _MU**-3 * n / (n - 2) * threes


def carried(prices: FloatArray) -> FloatArray:
    """Prices (n,) in which a gap has the last price before it, or the first of all at the start.

    >>> [float(p) for p in carried(np.array([np.nan, 1.0, np.nan, 2.0]))]
    [1.0, 1.0, 1.0, 2.0]
    """
    known = np.isfinite(prices)
    place = np.maximum.accumulate(np.where(known, np.arange(len(prices)), -1))
    return np.asarray(prices[np.where(place < 0, int(np.argmax(known)), place)])


def _year(variance: float) -> float:
    return float(SESSIONS_PER_YEAR * variance)
