import csv
import json
from pathlib import Path

import pytest

from hedgerow.report.html import HTML_PAGES

BOOK = "symbol,value\nCHIP1,300000\nWIDE1,200000\n"
EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"
SIZE = ("size", "--value", 500_000, "--beta", 1.15, "--spot", 752)


@pytest.fixture
def market(synthetic, book_file):
    """What every command on data needs."""
    return (book_file(BOOK), "--data", synthetic.folder, "--as-of", synthetic.plain_day)


@pytest.mark.parametrize("command", ["hedge", "pair", "beta"])
def test_html(hedgerow, market, tmp_path, command):
    """`--html` writes one page beside the terminal's, and says on standard error where."""
    page = tmp_path / "report.html"
    plain = hedgerow(command, *market)
    ran = hedgerow(command, *market, "--html", page)
    assert ran.code == 0
    assert ran.out == plain.out
    assert ran.err == f"hedgerow: wrote {page}\n"
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")


@pytest.mark.parametrize("command", ["hedge", "pair", "beta"])
def test_csv(hedgerow, market, tmp_path, command):
    """`--csv` writes every table of the JSON document's, and says on standard error where."""
    folder = tmp_path / "tables"
    ran = hedgerow(command, *market, "--csv", folder, "--json")
    document = json.loads(ran.out)
    names = {path.stem for path in folder.iterdir()}
    assert ran.err == f"hedgerow: wrote {len(names)} tables into {folder}\n"
    table = {"hedge": "scenarios", "pair": "candidates", "beta": "book.positions"}[command]
    assert {"answer", table} <= names
    records = document["book"]["positions"] if command == "beta" else document[table]
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(records)
    first = next(iter(records[0]))
    assert [row[first] for row in rows] == [str(record[first]) for record in records]


def test_a_surface(hedgerow, tmp_path):
    """A chain's surface is a page and tables too: a row an expiration, the grid by day."""
    ran = hedgerow(
        *("surface", EXAMPLE, "--quick", "--json"),
        *("--html", tmp_path / "page.html", "--csv", tmp_path / "tables"),
    )
    assert ran.code == 0
    document = json.loads(ran.out)
    with (tmp_path / "tables" / "expirations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["expiration"] for row in rows] == [e["expiration"] for e in document["expirations"]]
    assert 'id="figure-smiles"' in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_size_and_demo(hedgerow, tmp_path):
    """The calculator and the demonstration write files too."""
    ran = hedgerow(*SIZE, "--html", tmp_path / "size.html", "--csv", tmp_path / "size")
    assert ran.code == 0
    assert (tmp_path / "size.html").stat().st_size < 100_000  # nothing is drawn
    assert (tmp_path / "size" / "delta_adjusted.csv").exists()
    pytest.importorskip("skfolio")
    ran = hedgerow("demo", "--html", tmp_path / "demo.html", "--csv", tmp_path / "demo")
    assert ran.code == 0
    assert "What then happened" in (tmp_path / "demo.html").read_text(encoding="utf-8")
    assert (tmp_path / "demo" / "aftermath.csv").exists()
    book, market = (
        {"size", "beta", "pair", "hedge", "backtest", "runs", "demo"},
        {"vol", "premium", "futures", "read", "rules", "evidence"},
    )
    chain = {"surface", "vix", "expect", "exposure", "morning"}
    assert set(HTML_PAGES) == book | market | chain | {"verify"}


@pytest.mark.parametrize("flag", ["--html", "--csv"])
def test_unwritable(hedgerow, tmp_path, flag):
    """A place that cannot be written is one line with the path, exit code 2, and nothing on standard
    output.
    """
    (tmp_path / "file").touch()
    ran = hedgerow(*SIZE, flag, tmp_path / "file" / "below")
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert str(tmp_path / "file") in ran.err
    assert flag in ran.err
