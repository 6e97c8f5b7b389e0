"""A chain made from a surface: the quotes of a market that agrees with it, in the published columns.

Each option is worth what Black's formula says at the surface's own volatility (the American value, where the underlying's
options are American),

    F = S e^{(r−q)T},   D = e^{−rT},   V = D · Black(F, K, σ(K, T))

and is quoted around that value as markets do: in ticks, wider in the wings and in the money,

    ask − bid = 𝒱 σ_w (1 + b z²) + a · intrinsic            z = k/√w(0),  𝒱 the vega

A mid strays from the value by a share of the half-spread; the bid is then rounded down and the ask up, so that the value
always lies between them. Where the bid rounds to nothing it is zero, as in the wings of every chain.

What is read from such a chain has a truth to stand beside. All that is drawn comes from the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.market.calendar import (
    NEW_YORK,
    is_session,
    next_session,
    session_on_or_before,
)
from hedgerow.market.expirations import FRIDAY, monthly_expiration
from hedgerow.market.instruments import instrument
from hedgerow.market.settlement import expiry_years, settles, trading_close
from hedgerow.pricing.american import american
from hedgerow.pricing.black import black, vega
from hedgerow.typing import FloatArray, IntArray
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.modelled import ETA, RHO, ModelledSurface
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

    from hedgerow.volatility.surface.smile import VarianceSurface

EVERY_MONTH = 6
"""Months ahead in which every third Friday is listed; beyond, those of the quarters."""
BUSY = 5000.0
"""Open interest at the money, about."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One expiration of one root."""

    expiration: date
    root: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Which strikes are listed: multiples of a step that widens away from the forward."""

    steps: tuple[float, ...] = (5.0, 10.0, 25.0, 50.0, 100.0, 200.0)
    """Ascending. The first with no more than ``per_deviation`` strikes a deviation is taken near the forward, the next
    ones beyond two and four deviations."""
    per_deviation: float = 25.0
    down: float = 9.0
    """Standard deviations below the forward."""
    up: float = 4.5
    """Above it."""

    def strikes(self, forward: float, deviation: float) -> FloatArray:
        """Ascending; ``deviation`` is σ√T at the money.

        >>> Ladder(per_deviation=3, down=3, up=1).strikes(5000.0, 0.03)
        array([4600., 4700., 4750., 4800., 4850., 4900., 4950., 5000., 5050., 5100., 5150.])
        """
        wanted = forward * deviation / self.per_deviation
        first = int(np.searchsorted(self.steps, wanted))
        found = []
        for further, (near, far) in enumerate(((0.0, 2.0), (2.0, 4.0), (4.0, np.inf))):
            step = self.steps[min(first + further, len(self.steps) - 1)]
            reach = np.array([-min(far, self.down), min(far, self.up)])
            low, high = forward * np.exp(deviation * reach) / step
            every = step * np.arange(max(np.ceil(low), 1), np.floor(high) + 1)
            found.append(every[np.abs(np.log(every / forward)) >= near * deviation])
        return np.unique(np.concatenate(found))


@dataclass(frozen=True, slots=True)
class Quoting:
    """How a value becomes a bid and an ask; the defaults are about those of the S&P 500 index on a quiet day."""

    ticks: tuple[float, float] = (0.05, 0.10)
    """Smallest step of a price below ``cheap``, and from there on."""
    cheap: float = 3.0
    width: float = 0.0015
    """σ_w, decimal: from bid to ask at the money, in volatility."""
    wings: float = 0.06
    """b."""
    in_the_money: float = 0.004
    """a."""
    noise: float = 0.5
    """Most that a mid strays from the value, in half-spreads: 0 … 1."""

    def __post_init__(self) -> None:
        if not 0 <= self.noise <= 1:
            raise InputError(f"noise is {self.noise} half-spreads; give a number between 0 and 1")
        if not min(*self.ticks, self.cheap) > 0:
            raise InputError(f"ticks are {self.ticks} around {self.cheap}; give numbers above 0")

    def spread(self, z: FloatArray, vega: FloatArray, intrinsic: FloatArray) -> FloatArray:
        """Ask less bid before they are rounded."""
        return vega * self.width * (1 + self.wings * z**2) + self.in_the_money * intrinsic

    def quotes(
        self, value: FloatArray, spread: FloatArray, draw: np.random.Generator
    ) -> tuple[FloatArray, FloatArray]:
        """Bid and ask around each value, in whole ticks and at least one apart."""
        half = spread / 2
        mid = value + self.noise * half * draw.uniform(-1, 1, value.shape)
        bid = np.maximum(self._rounded(mid - half, np.floor), 0.0)
        ask = self._rounded(mid + half, np.ceil)
        return bid, np.where(ask > bid, ask, np.round(bid + self._tick(bid), 6))

    def _tick(self, price: FloatArray) -> FloatArray:
        return np.where(price < self.cheap, *self.ticks)

    def _rounded(self, price: FloatArray, way: np.ufunc) -> FloatArray:
        tick = self._tick(price)
        return np.asarray(np.round(way(price / tick) * tick, 6))


PENNIES = Quoting(ticks=(0.01, 0.01), width=0.003)
"""About as options on the large funds are quoted."""
FUND_STRIKES = Ladder(steps=(1.0, 5.0, 10.0, 20.0))


def index_listings(
    quote_date: date, *, underlying: str = "SPX", days: int = 10, weeks: int = 8, months: int = 24
) -> tuple[Listed, ...]:
    """What an index lists: the next ``days`` sessions, ``weeks`` Fridays, and third Fridays ``months`` ahead.

    All settle at the close, third Fridays at the open too where the index has such a root. Beyond six months third Fridays
    are those of the quarters.

    >>> [
    ...     (str(each.expiration), each.root)
    ...     for each in index_listings(date(2025, 9, 12), days=1, weeks=1, months=1)
    ... ]
    [('2025-09-15', 'SPXW'), ('2025-09-19', 'SPX'), ('2025-09-19', 'SPXW')]
    """
    use = instrument(underlying)
    closing = use.roots[0]
    monthly = _third_fridays(quote_date, months)
    dates, day = set(monthly), quote_date
    for _ in range(days):
        day = next_session(day)
        dates.add(day)
    friday = quote_date + timedelta(days=(FRIDAY - quote_date.weekday()) % 7)
    every = [session_on_or_before(friday + timedelta(weeks=n)) for n in range(weeks + 1)]
    dates.update([day for day in every if day > quote_date][:weeks])
    found = {Listed(day, closing) for day in dates} | {Listed(day, use.symbol) for day in monthly}
    return tuple(sorted(found, key=lambda each: (each.expiration, each.root)))


def _third_fridays(quote_date: date, months: int) -> list[date]:
    first = quote_date.year * 12 + quote_date.month - 1
    every = [monthly_expiration(m // 12, m % 12 + 1) for m in range(first, first + months + 1)]
    ahead = [day for day in every if day > quote_date][:months]
    return [day for i, day in enumerate(ahead) if i < EVERY_MONTH or day.month % 3 == 0]


def ssvi_of(surface: ModelledSurface, expiry: ArrayLike) -> SsviSurface:
    """A modelled surface as the SSVI that it is: the same at each ``expiry`` (years, rising), θ linear between them.

    >>> vix = ModelledSurface({30: 0.17, 93: 0.2})
    >>> ssvi = ssvi_of(vix, [30 / 365, 60 / 365])
    >>> float(ssvi.variance(-0.05, 60 / 365).w * 365 / 60 / vix.vol(-0.05, 60) ** 2)
    1.0
    """
    T = np.asarray(expiry, float)
    theta = [surface.total_atm_variance(days) for days in (DAYS_PER_YEAR * T).tolist()]
    return SsviSurface(T, np.array(theta), RHO, PowerLaw(ETA, 0.5))


def made_chain(
    surface: VarianceSurface,
    quote_date: date,
    listings: Sequence[Listed],
    *,
    spot: float,
    rate: float,
    dividend_yield: float,
    seed: int,
    underlying: str = "SPX",
    quoted_at: datetime | None = None,
    ladder: Ladder | None = None,
    quoting: Quoting | None = None,
) -> pd.DataFrame:
    """Rows of a chain: of each listing, by strike, the call and the put.

    Parameters
    ----------
    surface
        Total variance by ``k = ln(K/F)`` and years to settlement.
    quote_date
        A session.
    listings
        Expirations that settle after the quotes; :func:`index_listings` gives some.
    spot
        S, in the unit of the strikes.
    rate, dividend_yield
        Continuously compounded decimals, of every expiry.
    seed
        Of the noise, of volume and open interest.
    underlying
        Says whether the options are European or American.
    quoted_at
        With a time zone; without one, when trading closes.
    ladder, quoting
        Strikes and spreads.

    Returns
    -------
    Columns ``quote_date``, ``quote_stamp``, ``underlying``, ``underlying_price``, ``root``, ``expiry``, ``strike``, ``type``
    (C or P), ``bid``, ``ask``, ``volume`` and ``open_interest``.

    Raises
    ------
    InputError
        Where the quote date is no session, a listing has settled, or the surface has no variance at a strike.

    >>> ssvi = SsviSurface(np.array([1.0]), np.array([0.03]), -0.6, PowerLaw(1.0, 0.5))
    >>> day = date(2025, 9, 12)
    >>> rows = made_chain(
    ...     ssvi, day, index_listings(day), spot=5000, rate=0.04, dividend_yield=0.01, seed=1
    ... )
    >>> rows.loc[rows["strike"] == 5000, ["root", "type", "bid", "ask"]].iloc[:2].to_numpy().tolist()
    [['SPXW', 'C', 31.9, 32.2], ['SPXW', 'P', 30.6, 31.0]]
    """
    import pandas as pd

    if not is_session(quote_date):
        nearest = session_on_or_before(quote_date)
        raise InputError(f"{quote_date} is no session; give one, such as {nearest}")
    use, rule = instrument(underlying), quoting or Quoting()
    quoted_at = quoted_at or trading_close(underlying, quote_date)
    expiry = np.array([expiry_years(quoted_at, settles(x.root, x.expiration)) for x in listings])
    if not (expiry > 0).all():
        late = listings[int(np.argmin(expiry))]
        raise InputError(
            f"{late.root} of {late.expiration} has settled by {quoted_at}; leave it out"
        )
    deviation = np.sqrt(surface.variance(0.0, expiry).w)
    forward = spot * np.exp((rate - dividend_yield) * expiry)
    listing, K = _strikes(forward, deviation, ladder or Ladder())
    is_call = np.tile([True, False], K.size // 2)
    sign = np.where(is_call, 1, -1)
    F, T = forward[listing], expiry[listing]
    k, D = np.log(K / F), np.exp(-rate * T)
    vol = np.sqrt(surface.variance(k, T).w / T)
    if not np.isfinite(vol).all():
        i = int(np.argmin(np.isfinite(vol)))
        raise InputError(
            f"the surface has no variance at strike {K[i]:g}, {T[i]:.4f} years; narrow the ladder"
        )
    value = (
        black(F, K, T, vol, right=sign, discount=D)
        if use.exercise == "european"
        else american(spot, K, T, vol, right=sign, rate=rate, dividend_yield=dividend_yield)
    )
    z, intrinsic = k / deviation[listing], D * np.maximum(sign * (F - K), 0.0)
    spread = rule.spread(z, np.asarray(vega(F, K, T, vol, discount=D)), intrinsic)
    draw = np.random.default_rng(seed)
    bid, ask = rule.quotes(np.asarray(value), spread, draw)
    held = np.floor(BUSY * np.exp(draw.normal(-np.abs(z), 1.0)))
    return pd.DataFrame(
        {
            "quote_date": np.datetime64(quote_date, "s"),
            "quote_stamp": f"{quoted_at.astimezone(NEW_YORK):%Y-%m-%d %H:%M}",
            "underlying": underlying,
            "underlying_price": spot,
            "root": np.array([each.root for each in listings])[listing],
            "expiry": np.array([each.expiration for each in listings], "datetime64[s]")[listing],
            "strike": K,
            "type": np.where(is_call, "C", "P"),
            "bid": bid,
            "ask": ask,
            "volume": draw.binomial(held.astype(np.int64), 0.1),
            "open_interest": held.astype(np.int64),
        }
    )


def _strikes(
    forward: FloatArray, deviation: FloatArray, ladder: Ladder
) -> tuple[IntArray, FloatArray]:
    """Listing and strike of every option: each strike twice."""
    every = [
        ladder.strikes(F, s) for F, s in zip(forward.tolist(), deviation.tolist(), strict=True)
    ]
    count = [2 * strikes.size for strikes in every]
    return np.repeat(np.arange(len(every)), count), np.repeat(np.concatenate(every), 2)
