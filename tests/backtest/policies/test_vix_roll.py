from dataclasses import replace

import numpy as np
import pytest

from hedgerow.backtest.contracts.vix_future import HALF_SPREAD
from hedgerow.backtest.policies.vix_roll import VixRoll
from hedgerow.backtest.replay import replay
from hedgerow.errors import InputError
from hedgerow.market.calendar import sessions_between


@pytest.fixture
def contango(flat_tape):
    """A curve that rises by 0.05 points a day of tenor and never moves."""
    return flat_tape(120, book="cash", vix=14.0, futures=lambda _, days: 15 + 0.05 * days)


def test_curve_that_stands_still(contango):
    """A curve that stands still pays what the future slides down: points slid times 1,000 times contracts, less costs: by trades."""
    done = replay(contango, VixRoll())
    expected = 0.0
    for opened, closed in zip(done.trades[::2], done.trades[1::2], strict=False):
        assert opened.contract == closed.contract
        slid = 0.05 * float(contango.days[closed.row] - contango.days[opened.row])
        gain = 1000 * -opened.quantity * (slid - 2 * HALF_SPREAD) + 2 * 0.65 * opened.quantity
        assert opened.cash + closed.cash == pytest.approx(gain, abs=1.0)
        expected += gain
    assert expected > 0


def test_notional(contango):
    """The notional is the share of the account."""
    opened = replay(contango, VixRoll(share=0.3)).trades[0]
    price = 15 + 0.05 * (
        np.datetime64(opened.contract.expiration) - contango.dates[opened.row]
    ).astype(int)
    assert opened.quantity == -np.floor(0.3 * 1e6 / (1000 * price))


def test_given_up(contango):
    """A contract is given up five sessions before it settles."""
    done = replay(contango, VixRoll())
    closed = [t for t in done.trades if not t.opens]
    assert {t.reason for t in closed} == {"rolled"}
    assert {sessions_between(contango.date(t.row), t.contract.expiration) for t in closed} == {5}


@pytest.mark.parametrize(
    ("slope", "vix"),
    [(0.001, 14.0), (-0.05, 14.0), (0.05, 40.0)],
    ids=["flat", "falls", "basis < 0"],
)
def test_no_contango(flat_tape, slope, vix):
    """Without contango or below the index nothing is sold."""
    tape = flat_tape(60, book="cash", vix=vix, futures=lambda _, days: 25 + slope * days)
    done = replay(tape, VixRoll())
    assert not done.trades
    assert not done.events


def test_basis_turns(contango):
    """It is bought back when the basis turns."""
    vix = contango.series["VIX"].copy()
    vix[6:] = 30.0
    done = replay(replace(contango, series={"VIX": vix}), VixRoll())
    assert done.trades[1].row == 6
    assert done.trades[1].reason == "no contango"
    assert len(done.trades) == 2


def test_unknown(contango, flat_tape):
    """What is unknown is not sold and told once a month."""
    blind = replay(replace(contango, series={}), VixRoll())
    assert not blind.trades
    assert [e.text for e in blind.events] == ["VIX unknown: no future is sold"] * 6
    none = replay(flat_tape(60, book="cash", vix=15.0), VixRoll())
    assert "no VIX future" in none.events[0].text
    assert len(none.events) == 3


def test_no_look_ahead(contango, shuffled):
    """No future reaches what was traded before it."""
    whole, other = replay(contango, VixRoll()), replay(shuffled(contango, 70), VixRoll())
    assert [t for t in other.trades if t.row <= 70] == [t for t in whole.trades if t.row <= 70]
    assert [t.middle for t in other.trades] != [t.middle for t in whole.trades]


def test_refused():
    """Terms that make no sense are refused."""
    for wrong in ({"leave": 0.01}, {"share": 2.0}, {"sessions": 0}):
        with pytest.raises(InputError):
            replace(VixRoll(), **wrong)
