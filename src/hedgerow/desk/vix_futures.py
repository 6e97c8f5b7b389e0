"""What do VIX futures say, and what does it cost to hold them? Curve, basis, roll, and the funds that roll them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import ClassVar

import numpy as np

from hedgerow.desk.futures_cards import (
    BasisCard,
    ContractRow,
    CurveCard,
    FuturesDay,
    RollCard,
    StressCard,
)
from hedgerow.desk.futures_choices import FuturesChoices
from hedgerow.desk.futures_funds import FundCard, fund_cards
from hedgerow.desk.futures_study import FuturesStudy, futures_study
from hedgerow.desk.result import Result, Status
from hedgerow.desk.settings import DataArgument, day, market
from hedgerow.errors import InputError
from hedgerow.units import DAYS_PER_YEAR, SESSIONS_PER_YEAR
from hedgerow.volatility.futures.basis import (
    constant_maturity_band,
    front_band,
    narrowing,
    per_root_day,
)
from hedgerow.volatility.futures.constant_maturity import TARGET_DAYS
from hedgerow.volatility.futures.convexity import forward_vol_after
from hedgerow.volatility.futures.curve import curve_shape, slope
from hedgerow.volatility.futures.roll import PERIOD, static_curve_return
from hedgerow.volatility.realized.standing import standing
from hedgerow.volatility.surface.term_structure import CurveState

MONTH, YEAR = 21, SESSIONS_PER_YEAR
HOLDING_LIMIT = 10
"""Sessions beyond which a long fund in contango is no hedge but a cost [SPEC VF-05]."""
VVIX_STRESS = 130.0
"""Points above which VVIX speaks of stress [SPEC MS-11]."""


@dataclass(frozen=True, kw_only=True)
class VixFuturesReading(Result):
    """The curve of VIX futures, its basis and roll, and the funds that follow it."""

    command: ClassVar[str] = "futures"
    main_table: ClassVar[str] = "curve.contracts"
    curve: CurveCard
    basis: BasisCard
    roll: RollCard
    stress: StressCard
    recent: tuple[FuturesDay, ...]
    """The last year by session."""
    funds: tuple[FundCard, ...]


def futures(
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    choices: FuturesChoices | None = None,
) -> VixFuturesReading:
    """What VIX futures say as of a session, and what it costs to hold them [SPEC VF-01 … VF-13, DT-09].

    ``data`` is one or several folders, files or sources. Without ``as_of`` everything is as of the last session with
    futures.

    Raises :class:`UnavailableError` where there are no futures, or where the last are more than five sessions older than
    ``as_of``, and :class:`InputError` for choices that are none.
    """
    choices = choices or FuturesChoices()
    where = market(data)
    made = futures_study(where, day(as_of))
    if choices.start is not None and choices.start > made.session:
        msg = f"start {choices.start} is after the last VIX futures, {made.session}; name an earlier day"
        raise InputError(msg)
    curve = _curve(made)
    roll = _roll(made, curve.state, choices)
    steps = (1 + roll.static_holding) ** (1 / choices.holding) - 1
    funds = fund_cards(made, where, choices, steps)
    notes = made.notes
    if curve.extrapolated:
        notes.note(
            f"the price at 30 days lies on the line through M1 and M2, carried on: M1 has {curve.contracts[0].days} days left"
        )
    elif not np.isfinite(curve.constant_maturity):
        notes.note(
            f"no price at 30 days on {made.session}: no two contracts stand on both sides of it "
            f"(days left of M1: {curve.contracts[0].days})"
        )
    return VixFuturesReading(
        as_of=made.as_of,
        status=Status.of([*notes.doubts, *where.problems]),
        provenance=where.seen(),
        warnings=tuple(notes.notes),
        curve=curve,
        basis=_basis(made),
        roll=roll,
        stress=_stress(made),
        recent=_recent(made),
        funds=funds,
    )


def _curve(made: FuturesStudy) -> CurveCard:
    curve, vix = made.curve, float(made.vix[-1])
    shape = curve_shape(curve.settles)
    forward = forward_vol_after(made.family, curve.days)
    earlier = {} if made.before is None else {c.expiration: c.settle for c in made.before.contracts}
    return CurveCard(
        session=curve.session,
        contracts=tuple(
            ContractRow(
                month=c.month,
                expiration=c.expiration,
                days=c.days,
                sessions=c.sessions,
                settle=c.settle,
                change_points=c.settle - earlier.get(c.expiration, float("nan")),
                basis_points=c.settle - vix,
                forward_vol=float(implied),
                convexity_points=c.settle - 100 * float(implied),
                open_interest=c.open_interest,
                volume=c.volume,
            )
            for c, implied in zip(curve.contracts, forward, strict=True)
        ),
        missing=tuple(c.month for c in curve.missing),
        slope=shape.slope,
        back_slope_points=shape.back_slope_points,
        state=shape.state,
        constant_maturity=float(made.constant_maturity[-1]),
        extrapolated=curve.contracts[0].days > TARGET_DAYS and isfinite(made.constant_maturity[-1]),
        slope_standing=standing(slope(made.history.settles)),
    )


def _basis(made: FuturesStudy) -> BasisCard:
    front = made.history.settles[:, 0] - made.vix
    steady = made.constant_maturity - made.vix
    days = made.curve.contracts[0].days
    place = standing(steady)
    return BasisCard(
        vix=float(made.vix[-1]),
        front_points=float(front[-1]),
        front_days=days,
        front_per_root_day_points=per_root_day(float(front[-1]), days),
        front_band=front_band(float(front[-1])),
        front=standing(front),
        constant_maturity_points=place.value,
        constant_maturity_band=constant_maturity_band(place.value, place.percentile),
        constant_maturity=place,
        narrowing=narrowing(steady, made.vix),
    )


def _roll(made: FuturesStudy, state: CurveState, choices: FuturesChoices) -> RollCard:
    d = np.r_[0.0, made.curve.days]
    F = np.r_[made.vix[-1], made.curve.settles]
    session = float(made.index.roll_ahead[-1])
    # without VIX the curve's short end is unknown, and so is what a month on it costs
    known = np.isfinite(made.vix[-1])
    month = static_curve_return(d, F) if known else float("nan")
    days = max(round(choices.holding * DAYS_PER_YEAR / SESSIONS_PER_YEAR), 1)
    held = static_curve_return(d, F, horizon=days) if known else float("nan")
    warning = None
    if choices.holding > HOLDING_LIMIT and state == "contango":
        warning = (
            f"{choices.holding} sessions are more than the {HOLDING_LIMIT} that a long volatility fund should be held in "
            "contango: it is a short-dated hedge, and the roll works against it every day"
        )
    return RollCard(
        front_weight=float(made.index.weight[-1]),
        session=session,
        month=MONTH * session,
        static_month=month,
        static_year=(1 + month) ** (DAYS_PER_YEAR // PERIOD) - 1,
        holding=choices.holding,
        static_holding=held,
        limit=HOLDING_LIMIT,
        warning=warning,
    )


def _stress(made: FuturesStudy) -> StressCard:
    ratio = made.family.get(30.0, float("nan")) / made.family.get(93.0, float("nan"))
    return StressCard(
        ratio,
        bool(ratio > 1) if np.isfinite(ratio) else None,
        made.vvix,
        bool(made.vvix > VVIX_STRESS) if np.isfinite(made.vvix) else None,
    )


def _recent(made: FuturesStudy) -> tuple[FuturesDay, ...]:
    h, index = made.history, made.index
    columns = (
        made.vix,
        h.settles[:, 0],
        h.days[:, 0],
        h.settles[:, 0] - made.vix,
        made.constant_maturity - made.vix,
        slope(h.settles),
        index.excess,
        index.roll,
        index.excess - index.roll,
    )
    rows = zip(h.dates[-YEAR:], *(column[-YEAR:] for column in columns), strict=True)
    return tuple(FuturesDay(d.date(), *(float(x) for x in values)) for d, *values in rows)
