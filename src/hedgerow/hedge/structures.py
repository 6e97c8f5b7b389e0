"""Option structures: legs, what they pay at expiration, and how they answer to the market now.

A *shape* says which options are wanted (a put of −30 delta, a call a tenth above the spot), a *structure* which were found.
Quantities are per unit of the structure: +1 bought, −1 sold.

    payoff  Π(S) = Σ qᵢ (ωᵢ (S − Kᵢ))⁺ − premium       ω = +1 for a call, −1 for a put

[SPEC §S 1–5, 32, IM-03, IM-11]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hedgerow.errors import InputError
from hedgerow.hedge.put import StrikeWanted
from hedgerow.typing import FloatArray, Right

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.hedge.terms import Terms

Finding = Literal["wanted", "below", "zero cost"]
"""A strike as wanted; so much of the spot below the first leg's; or the one whose premium pays for the rest of the structure."""


@dataclass(frozen=True, slots=True)
class LegShape:
    """One leg as it is wanted."""

    right: Right
    wanted: StrikeWanted
    """Of a strike below the first leg's: how far, as a moneyness. Of one that is to bring the cost to zero: the least that it
    may be."""
    quantity: float = 1.0
    """Per unit; negative sold."""
    found_by: Finding = "wanted"

    def __post_init__(self) -> None:
        if self.quantity == 0:
            msg = f"a leg of 0 {self.right}s; give a quantity above 0 (bought) or below (sold)"
            raise InputError(msg)


@dataclass(frozen=True, slots=True)
class Shape:
    """A structure as it is wanted, at one expiration."""

    name: str
    legs: tuple[LegShape, ...]

    @property
    def sold_calls(self) -> float:
        """Calls sold and not bought back, per unit."""
        return max(0.0, -sum(leg.quantity for leg in self.legs if leg.right == "call"))


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg as it was found."""

    right: Right
    strike: float
    quantity: float
    price: float
    """A share, paid or received."""


@dataclass(frozen=True, slots=True)
class StructureGreeks:
    """Slopes of a unit, a share."""

    delta: float
    gamma: float
    vega: float
    theta: float


@dataclass(frozen=True, slots=True)
class Structure:
    """Legs at one expiration."""

    legs: tuple[Leg, ...]

    @property
    def premium(self) -> float:
        """Paid for a unit, a share; negative where it brings money in."""
        return sum(leg.quantity * leg.price for leg in self.legs)

    def payoff(self, spot: ArrayLike) -> FloatArray:
        """Gain at expiration, a share, net of the premium, at spots of any shape.

        >>> ratio = Structure((Leg("put", 729.4, 1, 0.0), Leg("put", 691.8, -2, 1.215)))  # [SPEC §G 16]
        >>> [round(float(ratio.payoff(s)), 2) for s in (800.0, 691.8, 651.77)]
        [2.43, 40.03, 0.0]
        """
        S = np.asarray(spot, float)
        total = np.full(S.shape, -self.premium)
        for leg in self.legs:
            sign = 1.0 if leg.right == "call" else -1.0
            total += leg.quantity * np.maximum(sign * (S - leg.strike), 0.0)
        return total

    def greeks(self, terms: Terms, days: float, vols: Sequence[float]) -> StructureGreeks:
        """Slopes on the terms given; a volatility a leg."""
        found = [
            (leg.quantity, terms.slopes(leg.strike, days, vol, right=leg.right))
            for leg, vol in zip(self.legs, vols, strict=True)
        ]

        def total(name: str) -> float:
            return float(sum(quantity * float(getattr(it, name)) for quantity, it in found))

        return StructureGreeks(total("delta"), total("gamma"), total("vega"), total("theta"))


def put(wanted: StrikeWanted) -> Shape:
    """A bought put."""
    return Shape("put", (LegShape("put", wanted),))


def put_spread(wanted: StrikeWanted, lower: StrikeWanted | float) -> Shape:
    """A bought put, and a sold one below it; a number is its distance, share of the spot."""
    return Shape("put spread", (LegShape("put", wanted), _sold_put(lower, 1.0)))


def collar(wanted: StrikeWanted, call: StrikeWanted | None = None) -> Shape:
    """A bought put and a sold call; without one named, the call that pays for the put."""
    return Shape("collar", (LegShape("put", wanted), _sold_call(call)))


def put_spread_collar(
    wanted: StrikeWanted, lower: StrikeWanted | float, call: StrikeWanted | None = None
) -> Shape:
    """A put spread and a sold call; without one named, the call that pays for the spread."""
    legs = (LegShape("put", wanted), _sold_put(lower, 1.0), _sold_call(call))
    return Shape("put-spread collar", legs)


def put_ratio(wanted: StrikeWanted, lower: StrikeWanted | float, sold: float = 2.0) -> Shape:
    """A bought put and several sold below it: a gain to the lower strike, a loss in a crash."""
    return Shape("put ratio", (LegShape("put", wanted), _sold_put(lower, sold)))


def _sold_put(lower: StrikeWanted | float, sold: float) -> LegShape:
    if isinstance(lower, StrikeWanted):
        return LegShape("put", lower, -sold)
    return LegShape("put", StrikeWanted("moneyness", lower), -sold, "below")


def _sold_call(wanted: StrikeWanted | None) -> LegShape:
    if wanted is not None:
        return LegShape("call", wanted, -1.0)
    return LegShape("call", StrikeWanted("moneyness", 1.005), -1.0, "zero cost")
