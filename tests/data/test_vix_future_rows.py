"""VIX futures from folders, single tables and CFE's contract files."""

from datetime import date

import pandas as pd
import pytest

from hedgerow.desk.settings import market
from hedgerow.errors import DataError

DAY = date(2015, 1, 5)


def contract(folder, name, month, price):
    """A contract file as CFE publishes it."""
    path = folder / name
    path.write_text(
        "CFE data is compiled for the convenience of site visitors.\n"
        "Trade Date,Futures,Open,High,Low,Close,Settle,Change,Total Volume,EFP,Open Interest\n"
        f"01/02/2015,{month},18,19,17,18,{price},0,100,0,500\n"
        f"01/05/2015,{month},18,19,17,18,{price + 1},0,110,0,510\n",
        encoding="utf-8",
    )
    return path


def test_contract_files_make_a_curve(tmp_path):
    """Each file of one contract is a source of its own; together they are the curve, in any order."""
    january = contract(tmp_path, "CFE_F15_VX.csv", "F (Jan 15)", 18.0)
    february = contract(tmp_path, "CFE_G15_VX.csv", "G (Feb 15)", 19.0)
    here = market([february, january])
    curve = here.vix_futures(DAY).curve()
    assert [c.settle for c in curve.contracts[:2]] == [19.0, 20.0]
    assert [c.expiration for c in curve.contracts[:2]] == [date(2015, 1, 21), date(2015, 2, 18)]
    assert here.provenance["vix_futures"] == f"{february}, {january}"


def test_the_first_source_with_a_contract_wins(tmp_path):
    """A contract comes from one source; the others add those that it lacks."""
    first = contract(tmp_path, "CFE_F15_VX.csv", "F (Jan 15)", 18.0)
    (tmp_path / "more").mkdir()
    second = contract(tmp_path / "more", "CFE_F15_VX.csv", "F (Jan 15)", 30.0)
    here = market([first, second])
    assert here.vix_futures(DAY).curve().contracts[0].settle == 19.0
    assert here.provenance["vix_futures"] == str(first)


@pytest.mark.parametrize("form", ["folder", "csv", "parquet"])
def test_a_table_is_found(tmp_path, form):
    """The table is read from the folder's layout, or told by its columns as a single file."""
    rows = pd.DataFrame(
        {"date": ["2015-01-05", "2015-01-06"], "expiry": "2015-01-21", "settle": [19.0, 20.0]}
    )
    (tmp_path / "vix_futures").mkdir()
    path = tmp_path / "vix_futures" / ("daily.csv" if form != "parquet" else "daily.parquet")
    if form == "parquet":
        rows.to_parquet(path, index=False)
    else:
        rows.to_csv(path, index=False)
    found = market(tmp_path if form == "folder" else path).vix_futures(DAY)
    assert found.last == DAY
    assert found.curve().contracts[0].settle == 19.0


def test_a_cell_that_is_no_number_costs_its_row_alone(tmp_path):
    """A broken price or date is set aside and counted."""
    path = tmp_path / "vx.csv"
    path.write_text(
        "date,expiry,settle\n2015-01-05,2015-01-21,19\n2015-01-05,2015-02-18,n/a\n"
        "yesterday,2015-01-21,18\n",
        encoding="utf-8",
    )
    found = market(path).vix_futures(DAY)
    assert found.set_aside == {"no date": 1, "without a settlement price": 1}
    assert found.curve().contracts[0].settle == 19.0


def test_a_folder_s_table_without_its_columns_is_one_line(tmp_path):
    """A table in the place of the futures that lacks a column is refused by name."""
    (tmp_path / "vix_futures").mkdir()
    rows = pd.DataFrame({"date": ["2015-01-05"], "close": [19.0]})
    rows.to_csv(tmp_path / "vix_futures" / "daily.csv", index=False)
    with pytest.raises(DataError, match="vix_futures lack the column 'expiry'"):
        market(tmp_path).vix_futures(DAY)


def test_rates_through_time(tmp_path):
    """On each session the rate is what `rate` says as of it: the bill, else fed funds, else assumed and counted."""
    rows = pd.DataFrame(
        {
            "date": ["2015-01-02", "2015-01-05", "2015-01-20"],
            "series": ["DGS3MO", "DFF", "DFF"],
            "value": [4.0, 2.0, 3.0],
        }
    )
    path = tmp_path / "rates.csv"
    rows.to_csv(path, index=False)
    dates = pd.DatetimeIndex(["2015-01-02", "2015-01-09", "2015-01-12", "2015-01-16", "2015-01-20"])
    history = market(path).rate_history(dates)
    expected = [market(path).rate(day.date()).value for day in dates]
    assert history.rate.tolist() == pytest.approx(expected, rel=1e-14)
    assert history.assumed == 1
