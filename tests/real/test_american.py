"""Whether American readings of real quotes make more sense than European ones, where the data are at hand.

The data may not be shipped, so without them (``../shared/data`` beside the checkout) these are
skipped.
"""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from hedgerow.desk.settings import market
from hedgerow.market.parity import Pairs
from hedgerow.pricing.american_implied_vol import american_implied_vol
from hedgerow.pricing.implied_vol import implied_vol
from hedgerow.units import year_fraction

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout")
CHAINS = sorted(
    path.stem for root in ("SPY", "QQQ") for path in DATA.glob(f"chains/{root}_20??-??-??.parquet")
)


def disagreements(name):
    """|IV of call − IV of put| in points at every strike within 10 % of the forward, 7 to 400 days out.

    European ones on the forward of European parity, American ones on that of American parity.
    """
    symbol, day = name.split("_")
    made, as_of = market(DATA), date.fromisoformat(day)
    chain, rate = made.chain(symbol, as_of), made.rate(as_of).value
    spot, european, american = chain.spot(rate), [], []
    for expiration in chain.expirations:
        days = chain.days(expiration)
        if not 7 <= days <= 400:
            continue
        pairs, T = chain._pairs(expiration), year_fraction(days)
        assert isinstance(pairs, Pairs)
        F, A = pairs.forward(T, rate), chain.forward(expiration, rate)
        near = np.abs(np.log(pairs.strike / F)) < 0.10
        K, C, P = pairs.strike[near], pairs.call[near], pairs.put[near]
        D = np.exp(-rate * T)
        european.append(
            implied_vol(C, F, K, T, right="call", discount=D)
            - implied_vol(P, F, K, T, right="put", discount=D)
        )
        carry = {"rate": rate, "dividend_yield": rate - np.log(A / spot) / T}
        american.append(
            american_implied_vol(C, spot, K, T, right="call", **carry)
            - american_implied_vol(P, spot, K, T, right="put", **carry)
        )
    e, a = 100 * np.abs(np.concatenate(european)), 100 * np.abs(np.concatenate(american))
    both = np.isfinite(e) & np.isfinite(a)
    return e[both], a[both], len(e)


@pytest.mark.parametrize("name", CHAINS)
def test_calls_and_puts_agree_better(name):
    """At one strike the American volatilities of call and put are closer than the European ones, in the
    median and in the mean.
    """
    european, american, of = disagreements(name)
    assert len(american) > 0.8 * of
    assert np.median(american) < np.median(european)
    assert np.mean(american) < np.mean(european)
