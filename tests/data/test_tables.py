from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.source import Market
from hedgerow.data.tables import FileTables
from hedgerow.errors import DataError

EVER = (date(1990, 1, 1), date(2030, 1, 1))
SYMBOLS = ["SPY", "CHIP1"]


def as_csv(folder):
    """Turns every Parquet file of a folder into CSV."""
    for path in folder.rglob("*.parquet"):
        pd.read_parquet(path).to_csv(path.with_suffix(".csv"), index=False)
        path.unlink()


def asked(source, day):
    """Everything that the library asks of a source."""
    market = Market((FileTables.open(str(source)),))
    prices = market.prices(SYMBOLS, day, window=252)
    return (
        [prices.adjusted, prices.unadjusted, market.chain("SPY", day).quotes],
        prices.basis.fillna("").to_numpy().tolist(),
        {s: prices.spot(s) for s in SYMBOLS},
        market.vol_indices(day),
        market.rate(day),
    )


def test_csv_equals_parquet(synthetic, market_copy):
    """The same tables as Parquet and as CSV give the same numbers, to the last bit."""
    as_csv(market_copy)
    frames, *rest = asked(market_copy, synthetic.chain_day)
    expected_frames, *expected = asked(synthetic.folder, synthetic.chain_day)
    assert rest == expected
    for frame, wanted in zip(frames, expected_frames, strict=True):
        pd.testing.assert_frame_equal(frame, wanted, check_exact=True)


def test_rows_are_those_of_the_file(synthetic):
    """What is asked for is what was written: these symbols, these days."""
    source = FileTables.open(str(synthetic.folder))
    start, end = date(2024, 1, 2), synthetic.plain_day
    found = source.price_rows(SYMBOLS, start, end).set_index(["symbol", "date"])["adj_close"]
    written = synthetic.closes[SYMBOLS].loc[str(start) : str(end)]
    assert len(found) == written.size
    for symbol in SYMBOLS:
        np.testing.assert_array_equal(found[symbol], written[symbol])
    assert source.last_session() == synthetic.chain_day


@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("prices/daily", lambda s: len(s.price_rows(SYMBOLS, *EVER))),
        ("vol_indices/daily", lambda s: len(s.vol_index_rows(*EVER))),
        ("rates/daily", lambda s: len(s.rate_rows(*EVER))),
        ("chains/SPY_2024-05-31", lambda s: len(s.chain_rows("SPY", date(2024, 5, 31))[0])),
    ],
    ids=["prices", "vol_indices", "rates", "chain"],
)
def test_single_files(market_copy, synthetic, path, question, kind):
    """A single file, whatever its name, is recognised by its columns and holds that table alone."""
    if kind == "csv":
        as_csv(market_copy)
    moved = (market_copy / f"{path}.{kind}").rename(market_copy / f"anything.{kind}")
    source = FileTables.open(str(moved))
    assert question(source) == question(FileTables.open(str(synthetic.folder))) > 0
    held = [
        source.price_rows(SYMBOLS, *EVER),
        source.vol_index_rows(*EVER),
        source.rate_rows(*EVER),
        source.chain_rows("SPY", date(2024, 5, 31)),
    ]
    assert sum(table is not None for table in held) == 1


def test_chain_file_is_for_its_own_session(synthetic):
    """A chain given as a single file answers only for its underlying and session."""
    path = synthetic.folder / "chains" / f"SPY_{synthetic.chain_day}.parquet"
    source = FileTables.open(str(path))
    rows, where = source.chain_rows("SPY", synthetic.chain_day)
    assert len(rows) > 500
    assert where == str(path)
    assert source.chain_rows("SPY", synthetic.plain_day) is None
    assert source.chain_rows("QQQ", synthetic.chain_day) is None


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_rows_after_the_session_are_not_read(market_copy, synthetic, rewrite, kind):
    """What is filed under later days, rubbish included, reaches no answer."""
    day = synthetic.plain_day
    expected = asked_without_chain(market_copy, day)
    later = pd.Timestamp(2024, 6, 3)
    for table in ("prices", "vol_indices", "rates"):
        rewrite(
            market_copy,
            table,
            lambda rows: pd.concat(
                [rows, rows.tail(200).assign(date=later), rows.tail(1).assign(date=later)]
            ),
        )
    if kind == "csv":
        as_csv(market_copy)
        with (market_copy / "prices" / "daily.csv").open("a") as file:
            file.write("2024-06-04,SPY,rubbish,rubbish,as_traded\n")
    found = asked_without_chain(market_copy, day)
    assert found[1:] == expected[1:]
    pd.testing.assert_frame_equal(found[0], expected[0], check_exact=True)


def asked_without_chain(source, day):
    """Prices, anchors, spot, indices and rate of one day."""
    tables = FileTables.open(str(source))
    market = Market((tables,))
    prices = market.prices(SYMBOLS, day, window=252)
    return (
        prices.adjusted,
        tables.anchors(SYMBOLS, day),
        prices.spot("SPY"),
        prices.set_aside,
        market.vol_indices(day),
        market.rate(day),
    )


def test_one_bad_cell_costs_one_row(market_copy, synthetic):
    """A CSV cell that is no date or no number sets aside its own row and no other."""
    as_csv(market_copy)
    path = market_copy / "prices" / "daily.csv"
    lines = path.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("2024-05-20,SPY"))
    lines[at] = "2024-05-20,SPY,n/a,n/a,as_traded"
    lines[1] = "yesterday" + lines[1][10:]
    path.write_text("\n".join(lines))
    prices = Market((FileTables.open(str(market_copy)),)).prices(
        SYMBOLS, synthetic.plain_day, window=252
    )
    gaps = prices.adjusted.isna()
    assert gaps.sum().sum() == 1
    assert gaps.loc["2024-05-20", "SPY"]
    assert prices.set_aside["price missing or not positive"] == 1


def test_contradicting_rows_are_all_set_aside(market_copy, synthetic, rewrite):
    """Of two prices for one day neither counts, however the file is ordered."""
    day = synthetic.plain_day
    twice = pd.DataFrame(
        {"date": [pd.Timestamp(day)] * 2, "symbol": "WIDE1", "adj_close": [1.0, 2.0]}
    )
    for rows in (twice, twice[::-1]):
        rewrite(
            market_copy,
            "prices",
            lambda old, rows=rows: pd.concat([old[old["symbol"] != "WIDE1"], rows]),
        )
        prices = Market((FileTables.open(str(market_copy)),)).prices(["WIDE1"], day, window=5)
        assert "WIDE1" not in prices
        assert prices.set_aside == {"contradicting each other": 2}


def test_anchors(market_copy, synthetic, rewrite):
    """The anchors are each symbol's last unadjusted close of each basis up to the day."""

    def change(rows):
        rows = rows[(rows["symbol"] == "WIDE1") & (rows["date"] >= "2024-05-20")].copy()
        bases = {"2024-05-21": "as_traded", "2024-05-23": "split_adjusted"}
        rows["close_basis"] = rows["date"].dt.strftime("%Y-%m-%d").map(bases)
        rows["close"] = rows["adj_close"].where(rows["close_basis"].notna()) * 2
        return rows

    rewrite(market_copy, "prices", change)
    source = FileTables.open(str(market_copy))
    closes = synthetic.closes["WIDE1"]
    expected = {
        (day, closes[str(day)] * 2, closes[str(day)], basis)
        for day, basis in (
            (date(2024, 5, 21), "as_traded"),
            (date(2024, 5, 23), "split_adjusted"),
        )
    }
    assert set(source.anchors(["WIDE1"], date(2024, 5, 30))["WIDE1"]) == expected
    earlier = source.anchors(["WIDE1"], date(2024, 5, 22))["WIDE1"]
    assert [anchor.date for anchor in earlier] == [date(2024, 5, 21)]
    assert source.anchors(["WIDE1"], date(2024, 5, 20)) == {}


@pytest.mark.parametrize("name", ["with space", "it's", "[ab]*?", "µ"])
def test_any_folder_name(market_copy, synthetic, name):
    """A folder's name is a name: quotes and wildcards in it mean nothing."""
    moved = market_copy.rename(market_copy.parent / name)
    (market_copy.parent / "a").mkdir()
    assert FileTables.open(str(moved)).last_session() == synthetic.chain_day


def test_adjusted_closes_alone_suffice(market_copy, synthetic, rewrite):
    """``close`` and ``close_basis`` are optional; without them there is no anchor."""
    rewrite(market_copy, "prices", lambda rows: rows[["date", "symbol", "adj_close"]])
    source = FileTables.open(str(market_copy))
    assert source.anchors(SYMBOLS, synthetic.chain_day) == {}
    prices = Market((source,)).prices(SYMBOLS, synthetic.plain_day, window=252)
    assert prices.spot("SPY").basis == "adjusted"


def test_missing_source(tmp_path):
    """A path that is not there is named."""
    with pytest.raises(DataError, match=r"nowhere.*not found"):
        FileTables.open(str(tmp_path / "nowhere"))
    with pytest.raises(DataError, match="~nobody-at-all"):
        FileTables.open("~nobody-at-all/data")


def test_empty_folder(tmp_path):
    """A folder without tables says what it should hold."""
    with pytest.raises(DataError, match=r"prices/daily\.parquet"):
        FileTables.open(str(tmp_path))


def test_folder_of_chains_alone(market_copy, synthetic):
    """A folder with chains and nothing else is a source; prices are asked of another."""
    for table in ("prices", "vol_indices", "rates"):
        (market_copy / table / "daily.parquet").unlink()
    source = FileTables.open(str(market_copy))
    assert source.chain_rows("SPY", synthetic.chain_day) is not None
    assert source.price_rows(SYMBOLS, *EVER) is None
    with pytest.raises(DataError, match="no prices in"):
        Market((source,)).as_of(None)


@pytest.mark.parametrize("table", ["prices", "vol_indices", "rates"])
def test_truncated_parquet(market_copy, table):
    """Half a file is an error in one line with the file's name."""
    path = market_copy / table / "daily.parquet"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    source = FileTables.open(str(market_copy))
    with pytest.raises(DataError, match=r"daily\.parquet: cannot be read") as raised:
        source._dated(table, None, (), *EVER)
    assert "\n" not in str(raised.value)


def test_truncated_single_file(market_copy):
    """Half a file given by itself is an error too."""
    path = market_copy / "prices" / "daily.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(DataError, match=r"daily\.parquet: cannot be read"):
        FileTables.open(str(path))


@pytest.mark.parametrize(
    ("table", "column"), [("prices", "adj_close"), ("vol_indices", "close"), ("rates", "series")]
)
def test_missing_column(market_copy, rewrite, table, column):
    """A table without a column that it needs is an error with the column's name."""
    rewrite(market_copy, table, lambda rows: rows.drop(columns=column))
    source = FileTables.open(str(market_copy))
    with pytest.raises(DataError, match=f"'{column}'"):
        source._dated(table, None, (), *EVER)


def test_chain_lacks_a_column(market_copy, synthetic, rewrite):
    """So is a chain."""
    name = f"SPY_{synthetic.chain_day}.parquet"
    rewrite(market_copy, f"chains/{name}", lambda rows: rows.drop(columns="ask"))
    with pytest.raises(DataError, match=f"{name}.*'ask'"):
        FileTables.open(str(market_copy)).chain_rows("SPY", synthetic.chain_day)


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("notes.txt", "hello", r"\.parquet or \.csv"),
        ("other.csv", "a,b\n1,2\n", "columns a, b"),
        ("empty.csv", "", "empty.csv"),
        ("fake.parquet", "hello", "cannot be read"),
    ],
)
def test_files_of_another_kind(tmp_path, name, text, part):
    """A file that is no known table says what was found in it."""
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=part):
        FileTables.open(str(tmp_path / name))


def within_the_day(
    folder, *, name="bars_5min.parquet", stamp="ts", days=("2024-05-30", "2024-05-31"), zone="UTC"
):
    """Writes five-minute bars of SPY; returns the folder."""
    stamps = [
        moment
        for day in days
        for moment in pd.date_range(f"{day} 13:30", periods=78, freq="5min", tz="UTC")
    ]
    stamps = (
        pd.DatetimeIndex(stamps).tz_convert(zone)
        if zone
        else pd.DatetimeIndex(stamps).tz_localize(None)
    )
    rows = pd.DataFrame(
        {stamp: stamps, "symbol": "SPY", "open": 100.0, "high": 101.0, "low": 99.0, "close": 100.5}
    )
    (folder / "intraday").mkdir(exist_ok=True, parents=True)
    path = folder / "intraday" / name
    rows.to_parquet(path) if name.endswith("parquet") else rows.to_csv(path, index=False)
    return folder


@pytest.mark.parametrize("name", ["a.parquet", "a.csv"])
@pytest.mark.parametrize("stamp", ["ts", "timestamp"])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_bars_within_the_day(tmp_path, name, stamp, zone):
    """Parquet or CSV, either name of the stamp, any zone: the same moments, none after the session."""
    market = Market(
        (FileTables.open(str(within_the_day(tmp_path, name=name, stamp=stamp, zone=zone))),)
    )
    bars = market.intraday("SPY", date(2024, 5, 30))
    assert len(bars.times) == 78
    assert bars.times[0] == pd.Timestamp("2024-05-30 13:30", tz="UTC")
    assert bars.set_aside == {}
    assert len(market.intraday("SPY", date(2024, 5, 31)).times) == 156
    assert market.intraday("QQQ", date(2024, 5, 31)) is None
    assert market.seen() == {"intraday": f"{tmp_path}:intraday/{name}"}


def test_the_file_with_most_sessions_is_read(tmp_path):
    """Of several files within the day the one with most days of the symbol answers; a single file will do."""
    within_the_day(tmp_path, name="one.parquet", days=("2024-05-30",))
    within_the_day(tmp_path, name="two.parquet")
    market = Market((FileTables.open(str(tmp_path)),))
    assert len(market.intraday("SPY", date(2024, 5, 31)).times) == 156
    alone = Market((FileTables.open(str(tmp_path / "intraday" / "one.parquet")),))
    assert len(alone.intraday("SPY", date(2024, 5, 31)).times) == 78


@pytest.mark.parametrize("name", ["a.parquet", "a.csv"])
def test_stamps_without_a_zone_are_refused(tmp_path, name):
    """A stamp that does not say in which zone it is could be off by hours."""
    market = Market((FileTables.open(str(within_the_day(tmp_path, name=name, zone=None))),))
    with pytest.raises(DataError, match="zone"):
        market.intraday("SPY", date(2024, 5, 31))
