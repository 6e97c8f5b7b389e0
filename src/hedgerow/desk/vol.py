"""How volatile has it been and what will it be? Estimators, cone, tails, and a forecast with its record."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

import numpy as np

from hedgerow.data.ledger import Ledger
from hedgerow.data.progress import Progress, Silence
from hedgerow.desk.result import Result, Status
from hedgerow.desk.settings import DataArgument, day, ledger_in, market
from hedgerow.desk.settings import book as the_book
from hedgerow.desk.vol_basket import HISTORY, BasketCard, basket
from hedgerow.desk.vol_choices import VolChoices
from hedgerow.desk.vol_forecast import ForecastCard, forecasting
from hedgerow.desk.vol_study import VolStudy, vol_study
from hedgerow.desk.walk import workers
from hedgerow.market.bars import Jump
from hedgerow.market.book import Book
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.forecast.evaluation import Evaluation
from hedgerow.volatility.forecast.ewma import ewma_variance
from hedgerow.volatility.forecast.one_day_range import OneDayRange, one_day_range
from hedgerow.volatility.forecast.scaling import vol_scaled_size
from hedgerow.volatility.realized.close_to_close import close_to_close
from hedgerow.volatility.realized.cone import WINDOWS, ConeRow, volatility_cone
from hedgerow.volatility.realized.coverage import ImpliedCoverage, implied_coverage
from hedgerow.volatility.realized.distribution import Moments, moments
from hedgerow.volatility.realized.estimate import VolEstimate, estimates
from hedgerow.volatility.realized.hill import TailIndex, tail_index
from hedgerow.volatility.realized.intraday import SessionVariance
from hedgerow.volatility.realized.normal_quantiles import NormalQuantiles, normal_quantiles
from hedgerow.volatility.realized.spot_vol import SpotVol, spot_vol
from hedgerow.volatility.realized.subsequent import ImpliedOverSubsequent, implied_over_subsequent
from hedgerow.volatility.realized.tails import Tails, tails

WEEK, MONTH, YEAR = 5, 21, SESSIONS_PER_YEAR
RECENT = 10
"""Sessions whose volatility sizes a position [SPEC HI-04]."""


@dataclass(frozen=True, slots=True)
class HistoryCard:
    """What the answer rests on."""

    first: date
    last: date
    sessions: int
    missing: int
    """Sessions without a close."""
    whole_bars: int
    """Sessions with open, high and low."""
    repeated_opens: float
    """Share of opens that equal the close before; NaN without opens."""
    jumps: tuple[Jump, ...]
    """Moves that look like splits nobody adjusted for."""
    close: float
    """Last price, US dollars or index points: as traded where the data know it."""


@dataclass(frozen=True, slots=True)
class IntradayCard:
    """Volatility from bars within the day."""

    minutes: int
    """Length of a return."""
    grids: int
    """Starting points averaged over."""
    known: int
    """Sessions whose variance is known."""
    last: date
    """Last session with bars within the day."""
    window: int
    vol: float
    """Over the window up to there, without the nights; NaN unless every session of it is known."""
    vol_with_overnight: float
    """With them."""
    jump_share: float
    """Part of the window's variance within the day that came in jumps."""
    highest: SessionVariance | None
    """The most volatile session."""
    sessions: tuple[SessionVariance, ...]
    """Ascending."""


@dataclass(frozen=True, slots=True)
class TailsCard:
    """How fat the tails are."""

    moments: Moments
    frequencies: Tails
    """Beyond k standard deviations of all returns."""
    surprises: Tails
    """Beyond k times the exponentially weighted volatility of the evening before."""
    left: TailIndex
    right: TailIndex
    quantiles: NormalQuantiles


@dataclass(frozen=True, slots=True)
class ImpliedCard:
    """What options implied, and what came."""

    index: str
    vol: float
    """Last level, decimal; NaN where it is not of the last session."""
    date: date | None
    coverage: ImpliedCoverage
    subsequent: ImpliedOverSubsequent


@dataclass(frozen=True, slots=True)
class RecentVol:
    """A session of the last year."""

    date: date
    vol: float
    """Of the 21 sessions to it, decimal."""
    implied: float
    """At its close, over the 30 days after it; NaN where unknown."""


@dataclass(frozen=True, slots=True)
class SizeCard:
    """What volatility says of the size of a position [SPEC HI-04]."""

    vol: float
    """Of the last ten sessions."""
    reference_vol: float
    """Median of such volatilities."""
    factor: float
    """Of the usual size: reference over vol."""
    short_gamma_factor: float
    """Its square, for who is short gamma."""
    forecast_factor: float
    """Reference over the forecast: the smaller of the two is the careful one."""


@dataclass(frozen=True, kw_only=True)
class Volatility(Result):
    """One symbol's volatility: past, tails, future, and the record of the forecasts."""

    command: ClassVar[str] = "vol"
    main_table: ClassVar[str] = "estimates"
    symbol: str
    window: int
    history: HistoryCard
    estimates: tuple[VolEstimate, ...]
    intraday: IntradayCard | None
    cone: tuple[ConeRow, ...]
    """By ascending window; ``current`` down the rows is the term structure of realized volatility."""
    acceleration: float
    """Volatility of 5 sessions over that of 21."""
    tails: TailsCard
    implied: ImpliedCard | None
    spot_vol: SpotVol | None
    """How returns go with changes of VIX; None without VIX."""
    one_day: OneDayRange
    """One standard deviation of the next session, in the units of the close."""
    size: SizeCard
    basket: BasketCard | None
    recent: tuple[RecentVol, ...]
    forecast: ForecastCard
    evaluation: Evaluation


def volatility(
    symbol: str,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    choices: VolChoices | None = None,
    basket_of: Book | str | Path | None = None,
    ledger: Ledger | str | Path | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Volatility:
    """How volatile a symbol has been, its tails, and a forecast with its record.

    [SPEC RV-01 … RV-14, KT-01 … KT-05, FC-01 … FC-06]. ``data`` is one or several folders, files or
    sources; ``basket_of`` a book whose shares' correlation is measured beside it; ``ledger`` keeps tested
    forecasts (a folder, or the platform's cache folder without one); ``executor`` works on them instead
    of ``choices.workers`` processes; ``progress`` is told of both.

    Raises :class:`UnavailableError` where nothing is known of the symbol and :class:`InputError` for
    choices that are none.
    """
    choices = choices or VolChoices()
    progress = progress or Silence()
    where = market(data, progress)
    asked = day(as_of)
    session = where.as_of(asked)
    made = vol_study(symbol, where, session, choices=choices)
    notes = made.notes
    if asked is not None and asked != session:
        notes.note(f"{asked} is no session: everything is as of {session}")
    vols = {window: close_to_close(made.bars, window=window) for window in WINDOWS}
    cone = volatility_cone(vols)
    r = made.returns
    correlation = None
    if basket_of is not None:
        book = the_book(basket_of)
        prices = where.prices(sorted(book.symbols), session, window=HISTORY)
        correlation = basket(book, prices, choices.window, notes)
    with workers(choices.workers if executor is None else 1) as pool:
        found = forecasting(
            made,
            choices,
            long_run_vol=_long_run(r),
            ledger=ledger_in(ledger),
            executor=executor or pool,
            progress=progress,
        )
    return Volatility(
        as_of=session,
        status=Status.of([*notes.doubts, *where.problems]),
        provenance=where.seen(),
        warnings=tuple(notes.notes),
        symbol=made.use.symbol,
        window=choices.window,
        history=_history(made),
        estimates=estimates(made.bars, window=choices.window),
        intraday=_intraday(made, choices.window),
        cone=cone.rows,
        acceleration=cone.ratio(WEEK, MONTH),
        tails=_tails(r),
        implied=_implied(made),
        spot_vol=spot_vol(r, made.vix) if np.isfinite(made.vix).any() else None,
        one_day=one_day_range(
            made.close,
            realized_vol=cone.row(WEEK).current,
            implied_vol=float(made.implied[-1]),
        ),
        size=_size(cone.row(RECENT), found.card.vol),
        basket=correlation,
        recent=_recent(made, vols[MONTH]),
        forecast=found.card,
        evaluation=found.evaluation,
    )


def _long_run(returns: FloatArray) -> float:
    """Volatility of the whole history, zero mean, decimal."""
    known = returns[np.isfinite(returns)]
    return float(np.sqrt(SESSIONS_PER_YEAR * np.mean(known**2))) if len(known) else float("nan")


def _history(made: VolStudy) -> HistoryCard:
    bars = made.bars
    return HistoryCard(
        first=bars.dates[0].date(),
        last=bars.dates[-1].date(),
        sessions=len(bars),
        missing=bars.missing,
        whole_bars=int(np.isfinite(bars.high).sum()),
        repeated_opens=bars.repeated_opens,
        jumps=bars.jumps(),
        close=made.close,
    )


def _intraday(made: VolStudy, window: int) -> IntradayCard | None:
    if made.intraday is None or not made.intraday.sessions:
        return None
    by_day = {s.date: s for s in made.intraday.sessions}
    last = max(by_day)
    recent = [by_day.get(d.date()) for d in made.bars.until(last).dates[-window:]]
    nan = float("nan")
    RV = np.array([nan if s is None else s.realized_variance for s in recent])
    J = np.array([nan if s is None else s.jump_variance for s in recent])
    both = np.array([nan if s is None else s.vol_with_overnight**2 for s in recent])
    known = made.intraday.known
    return IntradayCard(
        minutes=made.intraday.minutes,
        grids=made.intraday.grids,
        known=len(known),
        last=last,
        window=window,
        vol=float(np.sqrt(RV.mean())),
        vol_with_overnight=float(np.sqrt(both.mean())),
        jump_share=float(J.sum() / RV.sum()) if RV.sum() > 0 else float("nan"),
        highest=max(known, key=lambda s: s.vol, default=None),
        sessions=made.intraday.sessions,
    )


def _tails(r: FloatArray) -> TailsCard:
    evening_before = np.concatenate([[np.nan], np.sqrt(ewma_variance(r))[:-1]])
    return TailsCard(
        moments=moments(r),
        frequencies=tails(r),
        surprises=tails(r, vols=evening_before),
        left=tail_index(r, side="left"),
        right=tail_index(r, side="right"),
        quantiles=normal_quantiles(r),
    )


def _implied(made: VolStudy) -> ImpliedCard | None:
    if made.index is None or made.implied_date is None:
        return None
    return ImpliedCard(
        index=made.index,
        vol=float(made.implied[-1]),
        date=made.implied_date,
        coverage=implied_coverage(made.returns, made.implied),
        subsequent=implied_over_subsequent(made.implied, made.returns),
    )


def _recent(made: VolStudy, vols: FloatArray) -> tuple[RecentVol, ...]:
    days = made.bars.dates[-YEAR:]
    series = zip(days, vols[-YEAR:], made.implied[-YEAR:], strict=True)
    return tuple(RecentVol(d.date(), float(v), float(i)) for d, v, i in series)


def _size(row: ConeRow, forecast: float) -> SizeCard:
    factor, strict = (
        vol_scaled_size(1.0, reference_vol=row.median, vol=row.current, power=power)
        for power in (1, 2)
    )
    ahead = vol_scaled_size(1.0, reference_vol=row.median, vol=forecast)
    return SizeCard(row.current, row.median, factor, strict, ahead)
