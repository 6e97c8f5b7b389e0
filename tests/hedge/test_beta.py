"""The book's beta: additivity, proxies, bad days."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.hedge.beta import Holding, book_beta

N, WINDOW = 504, 252
MARKET = np.random.default_rng(0).normal(0, 0.01, N)


def stock(beta, seed, noise=0.012):
    """A share with this beta."""
    return beta * MARKET + np.random.default_rng(seed).normal(0, noise, N)


@given(st.lists(st.floats(-2, 2).filter(lambda w: abs(w) > 0.01), min_size=2, max_size=6))
def test_contributions_add_up_to_the_beta_of_the_book(weights):
    """SPEC HP-04: Σ w β is the slope of the book's own returns, shorts and leverage included."""
    series = [stock(0.5 + i / 3, seed=i) for i in range(len(weights))]
    holdings = [
        Holding(f"S{i}", w, r) for i, (w, r) in enumerate(zip(weights, series, strict=True))
    ]
    made = book_beta(holdings, MARKET, window=WINDOW)
    book = sum(w * r for w, r in zip(weights, series, strict=True))
    assert made.calm.slope == pytest.approx(
        np.polyfit(MARKET[-WINDOW:], book[-WINDOW:], 1)[0], abs=1e-9
    )
    assert sum(p.contribution for p in made.positions) == pytest.approx(made.calm.slope, abs=1e-9)


def test_a_short_history_keeps_its_own_beta_and_the_sum_holds():
    """A position with 126 to 251 days is measured on them; the book's beta is the weighted sum."""
    young = stock(1.4, seed=9)
    young[: N - 150] = np.nan
    made = book_beta(
        [Holding("OLD", 0.6, stock(1.0, seed=1)), Holding("YOUNG", 0.4, young)],
        MARKET,
        window=WINDOW,
    )
    _, second = made.positions
    assert second.source == "measured"
    assert second.observations == 150
    assert second.beta == pytest.approx(np.polyfit(MARKET[-150:], young[-150:], 1)[0], rel=1e-9)
    assert sum(p.contribution for p in made.positions) == pytest.approx(made.beta, abs=1e-12)


def test_nothing_fitted_is_fed_back():
    """A book of young names has the R², error and days of its real returns, not of a filled year."""
    young = [stock(b, seed=20 + i, noise=0.02) for i, b in enumerate((0.8, 1.2, 1.6))]
    for series in young:
        series[: N - 131] = np.nan
    made = book_beta(
        [Holding(f"Y{i}", 1 / 3, r) for i, r in enumerate(young)], MARKET, window=WINDOW
    )
    book = np.mean(young, axis=0)[-131:]
    assert made.calm.observations == 131
    assert made.calm.r_squared == pytest.approx(np.corrcoef(book, MARKET[-131:])[0, 1] ** 2)
    assert np.isnan(made.returns[: N - 131]).all()


def test_a_day_with_a_small_gap_is_scaled_up():
    """With 90 % of the value there, the day counts as if the rest had moved alike; below 75 % not."""
    old, young, third = stock(1.0, seed=1), stock(1.0, seed=2), stock(1.0, seed=3)
    young[:300], third[:200] = np.nan, np.nan
    made = book_beta(
        [Holding("OLD", 0.7, old), Holding("YOUNG", 0.1, young), Holding("THIRD", 0.2, third)],
        MARKET,
        window=WINDOW,
    )
    assert np.isnan(made.returns[:200]).all()  # 70 %
    assert made.returns[250] == pytest.approx((0.7 * old[250] + 0.2 * third[250]) / 0.9)
    assert made.coverage[[100, 250, 400]] == pytest.approx([0.7, 0.9, 1.0])


def test_an_all_proxy_book_has_a_beta_without_an_error():
    """No real returns, no error: unknown, not zero."""
    made = book_beta([Holding("NEW", 1.0, np.full(N, np.nan))], MARKET, window=WINDOW)
    assert made.beta == 1.0
    assert made.calm is None
    assert made.proxied_share == 1.0


def test_a_leveraged_fund_without_history_has_its_promised_multiple():
    """A short three-times fund that is too young counts -3, not +1."""
    made = book_beta(
        [
            Holding("OLD", 0.7, stock(1.0, 1)),
            Holding("SQQQ", 0.3, np.full(N, np.nan), proxy=-3.0),
        ],
        MARKET,
        window=WINDOW,
    )
    assert made.positions[1].beta == -3
    assert made.positions[1].source == "proxy"


@pytest.mark.parametrize(
    ("given_beta", "expected", "source"), [(None, 1.0, "proxy"), (1.7, 1.7, "book")]
)
def test_under_126_days_the_beta_is_a_proxy(given_beta, expected, source):
    """125 days are too few: benchmark beta 1, or the one given, with the share of value shown."""
    new = stock(2.0, seed=4)
    new[: N - 125] = np.nan
    made = book_beta(
        [Holding("OLD", 0.75, stock(1.0, seed=1)), Holding("NEW", 0.25, new, given_beta)],
        MARKET,
        window=WINDOW,
    )
    assert made.positions[1].beta == expected
    assert made.positions[1].source == source
    assert made.proxied_share == pytest.approx(0.25)


def test_cash_has_beta_zero_and_options_none():
    """Cash contributes exactly 0; a carried option's beta is unknown, not 0."""
    made = book_beta(
        [
            Holding("OLD", 0.5, stock(1.0, seed=1)),
            Holding("CASH", 0.5, np.full(N, np.nan), source="cash"),
            Holding("PUT", 0.0, np.full(N, np.nan), source="carried"),
        ],
        MARKET,
        window=WINDOW,
    )
    assert made.positions[1].contribution == 0
    assert np.isnan(made.positions[2].beta)
    assert made.calm.slope == pytest.approx(0.5 * made.positions[0].beta)


def test_downside_beta_is_the_slope_on_falling_days():
    """A book that falls 1.8 for 1 and rises 0.9 for 1 has a downside beta of 1.8."""
    kinked = np.where(MARKET < 0, 1.8, 0.9) * MARKET
    made = book_beta([Holding("KINK", 1.0, kinked)], MARKET, window=WINDOW)
    assert made.downside.slope == pytest.approx(1.8, abs=1e-9)
    assert made.downside.observations == int((MARKET[-WINDOW:] < 0).sum())


def test_conditioning_on_the_market_leaves_the_slope_unbiased():
    """SPEC HS-09: with constant-beta normal data the downside beta is unbiased, though noisier."""
    g = np.random.default_rng(11)
    slopes = []
    for _ in range(300):
        m = g.normal(0, 0.01, WINDOW)
        y = 1.15 * m + g.normal(0, 0.007, WINDOW)
        slopes.append(book_beta([Holding("A", 1.0, y)], m, window=WINDOW).downside.slope)
    assert np.mean(slopes) == pytest.approx(1.15, abs=0.02)


def test_no_benchmark_no_beta():
    """Without benchmark returns there is no answer."""
    assert book_beta([Holding("A", 1.0, stock(1, 1))], np.full(N, np.nan), window=WINDOW) is None


@pytest.mark.parametrize("given_beta", [0.0, 1.0, 3.0])
def test_a_given_beta_counts_in_every_slope_and_in_no_variance(given_beta):
    """Half the book without a history moves by its given beta: the slope on any instrument is that of the
    real half plus ½ β times the benchmark's slope on it; R² is that of the real half alone.
    """
    real = stock(0.9, seed=5)
    other = 0.7 * MARKET + np.random.default_rng(6).normal(0, 0.006, N)
    made = book_beta(
        [
            Holding("REAL", 0.5, real),
            Holding("NEW", 0.5, np.full(N, np.nan), given_beta=given_beta),
        ],
        MARKET,
        window=WINDOW,
    )

    def slope(y, x):
        return np.polyfit(x[-WINDOW:], y[-WINDOW:], 1)[0]

    assert made.calm.slope == pytest.approx(made.beta, abs=1e-9)
    assert slope(made.whole, other) == pytest.approx(
        0.5 * slope(real, other) + 0.5 * given_beta * slope(MARKET, other), abs=1e-9
    )
    alone = np.corrcoef(real[-WINDOW:], MARKET[-WINDOW:])[0, 1] ** 2
    assert made.calm.r_squared == pytest.approx(alone, abs=1e-9)
    np.testing.assert_allclose(made.returns, real)


def test_a_book_with_every_history_is_its_own_whole():
    """Where nothing is assumed the returns for slopes are the real ones."""
    made = book_beta([Holding("REAL", 1.0, stock(0.9, seed=5))], MARKET, window=WINDOW)
    np.testing.assert_array_equal(made.whole, made.returns)
