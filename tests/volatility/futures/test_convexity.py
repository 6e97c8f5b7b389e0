"""Forward volatility beside a future."""

import numpy as np
import pytest

from hedgerow.volatility.futures.convexity import forward_vol_after


def test_the_article_s_forward_volatility():
    """SPEC VF-13: VIX 17.01 and VIX3M 19.89 imply 21.12 for any 30 days between 30 and 93."""
    family = {30.0: 0.1701, 93.0: 0.1989}
    np.testing.assert_allclose(forward_vol_after(family, [30.0, 45.0, 63.0]), 0.2112, atol=5e-5)


def test_the_pieces_add_up_to_the_whole():
    """Total variance of 30 days, and of the 30 after them, is that of 60."""
    family = {30.0: 0.16, 93.0: 0.20, 184.0: 0.22}
    first, second = 0.16, float(forward_vol_after(family, 30.0))
    w93, w30 = 0.20**2 * 93, 0.16**2 * 30
    assert first**2 * 30 + second**2 * 30 == pytest.approx(w30 + (w93 - w30) * 30 / 63)


def test_a_flat_family_implies_itself():
    """Where all tenors agree every forward volatility is theirs."""
    family = dict.fromkeys((9.0, 30.0, 93.0), 0.18)
    np.testing.assert_allclose(forward_vol_after(family, [9.0, 20.0, 63.0]), 0.18, rtol=1e-12)


@pytest.mark.parametrize(
    ("family", "days"),
    [
        ({30.0: 0.17, 93.0: 0.20}, 64.0),
        ({30.0: 0.17, 93.0: 0.20}, 29.0),
        ({30.0: 0.60, 93.0: 0.20}, 40.0),
        ({}, 40.0),
    ],
)
def test_unknown_where_the_family_does_not_reach(family, days):
    """Beyond the longest tenor, before the shortest, or where total variance falls, nothing is implied."""
    assert np.isnan(forward_vol_after(family, days))
