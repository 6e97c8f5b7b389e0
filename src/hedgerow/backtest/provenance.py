"""How much of a replay rests on quotes, and how much on modelled prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hedgerow.backtest.replay import Replay


@dataclass(frozen=True, slots=True)
class PriceSources:
    """Shares of what was modelled, 0 … 1; NaN where nothing was traded or held."""

    modelled_share: float
    """Of the dollars of option premium traded."""
    modelled_marks: float
    """Of the days on which a contract was marked."""
    stale_marks: float
    """Of those days: a price or volatility of an earlier session stood in."""
    trades: int
    quoted_trades: int


def price_sources(made: Replay) -> PriceSources:
    """Of the trades and marks of a replay; what settles needs no price of an option."""
    traded = [t for t in made.trades if t.reason not in {"settled", "assigned"}]
    dollars = [abs(t.quantity * t.middle) for t in traded]
    total = sum(dollars)
    modelled = sum(d for d, t in zip(dollars, traded, strict=True) if not t.quoted)
    marks = quoted = stale = 0
    for spell in made.spells:
        it = spell.course
        days = slice(spell.start - it.start, min(spell.stop, it.stop) - it.start)
        marks += len(it.quoted[days])
        quoted += int(it.quoted[days].sum())
        stale += int(it.stale[days].sum())
    nothing = float("nan")
    return PriceSources(
        modelled / total if total else nothing,
        1 - quoted / marks if marks else nothing,
        stale / marks if marks else nothing,
        len(traded),
        sum(t.quoted for t in traded),
    )
