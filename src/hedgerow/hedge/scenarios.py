"""What the hedge does: profit and loss by index move, at the roll and at expiry.

With ``E`` the dollars of instrument that the book behaves like and ``N`` contracts of a put bought
at ``P₀``, after a move ``m`` of the *instrument*:

    unhedged   E m
    hedged     E m + N M [P(m) − P₀]          P(m): revalued at the roll, or the payoff at expiry
    sold       (1 − x) E m                    x chosen to lose the same as hedged at −20 %

The volatility rule of the revaluation: ATM volatility rises in proportion to the fall (by default
1.5 points for every −1 %, so +15 at −10 % and +30 at −20 %) and does not change when the index rises.
The book's residual (what the instrument does not explain) is not in these curves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hedgerow.hedge.put import Put
from hedgerow.units import DAYS_PER_MONTH

MOVES = (-0.30, -0.25, -0.20, -0.15, -0.10, -0.05, -0.03, 0.0, 0.05, 0.10)
SOLD_AT = -0.20


@dataclass(frozen=True, slots=True)
class StressRule:
    """ATM volatility after a move: ``points · m / move`` for a fall, 0 for a rise."""

    move: float = -0.20
    points: float = 0.30
    """Decimal: 0.30 is 30 vol points."""

    def shock(self, move: float) -> float:
        """Rise of ATM volatility (decimal) after ``move``.

        >>> round(StressRule().shock(-0.10), 4)
        0.15
        """
        return self.points * move / self.move if move < 0 else 0.0

    def __str__(self) -> str:
        per_percent = 100 * self.points / abs(100 * self.move)
        return (
            f"ATM volatility +{per_percent:g} points per -1 % of the index "
            f"(+{100 * self.points:g} at {100 * self.move:g} %), unchanged when it rises"
        )


@dataclass(frozen=True, slots=True)
class Scenario:
    """Profit and loss in US dollars after one move of the instrument."""

    move: float
    unhedged: float
    hedged: float
    """At the roll."""
    hedged_at_expiry: float
    sold: float
    """With x % of the book sold instead."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One contract count through all moves, in US dollars."""

    label: str
    contracts: int
    at_roll: tuple[float, ...]
    at_expiry: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Carry:
    """What the put costs to keep, rolled before it expires, at an unchanged index."""

    roll_days: int
    """Calendar days left at the roll."""
    kept_fixed_vol: float
    """Share of the premium left at the roll, at the put's own implied volatility."""
    kept_surface: float
    """The same, revalued on the surface at today's index volatilities."""
    month_fixed_vol: float
    """US dollars a month for all contracts; negative."""
    month_surface: float
    """US dollars a month for all contracts; negative."""


@dataclass(frozen=True, slots=True)
class Hedged:
    """A book's dollar beta with ``contracts`` of one put."""

    exposure: float
    """E, US dollars of instrument."""
    put: Put
    contracts: int
    multiplier: int
    roll_days: int
    rule: StressRule

    def at_roll(self, move: float) -> float:
        """P&L in US dollars at the roll."""
        gain = (
            self.put.value(self.roll_days, move=move, shock=self.rule.shock(move)) - self.put.price
        )
        return self.exposure * move + self.contracts * self.multiplier * gain

    def at_expiry(self, move: float) -> float:
        """P&L in US dollars at expiration."""
        gain = self.put.payoff(move) - self.put.price
        return self.exposure * move + self.contracts * self.multiplier * gain

    def scenarios(self, moves: Sequence[float] = MOVES) -> list[Scenario]:
        """The table that compares: unhedged, hedged, sold."""
        x = self.sold_share()
        return [
            Scenario(
                move=m,
                unhedged=self.exposure * m,
                hedged=self.at_roll(m),
                hedged_at_expiry=self.at_expiry(m),
                sold=(1 - x) * self.exposure * m,
            )
            for m in moves
        ]

    def curve(self, label: str, moves: Sequence[float] = MOVES) -> Curve:
        """P&L of these contracts through all moves."""
        return Curve(
            label,
            self.contracts,
            tuple(self.at_roll(m) for m in moves),
            tuple(self.at_expiry(m) for m in moves),
        )

    def sold_share(self) -> float:
        """x: share of the book to sell for the same P&L at −20 % at the roll; NaN without beta.

        Above 1 where the hedge gains in that fall: no sale of shares does that.
        """
        unhedged = self.exposure * SOLD_AT
        return 1 - self.at_roll(SOLD_AT) / unhedged if unhedged else float("nan")

    def worst_at_expiry(self, moves: Sequence[float] = MOVES) -> tuple[float, float]:
        """Move and P&L of the worst outcome at expiry between the lowest and the highest move.

        P&L is linear on both sides of the strike, so the worst is at the strike or at an end.
        """
        kink = min(max(self.put.moneyness - 1, min(moves)), max(moves))
        worst = min((min(moves), kink, max(moves)), key=self.at_expiry)
        return worst, self.at_expiry(worst)

    def put_break_even(self) -> float:
        """Move below which the put has paid for itself at expiry: ``(K − P₀)/S − 1``."""
        return (self.put.strike - self.put.price) / self.put.terms.spot - 1

    def book_break_evens(self) -> tuple[float, ...]:
        """Moves at which the hedged book neither gains nor loses at expiry, ascending, above −100 %.

        P&L is linear from −100 % to the strike and from there on; each stretch has one zero at most.
        """
        if self.exposure <= 0:
            return ()
        kink = self.put.moneyness - 1
        ruin, turn = self.at_expiry(-1.0), self.at_expiry(kink)
        found = []
        if ruin * turn < 0:
            found.append(-1 + (kink + 1) * ruin / (ruin - turn))
        if turn <= 0:
            found.append(kink - turn / self.exposure)
        return tuple(found)

    def carry(self) -> Carry:
        """Cost a month of holding to the roll, by two rules for implied volatility."""
        put, left = self.put, self.roll_days
        months = (put.days - left) / DAYS_PER_MONTH
        fixed, surface = put.value_at_fixed_vol(left) / put.price, put.value(left) / put.price
        premium = self.contracts * self.multiplier * put.price
        return Carry(
            left, fixed, surface, premium * (fixed - 1) / months, premium * (surface - 1) / months
        )
