from dataclasses import replace

import numpy as np
import pytest

from hedgerow.backtest.costs import Costs
from hedgerow.backtest.policies.covered_call import CoveredCall
from hedgerow.backtest.replay import Terms, replay
from hedgerow.errors import InputError
from hedgerow.hedge.put import StrikeWanted
from hedgerow.market.expirations import monthly_expiration

FREE = Terms(whole=False, costs=Costs(commission=0.0, spread=0.0))


def test_rule_of_bxm(flat_tape):
    """It sells the next strike above the spot from third Friday to third Friday."""
    tape = flat_tape(260, strike_step=1.0)
    sold = [t for t in replay(tape, CoveredCall()).trades if t.opens]
    assert len(sold) == 13
    for trade in sold:
        price = tape.underlying("SPX").price[trade.row]
        assert price <= trade.contract.strike < price + 1
    for trade in sold[2:]:  # trading began between two expirations
        day = tape.date(trade.row)
        assert day == monthly_expiration(day.year, day.month)
        end = trade.contract.expiration
        assert end == monthly_expiration(end.year, end.month)


def test_covered(flat_tape):
    """Never more calls are sold than the book covers."""
    tape = flat_tape(120, value=1.25e6, price=4000.0)
    assert {t.quantity for t in replay(tape, CoveredCall()).trades if t.opens} == {-3.0}
    half = replay(tape, CoveredCall(share=0.5))
    assert {t.quantity for t in half.trades if t.opens} == {-1.0}


def test_nothing_covered(flat_tape):
    """A book that covers no call sells none and says so."""
    done = replay(flat_tape(30, value=3e5, price=4000.0), CoveredCall())
    assert not done.trades
    assert done.events[0].text == "the book covers 0.75 calls on SPX: none sold"


def test_called_away(flat_tape):
    """Called away at the strike the rise above it is not earned: one month, by hand: premium plus the smaller of the rise to the strike and the price."""
    rise = np.linspace(100.0, 120.0, 25)
    tape = flat_tape(25, price=rise, strike_step=5.0)
    done = replay(tape, CoveredCall(), replace(FREE, funding="cash"))
    call, settled = done.trades[:2]
    row = settled.row
    per_share = rise[row] - max(rise[row] - call.contract.strike, 0.0) + call.price
    # what it brought is sold to the book's owner in cash, and the call after it has only just been sold
    nav = done.nav[row]
    assert nav == pytest.approx(1e6 / 100 * per_share, rel=2e-4)


def test_by_delta(flat_tape):
    """By delta and bought back early."""
    tape = flat_tape(120, price=100.0)
    policy = CoveredCall(wanted=StrikeWanted("delta", 0.30), close_at=7, rounding="nearest")
    done = replay(tape, policy)
    closed = [t for t in done.trades if not t.opens]
    assert {t.reason for t in closed} == {"days left"}
    assert all(4 <= (t.contract.expiration - tape.date(t.row)).days <= 7 for t in closed)
    assert done.trades[0].contract.strike > 100


def test_refused():
    """More than the book is refused."""
    for wrong in ({"share": 1.5}, {"close_at": 30}, {"wanted": StrikeWanted("delta", -0.3)}):
        with pytest.raises(InputError):
            replace(CoveredCall(), **wrong)
