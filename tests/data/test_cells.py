"""Numbers and tables as people and brokers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.data.cells import Row, decoded, number, rows
from hedgerow.errors import BookError


@given(st.floats(-1e12, 1e12).map(lambda x: round(x, 2)))
def test_money_round_trip(amount):
    """What Python writes as money, in four usual spellings, comes back to the cent."""
    spelled = [
        f"{amount:,.2f}",
        f"${amount:,.2f}".replace("$-", "-$"),
        f"({-amount:,.2f})" if amount < 0 else f"+{amount:,.2f}",
        f"{abs(amount):.2f}-" if amount < 0 else f"US${amount:.2f}",
    ]
    assert [number(text) for text in spelled] == [amount] * 4


@pytest.mark.parametrize("text", ["", " ", "--", "-", "n/a", "N/A", "null", "—"])
def test_nothing(text):
    """Signs for nothing are no number, and not zero."""
    assert number(text) is None


@pytest.mark.parametrize(
    "text",
    ["1,20", "1,2345", "12,34.5", "5%", "1.234,50", "abc", "€5", "5 EUR", "1,200,", "(5", "$"],
)
def test_what_is_no_number(text):
    """What could be read in two ways, is a percentage or of another currency is refused."""
    with pytest.raises(ValueError, match=r"number|convert|comma"):
        number(text)


def test_a_comma_beside_semicolons_is_unclear():
    """Where semicolons part the cells, 1,200 and 1.200 may be 1200 or 1.2 and are neither; 1200.5, 0.125
    and 1.2000 are themselves, and so is 1.200 among commas.
    """
    for text in ("1,200", "1.200", "-12.345", "1.234,5"):
        with pytest.raises(ValueError, match="thousands or decimals"):
            number(text, decimal_comma=True)
    clear = {"1200.5": 1200.5, "0.125": 0.125, "1.2000": 1.2, "1200": 1200.0}
    assert {text: number(text, decimal_comma=True) for text in clear} == clear
    assert number("1.200") == 1.2


def test_rows_know_their_lines():
    """Blank rows fall out, cells at the end that are empty too, and each row keeps its line."""
    found = rows('a,b,,\n\n,,\n"two\nlines",--,\n', ",")
    assert found == [Row(1, ("a", "b")), Row(5, ("two\nlines", "--"))]
    assert found[1].filled == ("two\nlines",)


def test_encodings():
    """UTF-8 with and without mark, UTF-16 by its mark, else Windows-1252; binary is no text."""
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert decoded("Zürich".encode(encoding)) == "Zürich"
    with pytest.raises(UnicodeDecodeError):
        decoded(b"PAR1\x00\xff")


def test_a_cell_without_end():
    """A cell longer than a table can hold is an error of ours."""
    with pytest.raises(BookError, match="CSV"):
        rows("a," + "1" * 200_000, ",")
