"""What does the book hold beside shares? Options, leverage, hedges, and positions that are proxied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hedgerow.desk.counts import SizeCard
from hedgerow.desk.crises import price_symbols
from hedgerow.desk.study import Study
from hedgerow.hedge.beta import PROXIES, BetaSource, PositionBeta
from hedgerow.hedge.held import Held
from hedgerow.hedge.leverage import effective_exposure, log_drag
from hedgerow.hedge.regression import regress
from hedgerow.hedge.scenarios import HIGHEST, LOWEST, Stake
from hedgerow.market.book import Position
from hedgerow.market.instruments import LEVERAGED, Instrument
from hedgerow.market.option_symbol import OptionSymbol
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR, Dollars


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option of the book. Dollars are of its underlying, negative when they fall with it."""

    symbol: str
    underlying: str
    quantity: float | None
    """Contracts; None where it could not be priced and a value was given."""
    days: int
    price: float
    """US dollars a share."""
    price_source: str
    """``quoted`` (mid), ``modelled``, ``given`` in the book, or ``unknown``."""
    value: float
    implied_vol: float
    delta: float
    delta_dollars: float
    """Gain for +100 % of the underlying, to first order."""
    gamma_dollars: float
    """Change of the delta-dollars for +1 %."""
    vega_dollars: float
    """Gain for one vol point."""
    role: str
    """``hedge`` (netted from the count), ``sold`` (a put sold beside hedges, counted against them), ``due``
    (a hedge too near its end to be counted), ``early`` (one that ends before the plan does),
    ``exposure`` (part of the book) or ``unknown``."""
    note: str


@dataclass(frozen=True, slots=True)
class LeveragedRow:
    """A leveraged fund and what it stands for."""

    symbol: str
    value: float
    multiple: float
    """Of one day's return, as promised."""
    tracks: str
    """The fund without leverage on its index."""
    effective_exposure: float
    """Value times multiple, US dollars of what it tracks."""
    measured_multiple: float
    """Slope of its daily returns on those of what it tracks; NaN where unknown."""
    drag_a_year: float
    """``−½ L (L − 1) σ²`` of log growth at the realized volatility of what it tracks."""


@dataclass(frozen=True, slots=True)
class UncoveredRow:
    """A position whose beta is not measured."""

    symbol: str
    value: float | None
    weight: float
    proxy: str
    """What stands in for its own beta."""
    beta: float


@dataclass(frozen=True, slots=True)
class AlreadyCard:
    """The book's options, leverage and proxies; long and short."""

    options: tuple[OptionRow, ...]
    leveraged: tuple[LeveragedRow, ...]
    uncovered: tuple[UncoveredRow, ...]
    long: float
    """US dollars that rise with their underlyings; options by delta-dollars, leveraged and inverse funds
    by what they stand for, hedges left out."""
    short: float
    """US dollars, negative."""
    gross: float
    net: float
    hedge_delta_dollars: float
    """Of the hedges held, in US dollars of the hedging instrument; negative."""
    netting: str
    """What the hedges held stand for; empty without any."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The book's options by role, each with its slope on the hedging instrument."""

    hedges: tuple[Held, ...]
    due: tuple[Held, ...]
    """Hedges that are at or past their roll."""
    early: tuple[Held, ...]
    """Hedges that expire before the plan's roll."""
    others: tuple[Held, ...]


def inventory(made: Study, use: Instrument, roll_days: int, horizon: int) -> Inventory:
    """Options by role; a hedge is netted if it lives beyond the plan's roll, ``horizon`` days from now.

    One with ``roll_days`` or less to go is due for its own roll. Neither is in any scenario.
    """
    sloped = [replace(held, slope=_slope(made, held, use)) for held in made.options.values()]
    hedges = [held for held in sloped if held.symbol in made.hedges]
    due = tuple(held for held in hedges if held.option.days <= roll_days)
    early = tuple(held for held in hedges if roll_days < held.option.days <= horizon)
    if due:
        made.notes.doubt(
            f"index puts with {roll_days} days or less to go are due for their roll and not netted: "
            f"{', '.join(held.symbol for held in due)}"
        )
    if early:
        names = ", ".join(f"{h.contracts:g} {h.symbol} ({h.option.days} days)" for h in early)
        made.notes.doubt(
            f"index puts that expire before this plan's roll in {horizon} days are not netted and in no "
            f"scenario: {names}; sell them when these are bought, or plan to their end with --expiration",
            first=True,
        )
    return Inventory(
        tuple(held for held in hedges if held.option.days > max(roll_days, horizon)),
        due,
        early,
        tuple(held for held in sloped if held.symbol not in made.hedges),
    )


def _slope(made: Study, held: Held, use: Instrument) -> float:
    """Dollars of the hedging instrument that a dollar of the option's underlying behaves like."""
    if held.use.fund == use.fund:
        return 1.0
    own = made.prices.returns(held.use.price_symbol, made.window)
    fit = regress(own, made.returns(use)[-made.window :])
    if fit is None:
        made.notes.doubt(
            f"{held.symbol}: no returns of {held.use.symbol}, taken to move with {use.symbol}"
        )
        return 1.0
    return fit.slope


def already_card(made: Study, stock: Inventory, use: Instrument, card: SizeCard) -> AlreadyCard:
    """What the book already has, and how its hedges were netted from ``card``."""
    exposures = [
        exposure
        for _, exposure, source in effective_exposures(made)
        if source not in {"cash", "carried", "hedge"}
    ]
    rise, fall = sum(e for e in exposures if e > 0), sum(e for e in exposures if e < 0)
    return AlreadyCard(
        options=tuple(_option_rows(made, stock)),
        leveraged=tuple(_leveraged_rows(made)),
        uncovered=tuple(_uncovered_rows(made)),
        long=float(rise),
        short=float(fall),
        gross=float(rise - fall),
        net=float(rise + fall),
        hedge_delta_dollars=sum(h.delta_dollars * h.slope for h in stock.hedges),
        netting=_netting(stock.hedges, use, card),
    )


def effective_exposures(made: Study) -> list[tuple[str, float, BetaSource]]:
    """Prices that each position moves with, US dollars of what they track, and the source of its beta.

    A leveraged or inverse fund stands for its multiple of what it tracks.
    """
    found = []
    for symbol, p in zip(price_symbols(made), made.beta.positions, strict=True):
        multiple = LEVERAGED[symbol].multiple if symbol in LEVERAGED else 1.0
        found.append((symbol, p.exposure * made.value * multiple, p.source))
    return found


def stakes(made: Study, use: Instrument, stress: float, deepest: float) -> tuple[Stake, ...]:
    """Shares whose straight line passes their value between ``deepest`` and +10 %.

    Each moves by its own slope on the instrument, times ``stress``: the hedge ratio in use over the calm
    one.
    """
    hedging = made.returns(use)[-made.window :]
    found = []
    for held, beta in zip(made.valuation.positions, made.beta.positions, strict=True):
        if held.value is None or not held.position.is_share or beta.source == "carried":
            continue
        slope = stress * position_slope(made, held.symbol, beta, hedging)
        stake = Stake(held.symbol, held.value, slope)
        if any(stake.beyond(move) for move in (deepest, HIGHEST)):
            found.append(stake)
    bound = [
        f"{s.symbol} at {100 * move:+.0f} %"
        for s in found
        if LOWEST <= (move := -1 / s.slope) <= HIGHEST
    ]
    if bound:
        made.notes.doubt(
            f"no position can lose more than it is worth: the scenarios' straight line ends there for "
            f"{', '.join(bound)} of {use.symbol}"
        )
    return tuple(found)


def position_slope(made: Study, symbol: str, beta: PositionBeta, hedging: FloatArray) -> float:
    """Move of a position in shares for a move of the instrument with the returns ``hedging``.

    That of its own returns or of those that it promises; else its beta times the benchmark's slope. NaN
    where neither is known.
    """
    if beta.source == "replicated":
        fund = LEVERAGED[symbol]
        own = regress(fund.multiple * made.prices.returns(fund.tracks, made.window), hedging)
    elif beta.source == "measured":
        own = regress(made.prices.returns(symbol, made.window), hedging)
    else:
        own = regress(made.returns(made.benchmark)[-made.window :], hedging)
        return float("nan") if own is None else beta.beta * own.slope
    return float("nan") if own is None else own.slope


def _option_rows(made: Study, stock: Inventory) -> list[OptionRow]:
    roles: Mapping[str, str] = {
        **{h.symbol: "exposure" for h in stock.others},
        **{h.symbol: "hedge" if h.contracts > 0 else "sold" for h in stock.hedges},
        **{h.symbol: "due" for h in stock.due},
        **{h.symbol: "early" for h in stock.early},
    }
    return [
        _option_row(made, position, option, roles)
        for position in made.book.positions
        if (option := position.option) is not None
    ]


def _option_row(
    made: Study, position: Position, option: OptionSymbol, roles: Mapping[str, str]
) -> OptionRow:
    nan, held = float("nan"), made.options.get(position.symbol)
    if held is None:
        return OptionRow(
            symbol=position.symbol,
            underlying=option.root,
            quantity=position.quantity,
            days=(option.expiration - made.as_of).days,
            price=nan if position.price is None else position.price,
            price_source="unknown",
            value=nan,
            implied_vol=nan,
            delta=nan,
            delta_dollars=nan,
            gamma_dollars=nan,
            vega_dollars=nan,
            role="unknown",
            note="its underlying has no price or volatility here",
        )
    return OptionRow(
        symbol=position.symbol,
        underlying=held.use.symbol,
        quantity=held.contracts,
        days=held.option.days,
        price=held.mark,
        price_source=held.source,
        value=held.value,
        implied_vol=held.option.implied_vol,
        delta=held.option.spot_delta,
        delta_dollars=held.delta_dollars,
        gamma_dollars=held.gamma_dollars,
        vega_dollars=held.vega_dollars,
        role=roles[position.symbol],
        note="",
    )


def _leveraged_rows(made: Study) -> list[LeveragedRow]:
    rows = []
    for held in made.valuation.positions:
        if held.symbol not in LEVERAGED or held.value is None:
            continue
        fund = LEVERAGED[held.symbol]
        tracked = made.prices.returns(fund.tracks, made.window)
        own = regress(made.prices.returns(held.symbol, made.window), tracked)
        known = tracked[np.isfinite(tracked)]
        vol = float(np.sqrt(SESSIONS_PER_YEAR * np.mean(known**2))) if len(known) else float("nan")
        rows.append(
            LeveragedRow(
                symbol=held.symbol,
                value=held.value,
                multiple=fund.multiple,
                tracks=fund.tracks,
                effective_exposure=effective_exposure(Dollars(held.value), fund.multiple),
                measured_multiple=float("nan") if own is None else own.slope,
                drag_a_year=log_drag(fund.multiple, vol),
            )
        )
    return rows


def _uncovered_rows(made: Study) -> list[UncoveredRow]:
    return [
        UncoveredRow(held.symbol, held.value, held.weight, _stand_in(made, beta), beta.beta)
        for held, beta in zip(made.valuation.positions, made.beta.positions, strict=True)
        if beta.source in {*PROXIES, "carried"}
    ]


def _stand_in(made: Study, beta: PositionBeta) -> str:
    """What stands in for a beta of the position's own."""
    if beta.source == "book":
        return "the beta that the book gives"
    if beta.source == "carried":
        return "none: it is in no figure of risk"
    if beta.source == "replicated":
        fund = LEVERAGED[beta.symbol]
        return f"{fund.multiple:g} times the daily returns of {fund.tracks}"
    return f"beta {beta.beta:g} to {made.benchmark.symbol}"


def _netting(hedges: Sequence[Held], use: Instrument, card: SizeCard) -> str:
    """What the hedges held stand for, in a sentence."""
    if not hedges or card.needed is None or card.held is None:
        return ""
    names = ", ".join(f"{h.contracts:g} {h.symbol}" for h in hedges)
    if card.held < 0:
        return (
            f"the book already holds {names}: by this measure more puts are sold than held, which takes "
            f"{-card.held:.2f} {use.symbol} puts away from it, so {card.contracts} are to be bought instead "
            f"of {card.needed:.2f}"
        )
    rest = (
        "nothing is left to buy"
        if not card.contracts
        else f"{card.contracts} {'is' if card.contracts == 1 else 'are'} left to buy"
    )
    if not card.contracts and card.held < card.needed:
        rest += " (the little that is missing is not worth a trade)"
    return (
        f"the book already holds {names}: worth {card.held:.2f} of the {card.needed:.2f} {use.symbol} "
        f"puts that it needs by this measure, so {rest}"
    )
