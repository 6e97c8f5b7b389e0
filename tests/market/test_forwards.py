"""Forwards and discounts of a chain: where they are from, and that they are those which priced it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import forwards
from hedgerow.market.rates import Rate, RateCurve
from hedgerow.pricing.american import american
from hedgerow.pricing.black import black

DAY = date(2025, 9, 3)
RATE, YIELD, SPOT = 0.043, 0.013, 6400.0
EXPIRATIONS = ("2025-09-05", "2025-10-03", "2025-12-19", "2026-06-18")
CURVE = RateCurve.flat(Rate(RATE, "given"))


def rows_of(expirations, *, root, spot, width=0.02, price=None, tick=0.0):
    """Quotes on a flat volatility of 18 % of a chain quoted at the close, mids rounded to ``tick``."""
    K = spot * np.linspace(0.8, 1.2, 81)
    bare = pd.DataFrame({"expiry": pd.to_datetime(list(expirations)), "strike": spot})
    bare = bare.assign(quote_date=pd.Timestamp(DAY), type="C", bid=1.0, ask=1.0, root=root)
    chain = OptionChain.from_rows(bare, root.removesuffix("W"))
    rows = []
    for listing in chain.listings:
        T = listing.expiry
        for kind, right in (("C", "call"), ("P", "put")):
            mid = price(K, T, right) if price else _black(spot, K, T, right)
            half = width / 2 * np.maximum(mid, 0.5)
            mid = np.round(mid / tick) * tick if tick else mid
            rows.append(
                pd.DataFrame(
                    {"strike": K, "type": kind, "bid": mid - half, "ask": mid + half}
                ).assign(
                    expiry=pd.Timestamp(listing.expiration), root=root, quote_date=pd.Timestamp(DAY)
                )
            )
    return pd.concat(rows, ignore_index=True)


def _black(spot, K, T, right):
    F = spot * np.exp((RATE - YIELD) * T)
    return np.exp(-RATE * T) * black(F, K, T, 0.18, right=right)


def european(underlying="SPX", root="SPXW", **change):
    """A chain of European options."""
    return OptionChain.from_rows(rows_of(EXPIRATIONS, root=root, spot=SPOT, **change), underlying)


def american_chain(spot=640.0):
    """A chain of American options with the same carry."""

    def price(K, T, right):
        return american(spot, K, T, 0.18, right=right, rate=RATE, dividend_yield=YIELD)

    rows = rows_of(EXPIRATIONS, root="SPY", spot=spot, price=price)
    return OptionChain.from_rows(rows[rows["bid"] > 0.05], "SPY")


def truths(found, spot=SPOT):
    """The forwards that priced the quotes."""
    return spot * np.exp((RATE - YIELD) * found.expiry)


def test_european_quotes_say_forward_and_discount():
    """With no rate given, both are those that priced the quotes, and the spot too."""
    found = forwards(european(), dividend_yield=YIELD)
    assert found.forward == pytest.approx(truths(found), rel=1e-8)
    assert found.discount == pytest.approx(np.exp(-RATE * found.expiry), rel=1e-6)
    assert found.spot == pytest.approx(SPOT, rel=1e-6)
    assert [one.dividend_yield for one in found.each[1:]] == pytest.approx([YIELD] * 3, abs=1e-4)
    assert all(one.forward_source == "parity" and one.outliers == 0 for one in found.each)
    assert found.exercise == "european"


def test_short_expiries_take_their_neighbours_rate():
    """Quotes in steps of a dime do not say the rate of two days; the others do, and the forward is parity's still."""
    found = forwards(european(tick=0.1))
    first, *others = found.each
    assert first.discount_source == "neighbours"
    assert np.isnan(first.forward_error)
    assert first.rate == pytest.approx(RATE, abs=0.003)
    assert first.forward == pytest.approx(truths(found)[0], rel=2e-5)
    assert others[-1].discount_source == "parity"
    assert others[-1].rate == pytest.approx(RATE, abs=4 * others[-1].rate_error)


def test_a_rate_its_neighbours_contradict_is_not_believed():
    """Calls of one expiration with their strikes' slope bent: its rate is that of the others."""
    rows = rows_of(("2025-10-03", "2025-10-17", "2025-11-21", "2025-12-19"), root="SPXW", spot=SPOT)
    odd = (rows["expiry"] == "2025-11-21") & (rows["type"] == "C")
    bent = 0.004 * (rows["strike"] - SPOT)[odd]
    rows.loc[odd, ["bid", "ask"]] = rows.loc[odd, ["bid", "ask"]].add(bent + 30, axis=0)
    found = forwards(OptionChain.from_rows(rows, "SPX")).each[2]
    assert found.discount_source == "neighbours"
    assert found.rate == pytest.approx(RATE, abs=0.002)


def test_a_given_rate_where_nothing_says_it():
    """One short expiration: unknown with the next step, or at the curve's rate."""
    chain = OptionChain.from_rows(rows_of(EXPIRATIONS[:1], root="SPXW", spot=SPOT, tick=0.1), "SPX")
    (unknown,) = forwards(chain).each
    assert (unknown.discount_source, unknown.forward_source) == ("none", "none")
    assert np.isnan(unknown.forward)
    assert "--rate" in unknown.reason
    found = forwards(chain, curve=CURVE)
    (known,) = found.each
    assert (known.discount_source, known.rate, known.reason) == ("given", RATE, "")
    assert known.forward == pytest.approx(truths(found)[0], rel=2e-5)


def test_the_printed_price_is_not_used():
    """An index printed one per cent away changes nothing but the gap, which is reported."""
    rows = rows_of(EXPIRATIONS, root="SPXW", spot=SPOT)
    printed = OptionChain.from_rows(rows.assign(underlying_price=1.01 * SPOT), "SPX")
    found, without = forwards(printed), forwards(OptionChain.from_rows(rows, "SPX"))
    assert (found.forward == without.forward).all()
    assert (found.discount == without.discount).all()
    assert found.spot == without.spot
    assert found.gap == pytest.approx(0.01, abs=1e-4)
    assert np.isnan(without.gap)


def test_american_options():
    """At the rate given, early exercise taken out: the forwards that priced them, within half a basis point."""
    found = forwards(american_chain(), curve=CURVE, dividend_yield=YIELD)
    assert found.forward == pytest.approx(truths(found, 640.0), rel=5e-5)
    assert {one.discount_source for one in found.each} == {"given"}
    assert sum(one.outliers for one in found.each) == 0
    naive = forwards(american_chain(), curve=CURVE, exercise="european").each[-1]
    assert naive.outliers > 10  # early exercise breaks the equation


def test_american_options_do_not_say_the_rate():
    """Without one everything is unknown, with the reason and the next step."""
    found = forwards(american_chain())
    assert all(np.isnan(one.forward) and "--rate" in one.reason for one in found.each)
    assert np.isnan(found.spot)


def test_puts_alone():
    """Without pairs the printed price carries the forward, at a rate and yield given; else it is unknown."""
    rows = rows_of(EXPIRATIONS, root="SPXW", spot=SPOT).assign(underlying_price=SPOT)
    chain = OptionChain.from_rows(rows[rows["type"] == "P"], "SPX")
    found = forwards(chain, curve=CURVE, dividend_yield=YIELD)
    assert found.forward == pytest.approx(truths(found), rel=1e-12)
    assert {one.forward_source for one in found.each} == {"underlying"}
    assert np.isnan(found.spot)
    for unknown in (forwards(chain, curve=CURVE), forwards(chain, dividend_yield=YIELD)):
        assert np.isnan(unknown.forward).all()
        assert all("give --rate" in one.reason for one in unknown.each)


def test_one_expiration_without_pairs():
    """Its forward follows from the others': the parity spot at their rate and yield."""
    rows = rows_of(EXPIRATIONS, root="SPXW", spot=SPOT)
    lone = (rows["expiry"] == EXPIRATIONS[2]) & (rows["type"] == "C")
    found = forwards(OptionChain.from_rows(rows[~lone], "SPX"), dividend_yield=YIELD)
    assert found.each[2].forward_source == "neighbours"
    assert found.forward[2] == pytest.approx(truths(found)[2], rel=2e-5)


def test_outliers_are_counted_and_change_nothing():
    """Two puts at twice their price are two outliers; forward and discount stay."""
    rows = rows_of(EXPIRATIONS, root="SPXW", spot=SPOT)
    wrong = (rows["expiry"] == EXPIRATIONS[3]) & (rows["type"] == "P")
    wrong &= rows["strike"].round(6).isin([0.95 * SPOT, 1.05 * SPOT])
    assert wrong.sum() == 2
    rows.loc[wrong, ["bid", "ask"]] *= 2
    found = forwards(OptionChain.from_rows(rows, "SPX"))
    assert [one.outliers for one in found.each] == [0, 0, 0, 2]
    assert found.forward == pytest.approx(truths(found), rel=1e-7)


def test_vix_has_forwards_and_no_spot():
    """Each expiration's forward is its future; nothing is brought back to an index that cannot be held."""
    rows = rows_of(("2025-09-17",), root="VIX", spot=17.0)
    later = rows_of(("2025-12-17",), root="VIX", spot=21.0)
    found = forwards(OptionChain.from_rows(pd.concat([rows, later]), "VIX"), curve=CURVE)
    carry = np.exp((RATE - YIELD) * found.expiry)
    assert found.forward == pytest.approx([17.0, 21.0] * carry, rel=1e-4)
    assert np.isnan([found.spot, found.gap, *(one.dividend_yield for one in found.each)]).all()


def test_an_empty_chain():
    """No quotes, no forwards, no exception."""
    rows = rows_of(EXPIRATIONS[:1], root="SPXW", spot=SPOT).assign(bid=0.0)
    found = forwards(OptionChain.from_rows(rows, "SPX"), curve=CURVE)
    assert found.each == ()
    assert np.isnan(found.spot)
