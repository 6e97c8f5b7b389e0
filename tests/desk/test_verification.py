"""Every reference beside ours: all agree, and one that does not is never taken for one that does."""

import json
import math

import pytest

from hedgerow.cli.app import run
from hedgerow.data.progress import Noted
from hedgerow.desk import verification, verify
from hedgerow.reference import Reference


def one(ours, published=1.0, tolerance=0.5, name="one"):
    """A registry of a single reference."""
    made = Reference(name, ours, published, tolerance, "arithmetic")
    return {"pricing": {"numbers": [made]}}


def missing():
    """A computation that fails over two lines."""
    raise ValueError("no value\nhere")


@pytest.fixture(scope="module")
def everything():
    """Every reference of every room."""
    return verify()


def test_every_reference_agrees(everything):
    """Ours lies within the tolerance of each reference result of the library."""
    assert [(row.name, row.ours, row.reference) for row in everything.off] == []
    assert everything.passed
    assert everything.status.state == "ok"
    assert everything.checked == everything.agree == len(everything.results) > 150


def test_the_promised_ones_are_there(everything):
    """The variance strip, Heston at Lewis's and at Kahl and Jäckel's parameters, early-exercise premia, the put
    of ten years, flat volatilities and parity are among them.
    """
    by_reference = {row.reference: row for row in everything.results}
    for published, source in (
        (419.8671, "DDKZ99"),
        (16.070154917028834, "Lewis01"),
        (4.95212, "KJ05"),
        (0.106952702747, "ALO16"),
    ):
        assert by_reference[published].source.startswith(source)
    assert by_reference[16.070154917028834].tolerance <= 1e-10
    assert (by_reference[23.0].tolerance, by_reference[0.2386504].tolerance) == (0.002, 1e-5)
    sources = {row.source for row in everything.results}
    assert "identity: put-call parity" in sources
    assert "identity: a flat volatility has a flat smile" in sources


def test_names_tell_references_apart(everything):
    """No two results have one name, and each says where its reference is from."""
    names = [row.name for row in everything.results]
    assert len(set(names)) == len(names)
    assert all(row.source and row.name for row in everything.results)


def test_rooms_and_chapters_stay_together(everything):
    """Results come in the order of the registry: room by room, chapter by chapter, the same twice."""
    order = [
        (room, chapter, reference.name)
        for room, chapters in verification.registry().items()
        for chapter, references in chapters.items()
        for reference in references
    ]
    assert [(row.room, row.chapter, row.name) for row in everything.results] == order
    assert verify() == everything


def test_a_miss_is_off():
    """Beyond the tolerance it is off, on it it is not; the answer is degraded and says how many."""
    found = verify(references=one(lambda: 1.75))
    assert (found.results[0].ok, found.results[0].difference) == (False, 0.75)
    assert (found.passed, found.checked, found.agree) == (False, 1, 0)
    assert found.status.reasons == ("1 of 1 results are off their references",)
    assert verify(references=one(lambda: 1.5)).passed


@pytest.mark.parametrize("ours", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_off(ours):
    """NaN and infinity agree with nothing, and are null in the document."""
    found = verify(references=one(lambda: ours))
    assert not found.results[0].ok
    assert json.loads(found.to_json())["results"][0]["ours"] is None


def test_one_that_raises_is_off_and_the_others_are_compared():
    """Its error stands beside it in one line."""
    both = {
        "pricing": {"a": one(missing)["pricing"]["numbers"]},
        "hedge": one(lambda: 1.0)["pricing"],
    }
    first, second = verify(references=both).results
    assert (first.ok, first.error) == (False, "ValueError: no value here")
    assert math.isnan(first.ours)
    assert (second.ok, second.error, second.room) == (True, "", "hedge")


def test_nothing_to_compare_is_no_pass():
    """An empty registry proves nothing."""
    found = verify(references={})
    assert not found.passed
    assert found.status.state == "degraded"


def test_progress_is_told():
    """From none to all."""
    noted = Noted()
    verify(references=one(lambda: 1.0), progress=noted)
    assert noted.steps == [("references", 0, 1), ("references", 1, 1)]


def test_keys_of_the_document():
    """Name, ours, reference, difference, tolerance, source and verdict of each result."""
    document = json.loads(verify(references=one(lambda: 1.25)).to_json())
    assert (document["schema"], document["command"], document["as_of"]) == (1, "verify", None)
    assert document["results"] == [
        {
            "name": "one",
            "ours": 1.25,
            "reference": 1.0,
            "difference": 0.25,
            "tolerance": 0.5,
            "source": "arithmetic",
            "ok": True,
            "room": "pricing",
            "chapter": "numbers",
            "error": "",
        }
    ]


@pytest.mark.parametrize(("ours", "code"), [(lambda: 1.0, 0), (lambda: 3.0, 1), (missing, 1)])
@pytest.mark.parametrize("flag", [(), ("--json",)])
def test_exit_code(monkeypatch, capsys, ours, code, flag):
    """The command ends with 1 where anything is off, and still prints its page or document."""
    monkeypatch.setattr(verification, "registry", lambda: one(ours))
    assert run(["verify", *flag]) == code
    printed = capsys.readouterr()
    assert printed.err == ""
    if flag:
        assert json.loads(printed.out)["agree"] == 1 - code
    else:
        assert f"{1 - code} of 1 agree" in printed.out
