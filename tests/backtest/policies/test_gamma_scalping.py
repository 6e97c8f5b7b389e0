from dataclasses import replace

import numpy as np
import pytest

from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.contracts.shares import Shares
from hedgerow.backtest.costs import Costs
from hedgerow.backtest.policies.gamma_scalping import GammaScalping
from hedgerow.backtest.replay import Terms, replay
from hedgerow.errors import InputError
from hedgerow.pricing.bsm import greeks

FREE = Terms(whole=False, costs=Costs(commission=0.0, spread=0.0))


def random_price(n, vol, seed=2):
    """A path of the volatility given."""
    x = vol / 252**0.5 * np.random.default_rng(seed).standard_normal(n - 1)
    return 100 * np.exp(np.concatenate([[0.0], np.cumsum(x)]))


def one_straddle(tape, policy, terms=FREE):
    """The replay up to the close that replaces the first straddle, and its row."""
    done = replay(tape, policy, terms)
    row = next(t.row for t in done.trades if t.reason == "days left")
    return done, row


@pytest.mark.parametrize("realized", [0.12, 0.35])
def test_gain(flat_tape, realized):
    """It earns half gamma times the moves less what implied volatility says: Σ ½ Γ (ΔS² − σ² S² Δt), by a loop of its own."""
    tape = flat_tape(40, price=random_price(40, realized), vol=0.2, book="cash", strike_step=0.01)
    done, row = one_straddle(tape, GammaScalping("SPX"))
    call = done.trades[0]
    S, total = tape.underlying("SPX").price, 0.0
    for t in range(row):
        T = (np.datetime64(call.contract.expiration) - tape.dates[t]).astype(int) / 365
        dt = int(tape.days[t + 1] - tape.days[t]) / 365
        Γ = 2 * float(greeks(S[t], call.contract.strike, T, 0.2, right="call", rate=0.0).gamma)
        total += 0.5 * Γ * ((S[t + 1] - S[t]) ** 2 - 0.04 * S[t] ** 2 * dt)
    total *= 100 * call.quantity
    spent = 2 * call.quantity * 100 * call.price
    spread = sum(t.spread for t in done.trades if t.row <= row and isinstance(t.contract, Shares))
    gained = done.nav[row] - 1e6 - spread
    assert gained == pytest.approx(total, abs=0.06 * spent)
    assert np.sign(gained) == np.sign(realized - 0.2)


def test_no_delta_is_left(flat_tape):
    """After each close no delta is left."""
    tape = flat_tape(60, price=random_price(60, 0.2), book="cash")
    done = replay(tape, GammaScalping("SPX"), FREE)
    for row in range(59):
        held = [s for s in done.spells if s.start <= row < s.stop]
        delta = sum(
            s.quantity * s.course.multiplier * s.course.delta[row - s.course.start] for s in held
        )
        assert abs(delta) < 1e-6
        assert len([s for s in held if isinstance(s.contract, Option)]) == 2


def test_whole_shares(flat_tape):
    """Whole shares leave half a share at most."""
    tape = flat_tape(30, price=random_price(30, 0.2), book="cash")
    done = replay(tape, GammaScalping("SPX"))
    shares = [t for t in done.trades if isinstance(t.contract, Shares)]
    assert all(t.quantity == round(t.quantity) for t in shares)
    assert shares


def test_band(flat_tape):
    """A band trades less often."""
    tape = flat_tape(60, price=random_price(60, 0.2), book="cash")

    def trades(band):
        done = replay(tape, GammaScalping("SPX", band=band))
        return sum(isinstance(t.contract, Shares) for t in done.trades)

    assert trades(0.2) < trades(0.05) < trades(0.0)


def test_straddle(flat_tape):
    """The straddle is of one strike and replaced in time."""
    tape = flat_tape(120, price=random_price(120, 0.2), book="cash")
    done = replay(tape, GammaScalping("SPX", close_at=12))
    opened = [t for t in done.trades if t.opens and isinstance(t.contract, Option)]
    for call, put in zip(opened[::2], opened[1::2], strict=True):
        assert (call.contract.right, put.contract.right) == ("call", "put")
        assert call.contract.strike == put.contract.strike
        assert 30 <= (call.contract.expiration - tape.date(call.row)).days <= 45
    closed = [t for t in done.trades if t.reason == "days left" and not t.opens]
    assert all(9 <= (t.contract.expiration - tape.date(t.row)).days <= 12 for t in closed)


def test_no_volatility(
    flat_tape,
):
    """Where no volatility is known the straddle is sold at the last one and the shares go too."""
    vol = np.full(60, 0.2)
    vol[10:] = np.nan
    tape = flat_tape(60, price=random_price(60, 0.2), vol=vol, book="cash")
    done = replay(tape, GammaScalping("SPX"))
    assert not [s for s in done.spells if s.stop >= 60]
    assert all(t.stale for t in done.trades if t.reason == "days left")
    assert all("no volatility of SPX" in e.text for e in done.events)
    assert np.isfinite(done.nav).all()


def test_no_look_ahead(flat_tape, shuffled):
    """No future reaches what was traded before it."""
    tape = flat_tape(150, price=random_price(150, 0.2), book="cash")
    whole = replay(tape, GammaScalping("SPX"))
    other = replay(shuffled(tape, 80), GammaScalping("SPX"))
    assert [t for t in other.trades if t.row <= 80] == [t for t in whole.trades if t.row <= 80]


def test_refused():
    """Terms that make no sense are refused."""
    for wrong in ({"share": 0.0}, {"close_at": 30}, {"band": 1.0}):
        with pytest.raises(InputError):
            replace(GammaScalping(), **wrong)
