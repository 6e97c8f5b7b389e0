"""Hill's tail index on tails whose index is known."""

import numpy as np
import pytest
from scipy import stats

from hedgerow.errors import InputError
from hedgerow.volatility.realized.hill import hill_estimates, tail_index


def pareto(α, n=5000, seed=0):
    """A Pareto sample with index α above 1."""
    return np.random.default_rng(seed).pareto(α, n) + 1


def test_by_hand():
    """From 8, 4, 2, 1 with k = 3 and base 2: 1/α = (3 + 2 + 1)/3 · ln 2."""
    assert hill_estimates(np.array([8.0, 4.0, 2.0, 1.0]), 3)[-1] == pytest.approx(
        1 / (2 * np.log(2))
    )


@pytest.mark.parametrize("k", [1, 7, 60])
def test_estimates_equal_the_formula(k):
    """The running sums give the formula at each k."""
    X = np.sort(pareto(3, 200))[::-1]
    assert hill_estimates(X, 60)[k - 1] == pytest.approx(1 / np.mean(np.log(X[:k] / X[k])))


@pytest.mark.parametrize("α", [2.0, 3.0, 5.0])
@pytest.mark.parametrize("side", ["left", "right"])
def test_finds_the_index_of_a_pareto(α, side):
    """The index lies within three standard errors of the truth, whichever k the rule chose."""
    x = pareto(α)
    made = tail_index(-x if side == "left" else x, side=side)
    assert abs(made.tail_index - α) < 3 * made.standard_error
    assert made.standard_error == pytest.approx(made.tail_index / np.sqrt(made.tail_size))


def test_student_tails_are_about_their_freedom():
    """A Student t with 3 degrees of freedom has index 3 on either side."""
    x = np.random.default_rng(1).standard_t(3, 20_000)
    for side in ("left", "right"):
        assert tail_index(x, side=side).tail_index == pytest.approx(3, abs=0.6)


def test_the_rule_avoids_the_middle():
    """A power law only beyond the 200 largest of 5,000: the rule stays near it, not at the tenth of all."""
    random = np.random.default_rng(2)
    body = random.uniform(0.2, 1, 4800)
    made = tail_index(np.r_[body, pareto(3, 200, 3)], side="right")
    assert made.tail_size <= 260
    assert abs(made.tail_index - 3) < 3 * made.standard_error


def test_the_chosen_k_has_the_least_distance():
    """No allowed k has a power law nearer to its tail."""
    x = np.random.default_rng(4).standard_t(4, 1000)
    made = tail_index(x, side="right")
    others = [tail_index(x, side="right", tail_size=k).distance for k in range(25, 101)]
    assert made.distance == pytest.approx(min(others))
    assert made.tail_size == 25 + int(np.argmin(others))


@pytest.mark.parametrize("k", [30, 80, 200])
@pytest.mark.parametrize("x", [pareto(3, 1000), np.random.default_rng(6).normal(size=1000)])
def test_the_distance_is_that_of_kolmogorov_and_smirnov(x, k):
    """Scipy's statistic of the k largest against the fitted Pareto, whether that is too fat or not."""
    made = tail_index(x, side="right", tail_size=k)
    largest = np.sort(x)[-k:]
    twin = stats.kstest(largest, stats.pareto(made.tail_index, scale=made.threshold).cdf)
    assert made.distance == pytest.approx(twin.statistic, rel=1e-9)


def test_the_plot():
    """Points ascend from 25 to a tenth of the sample and are the estimates at their k."""
    x = pareto(3, 2000)
    points = tail_index(x, side="right").plot
    assert (points[0].tail_size, points[-1].tail_size) == (25, 200)
    assert len(points) <= 60
    for p in points[::10]:
        assert p.tail_index == tail_index(x, side="right", tail_size=p.tail_size).tail_index


def test_scale_and_gaps_do_not_matter():
    """The index has no unit, and NaN is left out."""
    x = pareto(3, 1000)
    plain = tail_index(x, side="right")
    holed = tail_index(np.insert(1e-3 * x, 500, np.nan), side="right")
    assert holed.tail_index == pytest.approx(plain.tail_index, rel=1e-12)
    assert holed.observations == 1000


@pytest.mark.parametrize(
    "x", [np.zeros(0), np.zeros(1000), pareto(3, 249), -pareto(3, 1000), np.full(1000, 0.01)]
)
def test_no_tail(x):
    """Too few returns, none of the sign, or all the same: unknown, with the reason."""
    made = tail_index(x, side="right")
    assert np.isnan(made.tail_index)
    assert (made.tail_size, made.plot) == (0, ())
    assert "250" in made.reason


def test_choices_that_cannot_be():
    """A side that is none, a k that the tail does not have."""
    with pytest.raises(InputError, match="left"):
        tail_index(pareto(3), side="up")
    for k in (1, 5000):
        with pytest.raises(InputError, match=r"2 … 4999"):
            tail_index(pareto(3), side="right", tail_size=k)
