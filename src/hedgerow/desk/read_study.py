"""What a reading of the market rests on: every published series on one axis of sessions, and the facts made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.data.own_inputs import own_inputs
from hedgerow.desk.premium_choices import PremiumChoices
from hedgerow.desk.premium_study import PremiumStudy, moved, premium_study, underlying
from hedgerow.errors import UnavailableError
from hedgerow.market.expirations import opex_distances
from hedgerow.market.macro import CREDIT, DOLLAR, SLOPE
from hedgerow.regime.history import MarketSeries, facts_of
from hedgerow.regime.inputs import INPUTS
from hedgerow.volatility.futures.constant_maturity import constant_maturity

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.data.source import Market
    from hedgerow.desk.session import Notes
    from hedgerow.regime.facts import Facts, Value, Words
    from hedgerow.typing import FloatArray

INDICES = ("VIX9D", "VIX", "VIX3M", "VIX6M", "VVIX", "SKEW", "MOVE", "COR1M")
HIGH_YIELD, TREASURIES = "HYG", "IEF"


@dataclass(frozen=True)
class ReadStudy:
    """Everything that the chapters of the answer are made of; arrays (n,) on ``dates``, NaN where unknown."""

    made: PremiumStudy
    series: MarketSeries
    facts: Facts
    credit_by_funds: bool
    """Whether the last session's credit spread is a fund's against Treasuries."""

    @property
    def as_of(self) -> date:
        """The session."""
        return self.made.as_of

    @property
    def dates(self) -> pd.DatetimeIndex:
        """Sessions, ascending."""
        return self.made.dates

    @property
    def returns(self) -> FloatArray:
        """Log returns of the S&P 500."""
        return self.made.returns

    @property
    def vix(self) -> FloatArray:
        """Index points."""
        return self.series.level("VIX")

    @property
    def notes(self) -> Notes:
        """What is said beside the answer."""
        return self.made.notes

    def with_today(self, values: Mapping[str, Value]) -> ReadStudy:
        """The same with inputs of the last session from elsewhere: a chain, the calendar, the user."""
        known = {key: value for key, value in values.items() if value is not None}
        if not known:
            return self
        own, words = dict(self.series.own), dict(self.series.own_words)
        for key, value in known.items():
            if INPUTS[key].values:
                text = words.get(key, np.full(len(self.dates), "", dtype="<U20")).copy()
                text[-1] = value
                words[key] = text
            else:
                number = own.get(key, np.full(len(self.dates), np.nan)).copy()
                number[-1] = value
                own[key] = number
        series = replace(self.series, own=own, own_words=words)
        return replace(self, series=series, facts=facts_of(series))


def read_study(
    market: Market,
    as_of: date | None,
    *,
    start: date | None = None,
    inputs: str | Path | None = None,
) -> ReadStudy:
    """Every series of the S&P 500's volatility up to ``as_of``, or to the last session with VIX and prices.

    ``inputs`` is a file of inputs of the user's own. Raises :class:`UnavailableError` without VIX and
    :class:`DataError` for a file that is none.
    """
    try:
        made = premium_study(underlying("SPX"), market, as_of, choices=PremiumChoices(start=start))
    except UnavailableError as error:
        text = str(error).replace(
            "; --chain CHAIN reads implied volatility from its options",
            "; everything rests on it: add a source that has it",
        )
        raise UnavailableError(text) from None
    dates = made.dates
    if not len(dates):
        raise UnavailableError(f"no session with VIX up to {made.as_of}; add a source that has it")
    own, words = _own(inputs, dates, made.notes)
    if inputs is not None:
        market.provenance["inputs"] = str(inputs)
    series = _with_published(_series(made, market, own, words))
    facts = facts_of(series)
    by_funds = bool(np.isnan(series.credit[-1]) and np.isfinite(facts.number("credit_z")[-1]))
    return ReadStudy(made, series, facts, by_funds)


PUBLISHED = {
    "vix": "VIX",
    "vvix": "VVIX",
    "skew_index": "SKEW",
    "move": "MOVE",
    "implied_correlation": "COR1M",
}
"""Inputs that are a published index: one of the user's own stands in its place before anything is computed of it."""
SERIES = {"credit_spread": "credit", "curve_2s10s": "slope", "dollar": "dollar"}


def _with_published(series: MarketSeries) -> MarketSeries:
    """The series with the user's own levels in the place of the published ones, so that all that follows agrees."""
    levels = dict(series.levels)
    changed: dict[str, FloatArray] = {}
    for key, own in series.own.items():
        if key in PUBLISHED:
            before = series.level(PUBLISHED[key])
            levels[PUBLISHED[key]] = np.where(np.isfinite(own), own, before)
        elif key in SERIES:
            before = getattr(series, SERIES[key])
            changed[SERIES[key]] = np.where(np.isfinite(own), own, before)
    return replace(series, levels=levels, **changed)  # type: ignore[arg-type]


def _series(
    made: PremiumStudy,
    market: Market,
    own: Mapping[str, FloatArray],
    words: Mapping[str, Words],
) -> MarketSeries:
    dates, as_of = made.dates, made.as_of
    first = dates[0].date()
    each = market.vol_index_each(list(INDICES), as_of, start=first)
    macro = market.macro(as_of, start=first)
    made.notes.set_aside("rates", macro.set_aside)
    front, second, days, steady = _futures(market, dates, as_of, made.notes)
    to, since = opex_distances(dates)
    unknown = np.full(len(dates), np.nan)
    return MarketSeries(
        dates=dates,
        close=unknown if made.bars is None else moved(made.bars.close, made.bars.dates, dates),
        returns=made.returns,
        levels={symbol: 100 * history.on(dates) for symbol, history in each.items()},
        front=front,
        second=second,
        front_days=days,
        at_30_days=steady,
        credit=_next_morning(macro.on(CREDIT, dates)),
        credit_proxy=_by_funds(market, dates, as_of),
        slope=macro.on(SLOPE, dates),
        dollar=_next_morning(macro.on(DOLLAR, dates)),
        sessions_to_opex=to.astype(float),
        sessions_since_opex=np.where(since < 0, np.nan, since),
        own=own,
        own_words=words,
    )


def _next_morning(published: FloatArray) -> FloatArray:
    """What was known at each close of a series that is published the morning after the day that it is of."""
    return np.concatenate([[np.nan], published[:-1]])


def _futures(
    market: Market, dates: pd.DatetimeIndex, as_of: date, notes: Notes
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """M1, M2, the days of M1 and the price at 30 days on these sessions; NaN where there is none."""
    table = market.vix_futures(as_of)
    notes.set_aside("VIX futures", table.set_aside)
    history = table.history()
    if not len(history.dates):
        return tuple(np.full(len(dates), np.nan) for _ in range(4))  # type: ignore[return-value]
    columns = (
        history.settles[:, 0],
        history.settles[:, 1],
        history.days[:, 0],
        constant_maturity(history.days, history.settles),
    )
    return tuple(moved(column, history.dates, dates) for column in columns)  # type: ignore[return-value]


def _by_funds(market: Market, dates: pd.DatetimeIndex, as_of: date) -> FloatArray:
    """−100 ln of high-yield bonds over Treasuries, by two funds; NaN where either is missing."""
    logs = []
    for symbol in (HIGH_YIELD, TREASURIES):
        try:
            bars = market.bars(symbol, as_of)
        except UnavailableError:
            return np.full(len(dates), np.nan)
        logs.append(moved(np.log(bars.close), bars.dates, dates))
    return -100 * (logs[0] - logs[1])


def _own(
    path: str | Path | None, dates: pd.DatetimeIndex, notes: Notes
) -> tuple[dict[str, FloatArray], dict[str, Words]]:
    """The user's inputs on the axis; what lies outside it is left, as everything later than the session is."""
    import pandas as pd

    numbers: dict[str, FloatArray] = {}
    words: dict[str, Words] = {}
    for key, held in ({} if path is None else own_inputs(path)).items():
        index = pd.DatetimeIndex(list(held))
        outside = int((~index.isin(dates)).sum())
        if outside:
            notes.note(
                f"inputs of your own, {key}: {outside} of {len(index)} days lie outside {dates[0].date()} … {dates[-1].date()} and are left"
            )
        if INPUTS[key].values:
            text = pd.Series([str(v or "") for v in held.values()], index).reindex(
                dates, fill_value=""
            )
            words[key] = text.to_numpy(dtype="<U20")
        else:
            numbers[key] = moved(
                np.array([np.nan if v is None else v for v in held.values()], float), index, dates
            )
    return numbers, words
