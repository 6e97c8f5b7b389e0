"""Stress: which conditioning is fair, the test for asymmetry, crises and correlation."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
import statsmodels.api as sm

from hedgerow.hedge.regression import hac_lags, regress
from hedgerow.hedge.stress_beta import (
    CRISES,
    Crisis,
    asymmetry,
    crisis_beta,
    falling_days,
    shocked_betas,
    stressed_ratio,
    vol_ratio_of_an_index,
)


@pytest.fixture(scope="module")
def constant():
    """Two million days of beta 1.15 and correlation .854, normal: nothing changes in a fall."""
    g = np.random.default_rng(0)
    m = g.normal(0, 0.01, 2_000_000)
    return 1.15 * m + g.normal(0, 0.007, len(m)), m


@pytest.mark.parametrize(
    ("sigmas", "correlation"), [(None, 0.854), (0, 0.70), (1, 0.59), (2, 0.49)]
)
def test_conditioning_on_the_market_keeps_the_slope(constant, sigmas, correlation):
    """SPEC HS-09: days on which the market fell (below 0, −1σ, −2σ) have the slope of all days,
    within the scatter of its printed sample (1.151, 1.156, 1.169), while the correlation falls.
    """
    y, m = constant
    where = np.ones(len(m), bool) if sigmas is None else m < -sigmas * 0.01
    fit = regress(y, m, where=where)
    assert fit.slope == pytest.approx(1.15, abs=0.02)
    assert np.sqrt(fit.r_squared) == pytest.approx(correlation, abs=0.006)
    if sigmas is not None:
        assert falling_days(y, m, sigmas=sigmas).beta == pytest.approx(fit.slope, abs=1e-3)


@pytest.mark.parametrize(("sigmas", "biased"), [(0, 0.92), (1, 0.88)])
def test_conditioning_on_both_biases(constant, sigmas, biased):
    """SPEC HS-09: days on which book and market both fell below 0, or below −1σ of the market, have
    slopes of .92 and .88 for a true 1.15.
    """
    y, m = constant
    threshold = -sigmas * 0.01
    both = regress(y, m, where=(m < threshold) & (y < threshold))
    assert both.slope == pytest.approx(biased, abs=0.006)


def test_asymmetry_equals_statsmodels():
    """γ, its HAC error, t and p are those of statsmodels' OLS on [1, r_m, min(r_m, 0)]."""
    g = np.random.default_rng(2)
    m = g.standard_t(4, 252) * 0.008
    y = np.where(m < 0, 1.5, 1.1) * m + g.normal(0, 0.006, 252)
    made = asymmetry(y, m)
    twin = sm.OLS(y, sm.add_constant(np.column_stack([m, np.minimum(m, 0)]))).fit(
        cov_type="HAC", cov_kwds={"maxlags": hac_lags(252), "use_correction": True}, use_t=True
    )
    assert made.gamma == pytest.approx(twin.params[2], rel=1e-9)
    assert made.standard_error == pytest.approx(twin.bse[2], rel=1e-8)
    assert made.t == pytest.approx(twin.tvalues[2], rel=1e-8)
    assert made.p == pytest.approx(twin.pvalues[2], rel=1e-6)
    stress = twin.t_test(np.array([0.0, 1.0, 1.0]))
    assert made.stress_beta == pytest.approx(float(np.squeeze(stress.effect)), rel=1e-9)
    assert made.stress_standard_error == pytest.approx(float(np.squeeze(stress.sd)), rel=1e-8)
    assert made.stress_interval == pytest.approx(np.ravel(stress.conf_int()), rel=1e-6)


def test_asymmetry_finds_what_is_there_and_no_more():
    """With one beta γ is found in about one sample of twenty; with .9 up and 1.8 down nearly always."""
    found = {0.0: 0, 0.9: 0}
    for seed in range(400):
        g = np.random.default_rng(seed)
        m, e = g.normal(0, 0.01, 252), g.normal(0, 0.007, 252)
        for gamma in found:
            found[gamma] += asymmetry(0.9 * m + gamma * np.minimum(m, 0) + e, m).significant
    assert found[0.0] / 400 < 0.10
    assert found[0.9] / 400 > 0.95


def test_stressed_ratio_sizes_only_on_evidence():
    """The larger slope is used where γ is significant or asked for, else the calm one; a slope that
    is smaller on falling days never lowers the size.
    """
    g = np.random.default_rng(4)
    m, e = g.normal(0, 0.01, 252), g.normal(0, 0.003, 252)
    kinked = stressed_ratio(np.where(m < 0, 1.8, 0.9) * m + e, m)
    assert kinked.significant
    assert kinked.ratio() == kinked.stress == pytest.approx(1.8, abs=0.1)
    straight = stressed_ratio(1.2 * m + 5 * e, m)
    assert not straight.significant
    assert straight.ratio() == straight.calm
    assert straight.ratio(always=True) == max(straight.calm, straight.stress)
    gentle = stressed_ratio(np.where(m < 0, 0.9, 1.8) * m + e, m)
    assert gentle.significant
    assert gentle.ratio() == gentle.ratio(always=True) == gentle.calm > gentle.stress


def test_the_market_itself_has_no_asymmetry():
    """A book that is its market has a γ of rounding, which is not significant."""
    m = np.random.default_rng(0).normal(0, 0.01, 252)
    made = asymmetry(m, m)
    assert made.gamma == pytest.approx(0, abs=1e-9)
    assert not made.significant


def test_too_few_days_are_unknown():
    """Without days there is no γ and no stress beta, and the ratio stays the calm one."""
    y, m = np.full(252, np.nan), np.full(252, 0.01)
    made = asymmetry(y, m)
    assert np.isnan([made.gamma, made.p, made.stress_beta]).all()
    assert not made.significant
    assert np.isnan(falling_days(y, np.full(252, np.nan)).beta)
    assert np.isnan(stressed_ratio(y, m).ratio(always=True))


def test_a_crisis_has_its_own_days():
    """The slope is that of the days inside; a gap is counted, thin coverage said, no prices unknown."""
    g = np.random.default_rng(6)
    days = [date(2020, 1, 1) + timedelta(i) for i in range(200)]
    m = g.normal(0, 0.01, 200)
    y = np.where(np.arange(200) < 60, 1.0, 2.0) * m
    crisis = Crisis("spring", days[60], days[99])
    whole = np.ones(200)
    made = crisis_beta(crisis, days, y, m, whole)
    assert (made.beta, made.observations, made.note) == (pytest.approx(2), 40, "")
    y[70] = np.nan
    made = crisis_beta(crisis, days, y, m, np.full(200, 0.8))
    assert made.observations == 39
    assert "80 %" in made.note
    assert "1 of 40 days unknown" in made.note
    y[60:95] = np.nan
    made = crisis_beta(crisis, days, y, m, whole)
    assert np.isnan(made.beta)
    assert made.observations == 5


def test_why_a_crisis_is_unknown_or_thin():
    """A crisis that has begun a day ago has too few sessions; one with gaps names who lacks prices."""
    days = [date(2022, 1, 3) + timedelta(i) for i in range(40)]
    m = np.random.default_rng(8).normal(0, 0.01, 40)
    crisis, whole = Crisis("2022", days[39], days[39] + timedelta(300)), np.ones(40)
    young = crisis_beta(crisis, days, m, m, whole)
    assert np.isnan(young.beta)
    assert young.note == "1 of its sessions are in the data, 10 needed"
    crisis = Crisis("2022", days[0], days[39])
    none = crisis_beta(crisis, days, np.full(40, np.nan), m, whole, missing=["AVGO"])
    assert none.note == "too few of the positions had prices then (AVGO missing)"
    thin = crisis_beta(crisis, days, m, m, np.full(40, 0.86), missing=["AVGO"])
    assert thin.note == "scaled up from 86 % of the value (AVGO missing)"


def test_crises_are_those_of_the_specification():
    """SPEC HS-09 (b), oldest first, none overlapping."""
    assert [(c.first.isoformat(), c.last.isoformat()) for c in CRISES] == [
        ("2008-09-01", "2009-03-31"),
        ("2020-02-19", "2020-03-23"),
        ("2022-01-01", "2022-12-31"),
        ("2024-07-10", "2024-08-05"),
        ("2025-02-19", "2025-04-08"),
    ]
    assert all(a.last < b.first for a, b in pairwise(CRISES))


def test_an_index_is_the_average_of_its_members():
    """SPEC HS-09: members' betas average 1 (by weight) before and after any correlation shock, so a
    higher correlation alone does not raise beta: the market's own volatility rises with it.
    """
    g = np.random.default_rng(7)
    n, theta = 30, 0.5
    weights, vols = g.dirichlet(np.full(n, 2.0)), g.uniform(0.2, 0.6, n)
    loadings = g.uniform(0.3, 0.8, n)
    before = np.outer(loadings, loadings)
    np.fill_diagonal(before, 1.0)
    averages = []
    for correlations in (before, before + theta * (1 - before)):
        covariance = correlations * np.outer(vols, vols)
        betas = covariance @ weights / (weights @ covariance @ weights)
        averages.append(weights @ betas)
    assert averages == pytest.approx([1, 1])


def test_a_shock_with_equal_volatilities_is_the_formula():
    """β' = ρ'/ρ β with ρ' = ρ + θ (1 − ρ): correlation .5 halfway to 1 makes 1 → 1.5; with the vol
    ratio of an index whose members have that correlation, 1 stays 1.
    """
    correlations, vols = np.array([0.5, 0.8, 0.0]), np.array([2.0, 1.5, 2.0])
    assert shocked_betas(correlations, vols, theta=0.5) == pytest.approx([1.5, 1.35, 1.0])
    assert shocked_betas(correlations, vols, theta=0.0) == pytest.approx([1.0, 1.2, 0.0])
    ratio = vol_ratio_of_an_index(0.5, 0.5)
    assert shocked_betas(correlations, vols, theta=0.5, vol_ratio=ratio)[0] == pytest.approx(1)
