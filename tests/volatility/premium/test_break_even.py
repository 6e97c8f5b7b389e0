"""The straddle that pays for its time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import bsm, greeks
from hedgerow.pricing.gamma_scalping import HedgedOption, gamma_scalping
from hedgerow.volatility.premium.break_even import break_even


@given(st.floats(1, 1e4), st.floats(0.05, 1.5), st.floats(1, 365))
def test_the_straddle_is_that_of_the_pricing_room(spot, vol, days):
    """Cost and gamma at the money, without interest, are Black and Scholes'."""
    made = break_even(spot, vol, days=days)
    legs = [bsm(spot, spot, days / 365, vol, right=right, rate=0.0) for right in ("call", "put")]
    assert made.straddle == pytest.approx(float(sum(legs)), rel=1e-9)
    gamma = float(greeks(spot, spot, days / 365, vol, right="call", rate=0.0).gamma)
    assert made.gamma == pytest.approx(2 * gamma, rel=1e-9)


@given(st.floats(0.05, 1.0), st.floats(0.01, 2.0))
def test_gamma_pays_for_theta_at_the_implied_volatility(vol, realized):
    """Net is ½ Γ S² (RV² − V²)/252: 0 at RV = V, and a move of S V/√252 is what does it."""
    made = break_even(100.0, vol)
    assert made.net(vol) == pytest.approx(0, abs=1e-12)
    assert made.gross(vol) == pytest.approx(0.5 * made.gamma * made.move**2)
    assert np.sign(made.net(realized)) in {0.0, np.sign(realized - vol)}
    assert made.net(realized) == pytest.approx(
        0.5 * made.gamma * 100**2 * (realized**2 - vol**2) / 252
    )


def test_one_session_of_gamma_scalping():
    """A path that moves by the break-even on its first day: gross gamma of that interval is its theta."""
    made = break_even(100.0, 0.20, days=365 * 63 / 252)
    path = np.append(np.full(1, 100.0), np.full(63, 100.0 + made.move))
    found = gamma_scalping(HedgedOption(100.0, 63 / 252, 0.20), path)
    assert found.gross_gamma[0] == pytest.approx(made.gross(0.20), rel=1e-9)


def test_theta_is_lost_without_a_move():
    """A session that stands still costs the straddle what it loses in value, to second order in the session."""
    made = break_even(100.0, 0.20, days=90)
    later = break_even(100.0, 0.20, days=90 - 365 / 252)
    assert made.theta == pytest.approx(later.straddle - made.straddle, rel=0.01)


@pytest.mark.parametrize("change", [{"spot": 0.0}, {"vol": float("nan")}, {"days": -1.0}])
def test_what_is_no_option(change):
    """Each is refused by name."""
    arguments = {"spot": 100.0, "vol": 0.2, "days": 30.0} | change
    with pytest.raises(InputError, match=next(iter(change))):
        break_even(arguments["spot"], arguments["vol"], days=arguments["days"])
