"""Terms of the funds on VIX futures."""

from datetime import date

import numpy as np
import pytest

from hedgerow.volatility.futures.etp import FUNDS


def test_the_terms():
    """SPEC VF-01: multiples of today; the fees that their issuers state [Barclays18, ProShares18, VSTrust25]."""
    assert {s: f.multiple for s, f in FUNDS.items()} == {
        "VXX": 1.0,
        "UVXY": 1.5,
        "SVXY": -0.5,
        "SVIX": -1.0,
        "UVIX": 2.0,
    }
    assert {s: f.fee for s, f in FUNDS.items()} == {
        "VXX": 0.0089,
        "UVXY": 0.0095,
        "SVXY": 0.0095,
        "SVIX": 0.0135,
        "UVIX": 0.0165,
    }


@pytest.mark.parametrize(("symbol", "before", "after"), [("UVXY", 2.0, 1.5), ("SVXY", -1.0, -0.5)])
def test_the_day_of_the_lower_multiple(symbol, before, after):
    """The objective changed at the close of 27 February 2018, so the 28th was the first day at the new multiple."""
    days = np.array(["2018-02-05", "2018-02-27", "2018-02-28", "2020-03-16"], "datetime64[D]")
    assert FUNDS[symbol].multiples(days).tolist() == [before, before, after, after]


def test_funds_begin_when_they_began():
    """SVIX and UVIX trade since March 2022."""
    assert FUNDS["SVIX"].since == FUNDS["UVIX"].since == date(2022, 3, 30)
