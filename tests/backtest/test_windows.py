"""Windows: names, dates and a book's own peak."""

from datetime import date

import numpy as np
import pytest

from hedgerow.backtest.tape import to_days
from hedgerow.backtest.windows import WINDOWS, own_peak, rows_of, window
from hedgerow.errors import InputError

FIRST, LAST = date(2003, 1, 2), date(2026, 7, 22)


@pytest.mark.parametrize("named", WINDOWS, ids=lambda w: w.name)
def test_by_name(named):
    """Each by its name."""
    assert window(named.name, FIRST, LAST) == named


def test_full_and_given():
    """All of the data, and any stretch of it."""
    assert (window("full", FIRST, LAST).first, window("full", FIRST, LAST).last) == (FIRST, LAST)
    given = window("2018-01-26:2018-02-08", FIRST, LAST)
    assert (given.first, given.last) == (date(2018, 1, 26), date(2018, 2, 8))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2021", "none of 2008, 2020"),
        ("2018-01-26", "none of"),
        ("2018-02-30:2018-03-01", "'2018-02-30' is no date"),
        ("2018-03-01:2018-02-01", "does not come before"),
        ("1999-01-04:2000-01-03", "outside the data"),
        ("2025-01-02:2027-01-04", "outside the data"),
    ],
)
def test_refused(text, why):
    """Anything else is one clear line."""
    with pytest.raises(InputError, match=why):
        window(text, FIRST, LAST)


def test_rows():
    """Both ends are inside, a day that is no session means the next and the one before."""
    days = np.array([to_days(date(2020, 1, d)) for d in (2, 3, 6, 7, 8)])
    found = rows_of(window("2020-01-04:2020-01-07", date(2020, 1, 2), date(2020, 1, 8)), days)
    assert found == (2, 3)


def test_own_peak():
    """The highest value around the first day, never on the last."""
    value = np.array([1.0, 2.0, 5.0, 4.0, 3.0, 9.0])
    assert own_peak(value, 3, 5) == 2
