"""Model-free moments and SKEW: normal returns, a jump diffusion, the white paper's strips."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.pricing.merton import Merton
from hedgerow.volatility.indices.moments import LogMoments, log_moments
from hedgerow.volatility.indices.skew import interpolated_moment, skew_index
from hedgerow.volatility.indices.strip import Strip
from hedgerow.volatility.indices.vix import MINUTES_PER_DAY
from hedgerow.volatility.references.vix_example import WHITE_PAPER, strips

T = 30 / 365


def strip(value, *, forward=100.0, reach=(-1.0, 0.6), points=8001):
    """A dense strip of ``value(K, sign)``, its middle strike off the forward by a hundredth."""
    K = 100.0 * np.exp(np.linspace(*reach, points))
    k0 = K[forward >= K][-1]
    call, put = (np.asarray(value(K, sign)) for sign in (1, -1))
    Q = np.select([k0 > K, k0 < K], [put, call], (call + put) / 2)
    return Strip.of_mids(K, Q, forward, expiry=T, rate=0.0)


def test_a_flat_smile_is_normal():
    """16 % at every strike: skewness 0, kurtosis 3, SKEW 100."""
    found = log_moments(strip(lambda K, sign: black(100, K, T, 0.16, right=sign)))
    assert found.skewness == pytest.approx(0, abs=2e-4)
    assert found.kurtosis == pytest.approx(3, abs=1e-3)
    assert skew_index(found.skewness) == pytest.approx(100, abs=0.01)
    assert found.variance == pytest.approx(0.16**2 * T, rel=1e-4)
    assert found.p1 == pytest.approx(-(0.16**2) * T / 2, rel=1e-4)


def test_the_corrections_for_the_middle():
    """On 5-point strikes with the forward 3 points above one, a flat smile still reads 100 within 0.2."""
    K = np.arange(2500.0, 8000.0, 5.0)
    F, k0 = 5003.0, 5000.0
    call, put = (np.asarray(black(F, K, T, 0.16, right=r)) for r in ("call", "put"))
    Q = np.select([k0 > K, k0 < K], [put, call], (call + put) / 2)
    found = log_moments(Strip.of_mids(K, Q, F, expiry=T, rate=0.0))
    assert skew_index(found.skewness) == pytest.approx(100, abs=0.02)
    assert found.kurtosis == pytest.approx(3, abs=0.01)


def test_jumps_give_their_cumulants():
    """λ 1, μ −.08, δ .06, σ .10 over 30 days: skewness −1.6969, kurtosis 9.6333, SKEW 116.969, as the law's cumulants say."""
    lam, mu, delta, sigma = 1.0, -0.08, 0.06, 0.10
    model = Merton(sigma=sigma, lam=lam, mu=mu, delta=delta)
    found = log_moments(strip(lambda K, sign: model.price(100, K, T, right=sign)))
    k2 = T * (sigma**2 + lam * (mu**2 + delta**2))
    k3 = T * lam * (mu**3 + 3 * mu * delta**2)
    k4 = T * lam * (mu**4 + 6 * mu**2 * delta**2 + 3 * delta**4)
    assert k3 / k2**1.5 == pytest.approx(-1.6969, abs=5e-5)
    assert 3 + k4 / k2**2 == pytest.approx(9.6333, abs=5e-5)
    assert found.skewness == pytest.approx(k3 / k2**1.5, abs=1e-4)
    assert found.kurtosis == pytest.approx(3 + k4 / k2**2, abs=1e-3)
    assert skew_index(found.skewness) == pytest.approx(116.969, abs=1e-3)


def test_the_white_papers_strips():
    """Near −3.8094, next −3.6387, SKEW 136.91 [SPEC KT-08]."""
    near, following = strips(WHITE_PAPER)
    first, second = (log_moments(term).skewness for term in (near, following))
    assert first == pytest.approx(-3.8094, abs=5e-5)
    assert second == pytest.approx(-3.6387, abs=5e-5)
    made = interpolated_moment(first, near.minutes, second, following.minutes, days=30)
    assert skew_index(made) == pytest.approx(136.91, abs=5e-3)


def test_a_mirrored_smile_has_the_opposite_sign():
    """Steep puts make a negative skewness, steep calls a positive one."""

    def tilted(slope):
        return log_moments(
            strip(
                lambda K, sign: black(100, K, T, 0.2 + slope * np.log(K / 100), right=sign),
                reach=(-0.3, 0.3),
            )
        ).skewness

    assert tilted(-0.2) < 0 < tilted(0.2)


def test_no_options_no_moments():
    """An empty strip is unknown, never normal."""
    empty = np.empty(0)
    nothing = Strip(T, 0.0, 100.0, 100.0, 100.0, empty, empty, empty, "no bids")
    assert np.isnan(log_moments(nothing).skewness)
    assert np.isnan(LogMoments(0.0, 0.0, 0.0, 0.0).kurtosis)


def test_a_moment_at_a_term_is_that_term():
    """The weight w is 1 at the near term, 0 at the next."""
    day = MINUTES_PER_DAY
    assert interpolated_moment(-1.0, 30 * day, -2.0, 60 * day, days=30) == -1.0
    assert interpolated_moment(-1.0, 30 * day, -2.0, 60 * day, days=60) == -2.0
    with pytest.raises(InputError):
        interpolated_moment(-1.0, day, -2.0, day, days=30)
