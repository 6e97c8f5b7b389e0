from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.backtest.account import Holding
from hedgerow.backtest.contracts.vix_option import (
    LEVEL,
    VixOption,
    call_strike,
    vix_option_vol,
)
from hedgerow.backtest.margin import requirement
from hedgerow.errors import UnavailableError
from hedgerow.pricing.black import black, forward_delta

END = date(2020, 3, 18)


@pytest.fixture
def tape(flat_tape):
    """VVIX of 95 and futures that move."""
    return flat_tape(
        120,
        rate=0.03,
        book="cash",
        series={"VVIX": np.full(120, 95.0)},
        futures=lambda rows, days: 15 + 0.01 * rows + 0.02 * days,
    )


def test_price(tape):
    """Its price is Black's on the future that settles with it."""
    course = VixOption("call", 20.0, END).course(tape, 5)
    T = (np.datetime64(END) - tape.dates[5]).astype(int) / 365
    F = course.underlying[0]
    vol = float(vix_option_vol(F, 20.0, T, 95.0))
    expected = black(F, 20.0, T, vol, right="call", discount=np.exp(-0.03 * T))
    assert course.value[0] == pytest.approx(float(expected), rel=1e-10)
    assert course.delta[0] == pytest.approx(
        np.exp(-0.03 * T) * float(forward_delta(F, 20.0, T, vol, right="call")), rel=1e-10
    )


def test_parity(tape):
    """A call less a put is the discounted future less the strike."""
    call, put = (VixOption(right, 18.0, END).course(tape, 5) for right in ("call", "put"))
    T = np.maximum(np.datetime64(END).astype(int) - tape.days[5 : 5 + len(call.value)], 0) / 365
    forward = np.exp(-0.03 * T) * (call.underlying - 18.0)
    assert call.value - put.value == pytest.approx(forward, abs=1e-9)


def test_settlement(tape):
    """It settles on the final settlement of its future."""
    for right, strike in (("call", 10.0), ("put", 30.0), ("call", 90.0)):
        option = VixOption(right, strike, END)
        course = option.course(tape, 5)
        assert course.settles
        assert course.value[-1] == option.payoff(float(course.underlying[-1]))
        assert course.half_spread[-1] == 0


def test_level():
    """At thirty days and at the money volatility is a little below VVIX."""
    assert vix_option_vol(17.0, 17.0, 30 / 365, 100.0) == pytest.approx(LEVEL)


@given(
    st.floats(10, 60),
    st.floats(0.02, 1.0),
    st.floats(60, 200),
    st.floats(0.5, 3.0),
    st.floats(1.01, 2),
)
def test_shape(future, expiry, vvix, over, more):
    """It falls with the tenor and rises with the strike."""
    K = future * over
    near = float(vix_option_vol(future, future, expiry, vvix))
    assert near > float(vix_option_vol(future, future, expiry * more, vvix))
    assert float(vix_option_vol(future, K * more, expiry, vvix)) >= float(
        vix_option_vol(future, K, expiry, vvix)
    )


def test_call_strike():
    """The strike of a delta is the listed one whose delta is nearest."""
    strikes = np.arange(10.0, 60.0)
    found = call_strike(18.0, 30 / 365, 90.0, delta=0.3, strikes=strikes)
    each = forward_delta(
        18.0, strikes, 30 / 365, vix_option_vol(18.0, strikes, 30 / 365, 90.0), right="call"
    )
    assert found == strikes[np.argmin(np.abs(each - 0.3))]


def test_unpriced(tape, flat_tape):
    """Without VVIX or a future it has no price."""
    blind = replace(tape, series={"VVIX": np.full(120, np.nan)})
    with pytest.raises(UnavailableError, match="no VVIX"):
        VixOption("call", 20.0, END).course(blind, 5)
    with pytest.raises(UnavailableError, match="no VIX future"):
        VixOption("call", 20.0, END).course(flat_tape(30, series={"VVIX": np.full(30, 95.0)}), 5)


def test_missing_vvix(tape):
    """A session without VVIX has the last one and is stale."""
    series = tape.series["VVIX"].copy()
    series[8] = np.nan
    course = VixOption("call", 20.0, END).course(replace(tape, series={"VVIX": series}), 5)
    assert course.stale.nonzero()[0].tolist() == [3]
    assert np.isfinite(course.value).all()


def test_margin(tape):
    """What is sold is asked for its value and a fifth of the future, less what it is out of the money, a tenth at least."""
    for right, strike in (("call", 20.0), ("put", 15.0), ("call", 40.0)):
        option = VixOption(right, strike, END)
        course = option.course(tape, 5)
        F, value = course.underlying[0], course.value[0]
        out = max(strike - F if right == "call" else F - strike, 0.0)
        least = 0.1 * (F if right == "call" else strike)
        expected = 100 * (value + max(0.2 * F - out, least))
        assert requirement({option: Holding(course, -3.0, 5, 5, 1.0)}, 5) == pytest.approx(
            3 * expected
        )
