"""Expected move: how far options price the price to go.

A straddle struck at the forward is worth, discounted by ``D`` and with ``T`` years to go,

    X = 2 D F [2 N(σ√T/2) − 1]  ≈  √(2/π) D F σ√T  =  0.798 D F σ√T

which is the mean distance between price and forward at the end. So one standard deviation is ``√(π/2) X = 1.2533 X``, and

    σ = 1.2533 · X/(D F) · √(252/n)          n sessions to expiry

Three conventions are in use; under a normal law with that volatility the price ends inside

    one_sigma     1.2533 X      68.3 % of the time
    straddle      X             57.5 %
    eighty_five   0.85 X        50.2 %

A band for another number of sessions scales with its square root: a fifth of a week's straddle is no day's move, ``1/√5``
of it is.

Source: [SPEC EM-01 … EM-08]; Brenner and Subrahmanyam's approximation.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, pi, sqrt
from typing import Literal, TypeAlias, get_args

import numpy as np

from hedgerow.errors import InputError, suggestion
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.coverage import normal_coverage

MoveConvention: TypeAlias = Literal["one_sigma", "straddle", "eighty_five"]
FACTORS: dict[MoveConvention, float] = {
    "one_sigma": sqrt(pi / 2),
    "straddle": 1.0,
    "eighty_five": 0.85,
}
"""Half the band over the straddle."""


@dataclass(frozen=True, slots=True)
class ExpectedMove:
    """A band around the forward."""

    convention: MoveConvention
    points: float
    """Half of it, in the unit of the price; NaN where unknown."""
    share: float
    """Of the forward, decimal."""
    low: float
    high: float
    normal_coverage: float
    """How often a normal law with the implied volatility ends inside."""


def straddle(forward: float, expiry: float, vol: float, *, discount: float = 1.0) -> float:
    """Value of a call and a put struck at the forward; ``expiry`` in years, ``vol`` decimal.

    >>> round(straddle(5750, 1 / 252, 0.0837), 2)
    24.19
    """
    from scipy.special import ndtr

    return float(2 * discount * forward * (2 * ndtr(vol * np.sqrt(expiry) / 2) - 1))


def straddle_vol(
    price: float, forward: float, *, sessions: float, discount: float = 1.0, exact: bool = True
) -> float:
    """Volatility per √year of 252 sessions that a straddle at the forward implies.

    ``exact`` inverts the formula; otherwise ``1.2533 · X/(D F) · √(252/n)``, a little lower. NaN where the price is
    negative or above ``2 D F``.

    Raises :class:`InputError` for ``sessions`` that are not above 0: without them a straddle says nothing of a volatility.

    >>> round(straddle_vol(24, 5750, sessions=5), 4), round(straddle_vol(65, 5200, sessions=5), 4)
    (0.0371, 0.1112)
    """
    from scipy.special import ndtri

    n = checked_sessions(sessions)
    share = price / (discount * forward)
    if not 0 <= share < 2:
        return float("nan")
    deviation = 2 * float(ndtri((share / 2 + 1) / 2)) if exact else FACTORS["one_sigma"] * share
    return deviation * sqrt(SESSIONS_PER_YEAR / n)


def expected_move(
    price: float,
    forward: float,
    *,
    sessions: float,
    horizon: float | None = None,
    convention: MoveConvention = "one_sigma",
    discount: float = 1.0,
) -> ExpectedMove:
    """The band that a straddle at the forward prices, over its own life or over ``horizon`` sessions.

    Raises :class:`InputError` for sessions that are not above 0 and another convention.

    >>> week = expected_move(65, 5200, sessions=5)
    >>> day = expected_move(65, 5200, sessions=5, horizon=1)
    >>> round(week.points, 1), round(day.points, 1)
    (81.5, 36.4)
    """
    n = checked_sessions(sessions)
    ahead = n if horizon is None else checked_sessions(horizon)
    factor = checked_factor(convention)
    half = factor * price / discount * sqrt(ahead / n)
    return ExpectedMove(
        convention,
        half,
        half / forward,
        forward - half,
        forward + half,
        coverage_of(convention),
    )


def coverage_of(convention: MoveConvention) -> float:
    """Share of the time that a normal law with the implied volatility ends inside the band.

    >>> [round(coverage_of(name), 3) for name in FACTORS]
    [0.683, 0.575, 0.502]
    """
    return normal_coverage(checked_factor(convention) / FACTORS["one_sigma"])


def checked_factor(convention: MoveConvention) -> float:
    """Half the band over the straddle. Raises :class:`InputError` for another convention."""
    if convention not in FACTORS:
        names = get_args(MoveConvention)
        msg = f"convention {convention!r} is not one of {', '.join(names)}{suggestion(convention, names)}"
        raise InputError(msg)
    return FACTORS[convention]


def checked_sessions(sessions: float | None) -> float:
    """Trading sessions to expiry. Raises :class:`InputError` where there are none, or they are not given."""
    if sessions is None or not isfinite(sessions) or sessions <= 0:
        msg = f"sessions is {sessions}: give the trading sessions to expiry, above 0, like 5 for a week"
        raise InputError(msg)
    return float(sessions)
