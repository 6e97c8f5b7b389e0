import numpy as np
import pytest

from hedgerow.backtest.policies.filters import Above, told_monthly, unmet
from hedgerow.errors import InputError


def test_above(flat_tape, looked):
    """Above is strict and unknown is never true."""
    series = np.array([29.0, 30.0, 31.0, np.nan, 50.0])
    tape = flat_tape(5, series={"iv_rank": series})
    rich = Above("iv_rank", 30)
    assert looked(tape, rich.holds) == [False, False, True, False]  # the last session is not asked
    assert looked(tape, rich.known) == [True, True, True, False]


def test_told_monthly(flat_tape, looked):
    """What is unknown is told on the first session of a month only."""
    tape = flat_tape(66)
    said = looked(tape, lambda view: told_monthly(view, unmet((Above("iv_rank", 30),), view)))
    told = [str(tape.date(row)) for row, each in enumerate(said) if each]
    assert told == ["2020-01-02", "2020-02-03", "2020-03-02", "2020-04-01"]
    assert said[0][0].text == "iv_rank unknown: nothing is traded"


def test_known_not_to_hold(flat_tape, looked):
    """A filter that is known not to hold needs no words."""
    tape = flat_tape(10, series={"iv_rank": np.full(10, 10.0)})
    filters = (Above("iv_rank", 30), Above("nvrp", 1.2))
    assert looked(tape, lambda view: unmet(filters, view)) == [""] * 9


def test_begins_within_a_month(flat_tape, looked):
    """Trading that begins within a month tells at once."""
    tape = flat_tape(15, first=5)
    said = looked(tape, lambda view: len(told_monthly(view, "why")))
    assert said == [1] + [0] * 8


def test_level():
    """A level is a number."""
    with pytest.raises(InputError, match="finite"):
        Above("iv_rank", float("nan"))
