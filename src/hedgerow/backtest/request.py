"""What a policy asks for at the close of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from hedgerow.backtest.course import Contract


@dataclass(frozen=True, slots=True)
class Order:
    """Buy or sell a contract."""

    contract: Contract
    quantity: float
    """Contracts; negative sells."""
    reason: str
    closes: bool = False
    """Whether it gives up what was held when it was decided; set by the replay: by the time that it is filled less may be left."""


@dataclass(frozen=True, slots=True)
class HoldBook:
    """Hold so much of the account in the book and the rest in cash."""

    share: float
    """Of the net asset value, 0 … 1."""
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was wanted and cannot be had; it is told in the result and nothing is traded."""

    text: str


Request: TypeAlias = Order | HoldBook | Refusal
