"""Where a replayed hedge's money came from and what its prices rest on, in words; for both faces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.report.figures import (
    UNKNOWN,
    dollars,
    number,
    percent,
    signed_dollars,
    signed_percent,
)

if TYPE_CHECKING:
    from hedgerow.backtest.attribution import Attribution
    from hedgerow.backtest.crisis_record import CrisisRecord
    from hedgerow.backtest.error_band import ErrorBand
    from hedgerow.backtest.tail_ledger import TailLedger
    from hedgerow.desk.past_hedges import Backtest

PARTS: Mapping[str, tuple[str, str, str]] = {
    "beta": (
        "the book, with the instrument",
        "book, hedgeable",
        "what its hedge ratio times the instrument's moves explains",
    ),
    "basis": ("the book, beside it", "book, beside", "what no such hedge reaches"),
    "delta": ("contracts: direction", "direction", "first-order effect of the instrument's moves"),
    "gamma": ("contracts: curvature", "curvature", "what large moves add"),
    "vega": ("contracts: volatility", "volatility", "changes of implied volatility"),
    "theta": ("contracts: time", "time", "what passes with the days"),
    "cross": (
        "contracts: both at once",
        "both at once",
        "volatility with direction: vanna and volga",
    ),
    "residual": ("contracts: unexplained", "unexplained", "beyond the slopes of the day before"),
    "costs": ("spreads and commissions", "trading costs", "paid at every trade"),
    "interest": ("interest on cash", "interest", "at the Treasury-bill rate"),
}
"""Parts of the profit and loss: a name, a short one, and what it is."""
MANY = 10.0
"""Share of the start from which it is told as a multiple."""


def prices_words(result: Backtest) -> str:
    """What the prices of contracts rest on."""
    seen = result.prices
    if not seen.trades:
        return "Nothing was traded that has a price of its own."
    if seen.quoted_trades == seen.trades and seen.modelled_share <= 0:
        told = f"All {seen.trades:,} trades were made at quotes"
    else:
        told = (
            f"{seen.quoted_trades:,} of {seen.trades:,} trades were made at quotes; {percent(seen.modelled_share, 0)} of the "
            "premium traded is modelled from the VIX family"
        )
    marks = (
        f", as are {percent(seen.modelled_marks, 0)} of the daily values"
        if seen.modelled_marks > 0 and seen.quoted_trades < seen.trades
        else f"; {percent(seen.modelled_marks, 0)} of the daily values are modelled"
        if seen.modelled_marks > 0
        else ""
    )
    stale = (
        f"; in {percent(seen.stale_marks)} of them a price of an earlier session stood in"
        if seen.stale_marks > 0
        else ""
    )
    return f"{told}{marks}{stale}."


def band_words(bands: Sequence[ErrorBand]) -> str:
    """How far modelled prices lie from quotes."""
    whole = [band for band in bands if band.vix == "all"]
    if not whole:
        return "How far modelled prices lie from quotes was not measured here."
    told = " and ".join(
        f"{percent(band.median_absolute, 0)} ({signed_percent(band.bias, 0)} on balance; {band.where}, {band.quotes:,} quotes)"
        for band in whole
    )
    return (
        "Held against quotes that the model was not fitted on, its prices of index puts of 30 to 60 days, up to 15 % out of the "
        f"money, were off in the median by {told}. Other tenors and underlyings are not measured by it."
    )


def attribution_rows(parts: Attribution, start: float) -> list[tuple[str, str, str, str]]:
    """Name, dollars, share of the value at the start, and meaning; the sum last."""
    rows = [(name, getattr(parts, key), meaning) for key, (name, _, meaning) in PARTS.items()]
    rows.append(("all together", parts.total, "change of the account's value"))
    return [
        (name, signed_dollars(amount), _of(amount, start), meaning)
        for name, amount, meaning in rows
    ]


def _of(amount: float, start: float) -> str:
    """A share of the value at the start, or a multiple where it is large."""
    if not start:
        return UNKNOWN
    share = amount / start
    return f"{share:+,.1f} ×" if abs(share) >= MANY else signed_percent(share)


def attribution_words(result: Backtest) -> str:
    """What the contracts came to, and how much of it the slopes explain."""
    parts = result.attribution
    if not result.instruments:
        return "No contract was held: what the account made is the book's, and interest."
    verb = "brought" if parts.hedge >= 0 else "cost"
    return (
        f"The contracts {verb} {dollars(abs(parts.hedge))} USD, trading costs of {dollars(-parts.costs)} USD included; the "
        f"book made {signed_dollars(parts.beta + parts.basis)} USD. Delta, gamma, vega and time explain all but "
        f"{percent(parts.unexplained)} of the contracts' daily profit and loss."
    )


def crisis_words(result: Backtest) -> str:
    """In how many falls the hedge took something away."""
    falls = [c for c in result.crises if c.unhedged < 0 and isfinite(c.capture)]
    if not falls:
        return "None of the named crises in the window was a fall of this book."
    if result.policy == "unhedged":
        return "The book was not hedged."
    helped = [c for c in falls if c.capture > 0]
    best = max(falls, key=lambda c: c.capture)
    least = min(falls, key=lambda c: c.capture)
    if len(falls) == 1:
        verb = "took away" if best.capture >= 0 else "made it"
        return f"It {verb} {_share_taken(best)}."
    return (
        f"It took something away in {len(helped)} of {len(falls)} falls: at best {_share_taken(best)} in {best.name}, "
        f"at least {_share_taken(least)} in {least.name}."
    )


def _share_taken(record: CrisisRecord) -> str:
    share = record.capture
    return f"{percent(share, 0)} of the fall" if share >= 0 else f"{percent(-share, 0)} deeper"


def tail_words(tail: TailLedger) -> str:
    """What one bad stretch cost in years of premium."""
    worst = tail.worst
    told = f"The worst stretch, {worst.first} to {worst.last}, took {percent(-worst.gain)} of the account"
    if isfinite(tail.years_wiped):
        return (
            f"{told}: {number(tail.years_wiped, 1)} years of premium at {percent(tail.annual_premium)} a year. "
            f"{percent(tail.win_rate, 0)} of {len(tail.rounds):,} finished rounds gained."
        )
    if isfinite(tail.years_of_gain_wiped):
        return f"{told}: {number(tail.years_of_gain_wiped, 1)} years of what it gained on average."
    return f"{told}; over the whole stretch it gained nothing."


def events_by_kind(result: Backtest) -> list[tuple[str, int, str]]:
    """Kind, how often, and the last one's words."""
    found: dict[str, list[str]] = {}
    for event in result.events:
        found.setdefault(event.kind, []).append(f"{event.date}: {event.text}")
    return [(kind, len(told), told[-1]) for kind, told in found.items()]
