import math

import pytest

from hedgerow.desk import HedgeChoices
from hedgerow.errors import InputError


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"delta": 0.3}, r"delta 0\.3 .*-0\.30"),
        ({"delta": -30}, "delta -30 "),
        ({"delta": 0.0}, "delta 0 "),
        ({"delta": -0.3, "moneyness": 0.95}, r"delta -0\.3 and moneyness 0\.95"),
        ({"moneyness": 95}, "moneyness 95 "),
        ({"ratio": 0}, "ratio 0 "),
        ({"ratio": 200}, r"ratio 200 .*0\.5 for 50 %"),
        ({"size_by": "vega"}, "'vega'"),
        ({"budget": -0.01}, r"budget -0\.01 "),
        (
            {"budget": 1.0},
            r"budget 1 must lie in .* 0\.25 \(a share of the book: write 0\.01 for 1 %\)",
        ),
        ({"budget": math.nan}, "budget nan "),
        ({"loss_limit": 10}, "loss-limit 10 "),
        ({"scenario_move": 0.2}, r"scenario-move 0\.2 "),
        ({"scenario_points": -5}, "scenario-points -5 "),
        ({"floor_move": -30}, "floor-move -30 "),
        ({"spot": -752}, "spot -752 "),
        ({"rate": 3.7}, r"rate 3\.7 .*0\.037"),
        ({"dividend_yield": 1.1}, r"dividend-yield 1\.1 "),
        ({"days": 3}, "days 3 "),
        ({"roll_days": 0}, "roll-days 0 "),
    ],
)
def test_ranges(choice, words):
    """A choice out of range is refused with its name as the flag is spelt, its value and a hint."""
    with pytest.raises(InputError, match=words):
        HedgeChoices(**choice)


def test_defaults():
    """By default: a 30-delta put, nearest 75 days in 60 … 90, rolled at 28 [issue 2, 7 and 8]."""
    default = HedgeChoices()
    assert (default.strike.target, default.day_range, default.roll_days) == (
        -0.30,
        (75, 60, 90),
        28,
    )
    assert HedgeChoices(moneyness=0.95).strike.by == "moneyness"


def test_stress_rule():
    """The default scenario is +30 points at −20 %, in proportion for smaller falls, none for a rise."""
    rule = HedgeChoices().rule
    assert [rule.shock(m) for m in (-0.20, -0.10, 0.0, 0.10)] == pytest.approx([0.30, 0.15, 0, 0])
    assert "+1.5 points per -1 %" in str(rule)
