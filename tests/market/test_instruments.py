"""Instruments: contracts, twins, taxes, leverage, and their order of liquidity."""

import pytest

from hedgerow.market.instruments import (
    CANDIDATES,
    LEVERAGED,
    behind_option,
    instrument,
    is_index,
)


def test_the_candidates():
    """The four index funds, eleven sector SPDRs and eight more, each once, in order of liquidity."""
    assert len(CANDIDATES) == len(set(CANDIDATES)) == 23
    ranks = [instrument(symbol).liquidity_rank for symbol in CANDIDATES]
    assert ranks == sorted(ranks)
    assert ranks[:5] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("symbol", ["SPX", "XSP", "NDX", "XND", "RUT", "MRUT"])
def test_index_options_are_european_and_settle_in_cash(symbol):
    """Cboe and Nasdaq contract specifications; US taxes treat them by Section 1256."""
    use = instrument(symbol)
    assert (use.exercise, use.settlement, use.tax_class) == ("european", "cash", "section 1256")


def test_a_fund_is_american_and_taxed_as_equity():
    """An unlisted symbol is taken for an American option on 100 shares."""
    use = instrument("ARKK")
    assert (use.exercise, use.settlement) == ("american", "physical")
    assert (use.tax_class, use.multiplier) == ("equity option", 100)


@pytest.mark.parametrize(
    ("fund", "twins"),
    [("SPY", ["SPX", "XSP"]), ("QQQ", ["NDX", "XND"]), ("IWM", ["RUT", "MRUT"]), ("SMH", [])],
)
def test_cash_settled_twins(fund, twins):
    """SPEC HP-51: SPY to SPX and XSP, QQQ to NDX and XND, IWM to RUT and MRUT; none for sectors."""
    assert [twin.symbol for twin in instrument(fund).twins] == twins


@pytest.mark.parametrize(
    ("small", "large", "scale"), [("XSP", "SPX", 0.1), ("XND", "NDX", 0.01), ("MRUT", "RUT", 0.1)]
)
def test_mini_contracts(small, large, scale):
    """XSP and MRUT are a tenth, XND a hundredth of the index, priced off the same table."""
    assert instrument(small).price_scale == scale * instrument(large).price_scale
    assert instrument(small).price_symbol == instrument(large).price_symbol


def test_roots():
    """The p.m. settled series have roots of their own; an adjusted deliverable has no instrument."""
    assert {
        root: behind_option(root).symbol for root in ("SPXW", "NDXP", "RUTW", "SPX", "AAPL")
    } == {
        "SPXW": "SPX",
        "NDXP": "NDX",
        "RUTW": "RUT",
        "SPX": "SPX",
        "AAPL": "AAPL",
    }
    assert behind_option("SPY7") is behind_option("2SPY") is None


def test_what_hedges_a_book():
    """Puts on the candidates and on cash indices do; those on a share do not."""
    assert all(is_index(instrument(symbol)) for symbol in (*CANDIDATES, "SPX", "XND", "VOO"))
    assert not any(is_index(instrument(symbol)) for symbol in ("AAPL", "TQQQ", "VIX"))


def test_vix():
    """European, settled in cash at the opening, not to be held; known by both roots, and no candidate to hedge with."""
    use = instrument("^VIX")
    assert use is behind_option("VIX") is behind_option("VIXW")
    assert (use.exercise, use.settlement, use.settles_at) == ("european", "cash", "the opening")
    assert not use.storable
    assert instrument("SPX").storable
    assert "VIX" not in {twin.symbol for symbol in CANDIDATES for twin in instrument(symbol).twins}


def test_leveraged_funds():
    """Fund names state the multiple and the index: ProShares UltraPro QQQ, Direxion Semiconductor."""
    assert LEVERAGED["TQQQ"] == (3, "QQQ")
    assert LEVERAGED["SOXL"] == (3, "SOXX")
    assert LEVERAGED["SPXU"] == (-3, "SPY")
    assert LEVERAGED["PSQ"] == (-1, "QQQ")
    assert not set(LEVERAGED) & set(CANDIDATES)
    assert all(abs(fund.multiple) in {1, 2, 3} for fund in LEVERAGED.values())
