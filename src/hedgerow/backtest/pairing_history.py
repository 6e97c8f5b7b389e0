"""Pairing through time: which instrument explains the book best, from what was known on a session.

The rule is :mod:`hedgerow.hedge.pairing`'s, on the returns up to the session: out-of-sample effectiveness, and the most
liquid candidate that the best does not beat.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from hedgerow.hedge.pairing import SCORE, WINDOW, CandidateReturns, choice, fitted

if TYPE_CHECKING:
    from hedgerow.backtest.tape import Tape


class Paired(NamedTuple):
    """An instrument and the dollars of it per dollar of book."""

    symbol: str
    ratio: float


@dataclass
class PairingHistory:
    """Pairings of one tape, each worked out once."""

    tape: Tape
    _known: dict[int, Paired | None] = field(default_factory=dict)

    def at(self, row: int) -> Paired | None:
        """The pairing on a session; None where no candidate has enough history."""
        if row not in self._known:
            self._known[row] = self._paired(row)
        return self._known[row]

    def _paired(self, row: int) -> Paired | None:
        tape = self.tape
        past = slice(max(0, row + 1 - WINDOW - SCORE), row + 1)
        book = tape.book_returns[past]
        candidates = [
            CandidateReturns(
                symbol,
                tape.underlyings[symbol].returns[past],
                tape.underlyings[symbol].use.liquidity_rank,
            )
            for symbol in tape.candidates
            if tape.underlyings[symbol].surface is not None
        ]
        benchmark = tape.underlyings[tape.benchmark].returns[past]
        fits = fitted(book, candidates, benchmark, value=tape.value)
        if not fits:
            return None
        made = choice(book, candidates, fits)
        used = next(fit for fit in fits if fit.symbol == made.symbol)
        return Paired(used.symbol, used.hedge_ratio)
