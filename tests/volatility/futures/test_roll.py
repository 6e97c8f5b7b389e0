"""Roll: the right denominator, and a month of standing still."""

import numpy as np
import pytest

from hedgerow.volatility.futures.roll import roll_return, static_curve_return


def plain_month(level, horizon=30):
    """A twin: each day hold w of the contract with ``left`` days and the rest of the one 30 days on, to the next day."""
    value, left = 1.0, 30
    for _ in range(horizon):
        left = left or 30
        w = left / 30
        held = w * level(left) + (1 - w) * level(left + 30)
        worth = w * level(left - 1) + (1 - w) * level(left + 29)
        value, left = value * worth / held, left - 1
    return value - 1


@pytest.mark.parametrize(
    ("days", "levels", "month"),
    [((0, 30, 60), (16, 17, 18.5), -0.070), ((0, 15, 45), (16, 17, 18.5), -0.082)],
)
def test_the_published_months(days, levels, month):
    """SPEC VF-03: VIX 16, contracts at 17 and 18.5: −7.0 % a month from 30 days, −8.2 % from 15."""
    assert round(static_curve_return(days, levels), 3) == month


@pytest.mark.parametrize("horizon", [1, 15, 30, 45])
def test_the_plain_twin_on_a_straight_curve(horizon):
    """On a line the simulation is the plain loop, day by day."""
    days = np.array([0, 10, 40, 70, 100])
    made = static_curve_return(days, 16 + 0.05 * days, horizon=horizon)
    assert made == pytest.approx(plain_month(lambda d: 16 + 0.05 * d, horizon), rel=1e-12)


def test_a_level_curve_costs_nothing_and_backwardation_pays():
    """Nothing rolls along a level curve; along a falling one the holder earns."""
    assert static_curve_return([0, 30, 60], [20.0, 20.0, 20.0]) == pytest.approx(0.0, abs=1e-15)
    assert static_curve_return([0, 30, 60], [30.0, 26.0, 24.0]) > 0.05


def test_the_denominator_is_the_roll_period():
    """SPEC VF-02: with one day left the loss is 1.5 points over 30 days, not 1.5 points over one, which is 8.8 %."""
    last_day = float(roll_return(17.0, 18.5, weight=1 / 30, days=30))
    assert last_day == pytest.approx(-0.05 / (17 / 30 + 18.5 * 29 / 30))
    assert abs(last_day) < 0.003 < 1.5 / 17 / 1


def test_a_month_of_the_daily_roll_is_near_the_line():
    """On a line, thirty daily rolls at the day's weights are the simulated month."""
    w = np.arange(30, 0, -1) / 30
    front = 15.5 + 0.05 * (30 * w)
    daily = roll_return(front, front + 1.5, weight=w, days=30)
    assert float(np.prod(1 + daily) - 1) == pytest.approx(
        static_curve_return([0, 100], [15.5, 20.5]), rel=1e-12
    )


def test_unknown_inputs_stay_unknown():
    """A missing price of either contract, a lone point, or no point up to 30 days gives NaN."""
    assert np.isnan(roll_return(np.nan, 18.0, weight=0.5, days=30))
    assert np.isnan(static_curve_return([0, 30], [np.nan, 17.0]))
    assert np.isnan(static_curve_return([0, 40, 70], [np.nan, 17.0, 18.0]))
