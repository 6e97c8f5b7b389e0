"""One expiry's quotes: what is refused at the door."""

from dataclasses import replace

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.surface.smile_quotes import SmileQuotes

K = np.array([-0.1, 0.0, 0.1])
W = np.array([0.05, 0.04, 0.045])
QUOTES = SmileQuotes(0.5, K, W, W - 0.01, W + 0.01, np.ones(3))


def test_volatility_is_the_root_of_variance_per_year():
    """σ²T = w."""
    assert QUOTES.vol**2 * 0.5 == pytest.approx(W, rel=1e-15)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expiry": 0.0}, "above 0"),
        ({"expiry": np.nan}, "above 0"),
        ({"w": W[:2]}, "one number a strike"),
        ({"w_ask": np.array([np.nan, 1.0, 1.0])}, "not finite"),
        ({"log_moneyness": K[::-1]}, "does not rise"),
        ({"log_moneyness": np.zeros(3)}, "does not rise"),
        ({"weight": -np.ones(3)}, "least weight is -1"),
        ({"w_bid": W + 0.001}, "crossed"),
        ({"w_ask": W - 0.001}, "crossed"),
        ({"w": np.zeros(3), "w_bid": np.zeros(3)}, "above 0"),
    ],
)
def test_what_contradicts_itself_is_refused(change, words):
    """Each column is checked, and the message says what to do."""
    with pytest.raises(InputError, match=words):
        replace(QUOTES, **change)
