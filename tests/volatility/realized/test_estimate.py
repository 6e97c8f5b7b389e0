"""Estimates of the last window: equal to the rolling ones, with intervals that hold what they promise."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from hedgerow.errors import InputError
from hedgerow.market.bars import Bars
from hedgerow.volatility.realized.close_to_close import close_to_close
from hedgerow.volatility.realized.estimate import RANGES, estimates
from hedgerow.volatility.realized.range_based import (
    garman_klass,
    parkinson,
    rogers_satchell,
    seen_share,
)
from hedgerow.volatility.realized.yang_zhang import yang_zhang, yang_zhang_weight

ORDER = ("close_to_close", "close_to_close_centred", *RANGES, *RANGES, "yang_zhang")
FUNCTIONS = (parkinson, garman_klass, rogers_satchell)


def column(bars, j):
    """One symbol of a panel."""
    return Bars(bars.dates, *(p[:, j] for p in (bars.open, bars.high, bars.low, bars.close)))


def test_equals_the_rolling_estimators(diffusion):
    """Each is the last number of the function of its name, in the promised order."""
    bars = diffusion(60, seed=1)
    found = estimates(bars, window=21)
    rolling = (
        close_to_close(bars, window=21),
        close_to_close(bars, window=21, mean="sample"),
        *(f(bars, window=21) for f in FUNCTIONS),
        *(f(bars, window=21, overnight="add") for f in FUNCTIONS),
        yang_zhang(bars, window=21),
    )
    assert tuple(e.estimator for e in found) == ORDER
    assert [e.vol for e in found] == pytest.approx([r[-1] for r in rolling], rel=1e-11)
    assert [e.session_only for e in found] == [False] * 2 + [True] * 3 + [False] * 4
    assert all(e.low < e.vol < e.high and e.observations == e.window == 21 for e in found)


def test_the_interval_of_normal_closes_is_chi_square():
    """Returns that vary no more than normal ones: n degrees of freedom with zero mean, n − 1 about their own."""
    x = 0.01 * np.tile([1.0, -1.0, 0.5, -0.5, 1.5], 5)
    C = 100 * np.exp(np.concatenate([[0], np.cumsum(x)]))
    bars = Bars(pd.bdate_range("2020-01-01", periods=26), C, C, C, C)
    for e, nu in zip(estimates(bars, window=25)[:2], (25, 24), strict=True):
        low, high = (e.vol * np.sqrt(nu / chi2.ppf(q, nu)) for q in (0.95, 0.05))
        assert (e.low, e.high) == pytest.approx((low, high), rel=1e-12)
        assert e.standard_error == pytest.approx(e.vol / np.sqrt(2 * nu), rel=1e-12)


@pytest.mark.parametrize("window", [5, 21])
def test_coverage(diffusion, window):
    """Of intervals meant to hold the true volatility in 90 % of windows, each estimator's hold it in 87 % to 94 %.

    What discrete prices hide is part of the truth here: the intervals promise nothing about it.
    """
    m, steps = 600, 50
    bars = diffusion(window + 1, m, seed=window, steps=steps)
    found = [estimates(column(bars, j), window=window) for j in range(m)]
    night, session = 0.005**2, 0.01**2
    seen = [seen_share(name, steps) for name in RANGES]
    k = yang_zhang_weight(window)
    true = np.sqrt(
        252
        * np.array(
            [
                *[night + session] * 2,
                *(session * s for s in seen),
                *(night + session * s for s in seen),
                night + session * (k + (1 - k) * seen[2]),
            ]
        )
    )
    low, high = (
        np.array([[getattr(e, end) for e in row] for row in found]) for end in ("low", "high")
    )
    held = ((low <= true) & (true <= high)).mean(axis=0)
    binomial = np.sqrt(0.9 * 0.1 / m)
    assert (held > 0.9 - 3 * binomial - 0.01).all()
    assert (held < 0.9 + 3 * binomial + 0.01).all()


def test_the_standard_error_is_the_spread_of_the_estimate(diffusion):
    """Over many windows the estimates spread as the standard error says, within a tenth."""
    m = 400
    bars = diffusion(43, m, seed=3)
    found = [estimates(column(bars, j), window=42) for j in range(m)]
    for j in range(len(ORDER)):
        spread = np.std([row[j].vol for row in found], ddof=1)
        told = np.mean([row[j].standard_error for row in found])
        assert told == pytest.approx(spread, rel=0.12)


def test_one_wild_day_widens_the_interval(diffusion):
    """The interval of a window with one large return is wider, and a note says so."""
    calm = diffusion(22, seed=4)
    wild = Bars(calm.dates, *(p.copy() for p in (calm.open, calm.high, calm.low, calm.close)))
    for p in (wild.open, wild.high, wild.low, wild.close):
        p[10:] *= 0.92  # a night of −8 %
    before, after = estimates(calm, window=21)[0], estimates(wild, window=21)[0]
    assert after.high / after.low > 1.3 * before.high / before.low
    assert "the interval is wider" in after.notes[-1]


def test_too_few_sessions_are_told(diffusion):
    """21 sessions are too few for 21 returns, and enough for 21 ranges."""
    found = estimates(diffusion(21, seed=5), window=21)
    assert found[0].notes == ("21 returns need 22 sessions, 21 given",)
    assert np.isnan([found[0].vol, found[0].low, found[0].high, found[0].standard_error]).all()
    assert found[0].observations == 20
    assert all(np.isfinite(e.vol) for e in found[2:5])
    assert all(e.notes == ("21 returns need 22 sessions, 21 given",) for e in found[5:])
    shorter = estimates(diffusion(4, seed=5), window=21)
    assert shorter[2].notes == ("21 sessions needed, 4 given",)


def test_missing_bars_are_counted(diffusion):
    """Three sessions without a bar make every estimator unknown and are counted; before the window they do not matter."""
    bars = diffusion(60, seed=6)
    for p in (bars.open, bars.high, bars.low, bars.close):
        p[[45, 50, 51]] = np.nan
    found = estimates(bars, window=21)
    assert all(np.isnan(e.vol) for e in found)
    assert found[0].notes == ("3 of 22 closes are missing or impossible",)
    assert found[2].notes == found[-1].notes == ("3 of 21 bars are missing or impossible",)
    assert (found[0].observations, found[2].observations) == (16, 18)
    assert all(np.isfinite(e.vol) for e in estimates(bars, window=7))


def test_closes_alone(diffusion):
    """Without opens, highs and lows only the closes' estimators know something."""
    bars = diffusion(60, seed=7)
    nothing = np.full(60, np.nan)
    found = estimates(Bars(bars.dates, nothing, nothing, nothing, bars.close), window=21)
    assert all(np.isfinite(e.vol) for e in found[:2])
    assert all(np.isnan(e.vol) and e.notes[0].startswith("closes only") for e in found[2:])


def test_a_price_that_never_moves():
    """Its volatility is zero, and how well that is known cannot be told."""
    C = np.full(30, 12.34)
    for e in estimates(Bars(pd.bdate_range("2020-01-01", periods=30), C, C, C, C), window=21):
        assert e.vol == 0
        assert np.isnan([e.low, e.high, e.standard_error]).all()
        assert e.notes == ("the price did not move: how well this is known cannot be told",)


def test_what_the_session_leaves_out_is_measured(diffusion):
    """The note gives the night's share of this window's variance: a fifth of it for these bars."""
    bars = diffusion(2_001, seed=8)
    parkinson_ = estimates(bars, window=2_000)[2]
    night = np.mean(np.log(bars.open[1:] / bars.close[:-1]) ** 2)
    session = parkinson_.vol**2 / 252
    share = f"{100 * night / (night + session):.0f} %"
    assert parkinson_.notes[0] == (
        f"session only: leaves out the {share} of this window's variance that came overnight"
    )


def test_drift_is_told_where_it_biases(diffusion):
    """Sessions that rise by half their σ: Parkinson by about 9.5 % too high; Rogers and Satchell are silent."""
    found = estimates(diffusion(3_000, seed=9, steps=400, drift=0.5), window=2_999)
    (told,) = (note for note in found[2].notes if "drift" in note)
    assert float(told.split("about ")[1].split("%")[0]) == pytest.approx(9.5, abs=1)
    assert not any("drift" in note for note in found[4].notes)


def test_what_cannot_be_asked(diffusion):
    """A window of one, a level that is no share, and several symbols are refused."""
    bars = diffusion(30, seed=10)
    with pytest.raises(InputError, match="window=1"):
        estimates(bars, window=1)
    with pytest.raises(InputError, match="level=90"):
        estimates(bars, window=5, level=90)
    with pytest.raises(InputError, match="one symbol"):
        estimates(diffusion(30, 2, seed=10), window=5)
