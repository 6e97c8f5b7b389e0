"""Positions scaled by volatility."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.forecast.scaling import vol_scaled_size

VOLS = st.floats(0.01, 2)


@given(st.floats(-1e6, 1e6), VOLS, VOLS)
def test_keeps_volatility_or_variance(size, reference, vol):
    """Size · vol stays what it was, with the second power size · vol²."""
    one = vol_scaled_size(size, reference_vol=reference, vol=vol)
    two = vol_scaled_size(size, reference_vol=reference, vol=vol, power=2)
    assert one * vol == pytest.approx(size * reference)
    assert two * vol**2 == pytest.approx(size * reference**2)


def test_tripled_volatility_is_a_third():
    """SPEC HI-04."""
    assert vol_scaled_size(6, reference_vol=0.1, vol=0.3) == pytest.approx(2)


def test_no_volatility_sets_no_size():
    """A market that does not move, or is not known, gives no size."""
    assert np.isnan(vol_scaled_size(6, reference_vol=0.1, vol=0))
    assert np.isnan(vol_scaled_size(6, reference_vol=0.1, vol=np.nan))


def test_refusals():
    """Powers 1 and 2, volatilities of 0 and more."""
    with pytest.raises(InputError, match="power is 3"):
        vol_scaled_size(6, reference_vol=0.1, vol=0.2, power=3)
    with pytest.raises(InputError, match=r"vol is -0\.2"):
        vol_scaled_size(6, reference_vol=0.1, vol=-0.2)
