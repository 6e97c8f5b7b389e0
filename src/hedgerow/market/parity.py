"""The forward that calls and puts of one expiration imply together.

European options at one strike have ``C − P = D (F − K)``. American ones are worth more by what early exercise earns, the
put more than the call where rates exceed dividends, so that the formula read off their prices puts the forward
too low: by one to fifteen basis points on SPY and QQQ. What early exercise earns follows from the volatility, and that from
the forward; a few rounds settle it:

    F ← median of K + [(C − e_C) − (P − e_P)] / D,    e = American less European value at the implied volatility

Strikes nearest to the money vote, the tightest quoted of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.quote_columns import QuoteColumns
from hedgerow.typing import FloatArray, IntArray, Right

if TYPE_CHECKING:
    from hedgerow.pricing.american import Accuracy

VOTES = 9
"""Strikes that vote on the forward: of twice as many nearest to the money, the tightest quoted."""

ROUNDS = 8
"""Each gains about a digit."""

SETTLED = 1e-9
"""Relative; a round that moves the forward by less is the last."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Calls and puts of one expiration at common strikes, arrays of one length."""

    strike: FloatArray
    call: FloatArray
    """Mids."""
    put: FloatArray
    width: FloatArray
    """Ask less bid of both together."""

    @classmethod
    def of(cls, quotes: QuoteColumns) -> Pairs:
        """Those among the quotes of one listing."""
        call = quotes.pairs()
        put, mid, width = call + 1, quotes.mid, quotes.width
        return cls(quotes.strike[call], mid[call], mid[put], width[call] + width[put])

    def forward(self, expiry: float, rate: float) -> float:
        """Parity forward of European options; NaN where the quotes imply no positive one."""
        return self._take(self.voters).median(expiry, rate, 0.0)

    def american_forward(self, spot: float, expiry: float, rate: float) -> float:
        """The same for American options on ``spot``, early exercise taken out."""
        found = self.forward(expiry, rate)
        voting = self._take(self.voters)
        K, C, P = voting.strike, voting.call, voting.put
        for _ in range(ROUNDS):
            if not np.isfinite(found):
                break
            before = found
            early = early_exercise(K, C, P, spot, found, expiry, rate)
            found = voting.median(expiry, rate, early)
            if abs(found - before) <= SETTLED * before:
                break
        return found

    @property
    def voters(self) -> IntArray:
        """Rows of the strikes that vote."""
        near = np.argsort(np.abs(self.call - self.put), kind="stable")[: 2 * VOTES]
        return near[np.argsort(self.width[near], kind="stable")][:VOTES]

    def residual(self, forward: float, discount: float) -> float:
        """Root mean square of ``C − P − D (F − K)`` over the strikes that vote."""
        at = self.voters
        off = self.call[at] - self.put[at] - discount * (forward - self.strike[at])
        return float(np.sqrt(np.mean(off**2))) if at.size else float("nan")

    def _take(self, rows: IntArray) -> Pairs:
        return Pairs(self.strike[rows], self.call[rows], self.put[rows], self.width[rows])

    def median(self, expiry: float, rate: float, early: FloatArray | float) -> float:
        """Median of ``K + (C − P − early) / D`` over all strikes; NaN where it is not positive."""
        F = self.strike + np.exp(rate * expiry) * (self.call - self.put - early)
        votes = F[np.isfinite(F)]
        forward = float(np.median(votes)) if votes.size else float("nan")
        return forward if forward > 0 else float("nan")


def early_exercise(
    strike: FloatArray,
    call: FloatArray,
    put: FloatArray,
    spot: FloatArray | float,
    forward: FloatArray | float,
    expiry: FloatArray | float,
    rate: FloatArray | float,
    *,
    accuracy: Accuracy = "accurate",
) -> FloatArray:
    """``e_C − e_P`` at each strike, at the volatility of the option out of the money; NaN where it has none."""
    from hedgerow.pricing.american import american
    from hedgerow.pricing.american_implied_vol import american_implied_vol
    from hedgerow.pricing.bsm import bsm

    q = rate - np.log(forward / spot) / expiry
    is_put = strike < forward
    side = np.where(is_put, -1, 1)
    price = np.where(is_put, put, call)
    vol = american_implied_vol(
        price, spot, strike, expiry, right=side, rate=rate, dividend_yield=q, accuracy=accuracy
    )

    def earned(right: Right) -> FloatArray:
        terms = (spot, strike, expiry, vol)
        flexible = american(*terms, right=right, rate=rate, dividend_yield=q, accuracy=accuracy)
        return np.asarray(flexible - bsm(*terms, right=right, rate=rate, dividend_yield=q))

    return earned("call") - earned("put")
