"""The store: whole files or none, the same rows twice change nothing."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.data import store as module
from hedgerow.data.store import Store, write_whole
from hedgerow.data.tables import FileTables
from hedgerow.errors import DataError


def prices(symbol, days, level=100.0):
    """Rows of one symbol."""
    days = pd.to_datetime(days)
    return pd.DataFrame(
        {"date": days, "symbol": symbol, "adj_close": level, "close": level, "close_basis": "index"}
    )


def vix(days, level):
    """Rows of VIX."""
    return pd.DataFrame({"date": pd.to_datetime(days), "symbol": "VIX", "close": level})


def test_refetched_prices_replace_the_symbol(store):
    """A dividend changes every adjusted close before it: the symbol is replaced, others stay."""
    store.keep("prices", prices("SPY", ["2024-05-29", "2024-05-30"]))
    store.keep("prices", prices("QQQ", ["2024-05-30"]))
    store.keep("prices", prices("SPY", ["2024-05-30", "2024-05-31"], 99.0))
    rows = store.rows("prices")
    assert rows["symbol"].tolist() == ["QQQ", "SPY", "SPY"]
    assert rows["adj_close"].tolist() == [100.0, 99.0, 99.0]
    assert store.span("prices")["SPY"] == (date(2024, 5, 30), date(2024, 5, 31))


def test_published_history_grows(store):
    """An index's past does not change: earlier rows stay, later ones are those fetched."""
    store.keep("vol_indices", vix(["2024-05-29", "2024-05-30"], 14.0))
    store.keep("vol_indices", vix(["2024-05-30", "2024-05-31"], 13.0))
    assert store.rows("vol_indices")["close"].tolist() == [14.0, 13.0, 13.0]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sets(st.integers(0, 9), min_size=1), min_size=1, max_size=4))
def test_keeping_twice_changes_nothing(tmp_path_factory, fetches):
    """Keeping the last fetch again leaves the file byte for byte."""
    store = Store(tmp_path_factory.mktemp("kept"))
    for table in ("prices", "vol_indices"):
        for fetch in fetches:
            rows = prices("SPY", [f"2024-05-1{day}" for day in sorted(fetch)], float(len(fetch)))
            store.keep(table, rows)
        path = store.folder / table / "daily.parquet"
        before = path.read_bytes()
        store.keep(table, rows)
        assert path.read_bytes() == before


def test_what_was_asked_for_is_noted(store):
    """The file remembers which days were asked for, through later merges."""
    assert store.asked("prices") == {}
    store.keep("prices", prices("SPY", ["2024-05-30"]), {"SPY": ("2024-05-01", "2024-05-30")})
    store.keep("prices", prices("QQQ", ["2024-05-30"]), {"QQQ": ("2024-05-02", "2024-05-30")})
    assert store.asked("prices")["SPY"] == ("2024-05-01", "2024-05-30")
    assert FileTables.open(str(store.folder)).last_session() == date(2024, 5, 30)


def test_a_csv_of_the_user_is_read_and_left(store):
    """A table that stands there as CSV is merged into Parquet, which is read first."""
    folder = store.folder / "vol_indices"
    folder.mkdir(parents=True)
    (folder / "daily.csv").write_text("date,symbol,close\n2024-05-30,VIX,14.5\n")
    store.keep("vol_indices", vix(["2024-05-31"], 12.9))
    assert store.rows("vol_indices")["close"].tolist() == [14.5, 12.9]
    assert (folder / "daily.csv").is_file()


def test_chain_is_kept_under_its_session(store, documents):
    """A chain is found again by underlying and session."""
    from hedgerow.data.formats.cboe import delayed_quotes

    rows = delayed_quotes(documents.delayed())
    path = store.keep_chain(rows)
    assert path.name == "SPY_2024-05-31.parquet"
    found, _ = store.tables().chain_rows("SPY", date(2024, 5, 31))
    assert found["bid"].sum() == rows["bid"].sum()
    assert store.tables().chain_rows("SPY", date(2024, 5, 30)) is None


STEPS = ("open", "written", "flushed", "replaced", "synced")


def interrupting(monkeypatch, step, blow):
    """Lets ``blow`` strike at one step of a write; returns what writes."""

    def strike(name, call):
        def struck(*args, **kwargs):
            if name == step:
                blow()
            return call(*args, **kwargs)

        return struck

    monkeypatch.setattr(Path, "open", strike("open", Path.open))
    monkeypatch.setattr(os, "fsync", strike("flushed", os.fsync))
    monkeypatch.setattr(Path, "replace", strike("replaced", Path.replace))
    monkeypatch.setattr(module, "_sync", strike("synced", module._sync))

    def write(file):
        file.write(b"new, first half ")
        if step == "written":
            blow()
        file.write(b"and second")

    return write


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError, OSError(28, "full")])
@pytest.mark.parametrize("step", STEPS)
def test_an_interrupt_at_any_step_leaves_a_whole_file(tmp_path, monkeypatch, step, error):
    """Whatever strikes wherever: the old file or the new one stands there, and nothing beside it."""
    path = tmp_path / "daily.parquet"
    path.write_bytes(b"old")

    def blow():
        raise error

    with monkeypatch.context() as patched:
        write = interrupting(patched, step, blow)
        expected = DataError if isinstance(error, OSError) else error
        with pytest.raises(expected):
            write_whole(path, write)
    whole = b"new, first half and second" if step == "synced" else b"old"
    assert path.read_bytes() == whole
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


KILLED = """
import os, signal, sys
from pathlib import Path
import hedgerow.data.store as module

step, path = sys.argv[1], Path(sys.argv[2])
def die():
    os.kill(os.getpid(), signal.SIGKILL)
def before(call):
    def struck(*args, **kwargs):
        die()
    return struck
def write(file):
    file.write(b"half")
    file.flush()
    if step == "written":
        die()
if step == "flushed":
    os.fsync = before(os.fsync)
if step == "replaced":
    Path.replace = before(Path.replace)
if step == "synced":
    module._sync = before(module._sync)
module.write_whole(path, write)
"""


@pytest.mark.skipif(os.name != "posix", reason="no SIGKILL")
@pytest.mark.parametrize("step", STEPS[1:])
def test_a_killed_write_leaves_a_whole_file(tmp_path, step):
    """Nothing can be tidied after SIGKILL: the old file stands, and a later write sweeps the rest."""
    path = tmp_path / "daily.parquet"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", KILLED, step, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == (b"half" if step == "synced" else b"old")
    for left in tmp_path.glob(".*.part"):
        os.utime(left, (time.time() - 7200,) * 2)
    write_whole(path, lambda file: file.write(b"new"))
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"new"


def test_a_write_of_another_program_is_left_alone(tmp_path):
    """What lies beside a file for less than an hour may still be written."""
    other = tmp_path / ".daily.parquet.12345678.part"
    other.write_bytes(b"half")
    write_whole(tmp_path / "daily.parquet", lambda file: file.write(b"new"))
    assert other.exists()


def test_folder_that_cannot_be_written(tmp_path):
    """A place where no folder can be is named."""
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be kept"):
        Store(tmp_path / "file").keep("prices", prices("SPY", ["2024-05-30"]))


@pytest.mark.parametrize("content", [b"rubbish", b"PAR1" + b"x" * 40 + b"PAR1"])
def test_broken_file(store, content):
    """A kept file that cannot be read is never overwritten; the message says what to do."""
    path = store.folder / "prices" / "daily.parquet"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(DataError, match="move it away"):
        store.keep("prices", prices("SPY", ["2024-05-30"]))
    assert path.read_bytes() == content


def test_empty_store(store):
    """Where nothing was kept there is no source, and no folder is made."""
    assert store.tables() is None
    assert store.rows("prices") is None
    assert store.span("prices") == {}
    assert not store.folder.exists()
