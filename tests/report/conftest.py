from importlib.util import find_spec

import pytest

from hedgerow.desk import HedgeChoices, betas, demo, hedge_plan, pairing, size, verify
from hedgerow.market.book import Book, Position
from hedgerow.reference import Reference

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


@pytest.fixture(scope="session")
def plans(synthetic, verification):
    """One answer of each kind, and more of the plan."""
    where = {"data": synthetic.folder, "as_of": synthetic.plain_day}
    quoted = where | {"as_of": synthetic.chain_day}
    made = {
        "size": size(value=500_000, beta=1.15, spot=752),
        "verify": verification,
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
