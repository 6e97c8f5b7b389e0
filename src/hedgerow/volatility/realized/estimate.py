"""How volatile the last weeks were, by every estimator, and how well that is known.

Each estimator is the mean of n daily terms v (each annualised): x² for closes, the terms of ``range_based``, and for Yang and
Zhang ``n/(n − 1) [(o − ō)² + k (c − c̄)²] + (1 − k) [u(u − c) + d(d − c)]``. With V their mean,

    s² = Var(V)/V² = max(sample variance of v / (n V²), s₀²)        ν = 2/s²
    V ν / χ²_ν(½ ± ½ level)                                          the interval of the variance

the chi-square whose mean and variance are those of V. For zero-mean normal returns s₀² = 2/n, ν = n, and with
that the interval is exact. s₀² is what a diffusion of constant volatility gives, and a floor: a few dozen terms seldom
contain the large one that would tell how much they can vary. With fat tails the sample's own variance takes
over and the interval widens, though not enough: of intervals meant to hold 90 %, those on 21 sessions of a
diffusion hold 90 %, those on 21 whose volatility itself is drawn so that returns are Student's t with 5
degrees of freedom 80 %.

The interval is for the volatility of this window, taken as constant in it; it says nothing of the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import get_args

import numpy as np

from hedgerow.errors import InputError
from hedgerow.market.bars import Bars
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.daily_terms import DailyTerms, whole_bars
from hedgerow.volatility.realized.panel import Estimator
from hedgerow.volatility.realized.range_based import RangeEstimator, seen_share
from hedgerow.volatility.realized.rolling import require_window
from hedgerow.volatility.realized.yang_zhang import yang_zhang_weight

UNKNOWN = float("nan")
VARIATION = {"parkinson": 0.4073, "garman_klass": 0.2703, "rogers_satchell": 0.3310}
"""Variance of a session's term over its squared mean, for Brownian motion: 2 over the efficiency of 4.91 [Parkinson80],
7.4 [GK80] and 6.04 [RS91]."""
DRIFT_BIAS = {"parkinson": 0.38, "garman_klass": 0.14}
"""Relative bias of the variance over the squared drift of a session in units of its σ."""
WIDENED = 1.5
"""Times s₀², from which on it is told that the sample varies more."""
PRICES = (390, 78, 26)
"""Prices a session: one a minute, every five, every fifteen."""
RANGES: tuple[RangeEstimator, ...] = get_args(RangeEstimator)


@dataclass(frozen=True, slots=True)
class VolEstimate:
    """One estimator's volatility of the last window. Volatilities are decimals per √year, NaN where unknown."""

    estimator: Estimator
    window: int
    """Sessions."""
    vol: float
    low: float
    """Ends of the confidence interval."""
    high: float
    standard_error: float
    """Of ``vol``."""
    observations: int
    """Daily terms that are there; ``vol`` is known where they are ``window``."""
    session_only: bool
    """Whether what happens between a close and the next open is left out: no match for implied volatility."""
    notes: tuple[str, ...]
    """Why it is unknown, or what biases it."""


def estimates(
    bars: Bars, *, window: int, level: float = 0.90, periods: float = SESSIONS_PER_YEAR
) -> tuple[VolEstimate, ...]:
    """Every estimator over the last ``window`` sessions of one symbol.

    In order: closes with zero mean and with their own; Parkinson, Garman-Klass and Rogers-Satchell of
    the session; the same with the overnight variance added; Yang-Zhang. A window that lacks a price is
    unknown, with the reason in ``notes``; a price that never moves has volatility 0 and no interval.

    Raises :class:`InputError` for a window below 2, a level outside 0 … 1 and bars of several symbols.

    >>> import pandas as pd
    >>> C = 100 * np.exp(0.01 * (np.arange(30.0) % 2))
    >>> bars = Bars(pd.bdate_range("2026-01-05", periods=30), C, C, C, C)
    >>> found = estimates(bars, window=21)[0]
    >>> print(f"{found.vol:.4f}, 90 % of it {found.low:.4f} to {found.high:.4f}")
    0.1587, 90 % of it 0.1273 to 0.2137
    """
    n = require_window(window, least=2)
    if not 0 < level < 1:
        raise InputError(f"level={level} is outside 0 … 1; give a share, such as 0.9")
    if bars.close.ndim != 1:
        raise InputError(
            f"bars of shape {bars.close.shape}: estimates are of one symbol; give one column"
        )
    t = DailyTerms.of(bars, n)

    def made(
        estimator: Estimator,
        terms: FloatArray,
        floor: float,
        lack: str,
        *notes: str,
        session_only: bool = False,
    ) -> VolEstimate:
        told = (lack,) if lack else tuple(note for note in notes if note)
        return _estimate(estimator, periods * terms, floor, level, session_only, told)

    closes, whole, both = _lacks(bars, n)
    centred = n / (n - 1) * (t.x - t.x.mean()) ** 2
    found = [
        made("close_to_close", t.x**2, 2 / n, closes),
        made("close_to_close_centred", centred, 2 / (n - 1), closes),
    ]
    for name in RANGES:
        v, notes = t.session(name), (_drift(name, t), _discrete(name))
        night = _night(t, v)
        floor = VARIATION[name] / n
        found.append(made(name, v, floor, whole, night, *notes, session_only=True))
    for name in RANGES:
        v, notes = t.session(name), (_drift(name, t), _discrete(name))
        share = _share(t.o**2, v)
        floor = (2 * share**2 + VARIATION[name] * (1 - share) ** 2) / n
        found.append(made(name, t.o**2 + v, floor, both, *notes))
    k, V_o = yang_zhang_weight(n), (t.o - t.o.mean()) ** 2
    share = _share(V_o * n / (n - 1), t.yang_zhang() - V_o * n / (n - 1))
    floor = 2 / (n - 1) * (share**2 + k * (1 - share) ** 2)
    found.append(made("yang_zhang", t.yang_zhang(), floor, both, _discrete("rogers_satchell")))
    return tuple(found)


def _estimate(
    estimator: Estimator,
    terms: FloatArray,
    floor: float,
    level: float,
    session_only: bool,  # noqa: FBT001 - a field of the result
    notes: tuple[str, ...],
) -> VolEstimate:
    """Mean of the terms with its interval; ``floor`` is s₀²."""
    n, V = len(terms), float(terms.mean())
    vol = low = high = error = UNKNOWN
    if V > 0:
        s_2 = max(float(terms.var(ddof=1)) / (n * V * V), floor)
        vol, error = sqrt(V), 0.5 * sqrt(s_2 * V)
        low, high = (sqrt(V * share) for share in _interval(2 / s_2, level))
        if s_2 > WIDENED * floor:
            wider = f"{sqrt(s_2 / floor):.1f} times as much as a diffusion's: the interval is wider"
            notes = (*notes, f"its daily terms vary {wider}")
    elif V == 0:
        vol, notes = 0.0, ("the price did not move: how well this is known cannot be told",)
    known = int(np.isfinite(terms).sum())
    return VolEstimate(estimator, n, vol, low, high, error, known, session_only, notes)


def _interval(nu: float, level: float) -> tuple[float, float]:
    """Ends of a variance's interval over its estimate."""
    from scipy.stats import chi2

    below, above = chi2.ppf([0.5 - 0.5 * level, 0.5 + 0.5 * level], nu)
    return float(nu / above), float(nu / below)


def _lacks(bars: Bars, n: int) -> tuple[str, str, str]:
    """What is lacking for closes, for sessions, and for sessions with their nights; empty where nothing is."""
    given = len(bars.close)
    short = f"{n} returns need {n + 1} sessions, {given} given" if given <= n else ""
    last = slice(-n - 1, None)
    O, H, L, C = (p[last] for p in (bars.open, bars.high, bars.low, bars.close))
    priced, whole = (C > 0) & np.isfinite(C), whole_bars(O, H, L, C)
    closes = short or _gaps(int((~priced).sum()), n + 1, "closes")
    if not np.isfinite(H).any():
        bars_lack = "closes only: no session of the window has an open, a high and a low"
    elif given < n:
        bars_lack = f"{n} sessions needed, {given} given"
    else:
        bars_lack = _gaps(int((~whole[-n:]).sum()), n, "bars")
    return closes, bars_lack, bars_lack or closes


def _gaps(missing: int, of: int, what: str) -> str:
    return f"{missing} of {of} {what} are missing or impossible" if missing else ""


def _share(part: FloatArray, rest: FloatArray) -> float:
    """Of the sum of both; 0 where there is none."""
    total = float(part.mean() + rest.mean())
    return float(part.mean()) / total if total > 0 else 0.0


def _night(t: DailyTerms, v: FloatArray) -> str:
    share = _share(t.o**2, v)
    if not np.isfinite(t.o).all():
        return "session only: the variance from close to open is left out"
    return f"session only: leaves out the {100 * share:.0f} % of this window's variance that came overnight"


def _drift(estimator: RangeEstimator, t: DailyTerms) -> str:
    """Squared drift of a session, less what chance alone makes of it: often nothing."""
    if estimator not in DRIFT_BIAS:
        return ""
    n, V = len(t.c), float(t.session(estimator).mean())
    drift_2 = float(t.c.mean()) ** 2 / V - 1 / n if V > 0 else 0.0
    if drift_2 <= 0:
        return ""
    bias = DRIFT_BIAS[estimator] * drift_2
    return f"drift biases it upwards: by about {100 * bias:.1f} % of the variance in this window"


def _discrete(estimator: RangeEstimator) -> str:
    low = ", ".join(f"{100 * (1 - seen_share(estimator, N)):.0f} % with {N}" for N in PRICES)
    return f"discrete prices bias the session's variance downwards: {low} prices a session"
