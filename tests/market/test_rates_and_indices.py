"""Short rates and volatility indices."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import DataError
from hedgerow.market.calendar import sessions
from hedgerow.market.rates import rate_curve, short_rate
from hedgerow.market.vol_indices import VolIndexHistory, VolIndices

AS_OF = date(2026, 5, 26)


def rates(*rows):
    """Rate rows."""
    return pd.DataFrame(rows, columns=["date", "series", "value"])


def test_treasury_first_then_fed_funds_then_an_assumption():
    """SPEC §M: DGS3MO, else DFF, else 3 % flagged; a series counts for a week."""
    both = rates(("2026-05-22", "DGS3MO", 3.7), ("2026-05-22", "DFF", 3.6))
    assert short_rate(both, AS_OF).source == "DGS3MO"
    stale = rates(("2025-11-24", "DGS3MO", 3.7), ("2026-05-22", "DFF", 3.6))
    assert short_rate(stale, AS_OF).source == "DFF"
    for none in (
        None,
        rates(),
        rates(("2025-01-02", "DFF", 3.6)),
        rates(("2026-05-22", "DFF", np.nan)),
    ):
        assert short_rate(none, AS_OF).source == "assumed"
        assert short_rate(none, AS_OF).value == 0.03


def test_conversion_to_continuous_compounding():
    """A bill's simple yield over its 91 days, and an overnight rate on 360 days, compounded."""
    bill = short_rate(rates(("2026-05-26", "DGS3MO", 4.0)), AS_OF).value
    assert np.exp(bill * 91 / 365) == pytest.approx(1 + 0.04 * 91 / 365)
    overnight = short_rate(rates(("2026-05-26", "DFF", 4.0)), AS_OF).value
    assert np.exp(overnight) == pytest.approx((1 + 0.04 / 360) ** 365)


def test_a_bill_by_its_discount_rate():
    """IRX is the bank discount d of a 91-day bill that costs 1 − d 91/360; DGS3MO comes before it."""
    quoted = rates(("2026-05-26", "IRX", 4.0))
    found = short_rate(quoted, AS_OF)
    P = 1 - 0.04 * 91 / 360
    assert found.source == "IRX"
    assert np.exp(-found.value * 91 / 365) == pytest.approx(P)
    # the same bill by its bond-equivalent yield, 365 d / (360 − 91 d) [Treasury]
    bond_equivalent = 100 * 365 * 0.04 / (360 - 91 * 0.04)
    treasury = short_rate(rates(("2026-05-26", "DGS3MO", bond_equivalent)), AS_OF)
    assert treasury.value == pytest.approx(found.value)
    both = pd.concat([quoted, rates(("2026-05-22", "DGS3MO", 3.7), ("2026-05-26", "DFF", 3.6))])
    assert short_rate(both, AS_OF).source == "DGS3MO"


def test_rates_after_as_of_are_not_read():
    """Tomorrow's rate does not exist today."""
    assert (
        short_rate(rates(("2026-05-26", "DFF", 3.6), ("2026-05-27", "DFF", 9.0)), AS_OF).value
        < 0.04
    )


def test_rates_without_a_column_are_refused():
    """The message names the column."""
    with pytest.raises(DataError, match="'series'"):
        short_rate(rates(("2026-05-26", "DFF", 3.6)).drop(columns="series"), AS_OF)


def indices(*rows):
    """Index rows."""
    return pd.DataFrame(rows, columns=["date", "symbol", "close"])


def test_vix_family_by_days():
    """Points become decimals, symbols become days ahead."""
    made = VolIndices.from_rows(
        indices(
            ("2026-05-26", "VIX", 17.01),
            ("2026-05-26", "VIX3M", 19.89),
            ("2026-05-26", "VVIX", 90.0),
        ),
        AS_OF,
    )
    assert made.vix_family == {30: pytest.approx(0.1701), 93: pytest.approx(0.1989)}


def test_rows_on_holidays_and_nonsense_are_set_aside():
    """SPEC §0: a public VIX file has a row for Memorial Day 2026-05-25; it does not count."""
    made = VolIndices.from_rows(
        indices(
            ("2026-05-22", "VIX", 18.0), ("2026-05-25", "VIX", 99.0), ("2026-05-26", "VIX", 0.0)
        ),
        AS_OF,
    )
    assert made.levels == {"VIX": 0.18}
    assert made.dates == {"VIX": date(2026, 5, 22)}
    assert made.set_aside == {"no session": 1, "outside 5 … 250 points": 1}


def test_old_levels_do_not_count():
    """An index whose last row is older than a week is missing."""
    assert VolIndices.from_rows(indices(("2026-05-01", "VIX", 18.0)), AS_OF).vix_family == {}
    assert VolIndices.from_rows(None, AS_OF).vix_family == {}


def test_indices_without_a_column_are_refused():
    """The message names the column."""
    with pytest.raises(DataError, match="'close'"):
        VolIndices.from_rows(indices(("2026-05-26", "VIX", 18.0)).drop(columns="close"), AS_OF)


def test_implausible_rows_are_set_aside():
    """VIX in decimals, a rate of -500 %, rows without a date: counted, never used."""
    made = VolIndices.from_rows(
        indices(("2026-05-26", "VIX", 0.17), (None, "VIX", 18.0), ("2026-05-26", "MOVE", 900.0)),
        AS_OF,
    )
    assert made.levels == {}
    assert made.set_aside == {"no date": 1, "outside 5 … 250 points": 1}
    rate = short_rate(
        rates(("2026-05-26", "DFF", -500.0), (None, "DFF", 3.6), ("2026-05-22", "DFF", 3.6)), AS_OF
    )
    assert rate.source == "DFF"
    assert rate.date == date(2026, 5, 22)
    assert rate.set_aside == {"no date": 1, "outside -10 … 50 per cent": 1}


def test_an_index_through_time():
    """A history has one level a session, in decimals, and NaN where a session has none."""
    days = sessions()[(sessions() >= "2024-05-01") & (sessions() <= "2024-05-31")]
    rows = pd.DataFrame({"date": days, "symbol": "VIX", "close": 10.0 + np.arange(len(days))})
    rows = pd.concat(
        [
            rows.drop(index=3),
            pd.DataFrame(
                {
                    "date": pd.to_datetime(["2024-05-27", "2024-05-30"]),
                    "symbol": ["VIX", "VXN"],
                    "close": [12.0, 9.0],
                }
            ),
        ]
    )
    history = VolIndexHistory.from_rows(rows, "VIX", date(2024, 5, 30))
    levels = history.on(days)
    assert levels[0] == pytest.approx(0.10)
    assert np.isnan(levels[3])
    assert np.isnan(levels[-1])  # after the session asked for
    assert history.set_aside == {"no session": 1}  # Memorial Day
    assert history.last == date(2024, 5, 30)
    assert VolIndexHistory.from_rows(None, "VIX", date(2024, 5, 30)).last is None


def test_a_curve_by_tenor():
    """The short rate up to three months, Treasury yields at their tenors, straight lines between, flat beyond."""
    rows = rates(
        ("2026-05-26", "DGS3MO", 4.0), ("2026-05-26", "DGS1", 3.8), ("2026-05-26", "DGS2", 3.6)
    )
    curve = rate_curve(rows, AS_OF)
    short = short_rate(rows, AS_OF).value
    one, two = (2 * np.log1p(y / 200) for y in (3.8, 3.6))  # two coupons a year
    assert curve.at([0.01, 0.25, 1.0, 1.5, 2.0, 9.0]) == pytest.approx(
        [short, short, one, (one + two) / 2, two, two]
    )
    assert curve.origin == "DGS3MO, DGS1, DGS2 of 2026-05-26"


def test_a_curve_from_what_there_is():
    """A yield older than a week is left out; without any the curve is flat at the short rate, assumed if need be."""
    stale = rates(("2026-05-26", "DFF", 3.6), ("2026-05-01", "DGS1", 3.8))
    curve = rate_curve(stale, AS_OF)
    assert curve.at([0.1, 5.0]) == pytest.approx(short_rate(stale, AS_OF).value)
    assert curve.source == "DFF"
    assert rate_curve(None, AS_OF).source == "assumed"
    assert rate_curve(None, AS_OF).at(1.0) == 0.03


def test_rows_that_a_curve_leaves_out_are_counted():
    """A yield of 500 per cent is none."""
    rows = rates(("2026-05-26", "DGS3MO", 4.0), ("2026-05-26", "DGS1", 500.0))
    curve = rate_curve(rows, AS_OF)
    assert curve.set_aside == {"outside -10 … 50 per cent": 1}
    assert curve.source == "DGS3MO"


def test_the_range_of_a_session_stands_beside_its_close():
    """Low and high of the rows that stand, in decimals; without such columns they are unknown."""
    rows = indices(("2026-05-22", "VIX", 18.0), ("2026-05-26", "VIX", 17.0))
    found = VolIndexHistory.from_rows(
        rows.assign(low=[17.5, np.nan], high=[19.0, 18.5]), "VIX", AS_OF
    )
    assert found.ranges["low"].tolist() == pytest.approx([0.175, np.nan], nan_ok=True)
    assert found.ranges["high"].tolist() == pytest.approx([0.19, 0.185])
    assert VolIndexHistory.from_rows(rows, "VIX", AS_OF).ranges.isna().all().all()
    assert len(VolIndexHistory.from_rows(None, "VIX", AS_OF).ranges) == 0


def test_each_index_has_its_own_range():
    """Oil at 325 and bonds at 264 are levels, VIX at 325 is a slip; a correlation may be 3."""
    day = date(2026, 1, 29)
    rows = pd.DataFrame(
        {
            "date": pd.Timestamp(day),
            "symbol": ["OVX", "MOVE", "COR1M", "VIX"],
            "close": [325.15, 264.6, 2.93, 325.15],
        }
    )
    known = {s: VolIndexHistory.from_rows(rows, s, day) for s in rows["symbol"]}
    assert [len(known[s].levels) for s in rows["symbol"]] == [1, 1, 1, 0]
    assert sum(known["VIX"].set_aside.values()) == 1
