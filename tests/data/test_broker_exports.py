"""Exports in the layouts of brokers, made up here; no position is lost and no other line taken for one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.data.books import read_book
from hedgerow.data.broker_exports import SHIPPED, Export, broker_option
from hedgerow.data.cells import rows
from hedgerow.errors import BookError
from hedgerow.market.book import Book, Position
from hedgerow.market.option_symbol import OptionSymbol

FIDELITY = """\
Account Number,Account Name,Symbol,Description,Quantity,Last Price,Last Price Change,Current Value,\
Today's Gain/Loss Dollar,Today's Gain/Loss Percent,Percent Of Account,Average Cost Basis,Type
X1,Own,SPAXX**,MADE-UP MONEY MARKET,,,,$750.25,,,1.45%,,Cash,
X1,Own,AAPL,APPLE INC,"1,200",$233.60,+$2.59,"$280,320.00",+$64.75,+1.12%,20.59%,$210.00,Margin,
X1,Own,BRKB,BERKSHIRE CLASS B,10,$480.00,-$1.00,"$4,800.00",--,--,1.0%,n/a,Margin,
X1,Own,XOM,EXXON MOBIL,-50,$110.00,+$0.10,"($5,500.00)",--,--,1.0%,n/a,Short,
X1,Own, -SPY251219P600,SPY DEC 19 2025 $600 PUT,-2,$11.25,+$0.40,"-$2,250.00",--,--,1.0%,--,Margin,
X1,Own,912797SZ1,UNITED STATES TREAS BILL,10000,$98.50,--,"$9,850.00",--,--,1.0%,--,Cash,
X2,Retirement,AAPL,APPLE INC,5,$233.60,+$2.59,"$1,168.00",--,--,1.0%,--,Cash,
X2,Retirement,Pending Activity,,,,,"$1,201.00",,,,,,

"The data and information in this made-up sheet is provided for a test."
"Date downloaded Nov-20-2025 4:05 p.m ET"
"""
SCHWAB = """\
"Positions for account Individual ...123 as of 04:05 PM ET, 2025/11/20","","",""

"Symbol","Description","Qty (Quantity)","Price","Price Chng $ (Price Change $)",\
"Mkt Val (Market Value)","Cost Basis","% of Acct (% of Account)","Security Type",
"AAPL","APPLE INC","1,200","$233.60","$2.59","$280,320.00","--","90%","Equity",
"BRK/B","BERKSHIRE CLASS B","10","$480.00","-$1.00","$4,800.00","N/A","2%","Equity",
"XOM","EXXON MOBIL","-50","$110.00","$0.10","-$5,500.00","--","-2%","Equity",
"SPY 12/19/2025 600.00 P","PUT SPDR S&P 500 $600 EXP 12/19/25","-2","$11.25","$0.40","-$2,250.00",\
"--","-1%","Option",
"SWVXX","MADE-UP MONEY FUND","750.25","$1.00","$0.00","$750.25","--","1%","Cash and Money Market",
"Cash & Cash Investments","--","--","--","--","$1,201.00","--","1%","Cash and Money Market",
"Account Total","","--","--","--","$279,321.25","--","--","--",

"Positions for account Retirement ...456 as of 04:05 PM ET, 2025/11/20"
"Symbol","Description","Qty (Quantity)","Price","Price Chng $ (Price Change $)",\
"Mkt Val (Market Value)","Cost Basis","% of Acct (% of Account)","Security Type",
"AAPL","APPLE INC","5","$233.60","$2.59","$1,168.00","--","100%","Equity",
"Account Total","","--","--","--","$1,168.00","--","--","--",
"""
FLEX = """\
"ClientAccountID","CurrencyPrimary","AssetClass","Symbol","Description","Multiplier","Quantity",\
"MarkPrice","PositionValue","LevelOfDetail"
"U1","USD","STK","AAPL","APPLE INC","1","1205","233.6","281488","SUMMARY"
"U1","USD","STK","AAPL","APPLE INC","1","1200","233.6","280320","LOT"
"U1","USD","STK","AAPL","APPLE INC","1","5","233.6","1168","LOT"
"U1","USD","STK","BRK B","BERKSHIRE CLASS B","1","10","480","4800","SUMMARY"
"U1","USD","STK","XOM","EXXON MOBIL","1","-50","110","-5500","SUMMARY"
"U1","USD","OPT","SPY   251219P00600000","SPY 19DEC25 600 P","100","-2","11.25","-2250","SUMMARY"
"""
PORTFOLIO = """\
Financial Instrument,Position,Currency,Market Price,Market Value,Unrealized P&L
AAPL,"1,205",USD,233.60,"281,488.00",100.00
BRK B,10,USD,480.00,"4,800.00",1.00
XOM,-50,USD,110.00,"-5,500.00",-3.00
SPY 19DEC25 600 P,-2,USD,11.25,"-2,250.00",5.00
Total,,,,"278,538.00",
"""
CORE = [
    Position("AAPL", quantity=1205, mark=233.6),
    Position("BRK-B", quantity=10, mark=480.0),
    Position("XOM", quantity=-50, mark=110.0),
    Position("SPY251219P00600000", quantity=-2, mark=11.25),
]
CASH = Position("CASH", quantity=750.25 + 1201)
VANGUARD = """\
Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,
12,MADE-UP FEDERAL MONEY MARKET,VMFXX,750.25,1,750.25,
12,APPLE INC,AAPL,1200,233.6,280320,
12,MADE-UP SETTLEMENT,null,1201,1,1201,
13,APPLE INC,AAPL,5,233.6,1168,

Account Number,Trade Date,Settlement Date,Transaction Type,Symbol,Shares,Share Price,
12,2025-11-03,2025-11-04,Buy,AAPL,5,230,
"""
VANGUARD_MAP = """\
name = "Vanguard"
cash = ["MADE-UP SETTLEMENT"]
until = ["Trade Date"]

[columns]
symbol = "Symbol"
quantity = "Shares"
value = "Total Value"
description = "Investment Name"
"""


def by_symbol(book):
    """Positions in the order of their symbols."""
    return sorted(book.positions, key=lambda p: p.symbol)


def expected(*positions):
    """The same of these."""
    return by_symbol(Book(positions))


BILL = Position("912797SZ1", value=9850)


@pytest.mark.parametrize(
    ("text", "more"),
    [(FIDELITY, [CASH, BILL]), (SCHWAB, [CASH]), (FLEX, []), (PORTFOLIO, [])],
    ids=["Fidelity", "Schwab", "Flex Query", "portfolio"],
)
def test_layouts(book_file, text, more):
    """The same holdings in four layouts are the same book: shares by quantity and options, each with the
    broker's mark, money-market funds and pending cash as CASH, a bill at its value,
    accounts added up; preambles, footers, lots and headings over again are no positions.
    """
    assert by_symbol(read_book(book_file(text))) == expected(*CORE, *more)


@pytest.mark.parametrize("text", [FIDELITY, SCHWAB, FLEX, PORTFOLIO])
@pytest.mark.parametrize("change", ["bom", "crlf", "tab", "cp1252", "utf-16"])
def test_spellings_of_a_file(book_file, text, change):
    """Byte order mark, line ends, tabs and encodings change nothing."""
    plain = read_book(book_file(text))
    accented = text.replace("APPLE INC", "APPLÉ INC")
    parsed = rows(text, ",")
    tabbed = "\n".join("\t".join(c.replace("\n", " ") for c in row.cells) for row in parsed)
    spelled = {
        "bom": ("\ufeff" + text).encode(),
        "crlf": text.replace("\n", "\r\n").encode(),
        "tab": tabbed.encode(),
        "cp1252": accented.encode("cp1252"),
        "utf-16": accented.encode("utf-16"),
    }[change]
    assert read_book(book_file(spelled)) == plain


def test_which_layout():
    """Each export is recognised by its headings, and by no other map's."""
    texts = (FIDELITY, SCHWAB, FLEX, PORTFOLIO)
    assert [Export.found(rows(t, ","), SHIPPED).columns for t in texts] == list(SHIPPED)
    for text, own in zip(texts, SHIPPED, strict=True):
        others = [columns for columns in SHIPPED if columns is not own]
        assert Export.found(rows(text, ","), others) is None


@given(st.permutations(range(10)))
def test_column_order(book_file_at, order):
    """Columns of an export may stand in any order."""
    table = rows(FLEX, ",")
    text = "\n".join(",".join(row.cells[i] for i in order) for row in table)
    assert by_symbol(read_book(book_file_at(text))) == expected(*CORE)


@pytest.fixture(scope="module")
def book_file_at(tmp_path_factory):
    """One file, written over and over."""
    path = tmp_path_factory.mktemp("export") / "export.csv"

    def write(text):
        path.write_text(text, encoding="utf-8")
        return path

    return write


OPTIONS = st.builds(
    OptionSymbol,
    st.from_regex(r"[A-Z]{1,5}", fullmatch=True),
    st.dates(min_value=date(2001, 1, 1), max_value=date(2067, 12, 31)),
    st.sampled_from(["call", "put"]),
    st.integers(1, 20_000).map(lambda strike: strike / 2),
)


@given(OPTIONS)
def test_option_spellings(option):
    """Every spelling of an option names that option: OCC padded, Fidelity, Schwab, Interactive Brokers
    with and without the OCC symbol in brackets.
    """
    right = "C" if option.right == "call" else "P"
    day, k = option.expiration, option.strike
    padded = f"{option.root:<6}{str(option)[len(option.root) :]}"
    for text in (
        padded,
        f"-{option.root}{day:%y%m%d}{right}{k:g}",
        f"{option.root} {day:%m/%d/%Y} {k:,.2f} {right}",
        f"{option.root} {day:%d%b%y} {k:g} {right}".upper(),
        f"{option.root} {day:%b%Y} {k:g} {right} [{padded} 100]",
    ):
        assert broker_option(text) == option, text


@pytest.mark.parametrize(
    "text", ["AAPL", "BRK B", "912797SZ1", "SPY 13/45/2025 600.00 P", "-SPY", "F"]
)
def test_what_is_no_option(text):
    """Shares, classes, CUSIPs and broken dates are no options."""
    assert broker_option(text) is None


def test_a_user_map(book_file, tmp_path):
    """A layout that no shipped map knows is read by a map in a file: money-market fund and settlement
    without a symbol are cash, the table of transactions below is not read.
    """
    columns = tmp_path / "vanguard.toml"
    columns.write_text(VANGUARD_MAP, encoding="utf-8")
    book = read_book(book_file(VANGUARD), columns=columns)
    assert by_symbol(book) == expected(Position("AAPL", quantity=1205, price=233.6), CASH)
    with pytest.raises(BookError, match="column map"):
        read_book(book_file(VANGUARD))


OWN_MAP = '[columns]\nsymbol = "Name"\nquantity = "Units"\nprice = "Last"\n'


def own(book_file, tmp_path, text):
    """A file read by a map of one's own that names a price."""
    columns = tmp_path / "own.toml"
    columns.write_text(OWN_MAP, encoding="utf-8")
    return read_book(book_file(text), columns=columns)


def test_a_price_that_a_map_names_is_used(book_file, tmp_path):
    """The price of a map of one's own is the position's, as in a plain book."""
    book = own(book_file, tmp_path, "Name,Units,Last\nAAPL,100,1000\n")
    assert book.positions == (Position("AAPL", quantity=100, price=1000.0),)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Name,Units,Last\nAAPL,100,abc\n", "AAPL: price 'abc' is not a number"),
        ("Name;Units;Last\nAAPL;100;237,80\n", "AAPL: price '237,80' has a comma"),
        ("Name,Units,Last\nAAPL,100,-3\n", "AAPL: price -3 is below 0"),
    ],
)
def test_a_price_that_is_none_is_refused(book_file, tmp_path, text, part):
    """A price that cannot be read stops the file, like any other number."""
    with pytest.raises(BookError, match=part):
        own(book_file, tmp_path, text)


def test_a_value_beside_a_quantity_is_a_price(book_file, tmp_path):
    """Where no price stands in the row, its value over its quantity is one."""
    columns = tmp_path / "own.toml"
    columns.write_text(OWN_MAP.replace("price", "value"), encoding="utf-8")
    book = read_book(book_file("Name,Units,Last\nAAPL,-100,-23780\n"), columns=columns)
    assert book.positions == (Position("AAPL", quantity=-100, price=237.8),)


BROKEN = [
    (FIDELITY.replace("EXXON MOBIL,-50", "EXXON MOBIL,fifty"), ["line 5", "XOM", "'fifty'"]),
    (FIDELITY.replace("EXXON MOBIL,-50", "EXXON MOBIL,€50"), ["line 5", "XOM", "€"]),
    (FIDELITY.replace(",XOM,", ",--,"), ["line 5", "no symbol", "EXXON MOBIL", "column map"]),
    (FIDELITY.replace("-SPY251219P600", "-SPY25121P600"), ["line 6", "-SPY25121P600", "OCC"]),
    (
        FIDELITY.replace("X2,Retirement,Pending", "X2,Retirement,Unheard of"),
        ["line 9", "UNHEARD OF ACTIVITY", "not a symbol"],
    ),
    (FIDELITY + "subtotal,1\n", ["line 13", "subtotal"]),
    (FIDELITY + "AAPL\n", ["line 13", "AAPL"]),
    (FIDELITY.replace('"1,200",', "1,200,"), ["line 3", "cells", "quote"]),
    (FIDELITY.replace(",$750.25,", ",,"), ["line 2", "SPAXX", "cash without a value"]),
    (
        SCHWAB.replace('"-50","$110.00"', '"--","$110.00"').replace('"-$5,500.00"', '"--"'),
        ["XOM", "neither"],
    ),
    (SCHWAB.replace("SPY 12/19/2025 600.00 P", "SPY 12/2025 600.00 P"), ["line 7", "OCC"]),
    (FLEX.replace('"USD","STK","XOM"', '"EUR","STK","XOM"'), ["line 6", "XOM", "EUR", "convert"]),
    (FLEX.replace('"100","-2"', '"10","-2"'), ["line 7", "multiplier 10"]),
    (FLEX.replace("XOM", "USD"), ["line 6", "USD", "CASH"]),
]


@pytest.mark.parametrize(("text", "parts"), BROKEN, ids=range(len(BROKEN)))
def test_nothing_is_dropped_silently(book_file, text, parts):
    """A line that is neither a position nor a known footer, and a number that cannot be read, refuse
    the file and name the line.
    """
    with pytest.raises(BookError) as raised:
        read_book(book_file(text, "export.csv"))
    message = str(raised.value)
    assert message.startswith("export.csv: ")
    assert "\n" not in message
    assert all(part in message for part in parts), message


@given(st.integers(0, 5), st.integers(0, 5))
def test_no_line_is_lost(book_file_at, good, bad):
    """An export of n good lines has n positions; any bad line among them refuses it, counted."""
    header = "Symbol,Description,Quantity,Price,Market Value\n"
    lines = [f"A{chr(65 + i)},NAME,{i + 1},$5,$5\n" for i in range(good)]
    lines[len(lines) // 2 : 0] = [f"B{chr(65 + i)},NAME,x,$5,$5\n" for i in range(bad)]
    path = book_file_at(header + "".join(lines))
    if bad or not good:
        with pytest.raises(BookError) as raised:
            read_book(path)
        assert str(raised.value).count("'x'") == bad
    else:
        assert len(read_book(path).positions) == good


def test_lots_alone_are_positions(book_file):
    """Where an export lists lots without their summary, the lots are the position."""
    lots = "\n".join(line for line in FLEX.splitlines() if "SUMMARY" not in line)
    assert read_book(book_file(lots)) == Book([Position("AAPL", quantity=1205, mark=233.6)])


def test_a_worthless_option_has_no_mark(book_file):
    """A mark of zero is left to the model: zero is no price."""
    book = read_book(book_file(FLEX.replace("11.25", "0").replace("-2250", "0")))
    assert Position("SPY251219P00600000", quantity=-2) in book.positions


def test_tickers_that_look_like_words(book_file):
    """CORE, NA and TOTL are shares, not cash, nothing or a footer."""
    text = "Symbol,Description,Quantity,Price,Market Value\nCORE,A,1,$5,$5\nNA,B,2,$5,$5\nTOTL,C,3,$5,$5\n"
    assert [p.symbol for p in read_book(book_file(text)).positions] == ["CORE", "NA", "TOTL"]


def test_every_map_cites_its_source():
    """A shipped map says where its headings are published."""
    assert all(columns.source for columns in SHIPPED)
