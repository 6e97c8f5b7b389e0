import csv
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from hedgerow.desk import size
from hedgerow.desk.result import Result, Status
from hedgerow.errors import InputError
from hedgerow.report.files import write, write_tables


@dataclass(frozen=True)
class Line:
    """A record."""

    name: str
    amount: float


@dataclass(frozen=True, kw_only=True)
class Answer(Result):
    """An answer with one table."""

    command: ClassVar[str] = "answer"
    lines: tuple[Line, ...]


def answer(*lines):
    """An answer of these lines."""
    return Answer(as_of=None, status=Status("ok"), lines=tuple(Line(*line) for line in lines))


def rows(path):
    """A CSV file as lists."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_tables_are_read_back(tmp_path):
    """Each table is a CSV file by the name of its field; numbers keep every digit, unknown is empty."""
    third = 1 / 3
    files = write_tables(answer(("a, b", third), ("é", float("nan"))), tmp_path / "new" / "folder")
    assert [file.name for file in files] == ["answer.csv", "lines.csv"]
    assert rows(files[1]) == [["name", "amount"], ["a, b", repr(third)], ["é", ""]]


@pytest.mark.parametrize("name", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tx"])
def test_spreadsheets_run_nothing(tmp_path, name):
    """Words that a spreadsheet would take for a formula begin with an apostrophe; numbers do not."""
    _, lines = write_tables(answer((name, -1.5)), tmp_path)
    assert rows(lines)[1] == [f"'{name}", "-1.5"]


def test_whole_or_not_at_all(tmp_path, monkeypatch):
    """Where writing breaks off, what was there stays as it was, and no scraps are left."""
    path = write(tmp_path / "page.html", "before", hint="--html")

    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(InputError, match=r"page.html \(No space left on device\).*--html"):
        write(path, "after", hint="--html")
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_a_file_like_any_other(tmp_path):
    """A new file has the permissions of any file that the user makes, and a link stays a link."""
    plain = tmp_path / "plain"
    plain.touch()
    made = write(tmp_path / "made", "text", hint="--html")
    assert stat.S_IMODE(made.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    link = tmp_path / "link"
    link.symlink_to(made)
    write(link, "through", hint="--html")
    assert link.is_symlink()
    assert made.read_text() == "through"


def test_a_device_is_written_to():
    """A device is never replaced by a file."""
    write(os.devnull, "gone", hint="--html")
    assert Path(os.devnull).is_char_device()


def test_where_nothing_can_be_written(tmp_path):
    """A folder that is missing, a folder instead of a file, a file instead of a folder: one line each
    that names the path and the option.
    """
    with pytest.raises(InputError, match=r"nowhere/page.html \(No such file.*--html"):
        write(tmp_path / "nowhere" / "page.html", "text", hint="--html")
    with pytest.raises(InputError, match="is a folder"):
        write(tmp_path, "text", hint="--html")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"cannot make the folder .*--csv"):
        write_tables(size(value=1e5, beta=1, spot=100), tmp_path / "file" / "folder")
