"""Thirty days against three months."""

import numpy as np
import pytest

from hedgerow.volatility.premium.calm_stress import calm_stress, ratio_state

ARTICLE = {9: 0.1484, 30: 0.1701, 93: 0.1989, 184: 0.2246}
"""26 May 2026 [SPEC MS-07, MS-09]."""


def test_the_article():
    """Gap 2.88, ratio .8552, 17.86 between 9 and 30 days, 21.12 to 93, 24.81 to 184 [SPEC MS-08, MS-09]."""
    found = calm_stress(ARTICLE)
    assert 100 * found.gap == pytest.approx(2.88)
    assert found.ratio == pytest.approx(0.8552, abs=5e-5)
    vols = [100 * step.vol for step in found.forwards]
    assert vols == pytest.approx([17.86, 21.12, 24.81], abs=0.005)
    assert (found.inverted, found.state) == (False, "contango")


def test_forwards_make_the_whole():
    """Variance to 184 days is that of the steps, each by its length."""
    found = calm_stress(ARTICLE)
    whole = ARTICLE[9] ** 2 * 9 + sum(
        s.vol**2 * (s.end_days - s.start_days) for s in found.forwards
    )
    assert whole / 184 == pytest.approx(ARTICLE[184] ** 2)


@pytest.mark.parametrize(
    ("near", "inverted", "state"),
    [(0.30, True, "backwardation"), (0.201, True, "flat"), (0.199, False, "flat"), (0.15, False, "contango")],
)  # fmt: skip
def test_states(near, inverted, state):
    """Inverted is a ratio above 1; backwardation begins at 1.02 [SPEC MS-11, PART IV]."""
    found = calm_stress({30: near, 93: 0.20})
    assert (found.inverted, found.state) == (inverted, state)


def test_falling_total_variance_has_no_forward():
    """66 % over 30 days with 30 % over 93 leaves no variance between."""
    (step,) = calm_stress({30: 0.66, 93: 0.30}).forwards
    assert np.isnan(step.vol)


def test_what_is_missing_is_unknown():
    """Without VIX3M neither gap nor state is known; known tenors still have a step."""
    found = calm_stress({9: 0.15, 30: 0.17, 93: float("nan")})
    assert np.isnan([found.gap, found.ratio]).all()
    assert (found.inverted, found.state) == (None, "unknown")
    assert [(s.start_days, s.end_days) for s in found.forwards] == [(9, 30)]
    assert calm_stress({}).forwards == ()
    assert ratio_state(float("nan")) == "unknown"
