"""Several estimators over several windows against each of them alone."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.realized.close_to_close import close_to_close
from hedgerow.volatility.realized.panel import ESTIMATORS, realized_vols
from hedgerow.volatility.realized.range_based import garman_klass, parkinson, rogers_satchell
from hedgerow.volatility.realized.yang_zhang import yang_zhang

WINDOWS = (5, 42)


@pytest.mark.parametrize("overnight", ["omit", "add"])
def test_equals_each_alone(diffusion, overnight):
    """A row of the panel is what the function of its name gives, in the order asked for."""
    bars = diffusion(100, 2, seed=1)
    found = realized_vols(bars, windows=WINDOWS, overnight=overnight, steps=50, periods=365)
    for w, window in enumerate(WINDOWS):
        ranged = {"window": window, "overnight": overnight, "steps": 50, "periods": 365}
        alone = (
            close_to_close(bars, window=window, periods=365),
            close_to_close(bars, window=window, mean="sample", periods=365),
            parkinson(bars, **ranged),
            garman_klass(bars, **ranged),
            rogers_satchell(bars, **ranged),
            yang_zhang(bars, window=window, periods=365),
        )
        np.testing.assert_allclose(found[:, w], alone, rtol=1e-13)
    back = realized_vols(
        bars,
        estimators=ESTIMATORS[::-1],
        windows=WINDOWS[::-1],
        overnight=overnight,
        steps=50,
        periods=365,
    )
    np.testing.assert_array_equal(back, found[::-1, ::-1])


def test_what_cannot_be_asked(diffusion):
    """An estimator that is none is refused, with the nearest."""
    bars = diffusion(10, seed=2)
    with pytest.raises(InputError, match=r"'parkinsons'.*did you mean 'parkinson'"):
        realized_vols(bars, estimators=("parkinsons",))
    with pytest.raises(InputError, match="window=1"):
        realized_vols(bars, windows=(1,))
