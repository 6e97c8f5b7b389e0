"""Instruments and their order of liquidity."""

from hedgerow.market.instruments import CANDIDATES, instrument


def test_the_candidates():
    """The four index funds, eleven sector SPDRs and eight more, each once, in order of liquidity."""
    assert len(CANDIDATES) == len(set(CANDIDATES)) == 23
    ranks = [instrument(symbol).liquidity_rank for symbol in CANDIDATES]
    assert ranks == sorted(ranks)
    assert ranks[:5] == [0, 1, 2, 3, 4]


def test_index_options_are_european_and_settle_in_cash():
    """SPX, XSP, NDX and RUT; an unlisted symbol is taken for an American ETF option."""
    for symbol in ("SPX", "XSP", "NDX", "RUT"):
        assert (instrument(symbol).exercise, instrument(symbol).settlement) == ("european", "cash")
    assert instrument("XSP").price_scale == 0.1
    assert instrument("ARKK").exercise == "american"
