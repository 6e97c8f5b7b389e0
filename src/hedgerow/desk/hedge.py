"""How do I hedge this book? One index put, sized five ways, priced, and shown for what it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Literal

from hedgerow.desk.beta import BetaCard, BookCard, beta_card, book_card
from hedgerow.desk.choices import HedgeChoices, SizeBy
from hedgerow.desk.counts import SizingCard, curves, sizing_card
from hedgerow.desk.pair import PairingCard, instruments, paired
from hedgerow.desk.pricing import Priced, priced_put
from hedgerow.desk.result import Result, Status
from hedgerow.desk.settings import DataArgument
from hedgerow.desk.study import Study, study
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.pairing import Candidate, misfits
from hedgerow.hedge.scenarios import MOVES, Carry, Curve, Hedged, Scenario
from hedgerow.market.book import Book
from hedgerow.market.instruments import Instrument, instrument

COARSE = 1.5
"""Whole contracts over the raw count above which rounding up changes the hedge."""


@dataclass(frozen=True, slots=True)
class HedgeCard:
    """The hedge itself."""

    instrument: str
    root: str | None
    """Root of the option symbol (SPXW beside SPX); None where modelled."""
    expiration: date
    days: int
    strike: float
    moneyness: float
    """Strike over spot."""
    delta: float
    implied_vol: float
    spot: float
    spot_source: str
    """Parity of the chain, an unadjusted close, or given."""
    spot_date: date
    price: float
    """US dollars a share: the ask, or the modelled value."""
    price_source: Literal["quoted", "modelled"]
    bid: float
    ask: float
    mid: float
    open_interest: float
    """Contracts; NaN where modelled or unknown."""
    quote_time: datetime | None
    quote_age_hours: float | None
    """Hours from the quote to the close of its session; negative after it."""
    multiplier: int
    exercise: str
    settlement: str
    rate: float
    rate_source: str
    dividend_yield: float
    dividend_source: str
    fits: bool
    """False where hedging this book with this instrument makes no sense; the status says why."""
    hedge_ratio: float
    """Dollars of instrument per dollar of book."""
    exposure: float
    """US dollars of instrument that the book behaves like."""
    size_by: SizeBy
    ratio: float
    contracts: int
    delta_contracts: int
    """The textbook count, for comparison."""
    premium: float
    """US dollars, negative."""
    premium_share: float
    """Of the book's value, negative."""
    carry: Carry
    worst_move: float
    """Worst index move at expiry between -30 and +10 %."""
    worst_loss: float
    """P&L there, US dollars."""
    put_break_even: float
    """Index move below which the put has paid for itself at expiry."""
    book_break_evens: tuple[float, ...]
    """Index moves at which the hedged book neither gains nor loses at expiry."""
    sold_share: float
    """Share of the book to sell instead, for the same loss at -20 % at the roll."""


@dataclass(frozen=True, slots=True)
class ScenarioRule:
    """What the scenarios assume."""

    roll_days: int
    horizon_days: int
    """Calendar days from now to the roll."""
    implied_vol_rule: str
    moves_of: str
    """The instrument that moves; the book follows by its hedge ratio."""


@dataclass(frozen=True, kw_only=True)
class HedgePlan(Result):
    """A sized and priced hedge of one book."""

    command: ClassVar[str] = "hedge"
    main_table: ClassVar[str] = "scenarios"
    book: BookCard
    beta: BetaCard
    pairing: PairingCard
    sizing: SizingCard
    hedge: HedgeCard
    scenario_rule: ScenarioRule
    scenarios: tuple[Scenario, ...]
    curves: tuple[Curve, ...]
    """Every distinct count through the same moves."""


def hedge_plan(
    book: Book | str | Path,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    choices: HedgeChoices | None = None,
) -> HedgePlan:
    """A sized and priced index-put hedge of the book.

    ``book`` is a :class:`Book` or the path of one; ``data`` one or several folders or files.

    Raises :class:`InputError` for what cannot be used and :class:`UnavailableError` where a price
    that the plan needs is not in the data.
    """
    want = choices or HedgeChoices()
    named = [*want.candidates, *([want.instrument] if want.instrument else [])]
    tried = instruments(named)
    made = study(
        book,
        data=data,
        as_of=as_of,
        benchmark=want.benchmark,
        window=want.window,
        symbols=[i.price_symbol for i in tried],
    )
    card = paired(made, tried, named=named)
    use = instrument(want.instrument or card.chosen.symbol)
    fit = _fit(card, use)
    unfit: list[str] = []
    if use.symbol != card.chosen.symbol:
        made.notes.note(
            f"{use.symbol} was asked for; {card.chosen.symbol} pairs best: {card.chosen.reason}"
        )
        unfit = misfits(fit)
    fits = not unfit if use.symbol != card.chosen.symbol else card.chosen.fits
    put = priced_put(made, use, want)
    if put.put.days <= want.roll_days:
        msg = (
            f"the put expires in {put.put.days} days, at or before its roll at {want.roll_days} days "
            "left; choose a later expiration or a smaller --roll-days"
        )
        raise InputError(msg)
    base = Hedged(
        exposure=fit.hedge_ratio * made.value,
        put=put.put,
        contracts=0,
        multiplier=use.multiplier,
        roll_days=want.roll_days,
        rule=want.rule,
    )
    sizing = sizing_card(base, want, made.value)
    contracts = sizing.card(want.size_by).contracts
    if contracts is None:
        msg = f"size-by {want.size_by}: {sizing.card(want.size_by).at_expiry}; choose another"
        raise UnavailableError(msg)
    hedged = replace(base, contracts=contracts)
    raw = sizing.card(want.size_by).raw
    if raw and contracts > COARSE * raw:
        made.notes.doubt(
            f"{use.symbol} contracts are too large for this book: {raw:.2f} would do, {contracts} is "
            f"{contracts / raw:.1f} times that",
            first=True,
        )
    provenance = {**made.market.seen(), "option_price": put.put.source}
    return HedgePlan(
        as_of=made.as_of,
        status=Status.of([*unfit, *card.chosen.doubts, *made.notes.doubts]),
        provenance=provenance,
        warnings=tuple(made.notes.notes),
        book=book_card(made),
        beta=beta_card(made),
        pairing=card,
        sizing=sizing,
        hedge=_hedge_card(hedged, put, use, fit, sizing, want, made, fits=fits),
        scenario_rule=ScenarioRule(
            want.roll_days, put.put.days - want.roll_days, str(want.rule), use.symbol
        ),
        scenarios=tuple(hedged.scenarios(MOVES)),
        curves=tuple(curves(base, sizing)),
    )


def _fit(card: PairingCard, use: Instrument) -> Candidate:
    for fit in card.candidates:
        if fit.symbol == use.symbol:
            return fit
    msg = f"{use.symbol} has too few returns in common with the book; choose another --instrument"
    raise UnavailableError(msg)


def _hedge_card(
    hedged: Hedged,
    priced: Priced,
    use: Instrument,
    fit: Candidate,
    sizing: SizingCard,
    want: HedgeChoices,
    made: Study,
    *,
    fits: bool,
) -> HedgeCard:
    put, terms = hedged.put, hedged.put.terms
    premium = 0.0 - hedged.contracts * hedged.multiplier * put.price
    worst_move, worst_loss = hedged.worst_at_expiry()
    return HedgeCard(
        instrument=use.symbol,
        root=put.root or None,
        expiration=put.expiration,
        days=put.days,
        strike=put.strike,
        moneyness=put.moneyness,
        delta=put.delta,
        implied_vol=put.implied_vol,
        spot=terms.spot,
        spot_source=priced.spot_source,
        spot_date=priced.spot_date,
        price=put.price,
        price_source=put.source,
        bid=put.bid,
        ask=put.ask,
        mid=put.mid,
        open_interest=put.open_interest,
        quote_time=priced.quote_time,
        quote_age_hours=priced.quote_age_hours,
        multiplier=use.multiplier,
        exercise=use.exercise,
        settlement=use.settlement,
        rate=terms.rate,
        rate_source=priced.rate_source,
        dividend_yield=terms.dividend_yield,
        dividend_source=priced.dividend_source,
        fits=fits,
        hedge_ratio=fit.hedge_ratio,
        exposure=hedged.exposure,
        size_by=want.size_by,
        ratio=want.ratio,
        contracts=hedged.contracts,
        delta_contracts=sizing.delta.contracts or 0,
        premium=premium,
        premium_share=premium / made.value,
        carry=hedged.carry(),
        worst_move=worst_move,
        worst_loss=worst_loss,
        put_break_even=hedged.put_break_even(),
        book_break_evens=hedged.book_break_evens(),
        sold_share=hedged.sold_share(),
    )
