"""Implied over realized: bands and percentile."""

import numpy as np
import pytest

from hedgerow.volatility.premium.normalised import band, normalised_premium, ratio


@pytest.mark.parametrize(
    ("nvrp", "name"),
    [(0.999, "avoid"), (1.0, "neutral"), (1.199, "neutral"), (1.2, "marginal"), (1.299, "marginal"), (1.3, "favourable")],
)  # fmt: skip
def test_bands_are_half_open(nvrp, name):
    """[1, 1.2), [1.2, 1.3), and 1.3 and more [SPEC VP-08]."""
    assert band(nvrp) == name


def test_the_ratio_of_the_article():
    """17.01 over 12.3 is 1.383 [SPEC MS-04]."""
    assert ratio(np.array([0.1701]), np.array([0.123]))[0] == pytest.approx(1.383, abs=5e-4)


def test_a_price_that_stands_still_has_no_ratio():
    """Implied over nothing is unknown, not infinite."""
    found = normalised_premium(np.full(300, 0.2), np.zeros(300))
    assert np.isnan([found.ratio, found.percentile, found.median, found.share_avoid]).all()
    assert found.band == "unknown"
    assert found.observations == 0


def test_where_today_stands():
    """The percentile counts the 252 sessions before; quantiles and shares are of all."""
    x = np.concatenate([np.full(300, 2.0), np.full(200, 0.9), [1.5]])
    found = normalised_premium(0.1 * x, np.full(len(x), 0.1))
    assert found.percentile == pytest.approx(100 * 200 / 252)
    assert found.percentile_whole == pytest.approx(100 * 200 / 500)
    assert found.share_avoid == pytest.approx(200 / 501)
    assert found.share_favourable == pytest.approx(301 / 501)
    assert found.median == pytest.approx(2.0)
