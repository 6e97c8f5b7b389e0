"""Grids: every combination once, found again under its key, the same from any worker."""

import numpy as np
import pytest

from hedgerow.backtest.catalogue import POLICIES, PolicyChoices, policy
from hedgerow.backtest.grid import FIGURES, GridWindow, fingerprint, points, solved
from hedgerow.backtest.replay import Terms, replay
from hedgerow.errors import InputError

CHOICES = PolicyChoices(instrument="SPX")


def test_every_combination_once():
    """Policies times settings; what makes the same policy is one point."""
    grid = {"delta": [-0.2, -0.3], "days": [60, 75, 90]}
    assert len(points(["put", "put-spread"], CHOICES, grid, "x")) == 12
    assert len(points(["unhedged"], CHOICES, grid, "x")) == 1


def test_keys_are_of_everything(flat_tape):
    """Another tape, another term or another setting has another key; the same ones the same."""
    tape = flat_tape(100)
    one = fingerprint(tape, Terms(), GridWindow(0, 9))
    assert one == fingerprint(flat_tape(100), Terms(), GridWindow(0, 9))
    others = [
        fingerprint(flat_tape(100, rate=0.01), Terms(), GridWindow(0, 9)),
        fingerprint(flat_tape(100, vol=0.21), Terms(), GridWindow(0, 9)),
        fingerprint(tape, Terms(execution="next"), GridWindow(0, 9)),
        fingerprint(tape, Terms(), GridWindow(0, 8)),
    ]
    assert len({one, *others}) == 5


def test_figures_are_the_replay_s(flat_tape):
    """A point says what the replay does."""
    tape = flat_tape(300, vix=20.0)
    window = GridWindow(0, 299)
    (point,) = points(["put"], CHOICES, {"delta": [-0.3]}, "x")
    row = dict(zip(FIGURES, solved(tape, Terms(), window, [point])[0], strict=True))
    made = replay(tape, policy("put", CHOICES))
    assert row["return"] == pytest.approx(made.nav[-1] / tape.value - 1)
    assert row["trades"] == len(made.trades)
    assert row["modelled_share"] == 1.0


@pytest.mark.parametrize(
    ("grid", "why"),
    [
        ({"strike": [1]}, "'strike' is none of"),
        ({"delta": [0.3]}, "delta 0.3 must lie"),
        ({"days": list(range(20, 120)), "ratio": list(np.linspace(0.1, 2, 1100))}, "at most"),
    ],
)
def test_refused(grid, why):
    """A setting that does not exist, one out of range, and too many."""
    with pytest.raises(InputError, match=why):
        points(["put"], CHOICES, grid, "x")


@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_is_made(name):
    """Every name of the catalogue makes a policy of that name, on any instrument."""
    assert policy(name, PolicyChoices()).name == name
    assert policy(f"{name}@QQQ", PolicyChoices()).name == f"{name}@QQQ"


@pytest.mark.parametrize("name", ["putt", "put@", "@SPY"])
def test_no_policy(name):
    """A name that is none is told, with a guess."""
    with pytest.raises(InputError):
        policy(name, PolicyChoices())
