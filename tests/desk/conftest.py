import pytest

from hedgerow.desk import HedgeChoices, hedge_plan
from hedgerow.market.book import Book, Position


@pytest.fixture(scope="session")
def valued():
    """A book of dollar values: ``valued(SPY=575_000)``."""

    def book(**values):
        return Book(Position(symbol, value=value) for symbol, value in values.items())

    return book


@pytest.fixture(scope="session")
def plan(synthetic):
    """The plan on the synthetic market, on the day without a chain unless told otherwise."""

    def made(book, *, as_of=synthetic.plain_day, data=synthetic.folder, **choices):
        return hedge_plan(book, data=data, as_of=as_of, choices=HedgeChoices(**choices))

    return made
