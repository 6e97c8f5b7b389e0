"""`hedgerow premium`: the document, and what is refused."""

import json

import pytest


def test_the_document_has_what_was_promised(hedgerow, vol_market):
    """``iv``, ``rv``, ``ratio``, ``iv_rank`` and ``iv_percentile`` are numbers, ``flavours`` holds four records."""
    ran = hedgerow("premium", "SPX", "--data", vol_market, "--json")
    document = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert all(0 < document[key] < 5 for key in ("iv", "rv", "ratio"))
    assert all(0 <= document[key] <= 100 for key in ("iv_rank", "iv_percentile"))
    assert list(document["flavours"]) == ["ex_ante_model", "ex_post", "trailing", "variance"]
    assert document["status"] == {"state": "ok", "reasons": []}


def test_files(hedgerow, vol_market, tmp_path):
    """A page and tables are written beside the answer."""
    page, tables = tmp_path / "page.html", tmp_path / "tables"
    ran = hedgerow("premium", "SPX", "--data", vol_market, "--html", page, "--csv", tables)
    assert ran.code == 0
    assert 'id="figure-premium"' in page.read_text(encoding="utf-8")
    assert {"family.csv", "by_level.rows.csv", "history.csv"} <= {p.name for p in tables.iterdir()}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("NOPE",), 3, "no volatility index of NOPE is known; --chain"),
        (("VVIX",), 2, "VVIX is not the 30-day implied volatility"),
        (("",), 2, "is empty"),
        (("SPX", "--as-of", "tomorrow"), 2, "'tomorrow'"),
        (("SPX", "--as-of", "2031-01-02"), 3, "VIX ends on 2024-05-31"),
        (("SPX", "--window", "1"), 2, "window 1 must lie in 2 … 252"),
        (("SPX", "--start", "2030-01-02"), 2, "start 2030-01-02 is after 2024-05-31"),
        (("SPX", "--chain", "none.csv"), 2, "'none.csv' not found"),
        (("QQQ",), 3, "no VXN up to"),
    ],
)
def test_bad_input_is_one_line(hedgerow, vol_market, arguments, code, said):
    """What is wrong, with the way out; never a traceback."""
    ran = hedgerow("premium", *arguments, "--data", vol_market)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("date,symbol,value\n2024-05-31,VIX,15\n", "vol_indices lack the column"),
        ("date,symbol,close\nsometime,VIX,15\n", "no VIX up to"),
        ("date,symbol,close\n2024-05-31,VIX,0.15\n", "no VIX up to"),
        ("date,symbol,close\n2024-05-31,VIX,nan\n", "no VIX up to"),
    ],
)
def test_an_index_file_that_is_none(hedgerow, vol_market, tmp_path, rows, said):
    """A wrong column, a day that is none, decimals for points, no number: one line."""
    (tmp_path / "vol_indices").mkdir()
    (tmp_path / "vol_indices" / "daily.csv").write_text(rows)
    (tmp_path / "prices").symlink_to(vol_market / "prices")
    ran = hedgerow("premium", "SPX", "--data", tmp_path)
    assert ran.code in {2, 3}
    assert said in ran.err
    assert ran.err.count("\n") == 1
