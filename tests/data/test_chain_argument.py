"""The chain that an argument names: files of any layout, panels, symbols, and what is said of the rest."""

from datetime import date

import pandas as pd
import pytest

from hedgerow.desk.settings import market
from hedgerow.errors import DataError, UnavailableError

DAY, NEXT = date(2024, 5, 31), date(2024, 6, 3)


@pytest.fixture
def asked(synthetic):
    """The synthetic market."""
    return market(synthetic.folder)


@pytest.fixture
def rows(synthetic):
    """The rows of its chain."""
    return pd.read_parquet(synthetic.folder / "chains" / f"SPY_{DAY}.parquet")


def test_a_symbol(asked, synthetic):
    """Looked up on the session; without one on the last there is; a root stands for its underlying."""
    for argument, day in (("SPY", DAY), ("^spy", DAY), ("SPY", None), ("SPY", date(2024, 6, 1))):
        chain, place = asked.chain_of(argument, day)
        assert (chain.underlying, chain.quote_date) == ("SPY", DAY)
        assert place == f"{synthetic.folder}:chains/SPY_{DAY}.parquet"
        assert asked.seen()["chain"] == place


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_file(asked, rows, tmp_path, suffix):
    """The common layout as Parquet or CSV: the same quotes as by the symbol, in any order of rows."""
    path = tmp_path / f"mine.{suffix}"
    shuffled = rows.sample(frac=1, random_state=2)
    if suffix == "csv":
        shuffled.to_csv(path, index=False)
    else:
        shuffled.to_parquet(path)
    chain, place = asked.chain_of(str(path), None)
    wanted, _ = asked.chain_of("SPY", DAY)
    assert place == str(path)
    pd.testing.assert_frame_equal(chain.quotes, wanted.quotes)
    assert chain.quoted_at == wanted.quoted_at
    assert chain.underlying_price == wanted.underlying_price
    assert chain.set_aside == wanted.set_aside


def test_a_published_file(asked, tmp_path, documents):
    """What Cboe publishes, told by its content."""
    path = tmp_path / "SPY.json"
    path.write_bytes(documents.delayed())
    chain, _ = asked.chain_of(str(path), None)
    assert chain.underlying == "SPY"
    assert len(chain.columns)


def test_a_panel(asked, rows, tmp_path):
    """Of several sessions one is read, by name; a weekend means the session before."""
    path = tmp_path / "panel.parquet"
    pd.concat([rows, rows.assign(quote_date=pd.Timestamp(NEXT))]).to_parquet(path)
    for day in (DAY, date(2024, 6, 1)):
        chain, _ = asked.chain_of(str(path), day)
        assert (chain.quote_date, chain.rows_read) == (DAY, len(rows))
    with pytest.raises(
        DataError, match=rf"panel\.parquet: .*2 quote dates, {DAY} … {NEXT}.*--as-of"
    ):
        asked.chain_of(str(path), None)
    with pytest.raises(DataError, match=f"no quotes of 2024-06-04.*--as-of {NEXT} is the nearest"):
        asked.chain_of(str(path), date(2024, 6, 4))
    # as a source it answers for each of its sessions
    source = market(path)
    assert len(source.chain("SPY", NEXT).quotes) == len(asked.chain_of("SPY", DAY)[0].quotes)
    assert source.chain("SPY", date(2024, 6, 4)) is None


def test_a_file_without_a_date(asked, rows, tmp_path):
    """The session is the one in the file's name, or the one given; else it is asked for."""
    bare = rows.drop(columns=["quote_date", "underlying"])
    named, unnamed = tmp_path / f"SPY_{DAY}.csv", tmp_path / "mine.csv"
    for path in (named, unnamed):
        bare.to_csv(path, index=False)
    assert asked.chain_of(str(named), None)[0].quote_date == DAY
    chain, _ = asked.chain_of(str(unnamed), DAY)
    assert (chain.underlying, chain.quote_date) == ("SPY", DAY)
    with pytest.raises(DataError, match="lacks the column 'quote_date'"):
        asked.chain_of(str(unnamed), None)


def test_several_underlyings(asked, rows, tmp_path):
    """A file of two is refused with their names."""
    path = tmp_path / "two.parquet"
    pd.concat([rows, rows.assign(underlying="QQQ")]).to_parquet(path)
    with pytest.raises(DataError, match="2 underlyings, QQQ, SPY; give a file for each"):
        asked.chain_of(str(path), None)


@pytest.mark.parametrize(
    ("argument", "day", "said"),
    [
        (
            "nowhere.parquet",
            None,
            "'nowhere.parquet' not found; give an existing file, or a symbol",
        ),
        ("XYZ", None, "no XYZ chain in .*; there are chains of SPY"),
        ("SPYX", DAY, r"there are chains of SPY \(did you mean 'SPY'\?\)"),
        ("SPY", NEXT, rf"no SPY chain of {NEXT} in .*; its sessions there: {DAY}; .* --as-of"),
    ],
)
def test_what_is_not_there(asked, argument, day, said):
    """One line with what there is instead and the next step."""
    with pytest.raises((DataError, UnavailableError), match=said) as raised:
        asked.chain_of(argument, day)
    assert "\n" not in str(raised.value)


def test_what_is_no_chain(asked, synthetic, tmp_path):
    """A folder, a file of prices, a published history, a picture: each is named."""
    with pytest.raises(DataError, match="is a folder"):
        asked.chain_of(str(synthetic.folder), None)
    with pytest.raises(DataError, match=r"daily\.parquet: chain lacks the column 'ask'"):
        asked.chain_of(str(synthetic.folder / "prices" / "daily.parquet"), None)
    history, picture = tmp_path / "VIX_History.csv", tmp_path / "smile.png"
    history.write_text("DATE,VIX\n05/31/2024,12.92\n")
    picture.write_bytes(b"\x89PNG")
    with pytest.raises(DataError, match="it holds vol_indices, no chain"):
        asked.chain_of(str(history), None)
    with pytest.raises(DataError, match=r"smile\.png: no chain of a known layout"):
        asked.chain_of(str(picture), None)


def test_half_a_file(asked, synthetic, tmp_path):
    """A Parquet file that was cut off is named."""
    path = tmp_path / "half.parquet"
    whole = (synthetic.folder / "chains" / f"SPY_{DAY}.parquet").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"half\.parquet: cannot be read .* is the file whole\?"):
        asked.chain_of(str(path), None)
