"""How far a session may go: one standard deviation of a day, twice.

    S · RV₅/√252        by what the last five sessions did
    S · IV/√252         by what options imply

The second is mostly the wider, for it holds a premium, but it is no upper bound: realized volatility
has often been above it. Their difference is what the premium makes of a day. SPEC FC-05 and DT-20.
"""

from dataclasses import dataclass
from math import sqrt

from hedgerow.units import SESSIONS_PER_YEAR


@dataclass(frozen=True, slots=True)
class OneDayRange:
    """One-standard-deviation moves of a session, in the units of the spot; NaN where unknown."""

    realized: float
    """Baseline, of the realized volatility of five sessions."""
    implied: float
    """Of at-the-money implied volatility; not an upper bound."""

    @property
    def premium(self) -> float:
        """Implied less realized."""
        return self.implied - self.realized


def one_day_range(spot: float, *, realized_vol: float, implied_vol: float) -> OneDayRange:
    """Moves of a session from ``spot``; volatilities are decimals per square-root year.

    >>> move = one_day_range(5_000, realized_vol=0.12, implied_vol=0.16)
    >>> round(move.realized, 1), round(move.implied, 1)
    (37.8, 50.4)
    """
    root = sqrt(SESSIONS_PER_YEAR)
    return OneDayRange(spot * realized_vol / root, spot * implied_vol / root)
