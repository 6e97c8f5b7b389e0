"""FRED's series."""

import pandas as pd
import pytest

from hedgerow.data.formats import fred
from hedgerow.errors import DataError
from hedgerow.market.rates import short_rate


@pytest.mark.parametrize(
    "header", ["observation_date,DGS3MO", "observation_date,dgs3mo", "DATE,DGS3MO"]
)
@pytest.mark.parametrize("holiday", ["", "."])
def test_series(header, holiday):
    """Whatever the header's spelling, a holiday is a day without a value."""
    rows = fred.series(f"{header}\n2025-11-10,3.9\n2025-11-11,{holiday}\n2025-11-12,3.8\n")
    assert rows["series"].unique().tolist() == ["DGS3MO"]
    assert rows["value"].isna().tolist() == [False, True, False]
    rate = short_rate(rows, pd.Timestamp(2025, 11, 11).date())
    assert rate.origin == "DGS3MO of 2025-11-10"
    assert rate.set_aside == {}


def test_volatility_indices():
    """VIXCLS is Cboe's VIX under another name; a rate is none."""
    rows = fred.series("observation_date,VIXCLS\n2025-11-10,17.2\n2025-11-11,\n")
    assert fred.index_rows(rows).to_dict("records") == [
        {"date": pd.Timestamp(2025, 11, 10), "symbol": "VIX", "close": 17.2}
    ]
    assert fred.index_rows(fred.series("DATE,DFF\n2025-11-10,3.9\n")) is None


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ("observation_date,A,B\n2025-11-10,1,2\n", "header"),
        ("observation_date,A\n10.11.2025,1\n", "date like 2025-12-31"),
        ("observation_date,A\n2025-11-10,3.", "middle of a line"),
    ],
)
def test_series_that_are_refused(raw, part):
    """Another layout, other dates and half a number are named."""
    with pytest.raises(DataError, match=part):
        fred.series(raw)
