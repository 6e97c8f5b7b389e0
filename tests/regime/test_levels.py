"""Levels with hysteresis, and the patience of the hedge ratio."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.regime.facts import Facts
from hedgerow.regime.hedge_size import patient, ratio_of, scores
from hedgerow.regime.levels import LEVELS, bands, confirmations, held_levels, level_classes
from hedgerow.regime.thresholds import DEFAULT, overridden

PATHS = st.lists(st.one_of(st.floats(8, 90), st.just(float("nan"))), min_size=1, max_size=60).map(
    np.array
)


def _names(vix: list[float]) -> list[str]:
    return [LEVELS[i] for i in held_levels(np.array(vix), DEFAULT)]


def test_a_wobble_around_an_edge_is_no_change():
    """14.5 and 15.5 in turn: the level stays."""
    assert set(_names([14.5, 15.5] * 10)) == {"low"}


def test_a_full_point_changes_at_once_and_three_closes_do():
    """SPEC DT-04: one point, or three closes."""
    assert _names([14.0, 16.0])[-1] == "normal"
    assert _names([14.0, 15.5, 15.6])[-1] == "low"
    assert _names([14.0, 15.5, 15.6, 15.2])[-1] == "normal"
    assert _names([23.0, 21.5])[-1] == "elevated"
    assert _names([23.0, 20.9])[-1] == "normal"


def test_a_crash_carries_over_every_edge():
    """17 to 37 in a day: panic at once, not normal."""
    assert _names([17.31, 37.32]) == ["normal", "panic"]


@given(PATHS)
def test_held_levels_are_never_far_from_the_close(vix):
    """Between the bands of the close a margin up and a margin down; a missing close changes nothing."""
    held = held_levels(vix, DEFAULT)
    high, low = bands(vix + 1, DEFAULT), bands(vix - 1, DEFAULT)
    known = np.isfinite(vix)
    assert (held[known] <= high[known]).all()
    assert (held[known] >= low[known]).all()
    for i in np.flatnonzero(~known):
        assert held[i] == (held[i - 1] if i else -1)


def test_without_margin_and_patience_the_close_decides():
    """Hysteresis of nothing is the plain band."""
    plain = overridden({"level_margin": 0, "level_patience": 1})
    vix = np.random.default_rng(0).uniform(9, 45, 200)
    assert (held_levels(vix, plain) == bands(vix, plain)).all()


def test_classes():
    """Six levels, three classes."""
    assert level_classes(np.arange(-1, 6)).tolist() == [-1, 0, 0, 1, 1, 2, 2]


def test_confirmers_count_what_is_known():
    """SPEC §DI: without anything else, 0 of 0."""
    assert not [
        c for c in confirmations("normal", Facts.of({"vix": 17.0}), DEFAULT) if c.agrees is not None
    ]
    found = confirmations(
        "high", Facts.of({"vix": 27.0, "term_structure": "contango", "nvrp": 1.1}), DEFAULT
    )
    assert {c.name: c.agrees for c in found if c.agrees is not None} == {
        "curve": False,
        "premium": True,
    }


RATIOS = st.lists(st.floats(0, 1), min_size=1, max_size=40).map(np.array)


@given(RATIOS, st.integers(1, 6))
def test_patience_moves_only_as_far_as_the_week_agreed(ratios, sessions):
    """By a plain restatement: the held ratio is clamped into the range of the last days."""
    held = patient(ratios, sessions=sessions)
    assert held[0] == ratios[0]
    for i in range(1, len(ratios)):
        window = ratios[max(0, i - sessions + 1) : i + 1]
        if len(window) < sessions:
            assert held[i] == held[i - 1]
        else:
            assert held[i] == pytest.approx(np.clip(held[i - 1], window.min(), window.max()))


def test_the_map_of_the_score():
    """SPEC DT-14: (−1, .10) (0, .25) (1, .50) (2, .75) (3, 1), clamped; floor and cap of the user's own."""
    assert ratio_of(np.array([-2.0, -1, 0, 1, 2, 3, 4]), DEFAULT).tolist() == [
        0.1,
        0.1,
        0.25,
        0.5,
        0.75,
        1.0,
        1.0,
    ]
    none = overridden({"hedge_floor": 0.0, "hedge_cap": 0.4})
    assert ratio_of(np.array([-1.0, 2.0]), none).tolist() == [0.1, 0.4]
    assert np.isnan(ratio_of(np.array([np.nan]), DEFAULT)[0])


def test_a_score_of_nothing_known_is_unknown():
    """Not zero."""
    assert np.isnan(scores(Facts.of({"drawdown": 0.2}), DEFAULT)[0])
    assert scores(Facts.of({"vix": 28.0}), DEFAULT)[0] == 1.0
