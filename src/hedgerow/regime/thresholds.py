"""The one configuration of the rule book: every threshold with its value, its unit and where it is from.

A user overrides any of them; what is not named keeps its default. Rules name thresholds by key and never hold a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from hedgerow.errors import InputError, suggestion
from hedgerow.volatility.futures.basis import FRONT_BANDS, NARROW, NARROWING, STILL, WIDE
from hedgerow.volatility.premium.normalised import FAVOURABLE, MARGINAL, NEUTRAL
from hedgerow.volatility.realized.standing import DEAD_BAND, SHARP


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that a rule compares with."""

    key: str
    value: float
    meaning: str
    source: str
    """Which document or measurement has it, and how sure it is."""


V, A, SPEC, CHOICE = "volatility document", "hedging article", "specification", "a choice"

_ALL = (
    # VIX levels
    Threshold("vix_compressed", 12, "VIX under it is compressed", f"{V}, 6.1"),
    Threshold("vix_low", 15, "VIX under it is low", f"{V}, 6.1"),
    Threshold("vix_elevated", 22, "VIX from it is no longer normal", f"{V}, 8.1, against 25 in 6.2"),
    Threshold("vix_high", 25, "VIX from it is high", f"{V}, 6.3"),
    Threshold("vix_panic", 30, "VIX from it may be panic", f"{V}, after 6"),
    # rank and percentile
    Threshold("rank_thin", 20, "IV rank under it is thin", f"{V}, 12.3"),
    Threshold("rank_rich", 30, "IV rank over it is rich", f"{V}, 12.3"),
    Threshold("rank_middle", 40, "IV rank from it is the middle of the range", f"{V}, after 6"),
    Threshold("rank_upper", 50, "IV rank over it is the upper half", f"{V}, 12.4"),
    Threshold("rank_high", 70, "IV rank over it is high", f"{V}, after 6"),
    Threshold("rank_full", 90, "IV rank from it is about 100", f"{V}, 6.5: 'about 100'; 90 is {CHOICE}"),
    Threshold("rank_empty", 10, "IV rank up to it is about 0", f"{V}, 6.5: 'about 0'; 10 is {CHOICE}"),
    Threshold("ivp_low", 30, "IV percentile under it is low", f"{V}, 12.4"),
    Threshold("ivp_half", 50, "IV percentile over it: most days were lower", f"{V}, 12.3"),
    Threshold("ivp_upper", 60, "IV percentile over it is high", f"{V}, 12.4"),
    Threshold("ivp_high", 80, "IV percentile over it is very high", f"{V}, 12.4"),
    # what the documents call extreme, high, low
    Threshold("extreme", 95, "percentile from which something is extreme", f"{SPEC}: never defined in the documents"),
    Threshold("extreme_low", 5, "percentile up to which something is extreme at the other end", SPEC),
    Threshold("high", 80, "percentile from which something is high", SPEC),
    Threshold("low", 20, "percentile up to which something is low", SPEC),
    Threshold("moves", DEAD_BAND, "standard deviations beyond which something moves up", SPEC),
    Threshold("falls", -DEAD_BAND, "standard deviations below which something moves down", SPEC),
    Threshold("sharp", SHARP, "standard deviations beyond which it moves sharply", SPEC),
    Threshold("sharp_fall", -SHARP, "standard deviations below which it falls sharply", SPEC),
    Threshold("one_sd", 1.0, "one standard deviation up", SPEC),
    Threshold("one_sd_down", -1.0, "one standard deviation down", SPEC),
    Threshold("zero", 0.0, "zero", "identity"),
    # premium
    Threshold("nvrp_avoid", NEUTRAL, "implied over realized under which nobody is paid", f"{V}, 4.3"),
    Threshold("nvrp_marginal", MARGINAL, "implied over realized from which it is marginal", f"{V}, 13.3"),
    Threshold("nvrp_favourable", FAVOURABLE, "implied over realized from which it is favourable", f"{V}, 4.3; it is about the median"),
    Threshold("rv_stable", 1.0, "realized of 5 over 21 sessions up to which it is stable", SPEC),
    Threshold("rv_accelerating", 1.3, "realized of 5 over 21 sessions above which it accelerates", f"{SPEC}; sellers' gain falls from 3.0 to 1.1 points there"),
    Threshold("straddle_rich", 1.3, "one sigma by the straddle over realized above which it is a fear premium", f"{V}, 18.4; true on 61 % of days"),
    # basis
    Threshold("basis_narrow", FRONT_BANDS[1][0], "M1 less VIX under which it is narrow", f"{V}, 11.3"),
    Threshold("basis_wide", FRONT_BANDS[2][0], "M1 less VIX from which it is wide", f"{V}, 11.3"),
    Threshold("basis_very_wide", FRONT_BANDS[3][0], "M1 less VIX from which it is very wide", f"{SPEC}: the document has nothing above 3"),
    Threshold("basis_30_narrow", NARROW, "percentile of the basis at 30 days under which it is narrow", SPEC),
    Threshold("basis_30_wide", WIDE, "percentile of the basis at 30 days from which it is wide", SPEC),
    Threshold("basis_narrowing", NARROWING, "change of the basis over ten sessions from which on it narrows", f"{V}, 11.3"),
    Threshold("vix_still", STILL, "change of VIX under which it stood still", f"{V}, 11.3"),
    Threshold("vix_still_down", -STILL, "the same downwards", f"{V}, 11.3"),
    # vol of vol, tails, skew
    Threshold("vvix_stress", 130, "VVIX from which it is stress", f"{A}; a tell, and no early one"),
    Threshold("vvix_lower_third", 35, "percentile of VVIX under which it is calm", f"{A}"),
    Threshold("skew_body_cheap", 25, "percentile of put skew under which the body is cheap", A),
    Threshold("skew_tail_bid", 60, "percentile of SKEW from which the tail is bid", A),
    Threshold("rr_call", -3, "risk reversal up to which calls are bid", f"{V}, 5.2"),
    Threshold("rr_insurance", 5, "risk reversal over which puts are bid", f"{V}, 5.2; ordinary for the S&P 500"),
    Threshold("rr_positive", 1, "risk reversal over which it is positive", SPEC),
    Threshold("call_mania", 90, "percentile of call skew from which calls are chased", SPEC),
    Threshold("no_fear", 0.5, "standard deviations of put skew under which it did not move", SPEC),
    Threshold("no_fear_down", -0.5, "the same downwards", SPEC),
    Threshold("ssr_delta", 0.5, "stickiness under which the smile moves with the price", SPEC),
    Threshold("ssr_local", 1.5, "stickiness from which it moves like local volatility", SPEC),
    # spot and volatility
    Threshold("rho_tight", -0.9, "spot–vol correlation under which it is tight", "measured: 5 % of windows since 1990"),
    Threshold("rho_weak", -0.5, "spot–vol correlation from which it is weak", "measured: 95 % of windows since 1990"),
    Threshold("rho_inverted", 0.0, "spot–vol correlation from which it is inverted", SPEC),
    Threshold("errors", 2.0, "standard errors under which a difference cannot be told from none", SPEC),
    Threshold("errors_down", -2.0, "the same downwards", SPEC),
    Threshold("crash_move", 2.0, "standard deviations of VIX that make a tight correlation a crash", SPEC),
    Threshold("trend", 1.5, "standard deviations of 20 sessions from which there is a trend", SPEC),
    Threshold("dominant", 0.20, "share of gamma at a strike from which it dominates", SPEC),
    Threshold("drawdown_deep", 0.05, "drawdown over which a hedge is not raised for it", SPEC),
    # calendar
    Threshold("opex_near", 5, "sessions before and after the monthly expiration that belong to it", SPEC),
    Threshold("a_day", 0.5, "less than one session", "identity"),
    # macro
    Threshold("breadth_half", 50, "share of shares above their average from which most rise", CHOICE),
    Threshold("move_half", 50, "percentile of MOVE under which rates are calm", A),
    # the book
    Threshold("unlevered", 1.0, "leverage over which a book is levered", f"{V}, 17.4"),
    Threshold("long_horizon", 5.0, "years over which a horizon is long", f"{V}, 17.4: no number; {CHOICE}"),
    Threshold("valuation_stretched", 90, "percentile of valuation from which it is stretched", f"{A}: no number; {CHOICE}"),
    Threshold("one_event", 1, "announcement from which there is a catalyst", A),
    Threshold("correlation_was_high", 90, "percentile of implied correlation that was stress", SPEC),
    # the hedge-size signal
    Threshold("hedge_floor", 0.10, "least hedge ratio", f"{SPEC}: a rich premium does not switch a hedge off"),
    Threshold("hedge_cap", 1.0, "greatest hedge ratio", SPEC),
    Threshold("hedge_patience", 5, "sessions that another ratio must last before it is taken", f"{SPEC}: a week"),
    # hysteresis of the levels
    Threshold("level_margin", 1.0, "VIX points beyond an edge that change the level at once", SPEC),
    Threshold("level_patience", 3, "closes beyond an edge that change it otherwise", SPEC),
    Threshold("independent_inputs", 3, "independent inputs without which no structure is named", f"{V}: no single metric is a signal"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Values by key."""

    values: Mapping[str, float]
    changed: tuple[str, ...] = ()
    """Keys whose value is not the default."""

    def __getitem__(self, key: str) -> float:
        return self.values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)


KNOWN: dict[str, Threshold] = {one.key: one for one in _ALL}
DEFAULT = Thresholds({one.key: float(one.value) for one in _ALL})


def overridden(own: Mapping[str, object]) -> Thresholds:
    """The defaults with some values of the user's own.

    Raises :class:`InputError` for a key that is none, and for what is no finite number.

    >>> overridden({"vix_low": 14})["vix_low"], overridden({"vix_low": 14}).changed
    (14.0, ('vix_low',))
    """
    values = dict(DEFAULT.values)
    for key, value in own.items():
        if key not in KNOWN:
            msg = f"no threshold is called {key!r}{suggestion(key, KNOWN)}; `hedgerow rules` lists them"
            raise InputError(msg)
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not math.isfinite(value)
        ):
            msg = f"threshold {key} {value!r} is no number; the default is {KNOWN[key].value:g}"
            raise InputError(msg)
        values[key] = float(value)
    _require_order(values)
    return Thresholds(values, tuple(key for key in values if values[key] != DEFAULT[key]))


ORDERED = (
    ("vix_compressed", "vix_low", "vix_elevated", "vix_high", "vix_panic"),
    ("rank_empty", "rank_thin", "rank_rich", "rank_middle", "rank_upper", "rank_high", "rank_full"),
    ("ivp_low", "ivp_half", "ivp_upper", "ivp_high"),
    ("extreme_low", "low", "high", "extreme"),
    ("sharp_fall", "one_sd_down", "falls", "zero", "moves", "one_sd", "sharp"),
    ("nvrp_avoid", "nvrp_marginal", "nvrp_favourable"),
    ("rv_stable", "rv_accelerating"),
    ("basis_narrow", "basis_wide", "basis_very_wide"),
    ("basis_30_narrow", "basis_30_wide"),
    ("rho_tight", "rho_weak", "rho_inverted"),
    ("ssr_delta", "ssr_local"),
    ("hedge_floor", "hedge_cap"),
)
"""Edges of one scale: ascending, or bands would have holes."""


def _require_order(values: Mapping[str, float]) -> None:
    for scale in ORDERED:
        for low, high in pairwise(scale):
            if values[low] > values[high]:
                msg = f"threshold {low} {values[low]:g} must not be above {high}, which is {values[high]:g}"
                raise InputError(msg)
