"""Replays kept by name, to be read beside others: the JSON document of a result, a file a run.

The folder is the one that is given, else that of ``HEDGEROW_RUNS``, else ``runs`` in the platform's data folder. A run is
written whole or not at all; saving under a name again replaces what was there. A run is removed by deleting its file.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from hedgerow.data.store import write_whole
from hedgerow.desk.replay_cards import ReplaySummary
from hedgerow.desk.result import Result, Status
from hedgerow.errors import DataError, InputError, suggestion

if TYPE_CHECKING:
    from hedgerow.desk.past_hedges import Backtest

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
PLACE = "HEDGEROW_RUNS"
SUFFIX = ".json"
SAME = 0.005
"""Books whose values lie closer than this share are one."""


@dataclass(frozen=True, kw_only=True)
class SavedRun:
    """What is read of a run that was saved."""

    name: str
    window: str
    first: date
    last: date
    own_peak: bool
    policy: str
    instruments: tuple[str, ...]
    """The most used first."""
    as_of: date
    book_value: float
    """US dollars."""
    unhedged: float
    """Return of the book alone over the window; NaN where the run does not tell."""
    summary: ReplaySummary
    """Of the policy that the run shows."""


@dataclass(frozen=True, kw_only=True)
class SavedRuns(Result):
    """Every run that was saved."""

    command: ClassVar[str] = "runs"
    main_table: ClassVar[str] = "runs"
    place: str
    """The folder."""
    runs: tuple[SavedRun, ...]
    """By name."""


def save_run(result: Backtest, name: str, place: str | Path | None = None) -> Path:
    """Keep a result under a name; returns its file.

    Raises :class:`InputError` for a name that is none, :class:`DataError` where the folder cannot be written.
    """
    path = _file(name, place)
    document = result.to_json().encode()

    def write(file: Any) -> None:  # noqa: ANN401 - any binary file
        file.write(document)

    write_whole(path, write)
    return path


def saved_names(place: str | Path | None = None) -> tuple[str, ...]:
    """Names that something is saved under."""
    return tuple(_names(runs_folder(place)))


def saved_runs(place: str | Path | None = None) -> SavedRuns:
    """Every run in the folder, by name; a file that cannot be read is told and left out."""
    folder = runs_folder(place)
    found: list[SavedRun] = []
    doubts: list[str] = []
    for name in _names(folder):
        try:
            found.append(_read(name, folder))
        except DataError as error:
            doubts.append(str(error))
    return SavedRuns(as_of=None, status=Status.of(doubts), place=str(folder), runs=tuple(found))


def compared_runs(names: Sequence[str], place: str | Path | None = None) -> tuple[SavedRun, ...]:
    """Saved runs by name, each once.

    Raises :class:`InputError` for a name that is none or that nothing is saved under, :class:`DataError` for a file that is
    cut off or no run.
    """
    folder = runs_folder(place)
    there = _names(folder)
    for name in names:
        _file(name, place)
        if name not in there:
            known = ", ".join(there) if there else "none"
            msg = (
                f"no run {name!r} in {folder}{suggestion(name, there)}; saved: {known}; "
                "`hedgerow backtest BOOK --save NAME` saves one"
            )
            raise InputError(msg)
    return tuple(_read(name, folder) for name in dict.fromkeys(names))


def beside(result: Backtest, runs: Sequence[SavedRun]) -> Backtest:
    """A result with saved runs beside it; where a run is of another window or another book that is told."""
    from dataclasses import replace

    notes = tuple(note for run in runs for note in differences(result, run))
    return replace(result, saved=tuple(runs), warnings=(*result.warnings, *notes))


def differences(result: Backtest, run: SavedRun) -> tuple[str, ...]:
    """In what a saved run cannot be held against a result."""
    here = result.window
    notes = []
    if (run.first, run.last) != (here.first, here.last):
        notes.append(
            f"run {run.name} is of another window, {run.first} to {run.last}: its figures are not those of {here.first} to "
            f"{here.last}"
        )
    elif math.isfinite(run.unhedged) and abs(run.unhedged - _unhedged(result)) > SAME:
        notes.append(
            f"run {run.name} is of another book, which alone came to {100 * run.unhedged:+.1f} %, not "
            f"{100 * _unhedged(result):+.1f} %"
        )
    return tuple(notes)


def checked_name(name: str) -> str:
    """A name that a run may have. Raises :class:`InputError` for any other.

    >>> checked_name("spy-2024.08")
    'spy-2024.08'
    """
    if NAME.fullmatch(name):
        return name
    msg = (
        f"run name {name!r} must be 1 to 64 letters, digits, '.', '_' or '-', a letter or a digit first, "
        "like qqq-2024-08"
    )
    raise InputError(msg)


def runs_folder(place: str | Path | None = None) -> Path:
    """Where runs are kept."""
    named = place or os.environ.get(PLACE)
    if named:
        try:
            return Path(named).expanduser()
        except RuntimeError:  # ~nobody
            return Path(named)
    from platformdirs import user_data_path

    return user_data_path("hedgerow") / "runs"


def _file(name: str, place: str | Path | None) -> Path:
    return runs_folder(place) / f"{checked_name(name)}{SUFFIX}"


def _names(folder: Path) -> list[str]:
    """Names of the runs in a folder."""
    names = (path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}") if path.is_file())
    return sorted(name for name in names if NAME.fullmatch(name))


def _unhedged(result: Backtest) -> float:
    return next((row.return_ for row in result.compared if row.policy == "unhedged"), math.nan)


def _read(name: str, folder: Path) -> SavedRun:
    """The run in a file. Raises :class:`DataError` where it holds none."""
    path = folder / f"{name}{SUFFIX}"
    again = "save it again, or delete it"
    try:
        text = path.read_text(encoding="utf-8")
        document = json.loads(text)
    except OSError as error:
        msg = f"run {name}: {path} cannot be read ({error.strerror}); {again}"
        raise DataError(msg) from None
    except (ValueError, RecursionError):
        msg = f"run {name}: {path} is cut off or not JSON; {again}"
        raise DataError(msg) from None
    try:
        return _run(name, document)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        msg = f"run {name}: {path} is no document of `hedgerow backtest`; {again}"
        raise DataError(msg) from None


def _run(name: str, document: Mapping[str, Any]) -> SavedRun:
    if document["command"] != "backtest":
        raise ValueError
    window = document["window"]
    alone = [row["return"] for row in document["compared"] if row["policy"] == "unhedged"]
    return SavedRun(
        name=name,
        window=str(window["name"]),
        first=date.fromisoformat(window["first"]),
        last=date.fromisoformat(window["last"]),
        own_peak=bool(window["own_peak"]),
        policy=str(document["policy"]),
        instruments=tuple(str(row["instrument"]) for row in document["instruments"]),
        as_of=date.fromisoformat(document["as_of"]),
        book_value=_number(document["book"]["value"]),
        unhedged=_number(alone[0] if alone else None),
        summary=_summary(document["summary"]),
    )


def _summary(document: Mapping[str, Any]) -> ReplaySummary:
    """A row as it was saved; figures that an older version did not know are NaN."""
    kept: dict[str, Any] = {}
    for field in fields(ReplaySummary):
        key, kind = field.name.rstrip("_"), str(field.type)
        if kind == "float":
            kept[field.name] = _number(document.get(key))
        elif kind == "tuple[float, float]":
            low, high = document.get(key) or (None, None)
            kept[field.name] = (_number(low), _number(high))
        elif kind == "date":
            kept[field.name] = date.fromisoformat(document[key])
        else:
            kept[field.name] = int(document[key]) if kind == "int" else str(document[key])
    return ReplaySummary(**kept)


def _number(value: object) -> float:
    return math.nan if value is None else float(value)  # type: ignore[arg-type]  # a TypeError is caught
