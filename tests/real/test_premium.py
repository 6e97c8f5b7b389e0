"""The premium on real data, where those are at hand: rank and percentile of 26 May 2026, and the figures of SPEC §E.

The data may not be shipped, so without them (``../shared/data`` beside the checkout) these are skipped. The S&P 500 before 2003
is of skfolio, joined on returns; without it these are skipped too.
"""

from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk import premium
from hedgerow.desk.settings import market
from hedgerow.volatility.premium.expiration_week import moves_by_phase
from hedgerow.volatility.premium.iv_rank import iv_percentile, rank_history
from hedgerow.volatility.premium.lead import lead
from hedgerow.volatility.premium.mean_reversion import first_crossings, mean_reversion
from hedgerow.volatility.premium.normalised import normalised_premium, ratio
from hedgerow.volatility.premium.predictability import predictability
from hedgerow.volatility.premium.state_dependence import LEVELS, RATIOS, state_dependence
from hedgerow.volatility.premium.variance_risk_premium import (
    ex_post_premium,
    trailing_vol,
    variance_swap_gain,
)
from hedgerow.volatility.realized.spot_vol import rolling_correlation, spot_vol
from hedgerow.volatility.realized.standing import percentile, percentile_history
from hedgerow.volatility.realized.subsequent import subsequent_vol

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout")
needs_the_nineties = pytest.mark.skipif(find_spec("skfolio") is None, reason="skfolio is not here")

DAY = date(2026, 5, 26)


class Years:
    """S&P 500 and VIX since 1990 on one axis; SPX here ends on 27 February 2026."""

    def __init__(self):
        held = market([DATA, "demo:"])
        bars = held.bars("^SPX", DAY)
        self.dates, self.returns = bars.dates, bars.returns
        self.vix = held.vol_index("VIX", DAY).on(bars.dates)
        self.trailing = trailing_vol(bars.returns)
        self.after = subsequent_vol(bars.returns)


@pytest.fixture(scope="module")
def years():
    """Both since 1990."""
    return Years()


@pytest.fixture(scope="module")
def indices():
    """Rows of the index file."""
    return pd.read_parquet(DATA / "vol_indices" / "daily.parquet")


def test_rank_and_percentile_of_the_article():
    """20.1 and 46.4 with the rows of days that are no session set aside; the gap is 2.88, the forward 21.12 [SPEC IR-07, MS-08]."""
    found = premium("SPX", data=DATA, as_of=DAY)
    assert found.iv == pytest.approx(0.1701)
    assert round(found.iv_rank, 1) == 20.1
    assert round(found.iv_percentile, 1) == 46.4
    assert any("31 no session" in note for note in found.warnings)
    assert found.curve.gap == pytest.approx(0.0288)
    steps = {step.end_days: round(100 * step.vol, 2) for step in found.curve.forwards}
    assert (steps[30.0], steps[93.0]) == (17.86, 21.12)
    assert {(e.kind, e.days_to) for e in found.events} == {("cpi", 15), ("fomc", 22)}


def test_what_non_sessions_do_to_the_percentile(indices):
    """46.8 with only Memorial Day dropped, 47.2 with every row of the file."""
    rows = indices[indices["symbol"] == "VIX"].set_index("date")["close"][: pd.Timestamp(DAY)]
    memorial = rows.drop(pd.Timestamp(2026, 5, 25))
    assert round(iv_percentile(memorial.to_numpy()).percentile, 1) == 46.8
    assert round(iv_percentile(rows.to_numpy()).percentile, 1) == 47.2


@needs_the_nineties
def test_the_long_run_average(years):
    """VIX less the 21 sessions after it: mean 4.08, above on 85.7 % of days [SPEC MS-05, RV-09]."""
    series = ex_post_premium(years.vix, years.returns)
    figures = series.mean.value, series.median.value, series.share_positive
    assert 100 * figures[0] == pytest.approx(4.08, abs=0.02)
    assert 100 * figures[1] == pytest.approx(4.7, abs=0.05)
    assert figures[2] == pytest.approx(0.857, abs=0.002)
    since = ex_post_premium(years.vix, years.returns).values[years.dates >= "2010-01-01"]
    known = since[np.isfinite(since)]
    assert 100 * known.mean() == pytest.approx(3.67, abs=0.05)
    assert (known > 0).mean() == pytest.approx(0.841, abs=0.005)


@needs_the_nineties
def test_implied_over_realized(years):
    """Median 1.35, quantiles .98, 1.15, 1.59, 1.87; 1.3 and more on 56 % of days, under 1 on 11 % [SPEC VP-08, §E]."""
    found = normalised_premium(years.vix, years.trailing)
    assert found.quantiles == pytest.approx((0.98, 1.15, 1.35, 1.59, 1.87), abs=0.006)
    assert found.share_favourable == pytest.approx(0.56, abs=0.005)
    assert found.share_avoid == pytest.approx(0.11, abs=0.005)


@needs_the_nineties
def test_by_the_level(years):
    """2.5, 2.9, 4.1, 4.5, 5.5, 6.5, 5.8 points; the trailing ratio 1.47 under 12, 1.27 from 25, .97 from 40 [SPEC VP-06]."""
    found = state_dependence(years.vix, years.vix - years.after, edges=LEVELS)
    assert [round(100 * row.mean, 1) for row in found.rows] == [2.5, 2.9, 4.1, 4.5, 5.5, 6.5, 5.8]
    multiple = ratio(years.vix, years.trailing)
    medians = {}
    for low, high in ((0, 0.12), (0.25, 0.30), (0.40, 9)):
        inside = (years.vix >= low) & (years.vix < high) & np.isfinite(multiple)
        medians[low] = round(float(np.median(multiple[inside])), 2)
    assert medians == {0: 1.47, 0.25: 1.27, 0.40: 0.97}


@needs_the_nineties
def test_by_the_ratio(years):
    """3.0, 1.8, 1.8, 2.6, 2.8, 3.5, 3.5 points of vega, the worst twentieth under .8 at −15.1 [SPEC §E]."""
    gain = variance_swap_gain(years.vix, years.after)
    found = state_dependence(ratio(years.vix, years.trailing), gain, edges=RATIOS)
    assert [round(100 * row.mean, 1) for row in found.rows] == [3.0, 1.8, 1.8, 2.6, 2.8, 3.5, 3.5]
    assert 100 * found.rows[0].percentile_5 == pytest.approx(-15.1, abs=0.1)


@needs_the_nineties
def test_returns_afterwards(years):
    """The claim does not stand since 1990: a strong first half, nothing in the second, worse than the mean out of sample."""
    x = 1e4 * (years.vix**2 - years.trailing**2)
    found = predictability(x, years.returns)
    assert found.stands is False
    assert found.rows[1].first_half_t > 2 > abs(found.rows[1].second_half_t)
    assert all(row.out_of_sample_r_squared < 0 for row in found.rows)


@needs_the_nineties
def test_what_came_of_a_level(years):
    """Of all days above 30 47 % saw a close under 20 within 126 sessions; under 12 it is higher a month later on 72 %
    of days, from 12 to 15 on 55 % [SPEC VX-12].
    """
    rows = mean_reversion(years.vix)
    above = mean_reversion(years.vix, edges=(0.30, 9.0))[0]
    assert rows[0].higher_after_month == pytest.approx(0.72, abs=0.005)
    assert rows[1].higher_after_month == pytest.approx(0.55, abs=0.01)
    assert above.below_20_within_quarter == pytest.approx(0.21, abs=0.01)
    assert above.below_20_within_half_year == pytest.approx(0.47, abs=0.01)


@needs_the_nineties
def test_price_and_volatility(years):
    """Returns correlate with changes of VIX by −.79, of its logarithm by −.71; over 63 days −.90, −.81, −.48 [SPEC VX-14]."""
    whole = spot_vol(years.returns, years.vix).correlations
    assert whole[-1].with_change == pytest.approx(-0.79, abs=0.005)
    assert whole[-1].with_log_change == pytest.approx(-0.71, abs=0.005)
    rolling = rolling_correlation(
        years.returns, np.append(np.nan, np.diff(np.log(years.vix))), window=63
    )
    marks = np.nanquantile(rolling, [0.05, 0.5, 0.95])
    assert marks == pytest.approx([-0.90, -0.81, -0.48], abs=0.01)


@needs_the_nineties
def test_around_the_expiration(years):
    """The week after the monthly expiration moves as others do: within three errors of all others [SPEC RG-06]."""
    rows = {row.phase: row for row in moves_by_phase(years.dates, years.returns, years.vix)}
    apart = rows["after"].mean - rows["between"].mean
    assert abs(apart) < 3 * np.hypot(rows["after"].standard_error, rows["between"].standard_error)
    assert rows["after"].mean == pytest.approx(0.59, abs=0.01)


@needs_the_nineties
def test_rank_and_percentile_differ(years):
    """A rank under 20 with a percentile above 50 on 3.7 % of days, under 30 on about 12 % [SPEC IR-03]; the rows of
    SPEC DT-10 on 17.8, 34.5 and 7.5 %.
    """
    rank, below = rank_history(years.vix), percentile_history(years.vix, ties="strict")
    both = np.isfinite(rank) & np.isfinite(below)
    R, P = rank[both], below[both]
    shares = [
        np.mean((R < 20) & (P > 50)),
        np.mean((R < 30) & (P > 50)),
        np.mean((R > 50) & (P > 60)),
        np.mean((R < 20) & (P < 30)),
        np.mean((R > 70) & (P > 80)),
    ]
    assert shares == pytest.approx([0.037, 0.121, 0.178, 0.345, 0.075], abs=0.006)


def test_volatility_of_volatility():
    """VVIX moves with VIX and does not lead it: .81 and −.04 [SPEC VX-11]; 20 and 80 % at 81 and 106; 91 is in the lower
    third since 2018 and the middle since 2007 [SPEC MS-10].
    """
    held = market(DATA)
    vix, vvix = (held.vol_index(s, DAY).levels for s in ("VIX", "VVIX"))
    found = lead(vvix.reindex(vix.index).to_numpy(), vix.to_numpy())
    assert found.same_day == pytest.approx(0.81, abs=0.02)
    assert found.day_before == pytest.approx(-0.04, abs=0.02)
    assert 100 * vvix.quantile([0.2, 0.8]).to_numpy() == pytest.approx([81, 106], abs=0.5)
    for start, share in (("2018", 28.5), ("2007", 49.3)):
        past = np.append(vvix[start:].to_numpy(), 0.91)
        assert percentile(past, window=None) == pytest.approx(share, abs=0.3)


def test_a_warning_that_seldom_came():
    """Of 16 first closes of VIX above 30 from 2007 to 2025, two months apart, VVIX had been above 130 in the two months
    before three: in 2015, December 2021 and 2024 [SPEC MS-10].
    """
    held = market(DATA)
    vix, vvix = (held.vol_index(s, date(2025, 12, 31)).levels["2007":] for s in ("VIX", "VVIX"))
    before = vvix.reindex(vix.index).to_numpy()
    first = np.flatnonzero(first_crossings(vix.to_numpy(), above=0.30, apart=42))
    warned = [vix.index[i] for i in first if (before[max(i - 42, 0) : i] > 1.30).any()]
    assert len(first) == 16
    assert [(day.year, day.month) for day in warned] == [(2015, 8), (2021, 12), (2024, 8)]
