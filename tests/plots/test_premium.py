"""Pictures of the premium hold the numbers of the answer."""

from datetime import date, timedelta

import numpy as np
import pytest

from hedgerow.desk.premium_cards import PastSession
from hedgerow.plots.premium import by_state, implied_and_subsequent, within_its_year
from hedgerow.volatility.premium.state_dependence import state_dependence

NAN = float("nan")
PAST = [
    PastSession(
        date(2024, 1, 1) + timedelta(days=i), 0.15 + 0.001 * i, 0.1, 0.12 if i < 5 else NAN, 50.0
    )
    for i in range(10)
]


def test_what_is_to_come_is_not_drawn():
    """The index has a point a day; the volatility after it ends where months are not over."""
    made = implied_and_subsequent(PAST, "VIX")
    after, index = made.data
    assert list(index.y) == [row.implied for row in PAST]
    assert sum(np.isfinite(after.y)) == 5
    assert index.name == "VIX, on the day"


def test_the_year_has_its_ends_and_today():
    """Highest and lowest are those of the levels, today's the last."""
    made = within_its_year(PAST, "VIX")
    drawn = {trace.name: trace for trace in made.data}
    assert drawn["highest"].y[0] == pytest.approx(0.159)
    assert drawn["lowest"].y[0] == pytest.approx(0.15)
    assert list(drawn["today"].y) == [PAST[-1].implied]


def test_buckets_are_in_points():
    """Bars are means, errors two of them; a bucket without a day is not drawn."""
    rng = np.random.default_rng(0)
    found = state_dependence(rng.uniform(0, 2, 500), rng.normal(0.03, 0.1, 500), edges=(0, 1, 2, 3))
    made = by_state(found, ["low", "high", "none"], x="x", y="y")
    bars, median, worst = made.data
    assert list(bars.x) == ["low", "high"]
    assert list(bars.y) == pytest.approx([100 * row.mean for row in found.rows[:2]])
    assert list(bars.error_y.array) == pytest.approx(
        [200 * row.standard_error for row in found.rows[:2]]
    )
    assert list(median.y) == pytest.approx([100 * row.median for row in found.rows[:2]])
    assert list(worst.y) == pytest.approx([100 * row.percentile_5 for row in found.rows[:2]])
