"""Local volatility as numbers on a grid, and forwards that are known in advance."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.local_vol import ForwardCurve, LocalVolGrid


def test_variance_is_linear_in_scaled_moneyness_and_in_time():
    """Halfway between two nodes and two dates σ² is the mean of the four."""
    grid = LocalVolGrid(
        np.array([1.0, 2.0]), np.array([0.0, 1.0]), np.array([[0.2, 0.3], [0.4, 0.5]])
    )
    found = grid.vol(0.5 * np.sqrt(1.5), 1.5)
    assert found**2 == pytest.approx(np.mean([0.04, 0.09, 0.16, 0.25]), rel=1e-12)


def test_beyond_the_grid_the_edge_holds():
    """Before the first date, after the last and beyond the last level σ is what it is there."""
    grid = LocalVolGrid(
        np.array([1.0, 2.0]), np.array([0.0, 1.0]), np.array([[0.2, 0.3], [0.4, 0.5]])
    )
    assert grid.vol([-5.0, 9.0, 9.0], [0.1, 0.1, 30.0]) == pytest.approx([0.2, 0.3, 0.5])


def test_an_expiry_given_twice_is_a_jump():
    """Just before it the first of the two rows holds, just after it the second."""
    vols = np.array([[0.2, 0.2], [0.2, 0.2], [0.5, 0.5]])
    grid = LocalVolGrid(np.array([0.5, 1.0, 1.0]), np.array([-1.0, 1.0]), vols)
    assert grid.vol(0.0, [0.999999, 1.000001]) == pytest.approx([0.2, 0.5])


@pytest.mark.parametrize(
    ("expiries", "levels", "vols", "says"),
    [
        ([1.0], [0.0, 1.0], [[0.2]], "shape"),
        ([0.0], [0.0, 1.0], [[0.2, 0.2]], "above 0"),
        ([2.0, 1.0], [0.0, 1.0], [[0.2, 0.2]] * 2, "rising"),
        ([1.0], [0.0, 1.0, 3.0], [[0.2, 0.2, 0.2]], "uneven"),
        ([1.0], [0.0, 1.0], [[0.2, np.nan]], "1 local volatilities are not above 0"),
        ([1.0], [0.0, 1.0], [[0.2, 0.0]], "fill them first"),
    ],
)
def test_a_grid_that_cannot_price_is_refused(expiries, levels, vols, says):
    """Shapes, dates, spacing and numbers are checked, and the message names what is wrong."""
    with pytest.raises(InputError, match=says):
        LocalVolGrid(np.array(expiries), np.array(levels), np.array(vols))


def test_a_curve_of_one_rate_is_continuous_compounding():
    """F = S exp((r − q)t), D = exp(−rt), before and after the node at one year."""
    curve = ForwardCurve.flat(100, rate=0.05, dividend_yield=0.03)
    t = np.array([0.0, 0.3, 1.0, 7.0])
    np.testing.assert_allclose(curve.forward(t), 100 * np.exp(0.02 * t), rtol=1e-14)
    np.testing.assert_allclose(curve.discount(t), np.exp(-0.05 * t), rtol=1e-14)


def test_a_curve_passes_through_its_nodes():
    """The forwards and discounts that were given come back, whatever lies between."""
    t, F, D = np.array([0.25, 0.5, 2.0]), np.array([99.0, 101.0, 97.0]), np.array([0.99, 0.97, 0.9])
    curve = ForwardCurve(100.0, t, F, D)
    np.testing.assert_allclose(curve.forward(t), F, rtol=1e-14)
    np.testing.assert_allclose(curve.discount(t), D, rtol=1e-14)


@pytest.mark.parametrize(
    ("t", "F", "D"),
    [([1.0], [-1.0], [1.0]), ([2.0, 1.0], [1, 1], [1, 1]), ([1.0], [1.0, 2.0], [1])],
)
def test_a_curve_that_is_none_is_refused(t, F, D):
    """Negative forwards, times that fall and unequal lengths."""
    with pytest.raises(InputError):
        ForwardCurve(100.0, np.array(t), np.array(F), np.array(D))
