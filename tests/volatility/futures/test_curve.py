"""The shape of the curve."""

import numpy as np
import pytest

from hedgerow.volatility.futures.curve import curve_shape, slope


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (17.0, 18.5, "contango"),
        (17.0, 17.4, "flat"),
        (17.0, 16.6, "flat"),
        (50.0, 50.9, "flat"),
        (50.0, 51.1, "contango"),
        (72.625, 59.15, "backwardation"),
        (np.nan, 18.0, "unknown"),
    ],
)
def test_the_state_has_a_dead_band(first, second, state):
    """Within half a point or two per cent of each other the curve is flat."""
    assert curve_shape(np.array([first, second])).state == state


def test_slopes():
    """M2/M1 − 1, and M7 − M4 in points; without M7 it is unknown."""
    made = curve_shape(np.array([17.0, 18.5, 19, 19.5, 20, 20.2, 20.4]))
    assert made.slope == pytest.approx(18.5 / 17 - 1)
    assert made.back_slope_points == pytest.approx(0.9)
    assert np.isnan(curve_shape(np.array([17.0, 18.5])).back_slope_points)
    assert slope(np.array([[10.0, 11.0], [20.0, 19.0]])) == pytest.approx([0.1, -0.05])
