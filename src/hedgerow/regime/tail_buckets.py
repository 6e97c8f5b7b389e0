"""Three tail buckets: what a dollar of premium becomes in a storm, and the least budget that a target needs.

    B1  calls on VIX                       pure spikes of volatility
    B2  puts on the S&P 500                a fall, with volatility up
    B3  straddles on quiet volatility      a low-volatility sector fund, or a commodity

A bucket is bought today and priced again in a scenario, so many days on, or settled there if it has expired. VIX calls
settle at the special opening quotation (VRO) and are priced off the VIX future with Black's formula, never off VIX. Its
shocks fade: one of VIX moves the future that settles after τ years by e^(−κτ) of it, so that with the volatility σ of
VIX over 30 days published as VVIX, that of an option of τ years is

    σ(τ)² = σ_0² A(2κτ)          A(x) = (1 − e^(−x))/x          σ_0² = VVIX² / A(2κ·30/365)

and the index volatility of d days moves by A(κd)/A(κ·30) of the move of VIX. Every price here is *modelled*: no quote
enters but the levels of today. VVIX is left where it is, although it rises in a storm, so that what VIX calls gain is
understated. Sources: SPEC DT-15, TS-04, TS-05, [Black76].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, isfinite, nan
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError, suggestion
from hedgerow.pricing.black import black
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.modelled import ModelledSurface

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray

Underlying: TypeAlias = Literal["vix_future", "sp500", "quiet"]
OptionKind: TypeAlias = Literal["call", "put", "straddle"]
Verdict: TypeAlias = Literal["within", "above", "unknown"]

KAPPA = 4.0
"""Per year: moves of VIX over 21 sessions pass on 0.27 to 0.34 of them to futures 75 to 135 days from settlement, and
0.31 to 0.38 where VIX rose by more than 10 points: κ between 3.6 and 4.5 [measured, 2008 to 2026]."""
NEARLY_NOTHING = 0.01
"""Of a price: what a beta above 3 leaves of it in a crash."""
INDEX_DAYS = 30.0
"""Of VIX and VVIX."""
YEARLY_BUDGET = (0.005, 0.01)
"""Share of the book a year: the default range of SPEC DT-15."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """An option that is bought."""

    key: str
    name: str
    underlying: Underlying
    kind: OptionKind
    moneyness: float
    """Strike over the forward."""
    purpose: str
    source: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A state of the market some days on."""

    key: str
    name: str
    days: float | None
    """Calendar days from now; None for the expiration of the options."""
    spot_move: float
    """Of the S&P 500, simple return."""
    vix_level: float | None = None
    """Points, or where VIX is if that is higher; None where ``vix_times`` says it."""
    vix_times: float = 1.0
    """Times VIX of today."""
    quiet_level: float | None = None
    """Volatility of what was quiet, decimal, or where it is if that is higher; None where ``quiet_times`` says it."""
    quiet_times: float = 1.0
    source: str = ""
    still: bool = False
    """Nothing surprises: futures settle where they are, which in a storm is below VIX."""

    def vix(self, now: float) -> float:
        """VIX then, points."""
        return self.vix_times * now if self.vix_level is None else max(self.vix_level, now)

    def quiet(self, now: float) -> float:
        """Volatility of what was quiet then, decimal."""
        return self.quiet_times * now if self.quiet_level is None else max(self.quiet_level, now)


BUCKETS = (
    Bucket(
        "vix_calls",
        "VIX calls",
        "vix_future",
        "call",
        1.5,
        "spikes of volatility, with or without a fall",
        "SPEC DT-15 names the bucket; half above the future is a choice",
    ),
    Bucket(
        "sp500_puts",
        "S&P 500 puts",
        "sp500",
        "put",
        0.90,
        "a fall with volatility up",
        "SPEC DT-15 names the bucket; a tenth below the forward is a choice",
    ),
    Bucket(
        "quiet_straddles",
        "straddles on quiet volatility",
        "quiet",
        "straddle",
        1.0,
        "volatility of 5 to 10 that is priced anew at 25 to 50",
        "SPEC DT-15 and TS-05; a straddle at the forward, which needs no direction, is a choice",
    ),
)
"""B1, B2, B3."""

SCENARIOS = (
    Scenario(
        "vol_only",
        "volatility alone",
        3.0,
        -0.04,
        vix_times=2.0,
        quiet_times=2.0,
        source="2 to 5 February 2018: S&P 500 −4.1 %, VIX 17.31 to 37.32; the quiet one doubles too, a choice",
    ),
    Scenario(
        "slow_bear",
        "slow bear",
        95.0,
        -0.20,
        vix_level=36.0,
        quiet_level=0.25,
        source="20 September to 24 December 2018: S&P 500 −19.8 %, VIX 36.07; the quiet one at the lower end of TS-05",
    ),
    Scenario(
        "crash",
        "crash",
        26.0,
        -0.30,
        vix_level=80.0,
        quiet_level=0.50,
        source="19 February to 16 March 2020: S&P 500 −29.5 %, VIX 82.69; the quiet one at the upper end of TS-05",
    ),
    Scenario(
        "geopolitical",
        "geopolitical",
        60.0,
        0.0,
        quiet_times=3.0,
        source="oil volatility times 3: OVX in 42 sessions to 6 March 2026 times 3.5; nothing is assumed of the rest",
    ),
    Scenario(
        "calm",
        "nothing happens",
        None,
        0.0,
        still=True,
        source="by definition: shares where they are, futures settle where they stand",
    ),
)
"""Of SPEC DT-15. The days are those of the episode behind each; the SPEC gives none."""

TARGETS: Mapping[str, float] = {"vol_only": 0.01, "slow_bear": 0.03, "crash": 0.10}
"""What is asked of the buckets by default, share of the book; a choice to be replaced by one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TailMarket:
    """Levels of today. What is None is not known, and makes the buckets that need it unknown."""

    vix: float | None = None
    """Points."""
    vix_future: float | None = None
    """Points: the contract that settles when the calls do."""
    vvix: float | None = None
    """Points."""
    tenors: Mapping[float, float] = field(default_factory=dict)
    """Index volatility (decimal) by calendar days, such as 30, 93 and 184; at least one for S&P 500 puts."""
    rate: float = 0.0
    """Continuously compounded, decimal."""
    dividend_yield: float = 0.0
    quiet_vol: float | None = None
    """Of the quiet one at the money, decimal."""
    quiet_beta: float | None = None
    """Its move for one of the S&P 500."""

    def __post_init__(self) -> None:
        for what in ("vix", "vix_future", "vvix", "quiet_vol"):
            value = getattr(self, what)
            if value is not None and not (isfinite(value) and value > 0):
                msg = f"{what} is {value}: give a number above 0, or leave it out where it is not known"
                raise InputError(msg)


@dataclass(frozen=True, slots=True)
class Payoff:
    """A bucket in a scenario."""

    scenario: str
    value: float
    """Of what a dollar of premium bought, dollars; NaN where unknown."""
    profit: float
    """The same less the dollar."""


@dataclass(frozen=True, slots=True)
class BucketValue:
    """What is bought and what becomes of it."""

    key: str
    name: str
    strike: float
    """In points of the future, else as a share of today's price; NaN where unknown."""
    vol: float
    """That it is priced with, decimal."""
    premium: float
    """In the unit of the strike."""
    payoffs: tuple[Payoff, ...]
    """By scenario, in their order."""
    reason: str
    """Why it is unknown; empty otherwise."""
    price: str = "modelled"

    @property
    def known(self) -> bool:
        """Whether it has a price."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Spending:
    """On one bucket."""

    bucket: str
    share: float
    """Premium over the book, decimal."""


@dataclass(frozen=True, slots=True)
class TargetMet:
    """A scenario under the budget."""

    scenario: str
    target: float | None
    """Share of the book; None where none was set."""
    profit: float
    """Of all buckets together, share of the book; NaN without a budget."""


@dataclass(frozen=True, slots=True)
class TailBudget:
    """The least that is to be spent, or why nothing is enough."""

    feasible: bool
    reason: str
    """Why not; and which buckets are left out for want of a price. Empty otherwise."""
    spending: tuple[Spending, ...]
    total: float
    """Premium of one purchase, share of the book; NaN where no budget does."""
    a_year: float
    """The same bought again whenever it expires: what a year costs in which nothing happens."""
    allowed: tuple[float, float]
    """Share of the book a year: from, to."""
    verdict: Verdict
    """Whether ``a_year`` is within what is allowed."""
    scenarios: tuple[TargetMet, ...]


def bucket_values(
    market: TailMarket,
    *,
    life: float = 120.0,
    buckets: Sequence[Bucket] = BUCKETS,
    scenarios: Sequence[Scenario] = SCENARIOS,
) -> tuple[BucketValue, ...]:
    """Each bucket bought today for ``life`` calendar days and priced again in each scenario.

    Raises :class:`InputError` for a life that is not above 0.

    >>> market = TailMarket(vix=16, vix_future=18, vvix=90, tenors={30: 0.16, 93: 0.18}, quiet_vol=0.08, quiet_beta=0.5)
    >>> for one in bucket_values(market):
    ...     print(one.key, [round(payoff.profit, 1) for payoff in one.payoffs])
    vix_calls [2.3, 12.9, 27.8, -0.3, -1.0]
    sp500_puts [2.4, 9.8, 21.6, -0.5, -1.0]
    quiet_straddles [1.0, 1.8, 5.1, 1.1, -1.0]
    """
    if not life > 0:
        msg = f"life is {life}: give the calendar days of the options, above 0, like 120"
        raise InputError(msg)
    return tuple(_value(bucket, market, life, scenarios) for bucket in buckets)


def least_budget(
    values: Sequence[BucketValue],
    targets: Mapping[str, float] = TARGETS,
    *,
    life: float = 120.0,
    allowed: tuple[float, float] = YEARLY_BUDGET,
) -> TailBudget:
    """The least premium, share of the book, with which the buckets together earn each target.

        min Σ_b x_b     subject to     Σ_b x_b p_bs ≥ t_s  for each scenario s with a target,  x ≥ 0

    ``p_bs`` is the profit of a dollar, so the premium of every bucket is paid in every scenario. Unknown buckets are
    left out and named. Targets that nothing reaches are a result that says so.

    Raises :class:`InputError` for a target of no scenario.
    """
    names = tuple(dict.fromkeys(payoff.scenario for one in values for payoff in one.payoffs))
    for key in targets:
        if key not in names:
            msg = f"no scenario {key!r}: there are {', '.join(names)}{suggestion(key, names)}"
            raise InputError(msg)
    known = [one for one in values if one.known]
    left_out = "; ".join(f"{one.name}: {one.reason}" for one in values if not one.known)
    x = _cheapest(known, targets)
    if x is None:
        said = "no budget earns the targets" if known else "no bucket has a price"
        return _infeasible(f"{said}; {left_out}" if left_out else said, names, targets, allowed)
    total = float(x.sum())
    a_year = total * DAYS_PER_YEAR / life
    earned = {
        name: float(sum(x[i] * _profit(one, name) for i, one in enumerate(known))) for name in names
    }
    return TailBudget(
        feasible=True,
        reason=left_out,
        spending=tuple(
            Spending(one.key, float(share)) for one, share in zip(known, x, strict=True)
        ),
        total=total,
        a_year=a_year,
        allowed=allowed,
        verdict="within" if a_year <= allowed[1] else "above",
        scenarios=tuple(TargetMet(name, targets.get(name), earned[name]) for name in names),
    )


def vix_option_vol(vvix: float, days: float, *, kappa: float = KAPPA) -> float:
    """Volatility of an option on a VIX future that settles with it, decimal; VVIX in points is that of 30 days.

    >>> round(vix_option_vol(90, 30), 3), round(vix_option_vol(90, 120), 3)
    (0.9, 0.624)
    """
    tau, month = days / DAYS_PER_YEAR, INDEX_DAYS / DAYS_PER_YEAR
    return vvix / 100 * float(np.sqrt(_fading(2 * kappa * tau) / _fading(2 * kappa * month)))


def future_then(
    future: float, vix: float, vix_then: float, days: float, *, kappa: float = KAPPA
) -> float:
    """The future with ``days`` left once VIX has gone from ``vix`` to ``vix_then``: F + (V' − V) e^(−κτ), points.

    On its last day it is VIX, whatever it was before.

    >>> round(future_then(18, 16, 80, 94), 1), future_then(18, 16, 80, 0)
    (40.8, 80)
    """
    if days <= 0:
        return vix_then
    return max(future + (vix_then - vix) * exp(-kappa * days / DAYS_PER_YEAR), 1.0)


def _fading(x: float) -> float:
    """A(x), the mean of e^(−u) over 0 … x."""
    return (1 - exp(-x)) / x if x > 0 else 1.0


def _value(
    bucket: Bucket, market: TailMarket, life: float, scenarios: Sequence[Scenario]
) -> BucketValue:
    reason = _lacking(bucket.underlying, market)
    if reason:
        none = tuple(Payoff(scenario.key, nan, nan) for scenario in scenarios)
        return BucketValue(bucket.key, bucket.name, nan, nan, nan, none, reason)
    forward = _forward(bucket.underlying, market, life)
    strike = bucket.moneyness * forward
    vol = _vol(bucket.underlying, market, life, strike / forward)
    premium = _price(bucket.kind, forward, strike, life, vol, market.rate)
    payoffs = []
    for scenario in scenarios:
        left = 0.0 if scenario.days is None else max(life - scenario.days, 0.0)
        then = _forward(bucket.underlying, market, left, scenario)
        vol_then = _vol(bucket.underlying, market, left, strike / then, scenario)
        value = _price(bucket.kind, then, strike, left, vol_then, market.rate) / premium
        payoffs.append(Payoff(scenario.key, value, value - 1))
    return BucketValue(bucket.key, bucket.name, strike, vol, premium, tuple(payoffs), "")


def _lacking(underlying: Underlying, market: TailMarket) -> str:
    """What is not known of an underlying; empty where everything is."""
    asked: dict[str, object]
    match underlying:
        case "vix_future":
            asked = {"VIX": market.vix, "VIX future": market.vix_future, "VVIX": market.vvix}
        case "sp500":
            asked = {"index volatilities by tenor": market.tenors or None}
        case "quiet":
            asked = {"volatility": market.quiet_vol, "beta to the S&P 500": market.quiet_beta}
    lacking = [what for what, value in asked.items() if value is None]
    return f"not known: {', '.join(lacking)}" if lacking else ""


_NOW = Scenario("now", "now", 0.0, 0.0)


def _forward(
    underlying: Underlying, market: TailMarket, days: float, scenario: Scenario = _NOW
) -> float:
    """With so many days to expiration: points of the VIX future, else a multiple of today's price."""
    carry = market.rate * days / DAYS_PER_YEAR
    match underlying:
        case "vix_future":
            vix, future = _given(market.vix), _given(market.vix_future)
            return (
                future
                if scenario is _NOW or scenario.still
                else future_then(future, vix, scenario.vix(vix), days)
            )
        case "sp500":
            return (1 + scenario.spot_move) * exp(
                carry - market.dividend_yield * days / DAYS_PER_YEAR
            )
        case "quiet":
            moved = max(1 + _given(market.quiet_beta) * scenario.spot_move, NEARLY_NOTHING)
            return moved * exp(carry)


def _vol(
    underlying: Underlying,
    market: TailMarket,
    days: float,
    moneyness: float,
    scenario: Scenario = _NOW,
) -> float:
    """Decimal; 0 at expiration, where it no longer matters."""
    if days <= 0:
        return 0.0
    match underlying:
        case "vix_future":
            return vix_option_vol(_given(market.vvix), days)
        case "sp500":
            return float(_surface(market, scenario).vol(np.log(moneyness), days))
        case "quiet":
            return scenario.quiet(_given(market.quiet_vol))


def _surface(market: TailMarket, scenario: Scenario) -> ModelledSurface:
    """Today's with every tenor moved, the near ones more."""
    now = ModelledSurface(market.tenors)
    vix = 100 * float(now.index_vol(INDEX_DAYS))
    move = (scenario.vix(vix) - vix) / 100
    month = _fading(KAPPA * INDEX_DAYS / DAYS_PER_YEAR)
    return ModelledSurface(
        {
            days: max(vol + move * _fading(KAPPA * days / DAYS_PER_YEAR) / month, 0.01)
            for days, vol in market.tenors.items()
        }
    )


def _price(
    kind: OptionKind, forward: float, strike: float, days: float, vol: float, rate: float
) -> float:
    T = days / DAYS_PER_YEAR
    rights: tuple[Literal["call", "put"], ...] = ("call", "put") if kind == "straddle" else (kind,)
    return float(
        sum(
            black(forward, strike, T, vol, right=right, discount=exp(-rate * T)) for right in rights
        )
    )


def _given(value: float | None) -> float:
    """What was asked for before."""
    return nan if value is None else value


def _profit(one: BucketValue, scenario: str) -> float:
    return next(payoff.profit for payoff in one.payoffs if payoff.scenario == scenario)


def _cheapest(known: Sequence[BucketValue], targets: Mapping[str, float]) -> FloatArray | None:
    """Premium by bucket; None where nothing reaches the targets."""
    if not known:
        return None
    if not targets:
        return np.zeros(len(known))
    from scipy.optimize import linprog

    profits = np.array([[_profit(one, name) for one in known] for name in targets])
    found = linprog(np.ones(len(known)), A_ub=-profits, b_ub=-np.array(list(targets.values())))
    return np.asarray(found.x) if found.success else None


def _infeasible(
    reason: str, names: Sequence[str], targets: Mapping[str, float], allowed: tuple[float, float]
) -> TailBudget:
    scenarios = tuple(TargetMet(name, targets.get(name), nan) for name in names)
    return TailBudget(
        feasible=False,
        reason=reason,
        spending=(),
        total=nan,
        a_year=nan,
        allowed=allowed,
        verdict="unknown",
        scenarios=scenarios,
    )
