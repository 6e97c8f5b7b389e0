"""Summaries: identities, and one-liners beside them."""

import numpy as np
import pytest

from hedgerow.backtest.summary import comparison, performance, shortfall

DAYS = np.arange(0, 1001, dtype=float) * 1.45
RNG = np.random.default_rng(3)


def path(scale=1.0, extra=0.0):
    """A book's path and one that follows a share of it."""
    u = RNG.normal(0.0003, 0.01, 1000)
    return np.concatenate([[1.0], np.cumprod(1 + u)]), np.concatenate(
        [[1.0], np.cumprod(1 + scale * u + extra)]
    )


def test_the_book_beside_itself():
    """Nothing costs and nothing is removed; its equal beta is itself."""
    book, _ = path()
    found = comparison(book, book, np.ones(1001), DAYS)
    assert found.figures.cost_year == 0
    assert found.figures.effectiveness == found.figures.drawdown_effectiveness == 0
    assert found.figures.beta == pytest.approx(1.0)
    assert found.equal_beta.total == pytest.approx(book[-1] - 1)


@pytest.mark.parametrize("share", [0.25, 0.6])
def test_less_of_the_book(share):
    """A share s of the book removes 1 − s² of its variance and 1 − s of its shortfall, and is its own equal."""
    book, less = path(share)
    found = comparison(less, book, np.ones(1001), DAYS)
    assert found.figures.effectiveness == pytest.approx(1 - share**2)
    assert found.figures.shortfall_effectiveness == pytest.approx(1 - share)
    assert found.equal_return_share == pytest.approx(share, abs=1e-4)
    assert found.equal_beta.max_drawdown == pytest.approx(performance(less, DAYS).max_drawdown)


def test_shortfall():
    """The mean of the worst twentieth."""
    assert shortfall(np.arange(-100, 0) / 100.0) == pytest.approx(0.98)
    assert shortfall(np.array([-0.01, 0.02])) == pytest.approx(0.01)


def test_interval_holds_the_cost():
    """The interval of a cost that is there on every day lies below zero and around it."""
    book, dear = path(1.0, -0.0004)
    found = comparison(dear, book, np.ones(1001), DAYS)
    low, high = found.cost_year_interval
    assert low < found.figures.cost_year < high < 0


def test_short_paths_say_less():
    """Under ten days there is no variance; under a year no annual return: unknown, not zero."""
    made = performance(np.array([1.0, 0.9, 0.95]), np.array([0.0, 1.0, 2.0]))
    assert np.isnan([made.vol, made.annual, made.expected_shortfall]).all()
    assert made.worst_day == pytest.approx(-0.1)
    assert made.worst_row == 1


def test_annual_return_of_whole_years():
    """Doubling in two years is √2 a year."""
    made = performance(np.linspace(1, 2, 500), np.linspace(0, 730.5, 500))
    assert made.annual == pytest.approx(np.sqrt(2) - 1)
