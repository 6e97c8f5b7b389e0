"""Sentences of the documents that name a figure, a count or a lead, measured."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from hedgerow.regime.contrast import tendency
from hedgerow.regime.measured import HALF, Measure, Measured, between, mostly
from hedgerow.regime.past import Past
from hedgerow.typing import BoolArray, FloatArray
from hedgerow.units import SESSIONS_PER_YEAR, from_points
from hedgerow.volatility.premium.lead import lead
from hedgerow.volatility.premium.mean_reversion import first_crossings
from hedgerow.volatility.premium.predictability import SURE, predictability
from hedgerow.volatility.realized.spot_vol import changes, correlation

WEEK, MONTH, QUARTER, HALF_YEAR = 5, 21, 63, 126
STORM, CALM = 0.30, 0.20
"""VIX, decimal."""
WARNING, BEFORE = 130, 42
"""VVIX that is called a warning, and sessions before within which it counts."""
STRADDLE = float(np.sqrt(2 / np.pi))
"""Mean size of a standard normal move: what a straddle costs in standard deviations."""


def vvix_leads(past: Past) -> Measured:
    """Correlation of the change of VVIX on one day with that of VIX on the next."""
    vvix = past.number("vvix")
    found = lead(vvix, past.implied)
    Δx, Δy = (changes(np.log(x)) for x in (vvix, past.implied))
    before = np.concatenate([[np.nan], Δx[:-1]])
    effect = tendency(
        before, Δy, outcome="change of ln VIX on the next day", unit="return", sessions=1
    )
    return Measured(
        (
            Measure("the day after", found.day_before, "correlation"),
            Measure("the same day", found.same_day, "correlation"),
            Measure("days", float(found.observations), "count"),
        ),
        effect=effect,
        higher=True,
        spells=effect.windows,
    )


def vvix_warns(past: Past) -> Measured:
    """Of the first closes of VIX above 30, how many had a VVIX above 130 in the two months before."""
    vvix = past.number("vvix")
    first = first_crossings(past.implied, above=STORM, apart=BEFORE)
    warned = np.array([_any(vvix[max(i - BEFORE, 0) : i] > WARNING) for i in range(len(vvix))])
    known = np.isfinite(vvix)
    storms = np.flatnonzero(first & known)
    count, of = int(warned[storms].sum()), len(storms)
    return Measured(
        (
            Measure("warned of", float(count), "count"),
            Measure("first closes above 30", float(of), "count"),
            Measure("of them", count / of if of else float("nan"), "share"),
            Measure("of all days", _share(warned[known]), "share"),
        ),
        spells=of,
        verdict=mostly(count, of),
    )


def storms_end(past: Past) -> Measured:
    """Whether VIX closed under 20 within three and six months of a close above 30, on all such days and on the first."""
    over = past.implied > STORM
    first = first_crossings(past.implied, above=STORM)
    made = []
    for h, name in ((QUARTER, "three months"), (HALF_YEAR, "six months")):
        lowest = past.lowest(h)
        known = np.isfinite(lowest)
        made += [
            Measure(f"of all days, {name}", _share(lowest[over & known] < CALM), "share"),
            Measure(f"of first closes, {name}", _share(lowest[first & known] < CALM), "share"),
        ]
    times = int((first & known).sum())
    made.append(Measure("first closes above 30", float(times), "count"))
    all_days, firsts = made[2].value, made[3].value
    verdict = mostly(round(firsts * times) if times else 0, times)
    if verdict == "supported" and not all_days > HALF:
        verdict = "weak"  # who meets it in the middle of a storm waits longer
    return Measured(tuple(made), spells=times, verdict=verdict)


def straddles_dear(past: Past) -> Measured:
    """How often the price of a straddle of a week, by VIX, was more than the move; what it is for normal moves beside."""
    inside = {h: _inside(past, h) for h in (WEEK, MONTH)}
    share = _share(inside[WEEK] < STRADDLE)
    return Measured(
        (
            Measure("weeks under the straddle", share, "share"),
            Measure("were moves normal and VIX right", float(2 * ndtr(STRADDLE) - 1), "share"),
            Measure("months under the straddle", _share(inside[MONTH] < STRADDLE), "share"),
            Measure("weeks within one sigma", _share(inside[WEEK] < 1), "share"),
            Measure("were moves normal, one sigma", float(2 * ndtr(1) - 1), "share"),
            Measure("days", float(len(inside[WEEK])), "count"),
        ),
        spells=len(inside[WEEK]) // WEEK,
        verdict=between(share, 0.70, 0.80),
    )


def _inside(past: Past, sessions: int) -> FloatArray:
    """Later moves in standard deviations of VIX, those known."""
    σ = past.implied * np.sqrt(sessions / SESSIONS_PER_YEAR)
    moved: FloatArray = np.abs(past.outcomes.of("return", sessions)) / σ
    return moved[np.isfinite(moved)]


def premium_predicts(past: Past) -> Measured:
    """Returns of one, three and six months on the trailing premium in variance."""
    V, RV = past.implied, from_points(1.0) * past.number("rv21")
    found = predictability(1e4 * (V**2 - RV**2), past.returns)
    rows = found.rows
    strongest = max((abs(row.newey_west_t) for row in rows), default=float("nan"))
    verdict = "supported" if found.stands else "weak" if strongest > SURE else "not supported"
    return Measured(
        tuple(
            measure
            for row in rows
            for measure in (
                Measure(f"t, {row.sessions} sessions", row.newey_west_t, "t"),
                Measure(
                    f"R² out of sample, {row.sessions} sessions",
                    row.out_of_sample_r_squared,
                    "share",
                ),
            )
        ),
        spells=int(rows[0].effective_observations),
        verdict="too few" if found.stands is None else verdict,  # type: ignore[arg-type]
    )


def spot_and_vix(past: Past) -> Measured:
    """Correlation of returns with changes of VIX, and of its logarithm."""
    plain = correlation(past.returns, changes(past.implied))
    logs = correlation(past.returns, changes(np.log(past.implied)))
    return Measured(
        (
            Measure("with the change", plain, "correlation"),
            Measure("with that of the logarithm", logs, "correlation"),
        ),
        verdict=between(plain, -0.85, -0.70),
    )


def usual_spread(past: Past) -> Measured:
    """Median of VIX less what came."""
    known = past.outcomes.of("premium", MONTH)
    known = known[np.isfinite(known)]
    median = float(np.median(known)) if len(known) else float("nan")
    return Measured(
        (
            Measure("median", median, "vol"),
            Measure("mean", float(known.mean()) if len(known) else float("nan"), "vol"),
            Measure("days", float(len(known)), "count"),
        ),
        spells=len(known) // MONTH,
        verdict=between(median, 0.01, 0.03),
    )


def far_moves(past: Past) -> Measured:
    """Days beyond four standard deviations, over those of a normal distribution."""
    r = past.returns[np.isfinite(past.returns)]
    share = _share(np.abs(r - r.mean()) > 4 * r.std()) if len(r) else float("nan")
    ratio = share / float(2 * ndtr(-4))
    return Measured(
        (
            Measure("over the normal", ratio, "times"),
            Measure("of all days", share, "share"),
            Measure("days", float(len(r)), "count"),
        ),
        verdict=between(ratio, 5, 20),
    )


def fat_tails(past: Past) -> Measured:
    """Excess kurtosis of daily returns."""
    r = past.returns[np.isfinite(past.returns)]
    z = (r - r.mean()) / r.std() if len(r) else r
    excess = float(np.mean(z**4)) - 3 if len(r) else float("nan")
    return Measured(
        (Measure("excess kurtosis", excess, "times"), Measure("days", float(len(r)), "count")),
        verdict=between(excess, 3, 6),
    )


def _any(truths: BoolArray) -> bool:
    return bool(truths.any())


def _share(truths: BoolArray) -> float:
    return float(np.mean(truths)) if len(truths) else float("nan")
