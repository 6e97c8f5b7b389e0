"""Show me, with no network: a seven-name book before the fall of 2018, and what then happened.

Real prices that two dependencies ship (see :mod:`hedgerow.data.demo`), option prices modelled from
VIX. The hedge is bought on 20 September 2018, rolled by the same rule, and marked each week until
Christmas Eve, when the S&P 500 was 20 % lower.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import ClassVar

from hedgerow.data.demo import DemoData
from hedgerow.data.source import Market
from hedgerow.desk.choices import HedgeChoices
from hedgerow.desk.hedge import HedgePlan, hedge_plan
from hedgerow.errors import UnavailableError
from hedgerow.hedge.put import Put, StrikeWanted, modelled_put
from hedgerow.hedge.terms import Terms
from hedgerow.market.book import Book, Position
from hedgerow.market.calendar import session_on_or_before, sessions_between
from hedgerow.market.expirations import FRIDAY
from hedgerow.market.instruments import instrument
from hedgerow.market.prices import Prices
from hedgerow.volatility.surface.modelled import ModelledSurface

AS_OF = date(2018, 9, 20)
UNTIL = date(2018, 12, 24)
BOOK = Book(
    Position(symbol, value=value)
    for symbol, value in {
        "AAPL": 100_000.0,
        "MSFT": 100_000.0,
        "JPM": 75_000.0,
        "HD": 75_000.0,
        "JNJ": 50_000.0,
        "XOM": 50_000.0,
        "AMD": 50_000.0,
    }.items()
)
CHOICES = HedgeChoices(benchmark="SPX", candidates=("XSP", "MTUM", "QUAL", "USMV", "VLUE", "SIZE"))


@dataclass(frozen=True, slots=True)
class Mark:
    """The hedged book on one day after it was hedged. US dollars, before trading costs."""

    date: date
    index: float
    """The instrument's level."""
    vix: float
    """Index points."""
    book: float
    """P&L of the book since the hedge was bought."""
    puts: float
    """P&L of the puts, the closed ones included."""
    hedged: float
    """P&L of both."""
    event: str
    """What was done that day."""


@dataclass(frozen=True, kw_only=True)
class Demo(HedgePlan):
    """A hedge plan, and what happened afterwards."""

    command: ClassVar[str] = "demo"
    aftermath: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Leg:
    """Puts that are held."""

    put: Put
    contracts: int
    multiplier: int

    @property
    def roll_on(self) -> date:
        return session_on_or_before(self.put.expiration - timedelta(days=CHOICES.roll_days))


def demo() -> Demo:
    """The plan for the demonstration book, followed week by week.

    Raises :class:`UnavailableError` where the package that ships the prices is not installed.
    """
    data = DemoData()
    plan = hedge_plan(BOOK, data=data, as_of=AS_OF, choices=CHOICES)
    market = Market((data,))
    symbols = [*BOOK.symbols, "^SPX"]
    prices = market.prices(symbols, UNTIL, window=sessions_between(AS_OF, UNTIL))
    leg, closed, marks = _leg(plan, market), 0.0, []
    for day in _days(leg):
        event = ""
        gain = _gain(leg, market, prices, day)
        if day == leg.roll_on:
            closed, old = closed + gain, leg
            again = hedge_plan(_grown(prices, day), data=data, as_of=day, choices=CHOICES)
            leg, gain = _leg(again, market), 0.0
            event = (
                f"rolled: {old.contracts} x {old.put.strike:.0f} put sold, "
                f"{leg.contracts} x {leg.put.strike:.0f} put of {leg.put.expiration} bought"
            )
        book = sum(p.value or 0.0 for p in _grown(prices, day).positions) - plan.book.value
        marks.append(
            Mark(
                day,
                _level(prices, day),
                100 * market.vol_indices(day).levels["VIX"],
                book,
                closed + gain,
                book + closed + gain,
                event,
            )
        )
    own = {f.name: getattr(plan, f.name) for f in fields(plan)}
    return Demo(**own, aftermath=tuple(marks))


def _leg(plan: HedgePlan, market: Market) -> _Leg:
    """The plan's puts, rebuilt from its own figures."""
    card = plan.hedge
    surface = _surface(market, card.spot_date)
    use = instrument(card.instrument)
    terms = Terms(card.spot, card.rate, card.dividend_yield, card.spot_date, use.exercise)
    wanted = StrikeWanted("moneyness", card.moneyness)
    put = modelled_put(terms, surface, card.expiration, wanted)
    return _Leg(put, card.contracts, card.multiplier)


def _surface(market: Market, day: date) -> ModelledSurface:
    family = market.vol_indices(day).vix_family
    if not family:
        msg = f"the bundled VIX has no value for {day}"
        raise UnavailableError(msg)
    return ModelledSurface(family)


def _days(first: _Leg) -> list[date]:
    """Weekly marks, the roll, and the last day."""
    weekly = [AS_OF + timedelta(days=n) for n in range((UNTIL - AS_OF).days + 1)]
    fridays = {session_on_or_before(d) for d in weekly if d.weekday() == FRIDAY}
    every = {AS_OF, UNTIL, first.roll_on} | {d for d in fridays if d > AS_OF}
    return sorted(d for d in every if d <= UNTIL)


def _gain(leg: _Leg, market: Market, prices: Prices, day: date) -> float:
    """P&L of the puts held since they were bought, on that day's VIX."""
    today = replace(leg.put, surface=_surface(market, day))
    move = _level(prices, day) / leg.put.terms.spot - 1
    worth = today.value((leg.put.expiration - day).days, move=move)
    return leg.contracts * leg.multiplier * (worth - leg.put.price)


def _level(prices: Prices, day: date) -> float:
    use = instrument("XSP")
    return prices.spot(use.price_symbol, day).price * use.price_scale


def _grown(prices: Prices, day: date) -> Book:
    """The book as it stands after its positions have earned their total returns."""
    return Book(
        Position(
            p.symbol,
            value=(p.value or 0.0)
            * prices.spot(p.symbol, day).price
            / prices.spot(p.symbol, AS_OF).price,
        )
        for p in BOOK.positions
    )
