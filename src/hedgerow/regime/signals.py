"""The signals of the read, by chapter: an input, where it stands in its year, which way it goes, and what a table makes of it.

A signal whose table has a row that holds takes its state and its words from there; otherwise its percentile speaks, and
without one there is nothing to say but the number. A signal that is not known names what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Literal, TypeAlias

from hedgerow.regime.inputs import INPUTS

if TYPE_CHECKING:
    from hedgerow.regime.engine import RowReading, TableReading
    from hedgerow.regime.facts import Facts, Value
    from hedgerow.regime.thresholds import Thresholds

Chapter: TypeAlias = Literal[
    "regime",
    "term structure",
    "premium",
    "skew",
    "tails",
    "spot and volatility",
    "futures",
    "dealers",
    "calendar",
    "cross-asset",
]


@dataclass(frozen=True, slots=True)
class Signal:
    """What the read shows of one input."""

    input: str
    chapter: Chapter
    table: str = ""
    """Whose leading row says what it means."""
    percentile: str = ""
    change: str = ""
    """Input that holds its change in standard deviations."""
    word: str = ""
    """Category that is its state."""


SIGNALS = (
    Signal("vix", "regime", "DT-04a", "vix_percentile", "vix_z"),
    Signal("iv_rank", "regime", "DT-10", "iv_percentile"),
    Signal("curve_ratio", "term structure", word="term_structure"),
    Signal("term_structure", "term structure"),
    Signal("nvrp", "premium", "DT-22", "nvrp_percentile"),
    Signal("premium_over_mean", "premium", "", "", "premium_change_z"),
    Signal("rv21", "premium", "", "", "rv21_z"),
    Signal("rv5_over_rv21", "premium", "DT-11b"),
    Signal("straddle_over_rv5", "premium"),
    Signal("put_skew", "skew", "DT-07", "put_skew_percentile", "put_skew_z"),
    Signal("call_skew", "skew", "", "call_skew_percentile", "call_skew_z"),
    Signal("rr25", "skew", "DT-12", "rr25_percentile"),
    Signal("butterfly", "skew", "DT-04b", "butterfly_percentile"),
    Signal("ssr", "skew", "DT-03a"),
    Signal("vvix", "tails", "", "vvix_percentile", "vvix_z"),
    Signal("skew_index", "tails", "", "skew_index_percentile"),
    Signal("kurtosis_premium_t", "tails", "DT-27", "kurtosis_premium_percentile"),
    Signal("spot_z", "spot and volatility", "DT-06b"),
    Signal("spot_vol_correlation", "spot and volatility", "DT-06c"),
    Signal("drawdown", "spot and volatility"),
    Signal("basis", "futures", "DT-09a"),
    Signal("basis_30", "futures", "DT-09b", "basis_30_percentile"),
    Signal("gex", "dealers", "DT-11b"),
    Signal("vex", "dealers", "DT-24", "vex_percentile"),
    Signal("sessions_to_opex", "calendar", "DT-21"),
    Signal("own_events", "calendar"),
    Signal("credit_spread", "cross-asset", "", "credit_percentile", "credit_z"),
    Signal("credit_z", "cross-asset", "DT-11b", "", "credit_z"),
    Signal("implied_correlation", "cross-asset", "DT-28", "implied_correlation_percentile", "implied_correlation_z"),
    Signal("move", "cross-asset", "", "move_percentile"),
    Signal("curve_2s10s", "cross-asset"),
    Signal("dollar", "cross-asset", "", "", "dollar_z"),
    Signal("breadth", "cross-asset"),
    Signal("valuation_percentile", "cross-asset", "", "valuation_percentile"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignalReading:
    """One signal on one day."""

    id: str
    chapter: Chapter
    name: str
    unit: str
    state: str
    """In a word or two; ``unknown`` where the input is."""
    value: Value
    percentile: float
    """0 … 100 among its year; NaN where unknown or without meaning."""
    change: float
    """In standard deviations of a year of such changes; NaN likewise."""
    reading: str
    missing: tuple[str, ...]


def signal_readings(
    facts: Facts, readings: Mapping[str, TableReading], thresholds: Thresholds
) -> tuple[SignalReading, ...]:
    """All of them on the last of the days."""
    today = facts.on(-1)
    return tuple(_reading(signal, today, readings, thresholds) for signal in SIGNALS)


def _reading(
    signal: Signal,
    facts: Facts,
    readings: Mapping[str, TableReading],
    thresholds: Thresholds,
) -> SignalReading:
    of = INPUTS[signal.input]
    value = facts.last(signal.input)
    place, change = (_number(key, facts) for key in (signal.percentile, signal.change))
    row = _speaks(readings.get(signal.table), signal.input)
    if value is None:
        state, words = "unknown", f"{of.name} is not known"
    elif row is not None:
        state, words = row.label, row.reading
    elif isinstance(value, str) or signal.word:
        word = facts.last(signal.word or signal.input)
        state = str(word) if word is not None else "unknown"
        words = f"{of.name}: {state}."
    else:
        state = _standing(place, change, thresholds)
        words = f"{of.name} is {state}." if state else ""
    return SignalReading(
        signal.input,
        signal.chapter,
        of.name,
        of.unit,
        state,
        value,
        place,
        change,
        words,
        (signal.input,) if value is None else (),
    )


def _speaks(reading: TableReading | None, key: str) -> RowReading | None:
    """The first row that holds and asks for the input itself."""
    held = [] if reading is None else [row for row in reading.rows if row.state == "true"]
    asking = (row for row in held if any(c.input.startswith(key) for c in row.conditions))
    return next(asking, None)


def _number(key: str, facts: Facts) -> float:
    value = facts.last(key) if key else None
    return value if isinstance(value, float) else float("nan")


def _standing(place: float, change: float, thresholds: Thresholds) -> str:
    """High or low for its year, rising or falling; empty where nothing is known of either."""
    words = []
    if isfinite(place):
        words.append(
            "extremely high"
            if place >= thresholds["extreme"]
            else "high"
            if place >= thresholds["high"]
            else "extremely low"
            if place <= thresholds["extreme_low"]
            else "low"
            if place <= thresholds["low"]
            else "ordinary"
        )
    if change > thresholds["moves"]:
        words.append("rising sharply" if change > thresholds["sharp"] else "rising")
    elif change < thresholds["falls"]:
        words.append("falling sharply" if change < thresholds["sharp_fall"] else "falling")
    elif isfinite(change) and not words:
        words.append("steady")
    return ", ".join(words)
