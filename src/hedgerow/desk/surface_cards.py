"""The parts of a chain's reading, and how they are made of the maths' own results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.parity_forwards import DiscountSource, ForwardSource
from hedgerow.market.settlement import Settlement
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.arbitrage import Margin
from hedgerow.volatility.surface.models import ModelName, Params

if TYPE_CHECKING:
    from hedgerow.market.quality import ChainQuality
    from hedgerow.typing import FloatArray
    from hedgerow.volatility.surface.fitted import FittedSmile, FittedSurface
    from hedgerow.volatility.surface.metrics import QuotedRange, SmileMetrics
    from hedgerow.volatility.surface.surface import Surface


@dataclass(frozen=True, slots=True)
class QualityCard:
    """What was read, and what became of it."""

    rows_read: int
    kept: int
    """Two-sided quotes left."""
    set_aside: Mapping[str, int]
    """Rows left out, by reason."""
    in_smiles: int
    """Quotes out of the money that the smiles were fitted to."""
    in_the_money: int
    """Quotes that were not needed: their strike is read off the other side."""
    without_vol: Mapping[str, int]
    """Quotes out of the money without a place in a smile, by reason."""
    pairs: int
    """Strikes quoted on both sides."""
    parity_outliers: int
    """Pairs further from parity than their half-spreads; kept, because which of the two errs is not known."""


@dataclass(frozen=True, slots=True)
class ExpirationCard:
    """One listing."""

    expiration: date
    root: str
    settlement: Settlement
    settles_at: datetime
    days: int
    """Calendar days from the quotes."""
    expiry: float
    """Years, by minutes."""
    forward: float
    forward_source: ForwardSource
    discount: float
    rate: float
    """Continuously compounded decimal."""
    rate_error: float
    discount_source: DiscountSource
    dividend_yield: float
    residual: float
    """Root mean square of C − P − D (F − K), in the unit of the strikes."""
    atm: float
    """Volatility at the forward."""
    rr25: float
    """Put less call, 25 delta."""
    bf25: float
    """Mean of the two less that at the forward."""
    skew: float
    """dσ/dk at the forward."""
    forward_vol: float
    """From the smile before to this one; NaN for the first."""
    params: Params
    """Of the smile: of the spline, where its knots lie and the total variance there."""
    rmse: float
    """Model less mid volatility, root mean square between the 5-delta put and the 5-delta call."""
    rmse_all: float
    """The same of all quotes."""
    quotes: int
    """Two-sided, out of the money."""
    near: int
    """Those between the 5-delta put and the 5-delta call."""
    inside_spread: float
    """Share of ``near`` inside bid and ask, 0 … 1."""
    within_tick: float
    """Share of ``near`` inside bid and ask widened by a tick."""
    inside_all: float
    """Share of ``quotes`` inside bid and ask."""
    worst_strike: float
    """Where the smile is furthest off, in half-spreads."""
    worst: float
    """Model less mid volatility there."""
    butterfly_margin: float
    """Least g of this smile on the dense grid."""
    arbitrage_free: bool | None
    """No butterfly in it and no calendar spread against the smile before; None without a smile, and for Heston."""
    converged: bool
    steps: int
    """Of the search under constraints; 0 where none was active."""
    reason: str
    """Why there is no smile, or no forward; empty where there is one."""


@dataclass(frozen=True, slots=True)
class TenorCard:
    """The smile at one tenor; volatilities decimal."""

    days: float
    forward: float
    atm: float
    atm_straddle: float
    """At the strike of the delta-neutral straddle."""
    put25: float
    call25: float
    put10: float
    call10: float
    put25_strike: float
    call25_strike: float
    rr25: float
    """Put less call; currency desks print the opposite sign."""
    bf25: float
    rr10: float
    bf10: float
    put_skew: float
    """25-delta put less at the forward."""
    call_skew: float
    skew: float
    """dσ/dk at the forward."""
    standard_skew: float
    """√T dσ/dk."""
    curvature: float
    moneyness_skew: float
    """Volatility at 90 % of the forward less that at 110 %."""
    rr25_over_atm: float
    reason: str
    """What is extrapolated or unknown; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class SmileCard:
    """One smile over its quotes, for a picture; sequences of one length."""

    expiration: date
    root: str
    days: int
    strike: tuple[float, ...]
    right: tuple[str, ...]
    bid_vol: tuple[float, ...]
    """0 where the bid implies none."""
    ask_vol: tuple[float, ...]
    model_vol: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ArbitrageCard:
    """Dense grid over all quotes and beyond."""

    is_free: bool
    points: int
    butterfly: Margin
    """Least g."""
    vertical: Margin
    """Least of ∂P/∂K over the discount, and of one less that."""
    calendar: Margin
    """Least rise of total variance between neighbours in time, share of it."""


@dataclass(frozen=True, slots=True)
class GridCard:
    """Volatility by days and moneyness."""

    days: tuple[float, ...]
    moneyness: tuple[float, ...]
    """Strike over forward."""
    vol: tuple[tuple[float, ...], ...]
    """A row a day; NaN further out than the quotes reach."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model on the same quotes."""

    model: ModelName
    rmse: float
    """Of all near quotes, decimal."""
    inside_spread: float
    within_tick: float
    butterfly_margin: float
    """Least g at the listings; NaN where it was not asked."""
    calendar_margin: float
    converged: bool
    params: Params
    """Of the whole surface, where the model has some."""
    reason: str


def quality_card(found: ChainQuality, fitted: FittedSurface) -> QualityCard:
    """What was read."""
    return QualityCard(
        rows_read=found.rows_read,
        kept=found.kept,
        set_aside=dict(found.set_aside),
        in_smiles=sum(len(one) for one in fitted.quoted.each),
        in_the_money=fitted.quoted.in_the_money,
        without_vol=dict(fitted.quoted.set_aside),
        pairs=found.pairs,
        parity_outliers=found.parity_outliers,
    )


def expiration_cards(
    fitted: FittedSurface, metrics: SmileMetrics | None
) -> tuple[ExpirationCard, ...]:
    """Every listing; ``metrics`` are those of the listings with a smile."""
    margins = {} if fitted.arbitrage is None else {m.expiry: m for m in fitted.arbitrage.slices}
    place = {} if metrics is None else {T: i for i, T in enumerate(metrics.expiry.tolist())}
    nan = float("nan")
    cards = []
    before: tuple[float, float] | None = None
    for smile in fitted.smiles:
        T, carry, misfit = smile.quoted.expiry, smile.quoted.forward, smile.misfit
        known = metrics is not None and smile.smile is not None and T in place
        atm = float(metrics.atm_vol[place[T]]) if known and metrics else nan
        margin = margins.get(T) if known else None
        cards.append(
            ExpirationCard(
                expiration=carry.listing.expiration,
                root=carry.listing.root,
                settlement=carry.listing.settlement,
                settles_at=carry.listing.settles_at,
                days=round(T * DAYS_PER_YEAR),
                expiry=T,
                forward=carry.forward,
                forward_source=carry.forward_source,
                discount=carry.discount,
                rate=carry.rate,
                rate_error=carry.rate_error,
                discount_source=carry.discount_source,
                dividend_yield=carry.dividend_yield,
                residual=carry.residual,
                atm=atm,
                rr25=float(metrics.risk_reversal()[place[T]]) if known and metrics else nan,
                bf25=float(metrics.butterfly()[place[T]]) if known and metrics else nan,
                skew=float(metrics.skew[place[T]]) if known and metrics else nan,
                forward_vol=_forward_vol(before, (atm, T)) if known else nan,
                params=smile.fit.params if smile.fit else {},
                rmse=misfit.rms,
                rmse_all=misfit.rms_all,
                quotes=misfit.quotes,
                near=misfit.near,
                inside_spread=misfit.inside,
                within_tick=misfit.within_tick,
                inside_all=misfit.inside_all,
                worst_strike=misfit.worst_strike,
                worst=misfit.worst,
                butterfly_margin=margin.butterfly if margin else nan,
                arbitrage_free=margin.is_free if margin else None,
                converged=bool(smile.fit and smile.fit.converged),
                steps=smile.fit.steps if smile.fit else 0,
                reason=smile.reason,
            )
        )
        if known:
            before = (atm, T)
    return tuple(cards)


def _forward_vol(before: tuple[float, float] | None, here: tuple[float, float]) -> float:
    from hedgerow.volatility.surface.term_structure import forward_vol

    if before is None or here[1] <= before[1]:
        return float("nan")
    return float(forward_vol(*before, *here))


def tenor_cards(metrics: SmileMetrics) -> tuple[TenorCard, ...]:
    """One a tenor."""
    rr25, bf25 = metrics.risk_reversal(0.25), metrics.butterfly(0.25)
    rr10, bf10 = metrics.risk_reversal(0.10), metrics.butterfly(0.10)
    columns = {
        "days": metrics.days,
        "forward": metrics.forward,
        "atm": metrics.atm_vol,
        "atm_straddle": metrics.straddle.vol,
        "put25": metrics.put(0.25).vol,
        "call25": metrics.call(0.25).vol,
        "put10": metrics.put(0.10).vol,
        "call10": metrics.call(0.10).vol,
        "put25_strike": metrics.put(0.25).strike,
        "call25_strike": metrics.call(0.25).strike,
        "rr25": rr25,
        "bf25": bf25,
        "rr10": rr10,
        "bf10": bf10,
        "put_skew": metrics.put_skew(0.25),
        "call_skew": metrics.call_skew(0.25),
        "skew": metrics.skew,
        "standard_skew": metrics.standard_skew,
        "curvature": metrics.curvature,
        "moneyness_skew": metrics.moneyness_skew,
        "rr25_over_atm": metrics.over_atm(rr25),
    }
    return tuple(
        TenorCard(**{name: float(column[i]) for name, column in columns.items()}, reason=reason)
        for i, reason in enumerate(metrics.reasons)
    )


def smile_card(smile: FittedSmile) -> SmileCard | None:
    """One smile over its quotes; None without one."""
    quotes = smile.quoted.quotes
    if smile.smile is None or quotes is None:
        return None
    T = quotes.expiry
    listing = smile.quoted.forward.listing
    return SmileCard(
        expiration=listing.expiration,
        root=listing.root,
        days=round(T * DAYS_PER_YEAR),
        strike=numbers(smile.quoted.strike),
        right=tuple("call" if c else "put" for c in smile.quoted.is_call),
        bid_vol=numbers(np.sqrt(quotes.w_bid / T)),
        ask_vol=numbers(np.sqrt(quotes.w_ask / T)),
        model_vol=numbers(np.sqrt(smile.smile.variance(quotes.log_moneyness).w / T)),
    )


def grid_card(
    surface: Surface, reach: QuotedRange, days: FloatArray, moneyness: FloatArray
) -> GridCard:
    """Volatility of the surface on a grid, as far as quotes reach: between two listings about as far as between theirs."""
    T, k = days / DAYS_PER_YEAR, np.log(moneyness)
    vol = np.sqrt(surface.variance(k, T[:, None]).w / T[:, None])
    listed = np.sqrt(surface.expiries)
    low, high = (np.interp(np.sqrt(T), listed, ends) for ends in (reach.lowest, reach.highest))
    vol[(k < low[:, None]) | (k > high[:, None])] = np.nan
    return GridCard(numbers(days), numbers(moneyness), tuple(numbers(row) for row in vol))


def numbers(values: Sequence[float] | FloatArray) -> tuple[float, ...]:
    """As plain floats."""
    return tuple(float(v) for v in values)
