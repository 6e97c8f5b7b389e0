"""The chapters of a replay's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from hedgerow.backtest.attribution import Attribution, Parts, parts
from hedgerow.backtest.catalogue import POLICIES, entry
from hedgerow.backtest.crisis_record import CrisisRecord, crisis_records
from hedgerow.backtest.provenance import price_sources
from hedgerow.backtest.replay import Replay
from hedgerow.backtest.summary import Comparison, Performance, comparison, opened, performance
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR

if TYPE_CHECKING:
    from hedgerow.desk.replay_choices import ReplayChoices
    from hedgerow.desk.replay_study import ReplayStudy


@dataclass(frozen=True, slots=True)
class ReplayBook:
    """The book that is replayed."""

    value: float
    """US dollars, at the window's first close: what it is worth today."""
    lead_cost: float
    """What the hedge had earned before that, US dollars; negative where it had cost, 0 without a lead."""
    weights_of: date
    """Session whose weights are held throughout."""
    positions: int
    assumed_share: float
    """Of its gross value that moved by beta alone in the window, for want of prices."""
    since: dict[str, str]
    """First price of each position that has none when the history begins; ``none`` without any."""


@dataclass(frozen=True, slots=True)
class ReplayWindow:
    """The sessions that are measured."""

    name: str
    first: date
    last: date
    sessions: int
    """Days with a return."""
    traded_from: date
    """The policy trades from here on."""
    own_peak: bool


@dataclass(frozen=True, slots=True)
class ReplaySummary:
    """One policy over the window; returns and shares are decimals."""

    policy: str
    words: str
    return_: float
    """Over the whole window."""
    annual_return: float
    """NaN under a year."""
    vol: float
    max_drawdown: float
    cost_year: float
    """Annual return less that of the book alone, negative where the hedge cost; over the window where that is under a year."""
    cost_year_interval: tuple[float, float]
    """95 %, from blocks of 21 days; NaN where the window is too short."""
    effectiveness: float
    """Share of the variance removed."""
    effectiveness_interval: tuple[float, float]
    expected_shortfall: float
    """Mean loss on the worst twentieth of days, positive."""
    shortfall_removed: float
    drawdown_removed: float
    beta: float
    """To the book alone."""
    worst_day: float
    worst_date: date
    premium_year: float
    """What the contracts earned after costs, share of the account a year; over the window where that is under a year."""
    turnover: float
    """Dollars of contracts traded over the account, a year; over the window where that is under a year."""
    trades: int
    modelled_share: float
    """Of the premium traded up to the window's end, its lead included; NaN where nothing was."""
    equal_beta_return: float
    """Of so much of the book as has the same beta, the rest in cash."""
    equal_beta_drawdown: float
    equal_return_share: float
    """Share of the book that would have ended with the same money; NaN where none would."""
    equal_return_drawdown: float


@dataclass(frozen=True, slots=True)
class GridPoint:
    """One policy of a grid, measured as :class:`ReplaySummary` is."""

    policy: str
    settings: Mapping[str, float | str]
    """What was varied."""
    return_: float
    vol: float
    max_drawdown: float
    expected_shortfall: float
    cost_year: float
    effectiveness: float
    shortfall_removed: float
    drawdown_removed: float
    beta: float
    trades: float
    modelled_share: float


@dataclass(frozen=True, slots=True)
class ReplayTrade:
    """One trade of the policy."""

    date: date
    contract: str
    quantity: float
    price: float
    middle: float
    cash: float
    """US dollars, commission included; negative paid."""
    costs: float
    """Spread and commission, US dollars, negative."""
    reason: str
    price_source: Literal["quoted", "modelled", "settled"]


@dataclass(frozen=True, slots=True)
class ReplayEvent:
    """What happened beside trades."""

    date: date
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ReplayPath:
    """Through the window, day by day, equally long."""

    date: tuple[date, ...]
    unhedged: tuple[float, ...]
    """US dollars."""
    hedged: tuple[float, ...]
    unhedged_drawdown: tuple[float, ...]
    hedged_drawdown: tuple[float, ...]
    contracts: tuple[float, ...]
    """Options and futures held after the close, bought less sold."""
    coverage: tuple[float, ...]
    """Share of the book's dollars that the contracts offset by delta."""
    hedge: tuple[float, ...]
    """What the contracts earned since the first day, costs included, US dollars."""


@dataclass(frozen=True, slots=True)
class PolicyPath:
    """Another policy's value through the window, US dollars."""

    policy: str
    date: tuple[date, ...]
    value: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """An instrument that was hedged with."""

    instrument: str
    rolls: int
    first: date
    last: date


@dataclass(frozen=True)
class Measured:
    """One policy's replay with what was measured of it, within the window."""

    made: Replay
    days: Parts
    start: int
    stop: int
    performance: Performance
    comparison: Comparison

    @property
    def values(self) -> FloatArray:
        """Net asset value through the window."""
        return opened(self.made, self.start, self.stop)


def measured(found: Replay, study: ReplayStudy) -> Measured:
    """A replay measured over the study's window."""
    first, last = study.start, study.stop
    days = study.tape.days[study.tape.first :][first : last + 1]
    cash = study.tape.growth_of_cash[study.tape.first :][first : last + 1]
    values = opened(found, first, last)
    book = found.unhedged[first : last + 1]
    return Measured(
        found,
        parts(found),
        first,
        last,
        performance(values, days.astype(float)),
        comparison(values, book, cash, days.astype(float)),
    )


def replay_book(study: ReplayStudy, one: Measured) -> ReplayBook:
    """The book that is replayed, and what the policy had made of it by the window's first close."""
    return ReplayBook(
        float(one.made.unhedged[one.start]),
        float(one.made.nav[one.start] - one.made.unhedged[one.start]) if one.start else 0.0,
        study.made.as_of,
        len(study.made.valuation.positions),
        study.assumed_share,
        study.history.since,
    )


def replay_window(study: ReplayStudy, choices: ReplayChoices) -> ReplayWindow:
    """The sessions that are measured."""
    return ReplayWindow(
        study.window.name,
        study.window.first,
        study.window.last,
        study.stop - study.start,
        study.tape.date(study.tape.first),
        choices.own_peak,
    )


def summary(one: Measured) -> ReplaySummary:
    """One policy in a row."""
    made, p, c = one.made, one.performance, one.comparison
    figures = c.figures
    tape = made.tape
    first, last = tape.first + one.start, tape.first + one.stop
    inside = [t for t in made.trades if first <= t.row <= last and (t.row > first or not one.start)]
    years = max((last - first) / SESSIONS_PER_YEAR, 1.0)
    mean = float(one.values.mean())
    spent = float(one.days.hedge[one.start + 1 : one.stop + 1].sum())
    traded = sum(
        abs(t.quantity * t.middle) * _multiplier(made, t.contract.symbol)
        for t in inside
        if t.reason != "settled"
    )
    equal = c.equal_return
    return ReplaySummary(
        policy=made.policy,
        words=entry(made.policy).words if made.policy.partition("@")[0] in POLICIES else "",
        return_=p.total,
        annual_return=p.annual,
        vol=p.vol,
        max_drawdown=p.max_drawdown,
        cost_year=figures.cost_year,
        cost_year_interval=c.cost_year_interval,
        effectiveness=figures.effectiveness,
        effectiveness_interval=c.effectiveness_interval,
        expected_shortfall=p.expected_shortfall,
        shortfall_removed=figures.shortfall_effectiveness,
        drawdown_removed=figures.drawdown_effectiveness,
        beta=figures.beta,
        worst_day=p.worst_day,
        worst_date=tape.date(first + p.worst_row),
        premium_year=spent / mean / years,
        turnover=traded / mean / years,
        trades=len(inside),
        modelled_share=price_sources(made, one.stop).modelled_share,
        equal_beta_return=c.equal_beta.total,
        equal_beta_drawdown=c.equal_beta.max_drawdown,
        equal_return_share=c.equal_return_share,
        equal_return_drawdown=float("nan") if equal is None else equal.max_drawdown,
    )


def _multiplier(made: Replay, symbol: str) -> float:
    it = made.tape.underlyings.get(symbol)
    return float(it.use.multiplier) if it is not None else 100.0


def replay_trades(made: Replay) -> tuple[ReplayTrade, ...]:
    """Every trade, oldest first."""
    return tuple(
        ReplayTrade(
            made.tape.date(t.row),
            t.contract.name,
            t.quantity,
            t.price,
            t.middle,
            t.cash,
            t.spread + t.commission,
            t.reason,
            "settled"
            if t.reason in {"settled", "assigned"}
            else "quoted"
            if t.quoted
            else "modelled",
        )
        for t in made.trades
    )


def replay_events(made: Replay) -> tuple[ReplayEvent, ...]:
    """What happened beside trades, oldest first."""
    return tuple(ReplayEvent(made.tape.date(e.row), e.kind, e.text) for e in made.events)


def path(one: Measured) -> ReplayPath:
    """The window day by day."""
    made, first, last = one.made, one.start, one.stop
    tape = made.tape
    hedged, book = one.values, made.unhedged[first : last + 1]
    contracts, coverage = _held(made)
    hedge = np.cumsum(one.days.hedge[first : last + 1])
    hedge -= 0.0 if first == 0 else one.days.hedge[first]

    def told(values: FloatArray) -> tuple[float, ...]:
        return tuple(values.tolist())

    return ReplayPath(
        date=tuple(tape.date(tape.first + row) for row in range(first, last + 1)),
        unhedged=told(book),
        hedged=told(hedged),
        unhedged_drawdown=told(book / np.maximum.accumulate(book) - 1),
        hedged_drawdown=told(hedged / np.maximum.accumulate(hedged) - 1),
        contracts=told(contracts[first : last + 1]),
        coverage=told(coverage[first : last + 1]),
        hedge=told(hedge),
    )


def _held(made: Replay) -> tuple[FloatArray, FloatArray]:
    """Contracts after each close, and delta dollars over the book's that is held."""
    first, m = made.tape.first, len(made.nav)
    contracts, dollars = np.zeros(m), np.zeros(m)
    for spell in made.spells:
        it = spell.course
        stop = min(spell.stop, it.stop)
        rows = slice(spell.start - first, stop - first)
        own = slice(spell.start - it.start, stop - it.start)
        contracts[rows] += spell.quantity
        dollars[rows] -= spell.quantity * it.multiplier * it.delta[own] * it.underlying[own]
    held = made.units * made.unhedged
    with np.errstate(invalid="ignore", divide="ignore"):
        return contracts, np.where(held > 0, dollars / held, np.nan)


def used(made: Replay) -> tuple[Used, ...]:
    """Instruments that were hedged with, the most used first."""
    rows: dict[str, list[int]] = {}
    for trade in made.trades:
        if trade.opens:
            rows.setdefault(trade.contract.symbol, []).append(trade.row)
    found = [
        Used(symbol, len(set(at)), made.tape.date(min(at)), made.tape.date(max(at)))
        for symbol, at in rows.items()
    ]
    return tuple(sorted(found, key=lambda u: (-u.rolls, u.instrument)))


def crises(one: Measured, *, own_peaks: bool) -> tuple[CrisisRecord, ...]:
    """Of every named window within the replay."""
    return crisis_records(one.made, one.days, own_peaks=own_peaks)


def attribution(one: Measured) -> Attribution:
    """Of the window."""
    return one.days.over(one.start, one.stop)


def other_paths(found: Sequence[Measured]) -> tuple[PolicyPath, ...]:
    """The other policies' values."""
    return tuple(
        PolicyPath(
            one.made.policy,
            tuple(
                one.made.tape.date(one.made.tape.first + row)
                for row in range(one.start, one.stop + 1)
            ),
            tuple(one.values.tolist()),
        )
        for one in found
    )
