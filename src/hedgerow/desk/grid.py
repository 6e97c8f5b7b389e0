"""Which strike, which expiration, how many? The same book under every choice [SPEC HP-20, HP-56].

A put of 30 days and one of 180 are not compared by their premiums: each is rolled before it ends, and what
it loses until then at an unchanged index is scaled to a year. Gains in a fall are read at each put's own
roll, whose days stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from hedgerow.desk.choices import HedgeChoices, SizeBy
from hedgerow.desk.counts import sizing_card
from hedgerow.hedge.put import Put, StrikeWanted
from hedgerow.hedge.quotes import Quotes
from hedgerow.hedge.scenarios import Hedged

DELTAS = (-0.10, -0.15, -0.20, -0.25, -0.30, -0.40, -0.50)
DAYS = (30, 45, 60, 75, 90, 120, 180)
COUNTS: tuple[SizeBy, ...] = ("notional", "delta")
MONTHS = 12
NEAR, FAR = -0.10, -0.20
"""Moves at which a unit of protection is priced."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One put in one count: what it costs and what it does."""

    expiration: date
    days: int
    strike: float
    moneyness: float
    delta: float
    price: float
    """US dollars a share."""
    price_source: str
    """``quoted`` or ``modelled``."""
    size_by: SizeBy
    contracts: int
    premium: float
    """US dollars, negative."""
    premium_share: float
    """Of the book's value, negative."""
    horizon_days: int
    """Calendar days from now to its roll."""
    cost_a_year: float
    """What it loses at an unchanged index until its roll, at its own volatility, times the rolls in a year;
    US dollars, negative."""
    cost_a_year_share: float
    """Of the book's value, negative."""
    floor_loss: float
    """P&L of the book at expiry at the floor move, US dollars."""
    worst_move: float
    worst_loss: float
    """P&L of the book at its worst at expiry between -30 and +10 %, US dollars."""
    put_break_even: float
    """Index move below which the put has paid for itself at expiry."""
    cost_per_gain_10: float
    """Premium over the put's gain at -10 % at its own roll; NaN where it does not gain."""
    cost_per_gain_20: float
    """The same at -20 %."""
    cost_per_vega: float
    """Premium over the gain for one vol point."""
    cost_per_delta: float
    """Premium over the dollars of index that its delta offsets now."""


def strike_grid(
    base: Hedged, quotes: Quotes, want: HedgeChoices, value: float
) -> tuple[GridRow, ...]:
    """Every put of the grid, nearest expiration first, by notional and by delta.

    Hedges that the book holds are netted as in the hedge itself; those that end before a row's roll are not
    in that row. An expiration or a strike that is not listed near enough is left out. The hedge's own expiration is rolled as the hedge is;
    of the others, one with less than twice the days of the roll left is rolled half-way.
    """
    return tuple(row for put in _puts(quotes, base.put) for row in _rows(base, put, want, value))


def _puts(quotes: Quotes, own: Put) -> Iterator[Put]:
    """Listed, or modelled, puts near the deltas and days of the grid, each once; the hedge's own too."""
    found = {(own.expiration, own.strike): own}
    near = {quotes.expiration(days) for days in DAYS} | {own.expiration}
    for expiration in sorted(day for day in near if day is not None):
        for delta in DELTAS:
            wanted = StrikeWanted("delta", delta)
            put = quotes.put(expiration, wanted)
            if put is not None and put.price > 0 and put.distance(wanted) <= wanted.tolerance:
                found.setdefault((put.expiration, put.strike), put)
    yield from (found[key] for key in sorted(found))


def _rows(base: Hedged, put: Put, want: HedgeChoices, value: float) -> Iterator[GridRow]:
    own = put.expiration == base.put.expiration
    roll = want.roll_days if own else min(want.roll_days, put.days // 2)
    hedges = tuple(h for h in base.hedges if h.option.days > put.days - roll)
    there = replace(base, put=put, roll_days=roll, hedges=hedges)
    sizing = sizing_card(there, replace(want, roll_days=max(roll, 1)), value)
    gains = {m: put.value(roll, move=m, shock=base.rule.shock(m)) - put.price for m in (NEAR, FAR)}
    for size_by in COUNTS:
        contracts = sizing.card(size_by).contracts or 0
        hedged = replace(there, contracts=contracts)
        premium = 0.0 - contracts * base.multiplier * put.price
        worst_move, worst_loss = hedged.worst_at_expiry()
        year = MONTHS * replace(hedged, hedges=()).carry().month_fixed_vol
        yield GridRow(
            expiration=put.expiration,
            days=put.days,
            strike=put.strike,
            moneyness=put.moneyness,
            delta=put.delta,
            price=put.price,
            price_source=put.source,
            size_by=size_by,
            contracts=contracts,
            premium=premium,
            premium_share=premium / value,
            horizon_days=hedged.horizon,
            cost_a_year=year,
            cost_a_year_share=year / value,
            floor_loss=hedged.at_expiry(want.floor_move),
            worst_move=worst_move,
            worst_loss=worst_loss,
            put_break_even=hedged.put_break_even(),
            cost_per_gain_10=_over(put.price, gains[NEAR]),
            cost_per_gain_20=_over(put.price, gains[FAR]),
            cost_per_vega=_over(put.price, put.vega / 100),
            cost_per_delta=_over(put.price, -put.delta * put.terms.spot),
        )


def _over(price: float, gain: float) -> float:
    return price / gain if gain > 0 else float("nan")
