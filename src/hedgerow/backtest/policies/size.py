"""How much is hedged: always the same, by a level, by the premium, by score, or for a budget.

A size answers with a ratio of the full hedge, 0 … 2. Where what it looks at is unknown it keeps what was held, and starts
with ``unknown``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from hedgerow.backtest.view import View
from hedgerow.errors import InputError


class Size(Protocol):
    """Share of the full hedge that is wanted."""

    @property
    def varies(self) -> bool:
        """Whether it may change between rolls."""

    def ratio(self, view: View) -> float:
        """Today's; NaN where unknown."""


@dataclass(frozen=True, slots=True)
class Constant:
    """Always the same."""

    share: float = 1.0
    varies: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.share <= 2:
            msg = f"hedge ratio {self.share:g} must lie above 0 and at most 2; write 0.5 for 50 %"
            raise InputError(msg)

    def ratio(self, view: View) -> float:  # noqa: ARG002
        """Always the same."""
        return self.share


@dataclass(frozen=True, slots=True)
class Threshold:
    """One ratio while a series lies below a level, another above it [SPEC HP-43]."""

    series: str
    level: float
    below: float
    above: float
    varies: bool = True

    def ratio(self, view: View) -> float:
        """By today's value."""
        now = view.now(self.series)
        return float("nan") if np.isnan(now) else self.below if now < self.level else self.above


@dataclass(frozen=True, slots=True)
class Scored:
    """The hedge-size signal of the rule book [SPEC DT-14]; ``today`` without its patience."""

    today: bool = False
    varies: bool = True

    def ratio(self, view: View) -> float:
        """As scored today."""
        return view.now("hedge_size_today" if self.today else "hedge_size")


SizeBy = Literal["notional", "delta"]
