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

import numpy as np

from hedgerow.typing import FloatArray

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

    def forward(self, expiry: float, rate: float) -> float:
        """Parity forward of European options; NaN where the quotes imply no positive one."""
        return self._vote(expiry, rate, 0.0)

    def american_forward(self, spot: float, expiry: float, rate: float) -> float:
        """The same for American options on ``spot``, early exercise taken out."""
        found = self.forward(expiry, rate)
        for _ in range(ROUNDS):
            if not np.isfinite(found):
                break
            before = found
            found = self._vote(expiry, rate, self._early_exercise(spot, found, expiry, rate))
            if abs(found - before) <= SETTLED * before:
                break
        return found

    def _vote(self, expiry: float, rate: float, early: FloatArray | float) -> float:
        if not self.strike.size:
            return float("nan")
        gap = self.call - self.put
        near = np.argsort(np.abs(gap), kind="stable")[: 2 * VOTES]
        nearest = near[np.argsort(self.width[near], kind="stable")][:VOTES]
        F = self.strike + np.exp(rate * expiry) * (gap - early)
        votes = F[nearest][np.isfinite(F[nearest])]
        forward = float(np.median(votes)) if votes.size else float("nan")
        return forward if forward > 0 else float("nan")

    def _early_exercise(
        self, spot: float, forward: float, expiry: float, rate: float
    ) -> FloatArray:
        """``e_C − e_P`` at each strike, at the volatility of the option out of the money."""
        from hedgerow.pricing.american import american
        from hedgerow.pricing.american_implied_vol import american_implied_vol
        from hedgerow.pricing.bsm import bsm

        carry = {"rate": rate, "dividend_yield": rate - np.log(forward / spot) / expiry}
        is_put = self.strike < forward
        vol = american_implied_vol(
            np.where(is_put, self.put, self.call),
            spot,
            self.strike,
            expiry,
            right=np.where(is_put, -1, 1),
            **carry,
        )
        terms = (spot, self.strike, expiry, vol)
        call = american(*terms, right="call", **carry) - bsm(*terms, right="call", **carry)
        put = american(*terms, right="put", **carry) - bsm(*terms, right="put", **carry)
        return np.asarray(call - put)
