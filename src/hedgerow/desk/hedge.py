"""How do I hedge this book? One index put, sized five ways, priced, and shown for what it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from hedgerow.data.progress import Progress
from hedgerow.desk.already import AlreadyCard, Inventory, already_card, inventory, stakes
from hedgerow.desk.beta import BetaCard, BookCard, beta_card, book_card
from hedgerow.desk.choices import HedgeChoices, SizeBy
from hedgerow.desk.command import command_line
from hedgerow.desk.cost import CostByVix, Residual, cost_by_vix, residual
from hedgerow.desk.counts import SizeCard, SizingCard, curves, sizing_card
from hedgerow.desk.grid import GridRow, strike_grid
from hedgerow.desk.names import basket_of, concentration_of
from hedgerow.desk.pair import PairingCard, instruments, paired
from hedgerow.desk.pricing import Priced, priced_put
from hedgerow.desk.result import Result, Status
from hedgerow.desk.settings import DataArgument
from hedgerow.desk.study import Study, study
from hedgerow.desk.ticket import Ticket, ticket
from hedgerow.desk.venues import VenueCard, venue_card
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.basket import Basket
from hedgerow.hedge.concentration import Concentration
from hedgerow.hedge.pairing import Candidate, misfits
from hedgerow.hedge.put import Put
from hedgerow.hedge.scenarios import (
    LOWEST,
    MOVES,
    SOLD_AT,
    Carry,
    Curve,
    Hedged,
    Profile,
    Scenario,
    required_rebound,
)
from hedgerow.hedge.stress_beta import stressed_ratio
from hedgerow.market.book import Book
from hedgerow.market.instruments import Instrument, instrument, is_index
from hedgerow.units import DAYS_PER_YEAR, SESSIONS_PER_YEAR
from hedgerow.volatility.surface.modelled import ModelledSurface

LONG_HISTORY = 20 * SESSIONS_PER_YEAR
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
    quote_session: date | None
    """Session whose market the quotes show: before the open, the one before."""
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
    hedge_ratio_source: Literal["calm", "stress"]
    """Over all days, or over the instrument's falling days."""
    calm_ratio: float
    stress_ratio: float
    """Over the instrument's falling days; NaN where unknown."""
    stress_significant: bool
    """Whether the two surely differ."""
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
    itm_probability: float
    """Risk-neutral probability that the put expires in the money."""
    itm_frequency: float
    """How often the instrument has ended below that moneyness after as many sessions, in the past;
    NaN with under a year of such windows."""
    itm_windows: int
    """Overlapping windows behind it; far fewer are independent."""
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
    rebound_unhedged: float
    """Gain that makes good the unhedged loss at -20 %, share of what is left."""
    rebound_hedged: float
    """Gain that makes good the hedged book's worst loss at expiry."""


@dataclass(frozen=True, slots=True)
class ScenarioRule:
    """What the scenarios assume."""

    roll_days: int
    horizon_days: int
    """Calendar days from now to the roll."""
    implied_vol_rule: str
    moves_of: str
    """The instrument that moves; the book follows by its hedge ratio."""
    floor_move: float
    """Move at which the strike grid's floor is read."""


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
    ticket: Ticket | None
    """The order; None where nothing is to be bought."""
    already: AlreadyCard
    scenario_rule: ScenarioRule
    scenarios: tuple[Scenario, ...]
    curves: tuple[Curve, ...]
    """Every distinct count through the same moves."""
    profile: Profile
    residual: Residual
    cost_by_vix: CostByVix | None
    """None without a VIX."""
    strike_grid: tuple[GridRow, ...]
    venues: VenueCard
    concentration: Concentration | None
    """None for a book without positions that move."""
    basket: Basket | None
    """None for a book without single names held long."""
    reproduce: str
    """The command that gives this answer again."""


def hedge_plan(
    book: Book | str | Path,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    choices: HedgeChoices | None = None,
    columns: str | Path | None = None,
    progress: Progress | None = None,
) -> HedgePlan:
    """A sized and priced index-put hedge of the book.

    ``book`` is a :class:`Book` or the path of one; ``data`` one or several folders, files or
    publishers; ``columns`` is the file of a
    column map for the book's CSV; ``progress`` is told what is fetched.

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
        symbols=[i.price_symbol for use in tried for i in (use, *use.twins)],
        columns=columns,
        progress=progress,
    )
    card = paired(made, tried, named=named)
    use = instrument(want.instrument or card.chosen.symbol)
    if want.instrument is None and not card.chosen.fits:
        use = _priceable(made, card, use, want)
    fit = _fit(card, use)
    unfit: list[str] = []
    if use.symbol != card.chosen.symbol:
        why = "was asked for" if want.instrument else "has a price here"
        made.notes.note(
            f"{use.symbol} {why}; {card.chosen.symbol} pairs best: {card.chosen.reason}"
        )
        unfit = misfits(fit)
    fits = not unfit if use.symbol != card.chosen.symbol else card.chosen.fits
    if not is_index(use):
        made.notes.doubt(
            f"{use.symbol} is no index of the default list: a single name's puts also pay, or fail to, for "
            "what is its own, and cost more for it"
        )
    priced = priced_put(made.session, use, want)
    if priced.put.days <= want.roll_days:
        msg = (
            f"the put expires in {priced.put.days} days, at or before its roll at {want.roll_days} days "
            "left; choose a later expiration or a smaller --roll-days"
        )
        raise InputError(msg)
    ratio = _ratio(made, fit, use, want)
    stock = inventory(made, use, want.roll_days, priced.put.days - want.roll_days)
    deepest = min(LOWEST, want.scenario_move, want.floor_move)
    stress = ratio.used / ratio.calm if ratio.calm > 0 else 1.0
    base = Hedged(
        exposure=ratio.used * made.value,
        put=priced.put,
        contracts=0,
        multiplier=use.multiplier,
        roll_days=want.roll_days,
        rule=want.rule,
        hedges=stock.hedges,
        others=stock.others,
        stakes=stakes(made, use, stress, deepest),
    )
    sizing = sizing_card(base, want, made.value, moves_of=use.symbol)
    chosen = sizing.card(want.size_by)
    hedged = _sized(base, chosen, use, want, made)
    _note_holdings(stock, priced.put, made)
    cards = _Cards(
        ticket=ticket(priced, use, hedged.contracts),
        already=already_card(made, stock, use, chosen),
        venues=venue_card(
            made.session, use, priced.quotes, hedged, chosen.raw or 0.0, card.candidates, want
        ),
        grid=strike_grid(base, priced.quotes, want, made.value),
        concentration=concentration_of(made, use),
        basket=basket_of(made, priced.put, use, want),
    )
    provenance = {
        **made.market.seen(),
        "option_price": priced.put.source,
        "revaluation": "modelled surface"
        if isinstance(priced.put.surface, ModelledSurface)
        else "the chain's own surface",
    }
    return HedgePlan(
        as_of=made.as_of,
        status=Status.of([*unfit, *card.chosen.doubts, *made.doubts]),
        provenance=provenance,
        warnings=tuple(dict.fromkeys(made.notes.notes)),
        book=book_card(made),
        beta=beta_card(made),
        pairing=card,
        sizing=sizing,
        hedge=_hedge_card(hedged, priced, use, ratio, sizing, want, made, fits=fits),
        ticket=cards.ticket,
        already=cards.already,
        scenario_rule=ScenarioRule(
            want.roll_days, hedged.horizon, str(want.rule), use.symbol, want.floor_move
        ),
        scenarios=tuple(hedged.scenarios(MOVES)),
        curves=tuple(curves(base, sizing)),
        profile=hedged.profile(sizing.delta.contracts or 0),
        residual=residual(hedged, fit, made.value),
        cost_by_vix=cost_by_vix(made.session, use, hedged, made.value),
        strike_grid=cards.grid,
        venues=cards.venues,
        concentration=cards.concentration,
        basket=cards.basket,
        reproduce=command_line("hedge", book, data, made.as_of, want, columns),
    )


@dataclass(frozen=True, slots=True)
class _Ratio:
    """The hedge ratio in use and the two that it is taken from."""

    used: float
    calm: float
    stress: float
    significant: bool

    @property
    def source(self) -> Literal["calm", "stress"]:
        """Which of the two it is."""
        return "calm" if self.used == self.calm else "stress"


def _ratio(made: Study, fit: Candidate, use: Instrument, want: HedgeChoices) -> _Ratio:
    """The fitted ratio, or that of falling days where it is higher and the choices let it count."""
    window = slice(-made.window, None)
    found = stressed_ratio(made.beta.whole[window], made.returns(use)[window])
    higher = np.isfinite(found.stress) and found.stress > fit.hedge_ratio
    counts = want.stress == "always" or (want.stress == "significant" and found.significant)
    used = found.stress if higher and counts else fit.hedge_ratio
    made_ratio = _Ratio(used, fit.hedge_ratio, found.stress, found.significant)
    if made_ratio.source == "stress":
        why = "as asked for" if want.stress == "always" else "and the difference is significant"
        made.notes.note(
            f"sized to falling days: the book moves {found.stress:.2f} times {use.symbol} then, "
            f"{fit.hedge_ratio:.2f} times over all days, {why}"
        )
    return made_ratio


def _sized(
    base: Hedged, chosen: SizeCard, use: Instrument, want: HedgeChoices, made: Study
) -> Hedged:
    """The hedge in the chosen count, with what is wrong with whole contracts of that size."""
    contracts, raw = chosen.contracts, chosen.raw
    if contracts is None:
        msg = f"size-by {want.size_by}: {chosen.at_expiry}; choose another"
        raise UnavailableError(msg)
    if raw and contracts > COARSE * raw and not chosen.held:
        made.notes.doubt(
            f"{use.symbol} contracts are too large for this book: {raw:.2f} would do, {contracts} is "
            f"{contracts / raw:.1f} times that",
            first=True,
        )
    _note_excess(base, chosen, use, made)
    return replace(base, contracts=contracts)


def _note_excess(base: Hedged, chosen: SizeCard, use: Instrument, made: Study) -> None:
    """Say where the book holds far more puts than it needs, and how many to sell."""
    needed, held = chosen.needed or 0.0, chosen.held or 0.0
    if not 0 < COARSE * needed < held - 1:
        return
    of = sum(h.contracts for h in base.hedges)
    made.notes.doubt(
        f"the book holds {held / needed:.1f} times the puts that it needs by this measure ({held:.2f} in "
        f"{use.symbol} contracts, {needed:.2f} needed); selling {of * (1 - needed / held):.0f} of its "
        f"{of:g} would bring it back",
        first=True,
    )


def _note_holdings(stock: Inventory, put: Put, made: Study) -> None:
    """What to know of the options in the book."""
    sold = [h for h in stock.hedges if h.contracts < 0]
    if sum(h.notional * h.slope for h in stock.hedges) < 0:
        made.notes.doubt(
            "more index puts are sold than held, so the book falls faster below their strikes; they count "
            f"against the hedge: {', '.join(f'{h.contracts:g} {h.symbol}' for h in sold)}",
            first=True,
        )
    settled = [h.symbol for h in (*stock.hedges, *stock.others) if h.option.days < put.days]
    if settled:
        made.notes.note(
            f"options of the book that expire before {put.expiration} are settled at the same move in the "
            f"figures at expiry: {', '.join(settled)}"
        )
    if stock.others:
        made.notes.note(
            "options of the book enter the dollar beta with their deltas of today and the scenarios "
            f"revalued in full: {', '.join(held.symbol for held in stock.others)}"
        )


@dataclass(frozen=True, slots=True)
class _Cards:
    """What is shown beside the hedge."""

    ticket: Ticket | None
    already: AlreadyCard
    venues: VenueCard
    grid: tuple[GridRow, ...]
    concentration: Concentration | None
    basket: Basket | None


def _priceable(made: Study, card: PairingCard, use: Instrument, want: HedgeChoices) -> Instrument:
    """The instrument to show for the record of a book that none fits: one whose price is known."""
    measured = [instrument(fit.symbol) for fit in card.candidates]
    for other in (use, *sorted(measured, key=lambda i: i.liquidity_rank)):
        known = want.spot is not None or made.prices.spot(other.price_symbol).known
        if known or made.session.chain(other, fetch=False) is not None:
            return other
    return use


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
    ratio: _Ratio,
    sizing: SizingCard,
    want: HedgeChoices,
    made: Study,
    *,
    fits: bool,
) -> HedgeCard:
    put, terms = hedged.put, hedged.put.terms
    premium = 0.0 - hedged.contracts * hedged.multiplier * put.price
    worst_move, worst_loss = hedged.worst_at_expiry()
    frequency, windows = _ended_below(made, use, put)
    unhedged = hedged.unhedged(SOLD_AT, hedged.horizon)
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
        quote_session=priced.quote_session,
        multiplier=use.multiplier,
        exercise=priced.put.terms.exercise,
        settlement=use.settlement,
        rate=terms.rate,
        rate_source=priced.rate_source,
        dividend_yield=terms.dividend_yield,
        dividend_source=priced.dividend_source,
        fits=fits,
        hedge_ratio=ratio.used,
        hedge_ratio_source=ratio.source,
        calm_ratio=ratio.calm,
        stress_ratio=ratio.stress,
        stress_significant=ratio.significant,
        exposure=hedged.exposure,
        size_by=want.size_by,
        ratio=want.ratio,
        contracts=hedged.contracts,
        delta_contracts=sizing.delta.contracts or 0,
        premium=premium,
        premium_share=premium / made.value,
        itm_probability=put.itm_probability,
        itm_frequency=frequency,
        itm_windows=windows,
        carry=hedged.carry(),
        worst_move=worst_move,
        worst_loss=worst_loss,
        put_break_even=hedged.put_break_even(),
        book_break_evens=hedged.book_break_evens(),
        sold_share=hedged.sold_share(),
        rebound_unhedged=required_rebound(-unhedged / made.value),
        rebound_hedged=required_rebound(-worst_loss / made.value),
    )


def _ended_below(made: Study, use: Instrument, put: Put) -> tuple[float, int]:
    """Share of past windows of as many sessions at whose end the put would have been in the money.

    Adjusted closes of up to twenty years, so dividends count as gains.
    """
    sessions = max(1, round(put.days * SESSIONS_PER_YEAR / DAYS_PER_YEAR))
    closes = made.market.prices([use.price_symbol], made.as_of, window=LONG_HISTORY).adjusted
    if use.price_symbol not in closes:
        return float("nan"), 0
    level = closes[use.price_symbol].to_numpy(float)
    growth = level[sessions:] / level[:-sessions] if len(level) > sessions else np.empty(0)
    growth = growth[np.isfinite(growth)]
    if len(growth) < SESSIONS_PER_YEAR:
        return float("nan"), len(growth)
    return float(np.mean(growth < put.moneyness)), len(growth)
