"""Documents: what is cut off or of another kind is an error in one line."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.data.formats import cboe, cfe, fred, yahoo
from hedgerow.data.formats.document import csv_rows, json_object, text
from hedgerow.errors import DataError

READERS = {
    "history": lambda raw: cboe.index_history(raw, "VIX"),
    "delayed": cboe.delayed_quotes,
    "table": cboe.quote_table,
    "vx": cfe.vx_contract,
    "fred": fred.series,
    "chart": yahoo.chart,
    "options": yahoo.options,
    "dump": yahoo.dump,
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"  \n",
        b"<!DOCTYPE html><html><body>Access denied</body></html>",
        b"\xff\xfe\x00",
        b"hello",
        b"[1, 2]",
        b"{}",
        b'{"data": 5, "timestamp": 1, "chart": [], "optionChain": null}',
        b'{"chart": {"result": [{}]}, "optionChain": {"result": [{}]}}',
        b'{"timestamp": "2024-05-31 22:00:00", "data": {"options": [{}], "symbol": "SPY"}}',
        b"[" * 100_000,
        b"a,b\n1,2\n",
        b'"\n',
    ],
)
def test_anything_else_is_one_line(reader, raw):
    """No reader takes another document for its own, and each says so in one line."""
    with pytest.raises(DataError) as raised:
        reader(raw)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 250


@given(st.binary(max_size=200))
def test_no_bytes_break_a_reader(raw):
    """Whatever the bytes, a reader returns rows or raises an error of ours."""
    for reader in READERS.values():
        with suppress(DataError):
            reader(raw)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_junk_in_a_record_costs_that_record(junk):
    """Whatever stands where a record, a price or a bid should, the good quote beside it stays."""
    put = {"contractSymbol": "SPY240719P00500000", "bid": 4.0, "ask": 4.1}
    good = {"option": put["contractSymbol"], "bid": 4.0, "ask": 4.1}
    data = {"options": [good, junk, {**good, "bid": junk}], "symbol": "SPY", "current_price": junk}
    cboe_rows = cboe.delayed_quotes(json.dumps({"timestamp": "2024-05-31 22:00:00", "data": data}))
    held = {
        "underlyingSymbol": "SPY",
        "quote": {"regularMarketTime": 1717185600, "regularMarketPrice": junk},
        "options": [{"calls": [junk], "puts": [put, {**put, "ask": junk}]}],
    }
    yahoo_rows = yahoo.options(json.dumps({"optionChain": {"result": [held]}}))
    for rows in (cboe_rows, yahoo_rows):
        assert len(rows) == 3
        assert ((rows["bid"] == 4.0) & (rows["ask"] == 4.1)).any()


def test_byte_order_mark():
    """A mark at the start (Excel writes one) is no part of the document."""
    assert text("\ufeffa".encode(), "x") == text("\ufeffa", "x") == "a"
    assert csv_rows("\ufeffa,b\n", "x") == [["a", "b"]]
    assert json_object('\ufeff{"a": 1}'.encode(), "x") == {"a": 1}


def test_an_error_of_yahoo_is_passed_on():
    """What Yahoo says is wrong stands in the error."""
    raw = '{"chart": {"result": null, "error": {"code": "Not Found", "description": "No data found, symbol may be delisted"}}}'
    with pytest.raises(DataError, match="may be delisted"):
        yahoo.chart(raw)
