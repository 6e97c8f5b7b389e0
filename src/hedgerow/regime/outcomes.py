"""What came after a day: the return, the volatility and the premium of the h sessions after it.

    return    Σ_{i=1}^{h} r_{t+i}                       log, decimal
    realized  v_t = √(252/h · Σ_{i=1}^{h} r²_{t+i})     decimal a year
    premium   V_t − v_t                                 decimal a year

h is 5, 21 and 63: a week, a month, a quarter. V is VIX, the volatility of 30 calendar days, whatever h is: over 21 sessions
it is the premium that a seller was paid, over 5 and 63 a monthly price held against another span. What is not over yet is
unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from hedgerow.regime.table import Outcome
from hedgerow.typing import FloatArray
from hedgerow.volatility.forecast.history import mean_ahead
from hedgerow.volatility.realized.subsequent import subsequent_vol

WEEK, MONTH, QUARTER = 5, 21, 63
HORIZONS = (WEEK, MONTH, QUARTER)
"""Sessions."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Unit: TypeAlias = Literal["return", "vol", "share", "correlation", "times", "count", "t"]
"""Of a figure: returns, volatilities and shares are decimal."""
UNITS: Mapping[Outcome, Unit] = {"return": "return", "realized": "vol", "premium": "vol"}


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """What came after each day; each is computed once."""

    returns: FloatArray
    """Log returns by session, (n,), oldest first."""
    implied: FloatArray
    """VIX, decimal, (n,)."""
    _made: dict[tuple[Outcome, int], FloatArray] = field(default_factory=dict, repr=False)

    def of(self, outcome: Outcome, sessions: int) -> FloatArray:
        """One outcome over the next ``sessions``, (n,); NaN where it is not over, or anything in it is unknown.

        >>> import numpy as np
        >>> made = Outcomes(np.array([9.0, 0.01, -0.02, 0.03]), np.full(4, 0.2))
        >>> made.of("return", 2).round(4)
        array([-0.01,  0.01,   nan,   nan])
        >>> (made.of("premium", 2) + made.of("realized", 2)).round(4)
        array([0.2, 0.2, nan, nan])
        """
        if (outcome, sessions) not in self._made:
            self._made[outcome, sessions] = self._after(outcome, sessions)
        return self._made[outcome, sessions]

    def _after(self, outcome: Outcome, sessions: int) -> FloatArray:
        match outcome:
            case "return":
                return sessions * mean_ahead(self.returns, sessions)
            case "realized":
                return subsequent_vol(self.returns, sessions=sessions)
            case "premium":
                return self.implied - self.of("realized", sessions)
