import csv
import io
import json
import math
import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hedgerow.data.books import book_from_records, read_book
from hedgerow.errors import BookError
from hedgerow.market.book import Book, Position

RECORDS = [
    {"symbol": "AAPL", "quantity": 120, "price": 230.5},
    {"symbol": "BRK-B", "value": -25_000.0},
    {"symbol": "ON", "quantity": 300, "beta": 1.6, "currency": "USD"},
    {"symbol": "CASH", "quantity": 12_345.67},
    {"symbol": "SPY251219P00600000", "quantity": -2},
]
BOOK = Book(
    [
        Position("AAPL", quantity=120, price=230.5),
        Position("BRK-B", value=-25_000),
        Position("ON", quantity=300, beta=1.6),
        Position("CASH", quantity=12_345.67),
        Position("SPY251219P00600000", quantity=-2),
    ]
)
CSV = """\
symbol,quantity,value,price,beta,currency
AAPL,120,,230.5,,
BRK-B,,-25000,,,
ON,300,,,1.6,USD
CASH,12345.67,,,,
SPY251219P00600000,-2,,,,
"""
YAML = """\
- {symbol: AAPL, quantity: 120, price: 230.5}
- {symbol: BRK-B, value: -25000}
- symbol: ON
  quantity: 300
  beta: 1.6
  currency: USD
- {symbol: CASH, quantity: 12345.67, value: null}
- {symbol: SPY251219P00600000, quantity: -2}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.csv", CSV),
        ("b.CSV", CSV),
        ("b.json", json.dumps(RECORDS)),
        ("b.json", json.dumps({"positions": RECORDS})),
        ("b.yaml", YAML),
        ("b.yml", "positions:\n" + YAML),
    ],
)
def test_formats_are_equal(book_file, name, text):
    """CSV, JSON and YAML files of the same positions give the same book."""
    assert read_book(book_file(text, name)) == BOOK


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + CSV,
        CSV.replace("\n", "\r\n"),
        "\n  \n" + CSV.replace("\n", "\n\n,,,,,\n"),
        CSV.replace("symbol,quantity,value", " Symbol ,QUANTITY, Value"),
        CSV.replace(",", " , "),
        CSV.replace("AAPL", "aapl").replace("120", '"120"'),
    ],
    ids=["byte order mark", "CRLF", "blank lines", "header case", "spaces", "quotes"],
)
def test_csv_as_spreadsheets_write_it(book_file, text):
    """Byte order mark, line ends, blank lines, case, spaces and quotes change nothing."""
    assert read_book(book_file(text)) == BOOK


@pytest.mark.parametrize(
    "text",
    [
        CSV.replace("symbol,quantity", "Ticker,Shares"),
        CSV.replace("quantity", "Qty"),
        CSV.replace(",", ";"),
        CSV.replace(",", "\t"),
        "sep=;\n" + CSV.replace(",", ";"),
        CSV.replace("-25000", '"($25,000.00)"').replace("12345.67", '"$12,345.67"'),
        CSV.replace("-25000", '"−25,000"').replace(",-2,", ",2-,"),
        CSV.replace("120,,", "+120,--,").replace("300,,", "300,n/a,"),
    ],
    ids=["Ticker", "Qty", "semicolons", "tabs", "Excel", "dollars", "signs", "nothing"],
)
def test_csv_as_people_write_it(book_file, text):
    """Other headings and separators, dollar and other signs, and signs for nothing change nothing."""
    assert read_book(book_file(text)) == BOOK


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(book_file, encoding):
    """A file in the encodings of spreadsheets says the same, here with a minus sign or a é."""
    text = "symbol,quantity,price\nÉTF,5,\n"
    assert read_book(book_file(text.encode(encoding))) == Book([Position("ÉTF", quantity=5)])


@given(st.permutations(["symbol", "quantity", "value", "price", "beta", "currency"]))
@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_column_order(book_file, order):
    """Columns may stand in any order."""
    rows = list(csv.DictReader(io.StringIO(CSV)))
    text = "\n".join([",".join(order), *(",".join(row[c] for c in order) for row in rows)])
    assert read_book(book_file(text)) == BOOK


NUMBERS = st.floats(-1e9, 1e9).filter(lambda x: abs(x) > 1e-6)
SYMBOLS = st.from_regex(r"[A-Z]{1,5}(-[AB])?", fullmatch=True)


@st.composite
def records(draw):
    """Sound records with different symbols."""
    made = []
    for symbol in draw(st.lists(SYMBOLS, min_size=1, max_size=6, unique=True)):
        record = {"symbol": symbol, draw(st.sampled_from(["quantity", "value"])): draw(NUMBERS)}
        if draw(st.booleans()):
            record["price"] = draw(st.floats(0.01, 1e6))
        if draw(st.booleans()):
            record["beta"] = draw(st.floats(-10, 10))
        made.append(record)
    return made


@given(records())
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_round_trip(book_file, made):
    """Records written as CSV, JSON or YAML come back as the same positions, to the last digit."""
    expected = Book(Position(**record) for record in made)
    table = io.StringIO()
    writer = csv.DictWriter(table, ["symbol", "quantity", "value", "price", "beta"])
    writer.writeheader()
    writer.writerows(made)
    for name, text in {
        "b.csv": table.getvalue(),
        "b.json": json.dumps(made),
        "b.yaml": yaml.safe_dump(made),
    }.items():
        assert read_book(book_file(text, name)) == expected


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(-1000, 1000)), min_size=1))
def test_duplicates_add_up(lines):
    """Lines of one symbol add up: quantities are conserved, whatever their order."""
    book = book_from_records([("line", {"symbol": s, "quantity": q}) for s, q in lines])
    total = {s: sum(q for t, q in lines if t == s) for s, _ in lines}
    assert {p.symbol: p.quantity for p in book.positions} == total


@pytest.mark.parametrize("symbol", ["ON", "NO", "OFF", "TRUE", "Y", "1E5", "2025-13-45"])
def test_yaml_leaves_tickers_alone(book_file, symbol):
    """YAML 1.1 reads ON as true and 2025-13-45 as a broken date; here a symbol is a symbol."""
    text = f"- symbol: {symbol}\n  quantity: 010\n"
    assert read_book(book_file(text, "b.yaml")).positions == (Position(symbol, quantity=10.0),)


def test_symbols_in_other_spellings(book_file):
    """A share class with a point or a slash and an option as brokers spell it are read, and said."""
    book = read_book(
        book_file("symbol,quantity\nBRK.B,10\nBF/B,5\nSPY251219P600,2\nAAPL,1\nAAPL,2\n")
    )
    assert [p.symbol for p in book.positions] == ["BRK-B", "BF-B", "SPY251219P00600000", "AAPL"]
    added, spelling = book.notes
    assert added == "several lines of one symbol added up: AAPL (2 lines)"
    assert "BRK.B as BRK-B" in spelling
    assert "SPY251219P600 as SPY251219P00600000" in spelling
    assert "AAPL" not in spelling


def test_a_plain_book_has_no_notes(book_file):
    """Nothing is said of a book that was read as it stands; several lines of cash are no news."""
    assert read_book(book_file("symbol,quantity\nAAPL,1\nCASH,5\nCASH,6\n")).notes == ()


BAD = [
    ("b.csv", "symbol,quantity\nAAPL,12a\n", ["line 2", "AAPL", "'12a'", "quantity"]),
    ("b.csv", "symbol,quantity\nAAPL,1\n\nMSFT,nan\n", ["line 4", "MSFT", "nan"]),
    ("b.csv", "symbol,quantity\nAAPL,inf\n", ["line 2", "inf"]),
    ("b.csv", "symbol,quantity\nAAPL,\n", ["line 2", "neither"]),
    ("b.csv", "symbol,quantity,value\nAAPL,1,2\n", ["line 2", "both"]),
    ("b.csv", "symbol,quantity\n,5\n", ["line 2", "no symbol"]),
    ("b.csv", "symbol,quantty\nAAPL,5\n", ["'quantty'", "did you mean 'quantity'"]),
    ("b.csv", "symbol,quantity,quantity\nAAPL,5,6\n", ["line 1", "'quantity'", "twice"]),
    ("b.csv", "name,quantity\nAAPL,5\n", ["'name,quantity'", "'symbol'", "Fidelity", "column map"]),
    ("b.csv", 'symbol,quantity\nAAPL,"1,20"\n', ["line 2", "AAPL", "'1,20'"]),
    ("b.csv", "symbol,quantity\nAAPL,€5\n", ["line 2", "€", "USD"]),
    ("b.csv", "symbol;quantity\nAAPL;1,200\n", ["line 2", "'1,200'", "thousands or decimals"]),
    ("b.csv", "ticker,shares,qty\nAAPL,5,5\n", ["line 1", "'quantity'", "twice"]),
    ("b.csv", "symbol,quantity\nAAPL,1,234\n", ["line 2", "3 cells for 2 columns"]),
    ("b.csv", "symbol,quantity,currency\nSAP,5,eur\n", ["line 2", "SAP", "EUR"]),
    ("b.csv", "symbol,quantity,price\nAAPL,5,-3\n", ["line 2", "price -3"]),
    ("b.csv", "symbol,quantity,beta\nAAPL,5,11\n", ["line 2", "beta 11"]),
    ("b.csv", "symbol,quantity\nSPY251399P00600000,1\n", ["line 2", "SPY251399P00600000", "OCC"]),
    ("b.csv", "symbol,quantity\nAAPL," + "1" * 200_000 + "\n", ["field"]),
    ("b.csv", "symbol,quantity\n", ["no positions"]),
    ("b.csv", "", ["b.csv: the file is empty", "symbol,quantity"]),
    ("b.yaml", " \n", ["the file is empty"]),
    ("b.json", '[{"symbol": "AAPL",}]', ["line 1", "JSON"]),
    ("b.json", '{"AAPL": 5}', ["list of positions"]),
    ("b.json", '[{"symbol": "AAPL", "quantity": NaN}]', ["position 1", "nan"]),
    ("b.json", '[{"symbol": "AAPL", "quantity": true}]', ["position 1", "True"]),
    ("b.json", '[{"symbol": "AAPL", "quantity": [5.5]}]', ["position 1", "[5.5]"]),
    ("b.json", '[{"symbol": "AAPL", "quantity": ' + "9" * 5000 + "}]", ["position 1", "inf"]),
    ("b.json", '[{"symbol": "AAPL", "quantity": 1, "quantity": 2}]', ["'quantity'", "twice"]),
    ("b.json", '[{"symbol": "AAPL", "quantity": 1, "Quantity": 2}]', ["position 1", "twice"]),
    ("b.json", "[" * 100_000, ["nested"]),
    ("b.json", "[]", ["no positions"]),
    ("b.yaml", "- symbol: AAPL\n  quantity: [1\n", ["YAML", "line"]),
    ("b.yaml", "- symbol: AAPL\n  quantity: yes\n", ["position 1", "'yes'"]),
    ("b.yaml", "- !!python/object:os.system {}\n", ["YAML"]),
    ("b.yaml", "[" * 5000, ["nested"]),
    ("b.yaml", "AAPL", ["list of positions"]),
    ("b.txt", CSV, [".csv, .json, .yaml or .yml"]),
    ("b.csv", b"PAR1\x00\xff\xfe\x80binary", ["UTF-8"]),
    ("b.csv", "symbol,quantity,value\nA,1,\nA,,5\n", ["A", "quantity", "value"]),
    ("b.csv", "symbol,quantity,price\nA,1,2\nA,1,3\n", ["price 2 and 3"]),
]


@pytest.mark.parametrize(("name", "text", "parts"), BAD, ids=range(len(BAD)))
def test_errors(book_file, name, text, parts):
    """Every error is one line that names the file, the place and the offending value."""
    with pytest.raises(BookError) as raised:
        read_book(book_file(text, name))
    message = str(raised.value)
    assert name in message
    assert "\n" not in message
    assert len(message) < 500
    assert all(part in message for part in parts), message


def test_missing_file(tmp_path):
    """A file that is not there is named with its path; so is a folder."""
    with pytest.raises(BookError, match=re.escape(str(tmp_path / "none.csv"))):
        read_book(tmp_path / "none.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BookError, match=r"folder\.csv"):
        read_book(tmp_path / "folder.csv")


def test_all_problems_at_once(book_file):
    """Several problems come in one line, five in full and the rest counted."""
    text = "symbol,quantity\nGOOD,1\n" + "".join(f"S{i},x{i}\n" for i in range(8))
    with pytest.raises(BookError) as raised:
        read_book(book_file(text))
    message = str(raised.value)
    assert [f"line {n}:" in message for n in range(2, 11)] == [False] + [True] * 5 + [False] * 3
    assert message.endswith("and 3 more")


@given(st.integers(1, 5), st.integers(0, 5))
def test_no_line_is_lost(good, bad):
    """A book of n good lines has n positions; one bad line among them is an error, not a gap."""
    lines = [(f"line {i}", {"symbol": f"A{i}", "quantity": i + 1}) for i in range(good)]
    assert len(book_from_records(lines).positions) == good
    lines += [(f"line {i}", {"symbol": f"B{i}", "quantity": math.nan}) for i in range(bad)]
    if bad:
        with pytest.raises(BookError) as raised:
            book_from_records(lines)
        assert str(raised.value).count("nan") == bad
