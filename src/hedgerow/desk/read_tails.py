"""The three tail buckets at today's levels: what a dollar of each does in five scenarios, and the least budget. All modelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.regime.tail_buckets import (
    SCENARIOS,
    BucketValue,
    TailBudget,
    TailMarket,
    bucket_values,
    least_budget,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hedgerow.data.source import Market
    from hedgerow.desk.read_study import ReadStudy

LIFE = 120.0
"""Calendar days of the options."""
QUIET = ("GVZ", "OVX")
"""Indices of commodity volatility; the lower stands for what is quiet."""


@dataclass(frozen=True, slots=True)
class TailCard:
    """Buckets and budget."""

    life_days: float
    vix_future: float | None
    """The contract that settles nearest to the end of that life, VIX points; None where unknown."""
    quiet: str
    """Index that stands for the quiet one; empty where none is known."""
    scenarios: tuple[str, ...]
    """Names, in the order of the payoffs."""
    buckets: tuple[BucketValue, ...]
    budget: TailBudget


def tail_card(study: ReadStudy, where: Market, tenors: Mapping[float, float]) -> TailCard:
    """From the levels of the session; ``tenors`` are volatilities (decimal) by days ahead, as far as known."""
    future = _future(where, study)
    quiet, vol = _quiet(where, study)
    market = TailMarket(
        vix=_known(study.vix[-1]),
        vix_future=future,
        vvix=_known(study.series.level("VVIX")[-1]),
        tenors={days: level for days, level in tenors.items() if np.isfinite(level)},
        rate=where.rate(study.as_of).value,
        quiet_vol=vol,
        quiet_beta=0.0,
    )
    values = bucket_values(market, life=LIFE)
    return TailCard(
        LIFE,
        future,
        quiet,
        tuple(one.name for one in SCENARIOS),
        values,
        least_budget(values, life=LIFE),
    )


def _future(where: Market, study: ReadStudy) -> float | None:
    curve = where.vix_futures(study.as_of).curve(study.as_of)
    if curve is None or curve.session != study.as_of:
        return None
    priced = [c for c in curve.contracts if np.isfinite(c.settle)]
    if not priced:
        return None
    return float(min(priced, key=lambda c: abs(c.days - LIFE)).settle)


def _quiet(where: Market, study: ReadStudy) -> tuple[str, float | None]:
    """The lower of the commodity indices on the session."""
    each = where.vol_index_each(list(QUIET), study.as_of)
    levels = {s: float(history.on(study.dates[-1:])[0]) for s, history in each.items()}
    known = {symbol: level for symbol, level in levels.items() if np.isfinite(level)}
    if not known:
        return "", None
    symbol = min(known, key=lambda s: known[s])
    return symbol, known[symbol]


def _known(points: float) -> float | None:
    return float(points) if np.isfinite(points) else None
