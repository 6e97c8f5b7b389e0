"""Protection in a made-up market [Israelov17]."""

import pytest

from hedgerow.backtest.simulated import expected_alpha, protected_against_divested


@pytest.fixture(scope="module")
def found():
    """Twenty histories of twenty years."""
    return protected_against_divested(20)


def test_the_puts_cost_what_the_volatility_does(found):
    """Two points of volatility too many cost what the closed form says, within what twenty histories can tell."""
    assert found.alpha == pytest.approx(found.expected_alpha, abs=3 * found.alpha_error)
    assert -0.022 < found.expected_alpha < -0.015


def test_less_of_the_index_protects_better(found):
    """At equal return the divested falls less: 20 sessions −6.6 % against −9.6 %, 250 −20.9 % against −32.1 % in the paper's history."""
    assert found.divested.mean == pytest.approx(found.protected.mean)
    assert found.divested.fall_20 > found.protected.fall_20
    assert found.divested.fall_250 > found.protected.fall_250
    assert found.protected.fall_20 == pytest.approx(-0.096, abs=0.01)
    assert found.protected.fall_250 == pytest.approx(-0.321, abs=0.04)
    assert found.divested.vol < found.protected.vol < found.index.vol


def test_fair_puts_cost_nothing():
    """At the volatility that comes a put costs nothing beside its beta, and more the dearer it is."""
    assert expected_alpha(implied=0.20) == pytest.approx(0.0, abs=1e-12)
    assert expected_alpha(implied=0.24) < expected_alpha(implied=0.22) < 0
