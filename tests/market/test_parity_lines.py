"""The line of parity: exact quotes, wrong quotes, and a plain twin of its estimate."""

import numpy as np
import pytest

from hedgerow.market.parity_lines import FEWEST, FIELDS, lines

F, D = 4526.0, 0.9955


def line(K, y, h, straddle=200.0):
    """Fields of one listing, and how many pairs counted."""
    out, count = np.empty((1, FIELDS)), np.empty(1, np.int64)
    K, y = np.asarray(K, float), np.asarray(y, float)
    full = [
        np.full(len(K), value, float) if np.isscalar(value) else value for value in (straddle, h)
    ]
    lines(np.array([0, len(K)]), K, y, *full, out, count)
    return out[0], int(count[0])


def strikes(n=81):
    """Evenly about the forward."""
    return np.linspace(0.9 * F, 1.1 * F, n)


def test_exact_quotes():
    """Where parity holds to the last digit, so do forward and discount, and nothing is left over."""
    (forward, discount, *_, residual), count = line(strikes(), D * (F - strikes()), 0.5)
    assert (forward, discount) == pytest.approx((F, D), rel=1e-12)
    assert residual == pytest.approx(0, abs=1e-9)
    assert count == 81


def test_one_quote_in_five_may_be_wrong():
    """Stale puts fifty points off do not move the line; least squares would follow them."""
    K = strikes()
    y = D * (F - K)
    y[::5] -= np.linspace(10, 50, len(y[::5]))
    (forward, discount, *_), _ = line(K, y, 0.5)
    assert (forward, discount) == pytest.approx((F, D), rel=1e-9)
    assert abs(np.polyfit(K, y, 1)[0] + D) > 1e-3


def test_against_weighted_least_squares():
    """With small errors it is least squares weighted by spreads: within a fifth of a standard error."""
    rng = np.random.default_rng(5)
    K = strikes()
    h = 0.3 + np.abs(K - F) / 300
    y = D * (F - K) + 0.2 * h * rng.uniform(-1, 1, len(K))
    (forward, discount, error_F, error_D, _), _ = line(K, y, h)
    slope, level = np.polyfit(K - F, y, 1, w=1 / h)
    assert abs(discount + slope) < 0.2 * error_D
    assert abs(forward - (F - level / slope)) < 0.2 * error_F


def test_errors_cover():
    """Over many draws the error of the discount is what the standard error says, within a third."""
    rng = np.random.default_rng(6)
    K = strikes()
    found = np.array(
        [line(K, D * (F - K) + rng.normal(0, 0.1, len(K)), 0.5)[0] for _ in range(400)]
    )
    spread = np.std((found[:, 1] - D) / found[:, 3])
    assert 0.6 < spread < 1.33
    assert np.std((found[:, 0] - F) / found[:, 2]) < 1.33


def test_errors_that_hang_together_count_for_more():
    """Mids that err alike over neighbouring strikes say less than their number: the error grows several times."""
    rng = np.random.default_rng(7)
    K, noise = strikes(80), rng.normal(0, 0.1, 80)
    alone, _ = line(K, D * (F - K) + noise, 0.5)
    together, _ = line(K, D * (F - K) + np.repeat(noise[::10], 10), 0.5)
    assert together[3] > 2 * alone[3]


def test_far_strikes_are_left_out():
    """Only strikes within a quarter, or three standard deviations where that is more, count."""
    K = np.geomspace(0.3 * F, 3 * F, 121)
    y = D * (F - K)
    _, near = line(K, y, 0.5, straddle=0.01 * F)
    _, far = line(K, y, 0.5, straddle=0.24 * F)  # 3 x 1.25 x 0.24 = 0.9
    assert near == np.sum(np.abs(np.log(K / F)) <= 0.25)
    assert far == np.sum(np.abs(np.log(K / F)) <= 0.9)


@pytest.mark.parametrize("n", [0, 1, FEWEST - 1])
def test_too_few_pairs_draw_no_line(n):
    """NaN, not a line through noise."""
    K = strikes(81)[:n]
    found, count = line(K, D * (F - K), 0.5)
    assert np.isnan(found).all()
    assert count == n


def test_prices_that_rise_with_the_strike_draw_no_line():
    """A negative discount is none."""
    assert np.isnan(line(strikes(), strikes() - F, 0.5)[0]).all()
