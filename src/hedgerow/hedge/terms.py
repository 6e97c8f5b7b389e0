"""On what terms options on one underlying are priced: spot, carry, date, and when they may be exercised.

The one place that asks whether an option is American or European; everything above says price, slopes,
implied volatility, and gets the right ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy as np

from hedgerow.pricing.american import (
    AmericanGreeks,
    AmericanValue,
    american,
    american_greeks,
    american_value,
)
from hedgerow.pricing.american_implied_vol import american_implied_vol
from hedgerow.pricing.bsm import Greeks, bsm, greeks
from hedgerow.pricing.elementwise import Numbers
from hedgerow.pricing.implied_vol import implied_vol
from hedgerow.typing import Exercise, Right
from hedgerow.units import year_fraction

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

Bend: TypeAlias = Greeks | AmericanValue
Slopes: TypeAlias = Greeks | AmericanGreeks
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Terms:
    """Spot, carry, date and exercise of a pricing."""

    spot: float
    """US dollars or index points."""
    rate: float
    """Continuously compounded."""
    dividend_yield: float
    """Continuous."""
    as_of: date
    exercise: Exercise = "european"

    def forward(self, days: float, *, move: float = 0.0) -> float:
        """Forward for ``days`` ahead, with the spot moved by a fraction."""
        T = year_fraction(days)
        return float(self.spot * (1 + move) * np.exp((self.rate - self.dividend_yield) * T))

    def discount(self, days: float) -> float:
        """Discount factor over ``days``."""
        return float(np.exp(-self.rate * year_fraction(days)))

    def price(
        self, strike: ArrayLike, days: float, vol: ArrayLike, *, right: Right, move: float = 0.0
    ) -> Numbers:
        """Value a share, with the spot moved by a fraction."""
        value = american if self.exercise == "american" else bsm
        return self._asked(value, strike, days, vol, right, move)

    def bend(self, strike: ArrayLike, days: float, vol: ArrayLike, *, right: Right) -> Bend:
        """Spot delta and gamma a share: what most ask for, without the work of the other slopes."""
        value: Callable[..., Bend] = american_value if self.exercise == "american" else greeks
        return self._asked(value, strike, days, vol, right)

    def slopes(self, strike: ArrayLike, days: float, vol: ArrayLike, *, right: Right) -> Slopes:
        """Greeks a share: in spot, volatility (as a decimal), time and rates."""
        value: Callable[..., Slopes] = american_greeks if self.exercise == "american" else greeks
        return self._asked(value, strike, days, vol, right)

    def implied_vol(
        self, price: ArrayLike, strike: ArrayLike, days: float, *, right: Right
    ) -> Numbers:
        """Volatility of a price; NaN where none gives it."""
        T, r, q = year_fraction(days), self.rate, self.dividend_yield
        if self.exercise == "american":
            return american_implied_vol(
                price, self.spot, strike, T, right=right, rate=r, dividend_yield=q
            )
        return implied_vol(
            price, self.forward(days), strike, T, right=right, discount=self.discount(days)
        )

    def on_forward(self, forward: float, days: float) -> Terms:
        """The same terms with the dividend yield that leads to a forward."""
        implied = self.rate - np.log(forward / self.spot) / year_fraction(days)
        return Terms(self.spot, self.rate, float(implied), self.as_of, self.exercise)

    def _asked(
        self,
        value: Callable[..., Answer],
        strike: ArrayLike,
        days: float,
        vol: ArrayLike,
        right: Right,
        move: float = 0.0,
    ) -> Answer:
        return value(
            self.spot * (1 + move),
            strike,
            year_fraction(days),
            vol,
            right=right,
            rate=self.rate,
            dividend_yield=self.dividend_yield,
        )
