"""Bad input gives one clear line and exit code 2, never a traceback."""

import json
import shutil
import subprocess
import sys

import pytest

GOOD = "symbol,quantity\nWIDE1,100\n"
DAY = ("--as-of", "2024-05-30")
SIZE = ("size", "--value", "500000", "--beta", "1.15", "--spot", "752")

# a book's file name, its content, and what the line must hold
BOOKS = {
    "missing book": ("missing.csv", None, "missing.csv"),
    "empty book": ("book.csv", "symbol,quantity\n", "no positions"),
    "empty file": ("book.csv", "", "the file is empty"),
    "wrong column": ("book.csv", "symbol,quantty\nWIDE1,5\n", "(did you mean 'quantity'?)"),
    "NaN quantity": ("book.csv", "symbol,quantity\nWIDE1,nan\n", "nan"),
    "quantity and value": ("book.csv", "symbol,quantity,value\nWIDE1,1,2\n", "both"),
    "neither": ("book.csv", "symbol,quantity,value\nWIDE1,,\n", "neither"),
    "no number": ("book.csv", "symbol,quantity\nWIDE1,12a\n", "'12a'"),
    "number with a comma": ("book.csv", 'symbol,quantity\nWIDE1,"1,00"\n', "'1,00'"),
    "foreign currency": ("book.csv", "symbol,quantity,currency\nSAP,1,EUR\n", "EUR"),
    "broken OCC symbol": ("book.csv", GOOD + "SPY251399P00600000,1\n", "SPY251399P00600000"),
    "expired option": ("book.csv", GOOD + "SPY240119P00400000,1\n", "SPY240119P00400000"),
    "unknown symbol": ("book.csv", GOOD + "NOPE,5\n", "NOPE"),
    "net value negative": ("book.csv", "symbol,value\nWIDE1,-5000\n", "-5,000.00"),
    "bad JSON": ("book.json", '[{"symbol": "WIDE1", "quantity": 5,}]', "line 1"),
    "JSON of another shape": ("book.json", '{"WIDE1": 5}', "{symbol: AAPL, quantity: 10}"),
    "bad YAML": ("book.yaml", "- symbol: WIDE1\n  quantity: [5\n", "line 3"),
    "unknown extension": ("book.xlsx", "x", "book.xlsx"),
    "binary file": ("book.csv", b"\x00\xff\xfe\x80", "book.csv"),
}

# options of `hedgerow hedge book.csv`, and what the line must hold
OPTIONS = {
    "nonsense day": (("--as-of", "tomorrow"), "'tomorrow'"),
    "day past the data": (("--as-of", "2024-07-15"), "2024-07-15"),
    "day far past the data": (("--as-of", "2031-01-02"), "2031-01-02"),
    "day of 1066": (("--as-of", "1066-10-14"), "1066-10-14"),
    "missing data folder": ((*DAY, "--data", "no-such-folder"), "'no-such-folder'"),
    "unknown instrument": ((*DAY, "--instrument", "NOPE"), "NOPE"),
    "unknown candidate": ((*DAY, "--candidate", "NOPE"), "NOPE"),
    "positive delta": ((*DAY, "--delta", "0.3"), "delta 0.3"),
    "delta in per cent": ((*DAY, "--delta", "-30"), "delta -30"),
    "delta without a strike": ((*DAY, "--delta", "-0.99999"), "-0.99999"),
    "delta and moneyness": ((*DAY, "--delta", "-0.3", "--moneyness", "0.95"), "0.95"),
    "moneyness in per cent": ((*DAY, "--moneyness", "95"), "moneyness 95"),
    "budget in per cent": (
        (*DAY, "--budget", "1"),
        "0.25 (a share of the book: write 0.01 for 1 %)",
    ),
    "missing column map": ((*DAY, "--columns", "none.toml"), "none.toml: no such file"),
    "negative budget": ((*DAY, "--budget", "-0.01"), "budget -0.01"),
    "no ratio": ((*DAY, "--ratio", "0"), "ratio 0"),
    "ratio in per cent": ((*DAY, "--ratio", "200"), "ratio 200"),
    "negative spot": ((*DAY, "--spot", "-752"), "spot -752"),
    "rate in per cent": ((*DAY, "--rate", "3.7"), "rate 3.7"),
    "rising scenario": ((*DAY, "--scenario-move", "0.2"), "scenario-move 0.2"),
    "short window": ((*DAY, "--window", "5"), "window 5"),
    "unknown size": ((*DAY, "--size-by", "vega"), "'vega'"),
    "expired put": ((*DAY, "--expiration", "2024-05-30"), "2024-05-30"),
    "nonsense expiration": ((*DAY, "--expiration", "soon"), "'soon'"),
    "expiration before the roll": ((*DAY, "--days", "20"), "28 days"),
    "text for a number": ((*DAY, "--spot", "abc"), "--spot"),
    "unknown option": ((*DAY, "--dleta", "-0.3"), "--dleta"),
}

LINES = {
    "unknown command": (("hdge", "book.csv"), "'hdge'"),
    "missing argument": (("hedge",), "BOOK"),
    "missing option": (("size", "--value", "1"), "--beta"),
    "no value": ((*SIZE, "--value", "0"), "value 0"),
    "absurd value": ((*SIZE, "--value", "1e308"), "1e+308"),
    "no spot": ((*SIZE, "--spot", "0"), "spot 0"),
    "negative beta": ((*SIZE, "--beta", "-1"), "beta -1"),
    "positive delta": ((*SIZE, "--delta", "0.3"), "delta 0.3"),
    "ratio in per cent": ((*SIZE, "--ratio", "50"), "ratio 50"),
    "no multiplier": ((*SIZE, "--multiplier", "0"), "multiplier 0"),
}


# options of `hedgerow vol SYMBOL`, and what the line must hold
VOL = {
    "unknown symbol": ("NOPE", (), "no prices of NOPE", 3),
    "window of one": ("SPX", ("--window", "1"), "window 1", 2),
    "no horizon": ("SPX", ("--horizon", "0"), "horizon 0", 2),
    "level in per cent": ("SPX", ("--level", "80"), "level 80", 2),
    "unknown measure": ("SPX", ("--measure", "ticks"), "'ticks'", 2),
    "unknown model": ("SPX", ("--model", "garhc"), "(did you mean 'garch'?)", 2),
    "nonsense start": ("SPX", ("--start", "once"), "'once'", 2),
    "start after the data": ("SPX", ("--start", "2030-01-02"), "a return needs two", 3),
    "test after the data": ("SPX", ("--evaluate-from", "2030-01-02"), "2030-01-02", 2),
    "event without its volatility": ("SPX", ("--event-days", "1"), "event-points", 2),
    "event volatility as a decimal": (
        "SPX",
        ("--event-days", "1", "--event-points", "0.32"),
        "event-points 0.32",
        2,
    ),
    "missing basket": ("SPX", ("--basket", "none.csv"), "none.csv", 2),
    "no workers": ("SPX", ("--workers", "0"), "workers 0", 2),
    "day long after the data": ("SPX", ("--as-of", "2024-12-02"), "--as-of 2024-05-31", 2),
}


def check(ran, part, *, code=2):
    """One line on standard error, nothing on standard output, no traceback."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert ran.err.startswith("hedgerow: ")
    assert ran.err.count("\n") == 1
    assert ran.err.endswith("\n")
    assert "Traceback" not in ran.err
    assert "error" not in ran.err.split(":")[1].lower()
    assert part in ran.err


@pytest.mark.parametrize("kind", BOOKS)
def test_books(hedgerow, book_file, synthetic, tmp_path, kind):
    """A book that cannot be used."""
    name, content, part = BOOKS[kind]
    path = tmp_path / name if content is None else book_file(content, name)
    check(hedgerow("hedge", path, "--data", synthetic.folder, *DAY), part)


@pytest.mark.parametrize("kind", OPTIONS)
def test_options(hedgerow, book_file, synthetic, kind):
    """An option that cannot be used."""
    options, part = OPTIONS[kind]
    check(hedgerow("hedge", book_file(GOOD), "--data", synthetic.folder, *options), part)


@pytest.mark.parametrize("kind", VOL)
def test_vol(hedgerow, vol_market, kind):
    """A reading of volatility that cannot be made."""
    symbol, options, part, code = VOL[kind]
    cheap = () if "--model" in options else ("--model", "ewma_94")
    ran = hedgerow("vol", symbol, "--data", vol_market, "--workers", "1", *cheap, *options)
    check(ran, part, code=code)


@pytest.mark.parametrize("kind", LINES)
def test_lines(hedgerow, kind):
    """A command line that cannot be used."""
    arguments, part = LINES[kind]
    check(hedgerow(*arguments), part)


def test_there_are_at_least_twenty():
    """At least twenty kinds of bad input are listed [issue 2]."""
    assert len(BOOKS) + len(OPTIONS) + len(LINES) >= 20


def remove(path):
    """Removes the table."""
    path.unlink()


def truncate(path):
    """Leaves half of the file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("table", "harm", "part"),
    [
        ("prices", truncate, "daily.parquet"),
        ("prices", remove, "prices/daily.parquet"),
        ("vol_indices", truncate, "daily.parquet"),
        ("rates", truncate, "daily.parquet"),
        ("chains", truncate, "SPY_2024-05-31.parquet"),
    ],
)
def test_broken_tables(hedgerow, book_file, market_copy, table, harm, part):
    """A table that is cut short or missing is named by its file."""
    [path] = (market_copy / table).glob("*.parquet")
    harm(path)
    check(hedgerow("hedge", book_file(GOOD), "--data", market_copy), part)


@pytest.mark.parametrize(
    ("table", "column"),
    [("prices", "adj_close"), ("vol_indices", "close"), ("rates", "value"), ("chains", "ask")],
)
def test_missing_columns(hedgerow, book_file, market_copy, rewrite, table, column):
    """A table without a column that it needs is named with the column."""
    [path] = (market_copy / table).glob("*.parquet")
    rewrite(market_copy, f"{table}/{path.name}", lambda rows: rows.drop(columns=column))
    check(hedgerow("hedge", book_file(GOOD), "--data", market_copy), f"'{column}'")


def some(column, value, count=5):
    """Spoils some cells of a column."""

    def change(rows):
        rows = rows.astype({column: object})
        rows.iloc[:count, rows.columns.get_loc(column)] = value
        return rows

    return change


def every(column, value):
    """Spoils a whole column."""
    return lambda rows: rows.assign(**{column: value})


RUBBISH = {
    "chains": [
        some("strike", None),
        some("root", None, 300),
        some("quote_date", None),
        some("bid", float("inf")),
        some("expiry", None),
        every("expiry", "never"),
        every("quote_date", "never"),
        every("ask", 0.0),
        every("bid", 1e300),
        every("quote_stamp", "99:99 o'clock"),
        every("type", "put"),
        lambda rows: rows.iloc[:0],
        lambda rows: rows.assign(expiry=rows["expiry"].dt.tz_localize("UTC")),
        lambda rows: rows[["quote_date", "expiry", "strike", "type", "bid", "ask"]],
    ],
    "prices": [
        some("adj_close", None),
        some("symbol", None),
        some("date", None),
        every("adj_close", -1.0),
        every("adj_close", 1e300),
        every("adj_close", 5.0),
        every("adj_close", "n/a"),
        every("close", "n/a"),
        every("close_basis", "x"),
        every("date", 20240531),
        lambda rows: rows.iloc[:0],
        lambda rows: rows.assign(date=rows["date"].dt.strftime("%m/%d/%Y")),
    ],
    "vol_indices": [every("close", 0.0), every("close", 1e6), every("close", "n/a")],
    "rates": [
        every("value", "n/a"),
        every("value", -500.0),
        every("value", 1e6),
        some("date", None),
    ],
}


@pytest.mark.parametrize(
    ("table", "spoil"),
    [(table, spoil) for table, several in RUBBISH.items() for spoil in several],
)
def test_rubbish_in_a_table(hedgerow, book_file, market_copy, rewrite, table, spoil):
    """Rubbish in a table is an answer with doubts or one line, never a traceback."""
    [path] = (market_copy / table).glob("*.parquet")
    rewrite(market_copy, f"{table}/{path.name}", spoil)
    arguments = ("--data", market_copy, "--as-of", "2024-05-31", "--instrument", "SPY", "--json")
    ran = hedgerow("hedge", book_file(GOOD), *arguments)
    if ran.code == 0:
        assert json.loads(ran.out)["hedge"]["contracts"] > 0
        assert ran.err == ""
    else:
        check(ran, "", code=ran.code)


def test_folder_without_tables(hedgerow, book_file, tmp_path):
    """A folder without tables says what it should hold."""
    (tmp_path / "nothing").mkdir()
    ran = hedgerow("hedge", book_file(GOOD), "--data", tmp_path / "nothing")
    check(ran, "prices/daily.parquet")


@pytest.mark.parametrize("command", ["hedge", "pair", "beta"])
def test_every_command_with_a_book(hedgerow, synthetic, tmp_path, command):
    """Every command that reads a book says the same of a missing one."""
    path = tmp_path / "none.csv"
    check(hedgerow(command, path, "--data", synthetic.folder), str(path))


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ((*DAY, "--benchmark", "NOPE"), "NOPE"),
        (("--as-of", "1995-01-03"), "1995-01-03"),
        ((*DAY, "--size-by", "floor", "--moneyness", "0.6"), "size-by floor"),
    ],
)
def test_unavailable(hedgerow, book_file, synthetic, options, part):
    """What the data do not hold gives one line and exit code 3."""
    ran = hedgerow("hedge", book_file(GOOD), "--data", synthetic.folder, *options)
    check(ran, part, code=3)


def test_unpriced(hedgerow, book_file, market_copy):
    """A put that neither a chain nor VIX prices gives exit code 3; its book still has a beta."""
    shutil.rmtree(market_copy / "vol_indices")
    path = book_file(GOOD)
    check(hedgerow("hedge", path, "--data", market_copy, *DAY), "no VIX", code=3)
    assert hedgerow("beta", path, "--data", market_copy, *DAY).code == 0


def test_no_data_configured(hedgerow, book_file, monkeypatch, tmp_path):
    """Without any data the line names the flag, and the exit code is 3."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    check(hedgerow("hedge", book_file(GOOD)), "--data", code=3)


def test_symbols_are_not_markup(hedgerow, book_file, synthetic):
    """A symbol in brackets is shown as it stands."""
    path = book_file("symbol,value\n[/b],100\nWIDE1,1000\n")
    ran = hedgerow("hedge", path, "--data", synthetic.folder, *DAY)
    assert ran.code == 0
    assert "[/B]" in ran.out


@pytest.mark.parametrize(
    ("arguments", "part"), [(("hedge", "none.csv"), "none.csv"), (("hdge",), "'hdge'")]
)
def test_real_process(tmp_path, arguments, part):
    """So it is in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "hedgerow", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("hedgerow: ")
    assert done.stderr.count("\n") == 1
    assert part in done.stderr
