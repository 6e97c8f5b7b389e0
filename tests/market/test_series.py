"""Series without a root of their own: SPX beside SPXW on one date."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.chain import OptionChain
from hedgerow.pricing.black import black

DAY, THIRD_FRIDAY, FRIDAY = date(2025, 1, 22), date(2025, 2, 21), date(2025, 2, 28)
NOT_TOLD = "of a second series not told from the first"


def side_by_side(*copies, root="SPX/SPXW", expiration=THIRD_FRIDAY, days=30.0):
    """Rows of series on a flat smile; each of ``copies`` ends so many hours before 16:00."""
    K = np.arange(5000.0, 7000.0, 25.0)
    rows = []
    for copy, earlier in enumerate(copies):
        T = (days - earlier / 24) / 365
        F = 6080 * np.exp(0.03 * T)
        for kind, right in (("C", "call"), ("P", "put")):
            mid = np.exp(-0.04 * T) * black(F, K, T, 0.15, right=right)
            rows.append(
                pd.DataFrame(
                    {
                        "strike": K,
                        "type": kind,
                        "bid": 0.99 * mid,
                        "ask": 1.01 * mid,
                        "copy": copy,
                        "expiry": pd.Timestamp(expiration),
                    }
                )
            )
    return pd.concat(rows).assign(quote_date=pd.Timestamp(DAY), root=root)


def listed(rows, underlying="SPX"):
    """Roots of the listings by expiration, and the chain."""
    chain = OptionChain.from_rows(rows, underlying)
    return [(each.root, each.settlement) for each in chain.listings], chain


@pytest.mark.parametrize(("first", "second"), [(6.5, 0.0), (0.0, 6.5)])
def test_the_cheaper_series_settles_in_the_morning(first, second):
    """Whichever copy comes first, the one with less time is the a.m. settled one; no row is lost."""
    rows = side_by_side(first, second)
    rows = rows[rows["bid"] > 1e-3].sample(frac=1, random_state=1)
    roots, chain = listed(rows)
    assert roots == [("SPX", "am"), ("SPXW", "pm")]
    assert chain.set_aside == {}
    morning = chain.columns.take(chain.columns.of(0))
    assert len(chain.columns) == len(rows)
    wanted = rows[rows["copy"] == (0 if first else 1)]
    assert morning.bid.sum() == pytest.approx(wanted["bid"].sum())


def test_where_the_quotes_do_not_say_which_the_first_stays():
    """Noise larger than the difference: one series is kept whole and the other counted, not both lost."""
    rows = side_by_side(0.0, 0.0)
    rows = rows[rows["bid"] > 1e-3]
    noise = np.random.default_rng(1).uniform(0.97, 1.03, len(rows))
    roots, chain = listed(rows.assign(bid=rows["bid"] * noise, ask=rows["ask"] * noise))
    assert roots == [("SPX", "am")]
    assert len(chain.columns) == (rows["copy"] == 0).sum()
    assert chain.set_aside == {NOT_TOLD: int((rows["copy"] == 1).sum())}


@pytest.mark.parametrize("root", ["SPX/SPXW", None])
def test_a_lone_series_is_told_by_its_date(root):
    """Standard monthly: settled in the morning; any other Friday: in the afternoon."""
    rows = pd.concat(
        [side_by_side(0.0, root=root, expiration=day) for day in (THIRD_FRIDAY, FRIDAY)]
    )
    roots, _ = listed(rows)
    assert roots == [("SPX", "am"), ("SPXW", "pm")]
    assert listed(rows.drop(columns=["root", "copy"]))[0] == roots


def test_a_root_that_is_told_stays():
    """SPX on a date that is no third Friday is SPX all the same; a fund has one series."""
    assert listed(side_by_side(0.0, root="SPX", expiration=FRIDAY))[0] == [("SPX", "am")]
    assert listed(side_by_side(0.0, root=None), "SPY")[0] == [("SPY", "pm")]
