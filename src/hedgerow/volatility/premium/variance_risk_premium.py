"""The variance risk premium: what implied volatility holds beyond the volatility that comes.

    ex_ante_model    V_t − √E_t[RV²]         E by a named forecast of the h sessions after t
    ex_post          V_t − RV_{t,t+h}        known h sessions later, never at t
    trailing         V_t − RV_{t−h,t}        against what has just been; neither of the two above
    variance         V_t² − E_t[RV²]         the first in variance: what a variance swap is expected to lose its buyer

V looks 30 calendar days ahead, about h = 21 sessions of 252 a year. **The four are different numbers** and
each is held against its own past alone: a :class:`Premium` knows its flavour and horizon, has no order, and
refuses to be set beside another kind. Signs are the seller's: positive where implied exceeds realized. [CW09] take
the buyer's side, RV² − V²; :attr:`Premium.carr_wu` converts.

Why a premium should exist at all: the buyer's loss is limited and the seller's is not, jumps and changes of
volatility cannot be hedged away, and some must be insured. It is paid for losses that come together, in crises.
SPEC VP-01 … VP-06, MS-04, MS-05.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.volatility.realized.standing import percentile
from hedgerow.volatility.realized.subsequent import MONTH, subsequent_vol

Flavour: TypeAlias = Literal["ex_ante_model", "ex_post", "trailing", "variance"]

UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class Premium:
    """One premium, of its kind; two of one kind can be subtracted, of two kinds never."""

    flavour: Flavour
    sessions: int
    """Horizon h."""
    value: float
    """Decimal per √year; of the variance flavour decimal variance per year. NaN where unknown."""

    @property
    def carr_wu(self) -> float:
        """With the sign of its buyer: realized less implied."""
        return -self.value

    def over(self, usual: Premium) -> float:
        """Difference to another of the same kind, such as its mean.

        Raises :class:`InputError` for another flavour or horizon.

        >>> Premium("trailing", 21, 0.0471).over(Premium("trailing", 21, 0.0406)).__round__(4)
        0.0065
        """
        if (self.flavour, self.sessions) != (usual.flavour, usual.sessions):
            raise InputError(
                f"a premium {self.flavour} over {self.sessions} sessions is never held against {usual.flavour} over "
                f"{usual.sessions}: compare it with its own past"
            )
        return self.value - usual.value


@dataclass(frozen=True, slots=True, eq=False)
class PremiumSeries:
    """One flavour through time, (n,) by session, oldest first; NaN where it is unknown or not known yet."""

    flavour: Flavour
    sessions: int
    values: FloatArray

    @property
    def last_row(self) -> int:
        """Row of the last known value; −1 where there is none."""
        known = np.flatnonzero(np.isfinite(self.values))
        return int(known[-1]) if len(known) else -1

    @property
    def last(self) -> Premium:
        """The last known value."""
        return self._of(float(self.values[self.last_row]) if self.last_row >= 0 else UNKNOWN)

    @property
    def mean(self) -> Premium:
        """Over everything known."""
        known = self.known
        return self._of(float(known.mean()) if len(known) else UNKNOWN)

    @property
    def median(self) -> Premium:
        """Over everything known."""
        known = self.known
        return self._of(float(np.median(known)) if len(known) else UNKNOWN)

    @property
    def known(self) -> FloatArray:
        """Known values, (m,)."""
        return np.asarray(self.values[np.isfinite(self.values)])

    @property
    def share_positive(self) -> float:
        """Of the known values, those above 0: how often implied exceeded realized."""
        known = self.known
        return float((known > 0).mean()) if len(known) else UNKNOWN

    def percentile(self, *, window: int | None = None) -> float:
        """Of the last known value among those before it: all, or the ``window`` sessions before; 0 … 100."""
        return percentile(self.values[: self.last_row + 1], window=window)

    def _of(self, value: float) -> Premium:
        return Premium(self.flavour, self.sessions, value)


def ex_ante_premium(
    implied: FloatArray, expected_variance: FloatArray, *, sessions: int = MONTH
) -> PremiumSeries:
    """Implied less the root of the variance expected, both by session, (n,), decimal.

    ``expected_variance`` [i] is the mean annualised variance of the ``sessions`` after i, from what was known at i.
    """
    return PremiumSeries("ex_ante_model", sessions, implied - np.sqrt(expected_variance))


def ex_post_premium(
    implied: FloatArray, returns: FloatArray, *, sessions: int = MONTH
) -> PremiumSeries:
    """Implied less the volatility of the ``sessions`` after it; NaN for the last of them, which are not over.

    >>> r = np.full(30, 0.01)  # 15.87 % a year
    >>> found = ex_post_premium(np.full(30, 0.20), r)
    >>> round(found.last.value, 4), found.last_row
    (0.0413, 8)
    """
    after = subsequent_vol(returns, sessions=sessions)
    return PremiumSeries("ex_post", sessions, implied - after)


def trailing_premium(
    implied: FloatArray, realized: FloatArray, *, sessions: int = MONTH
) -> PremiumSeries:
    """Implied less the realized volatility of the ``sessions`` up to it, both (n,), decimal."""
    return PremiumSeries("trailing", sessions, implied - realized)


def trailing_vol(returns: FloatArray, *, sessions: int = MONTH) -> FloatArray:
    """Zero-mean volatility of the ``sessions`` returns up to each, (n,): what followed the day so many sessions before.

    The close-to-close estimator, in the one pass that the subsequent volatility takes.

    >>> v = trailing_vol(np.array([np.nan, 0.01, -0.01, 0.02]), sessions=2)
    >>> [round(float(x), 4) for x in v]
    [nan, nan, 0.1587, 0.251]
    """
    after = subsequent_vol(returns, sessions=sessions)
    trailing = np.full(len(returns), np.nan)
    trailing[sessions:] = after[:-sessions]
    return trailing


def variance_premium(
    implied: FloatArray, expected_variance: FloatArray, *, sessions: int = MONTH
) -> PremiumSeries:
    """Implied variance less the variance expected, (n,), decimal per year: × 10⁴ are variance points."""
    return PremiumSeries("variance", sessions, implied**2 - expected_variance)


def variance_swap_gain(implied: FloatArray, realized: FloatArray) -> FloatArray:
    """What the seller of one unit of vega in variance at ``implied`` gains, (V² − RV²)/2V, decimal per √year.

    A variance swap struck at implied volatility, its notional such that a point of volatility near the strike is worth
    a point: for small differences V − RV, and less where volatility leaves the strike either way, for variance is
    convex.

    >>> float(variance_swap_gain(np.array([0.20]), np.array([0.40]))[0])  # minus 20 points of volatility
    -0.3
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((implied**2 - realized**2) / (2 * implied))
