"""Conditions as data: half-open bands, the unknown, words."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.regime.conditions import (
    AtLeast,
    Not,
    above,
    all_of,
    among,
    any_of,
    at_least,
    at_most,
    below,
    in_words,
    inputs_of,
    truth,
    within,
    without,
)
from hedgerow.regime.facts import Facts
from hedgerow.regime.thresholds import DEFAULT, KNOWN, ORDERED, overridden


def _on(condition, **values):
    return truth(condition, Facts.of(values), DEFAULT)[0]


def test_bands_are_half_open():
    """15 belongs to the band that begins there [SPEC, cross-cutting rule 4]."""
    band = within("vix", "vix_low", "vix_high")
    assert [_on(band, vix=v) for v in (14.99, 15.0, 24.99, 25.0)] == [0, 1, 1, 0]


def test_a_missing_input_is_unknown_not_false():
    """And one that is false decides, whatever is missing."""
    both = all_of(below("vix", "vix_low"), among("term_structure", "contango"))
    assert np.isnan(_on(both, vix=12.0))
    assert _on(both, vix=20.0) == 0
    assert _on(both, vix=12.0, term_structure="contango") == 1
    assert np.isnan(_on(Not(both), vix=12.0))


def test_alternatives_and_counts():
    """One of two, two of three."""
    one = any_of(above("vvix", "vvix_stress"), at_least("vvix_percentile", "high"))
    assert _on(one, vvix=131.0) == 1
    assert np.isnan(_on(one, vvix=100.0))
    two = AtLeast(2, (above("spot_z", "moves"), above("vix_z", "moves"), above("vvix_z", "moves")))
    assert _on(two, spot_z=1.0, vix_z=1.0) == 1
    assert _on(two, spot_z=0.0, vix_z=0.0) == 0


def test_nothing_asked_of_an_input():
    """What is left when the curve is ignored; None where nothing is."""
    row = all_of(below("vix", "vix_low"), among("term_structure", "contango"))
    left = without(row, "term_structure")
    assert inputs_of(left) == ("vix",)
    assert without(among("term_structure", "flat"), "term_structure") is None


def test_words_are_made_of_the_same_data():
    """A threshold of one's own stands in the sentence."""
    condition = any_of(at_most("iv_rank", "rank_thin"), above("iv_percentile", "ivp_half"))
    assert in_words(condition, DEFAULT) == "IV rank at most 20 or IV percentile above 50"
    assert in_words(condition, overridden({"rank_thin": 17})).startswith("IV rank at most 17")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"vix_lwo": 14}, "did you mean 'vix_low'"),
        ({"vix_low": "14"}, "is no number; the default is 15"),
        ({"vix_low": True}, "is no number"),
        ({"vix_low": float("nan")}, "is no number"),
        ({"vix_low": 26}, "must not be above vix_elevated, which is 22"),
    ],
)
def test_thresholds_that_are_none(own, said):
    """One line with the value and what would be right."""
    with pytest.raises(InputError, match=said):
        overridden(own)


def test_the_defaults_are_in_order():
    """Bands have no holes."""
    for scale in ORDERED:
        values = [DEFAULT[key] for key in scale]
        assert values == sorted(values)
    assert all(one.source and one.meaning for one in KNOWN.values())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"vicks": 12.0}, "no rule knows the input 'vicks'"),
        ({"vix": "high"}, "is no number"),
        ({"vix": -1.0}, "must lie in 0 … 1000"),
        ({"term_structure": "contengo"}, "did you mean 'contango'"),
    ],
)
def test_facts_that_are_none(values, said):
    """A wrong key, kind, range or category."""
    with pytest.raises(InputError, match=said):
        Facts.of(values)
