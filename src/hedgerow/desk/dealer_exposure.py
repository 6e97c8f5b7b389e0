"""What would dealers have to trade? Gamma, vega, vanna and charm of a chain's open interest, and where gamma flips."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

import numpy as np

from hedgerow.data.progress import Progress, Silence
from hedgerow.desk.exposure_cards import (
    ConventionCard,
    CoverageCard,
    ExpiringCard,
    ExposureTotals,
    FlipCard,
    FlowCard,
    ProfileCard,
    StrikeCard,
)
from hedgerow.desk.exposure_choices import ExposureChoices
from hedgerow.desk.exposure_study import ExposureStudy, exposure_study
from hedgerow.desk.result import Result, Status
from hedgerow.desk.session import Notes
from hedgerow.desk.settings import DataArgument, day, optional_market
from hedgerow.market.expirations import OpexDistance, opex_distance
from hedgerow.typing import BoolArray, FloatArray, IntArray
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.premium.exposure import (
    CONVENTIONS,
    Convention,
    Exposures,
    GammaCurve,
    GammaProfile,
    by_key,
    exposures,
    pins,
    total_gamma,
)
from hedgerow.volatility.surface.event import trading_clock

MEANING: Mapping[Convention, str] = {
    "calls_long": "dealers are long every call and short every put, as if customers sold calls on their shares and bought "
    "puts to protect them",
    "all_short": "dealers are short every option, as if customers bought them all",
    "all_long": "dealers are long every option, as if customers sold them all",
    "calls_short": "dealers are short every call and long every put",
}
CAVEAT = (
    "Open interest does not say who is long. The side of the dealers is assumed, and nothing in public data proves it: under "
    "another convention the sign, and with it every conclusion, turns round. A study that knew who held the options found "
    "that hedging does damp or feed moves (Ni, Pearson, Poteshman and White 2021); another, with a sum like this one, that "
    "moves late in the day go with its sign (Baltussen, Da, Lammers and Martens 2021). Neither says that it foretells a "
    "direction."
)


@dataclass(frozen=True, kw_only=True)
class DealerExposure(Result):
    """What open interest would make dealers trade, under a convention that is always printed."""

    command: ClassVar[str] = "exposure"
    main_table: ClassVar[str] = "strikes"
    symbol: str
    quoted_at: datetime
    """New York time."""
    spot: float
    """By parity, or as the file prints it where it cannot be held."""
    multiplier: int
    convention: Convention
    meaning: str
    caveat: str
    total: ExposureTotals | None
    """None without open interest."""
    flip: tuple[FlipCard, ...]
    flows: tuple[FlowCard, ...]
    daily_move: float | None
    """One standard deviation of the next session, decimal, from the volatility at the forward."""
    pins: tuple[float, ...]
    """Strikes."""
    zero_day_share: float | None
    """Of gross gamma that settles within a session of the quotes."""
    opex: OpexDistance
    opex_share: float | None
    """Of gross gamma that settles up to ``opex_until``."""
    opex_until: date
    """The next monthly expiration whose options have not settled yet."""
    strikes: tuple[StrikeCard, ...]
    expirations: tuple[ExpiringCard, ...]
    profile: ProfileCard | None
    conventions: tuple[ConventionCard, ...]
    coverage: CoverageCard


def exposure(
    chain: str | Path,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    choices: ExposureChoices | None = None,
    progress: Progress | None = None,
) -> DealerExposure:
    """Gamma, vega, vanna and charm of a chain's open interest under a convention for the dealers' side.

    [SPEC RG-08, RG-09, VW-07, VW-08, SK-06]. ``chain`` is a file of any known layout, or a symbol whose chain of ``as_of``
    the data have.

    Raises :class:`DataError` where a file is no chain, :class:`UnavailableError` where there is none, and
    :class:`InputError` for choices that are none.
    """
    choices = choices or ExposureChoices()
    where = optional_market(data, progress)
    told = progress or Silence()
    quoted, place = where.chain_of(str(chain), day(as_of))
    label = f"exposure of {quoted.underlying}"
    told.advance(label, 0, 2)
    notes = Notes()
    made = exposure_study(quoted, choices, where, notes)
    told.advance(label, 1, 2)
    found = _found(made, choices)
    told.advance(label, 2, 2)
    known = made.held.contracts.sum() > 0
    return DealerExposure(
        as_of=quoted.session,
        status=Status.of([*notes.doubts, *where.problems])
        if known
        else Status("unavailable", tuple(dict.fromkeys(notes.doubts))),
        provenance={**where.seen(), "chain": place, "option_price": "quoted"},
        warnings=tuple(notes.notes),
        symbol=quoted.underlying,
        quoted_at=quoted.quoted_at,
        spot=made.spot,
        multiplier=int(made.held.multiplier),
        convention=choices.convention,
        meaning=MEANING[choices.convention],
        caveat=CAVEAT,
        total=_total(made, found.each) if known else None,
        flip=_flips(made, found) if known else (),
        flows=_flows(found.each) if known else (),
        daily_move=made.daily_move if math.isfinite(made.daily_move) else None,
        pins=found.pins,
        zero_day_share=_share(found.each, _sessions_left(made) <= 1) if known else None,
        opex=found.opex,
        opex_share=_opex_share(made, found) if known else None,
        opex_until=found.opex_until,
        strikes=_strikes(made, found),
        expirations=_expirations(made, found.each) if known else (),
        profile=_profile(made, found) if known else None,
        conventions=_conventions(made, found.curve) if known else (),
        coverage=CoverageCard(
            float(made.held.contracts.sum()), made.without_vol, made.unknown_contracts
        ),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What the cards are made of."""

    each: Exposures
    curve: GammaCurve
    """Volatilities with their strikes."""
    with_strike: GammaProfile
    with_price: GammaProfile
    strike: FloatArray
    """Distinct, ascending."""
    at: IntArray
    """Place of each line among them."""
    pinned: BoolArray
    opex: OpexDistance
    opex_until: date

    @property
    def pins(self) -> tuple[float, ...]:
        """Pinned strikes."""
        return tuple(float(K) for K in self.strike[self.pinned])


def _found(made: ExposureStudy, choices: ExposureChoices) -> _Found:
    held = made.held
    moves = np.linspace(1 - choices.width, 1 + choices.width, 2 * choices.steps + 1)
    curve = GammaCurve.of(held, moves)
    each = exposures(held, choices.convention)
    strike, at = np.unique(held.strike, return_inverse=True)
    gross = by_key(at, np.abs(each.gamma), len(strike))
    opex = opex_distance(made.session)
    return _Found(
        each,
        curve,
        curve.profile(choices.convention),
        GammaCurve.of(held, moves, made.vols_with_price).profile(choices.convention),
        strike,
        at,
        pins(strike, gross, made.spot, made.daily_move),
        opex,
        _opex_until(made, opex),
    )


def _total(made: ExposureStudy, each: Exposures) -> ExposureTotals:
    call = made.held.is_call
    return ExposureTotals(
        gamma=_sum(each.gamma),
        vega=_sum(each.vega),
        weighted_vega=_sum(each.weighted_vega),
        vanna=_sum(each.vanna),
        charm=_sum(each.charm),
        delta=_sum(each.delta),
        call_gamma=_sum(each.gamma[call]),
        put_gamma=_sum(each.gamma[~call]),
        gross_gamma=_sum(np.abs(each.gamma)),
    )


def _sum(values: FloatArray) -> float:
    return float(np.nansum(values))


def _share(each: Exposures, chosen: BoolArray) -> float | None:
    gross = np.nan_to_num(np.abs(each.gamma))
    return float(gross[chosen].sum() / gross.sum()) if gross.sum() > 0 else None


def _opex_share(made: ExposureStudy, found: _Found) -> float | None:
    # by settlement: until 2015 monthly options expired on the Saturday after
    gone = np.array([one.settles_at.date() <= found.opex_until for one in made.listings])
    return _share(found.each, gone[made.held.listing])


def _opex_until(made: ExposureStudy, opex: OpexDistance) -> date:
    """Today, where it is one and options are still to settle."""
    alive = any(one.settles_at.date() == opex.last for one in made.listings)
    return opex.last if alive else opex.next


def _sessions_left(made: ExposureStudy) -> FloatArray:
    """Of each line, on the trading clock."""
    clock = trading_clock([made.quoted_at, *(one.settles_at for one in made.listings)])
    return np.asarray((clock[1:] - clock[0])[made.held.listing])


def _flips(made: ExposureStudy, found: _Found) -> tuple[FlipCard, ...]:
    cards = []
    for vols, profile in (
        ("with the strike", found.with_strike),
        ("with the price", found.with_price),
    ):
        prices = [made.spot * move for move in profile.flips]
        low, high = (made.spot * profile.move[i] for i in (0, -1))
        sign = "positive" if profile.gamma.sum() > 0 else "negative"
        cards.append(
            FlipCard(
                vols,
                prices[0] if prices else None,
                profile.flips[0] - 1 if prices else None,
                tuple(prices[1:]),
                "" if prices else f"gamma is {sign} from {low:,.2f} to {high:,.2f}",
            )
        )
    return tuple(cards)


def _flows(each: Exposures) -> tuple[FlowCard, ...]:
    """A hedger holds minus the book's delta: what the book gains in delta is sold."""
    gamma, vanna, charm = _sum(each.gamma), _sum(each.vanna), _sum(each.charm)
    return (
        FlowCard("the price falls by 1 %", gamma),
        FlowCard("the price rises by 1 %", -gamma),
        FlowCard("volatility falls by a point", vanna),
        FlowCard("volatility rises by a point", -vanna),
        FlowCard("a day passes", -charm),
    )


def _strikes(made: ExposureStudy, found: _Found) -> tuple[StrikeCard, ...]:
    held, each, count = made.held, found.each, len(found.strike)
    call = held.is_call

    def summed(values: FloatArray) -> FloatArray:
        return by_key(found.at, values, count)

    gamma = summed(each.gamma)
    rank = np.empty(count, int)
    rank[np.argsort(-np.abs(gamma), kind="stable")] = np.arange(1, count + 1)
    calls, puts = np.where(call, 1.0, 0.0), np.where(call, 0.0, 1.0)
    call_gamma, put_gamma = summed(each.gamma * calls), summed(each.gamma * puts)
    vega, vanna, charm = summed(each.vega), summed(each.vanna), summed(each.charm)
    call_open, put_open = summed(held.contracts * calls), summed(held.contracts * puts)
    return tuple(
        StrikeCard(
            strike=float(found.strike[i]),
            rank=int(rank[i]),
            gamma=float(gamma[i]),
            call_gamma=float(call_gamma[i]),
            put_gamma=float(put_gamma[i]),
            vega=float(vega[i]),
            vanna=float(vanna[i]),
            charm=float(charm[i]),
            call_contracts=float(call_open[i]),
            put_contracts=float(put_open[i]),
            is_pin=bool(found.pinned[i]),
        )
        for i in range(count)
    )


def _expirations(made: ExposureStudy, each: Exposures) -> tuple[ExpiringCard, ...]:
    held, count = made.held, len(made.listings)

    def summed(values: FloatArray) -> FloatArray:
        return by_key(held.listing, values, count)

    gross = summed(np.abs(each.gamma))
    share = gross / gross.sum() if gross.sum() > 0 else np.full(count, np.nan)
    columns = (
        summed(held.contracts),
        summed(each.gamma),
        share,
        summed(each.vega),
        summed(each.vanna),
        summed(each.charm),
    )
    return tuple(
        ExpiringCard(
            one.expiration,
            one.root,
            one.expiry * DAYS_PER_YEAR,
            *(float(column[i]) for column in columns),
        )
        for i, one in enumerate(made.listings)
        if columns[0][i] > 0
    )


def _profile(made: ExposureStudy, found: _Found) -> ProfileCard:
    return ProfileCard(
        tuple(float(made.spot * m) for m in found.with_strike.move),
        tuple(float(g) for g in found.with_strike.gamma),
        tuple(float(g) for g in found.with_price.gamma),
    )


def _conventions(made: ExposureStudy, curve: GammaCurve) -> tuple[ConventionCard, ...]:
    cards = []
    for convention in CONVENTIONS:
        flips = curve.profile(convention).flips
        cards.append(
            ConventionCard(
                convention,
                MEANING[convention],
                total_gamma(made.held, convention, 1.0),
                made.spot * flips[0] if flips else None,
            )
        )
    return tuple(cards)
