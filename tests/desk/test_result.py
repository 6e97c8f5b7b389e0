import json
import math
from dataclasses import FrozenInstanceError, dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.desk.result import Result, Status, plain


@dataclass(frozen=True)
class Part:
    """A part of an answer."""

    amount: float


@dataclass(frozen=True, kw_only=True)
class Answer(Result):
    """An answer with all kinds of fields."""

    command: ClassVar[str] = "answer"
    zebra: float = 1.5
    apple: tuple[Part, ...] = (Part(math.nan), Part(math.inf))
    when: datetime = datetime(2024, 5, 31, 15, 45, tzinfo=UTC)


def answer(**changes):
    """An answer with changes."""
    return Answer(as_of=date(2024, 5, 31), status=Status("ok"), **changes)


def test_envelope():
    """The document begins with schema 1, command, as_of, status, provenance and warnings, then the
    answer's own keys in the order of its fields.
    """
    document = json.loads(answer().to_json())
    assert list(document) == [
        *("schema", "command", "as_of", "status", "provenance", "warnings"),
        *("zebra", "apple", "when"),
    ]
    assert document["schema"] == 1
    assert document["command"] == "answer"
    assert document["as_of"] == "2024-05-31"
    assert document["status"] == {"state": "ok", "reasons": []}


def test_unknown_is_null():
    """NaN and infinity are null; the document holds neither word."""
    document = answer(zebra=-math.inf)
    assert json.loads(document.to_json())["apple"] == [{"amount": None}, {"amount": None}]
    assert json.loads(document.to_json())["zebra"] is None
    assert "NaN" not in document.to_json()
    assert "Infinity" not in document.to_json()


def test_dates_are_iso():
    """Dates and moments are ISO 8601."""
    assert json.loads(answer().to_json())["when"] == "2024-05-31T15:45:00+00:00"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_every_digit(number):
    """A number read back from the document is the same number, and equal input gives equal bytes."""
    assert json.loads(answer(zebra=number).to_json())["zebra"] == number
    assert answer(zebra=number).to_json() == answer(zebra=number).to_json()


def test_status():
    """Without reasons the status is ok; with some it is degraded, each reason once, in order."""
    assert Status.of([]) == Status("ok", ())
    assert Status.of(["b", "a", "b"]) == Status("degraded", ("b", "a"))


def test_results_are_frozen():
    """An answer cannot be changed."""
    with pytest.raises(FrozenInstanceError):
        answer().zebra = 2.0


def test_no_silent_text():
    """What has no JSON form is refused by the name of its type."""
    with pytest.raises(TypeError, match="complex"):
        plain(1j)
