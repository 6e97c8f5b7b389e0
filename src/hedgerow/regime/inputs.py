"""The catalogue of inputs: everything that a rule may ask for, with its unit, and which of them are independent.

Index levels are in index points, as published; percentiles and ranks 0 … 100; volatilities over history in vol points;
``…_z`` is a change in standard deviations of a year of such changes. An input has a *family*, and a family the
sources that it is computed from: what rests on the same source is not a second opinion. ``step`` is what counts as one step away from a threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Family: TypeAlias = Literal[
    "implied level",
    "realized",
    "premium",
    "curve",
    "futures",
    "vol of vol",
    "tails",
    "skew",
    "spot",
    "spot and vol",
    "dealers",
    "credit",
    "macro",
    "correlation",
    "calendar",
    "valuation",
    "book",
    "product",
]
WIDE = (-1e9, 1e9)
PERCENT = (0.0, 100.0)
LEVEL = (0.0, 1000.0)
Z = (-50.0, 50.0)


@dataclass(frozen=True, slots=True)
class Input:
    """Something that rules ask for."""

    key: str
    name: str
    unit: str
    family: Family
    meaning: str
    step: float = 1.0
    range: tuple[float, float] = WIDE
    """What is believed of a value given from outside."""
    values: tuple[str, ...] = ()
    """The categories, where it is no number."""


def _level(key: str, name: str, family: Family, meaning: str, step: float = 5.0) -> Input:
    return Input(key, name, "index points", family, meaning, step, LEVEL)


def _percentile(key: str, name: str, family: Family, meaning: str) -> Input:
    return Input(key, name, "0 … 100", family, meaning, 20.0, PERCENT)


def _z(key: str, name: str, family: Family, meaning: str) -> Input:
    return Input(key, name, "standard deviations", family, meaning, 1.0, Z)


def _yes(key: str, name: str, family: Family, meaning: str) -> Input:
    return Input(key, name, "yes or no", family, meaning, values=("yes", "no"))


YEAR_BEFORE = "among the 252 sessions before, ties counted half; at least 200 must be known"
FIVE = "change over five sessions in standard deviations of a year of such changes"

_ALL = (
    # implied level
    _level("vix", "VIX", "implied level", "Implied volatility of the S&P 500 over 30 days, the strip of its options."),
    _percentile("vix_percentile", "VIX percentile", "implied level", f"Of VIX {YEAR_BEFORE}."),
    _z("vix_z", "VIX, five sessions", "implied level", f"Its logarithm's {FIVE}."),
    _percentile("iv_rank", "IV rank", "implied level", "Where VIX stands between the least and the greatest of the 252 sessions that end today."),
    _percentile("iv_percentile", "IV percentile", "implied level", "Share of the 252 sessions before with a lower VIX."),
    _z("vix_z_10", "VIX, ten sessions", "implied level", "Its change over ten sessions in standard deviations of a year of such changes."),
    Input("vix_change_10", "VIX, change of ten sessions", "VIX points", "implied level", "VIX less VIX ten sessions before.", 1.0, (-200, 200)),
    # realized
    Input("rv5", "realized, 5 sessions", "vol points", "realized", "Zero-mean volatility of the last five sessions' closes.", 5.0, LEVEL),
    Input("rv10", "realized, 10 sessions", "vol points", "realized", "The same over ten sessions.", 5.0, LEVEL),
    Input("rv21", "realized, 21 sessions", "vol points", "realized", "The same over 21 sessions.", 5.0, LEVEL),
    Input("rv21_z", "realized, five sessions", "standard deviations", "realized", f"The logarithm of the 21-session volatility: {FIVE}.", 1.0, Z),
    Input("rv5_over_rv21", "realized, 5 over 21", "times", "realized", "Above 1 the last week moved more than the month.", 0.3, (0, 10)),
    # premium
    Input("premium_sign", "VIX less realized", "vol points", "premium", "VIX less the volatility of the last 21 sessions: trailing, no forecast.", 3.0, (-200, 200)),
    Input("nvrp", "VIX over realized", "times", "premium", "VIX over the volatility of the last 21 sessions. Its median is about 1.35.", 0.3, (0, 20)),
    Input("iv_over_rv5", "VIX over realized, 5 sessions", "times", "premium", "VIX over the volatility of the last five sessions.", 0.3, (0, 50)),
    Input("premium_over_mean", "premium over its mean", "vol points", "premium", "VIX less realized, less the mean of that over all the past: the same flavour.", 3.0, (-200, 200)),
    _percentile("nvrp_percentile", "VIX over realized percentile", "premium", f"Of VIX over realized {YEAR_BEFORE}."),
    _z("premium_change_z", "premium, ten sessions", "premium", "Change of VIX less realized over ten sessions in standard deviations of a year of such changes."),
    _percentile("cost_percentile", "cost over realized move percentile", "premium", "Of the price of a 5 % out-of-the-money put over what the index really moves, among its year: a history of your own."),
    Input("straddle_over_rv5", "straddle over realized", "times", "premium", "One standard deviation by the weekly straddle (1.2533 times it) over that of the last five sessions.", 0.3, (0, 50)),
    # curve
    Input("curve_ratio", "VIX over VIX3M", "times", "curve", "Above 1 the near month is dearer than three months.", 0.05, (0, 10)),
    Input("curve_gap", "VIX3M less VIX", "VIX points", "curve", "Three months less one.", 2.0, (-200, 200)),
    Input("term_structure", "term structure", "category", "curve", "Contango where VIX/VIX3M is under .98, backwardation above 1.02, flat between; mixed where VIX futures (M2 against M1) say the opposite.", values=("contango", "flat", "backwardation", "mixed")),
    Input("term_structure_before", "term structure, five sessions before", "category", "curve", "The same five sessions before.", values=("contango", "flat", "backwardation", "mixed")),
    # futures
    Input("basis", "M1 less VIX", "VIX points", "futures", "The front VIX future less VIX. It runs to zero as the contract settles.", 1.0, (-200, 200)),
    Input("basis_days", "days of M1", "calendar days", "futures", "To the settlement of the front contract.", 7.0, (0, 70)),
    Input("basis_30", "basis at 30 days", "VIX points", "futures", "A future of constant 30 days less VIX.", 1.0, (-200, 200)),
    _percentile("basis_30_percentile", "basis at 30 days percentile", "futures", f"Of it {YEAR_BEFORE}."),
    Input("basis_change_10", "basis, change of ten sessions", "VIX points", "futures", "Of the basis at 30 days.", 0.5, (-200, 200)),
    # volatility of volatility, tails
    _level("vvix", "VVIX", "vol of vol", "Implied volatility of VIX over 30 days.", 10.0),
    _percentile("vvix_percentile", "VVIX percentile", "vol of vol", f"Of VVIX {YEAR_BEFORE}."),
    _z("vvix_z", "VVIX, five sessions", "vol of vol", f"Its logarithm's {FIVE}."),
    _level("skew_index", "SKEW", "tails", "100 less ten times the skewness that options of 30 days imply.", 10.0),
    _percentile("skew_index_percentile", "SKEW percentile", "tails", f"Of SKEW {YEAR_BEFORE}."),
    _percentile("kurtosis_premium_percentile", "kurtosis premium percentile", "tails", "Of what far puts ask over a distribution of history."),
    Input("kurtosis_premium", "market over model price of the tail", "share", "tails", "Market price of a far put over its model price, less 1; the model re-centred on the forward.", 0.5, (-1, 1000)),
    Input("kurtosis_premium_t", "tail premium in standard errors", "times", "tails", "Market over model price less 1, over the standard error of the model price.", 1.0, (-1e6, 1e6)),
    # skew of a chain
    Input("rr25", "risk reversal", "vol points", "skew", "30 days, 25-delta put less call.", 2.0, (-100, 100)),
    _percentile("rr25_percentile", "risk reversal percentile", "skew", f"Of the risk reversal {YEAR_BEFORE}."),
    Input("put_skew", "put skew", "vol points", "skew", "30 days, 25-delta put less the money.", 1.0, (-100, 100)),
    Input("call_skew", "call skew", "vol points", "skew", "30 days, 25-delta call less the money.", 1.0, (-100, 100)),
    Input("butterfly", "butterfly", "vol points", "skew", "30 days, mean of the 25-delta put and call less the money.", 0.5, (-100, 100)),
    Input("put_skew_180", "put skew of 180 days", "vol points", "skew", "180 days, 25-delta put less the money.", 1.0, (-100, 100)),
    _z("rr25_z", "risk reversal, five sessions", "skew", f"30 days, 25-delta put less call: {FIVE}."),
    _z("put_skew_z", "put skew, five sessions", "skew", f"25-delta put less the money, 30 days: {FIVE}."),
    _percentile("put_skew_percentile", "put skew percentile", "skew", f"Of it {YEAR_BEFORE}."),
    _z("call_skew_z", "call skew, five sessions", "skew", f"25-delta call less the money, 30 days: {FIVE}."),
    _percentile("call_skew_percentile", "call skew percentile", "skew", f"Of it {YEAR_BEFORE}."),
    _percentile("butterfly_percentile", "butterfly percentile", "skew", f"Of the 25-delta butterfly of 30 days {YEAR_BEFORE}."),
    _z("put_skew_180_z", "put skew of 180 days, five sessions", "skew", f"25-delta put less the money, 180 days: {FIVE}."),
    Input("ssr", "skew stickiness ratio", "times", "skew", "Move of the volatility at the money for a move of the price, over the skew.", 0.5, (-20, 20)),
    # spot
    _z("spot_z", "S&P 500, five sessions", "spot", "Its log return over five sessions in standard deviations of a year of such returns."),
    Input("trend_20", "trend", "standard deviations", "spot", "Size of the return of 20 sessions over that of a year of such returns.", 1.0, (0, 50)),
    Input("drawdown", "drawdown", "share", "spot", "Below the highest close of 252 sessions, 0 … 1.", 0.05, (0, 1)),
    _yes("new_high", "new high", "spot", "Whether the close is the highest of 252 sessions."),
    # spot and volatility
    Input("spot_vol_correlation", "spot–vol correlation", "correlation", "spot and vol", "Of daily returns and changes of the logarithm of VIX over 63 sessions.", 0.2, (-1, 1)),
    Input("vix_move_size", "VIX move, size", "standard deviations", "spot and vol", "Size of the change of the logarithm of VIX over five sessions.", 1.0, (0, 50)),
    # dealers
    Input("gex", "dealer gamma", "USD billions for 1 %", "dealers", "Gamma of the open interest if dealers are long calls and short puts: an assumption.", 1.0, (-1000, 1000)),
    Input("dominant_strike", "largest strike", "share of gamma", "dealers", "Share of gross gamma at one strike within 2 % of the price.", 0.1, (0, 1)),
    Input("vex", "dealer vega", "USD millions a point", "dealers", "Vega of the open interest under the same assumption.", 10.0),
    Input("call_volume", "call volume", "contracts", "dealers", "Calls traded.", 1e5, (0, 1e12)),
    _percentile("vex_percentile", "dealer vega percentile", "dealers", "Of the vega of the open interest under the same assumption, among its past."),
    _yes("long_unwinding", "outflows", "dealers", "Whether flow data show that long positions are unwound."),
    _percentile("call_volume_percentile", "call volume percentile", "dealers", f"Of the volume of calls {YEAR_BEFORE}."),
    # credit and the rest of the market
    _z("credit_z", "credit spread, ten sessions", "credit", "Change of the high-yield spread over ten sessions in standard deviations of a year of such changes."),
    _percentile("credit_percentile", "credit spread percentile", "credit", f"Of the high-yield spread {YEAR_BEFORE}."),
    Input("credit_spread", "credit spread", "% a year", "credit", "High-yield bonds over Treasuries, option-adjusted; of the session before, for it is published the next morning.", 1.0, (0, 50)),
    _level("move", "MOVE", "macro", "Implied volatility of Treasuries, basis points.", 20.0),
    _percentile("move_percentile", "MOVE percentile", "macro", f"Of MOVE {YEAR_BEFORE}."),
    Input("curve_2s10s", "ten less two years", "% a year", "macro", "Treasury yields of ten years less two.", 0.5, (-20, 20)),
    Input("dollar", "broad dollar index", "index points", "macro", "The Federal Reserve's trade-weighted index, not DXY, which is a fixed basket; of the session before.", 5.0, LEVEL),
    _z("dollar_z", "dollar, five sessions", "macro", f"Its logarithm's {FIVE}."),
    Input("breadth", "breadth", "% of shares", "macro", "Shares above their average of 50 sessions.", 15.0, PERCENT),
    # correlation
    Input("implied_correlation", "implied correlation", "0 … 100", "correlation", "COR1M: of the 50 largest shares of the S&P 500 over one month.", 10.0, PERCENT),
    _z("implied_correlation_z", "implied correlation, five sessions", "correlation", f"COR1M: {FIVE}."),
    _percentile("implied_correlation_percentile", "implied correlation percentile", "correlation", f"Of COR1M {YEAR_BEFORE}."),
    Input("implied_correlation_high", "implied correlation, highest percentile of a quarter", "0 … 100", "correlation", "The highest percentile of COR1M in the last 63 sessions.", 20.0, PERCENT),
    Input("correlation_premium", "implied less realized correlation", "correlation", "correlation", "What correlation is sold at over what it was.", 0.1, (-1, 1)),
    # calendar
    Input("sessions_to_opex", "sessions to the monthly expiration", "sessions", "calendar", "0 on the day.", 2.0, (0, 40)),
    Input("sessions_since_opex", "sessions since the monthly expiration", "sessions", "calendar", "0 on the day.", 2.0, (0, 40)),
    _z("iv_rank_z", "IV rank, five sessions", "calendar", f"Of the IV rank: {FIVE}."),
    Input("own_events", "catalysts", "announcements", "calendar", "Your own events within the life of the hedge.", 1.0, (0, 1000)),
    # valuation
    Input("valuation", "valuation", "times", "valuation", "A valuation of your own choice, like price over earnings.", 2.0),
    _percentile("valuation_percentile", "valuation percentile", "valuation", "Of a valuation of your own choice."),
    # the book
    Input("leverage", "leverage", "times", "book", "Exposure over net asset value.", 0.5, (0, 100)),
    Input("horizon_years", "horizon", "years", "book", "After which the money is needed.", 2.0, (0, 100)),
    _yes("sells_options", "sells options", "book", "Whether the book is short vega or gamma."),
    # the product to be priced
    Input("product", "product", "category", "product", "What is to be priced.", values=("vanilla", "barrier", "forward start", "path dependent", "hedge ratio", "smile dynamics")),
)  # fmt: skip

INPUTS: dict[str, Input] = {one.key: one for one in _ALL}
"""By key, in order."""

SOURCES: dict[Family, tuple[str, ...]] = {
    "implied level": ("VIX",),
    "realized": ("prices",),
    "premium": ("VIX", "prices"),
    "curve": ("VIX", "VIX3M or futures"),
    "futures": ("VIX", "VIX futures"),
    "vol of vol": ("VVIX",),
    "tails": ("SKEW or the wings",),
    "skew": ("a chain",),
    "spot": ("prices",),
    "spot and vol": ("VIX", "prices"),
    "dealers": ("open interest",),
    "credit": ("credit",),
    "macro": ("rates and breadth",),
    "correlation": ("correlation",),
    "calendar": (),
    "valuation": (),
    "book": (),
    "product": (),
}
"""What each family is computed from: opinions with the same sources are one opinion. The calendar is none."""
