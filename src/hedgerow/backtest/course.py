"""The course of a contract: what it is worth on each session from one on, and how that answers to the market.

A course is worked out once, when a contract is first held. Each row of it rests on that session alone, so that a policy
which sees row ``t`` sees nothing later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hedgerow.typing import BoolArray, FloatArray

if TYPE_CHECKING:
    from hedgerow.backtest.tape import Tape


@dataclass(frozen=True, slots=True)
class Course:
    """One contract by session, arrays (m,) from row ``start`` of the tape on."""

    start: int
    multiplier: float
    """Dollars of account for one of ``value``."""
    value: FloatArray
    """Middle price a share; on its last session what it settles for."""
    half_spread: FloatArray
    """What a trade costs beside the middle, a share."""
    underlying: FloatArray
    """Price that it answers to."""
    vol: FloatArray
    """Implied volatility, decimal; NaN where it has none."""
    delta: FloatArray
    gamma: FloatArray
    vega: FloatArray
    """Per 1.00 of volatility."""
    theta: FloatArray
    """Per year."""
    vanna: FloatArray
    volga: FloatArray
    quoted: BoolArray
    """Whether the middle is that of a quote of the session; else modelled."""
    stale: BoolArray
    """Whether a price or volatility of an earlier session stands in for one that is missing."""
    settles: bool
    """Whether the last row is its settlement; else the tape ends before."""
    expires: int
    """Its last day, days since 1970."""
    signed: bool = False
    """Whether it may be worth less than nothing: futures and swaps, that cost nothing to enter."""
    listed: bool = True
    """Whether a commission is due on each; else the spread is all that it costs: shares and swaps."""

    @property
    def decimals(self) -> int:
        """Of a price that is traded: cents, and a hundredth of one where a point is worth many dollars."""
        return 4 if self.signed else 2

    @property
    def stop(self) -> int:
        """Row after its last."""
        return self.start + len(self.value)

    @property
    def last(self) -> int:
        """Its last row."""
        return self.stop - 1


class Contract(Protocol):
    """Anything that an account can hold."""

    @property
    def symbol(self) -> str:
        """What it is written on."""

    @property
    def name(self) -> str:
        """How a statement of account calls it."""

    def course(self, tape: Tape, start: int) -> Course:
        """Its course from row ``start`` on. Raises :class:`UnavailableError` where it cannot be priced then."""
