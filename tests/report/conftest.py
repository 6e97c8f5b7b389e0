from dataclasses import replace
from importlib.util import find_spec

import pytest

from hedgerow.data.ledger import Memory
from hedgerow.desk import (
    HedgeChoices,
    VolChoices,
    betas,
    demo,
    hedge_plan,
    pairing,
    size,
    verify,
    volatility,
)
from hedgerow.market.bars import Jump
from hedgerow.market.book import Book, Position
from hedgerow.reference import Reference
from hedgerow.volatility.forecast.evaluation import Unscored

RICH = Book(
    [
        Position("WIDE1", quantity=2_000),
        Position("CHIP1", value=-10_000),
        Position("CHIP2", value=90_000),
        Position("NEWCO", value=5_000),
        Position("SOXL", value=8_000),
        Position("<IMG SRC=X ONERROR=ALERT(1)>", value=4_000),
        Position("SPY240816P00720000", quantity=1),
        Position("CASH", quantity=25_000),
    ]
)
"""A short, a short history, a leveraged fund, a name that is markup, a put, cash."""


def _refuses():
    raise ValueError("<img src=x onerror=alert(1)>")


REFERENCES = {
    "pricing": {
        "halves": [
            Reference("a half", lambda: 0.5, 0.5, 1e-12, "arithmetic"),
            Reference("another", lambda: 0.75, 0.5, 0.005, "arithmetic"),
        ],
        "nothing": [Reference("no number", lambda: float("nan"), 1.0, 0.0, "arithmetic")],
    },
    "hedge": {"refused": [Reference("an error", _refuses, 26.0, 0.0, "arithmetic, twice")]},
}
"""One that agrees; one off, one that is no number and one that raises an error in markup."""


@pytest.fixture(scope="session")
def verification():
    """What ``verify`` says of these references."""
    return verify(references=REFERENCES)


SHARES = Book(
    [Position("CLOSES", value=1e5), Position("SPLIT", value=5e4), Position("CASH", value=1e4)]
)
CHEAP = VolChoices(models=("ewma_94", "random_walk_21"), refit=126)


@pytest.fixture(scope="session")
def read(vol_market):
    """Reads a symbol's volatility with cheap models, keeping nothing."""

    def of(symbol, choices=CHEAP, basket_of=None):
        return volatility(
            symbol, data=vol_market, choices=choices, basket_of=basket_of, ledger=Memory()
        )

    return of


@pytest.fixture(scope="session")
def everything(read):
    """An index with bars within the day, options, announcements and a basket; and with a split and a model
    without a score, which this index does not have.
    """
    made = read("SPX", replace(CHEAP, event_days=1, event_points=60), SHARES)
    jump = Jump(made.history.first, -0.5, "2-for-1")
    unscored = Unscored("implied", 3, "forecasts on 3 of 775 sessions")
    return replace(
        made,
        history=replace(made.history, jumps=(jump,)),
        evaluation=replace(made.evaluation, unscored=(unscored,)),
    )


@pytest.fixture(scope="session")
def plans(synthetic, verification, everything):
    """One answer of each kind, and more of the plan."""
    where = {"data": synthetic.folder, "as_of": synthetic.plain_day}
    quoted = where | {"as_of": synthetic.chain_day}
    made = {
        "size": size(value=500_000, beta=1.15, spot=752),
        "verify": verification,
        "vol": everything,
        "beta": betas(RICH, **where),
        "pair": pairing(RICH, **where),
        "hedge": hedge_plan(RICH, **where),
        "quoted": hedge_plan(RICH, **quoted, choices=HedgeChoices(instrument="SPY")),
        "no floor": hedge_plan(RICH, **where, choices=HedgeChoices(moneyness=0.6)),
        "short": hedge_plan(
            Book([Position("SPY", value=-1e5), Position("CASH", value=3e5)]), **where
        ),
    }
    if find_spec("skfolio") is not None:
        made["demo"] = demo()
    return made
