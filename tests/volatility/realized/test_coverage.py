"""How often days stay inside the implied move."""

import numpy as np
import pytest

from hedgerow.volatility.realized.coverage import implied_coverage, normal_coverage


def market(n=8000, realized=1.0, seed=0):
    """Implied volatilities and returns whose volatility is ``realized`` times the evening before's."""
    random = np.random.default_rng(seed)
    vols = 0.2 * np.exp(0.3 * random.normal(size=n))
    before = np.r_[np.nan, vols[:-1]]
    return realized * before / np.sqrt(252) * random.normal(size=n), vols


def test_a_normal_market_is_covered_as_theory_says():
    """With normal returns of the implied volatility, 68.3 % and 95.4 % lie in the exact intervals."""
    made = implied_coverage(*market())
    assert made.unknown == 1
    for row, share in zip(made.coverages, (0.6827, 0.9545), strict=True):
        assert row.normal == pytest.approx(share, abs=5e-5)
        assert row.inside.interval[0] < row.normal < row.inside.interval[1]


def test_a_premium_covers_more():
    """Where implied is 1.25 times what follows, P(|Z| < 1.25) = 78.9 % stay inside."""
    made = implied_coverage(*market(realized=0.8))
    assert made.coverages[0].inside.share == pytest.approx(0.7887, abs=0.015)


def test_the_volatility_is_the_evening_before():
    """A volatility that jumps on the day of the move does not cover it; on the day before it does."""
    r = np.array([0.0, 0.03, 0.0])
    late, early = np.array([0.16, 0.8, 0.16]), np.array([0.8, 0.16, 0.16])
    assert implied_coverage(r, late, draws=2).coverages[0].inside.count == 1
    assert implied_coverage(r, early, draws=2).coverages[0].inside.count == 2


def test_by_level():
    """Levels are half-open, make up all days, and leave out those without a day."""
    r = np.zeros(200)
    vols = np.r_[np.full(100, 0.12), np.full(100, 0.30)]
    made = implied_coverage(r, vols, draws=2)
    assert [(b.low, b.inside.observations) for b in made.by_level] == [(0.12, 100), (0.30, 99)]
    made = implied_coverage(*market(), draws=20)
    assert sum(b.inside.observations for b in made.by_level) == made.observations


def test_gaps_are_counted():
    """A missing volatility costs the day after it, a missing return its own day."""
    r, vols = market(500)
    vols[100], r[200] = np.nan, np.nan
    made = implied_coverage(r, vols, draws=20)
    assert (made.observations, made.unknown) == (497, 3)


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_known(n):
    """Without a day that has both there is no share."""
    made = implied_coverage(np.zeros(n), np.full(n, 0.2))
    assert (made.observations, made.coverages, made.by_level) == (0, (), ())


def test_normal_coverage():
    """1 − P(|Z| > 3) = 1 − 0.0027 (SPEC §G 18)."""
    assert 1 - normal_coverage(3) == pytest.approx(0.0027, abs=5e-6)
