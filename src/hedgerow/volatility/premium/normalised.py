"""Implied over realized volatility: the premium as a multiple.

    NVRP = V / RV          <1 avoid   1 – 1.2 neutral   1.2 – 1.3 marginal   1.3 and more favourable

Bands are half-open, for who sells volatility. The measure of the two and RV's window belong to the figure: VIX is
a variance-swap level, above at-the-money volatility, so VIX over the last 21 sessions is 1.35 in the median and
above 1.3 on more than half of all days: *favourable* is then nothing special, and the percentile of the ratio among its
own past stands beside it. A ratio falls when realized volatility jumps, which is when selling is most dangerous and was
often best paid: see :mod:`~hedgerow.volatility.premium.state_dependence`. SPEC VP-08, DT-22, §K 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.typing import FloatArray
from hedgerow.volatility.realized.standing import percentile

Band: TypeAlias = Literal["avoid", "neutral", "marginal", "favourable", "unknown"]

NEUTRAL, MARGINAL, FAVOURABLE = 1.0, 1.2, 1.3
"""Ratios from which each band begins."""
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class NormalisedPremium:
    """Today's ratio, and where it stands among its own past."""

    ratio: float
    """V/RV; NaN where either is unknown or nothing moved."""
    band: Band
    percentile: float
    """Among the 252 sessions before, 0 … 100."""
    percentile_whole: float
    """Among all before."""
    quantiles: tuple[float, float, float, float, float]
    """10, 25, 50, 75 and 90 % of the known history."""
    share_favourable: float
    """Of the history at 1.3 and above."""
    share_avoid: float
    """Of the history under 1."""
    observations: int

    @property
    def median(self) -> float:
        """Of the known history."""
        return self.quantiles[2]


def ratio(implied: FloatArray, realized: FloatArray) -> FloatArray:
    """V/RV by session, (n,), both decimal; NaN where nothing moved."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(realized > 0, implied / realized, np.nan)


def band(nvrp: float) -> Band:
    """The band of a ratio.

    >>> band(0.99), band(1.0), band(1.2), band(1.3), band(float("nan"))
    ('avoid', 'neutral', 'marginal', 'favourable', 'unknown')
    """
    if not np.isfinite(nvrp):
        return "unknown"
    if nvrp < NEUTRAL:
        return "avoid"
    if nvrp < MARGINAL:
        return "neutral"
    return "marginal" if nvrp < FAVOURABLE else "favourable"


def normalised_premium(implied: FloatArray, realized: FloatArray) -> NormalisedPremium:
    """The last session's ratio among its past; both (n,), decimal, oldest first.

    >>> found = normalised_premium(np.full(400, 0.20), np.linspace(0.25, 0.10, 400))
    >>> round(found.ratio, 2), found.band, found.percentile
    (2.0, 'favourable', 100.0)
    """
    x = ratio(implied, realized)
    known = x[np.isfinite(x)]
    now = float(x[-1]) if len(x) else UNKNOWN
    marks = np.quantile(known, [0.1, 0.25, 0.5, 0.75, 0.9]) if len(known) else np.full(5, np.nan)
    q10, q25, q50, q75, q90 = (float(q) for q in marks)
    return NormalisedPremium(
        ratio=now,
        band=band(now),
        percentile=percentile(x),
        percentile_whole=percentile(x, window=None),
        quantiles=(q10, q25, q50, q75, q90),
        share_favourable=float((known >= FAVOURABLE).mean()) if len(known) else UNKNOWN,
        share_avoid=float((known < NEUTRAL).mean()) if len(known) else UNKNOWN,
        observations=len(known),
    )
