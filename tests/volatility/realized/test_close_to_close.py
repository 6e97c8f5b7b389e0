"""Volatility from closes against NumPy, one window at a time."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.realized.close_to_close import close_to_close


@pytest.mark.parametrize("window", [2, 21])
def test_equals_numpy(diffusion, window):
    """Zero mean is the root mean square of the last returns, sample mean their standard deviation."""
    bars = diffusion(60, seed=1)
    x = np.diff(np.log(bars.close))
    for t in range(window, 60):
        last = x[t - window : t]
        zero = np.sqrt(252 * np.mean(last**2))
        assert close_to_close(bars, window=window)[t] == pytest.approx(zero, rel=1e-11)
        sample = np.std(last, ddof=1) * np.sqrt(252)
        found = close_to_close(bars, window=window, mean="sample")[t]
        assert found == pytest.approx(sample, rel=1e-10)


def test_n_returns_need_n_plus_one_closes(diffusion):
    """The first answer stands at the n-th return."""
    found = close_to_close(diffusion(30, seed=2), window=21)
    assert np.isnan(found[:21]).all()
    assert np.isfinite(found[21:]).all()


def test_a_window_of_one_return_is_its_size(diffusion):
    """With zero mean one return is its own volatility."""
    bars = diffusion(5, seed=3)
    one = np.abs(np.diff(np.log(bars.close))) * np.sqrt(252)
    np.testing.assert_allclose(close_to_close(bars, window=1)[1:], one, rtol=1e-11)


def test_recovers_the_volatility(diffusion):
    """Ten thousand returns: within three standard errors, 1/√(2n), of night and session together."""
    bars = diffusion(10_001, seed=4, steps=1)
    true = np.sqrt(252 * (0.005**2 + 0.01**2))
    for mean in ("zero", "sample"):
        found = close_to_close(bars, window=10_000, mean=mean)[-1]
        assert found == pytest.approx(true, rel=3 / np.sqrt(20_000))


def test_only_closes_are_read(diffusion):
    """Without opens, highs and lows the answer is the same."""
    bars = diffusion(40, seed=5)
    nothing = np.full(40, np.nan)
    alone = type(bars)(bars.dates, nothing, nothing, nothing, bars.close)
    for mean in ("zero", "sample"):
        np.testing.assert_array_equal(
            close_to_close(alone, window=5, mean=mean), close_to_close(bars, window=5, mean=mean)
        )


def test_what_cannot_be_asked(diffusion):
    """A window without a degree of freedom and another mean are refused."""
    bars = diffusion(5, seed=6)
    with pytest.raises(InputError, match="window=1: a window is 2 or more"):
        close_to_close(bars, window=1, mean="sample")
    with pytest.raises(InputError, match="window=0"):
        close_to_close(bars, window=0)
    with pytest.raises(InputError, match=r"window=2\.5"):
        close_to_close(bars, window=2.5)
    with pytest.raises(InputError, match="mean='median'"):
        close_to_close(bars, window=5, mean="median")
