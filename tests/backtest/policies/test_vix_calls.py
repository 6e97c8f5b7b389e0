from dataclasses import replace

import numpy as np
import pytest

from hedgerow.backtest.contracts.vix_future import next_settlements
from hedgerow.backtest.contracts.vix_option import vix_option_vol
from hedgerow.backtest.policies.vix_calls import VixCalls
from hedgerow.backtest.replay import Terms, replay
from hedgerow.errors import InputError
from hedgerow.pricing.black import forward_delta


@pytest.fixture
def made(flat_tape):
    """A maker of tapes with a flat curve of futures."""

    def tape(level, vvix=100.0, n=60):
        return flat_tape(
            n,
            book="cash",
            series={"VVIX": np.full(n, vvix)},
            futures=lambda rows, days: level + 0 * (rows + days),
        )

    return tape


@pytest.mark.parametrize(
    ("forward", "share"),
    [(12.0, 0), (14.99, 0), (15.0, 0.01), (29.99, 0.01), (30.0, 0.005), (49.9, 0.005), (50.0, 0)],
)
def test_schedule(made, forward, share):
    """The schedule of the index: weights as published for VXTH: nothing, 1 %, 0.5 %, nothing."""
    assert VixCalls().weight(forward) == share
    done = replay(made(forward), VixCalls(), Terms(whole=False))
    bought = [t for t in done.trades if t.opens]
    assert bool(bought) == bool(share)
    for trade in bought[:1]:
        assert -trade.cash - 0.65 * trade.quantity == pytest.approx(share * 1e6, rel=0.02)
        delta = forward_delta(
            forward,
            trade.contract.strike,
            28 / 365,
            vix_option_vol(forward, trade.contract.strike, 28 / 365, 100.0),
            right="call",
        )
        assert float(delta) == pytest.approx(0.30, abs=0.04)


def test_dates(made):
    """Calls are bought on a settlement and held to the next."""
    tape = made(20.0, n=120)
    done = replay(tape, VixCalls())
    for trade in done.trades:
        day = tape.date(trade.row)
        if trade.opens:
            assert trade.contract.expiration == next_settlements(day, 1)[0]
        else:
            assert trade.reason == "settled"
            assert day == trade.contract.expiration


def test_whole_calls(made):
    """Whole calls cost no more than the weight."""
    trade = replay(made(20.0), VixCalls()).trades[0]
    assert trade.quantity == int(trade.quantity)
    assert -trade.cash - 0.65 * trade.quantity <= 0.01 * 1e6


def test_unpriced(made, flat_tape):
    """Without VVIX or a future none is bought and the month says why."""
    blind = replay(replace(made(20.0), series={}), VixCalls())
    assert not blind.trades
    assert "no VVIX" in blind.events[0].text
    assert len(blind.events) == 3  # three settlement days
    assert "no VIX future" in replay(flat_tape(40, book="cash"), VixCalls()).events[0].text


def test_refused():
    """A schedule rises."""
    with pytest.raises(InputError, match="rise"):
        VixCalls(schedule=((30.0, 0.01), (15.0, 0.02)))


def test_no_look_ahead(made, shuffled):
    """No future reaches what was traded before it."""
    tape = made(20.0, n=120)
    whole, other = replay(tape, VixCalls()), replay(shuffled(tape, 50), VixCalls())
    assert [t for t in other.trades if t.row <= 50] == [t for t in whole.trades if t.row <= 50]
    assert other.nav[-1] != whole.nav[-1]
