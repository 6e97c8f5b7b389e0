from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from hedgerow.backtest.policies.filters import Above
from hedgerow.backtest.policies.short_variance import ShortVariance
from hedgerow.backtest.replay import replay
from hedgerow.errors import InputError
from hedgerow.market.expirations import monthly_expiration


@pytest.fixture
def tape(flat_tape):
    """A random walk, and VIX that jumps about."""
    rng = np.random.default_rng(3)
    price = 100 * np.exp(np.cumsum(0.009 * rng.standard_normal(260)))
    return flat_tape(260, price=price, book="cash", vix=15 + 10 * rng.random(260))


def test_dates(tape):
    """From monthly expiration to monthly expiration."""
    opened = [t for t in replay(tape, ShortVariance()).trades if t.opens]
    assert len(opened) == 12
    for trade in opened:
        end = trade.contract.expiration
        assert end == monthly_expiration(end.year, end.month)
        assert trade.contract.since == tape.date(trade.row)
    for before, after in pairwise(opened):
        assert before.contract.expiration == after.contract.since


def test_payoff(tape):
    """Each month pays strike less realized on the vega wanted: N_vega/(2K) (K² − RV²) in points, less the spread on entry [SPEC VW-01, VW-02]."""
    done = replay(tape, ShortVariance(share=0.002))
    opened, settled = done.trades[2], done.trades[3]
    K = tape.series["VIX"][opened.row]
    x = np.diff(np.log(tape.underlying("SPX").price[opened.row : settled.row + 1]))
    rv2 = 1e4 * 252 * np.mean(x**2)
    vega = 0.002 * done.nav[opened.row]
    paid = opened.cash + settled.cash
    assert paid == pytest.approx(vega * ((K**2 - rv2) / (2 * K) - 0.25), rel=1e-3)


def test_entry(tape):
    """Struck at the index it opens at nothing."""
    opened = replay(tape, ShortVariance(half_spread=0.0)).trades[0]
    assert opened.price == 0
    assert opened.cash == 0


def test_nothing_sold(tape):
    """Without the index or with a filter unmet none is sold."""
    blind = replay(replace(tape, series={}), ShortVariance())
    assert not blind.trades
    assert len(blind.events) == 12
    assert "no VIX" in blind.events[0].text
    high = replay(tape, ShortVariance(filters=(Above("VIX", 24.0),)))
    assert {tape.series["VIX"][t.row] > 24 for t in high.trades if t.opens} == {True}


def test_no_look_ahead(tape, shuffled):
    """No future reaches what was traded before it."""
    whole, other = replay(tape, ShortVariance()), replay(shuffled(tape, 100), ShortVariance())
    assert [t for t in other.trades if t.row <= 100] == [t for t in whole.trades if t.row <= 100]


def test_refused():
    """A share of nothing is refused."""
    with pytest.raises(InputError, match="vol"):
        ShortVariance(share=0.0)
