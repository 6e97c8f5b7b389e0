"""What a strip leaves out."""

import numpy as np
import pytest

from hedgerow.pricing.black import black
from hedgerow.volatility.indices.strip import Strip
from hedgerow.volatility.indices.truncation import strip_reach, variance_beyond
from hedgerow.volatility.surface.svi import Svi

T, F = 30 / 365, 5000.0
SMILE = Svi(a=0.0005, b=0.012, rho=-0.6, m=0.0, sigma=0.05)


def strip(low, high, step=1.0):
    """Black's values at the smile's own volatilities, between two strikes."""
    K = np.arange(low, high + step, step)
    vol = np.sqrt(SMILE.variance(np.log(K / F)).w / T)
    Q = np.asarray(black(F, K, T, vol, right=np.where(K < F, -1, 1)))
    return Strip.of_mids(K, Q, F, expiry=T, rate=0.0)


@pytest.mark.parametrize(("low", "high"), [(4500, 5500), (3500, 5200), (4800, 7000), (2000, 5300)])
def test_strip_and_what_lies_beyond_are_the_whole(low, high):
    """Variance within the strikes and beyond them is that of all strikes, wherever they end."""
    cut, whole = strip(low, high), strip(100, 20000)
    beyond = variance_beyond(cut, SMILE)
    assert cut.variance + beyond.below + beyond.above == pytest.approx(whole.variance, rel=2e-4)
    assert beyond.below >= 0
    assert beyond.above >= 0


def test_reach_in_shares_and_deviations():
    """Lowest and highest strike over the forward, and their logarithms over σ√T."""
    made = strip(4000, 5500)
    reach = strip_reach(made)
    assert (reach.lowest, reach.highest) == (4000, 5500)
    assert reach.lowest_share == pytest.approx(0.8)
    assert reach.highest_deviations == pytest.approx(np.log(1.1) / np.sqrt(made.variance * T))


def test_without_options_nothing_is_known():
    """An empty strip reaches nowhere: unknown, not zero."""
    empty = np.empty(0)
    nothing = Strip(T, 0.0, F, F, F, empty, empty, empty, "no bids")
    assert np.isnan(strip_reach(nothing).lowest)
    assert np.isnan(variance_beyond(nothing, SMILE).below)
