"""Maps of one's own: three formats, one meaning, and errors that help."""

import json

import pytest
import yaml

from hedgerow.data.books import read_book
from hedgerow.data.column_map import ColumnMap, plain, read_map
from hedgerow.errors import BookError
from hedgerow.market.book import Book, Position

CONTENT = {
    "name": "House",
    "cash": ["Sweep"],
    "footers": "Sum",
    "until": ["Trade Date"],
    "aliases": {"BRKB": "BRK-B"},
    "columns": {"symbol": ["Code", "Ticker"], "quantity": "Units", "value": "Worth"},
}
TOML = """\
name = "House"
cash = ["Sweep"]
footers = "Sum"
until = ["Trade Date"]

[columns]
symbol = ["Code", "Ticker"]
quantity = "Units"
value = "Worth"

[aliases]
BRKB = "BRK-B"
"""


@pytest.fixture
def map_file(tmp_path):
    """Writes a map."""

    def write(text, name="house.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("house.toml", TOML),
        ("house.json", json.dumps(CONTENT)),
        ("house.yaml", yaml.safe_dump(CONTENT)),
        ("house.yml", yaml.safe_dump(CONTENT)),
    ],
)
def test_formats_are_equal(map_file, name, text):
    """TOML, JSON and YAML say the same."""
    made = read_map(map_file(text, name))
    assert made.name == "House"
    assert made.columns == {
        "symbol": ("Code", "Ticker"),
        "quantity": ("Units",),
        "value": ("Worth",),
    }
    assert (made.cash, made.footers, made.until) == (("Sweep",), ("Sum",), ("Trade Date",))
    assert made.aliases == {"BRKB": "BRK-B"}


def test_it_reads(book_file, map_file):
    """The map finds its headings below a preamble, in any case, and reads positions, cash and footer."""
    text = "House of cards,\nCODE;units;WORTH\nbrkb;10;\nSweep;;5000\nSum;;9\nTrade date;;\nX;1;\n"
    book = read_book(book_file(text), columns=map_file(TOML))
    assert book == Book([Position("BRK-B", quantity=10), Position("CASH", quantity=5000)])


def test_first_heading_that_is_there():
    """Of several headings for one column the first that the file has counts."""
    columns = ColumnMap("X", {"symbol": ("Code", "Ticker"), "quantity": ("Units",)})
    assert columns.places(["Ticker", "Units", "Code"]) == {"symbol": 2, "quantity": 1}
    assert columns.places(["Ticker", "Units"]) == {"symbol": 0, "quantity": 1}
    assert columns.places(["Ticker", "Name"]) is None


def test_headings_are_compared_plainly():
    """Case, spaces and punctuation of headings do not count."""
    assert plain("Mkt Val (Market Value)") == plain("mktval_MARKETVALUE")


BAD = [
    ("m.toml", "name = 5 6", ["m.toml", "TOML"]),
    ("m.json", "{", ["m.json", "JSON"]),
    ("m.yaml", "a: [", ["m.yaml", "YAML"]),
    ("m.txt", TOML, [".toml, .yaml, .yml or .json"]),
    ("m.toml", "name = 'x'", ["'columns'", "symbol"]),
    ("m.toml", "[columns]\nsymbol = 'S'\n", ["symbol", "quantity and value"]),
    ("m.toml", "[columns]\nsymbl = 'S'\n", ["'symbl'", "did you mean 'symbol'"]),
    ("m.toml", "footer = 'S'\n[columns]\nsymbol = 'S'\n", ["'footer'", "did you mean 'footers'"]),
    ("m.toml", "[columns]\nsymbol = 5\nquantity = 'Q'\n", ["symbol must be a word"]),
    ("m.toml", "aliases = 5\n[columns]\nsymbol = 'S'\nvalue = 'Q'\n", ["aliases", "table"]),
]


@pytest.mark.parametrize(("name", "text", "parts"), BAD, ids=range(len(BAD)))
def test_errors(map_file, name, text, parts):
    """Every error is one line with the file and what to write instead."""
    with pytest.raises(BookError) as raised:
        read_map(map_file(text, name))
    message = str(raised.value)
    assert "\n" not in message
    assert all(part in message for part in parts), message


def test_a_map_that_does_not_fit(book_file, map_file, tmp_path):
    """A file without the map's headings names them; a map for JSON and a missing map are refused."""
    with pytest.raises(BookError, match=r"House: Code, Units, Worth"):
        read_book(book_file("symbol,quantity\nAAPL,5\n"), columns=map_file(TOML))
    with pytest.raises(BookError, match=r"\.csv"):
        read_book(book_file("[]", "b.json"), columns=map_file(TOML))
    with pytest.raises(BookError, match=r"none\.toml: no such file; .*TOML .*\[columns\]"):
        read_book(book_file("symbol,quantity\nAAPL,5\n"), columns=tmp_path / "none.toml")
