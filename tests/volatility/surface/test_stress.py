"""Stress flags between two surfaces that differ in one thing at a time."""

from dataclasses import replace

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.surface.stress import coupling, stress_flags

EXPIRIES = (20 / 365, 60 / 365, 200 / 365)
CALM = (0.14, 0.16, 0.18)


@pytest.fixture(scope="module")
def calm(surface_of):
    """An upward curve."""
    return surface_of(EXPIRIES, CALM)


def test_nothing_changed_raises_no_flag(calm):
    """Four read, none up; the coupling is unknown without the index and VIX."""
    found = stress_flags(calm, calm)
    assert (found.count, found.known, found.coupling) == (0, 4, None)
    assert found.level_change == 0


def test_a_crash_raises_all(calm, surface_of):
    """Front up by 20 points, curve inverted, wings dearer, index −4 %, VIX +8."""
    crash = surface_of(EXPIRIES, (0.45, 0.32, 0.26), rho=-0.7, eta=1.15)
    found = stress_flags(calm, crash, coupling((5000, 4800), (0.16, 0.24)))
    assert found.count == found.known == 5
    assert found.level_change > found.back_change > 0


def test_a_parallel_rise_of_the_back_is_no_stress(calm, surface_of):
    """Level needs the front to lead."""
    found = stress_flags(calm, surface_of(EXPIRIES, (0.16, 0.19, 0.24)))
    assert not found.level
    assert found.inversion is False


def test_coupling_counts_points_when_the_index_falls(calm):
    """8 points on −4 % are about 2 a per cent; 0.9 a per cent is a usual day; a rise says nothing."""
    fall = coupling((5000, 4800), (0.16, 0.24))
    assert 100 * fall.per_fall == pytest.approx(8 / (-100 * np.log(0.96)))
    assert fall.share_per_fall == pytest.approx(fall.per_fall / 0.16)
    assert stress_flags(calm, calm, fall).coupling
    assert stress_flags(calm, calm, coupling((5000, 4900), (0.16, 0.178))).coupling is False
    rise = coupling((5000, 5100), (0.16, 0.15))
    assert np.isnan(rise.per_fall)
    assert stress_flags(calm, calm, rise).coupling is False


def test_unknown_is_not_calm(calm):
    """Without a spot there is no 25-delta put: skew and butterfly are unknown, the level is not; so is VIX's NaN."""
    found = stress_flags(
        calm, replace(calm, spot=float("nan")), coupling((5000, 4800), (0.16, np.nan))
    )
    assert (found.put_skew, found.butterfly, found.coupling) == (None, None, None)
    assert found.level is False
    assert found.known == 2


def test_prices_are_positive():
    """The message shows both."""
    with pytest.raises(InputError, match="above 0"):
        coupling((0.0, 1.0), (0.2, 0.2))
