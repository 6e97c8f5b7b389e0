"""Is a surface free of static arbitrage? Asked on a dense grid, whatever model it came from.

On undiscounted puts ``p = P/(D F)`` at strikes ``x = K/F = e^k``, with ``d₂ = −k/√w − √w/2``,

    ∂P/∂K = D ∂p/∂x,     ∂p/∂x = N(−d₂) + φ(d₂) w_k/(2√w)          in [0, D]: no vertical spread costs less than nothing
    ∂²p/∂x² = g φ(d₂)/(x √w)                                       g ≥ 0: no butterfly
    w(k, T) does not fall in T at fixed k                          no calendar spread

[GJ14, section 2]. The grid has expiries of the listings and several between each two, and log-moneyness over all
quotes and beyond, dense around the money of the shortest smile. A margin is the least slack: negative is arbitrage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.smile import SliceVariance, durrleman

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.volatility.surface.surface import Surface

BETWEEN = (0.0, 0.25, 0.5, 0.75)
"""Where, between one listing and the next, the grid looks; 0 is the listing itself."""
POINTS = 250
"""Over all quotes, and as many over eight standard deviations of the expiry."""
ROUNDING = 1e-14
"""Of a slope that is 0 or 1 but for the last digits."""
DEVIATIONS = 8.0
FURTHER = 1.5
"""The grid goes on to this times the outermost quote."""


@dataclass(frozen=True, slots=True)
class Margin:
    """The least slack of one condition, and where."""

    slack: float
    """Negative where there is arbitrage; NaN where nothing could be compared."""
    log_moneyness: float
    expiry: float
    """Years."""


@dataclass(frozen=True, slots=True)
class SliceMargins:
    """Least slacks of one listing."""

    expiry: float
    """Years."""
    butterfly: float
    """``min g``."""
    calendar: float
    """Least rise of total variance since the listing before, share of it; NaN for the first."""

    @property
    def is_free(self) -> bool:
        """Whether neither is violated."""
        return self.butterfly >= 0 and not self.calendar < 0


@dataclass(frozen=True, slots=True)
class ArbitrageCheck:
    """What a dense grid says."""

    butterfly: Margin
    """``min g``."""
    vertical: Margin
    """Least of ``∂P/∂K / D`` and ``1 − ∂P/∂K / D``."""
    calendar: Margin
    """Least ``(w₂ − w₁)/w₂`` between neighbours in time on the grid."""
    points: int
    """Of the grid."""
    slices: tuple[SliceMargins, ...]
    """Each listing's."""

    @property
    def is_free(self) -> bool:
        """Whether no condition is violated; an unknown margin is not freedom, but one expiry has no calendar spread."""
        return (
            self.butterfly.slack >= 0
            and self.vertical.slack >= -ROUNDING
            and not self.calendar.slack < 0
        )


def put_slope(log_moneyness: ArrayLike, variance: SliceVariance) -> FloatArray:
    """``∂P/∂K / D``: the chance to finish below the strike, under the forward measure.

    >>> flat = SliceVariance(w=np.array([0.04]), w_k=np.array([0.0]), w_kk=np.array([0.0]))
    >>> round(float(put_slope(0.0, flat)[0]), 4)
    0.5398
    """
    k = np.asarray(log_moneyness, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.sqrt(variance.w)
        d2 = -k / s - s / 2
        slope = ndtr(-d2) + np.exp(-d2 * d2 / 2) / np.sqrt(2 * np.pi) * variance.w_k / (2 * s)
    return np.asarray(slope)


def arbitrage_check(
    surface: Surface,
    lowest: float,
    highest: float,
    *,
    points: int = POINTS,
    between: tuple[float, ...] = BETWEEN,
) -> ArbitrageCheck:
    """Margins on the dense grid; ``lowest`` and ``highest`` are the outermost quoted log-moneyness."""
    wide = np.linspace(FURTHER * min(lowest, -0.05), FURTHER * max(highest, 0.05), points)
    butterfly, vertical, calendar = _none(), _none(), _none()
    count = 0
    slices: list[SliceMargins] = []
    rise = float("nan")
    for i, one in enumerate(surface.slices):
        narrow = DEVIATIONS * float(np.sqrt(one.smile.variance(0.0).w))
        k = np.concatenate([wide, np.linspace(-narrow, narrow, points)])
        last = i + 1 == len(surface.slices)
        following = one if last else surface.slices[i + 1]
        T = one.expiry + np.array([0.0] if last else between) * (following.expiry - one.expiry)
        here = one.smile.variance(k[None, :])
        if not last:
            path = surface.between(i, k, np.array([*between, 1.0]))
            here = SliceVariance(path.w[:-1], path.w_k[:-1], path.w_kk[:-1])
            growth = np.diff(path.w, axis=0) / path.w[1:]
            calendar = _worse(calendar, growth, k, np.append(T[1:], following.expiry))
        slope = put_slope(k, here)
        g = durrleman(k, here)
        count += g.size
        slices.append(SliceMargins(one.expiry, _least(g[0]), rise))
        butterfly = _worse(butterfly, g, k, T)
        vertical = _worse(vertical, np.minimum(slope, 1 - slope), k, T)
        if not last:
            rise = _least((path.w[-1] - path.w[0]) / path.w[-1])
    return ArbitrageCheck(butterfly, vertical, calendar, count, tuple(slices))


def _none() -> Margin:
    return Margin(float("nan"), float("nan"), float("nan"))


def _least(slack: FloatArray) -> float:
    return float(np.where(np.isfinite(slack), slack, -np.inf).min())


def _worse(known: Margin, slack: FloatArray, k: FloatArray, T: FloatArray) -> Margin:
    """The lesser of what is known and what is found; where the surface has no value there is no slack at all."""
    slack = np.where(np.isfinite(slack), slack, -np.inf)
    row, column = np.unravel_index(np.argmin(slack), slack.shape)
    if slack[row, column] >= known.slack:
        return known
    return Margin(float(slack[row, column]), float(k[column]), float(T[row]))
