"""What options in the wings cost beyond a model of the returns: the kurtosis premium.

    premium = P_mkt/P_model − 1        P_model = D F · E[(K/F − eˣ)⁺], or of the call

by strike, with ``x`` the log return until expiry, re-centred so that ``E[eˣ] = 1``: a price needs the forward for its
mean, whatever the past was like. Models are the past itself, filtered historical simulation, or Black at one
volatility. With ``vol`` given, returns are scaled to it, and what is left is the shape alone.

**The gap is not kurtosis alone.** A model of how returns came about says what an option paid on average; who sells it
is paid for bearing the risk besides, and the model may be wrong. The premium is all three.

*Butterflies* measure fat tails without a model: in prices ``C(K₁) − 2 C(K₂) + C(K₃)``, which is the chance to
end near ``K₂``, or strangle less straddle; in volatilities ``½ (σ_put + σ_call) − σ_ATM``
(:meth:`~hedgerow.volatility.surface.metrics.SmileMetrics.butterfly`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.typing import BoolArray, FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.premium.simulated_returns import (
    Filtered,
    filtered,
    filtered_returns,
    overlapping_returns,
)
from hedgerow.volatility.realized.block_bootstrap import BLOCK, LEAST_BLOCKS, block_bootstrap

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.volatility.surface.surface import Surface

ModelName: TypeAlias = Literal["filtered", "historical", "flat"]

PATHS, DRAWS, SEED = 20_000, 500, 0
EXTREME = 90.0
"""Percentile from which the premium is extreme."""
NORMAL_95 = 1.959964
CAVEAT = "holds the risk premium and the model's error besides kurtosis"


@dataclass(frozen=True, slots=True)
class ModelPrices:
    """Of the options out of the money, arrays (strikes,)."""

    model: ModelName
    price: FloatArray
    """In the unit of the strikes; NaN where unknown."""
    standard_error: FloatArray
    """Of the simulation, or of the past having been another; 0 for a formula."""
    low: FloatArray
    """Lower end of the 95 % interval."""
    high: FloatArray
    vol: float
    """Of the model's returns until expiry, decimal per √year of 252 sessions."""
    reason: str
    """Why prices are unknown; empty otherwise."""


@dataclass(frozen=True, slots=True)
class KurtosisPremium:
    """Market over model, arrays (strikes,)."""

    strike: FloatArray
    is_call: BoolArray
    """The option out of the money on the forward: puts below, calls from it on."""
    market_vol: FloatArray
    market: FloatArray
    """Price on the surface."""
    model: ModelPrices
    premium: FloatArray
    """``P_mkt/P_model − 1``; NaN where the model gives no price."""
    standard_error: FloatArray
    low: FloatArray
    """Lower end of the 95 % interval: the model at the upper end of its own."""
    high: FloatArray
    sessions: int
    caveat: str = CAVEAT


@dataclass(frozen=True, slots=True)
class Butterfly:
    """Three calls, in the unit of the strikes."""

    calls: float
    """``C(K₁) − 2 C(K₂) + C(K₃)``: never negative without arbitrage."""
    strangle_less_straddle: float
    """``P(K₁) + C(K₃) − P(K₂) − C(K₂)``: the same by parity for equal steps, less a bond."""
    probability: float
    """``calls / (D · step)``: the chance to end near the middle strike; NaN for unequal steps."""


def price_butterfly(surface: Surface, expiry: float, strikes: Sequence[float]) -> Butterfly:
    """Butterflies in prices on three strikes, rising."""
    K = np.asarray(strikes, float)
    if K.shape != (3,) or not (np.diff(K, prepend=0.0) > 0).all():
        raise InputError(f"strikes are {strikes}; give three above 0, rising")
    D = float(surface.discount(expiry))
    vol = surface.vol(K, expiry)
    F = float(surface.forward(expiry))
    calls = np.asarray(black(F, K, expiry, vol, right="call", discount=D))
    puts = np.asarray(black(F, K, expiry, vol, right="put", discount=D))
    first, second = np.diff(K)
    value = float(calls @ np.array([1.0, -2.0, 1.0]))
    even = abs(first - second) <= 1e-9 * K[1]
    return Butterfly(
        value,
        float(puts[0] + calls[2] - puts[1] - calls[1]),
        value / (D * float(first)) if even else float("nan"),
    )


def kurtosis_premium(
    surface: Surface,
    expiry: float,
    strikes: ArrayLike,
    returns: FloatArray | None = None,
    *,
    model: ModelName = "filtered",
    vol: float | None = None,
    sessions: int | None = None,
    paths: int = PATHS,
    seed: int = SEED,
) -> KurtosisPremium:
    """Premium of the option out of the money at each strike, over a model of daily log ``returns``, oldest first.

    Parameters
    ----------
    expiry
        Years.
    model
        ``"filtered"`` simulates from today's volatility, ``"historical"`` takes the past as it was, ``"flat"`` is
        Black at ``vol``.
    vol
        Decimal per √year to which returns are scaled; needed by ``"flat"``, else they keep their own.
    sessions
        Until expiry; 252 a year if not given.

    Raises :class:`InputError` for a model without what it needs.
    """
    K = np.atleast_1d(np.asarray(strikes, float))
    F, D = float(surface.forward(expiry)), float(surface.discount(expiry))
    h = max(round(expiry * SESSIONS_PER_YEAR), 1) if sessions is None else sessions
    if model not in {"filtered", "historical", "flat"}:
        raise InputError(f"model is {model!r}: allowed are 'filtered', 'historical' and 'flat'")
    if model == "flat" and vol is None:
        raise InputError("the flat model needs a volatility; give vol, 0.155 for 15.5 %")
    if model != "flat" and returns is None:
        raise InputError(f"the {model} model needs daily returns; give them, or model='flat'")
    if h < 1:
        raise InputError(f"sessions is {h}: allowed are 1 and more")
    sign = np.where(K >= F, 1.0, -1.0)
    option = _Options(K, sign, F, D)
    if returns is None or model == "flat":
        found = _flat(option, expiry, float("nan") if vol is None else vol)
    elif model == "historical":
        found = _historical(option, returns, h, vol, seed)
    else:
        found = _filtered(option, filtered(returns), h, vol, paths, seed)
    market_vol = surface.vol(K, expiry)
    market = np.asarray(black(F, K, expiry, market_vol, right=sign, discount=D))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(found.price > 0, market / found.price, np.nan)
        return KurtosisPremium(
            *(K, sign > 0, market_vol, market, found, ratio - 1),
            ratio * found.standard_error / found.price,
            np.where(found.high > 0, market / found.high, np.nan) - 1,
            np.where(found.price > 0, market / np.maximum(found.low, 0.0), np.nan) - 1,
            h,
        )


def premium_percentile(premium: float, history: FloatArray) -> float:
    """Share of the known past at or below, in per cent; NaN without either. 90 and more is extreme.

    >>> premium_percentile(0.3, np.array([0.1, 0.2, 0.3, 0.4]))
    75.0
    """
    known = history[np.isfinite(history)]
    if not known.size or not np.isfinite(premium):
        return float("nan")
    return float(100 * np.mean(known <= premium))


def is_extreme(percentile: float) -> bool | None:
    """Whether a percentile is 90 or more; None where unknown."""
    return None if np.isnan(percentile) else percentile >= EXTREME


@dataclass(frozen=True, slots=True)
class _Options:
    strike: FloatArray
    sign: FloatArray
    """+1 for calls."""
    forward: float
    discount: float

    def payoffs(self, x: FloatArray) -> FloatArray:
        """Discounted, of re-centred log returns, (returns, strikes)."""
        end = np.exp(x - np.log(np.mean(np.exp(x))))
        off = self.sign * (self.forward * end[:, None] - self.strike)
        return np.asarray(self.discount * np.maximum(off, 0.0))


def _scaled(x: FloatArray, sessions: int, vol: float | None) -> FloatArray:
    """To a volatility, where one is given."""
    if vol is None:
        return x
    return np.asarray((x - x.mean()) * vol * np.sqrt(sessions / SESSIONS_PER_YEAR) / x.std())


def _flat(option: _Options, expiry: float, vol: float) -> ModelPrices:
    price = np.asarray(
        black(
            *(option.forward, option.strike, expiry, vol),
            right=option.sign,
            discount=option.discount,
        )
    )
    return ModelPrices("flat", price, np.zeros_like(price), price, price, vol, "")


def _historical(
    option: _Options, returns: FloatArray, sessions: int, vol: float | None, seed: int
) -> ModelPrices:
    """The past as it was; what other pasts would have said by the block bootstrap, in blocks of the period."""
    known = returns[np.isfinite(returns)]

    def prices(days: FloatArray) -> FloatArray:
        x = _scaled(overlapping_returns(days, sessions), sessions, vol)
        return np.asarray(option.payoffs(x).mean(axis=0))

    block = max(sessions, BLOCK)
    if len(known) < LEAST_BLOCKS * block:
        reason = f"{len(known)} returns; {LEAST_BLOCKS * block} are needed for {sessions} sessions"
        return _unknown("historical", option, reason)
    scatter = block_bootstrap(prices, known, block=block, draws=DRAWS, seed=seed)
    x = _scaled(overlapping_returns(known, sessions), sessions, vol)
    return ModelPrices(
        "historical",
        prices(known),
        scatter.standard_error,
        scatter.low,
        scatter.high,
        _vol(x, sessions),
        "",
    )


def _filtered(
    option: _Options,
    past: Filtered | None,
    sessions: int,
    vol: float | None,
    paths: int,
    seed: int,
) -> ModelPrices:
    """Simulated from today; the error is the simulation's alone."""
    if past is None:
        return _unknown("filtered", option, "GJR did not converge: 500 returns and more are needed")
    x = _scaled(filtered_returns(past, sessions, paths=paths, seed=seed), sessions, vol)
    payoffs = option.payoffs(x)
    price = payoffs.mean(axis=0)
    error = payoffs.std(axis=0, ddof=1) / np.sqrt(paths)
    price = np.where(price > 0, price, np.nan)
    seen = "" if np.isfinite(price).all() else "no path ends beyond some strikes; give more paths"
    return ModelPrices(
        "filtered",
        *(price, error, np.maximum(price - NORMAL_95 * error, 0.0), price + NORMAL_95 * error),
        _vol(x, sessions),
        seen,
    )


def _vol(x: FloatArray, sessions: int) -> float:
    return float(x.std(ddof=1) * np.sqrt(SESSIONS_PER_YEAR / sessions))


def _unknown(model: ModelName, option: _Options, reason: str) -> ModelPrices:
    none = np.full(option.strike.shape, np.nan)
    return ModelPrices(model, none, none, none, none, float("nan"), reason)
