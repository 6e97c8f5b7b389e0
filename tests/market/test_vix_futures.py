"""VIX futures as a table: what is set aside, and the curve of a session."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import DataError
from hedgerow.market.expirations import vix_settlement
from hedgerow.market.vix_futures import MONTHS, VixFutures

DAY, JUNE, JULY = date(2024, 5, 31), date(2024, 6, 18), date(2024, 7, 17)


def table(*rows, as_of=DAY):
    """The table of rows of (date, expiry, settle)."""
    frame = pd.DataFrame(rows, columns=["date", "expiry", "settle"])
    return VixFutures.from_rows(frame, as_of)


GOOD = ((DAY, JUNE, 14.0), (DAY, JULY, 15.0))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((date(2024, 5, 27), JUNE, 14.0), "no session"),
        ((None, JUNE, 14.0), "no date"),
        ((DAY, None, 14.0), "no expiration"),
        ((DAY, date(2024, 6, 12), 14.0), "no monthly contract"),
        ((DAY, date(2199, 6, 12), 14.0), "no monthly contract"),
        ((DAY, date(2024, 5, 22), 14.0), "after their settlement"),
        ((DAY, date(2024, 8, 21), None), "without a settlement price"),
        ((DAY, date(2024, 8, 21), 0.0), "outside 5 … 200 points"),
        ((DAY, date(2024, 8, 21), -3.0), "outside 5 … 200 points"),
        ((DAY, date(2024, 8, 21), 1.0), "outside 5 … 200 points"),
    ],
)
def test_a_bad_row_is_counted_and_the_rest_stands(row, reason):
    """A holiday, a weekly contract, an expired row or a price of 1.00 is set aside by its reason alone."""
    made = table(*GOOD, row)
    assert made.set_aside == {reason: 1}
    assert [c.settle for c in made.curve().contracts[:2]] == [14.0, 15.0]


def test_rows_that_contradict_each_other_all_go():
    """Equal rows merge; two prices of one contract on one day leave none."""
    made = table(*GOOD, GOOD[0], (DAY, JULY, 15.5))
    assert made.set_aside == {"repeated": 1, "contradicting each other": 2}
    assert np.isnan(made.curve().contracts[1].settle)


def test_a_missing_contract_is_shown_as_missing():
    """M1 … M8 come from the calendar: a contract without a row stands there without a price, and moves no other up."""
    made = table(GOOD[0], (DAY, date(2024, 8, 21), 16.0)).curve()
    assert len(made.contracts) == MONTHS
    assert [c.expiration for c in made.contracts] == [
        vix_settlement(2024, m) for m in range(6, 13)
    ] + [vix_settlement(2025, 1)]
    assert [c.month for c in made.missing] == [2, 4, 5, 6, 7, 8]
    assert made.contracts[2].settle == 16.0
    assert (made.contracts[0].days, made.contracts[0].sessions) == (18, 12)


def test_on_its_settlement_day_a_contract_has_left_the_curve():
    """The front contract is the first that settles after the session."""
    made = table((JUNE, JUNE, 12.7), (JUNE, JULY, 14.1), as_of=JUNE)
    assert made.curve().contracts[0].expiration == JULY
    assert made.curve().contracts[0].settle == 14.1


def test_a_settled_contract_alone_makes_no_session():
    """The file of one contract ends, as a curve, on the session before its settlement."""
    made = table((date(2024, 6, 17), JUNE, 12.9), (JUNE, JUNE, 12.7), as_of=JULY)
    assert made.last == made.curve().session == date(2024, 6, 17)


def test_rows_after_the_session_change_nothing():
    """Future rows are not read, whatever they say."""
    later = (date(2024, 6, 3), JUNE, 77.0), (date(2024, 6, 4), JUNE, -1.0)
    without, with_later = table(*GOOD), table(*GOOD, *later)
    assert repr(with_later.curve()) == repr(without.curve())
    assert with_later.set_aside == without.set_aside
    pd.testing.assert_frame_equal(with_later.settles, without.settles)


def test_the_history_is_the_curves_below_each_other():
    """Each row of the history is the curve of that session."""
    days = [date(2024, 6, 14), date(2024, 6, 17), JUNE]
    expirations = [JUNE, JULY, date(2024, 8, 21)]
    rows = [(d, e, 10.0 + e.month + d.day / 100) for d in days for e in expirations if e > d]
    made = table(*rows, as_of=JUNE)
    history = made.history()
    for i, day in enumerate(days):
        curve = made.curve(day)
        np.testing.assert_array_equal(history.settles[i], curve.settles)
        np.testing.assert_array_equal(history.days[i], curve.days)


def test_a_session_without_rows_is_a_row_of_nothing():
    """A gap is unknown in the history; the curve is that of the last session before it."""
    made = table((date(2024, 5, 29), JUNE, 14.0), *GOOD)
    assert np.isnan(made.history().settles[1]).all()
    assert made.curve(date(2024, 5, 30)).session == date(2024, 5, 29)


def test_no_rows_no_curve():
    """Without rows, or without sound ones, there is no curve."""
    assert VixFutures.from_rows(None, DAY).curve() is None
    empty = table((DAY, JUNE, 0.0))
    assert empty.curve() is None
    assert empty.last is None
    assert len(empty.history().dates) == 0


def test_a_missing_column_is_named():
    """A table without a needed column is refused in one line that names it."""
    with pytest.raises(DataError, match="vix_futures lack the column 'settle'"):
        VixFutures.from_rows(pd.DataFrame({"date": [DAY], "expiry": [JUNE]}), DAY)
