"""Sentences of the documents that say: after such days, more (or less) than after others.

Thresholds are the documents' own here, whatever the rule book is set to. Selling is measured by the gain of who sells a
unit of vega in variance over the 21 sessions after, before costs and margin.
"""

from __future__ import annotations

import numpy as np

from hedgerow.market.expirations import OpexState
from hedgerow.regime.measured import Measure, Measured, two_groups
from hedgerow.regime.past import Past, group
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.premium.expiration_week import PHASES, moves_by_phase, phases
from hedgerow.volatility.realized.standing import DEAD_BAND

WEEK, MONTH, HALF_YEAR = 5, 21, 126
HIGH = 80
"""Percentile from which the documents' "high" is taken to begin."""
JUMP = 1.3
"""Times VIX that are a spike: from 15 to just under 20."""


def after_expiration(past: Past) -> Measured:
    """A day's move over what was implied the evening before, in the week after the expiration."""
    return _phase(past, "after", higher=True, name="in the five sessions after")


def before_expiration(past: Past) -> Measured:
    """The same in the week before."""
    return _phase(past, "before", higher=False, name="in the five sessions before")


def _phase(past: Past, phase: OpexState, *, higher: bool, name: str) -> Measured:
    before = np.concatenate([[np.nan], past.implied[:-1]])
    moved = np.abs(past.returns) / (before / np.sqrt(SESSIONS_PER_YEAR))
    at = phases(past.dates)
    vols = {row.phase: row.vol for row in moves_by_phase(past.dates, past.returns, past.implied)}
    made = two_groups(
        group(at == PHASES.index(phase), at == PHASES.index("between")),
        moved,
        higher=higher,
        outcome="move of the day over the implied one",
        sessions=WEEK,
        unit="times",
        names=(name, "away from the expiration"),
    )
    return made.also(
        Measure(f"volatility {name}", vols[phase], "vol"),
        Measure("volatility away from it", vols["between"], "vol"),
    )


def favourable_ratio(past: Past) -> Measured:
    """Selling at 1.3 times realized and more, against 1.0 to 1.2."""
    x = past.number("nvrp")
    made = _sold(past, group(x >= 1.3, (x >= 1.0) & (x < 1.2), x), "1.3 and more", "1.0 to 1.2")
    known = x[np.isfinite(x)]
    share = float((known >= 1.3).mean()) if len(known) else float("nan")
    return made.also(Measure("of all days", share, "share"))


def avoided_ratio(past: Past) -> Measured:
    """Selling under realized, against over it."""
    x = past.number("nvrp")
    return _sold(past, group(x < 1.0, x >= 1.0, x), "under 1", "1 and more", higher=False)


def accelerating(past: Past) -> Measured:
    """Selling while realized volatility accelerates."""
    x = past.number("rv5_over_rv21")
    return _sold(past, group(x > 1.3, x <= 1.3, x), "above 1.3", "up to 1.3", higher=False)


def rich_rank(past: Past) -> Measured:
    """Selling at a rank over 30, against under 20."""
    x = past.number("iv_rank")
    return _sold(past, group(x > 30, x < 20, x), "rank over 30", "rank under 20")


def rank_at_expiration(past: Past) -> Measured:
    """Selling at a rank about 100 in the week of the expiration, against the other such weeks."""
    x, to = past.number("iv_rank"), past.number("sessions_to_opex")
    near = to <= WEEK
    made = group(near & (x >= 90), near & (x < 90), x, to)
    return _sold(past, made, "rank 90 and more", "any other rank")


def calm_pays(past: Past) -> Measured:
    """VIX less what came, when VIX is under 15, against 15 to 25."""
    V = past.implied
    return two_groups(
        group(V < 0.15, (V >= 0.15) & (V < 0.25), V),
        past.outcomes.of("premium", MONTH),
        higher=True,
        outcome="premium",
        sessions=MONTH,
        unit="vol",
        names=("VIX under 15", "VIX 15 to 25"),
    )


def low_rises(past: Past) -> Measured:
    """How often VIX was higher a month after it was under 12."""
    V = past.implied
    return two_groups(
        group(V < 0.12, V >= 0.12, V),
        past.rose(MONTH),
        higher=True,
        outcome="VIX higher after 21 sessions",
        sessions=MONTH,
        unit="share",
        names=("VIX under 12", "VIX 12 and more"),
    )


def low_spikes(past: Past) -> Measured:
    """How often VIX closed over 20 within half a year after it was under 15, against 15 to 20."""
    V = past.implied
    highest = past.highest(HALF_YEAR)
    return two_groups(
        group(V < 0.15, (V >= 0.15) & (V < 0.20), V),
        np.where(np.isfinite(highest), highest > 0.20, np.nan),
        higher=True,
        outcome="VIX above 20 within 126 sessions",
        sessions=HALF_YEAR,
        unit="share",
        names=("VIX under 15", "VIX 15 to 20"),
    )


def narrowing_basis(past: Past) -> Measured:
    """Change of VIX over the four weeks after the basis narrowed and VIX stood still."""
    Δb, ΔV = past.number("basis_change_10"), past.number("vix_change_10")
    narrowed = (Δb <= -0.5) & (np.abs(ΔV) < 1)
    holds = group(narrowed, ~narrowed, Δb, ΔV)
    four, two = (
        two_groups(
            holds,
            past.change(h),
            higher=True,
            outcome="change of VIX",
            sessions=h,
            unit="vol",
            names=(f"over {h} sessions", f"over {h} sessions, other days"),
        )
        for h in (20, 10)
    )
    return four.also(*two.measures[:2])


def skew_falls(past: Past) -> Measured:
    """Returns of the month after a high SKEW."""
    x = past.number("skew_index_percentile")
    return _month(past, group(x >= HIGH, x < HIGH, x), "return", "SKEW high", higher=False)


def both_up(past: Past) -> Measured:
    """Returns of the month after price and VIX rose together for a week."""
    return _month(past, _both_up(past), "return", "both up", higher=False)


def credit_confirms(past: Past) -> Measured:
    """The same where the credit spread widened, against where it did not."""
    both, Δc = _both_up(past), past.number("credit_z")
    holds = group((both == 1) & (Δc > DEAD_BAND), (both == 1) & (Δc <= DEAD_BAND), both, Δc)
    names = ("both up, credit wider", "both up, credit not wider")
    return _month(past, holds, "return", *names, higher=False)


def credit_widens(past: Past) -> Measured:
    """Returns of the month after the credit spread widened over ten sessions."""
    Δc = past.number("credit_z")
    holds = group(Δc > DEAD_BAND, Δc <= DEAD_BAND, Δc)
    return _month(past, holds, "return", "credit wider", higher=False)


def _both_up(past: Past) -> FloatArray:
    """1 where price and VIX rose by more than half a standard deviation of five sessions, (n,)."""
    S, V = past.number("spot_z"), past.number("vix_z")
    up = (S > DEAD_BAND) & (V > DEAD_BAND)
    return group(up, ~up, S, V)


def cheap_buy(past: Past) -> Measured:
    """Returns of the week after options asked more than 1.3 times the last week's volatility."""
    x = past.number("iv_over_rv5")
    return two_groups(
        group(x > 1.3, x <= 1.3, x),
        past.outcomes.of("return", WEEK),
        higher=True,
        outcome="return",
        sessions=WEEK,
        unit="return",
        names=("above 1.3", "up to 1.3"),
    )


def inverted_curve(past: Past) -> Measured:
    """Volatility of the month after VIX stood over VIX3M."""
    x = past.number("curve_ratio")
    return _month(past, group(x > 1, x <= 1, x), "realized", "VIX over VIX3M", higher=True)


def inverted_returns(past: Past) -> Measured:
    """Returns of the same month."""
    x = past.number("curve_ratio")
    return _month(past, group(x > 1, x <= 1, x), "return", "VIX over VIX3M", higher=False)


def high_correlation(past: Past) -> Measured:
    """Volatility of the month after implied correlation was high for its year."""
    x = past.number("implied_correlation_percentile")
    holds = group(x >= HIGH, x < HIGH, x)
    return _month(past, holds, "realized", "correlation high", higher=True)


def quiet_vvix(past: Past) -> Measured:
    """How often VIX rose by 30 % and more within a month after VVIX was in the lower third of its year."""
    x = past.number("vvix_percentile")
    spiked = past.highest(MONTH) / past.implied
    return two_groups(
        group(x < 35, x >= 35, x),
        np.where(np.isfinite(spiked), spiked >= JUMP, np.nan),
        higher=False,
        outcome="VIX higher by 30 % within 21 sessions",
        sessions=MONTH,
        unit="share",
        names=("VVIX low", "VVIX not low"),
    )


def _sold(
    past: Past, holds: FloatArray, name: str, against: str, *, higher: bool = True
) -> Measured:
    """The gain of who sold variance on such days."""
    return two_groups(
        holds,
        past.gain(MONTH),
        higher=higher,
        outcome="gain of selling variance",
        sessions=MONTH,
        unit="vol",
        names=(name, against),
    )


def _month(
    past: Past,
    holds: FloatArray,
    outcome: str,
    name: str,
    against: str = "other days",
    *,
    higher: bool,
) -> Measured:
    """Return or volatility of the 21 sessions after."""
    y = past.outcomes.of("return" if outcome == "return" else "realized", MONTH)
    return two_groups(
        holds,
        y,
        higher=higher,
        outcome=outcome,
        sessions=MONTH,
        unit="return" if outcome == "return" else "vol",
        names=(name, against),
    )
