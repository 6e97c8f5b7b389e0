"""Yang and Zhang's volatility: the right weight, the formula, its efficiency."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.realized.range_based import rogers_satchell
from hedgerow.volatility.realized.yang_zhang import yang_zhang, yang_zhang_weight


def test_golden_weights():
    """SPEC §G 4: k(10) = .132697 and k(21) = .139344, not the .1530 and .1619 of the common misprint."""
    assert yang_zhang_weight(10) == pytest.approx(0.132697, abs=5e-7)
    assert yang_zhang_weight(21) == pytest.approx(0.139344, abs=5e-7)
    assert yang_zhang_weight(2) == pytest.approx(0.34 / 4.34)


def test_formula(diffusion):
    """Sample variance of the night, k times that of the session, 1 − k times Rogers and Satchell's."""
    bars = diffusion(40, seed=1)
    o, c = np.log(bars.open[1:] / bars.close[:-1]), np.log(bars.close / bars.open)[1:]
    rs = rogers_satchell(bars, window=10) ** 2
    found, k = yang_zhang(bars, window=10), yang_zhang_weight(10)
    assert np.isnan(found[:10]).all()
    for t in range(10, 40):
        V_o, V_c = (252 * np.var(v[t - 10 : t], ddof=1) for v in (o, c))
        assert found[t] ** 2 == pytest.approx(V_o + k * V_c + (1 - k) * rs[t], rel=1e-10)


def test_recovers_the_volatility(diffusion):
    """Within three of its own standard errors of night and session, what discrete prices hide put back."""
    from hedgerow.volatility.realized.range_based import seen_share

    n, m, steps = 500, 60, 50
    found = yang_zhang(diffusion(n + 1, m, seed=2, steps=steps, drift=0.3), window=n)[-1] ** 2
    k = yang_zhang_weight(n)
    session = 0.01**2 * (k + (1 - k) * seen_share("rogers_satchell", steps))
    true = 252 * (0.005**2 + session)
    assert found.mean() == pytest.approx(true, abs=3 * found.std(ddof=1) / np.sqrt(m))


def test_peak_efficiency(diffusion):
    """For two sessions without nights its variance is k = 1/12.8 of the closes', or a little more for discrete prices."""
    bars = diffusion(3, 40_000, seed=3, steps=400, night=0)
    x = np.diff(np.log(bars.close), axis=0)
    closes = 252 * x.var(axis=0, ddof=1)
    found = yang_zhang(bars, window=2)[-1] ** 2
    efficiency = (closes.var() / closes.mean() ** 2) / (found.var() / found.mean() ** 2)
    assert 11 < efficiency < 1.03 / yang_zhang_weight(2)


def test_what_cannot_be_asked(diffusion):
    """A window without a degree of freedom is refused."""
    with pytest.raises(InputError, match="window=1: a window is 2 or more sessions"):
        yang_zhang(diffusion(5, seed=4), window=1)
