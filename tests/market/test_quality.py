"""What is set aside of a chain: bounds, stale quotes, and that every row is accounted for."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import forwards
from hedgerow.market.quality import OUTSIDE, STALE, quality
from hedgerow.market.rates import Rate, RateCurve
from hedgerow.pricing.black import black

DAY, EXPIRATION = date(2025, 9, 3), date(2025, 12, 19)
CURVE = RateCurve.flat(Rate(0.04, "given"))
K = np.arange(80.0, 121.0, 2.5)


def rows(half=0.05):
    """Quotes on a flat volatility about a forward of 100."""
    T = 107 / 365
    frames = [
        pd.DataFrame(
            {
                "strike": K,
                "type": kind,
                "mid": np.exp(-0.04 * T) * black(100, K, T, 0.2, right=right),
            }
        )
        for kind, right in (("C", "call"), ("P", "put"))
    ]
    table = pd.concat(frames, ignore_index=True)
    return table.assign(
        quote_date=DAY, expiry=EXPIRATION, bid=table["mid"] - half, ask=table["mid"] + half
    )


def checked(table, underlying="XSP"):
    """The quality of a table's chain."""
    chain = OptionChain.from_rows(table, underlying)
    return quality(chain, forwards(chain, curve=CURVE))


def moved(kind, strike, by):
    """The quotes with one moved."""
    table = rows()
    at = (table["type"] == kind) & (table["strike"] == strike)
    table.loc[at, ["bid", "ask"]] += by
    return table


def test_good_quotes_stay():
    """Quotes of one model conflict with nothing."""
    found = checked(rows())
    assert found.keep.all()
    assert found.set_aside == {}
    assert (found.kept, found.pairs, found.parity_outliers) == (34, 17, 0)


@pytest.mark.parametrize(
    ("kind", "strike", "by"), [("C", 100.0, 4.0), ("P", 95.0, 5.0), ("C", 110.0, -0.7)]
)
def test_the_stale_quote_goes_and_its_neighbours_stay(kind, strike, by):
    """A quote in conflict with several is the one that goes, and alone."""
    table = moved(kind, strike, by)
    if by < 0:  # cheaper than those above it: they are worth more at a higher strike
        table.loc[(table["type"] == kind) & (table["strike"] == strike), ["bid", "ask"]] = [
            0.05,
            0.1,
        ]
    found = checked(table)
    assert found.set_aside == {STALE: 1}
    gone = OptionChain.from_rows(table, "XSP").columns.take(~found.keep)
    assert (gone.strike.tolist(), gone.is_call.tolist()) == ([strike], [kind == "C"])


@pytest.mark.parametrize(
    ("kind", "strike", "to"), [("C", 80.0, 15.0), ("P", 120.0, 17.0), ("P", 80.0, 85.0)]
)
def test_outside_the_bounds(kind, strike, to):
    """An ask below what exercise at the forward pays, or a bid above the most an option can be worth."""
    table = rows()
    at = (table["type"] == kind) & (table["strike"] == strike)
    table.loc[at, ["bid", "ask"]] = [to - 0.05, to + 0.05]
    assert checked(table).set_aside == {OUTSIDE: 1}


def test_an_american_put_is_worth_its_exercise():
    """European, a put may be worth less than exercise pays today; read as American, those that are go, and no other."""
    table = rows(half=0.01)
    assert checked(table, "XSP").set_aside == {}
    chain = OptionChain.from_rows(table, "SPY")
    implied = forwards(chain, curve=CURVE)
    found, quotes = quality(chain, implied), chain.columns
    below = ~quotes.is_call & (quotes.ask < quotes.strike - implied.spot - implied.each[0].residual)
    assert below.sum() >= 2
    assert (~found.keep).tolist() == below.tolist()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(K.tolist()),
            st.sampled_from("CP"),
            st.floats(-1, 30),
            st.floats(0, 3),
        ),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(["XSP", "SPY", "VIX"]),
)
def test_every_row_is_kept_or_set_aside_and_no_conflict_is_left(quotes, underlying):
    """Rows read are rows kept plus rows set aside, whatever the quotes; checked again, none conflicts."""
    table = pd.DataFrame(
        [(DAY, EXPIRATION, k, kind, bid, bid + width) for k, kind, bid, width in quotes],
        columns=["quote_date", "expiry", "strike", "type", "bid", "ask"],
    )
    found = checked(table, underlying)
    assert found.rows_read == len(table) == found.kept + sum(found.set_aside.values())
    left = found.chain.columns
    for right in (True, False):
        side = left.take(left.is_call == right)
        for i in range(len(side)):
            higher = side.strike > side.strike[i]
            if right:
                assert not (side.bid[higher] > side.ask[i]).any()
            else:
                assert not (side.ask[higher] < side.bid[i]).any()
