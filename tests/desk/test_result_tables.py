from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import pandas as pd
import pytest

from hedgerow.desk.result import Result, Status


@dataclass(frozen=True)
class Inner:
    """A record inside a record."""

    width: float


@dataclass(frozen=True)
class Part:
    """A record with everything in it."""

    symbol: str
    inner: Inner
    interval: tuple[float, float]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Curve:
    """A record of series."""

    label: str
    moves: tuple[float, ...]
    pnl: tuple[float, ...]


@dataclass(frozen=True)
class Profile:
    """Series beside figures of their own."""

    level: float
    days: tuple[date, ...]
    beta: tuple[float, ...]
    marks: tuple[float, ...]


@dataclass(frozen=True)
class Holder:
    """A record that holds a table."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Answer(Result):
    """An answer with all kinds of tables."""

    command: ClassVar[str] = "answer"
    parts: tuple[Part, ...]
    curves: tuple[Curve, ...]
    profile: Profile
    holders: tuple[Holder, ...]


PARTS = (
    Part("A", Inner(1.5), (0.25, float("nan")), ("x", "y")),
    Part("B", Inner(2.5), (0.5, 0.75)),
)
DAYS = (date(2024, 5, 29), date(2024, 5, 30), date(2024, 5, 31))


@pytest.fixture
def tables():
    """The tables of an answer."""
    return Answer(
        as_of=DAYS[-1],
        status=Status.of(["old", "assumed"]),
        provenance={"prices": "here"},
        parts=PARTS,
        curves=(Curve("c", (-0.1, 0.0, 0.1), (-1.0, 0.0, 1.0)), Curve("d", (1.0,) * 3, (2.0,) * 3)),
        profile=Profile(3.5, DAYS, (1.0, 1.1, 1.2), (0.1,)),
        holders=(Holder("h", PARTS), Holder("k", PARTS[:1])),
    ).to_tables()


def test_a_sequence_of_records_is_a_table(tables):
    """One row a record; a record inside is joined by a dot, an interval has two ends, words are joined."""
    expected = pd.DataFrame(
        {
            "symbol": ["A", "B"],
            "inner.width": [1.5, 2.5],
            "interval_low": [0.25, 0.5],
            "interval_high": [None, 0.75],
            "notes": ["x; y", ""],
        }
    )
    pd.testing.assert_frame_equal(tables["parts"], expected)


def test_series_are_rows(tables):
    """Equally long series of a record are rows, with what the record says beside them."""
    assert list(tables["curves"].itertuples(index=False, name=None))[:4] == [
        ("c", -0.1, -1.0),
        ("c", 0.0, 0.0),
        ("c", 0.1, 1.0),
        ("d", 1.0, 2.0),
    ]
    assert list(tables["profile"]["days"]) == ["2024-05-29", "2024-05-30", "2024-05-31"]
    assert list(tables["profile"].columns) == ["days", "beta"]


def test_tables_in_records(tables):
    """A table inside a record follows under its own name, each row with the record it is of."""
    assert list(tables["holders.parts"]["of"]) == ["h", "h", "k"]
    assert list(tables["holders.parts"]["symbol"]) == ["A", "B", "A"]


def test_single_figures(tables):
    """What stands in no table is in ``answer`` by its dotted name."""
    figures = dict(tables["answer"].itertuples(index=False, name=None))
    assert figures["as_of"] == "2024-05-31"
    assert figures["status.reasons"] == "old; assumed"
    assert figures["provenance.prices"] == "here"
    assert figures["profile.level"] == 3.5
    assert figures["profile.marks"] == "0.1"


def test_every_table_of_a_plan(plan, valued):
    """No record of a real answer is lost: as many rows as records, in the order of the answer."""
    made = plan(valued(CHIP1=300_000, WIDE1=200_000))
    tables = made.to_tables()
    assert list(tables["book.positions"]["symbol"]) == [p.symbol for p in made.book.positions]
    assert list(tables["pairing.candidates"]["symbol"]) == [
        c.symbol for c in made.pairing.candidates
    ]
    assert list(tables["scenarios"]["hedged"]) == [s.hedged for s in made.scenarios]
    assert len(tables["curves"]) == sum(len(c.at_expiry) for c in made.curves)
    assert len(tables["profile"]) == len(made.profile.moves)
    figures = dict(tables["answer"].itertuples(index=False, name=None))
    assert figures["hedge.premium"] == made.hedge.premium
