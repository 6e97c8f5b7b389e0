"""Gamma scalping: an option hedged with shares along given price paths, accounted to the cent.

Bought at implied volatility ``σ`` and hedged at the same, with ``Γ`` of the moment, the hedged position earns over
one interval between two hedges

    gross gamma    ½ Γ (ΔS)²               what the moves give
    theta          −½ Γ S² σ² Δt           what waiting costs
    together       ½ Γ S² (RV² − σ²) Δt    net of theta, not a gain before it (SPEC VP-11)

plus a residual of higher order in ``ΔS``. ``net`` is no approximation: option P&L, shares P&L, interest and costs as
they fall due, so that

    net = option + shares + financing + costs = gross gamma + theta + residual + costs

A sold option is ``contracts = −1``: every line changes its sign but the costs, which are negative for both.
Money at expiry per option on one share; the premium is borrowed, and all cash earns ``rate``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import bsm, greeks
from hedgerow.typing import FloatArray

Structure: TypeAlias = Literal["call", "put", "straddle"]


@dataclass(frozen=True, slots=True)
class HedgedOption:
    """What is held from time 0 to expiry, and the volatility at which it was bought and is hedged."""

    strike: float
    expiry: float
    """Years; the last column of the paths."""
    vol: float
    """Implied volatility ``σ``, decimal."""
    structure: Structure = "straddle"
    contracts: float = 1.0
    """Options held, negative if sold."""
    rate: float = 0.0
    dividend_yield: float = 0.0

    def __post_init__(self) -> None:
        for name in ("strike", "expiry", "vol"):
            value = getattr(self, name)
            if not (value > 0 and math.isfinite(value)):
                raise InputError(f"{name} is {value}: give a finite number above 0")
        if self.structure not in get_args(Structure):
            raise InputError(f"structure is {self.structure!r}: give call, put or straddle")

    @property
    def rights(self) -> tuple[Literal["call", "put"], ...]:
        """The options that make it up."""
        return ("call", "put") if self.structure == "straddle" else (self.structure,)


@dataclass(frozen=True, slots=True)
class HedgeRule:
    """When the shares are brought back to the option's delta."""

    every: int = 1
    """Steps between two looks at the delta."""
    band: float = 0.0
    """At a look, hedge only where the shares are off by more than this (per option, in deltas)."""

    def __post_init__(self) -> None:
        if self.every < 1:
            raise InputError(f"every is {self.every}: give 1 step or more")
        if not self.band >= 0:
            raise InputError(f"band is {self.band}: give a delta of 0 or more")


@dataclass(frozen=True, slots=True)
class TradingCosts:
    """What trading takes away."""

    per_share: float = 0.0
    """Half the spread plus commission, in money for each share traded."""
    proportional: float = 0.0
    """The same as a share of the money traded."""
    option_half_spread: float = 0.0
    """For each option bought or sold at the beginning; at expiry it settles in cash."""

    def __post_init__(self) -> None:
        for name in ("per_share", "proportional", "option_half_spread"):
            if not getattr(self, name) >= 0:
                raise InputError(f"{name} is {getattr(self, name)}: give 0 or more")


@dataclass(frozen=True, slots=True, eq=False)
class ScalpingResult:
    """Money at expiry for each path, shape (paths,)."""

    gross_gamma: FloatArray
    """Σ ½ Γ (ΔS)² between hedges."""
    theta: FloatArray
    """−Σ ½ Γ S² σ² Δt; negative for a long option."""
    residual: FloatArray
    """What the two leave of the P&L before costs: higher orders, and hedges skipped within the band."""
    option: FloatArray
    """Payoff less premium."""
    shares: FloatArray
    """Gains on the shares, without dividends."""
    financing: FloatArray
    """Interest on the cash account, and dividends on the shares."""
    costs: FloatArray
    """Negative; with the interest lost on them."""
    hedges: FloatArray
    """Times that shares were traded, the first hedge and the sale at the end included."""

    @property
    def net(self) -> FloatArray:
        """Option, shares, financing and costs together."""
        return np.asarray(self.option + self.shares + self.financing + self.costs)

    @property
    def gamma_and_theta(self) -> FloatArray:
        """Σ ½ Γ [(ΔS)² − S² σ² Δt]: what gamma scalping is said to earn."""
        return np.asarray(self.gross_gamma + self.theta)


def gamma_scalping(
    option: HedgedOption,
    spots: FloatArray,
    *,
    rule: HedgeRule | None = None,
    costs: TradingCosts | None = None,
) -> ScalpingResult:
    """Accounts of one delta-hedged option along ``spots``, shape (paths, steps + 1), equally spaced up to expiry.

    A single path may be one-dimensional. NaN in a path makes that path's accounts NaN.

    >>> moves = np.exp(0.25 / 252**0.5 * np.random.default_rng(3).choice([-1, 1], (1, 63)))
    >>> path = 100 * np.cumprod(np.hstack([[[1.0]], moves]), axis=1)
    >>> found = gamma_scalping(HedgedOption(strike=100, expiry=0.25, vol=0.20), path)
    >>> bool(found.gross_gamma[0] > 0 > found.theta[0])
    True
    >>> bool(abs(found.net[0] - found.gamma_and_theta[0]) < 0.5)
    True
    """
    rule, costs = rule or HedgeRule(), costs or TradingCosts()
    S = np.atleast_2d(np.asarray(spots, dtype=float))
    if S.ndim != 2 or S.shape[1] < 2:
        raise InputError(
            f"spots of shape {np.shape(spots)}: give (paths, steps + 1), two or more columns"
        )
    steps = S.shape[1] - 1
    times = option.expiry * np.arange(steps + 1) / steps
    n, r, q = option.contracts, option.rate, option.dividend_yield
    premium = n * _value(option, S[:, 0])
    opening = -abs(n) * costs.option_half_spread * math.exp(r * option.expiry)

    zero = np.zeros(S.shape[0])
    gamma_gain, theta, shares_gain, financing = zero.copy(), zero.copy(), zero.copy(), zero.copy()
    charged, hedges = zero + opening, zero.copy()
    held, cash = zero.copy(), -premium
    # gamma and spot of the last hedge, from which the next interval is measured
    Γ, S_hedged, t_hedged = zero.copy(), S[:, 0].copy(), zero.copy()
    for j in range(steps + 1):
        now, last = S[:, j], j == steps
        if j > 0:
            dt = times[j] - times[j - 1]
            interest = cash * math.expm1(r * dt) + held * S[:, j - 1] * q * dt
            financing += interest
            cash = cash + interest
            shares_gain += held * (now - S[:, j - 1])
        if not last and j % rule.every:
            continue
        delta, gamma = (zero, zero) if last else _slopes(option, now, option.expiry - times[j])
        traded = -n * delta - held
        trades = (
            np.ones(zero.shape, dtype=bool)
            if last or j == 0
            else np.abs(traded) > abs(n) * rule.band
        )
        gamma_gain += np.where(trades, 0.5 * Γ * (now - S_hedged) ** 2, 0.0)
        theta -= np.where(
            trades, 0.5 * Γ * S_hedged**2 * option.vol**2 * (times[j] - t_hedged), 0.0
        )
        amount = np.where(trades, traded, 0.0)
        held = held + amount
        cash = cash - amount * now
        later = math.exp(r * (option.expiry - times[j]))
        charged -= np.abs(amount) * (costs.per_share + costs.proportional * now) * later
        hedges += amount != 0
        Γ, S_hedged = np.where(trades, n * gamma, Γ), np.where(trades, now, S_hedged)
        t_hedged = np.where(trades, times[j], t_hedged)
    payoff = n * _payoff(option, S[:, -1])
    earned = payoff - premium
    residual = earned + shares_gain + financing - gamma_gain - theta
    return ScalpingResult(
        gross_gamma=gamma_gain,
        theta=theta,
        residual=residual,
        option=earned,
        shares=shares_gain,
        financing=financing,
        costs=charged,
        hedges=hedges,
    )


def _value(option: HedgedOption, spot: FloatArray) -> FloatArray:
    r, q = option.rate, option.dividend_yield
    legs = [
        bsm(spot, option.strike, option.expiry, option.vol, right=right, rate=r, dividend_yield=q)
        for right in option.rights
    ]
    return np.asarray(sum(legs))


def _slopes(option: HedgedOption, spot: FloatArray, expiry: float) -> tuple[FloatArray, FloatArray]:
    """Delta and gamma of one structure."""
    r, q = option.rate, option.dividend_yield
    legs = [
        greeks(spot, option.strike, expiry, option.vol, right=right, rate=r, dividend_yield=q)
        for right in option.rights
    ]
    return np.asarray(sum(g.delta for g in legs)), np.asarray(sum(g.gamma for g in legs))


def _payoff(option: HedgedOption, spot: FloatArray) -> FloatArray:
    signs = [1.0 if right == "call" else -1.0 for right in option.rights]
    return np.asarray(sum(np.maximum(sign * (spot - option.strike), 0.0) for sign in signs))
