"""VIX futures as far as they are known, with VIX and the rate beside them on the same sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from hedgerow.data.source import Market
from hedgerow.desk.session import Notes
from hedgerow.errors import UnavailableError
from hedgerow.market.calendar import LAST, sessions_between
from hedgerow.market.vix_futures import CurveHistory, VixCurve, VixFutures
from hedgerow.market.vol_indices import VIX_FAMILY
from hedgerow.typing import FloatArray
from hedgerow.units import from_points
from hedgerow.volatility.futures.constant_maturity import constant_maturity
from hedgerow.volatility.futures.short_term_index import (
    ShortTermIndex,
    bill_return,
    short_term_index,
)

STALE_SESSIONS = 5
"""A curve so much older than asked for is still read; an older one is not."""


@dataclass(frozen=True)
class FuturesStudy:
    """Everything that the chapters of the answer are made of; arrays of shape (n,) by session, oldest first."""

    as_of: date
    curve: VixCurve
    before: VixCurve | None
    """The curve of the session before."""
    history: CurveHistory
    vix: FloatArray
    """VIX on the sessions of ``history``, points; NaN where unknown."""
    constant_maturity: FloatArray
    """Price at 30 days, points; NaN where unknown."""
    family: Mapping[float, float]
    """Volatilities (decimal) of the VIX family by days ahead, of the curve's session."""
    vvix: float
    """Points, of the curve's session; NaN where unknown."""
    index: ShortTermIndex
    bill: FloatArray
    """Return of a Treasury bill since the session before, simple decimal."""
    notes: Notes

    @property
    def session(self) -> date:
        """Session of the curve."""
        return self.curve.session


def futures_study(market: Market, asked: date | None) -> FuturesStudy:
    """What is known of VIX futures up to a session; without one, up to the last of them.

    Raises :class:`UnavailableError` where there are none, or where the last are more than five sessions old.
    """
    notes = Notes()
    as_of = None if asked is None else market.as_of(asked)
    futures = market.vix_futures(as_of or LAST)
    notes.set_aside("VIX futures", futures.set_aside)
    curve = futures.curve()
    if curve is None:
        raise UnavailableError(_nothing(market, futures, as_of))
    as_of = as_of or curve.session
    if asked is not None and asked != as_of:
        notes.note(f"{asked} is no session: everything is as of {as_of}")
    _note_age(curve, as_of, notes)
    if asked is None:
        _note_newer(market, as_of, notes)
    _note_gaps(futures, curve, notes)
    day = curve.session
    history = futures.history()
    points = 1 / from_points(1.0)
    own = market.vol_index("VIX", day, start=history.dates[0].date())
    notes.set_aside("VIX", own.set_aside)
    vix = points * own.on(history.dates)
    if not np.isfinite(vix[-1]):
        last = "there is none in the data" if own.last is None else f"it ends on {own.last}"
        notes.doubt(f"no VIX on {day} ({last}): basis and roll against it are unknown")
    indices = market.vol_indices(day)
    vvix = market.vol_index("VVIX", day, start=day).on(history.dates[-1:])
    index = short_term_index(futures.settles)
    rates = market.rate_history(index.dates)
    if rates.assumed:
        notes.doubt(
            f"no Treasury rate on {rates.assumed:,} of {len(index.dates):,} sessions: 3 % is assumed for what the funds' "
            "cash earned there"
        )
    return FuturesStudy(
        as_of,
        curve,
        _before(futures, history, day),
        history,
        vix,
        constant_maturity(history.days, history.settles),
        {
            float(days): indices.levels[symbol]
            for symbol, days in VIX_FAMILY.items()
            if indices.dates.get(symbol) == day
        },
        float(points * vvix[0]),
        index,
        bill_return(
            np.r_[np.nan, rates.rate[:-1]], index.days
        ),  # at the rate of the session before
        notes,
    )


def _nothing(market: Market, futures: VixFutures, as_of: date | None) -> str:
    """Why there is no curve, in one line."""
    where = ", ".join(source.label for source in market.sources)
    until = "" if as_of is None else f" up to {as_of}"
    aside = ", ".join(f"{n} {reason}" for reason, n in futures.set_aside.items())
    return (
        f"no VIX futures{until} in {where}{f' (rows set aside: {aside})' if aside else ''}; add a source with "
        "vix_futures/daily.parquet (date, expiry, settle), or CFE's files of single contracts"
    )


def _note_age(curve: VixCurve, as_of: date, notes: Notes) -> None:
    late = sessions_between(curve.session, as_of)
    if late > STALE_SESSIONS:
        msg = (
            f"the last VIX futures are of {curve.session}, {late} sessions before {as_of}, and more than "
            f"{STALE_SESSIONS} are too many; --as-of {curve.session} reads them"
        )
        raise UnavailableError(msg)
    if late:
        notes.doubt(
            f"the last VIX futures are of {curve.session}, not of {as_of}: everything is read on that session"
        )


def _note_newer(market: Market, as_of: date, notes: Notes) -> None:
    """Whether the last futures are older than the last prices."""
    known = [day for source in market.sources if (day := source.last_session()) is not None]
    if known and max(known) > as_of:
        notes.note(
            f"the last VIX futures are of {as_of}; prices reach to {max(known)}, "
            f"{sessions_between(as_of, max(known))} sessions on"
        )


def _note_gaps(futures: VixFutures, curve: VixCurve, notes: Notes) -> None:
    """Contracts and sessions that should be there."""
    lacking = [f"M{contract.month} ({contract.expiration})" for contract in curve.missing]
    if lacking:
        say = notes.doubt if any(c.month <= 2 for c in curve.missing) else notes.note
        say(f"no price of {', '.join(lacking)} on {curve.session}")
    empty = int(futures.settles.isna().all(axis=1).sum())
    if empty:
        notes.doubt(f"{empty} sessions since {futures.settles.index[0].date()} have no VIX futures")


def _before(futures: VixFutures, history: CurveHistory, day: date) -> VixCurve | None:
    """The curve of the session before, if the table has it."""
    at = int(history.dates.searchsorted(np.datetime64(day)))
    if not at:
        return None
    earlier = history.dates[at - 1].date()
    found = futures.curve(earlier)
    return found if found is not None and found.session == earlier else None
