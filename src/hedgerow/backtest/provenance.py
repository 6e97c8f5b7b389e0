"""How much of a replay rests on quotes, and how much on modelled prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hedgerow.backtest.contracts.shares import Shares
from hedgerow.backtest.contracts.vix_future import VixFuture

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


def price_sources(made: Replay, last: int | None = None) -> PriceSources:
    """Of the trades and marks of a replay up to one of its sessions, the last by default.

    Shares and futures have prices of their own, and what settles needs none: neither counts.
    """
    end = len(made.tape) if last is None else made.tape.first + last + 1
    traded = [
        t
        for t in made.trades
        if t.row < end
        and t.reason not in {"settled", "assigned"}
        and not isinstance(t.contract, (Shares, VixFuture))
    ]
    dollars = [abs(t.quantity * t.middle) for t in traded]
    total = sum(dollars)
    modelled = sum(d for d, t in zip(dollars, traded, strict=True) if not t.quoted)
    marks = quoted = stale = 0
    for spell in made.spells:
        it = spell.course
        if isinstance(spell.contract, (Shares, VixFuture)):
            continue
        days = slice(spell.start - it.start, max(min(spell.stop, it.stop, end) - it.start, 0))
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
