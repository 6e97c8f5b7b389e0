"""`hedgerow vix` on the command line."""

import json
from pathlib import Path

import pandas as pd
import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"


def test_json_and_exit_code(hedgerow):
    """One document on standard output; a degraded answer still exits with 0."""
    ran = hedgerow("vix", EXAMPLE, "--json")
    document = json.loads(ran.out)
    assert ran.code == 0
    assert document["command"] == "vix"
    assert document["target_days"] == 30
    assert 10 < document["value"] < 30


def test_days_repeat(hedgerow):
    """The first is answered for, the others join the term structure."""
    document = json.loads(hedgerow("vix", EXAMPLE, "--days", 60, "--days", 45, "--json").out)
    assert document["target_days"] == 60
    assert {45, 60} <= {row["days"] for row in document["term_structure"]}


def test_one_expiration_prints_and_exits_with_3(hedgerow, tmp_path):
    """What is known is shown, on every face, before the code says that the index is not."""
    rows = pd.read_csv(EXAMPLE)
    path = tmp_path / "SPX_2025-05-14.csv"
    rows[(rows["expiry"] == "2025-06-20") & (rows["root"] == "SPX")].to_csv(path, index=False)
    page = tmp_path / "page.html"
    ran = hedgerow("vix", path, "--html", page)
    assert ran.code == 3
    assert "need two expirations" in " ".join(ran.out.split())
    assert "2025-06-20" in ran.out
    assert "is unknown" in page.read_text(encoding="utf-8")


def test_every_table_is_a_file(hedgerow, tmp_path):
    """Terms, strikes and term structure as CSV."""
    ran = hedgerow("vix", EXAMPLE, "--csv", tmp_path / "tables")
    names = {path.stem for path in (tmp_path / "tables").iterdir()}
    assert ran.code == 0
    assert {"answer", "term_structure", "forward_vols", "jumps"} <= names
    assert any(name.startswith("strips") for name in names)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--days", 0), "days 0"),
        (("--days", "nan"), "days nan"),
        (("--days", "soon"), "valid number"),
        (("--rate", 4), "rate 4"),
        (("--as-of", "tomorrow"), "'tomorrow'"),
    ],
)
def test_bad_input_is_one_line(hedgerow, arguments, said):
    """The value, and exit code 2."""
    ran = hedgerow("vix", EXAMPLE, *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not ran.out


@pytest.mark.parametrize(
    ("content", "code"),
    [("quote_date,expiry,strike,type,bid\n", 2), ("", 2), ("\x00\x01", 2)],
)
def test_files_that_are_no_chain(hedgerow, tmp_path, content, code):
    """A missing column, an empty file, a binary one: one line, no traceback."""
    path = tmp_path / "SPX_2025-05-14.csv"
    path.write_text(content)
    ran = hedgerow("vix", path)
    assert ran.code == code
    assert len(ran.err.splitlines()) == 1


def test_a_missing_chain(hedgerow):
    """A file that is not there is bad input, a symbol without a chain unavailable."""
    assert hedgerow("vix", "nope.csv").code == 2
    assert hedgerow("vix", "SPX", "--as-of", "2025-05-14").code == 3
