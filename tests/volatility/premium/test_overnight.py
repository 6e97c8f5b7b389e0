"""The move before the open against one standard deviation of the session."""

import numpy as np
import pytest

from hedgerow.volatility.premium.expected_move import expected_move
from hedgerow.volatility.premium.overnight import overnight_move


def test_the_founding_example_in_its_right_form():
    """ES 5200, a week's straddle of 65: the day's σ is 36.4, so 20 points are .55 of it, used and not exceeded [EM-08]."""
    sigma = expected_move(65, 5200, sessions=5, horizon=1).points
    assert sigma == pytest.approx(36.4, abs=0.05)
    move = overnight_move(5220, 5200, one_sigma=sigma)
    assert move.ratio == pytest.approx(0.55, abs=0.005)
    assert move.state == "used"
    assert move.beyond == pytest.approx(0.58, abs=0.005)
    wrong = overnight_move(5220, 5200, one_sigma=1.2533 * 65 / 5)
    assert wrong.state == "exceeded"


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (100.0, "normal"),
        (104.999, "normal"),
        (105.0, "used"),
        (95.0, "used"),
        (109.999, "used"),
        (110.0, "exceeded"),
        (80.0, "exceeded"),
    ],
)
def test_bands_are_half_open(last, state):
    """[0, .5), [.5, 1), [1, ∞), on either side of the close."""
    assert overnight_move(last, 100.0, one_sigma=10.0).state == state


@pytest.mark.parametrize(
    ("last", "close", "sigma"),
    [
        (None, 100, 10),
        (100, None, 10),
        (100, 100, float("nan")),
        (100, 100, 0),
        (float("nan"), 1, 1),
    ],
)
def test_what_is_not_known_is_unknown(last, close, sigma):
    """No price, no close or no standard deviation: no ratio, and no verdict."""
    move = overnight_move(last, close, one_sigma=sigma)
    assert move.state == "unknown"
    assert np.isnan(move.ratio)
    assert np.isnan(move.beyond)
