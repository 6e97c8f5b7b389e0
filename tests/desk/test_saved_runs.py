"""Replays kept by name: what is read is what was saved, and nothing else is taken for a run."""

import json
import math
from dataclasses import fields

import pytest

from hedgerow.desk import ReplayChoices, backtest
from hedgerow.desk.replay_cards import ReplaySummary
from hedgerow.desk.saved_runs import (
    beside,
    checked_name,
    compared_runs,
    differences,
    runs_folder,
    save_run,
    saved_runs,
)
from hedgerow.errors import DataError, InputError
from hedgerow.market.book import Book, Position

BOOK = Book([Position("WIDE1", value=60_000), Position("CHIP1", value=40_000)])


@pytest.fixture(scope="module")
def replayed(synthetic):
    """Replays a window."""

    def of(window, book=BOOK):
        return backtest(
            book,
            data=synthetic.folder,
            as_of=synthetic.plain_day,
            choices=ReplayChoices(window=window),
        )

    return of


@pytest.fixture(scope="module")
def may(replayed):
    """Three weeks."""
    return replayed("2024-05-06:2024-05-24")


def test_a_run_is_read_as_it_was_saved(may, tmp_path):
    """Every figure of the summary, the window, the policy and the instruments; the file is the JSON document."""
    path = save_run(may, "may", tmp_path)
    (run,) = compared_runs(["may", "may"], tmp_path)
    assert path.read_text(encoding="utf-8") == may.to_json()
    assert (run.window, run.first, run.last) == (
        may.window.name,
        may.window.first,
        may.window.last,
    )
    assert run.instruments == tuple(u.instrument for u in may.instruments)
    assert (run.policy, run.as_of, run.book_value) == ("put", may.as_of, may.book.value)
    for field in fields(ReplaySummary):
        here, there = getattr(may.summary, field.name), getattr(run.summary, field.name)
        assert repr(here) == repr(there), field.name  # NaN too
    assert run.unhedged == may.compared[1].return_


def test_runs_are_listed_by_name(may, tmp_path):
    """Sorted; saving again replaces; what is no run is told and left out."""
    for name in ("b", "a", "b"):
        save_run(may, name, tmp_path)
    (tmp_path / "cut.json").write_text(may.to_json()[:900])
    (tmp_path / "notes.txt").write_text("mine")
    found = saved_runs(tmp_path)
    assert [run.name for run in found.runs] == ["a", "b"]
    assert found.status.state == "degraded"
    assert "cut.json is cut off or not JSON" in found.status.reasons[0]
    assert list(found.to_frame()["name"]) == ["a", "b"]
    assert not list(tmp_path.glob("*.part"))


def test_an_empty_place_has_no_runs(tmp_path):
    """A folder that is not there is no error: nothing was saved."""
    found = saved_runs(tmp_path / "none")
    assert (found.runs, found.status.state) == ((), "ok")


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../up", "a/b", "a\\b", ".hidden", "-flag", "a b", "x" * 65, "ü", "a\n"]
)
def test_a_name_leads_nowhere_else(may, tmp_path, name):
    """No path, no hidden file, no flag: refused before anything is written or read."""
    with pytest.raises(InputError, match="run name"):
        save_run(may, name, tmp_path)
    with pytest.raises(InputError, match="run name"):
        compared_runs([name], tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a", "qqq-2024-08", "A.b_c-1", "x" * 64])
def test_names(name):
    """Letters, digits, full stop, underline and hyphen."""
    assert checked_name(name) == name


def test_an_unknown_run_is_told_with_the_nearest(may, tmp_path):
    """What is saved is listed, and what may have been meant."""
    save_run(may, "spy-may", tmp_path)
    with pytest.raises(InputError, match=r"no run 'spy-mai'.*did you mean 'spy-may'.*--save NAME"):
        compared_runs(["spy-mai"], tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cut off or not JSON"),
        ("{", "cut off or not JSON"),
        ("[" * 100_000, "cut off or not JSON"),
        ("[]", "no document of"),
        ("null", "no document of"),
        ('{"command": "size"}', "no document of"),
        ('{"command": "backtest"}', "no document of"),
    ],
)
def test_a_file_that_is_no_run(tmp_path, text, said):
    """One line, with the file and the way out."""
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(DataError, match=said) as told:
        compared_runs(["x"], tmp_path)
    assert "save it again, or delete it" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_utf_8(tmp_path):
    """Bytes that are no text are no run."""
    (tmp_path / "x.json").write_bytes(b"\xff\xfe{}")
    with pytest.raises(DataError, match="cut off or not JSON"):
        compared_runs(["x"], tmp_path)


def test_figures_that_an_older_version_did_not_know(may, tmp_path):
    """A number that is not there is unknown; what is known is read, and what is new is passed over."""
    document = may.to_dict()
    del document["summary"]["turnover"], document["summary"]["effectiveness_interval"]
    document["summary"]["later"] = 1
    (tmp_path / "old.json").write_text(json.dumps(document))
    (run,) = compared_runs(["old"], tmp_path)
    assert math.isnan(run.summary.turnover)
    assert all(map(math.isnan, run.summary.effectiveness_interval))
    assert run.summary.return_ == may.summary.return_


def test_windows_are_never_compared_in_silence(replayed, may, tmp_path):
    """Another window and another book are told in the warnings; the same run is not."""
    other = replayed("2024-04-15:2024-05-03")
    book = Book([Position("OIL1", value=1e5)])
    save_run(may, "same", tmp_path)
    save_run(other, "april", tmp_path)
    save_run(replayed("2024-05-06:2024-05-24", book), "oil", tmp_path)
    runs = compared_runs(["same", "april", "oil"], tmp_path)
    assert [len(differences(may, run)) for run in runs] == [0, 1, 1]
    shown = beside(may, runs)
    assert shown.saved == runs
    assert f"run april is of another window, {other.window.first} to" in shown.warnings[-2]
    assert "run oil is of another book" in shown.warnings[-1]
    assert shown.warnings[:-2] == may.warnings


def test_where_runs_lie(monkeypatch, tmp_path):
    """An argument over the environment over the platform's data folder."""
    monkeypatch.setenv("HEDGEROW_RUNS", str(tmp_path / "set"))
    assert runs_folder(tmp_path / "given") == tmp_path / "given"
    assert runs_folder() == tmp_path / "set"
    monkeypatch.delenv("HEDGEROW_RUNS")
    assert (runs_folder().parent.name, runs_folder().name) == ("hedgerow", "runs")


def test_a_place_that_cannot_be_written(may, tmp_path):
    """A file where the folder should be: one line."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DataError, match="cannot be kept"):
        save_run(may, "a", tmp_path / "file")


def test_saved_runs_alone_are_no_market_data(monkeypatch, tmp_path, may):
    """A data folder that holds nothing but runs is not taken for a source."""
    from hedgerow.desk import betas
    from hedgerow.errors import UnavailableError

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    save_run(may, "a")
    with pytest.raises(UnavailableError, match="no market data"):
        betas(BOOK)
