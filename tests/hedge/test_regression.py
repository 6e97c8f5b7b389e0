"""The regression against statsmodels, and its published intervals."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.hedge.regression import hac_lags, r_squared_interval, regress


def pair(n=300, seed=0, beta=1.2):
    """Heteroskedastic, autocorrelated returns."""
    g = np.random.default_rng(seed)
    x = g.normal(0, 0.01, n) * (1 + np.abs(np.sin(np.arange(n) / 9)))
    e = np.convolve(g.normal(0, 0.006, n + 3), [1, 0.4, 0.2, 0.1], "valid")
    return beta * x + e, x


def test_equals_statsmodels_hac():
    """Slope, HAC error, R² and residual volatility are those of statsmodels."""
    y, x = pair()
    ours = regress(y, x)
    twin = sm.OLS(y, sm.add_constant(x)).fit(
        cov_type="HAC", cov_kwds={"maxlags": hac_lags(len(y)), "use_correction": True}
    )
    assert ours.slope == pytest.approx(twin.params[1], rel=1e-10)
    assert ours.intercept == pytest.approx(twin.params[0], rel=1e-9)
    assert ours.standard_error == pytest.approx(twin.bse[1], rel=1e-10)
    assert ours.r_squared == pytest.approx(twin.rsquared, rel=1e-10)
    assert ours.residual_vol == pytest.approx(np.sqrt(twin.mse_resid * 252), rel=1e-10)


def test_downside_equals_statsmodels_on_all_days():
    """Left-out days score zero: the HAC error equals that of the interacted regression on all days."""
    y, x = pair(seed=3)
    down = x < 0
    ours = regress(y, x, where=down)
    design = np.column_stack([down, down * x]).astype(float)
    n, lags = int(down.sum()), hac_lags(int(down.sum()))
    fit = sm.OLS(y * down, design).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False}
    )
    assert ours.slope == pytest.approx(fit.params[1], rel=1e-9)
    assert ours.standard_error == pytest.approx(fit.bse[1] * np.sqrt(n / (n - 2)), rel=1e-9)


def test_equals_the_least_squares_one_liner():
    """Numpy's lstsq on [1, x] gives the same slope."""
    y, x = pair(seed=5)
    slope = np.linalg.lstsq(np.column_stack([np.ones_like(x), x]), y, rcond=None)[0][1]
    assert regress(y, x).slope == pytest.approx(slope, rel=1e-10)


@given(st.floats(0.1, 5.0), st.floats(0.1, 5.0), st.floats(-0.1, 0.1))
def test_scale_and_shift(a, b, c):
    """regress(a y + c, b x) scales the slope by a/b and leaves R² alone."""
    y, x = pair(seed=2)
    one, other = regress(y, x), regress(a * y + c, b * x)
    assert other.slope == pytest.approx(one.slope * a / b, rel=1e-8)
    assert other.standard_error == pytest.approx(one.standard_error * a / b, rel=1e-8)
    assert other.r_squared == pytest.approx(one.r_squared, rel=1e-8)


@pytest.mark.parametrize(("r2", "low", "high"), [(0.74, 0.68, 0.79), (0.90, 0.87, 0.92)])
def test_published_r_squared_intervals(r2, low, high):
    """SPEC HP-33: R² .74 → [.68, .79] and .90 → [.87, .92] at n = 252."""
    assert [round(x, 2) for x in r_squared_interval(r2, 252)] == [low, high]


@pytest.mark.parametrize(
    ("n", "r2", "relative"),
    [(252, 0.74, 0.0375), (252, 0.90, 0.021), (60, 0.74, 0.078), (60, 0.90, 0.044)],
)
def test_precision_table(n, r2, relative):
    """SPEC HS-05: SE(β)/β = √((1−R²)/(R²(n−2))), recovered on average by simulation."""
    assert np.sqrt((1 - r2) / (r2 * (n - 2))) == pytest.approx(relative, abs=5e-4)
    g = np.random.default_rng(7)
    ratios = []
    for _ in range(400):
        x = g.normal(size=n)
        y = x + g.normal(size=n) * np.sqrt((1 - r2) / r2)
        fit = regress(y, x)
        ratios.append(fit.standard_error / fit.slope)
    # HAC is a little smaller than the classical error in small samples
    assert np.mean(ratios) == pytest.approx(relative, rel=0.08)


def test_missing_pairs_are_left_out():
    """NaN on either side drops the pair and nothing else."""
    y, x = pair()
    holed = y.copy()
    holed[[5, 100]] = np.nan
    keep = np.isfinite(holed)
    assert regress(holed, x).slope == pytest.approx(np.polyfit(x[keep], y[keep], 1)[0], rel=1e-9)
    assert regress(holed, x).observations == len(y) - 2


def test_no_answer_where_there_is_none():
    """Too few pairs or a constant regressor give None, not a number."""
    y, x = pair(9)
    assert regress(y, x) is None
    y, x = pair()
    assert regress(y, np.full_like(x, 0.01)) is None
    assert regress(y, np.zeros_like(x)) is None
