"""`hedgerow futures` on the command line."""

import csv
import json

import pytest


def test_the_options_reach_the_desk(hedgerow, futures_market):
    """Fund, holding and start are those of the answer."""
    ran = hedgerow(
        *("futures", "--data", futures_market, "--etp", "vxx", "--holding", 5),
        *("--start", "2023-01-03", "--as-of", "2024-03-13", "--json"),
    )
    assert (ran.code, ran.err) == (0, "")
    document = json.loads(ran.out)
    assert [card["symbol"] for card in document["funds"]] == ["VXX"]
    assert document["roll"]["holding"] == 5
    assert document["roll"]["warning"] is None
    assert document["funds"][0]["first"] == "2023-01-03"
    assert document["as_of"] == document["curve"]["session"] == "2024-03-13"


def test_tables(hedgerow, futures_market, tmp_path):
    """`--csv` writes the contracts, the days and the funds."""
    ran = hedgerow("futures", "--data", futures_market, "--csv", tmp_path / "t", "--json")
    document = json.loads(ran.out)
    with (tmp_path / "t" / "curve.contracts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["expiration"] for row in rows] == [
        contract["expiration"] for contract in document["curve"]["contracts"]
    ]
    assert {"recent.csv", "funds.csv", "funds.years.csv"} <= {
        p.name for p in (tmp_path / "t").iterdir()
    }


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--etp", "VXY"), 2, "'VXY' is not one of"),
        (("--holding", "0"), 2, "holding 0"),
        (("--start", "soon"), 2, "'soon'"),
        (("--start", "2030-01-02"), 2, "start 2030-01-02"),
        (("--as-of", "2031-13-01"), 2, "2031-13-01"),
        (("--as-of", "2024-06-10"), 3, "--as-of 2024-05-31"),
        (("--as-of", "2019-01-02"), 3, "no VIX futures up to 2019-01-02"),
    ],
)
def test_bad_input_is_one_line(hedgerow, futures_market, options, code, said):
    """A wrong choice is exit code 2, missing futures 3: one line, nothing on standard output."""
    ran = hedgerow("futures", "--data", futures_market, *options)
    assert ran.code == code
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert said in ran.err


def test_broken_tables_are_one_line(hedgerow, tmp_path):
    """A table without its column, or cut off, is one line with its name and exit code 2."""
    (tmp_path / "vix_futures").mkdir()
    path = tmp_path / "vix_futures" / "daily.csv"
    path.write_text("date,expiry,close\n2024-05-31,2024-06-18,14\n", encoding="utf-8")
    ran = hedgerow("futures", "--data", tmp_path)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "'settle'" in ran.err
    path.unlink()
    (tmp_path / "vix_futures" / "daily.parquet").write_bytes(b"PAR1 and no more")
    ran = hedgerow("futures", "--data", tmp_path)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "daily.parquet" in ran.err
