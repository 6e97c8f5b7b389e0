"""What the hedge does: profit and loss by index move, at the roll and at expiry.

With ``E`` the dollars of instrument that the book behaves like and ``N`` contracts of a put bought
at ``P₀``, after a move ``m`` of the *instrument*:

    unhedged   E m + Σ [gain of an option in the book − its delta-dollars · its move] + Σ V (−b m − 1)⁺
    existing   unhedged + Σ gain of a hedge that the book already holds
    hedged     existing + N M [P(m) − P₀]     P(m): revalued at the roll, or the payoff at expiry
    sold       (1 − x) unhedged               x chosen to lose the same as hedged at −20 %

Options of the book are revalued in full; each underlying moves by its slope on the instrument
times ``m``. One that expires before the horizon is settled at that move. A position worth ``V`` that moves
``b m`` cannot lose more than it is worth: there the straight line ends. For a leveraged fund, reset every
day, that is a bound; on the way it may do better or worse than the line.

The volatility rule of the revaluation: ATM volatility rises in proportion to the fall (by default
1.5 points for every −1 %, so +15 at −10 % and +30 at −20 %) and does not change when the index rises.
The book's residual (what the instrument does not explain) is not in these curves but beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hedgerow.hedge.held import Held
from hedgerow.hedge.put import Put
from hedgerow.units import DAYS_PER_MONTH

MOVES = (-0.30, -0.25, -0.20, -0.15, -0.10, -0.05, -0.03, 0.0, 0.05, 0.10)
SOLD_AT = -0.20
LOWEST, HIGHEST, STEP = -0.30, 0.10, 0.01
"""The profile of moves that is drawn and searched."""


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
    existing: float
    """At the roll, with the hedges that the book already holds and no other."""
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
    moves: tuple[float, ...]
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
    """US dollars a month for all contracts and the hedges held; negative."""
    month_surface: float
    """US dollars a month for all contracts and the hedges held; negative."""
    held_fixed_vol: float
    """What of it the hedges held make, US dollars a month."""
    held_surface: float
    """The same, repriced."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The hedge through every move from -30 to +10 %, the strike among them; US dollars."""

    moves: tuple[float, ...]
    unhedged: tuple[float, ...]
    """At the roll."""
    existing: tuple[float, ...]
    """At the roll."""
    at_roll: tuple[float, ...]
    at_expiry: tuple[float, ...]
    sold: tuple[float, ...]
    textbook_at_expiry: tuple[float, ...]
    """With the delta count instead."""
    strike_move: float
    """Move that takes the instrument to the strike."""
    worst_move: float
    """Of the hedged book at expiry."""
    worst_loss: float
    break_evens: tuple[float, ...]
    """Of the hedged book at expiry."""
    convex_from: float
    """Lowest move of the profile; NaN where the book keeps losing as the index falls further."""
    convex_to: float
    """Move below which each further fall is a gain at expiry; NaN where there is none."""


@dataclass(frozen=True, slots=True)
class Stake:
    """A position in shares, which cannot lose more than it is worth."""

    symbol: str
    value: float
    """V, US dollars; negative when short, which cannot gain more than that."""
    slope: float
    """b: its move for a move of the instrument."""

    def beyond(self, move: float) -> float:
        """US dollars that the straight line takes beyond its value: ``V (−b m − 1)⁺``.

        >>> Stake("TQQQ", 100_000.0, 4.0).beyond(-0.30)  # -120 % on the line
        20000.0
        """
        return round(self.value * max(-self.slope * move - 1, 0.0), 9)


@dataclass(frozen=True, slots=True)
class Hedged:
    """A book's dollar beta with ``contracts`` of one put, beside the options that it holds."""

    exposure: float
    """E, US dollars of instrument: shares, and the deltas of the options that are no hedge."""
    put: Put
    contracts: int
    multiplier: int
    roll_days: int
    rule: StressRule
    hedges: tuple[Held, ...] = ()
    """Hedges that the book holds."""
    others: tuple[Held, ...] = ()
    """Its other options."""
    stakes: tuple[Stake, ...] = ()
    """Shares whose straight line would pass their value."""

    @property
    def horizon(self) -> int:
        """Calendar days from now to the roll."""
        return self.put.days - self.roll_days

    def unhedged(self, move: float, days_ahead: float) -> float:
        """P&L in US dollars of the book without any hedge."""
        bent = sum(
            self._gain(h, days_ahead, move) - h.delta_dollars * h.slope * move for h in self.others
        )
        return self.exposure * move + bent + sum(s.beyond(move) for s in self.stakes)

    def existing(self, move: float, days_ahead: float) -> float:
        """P&L in US dollars of the book as it stands."""
        return self.unhedged(move, days_ahead) + sum(
            self._gain(h, days_ahead, move) for h in self.hedges
        )

    def at_roll(self, move: float) -> float:
        """P&L in US dollars at the roll."""
        gain = (
            self.put.value(self.roll_days, move=move, shock=self.rule.shock(move)) - self.put.price
        )
        return self.existing(move, self.horizon) + self.contracts * self.multiplier * gain

    def at_expiry(self, move: float) -> float:
        """P&L in US dollars at expiration."""
        gain = self.put.payoff(move) - self.put.price
        return self.existing(move, self.put.days) + self.contracts * self.multiplier * gain

    def scenarios(self, moves: Sequence[float] = MOVES) -> list[Scenario]:
        """The table that compares: unhedged, as it stands, hedged, sold."""
        x, h = self.sold_share(), self.horizon
        return [
            Scenario(
                move=m,
                unhedged=self.unhedged(m, h),
                existing=self.existing(m, h),
                hedged=self.at_roll(m),
                hedged_at_expiry=self.at_expiry(m),
                sold=(1 - x) * self.unhedged(m, h),
            )
            for m in moves
        ]

    def curve(self, label: str, moves: Sequence[float] = MOVES) -> Curve:
        """P&L of these contracts through all moves."""
        return Curve(
            label,
            self.contracts,
            tuple(moves),
            tuple(self.at_roll(m) for m in moves),
            tuple(self.at_expiry(m) for m in moves),
        )

    def profile(self, textbook: int) -> Profile:
        """P&L through every move; ``textbook`` is the delta count."""
        x, h, moves = self.sold_share(), self.horizon, self._moves()
        worst_move, worst_loss = self.worst_at_expiry()
        unhedged = tuple(self.unhedged(m, h) for m in moves)
        at_expiry = tuple(self.at_expiry(m) for m in moves)
        other = replace(self, contracts=textbook)
        turning = _turning(moves, at_expiry)
        return Profile(
            moves=moves,
            unhedged=unhedged,
            existing=tuple(self.existing(m, h) for m in moves),
            at_roll=tuple(self.at_roll(m) for m in moves),
            at_expiry=at_expiry,
            sold=tuple((1 - x) * p for p in unhedged),
            textbook_at_expiry=tuple(other.at_expiry(m) for m in moves),
            strike_move=self.put.moneyness - 1,
            worst_move=worst_move,
            worst_loss=worst_loss,
            break_evens=self.book_break_evens(),
            convex_from=moves[0] if np.isfinite(turning) else turning,
            convex_to=turning,
        )

    def sold_share(self) -> float:
        """x: share of the book to sell for the same P&L at −20 % at the roll; NaN without beta.

        Above 1 where the hedge gains in that fall: no sale of shares does that.
        """
        unhedged = self.unhedged(SOLD_AT, self.horizon)
        return 1 - self.at_roll(SOLD_AT) / unhedged if unhedged else float("nan")

    def worst_at_expiry(self) -> tuple[float, float]:
        """Move and P&L of the worst outcome at expiry between −30 and +10 %.

        Without other options P&L is linear on both sides of the strike, so the worst is there or at
        an end; with them every move of the profile is tried.
        """
        worst = min(self._moves(), key=self.at_expiry)
        return worst, self.at_expiry(worst)

    def put_break_even(self) -> float:
        """Move below which the put has paid for itself at expiry: ``(K − P₀)/S − 1``."""
        return (self.put.strike - self.put.price) / self.put.terms.spot - 1

    def book_break_evens(self) -> tuple[float, ...]:
        """Moves at which the hedged book neither gains nor loses at expiry, ascending, above −100 %.

        P&L is taken as linear between the kinks of the payoff and, with options that live on, between
        the moves of the profile. Empty for a book that does not fall with the instrument.
        """
        if self.exposure <= 0:
            return ()
        kink = self.put.moneyness - 1
        inner = self._moves() if self.hedges or self.others or self.stakes else (kink,)
        moves = sorted({-1.0, *inner, max(kink, 0.0) + 10.0})
        found = []
        pnl = [self.at_expiry(m) for m in moves]
        for a, b, at_a, at_b in zip(moves, moves[1:], pnl, pnl[1:], strict=False):
            if at_a * at_b < 0 or (at_b == 0 and at_a != 0):
                found.append(a + (b - a) * at_a / (at_a - at_b))
        return tuple(found)

    def stopped(self) -> float:
        """Share of a further fall beyond -29 % that the hedged book does not follow, at expiry.

        Of the straight line, wherever a position ends. NaN where the book without hedges does not fall
        there, or the strike is lower.
        """
        if self.put.moneyness - 1 <= LOWEST + STEP:
            return float("nan")
        line, days = replace(self, stakes=()), self.put.days
        loss = line.unhedged(LOWEST + STEP, days) - line.unhedged(LOWEST, days)
        left = line.at_expiry(LOWEST + STEP) - line.at_expiry(LOWEST)
        return 1 - left / loss if loss > 0 else float("nan")

    def carry(self) -> Carry:
        """Cost a month of holding to the roll, by two rules for implied volatility.

        The hedges that the book holds lose with the contracts that are bought.
        """
        put, left = self.put, self.roll_days
        months = (put.days - left) / DAYS_PER_MONTH
        fixed, surface = put.value_at_fixed_vol(left) / put.price, put.value(left) / put.price
        premium = self.contracts * self.multiplier * put.price
        held_fixed = sum(h.decay(self.horizon) for h in self.hedges) / months
        held_surface = sum(h.gain(self.horizon, 0.0, 0.0) for h in self.hedges) / months
        return Carry(
            roll_days=left,
            kept_fixed_vol=fixed,
            kept_surface=surface,
            month_fixed_vol=premium * (fixed - 1) / months + held_fixed,
            month_surface=premium * (surface - 1) / months + held_surface,
            held_fixed_vol=held_fixed,
            held_surface=held_surface,
        )

    def _gain(self, held: Held, days_ahead: float, move: float) -> float:
        own = held.moved(move)
        return held.gain(days_ahead, own, self.rule.shock(own))

    def _moves(self) -> tuple[float, ...]:
        """The ends, the strike and, where options bend the book, every step and their strikes."""
        kinks = {self.put.moneyness - 1}
        steps = round((HIGHEST - LOWEST) / STEP)
        kinks |= {round(LOWEST + STEP * n, 10) for n in range(steps + 1)}
        kinks |= {
            (h.option.moneyness - 1) / h.slope for h in (*self.hedges, *self.others) if h.slope
        }
        kinks |= {-1 / s.slope for s in self.stakes if s.slope}
        return tuple(sorted(m for m in kinks if LOWEST <= m <= HIGHEST))


def _turning(moves: Sequence[float], pnl: Sequence[float]) -> float:
    """The move below which each further fall gains; NaN where even the deepest one loses."""
    slopes = np.diff(pnl)
    if not len(slopes) or slopes[0] >= 0:
        return float("nan")
    rising = np.flatnonzero(slopes >= 0)
    return float(moves[rising[0]] if len(rising) else moves[-1])


def required_rebound(loss: float) -> float:
    """Gain that makes good a loss ``L`` (a share): ``L / (1 − L)`` [SPEC HP-21].

    >>> required_rebound(0.20)
    0.25
    """
    return max(loss, 0.0) / (1 - loss) if loss < 1 else float("inf")
