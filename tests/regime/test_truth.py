"""Kleene's logic: what is unknown is neither."""

import itertools

import numpy as np
import pytest

from hedgerow.regime import truth

VALUES = (1.0, 0.0, float("nan"))


def _plain(values: tuple[float, ...]) -> bool | None:
    """Conjunction by its table."""
    if 0.0 in values:
        return False
    return None if any(v != v for v in values) else True  # noqa: PLR0124 - NaN


def _possible(values: tuple[float, ...]) -> list[tuple[bool, ...]]:
    """Every way in which the unknown could turn out."""
    options = [(True, False) if v != v else (bool(v),) for v in values]  # noqa: PLR0124
    return list(itertools.product(*options))


@pytest.mark.parametrize("values", list(itertools.product(VALUES, repeat=3)))
def test_conjunction_by_its_table(values: tuple[float, ...]):
    """All 27 rows."""
    found = truth.all_of([np.array([v]) for v in values])
    assert truth.of_day(float(found[0])) is _plain(values)


@pytest.mark.parametrize("values", list(itertools.product(VALUES, repeat=3)))
def test_every_connective_says_what_all_completions_say(values: tuple[float, ...]):
    """True where every way in which the unknown could turn out makes it true, false likewise, else unknown."""
    arrays = [np.array([v]) for v in values]
    for found, plain in (
        (truth.all_of(arrays), all),
        (truth.any_of(arrays), any),
        (truth.at_least(2, arrays), lambda way: sum(way) >= 2),
    ):
        outcomes = {plain(way) for way in _possible(values)}
        expected = outcomes.pop() if len(outcomes) == 1 else None
        assert truth.of_day(float(found[0])) is expected


def test_negation_keeps_the_unknown():
    """Not unknown is unknown."""
    assert np.array_equal(
        truth.negation(np.array(VALUES)), [0.0, 1.0, float("nan")], equal_nan=True
    )
