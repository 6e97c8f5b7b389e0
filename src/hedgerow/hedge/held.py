"""Options that the book already holds: what they add to it, and which of them hedge it.

With ``n`` contracts (negative when short), multiplier ``M``, spot ``S`` and Greeks a share, in US
dollars,

    delta-dollars   n M S Δ                what the position gains for +100 %, to first order
    gamma-dollars   n M S² Γ / 100         change of the delta-dollars for +1 %
    vega-dollars    n M 𝒱 / 100            gain for one vol point more

Delta-dollars enter the book's beta as shares of their underlying would [SPEC HP-05]. Puts on an
index whose deltas sum to less than zero are a *hedge*: they stay outside the book that is to be
hedged, and are netted from the count that it needs. Puts sold among them count against those held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hedgerow.hedge.option import Option
from hedgerow.market.instruments import Instrument, is_index

MarkSource: TypeAlias = Literal["quoted", "modelled", "given"]
DEEPEST = -0.99
"""No underlying falls further than this in a scenario, however high its beta."""


@dataclass(frozen=True, slots=True)
class Held:
    """Contracts of one option in the book."""

    symbol: str
    """As in the book."""
    use: Instrument
    """What it is written on."""
    contracts: float
    """Negative when short."""
    multiplier: int
    option: Option
    mark: float
    """Price a share: the mid, the modelled value or the book's own."""
    source: MarkSource
    slope: float = 1.0
    """Dollars of the hedging instrument that a dollar of the underlying behaves like."""

    @property
    def shares(self) -> float:
        """``n M``."""
        return self.contracts * self.multiplier

    @property
    def value(self) -> float:
        """US dollars; negative when short."""
        return self.shares * self.mark

    @property
    def notional(self) -> float:
        """``n M S``, US dollars of the underlying."""
        return self.shares * self.option.terms.spot

    @property
    def delta_dollars(self) -> float:
        """``n M S Δ``."""
        return self.notional * self.option.spot_delta

    @property
    def gamma_dollars(self) -> float:
        """``n M S² Γ / 100``."""
        return self.notional * self.option.spot_gamma * self.option.terms.spot / 100

    @property
    def vega_dollars(self) -> float:
        """``n M 𝒱 / 100``."""
        return self.shares * self.option.vega / 100

    @property
    def priced(self) -> bool:
        """Whether the mark is the option's value at its volatility, to 2 % or five cents."""
        fair = self.option.value_at_fixed_vol(self.option.days)
        return abs(self.mark - fair) <= max(0.05, 0.02 * fair)

    def moved(self, move: float) -> float:
        """Move of the underlying when the hedging instrument moves by ``move``."""
        return max(self.slope * move, DEEPEST)

    def gain(self, days_ahead: float, move: float, shock: float) -> float:
        """P&L in US dollars after ``days_ahead``, the *underlying* moved, its ATM volatility shocked.

        An option that expires before then is settled at that move.
        """
        left = self.option.days - days_ahead
        return self.shares * (self.option.value(left, move=move, shock=shock) - self.mark)

    def decay(self, days_ahead: float) -> float:
        """P&L in US dollars after ``days_ahead`` with nothing moved, at its own implied volatility."""
        left = self.option.days - days_ahead
        later = self.option.value_at_fixed_vol(left) if left > 0 else self.option.payoff(0.0)
        return self.shares * (later - self.mark)


def hedging(held: Sequence[Held]) -> frozenset[str]:
    """Symbols of the options that hedge the book: index puts, net long in delta by underlying."""
    puts = [h for h in held if h.option.right == "put" and is_index(h.use)]
    net: dict[str, float] = {}
    for put in puts:
        net[put.use.symbol] = net.get(put.use.symbol, 0.0) + put.delta_dollars
    return frozenset(put.symbol for put in puts if net[put.use.symbol] < 0)
