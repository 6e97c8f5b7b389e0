"""From what was published to facts: every input that histories can give, on every session at once.

Everything on a session rests on that session and those before it. Series are (n,) on one axis of sessions, oldest first;
what is missing is NaN and stays unknown. Levels are in index points, volatilities of history in vol points. [SPEC PART IV]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from hedgerow.regime.facts import Facts, Words
from hedgerow.regime.inputs import INPUTS
from hedgerow.typing import FloatArray
from hedgerow.volatility.premium.calm_stress import ratio_state
from hedgerow.volatility.premium.iv_rank import rank_history
from hedgerow.volatility.premium.variance_risk_premium import trailing_vol
from hedgerow.volatility.realized.spot_vol import changes, rolling_correlation
from hedgerow.volatility.realized.standing import (
    LEAST,
    Change,
    move_history,
    percentile_history,
)

if TYPE_CHECKING:
    import pandas as pd

WEEK, FORTNIGHT, MONTH, QUARTER, YEAR = 5, 10, 21, 63, 252
TREND = 20


@dataclass(frozen=True, slots=True, eq=False)
class MarketSeries:
    """What was published, by session; NaN where it was not."""

    dates: pd.DatetimeIndex
    close: FloatArray
    """S&P 500."""
    returns: FloatArray
    """Its log returns, with dividends where the data have them."""
    levels: Mapping[str, FloatArray]
    """Volatility indices in index points by symbol: VIX, VIX3M, VVIX, SKEW, MOVE, COR1M."""
    front: FloatArray
    """Settlement price of the front VIX future, VIX points."""
    second: FloatArray
    front_days: FloatArray
    """Calendar days to its settlement."""
    at_30_days: FloatArray
    """A VIX future of constant 30 days."""
    credit: FloatArray
    """High-yield spread, % a year."""
    credit_proxy: FloatArray
    """−100 ln of a high-yield fund over a Treasury fund: stands in on sessions without the spread."""
    slope: FloatArray
    """Ten less two years, % a year."""
    dollar: FloatArray
    """Broad dollar index."""
    sessions_to_opex: FloatArray
    sessions_since_opex: FloatArray
    own: Mapping[str, FloatArray] = field(default_factory=dict)
    """What histories of this kind cannot give, by input: from chains, or the user's own."""
    own_words: Mapping[str, Words] = field(default_factory=dict)
    """The same for categories."""

    def level(self, symbol: str) -> FloatArray:
        """An index by session; NaN where unknown."""
        found = self.levels.get(symbol)
        return np.full(len(self.dates), np.nan) if found is None else found


def facts_of(series: MarketSeries) -> Facts:
    """Every input on every session; what the user brings stands in the place of what is computed."""
    numbers = {
        **_implied(series),
        **_realized(series),
        **_curve(series),
        **_futures(series),
        **_tails(series),
        **_spot(series),
        **_macro(series),
        **_correlation(series),
        **_calendar(series),
    }
    words: dict[str, Words] = {"new_high": _new_high(series.close)}
    words["term_structure"] = term_structure(series)
    words["term_structure_before"] = _earlier(words["term_structure"], WEEK)
    for key, own in series.own.items():
        numbers[key] = _first_known(own, numbers.get(key))
    for key, (raw, kind) in DERIVED.items():
        if raw in series.own:
            found = _derived(series.own[raw], kind, raw)
            numbers[key] = _first_known(series.own.get(key), found)
    for key, text in series.own_words.items():
        before = words.get(key)
        words[key] = text if before is None else np.where(text != "", text, before)
    return Facts(len(series.dates), numbers, words)


DERIVED: Mapping[str, tuple[str, Literal["percentile", "z"]]] = {
    "rr25_percentile": ("rr25", "percentile"),
    "rr25_z": ("rr25", "z"),
    "put_skew_percentile": ("put_skew", "percentile"),
    "put_skew_z": ("put_skew", "z"),
    "call_skew_percentile": ("call_skew", "percentile"),
    "call_skew_z": ("call_skew", "z"),
    "butterfly_percentile": ("butterfly", "percentile"),
    "put_skew_180_z": ("put_skew_180", "z"),
    "kurtosis_premium_percentile": ("kurtosis_premium", "percentile"),
    "vex_percentile": ("vex", "percentile"),
    "call_volume_percentile": ("call_volume", "percentile"),
    "valuation_percentile": ("valuation", "percentile"),
}
"""What follows from a history that the user brings, where it is not brought itself."""


def _derived(own: FloatArray, kind: Literal["percentile", "z"], raw: str) -> FloatArray:
    change: Change = "log" if INPUTS[raw].unit == "contracts" else "difference"
    return percentile_history(own) if kind == "percentile" else move_history(own, change=change)


def _first_known(first: FloatArray | None, second: FloatArray | None) -> FloatArray:
    """The first where it is known, else the second; one of them is there."""
    if first is None or second is None:
        return first if second is None else second  # type: ignore[return-value]
    return np.where(np.isfinite(first), first, second)


def _implied(series: MarketSeries) -> dict[str, FloatArray]:
    V = series.level("VIX")
    rank = rank_history(V)
    return {
        "vix": V,
        "vix_percentile": percentile_history(V),
        "vix_z": move_history(V),
        "vix_z_10": move_history(V, sessions=FORTNIGHT),
        "vix_change_10": changes(V, sessions=FORTNIGHT),
        "vix_move_size": np.abs(move_history(V)),
        "iv_rank": rank,
        "iv_rank_z": move_history(rank, change="difference"),
        "iv_percentile": percentile_history(V, ties="strict"),
    }


def _realized(series: MarketSeries) -> dict[str, FloatArray]:
    V = series.level("VIX")
    RV5, RV10, RV21 = (
        100 * trailing_vol(series.returns, sessions=n) for n in (WEEK, FORTNIGHT, MONTH)
    )
    premium = V - RV21
    nvrp = _over(V, RV21)
    return {
        "rv5": RV5,
        "rv10": RV10,
        "rv21": RV21,
        "rv21_z": move_history(RV21),
        "rv5_over_rv21": _over(RV5, RV21),
        "premium_sign": premium,
        "nvrp": nvrp,
        "nvrp_percentile": percentile_history(nvrp),
        "iv_over_rv5": _over(V, RV5),
        "premium_over_mean": premium - mean_before(premium),
        "premium_change_z": move_history(premium, change="difference", sessions=FORTNIGHT),
        "spot_vol_correlation": rolling_correlation(
            series.returns, changes(_log(V)), window=QUARTER
        ),
    }


def _curve(series: MarketSeries) -> dict[str, FloatArray]:
    V, V3 = series.level("VIX"), series.level("VIX3M")
    return {"curve_ratio": _over(V, V3), "curve_gap": V3 - V}


def term_structure(series: MarketSeries) -> Words:
    """Contango, flat or backwardation by VIX over VIX3M; mixed where M1 over M2 says the opposite; empty where unknown."""
    by_index = _states(_over(series.level("VIX"), series.level("VIX3M")))
    by_futures = _states(_over(series.front, series.second))
    opposite = {"contango": "backwardation", "backwardation": "contango"}
    found = np.where(by_index == "", by_futures, by_index)
    contrary = np.array([opposite.get(state, "") for state in by_index])
    return np.where((by_futures == contrary) & (contrary != ""), "mixed", found)


def _states(ratios: FloatArray) -> Words:
    return np.array(
        ["" if np.isnan(ratio) else ratio_state(ratio) for ratio in ratios], dtype="<U13"
    )


def _futures(series: MarketSeries) -> dict[str, FloatArray]:
    V = series.level("VIX")
    steady = series.at_30_days - V
    return {
        "basis": series.front - V,
        "basis_days": series.front_days,
        "basis_30": steady,
        "basis_30_percentile": percentile_history(steady),
        "basis_change_10": changes(steady, sessions=FORTNIGHT),
    }


def _tails(series: MarketSeries) -> dict[str, FloatArray]:
    VVIX, SKEW = series.level("VVIX"), series.level("SKEW")
    return {
        "vvix": VVIX,
        "vvix_percentile": percentile_history(VVIX),
        "vvix_z": move_history(VVIX),
        "skew_index": SKEW,
        "skew_index_percentile": percentile_history(SKEW),
    }


def _spot(series: MarketSeries) -> dict[str, FloatArray]:
    import pandas as pd

    highest = pd.Series(series.close).rolling(YEAR, min_periods=LEAST).max().to_numpy()
    return {
        "spot_z": move_history(series.close),
        "trend_20": np.abs(move_history(series.close, sessions=TREND)),
        "drawdown": 1 - series.close / highest,
    }


def _new_high(close: FloatArray) -> Words:
    import pandas as pd

    highest = pd.Series(close).rolling(YEAR, min_periods=LEAST).max().to_numpy()
    known = np.isfinite(close) & np.isfinite(highest)
    return np.where(known, np.where(close >= highest, "yes", "no"), "")


def _macro(series: MarketSeries) -> dict[str, FloatArray]:
    MOVE = series.level("MOVE")
    return {
        "credit_spread": series.credit,
        "credit_percentile": percentile_history(series.credit),
        "credit_z": _first_known(
            move_history(series.credit, change="difference", sessions=FORTNIGHT),
            move_history(series.credit_proxy, change="difference", sessions=FORTNIGHT),
        ),
        "move": MOVE,
        "move_percentile": percentile_history(MOVE),
        "curve_2s10s": series.slope,
        "dollar": series.dollar,
        "dollar_z": move_history(series.dollar),
    }


def _correlation(series: MarketSeries) -> dict[str, FloatArray]:
    import pandas as pd

    COR = series.level("COR1M")
    place = percentile_history(COR)
    return {
        "implied_correlation": COR,
        "implied_correlation_z": move_history(COR, change="difference"),
        "implied_correlation_percentile": place,
        "implied_correlation_high": np.asarray(
            pd.Series(place).rolling(QUARTER, min_periods=MONTH).max(), dtype=float
        ),
    }


def _calendar(series: MarketSeries) -> dict[str, FloatArray]:
    return {
        "sessions_to_opex": series.sessions_to_opex,
        "sessions_since_opex": series.sessions_since_opex,
    }


def mean_before(x: FloatArray) -> FloatArray:
    """Mean of all known values before each, (n,); NaN under 200 of them.

    >>> bool(np.isnan(mean_before(np.ones(200))[-1])), float(mean_before(np.ones(201))[-1])
    (True, 1.0)
    """
    known = np.isfinite(x)
    count = np.concatenate([[0], np.cumsum(known)[:-1]]) if len(x) else np.zeros(0)
    total = np.concatenate([[0.0], np.cumsum(np.where(known, x, 0.0))[:-1]]) if len(x) else count
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count >= LEAST, total / count, np.nan)


def _over(a: FloatArray, b: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(b > 0, a / b, np.nan)


def _log(x: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.log(np.where(x > 0, x, np.nan))


def _earlier(words: Words, sessions: int) -> Words:
    """The same, so many sessions before."""
    start = np.full(min(sessions, len(words)), "", dtype=words.dtype)
    return np.concatenate([start, words[:-sessions]]) if len(words) > sessions else start
