"""Options in the book: dollars of Greeks, and which of them hedge."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.hedge.held import Held, hedging
from hedgerow.hedge.option import Option
from hedgerow.hedge.terms import Terms
from hedgerow.market.instruments import instrument
from hedgerow.volatility.surface.modelled import ModelledSurface

AS_OF = date(2026, 5, 26)
SURFACE = ModelledSurface({30: 0.1701, 93: 0.1989})


def held(contracts, *, underlying="SPY", right="put", strike=95.0, days=60, slope=1.0):
    """Contracts of one option on an underlying at 100."""
    option = Option(
        expiration=AS_OF + timedelta(days=days),
        strike=strike,
        right=right,
        implied_vol=0.2,
        terms=Terms(100.0, 0.03, 0.0, AS_OF),
        surface=SURFACE.through(0.2, float(np.log(strike / 100.5)), days),
    )
    use = instrument(underlying)
    symbol = f"{underlying}-{right}-{strike:g}-{days}"
    return Held(
        symbol, use, contracts, 100, option, option.value_at_fixed_vol(days), "modelled", slope
    )


@given(st.integers(-50, 50).filter(bool), st.sampled_from(["call", "put"]), st.floats(80, 120))
def test_dollar_greeks(contracts, right, strike):
    """Delta-dollars over 100 are the gain for +1 % now, to the order that gamma-dollars say."""
    made = held(contracts, right=right, strike=strike)
    option = made.option
    for move in (0.01, -0.01):
        moved = option.terms.price(strike, 60, option.implied_vol, right=right, move=move)
        gain = made.shares * (moved - option.value_at_fixed_vol(60))
        taylor = made.delta_dollars * move + made.gamma_dollars * 100 * move**2 / 2
        assert gain == pytest.approx(taylor, abs=abs(contracts) * 1.0)
    assert made.value == pytest.approx(contracts * 100 * made.mark)
    assert np.sign(made.vega_dollars) == np.sign(contracts)


def test_a_short_option_is_the_mirror():
    """Minus n contracts have minus every figure of n."""
    long, short = held(5), held(-5)
    for name in ("value", "notional", "delta_dollars", "gamma_dollars", "vega_dollars"):
        assert getattr(short, name) == -getattr(long, name)
    assert short.gain(20, -0.1, 0.1) == -long.gain(20, -0.1, 0.1)


def test_what_has_expired_is_settled_at_the_move():
    """Past its last day an option is worth its payoff."""
    made = held(2, strike=95.0, days=10)
    assert made.gain(30, -0.10, 0.15) == pytest.approx(200 * (5.0 - made.mark))


def test_the_underlying_moves_by_its_slope():
    """A slope of 1.5 turns -10 % of the instrument into -15 %, and nothing falls below -99 %."""
    assert held(1, slope=1.5).moved(-0.10) == pytest.approx(-0.15)
    assert held(1, slope=4.0).moved(-0.30) == -0.99


def test_long_index_puts_hedge():
    """Puts on an index that the book is long; not puts on a share, calls, or puts sold."""
    index, share = held(5), held(5, underlying="AAPL")
    call, sold = held(-5, right="call", strike=105), held(-5, underlying="QQQ")
    assert hedging([index, share, call, sold]) == {index.symbol}


def test_a_put_spread_hedges_with_both_legs():
    """Long 95 against short 85: both legs belong to the hedge; the other way round neither does."""
    long, short = held(5, strike=95.0), held(-5, strike=85.0)
    assert hedging([long, short]) == {long.symbol, short.symbol}
    assert hedging([held(-5, strike=95.0), held(5, strike=85.0)]) == frozenset()


def test_decay_at_an_unchanged_index():
    """Left alone an option loses its time value at its own volatility, and all but its payoff by its end."""
    made = held(2, strike=105.0)
    assert made.decay(0) == pytest.approx(0)
    assert made.decay(60) == made.decay(90) == pytest.approx(200 * (5.0 - made.mark))
    assert made.decay(30) < 0
