import json
from datetime import date
from importlib.util import find_spec

import pytest

from hedgerow.desk import demo

pytestmark = pytest.mark.skipif(find_spec("skfolio") is None, reason="skfolio not installed")


@pytest.fixture(scope="session")
def shown():
    """The demonstration."""
    return demo()


def test_plan(shown):
    """A seven-name book as of 2018-09-20, hedged with a modelled put on a tenth of 2930.75."""
    assert shown.as_of == date(2018, 9, 20)
    assert len(shown.book.positions) == 7
    assert shown.hedge.instrument == "XSP"
    assert shown.hedge.spot == pytest.approx(293.075)
    assert shown.hedge.price_source == shown.provenance["option_price"] == "modelled"
    assert shown.status.state == "degraded"


def test_aftermath(shown):
    """The S&P 500 fell from 2930.75 to 2351.10 by Christmas Eve [S&P]; the hedged book is the sum of
    its parts on every day, and the puts gained.
    """
    marks = shown.aftermath
    assert (marks[0].date, marks[-1].date) == (date(2018, 9, 20), date(2018, 12, 24))
    assert marks[-1].index / marks[0].index == pytest.approx(2351.10 / 2930.75, rel=1e-6)
    assert marks[-1].vix == pytest.approx(36.07)
    assert [m.hedged for m in marks] == pytest.approx([m.book + m.puts for m in marks])
    assert marks[0].hedged == pytest.approx(0, abs=1e-6)
    assert marks[-1].book < 0 < marks[-1].puts
    assert [m.date for m in marks] == sorted({m.date for m in marks})


def test_rolls(shown):
    """The put is rolled for the first time 28 days before it expires."""
    rolls = [mark for mark in shown.aftermath if mark.event]
    assert (shown.hedge.expiration - rolls[0].date).days == 28
    assert all("sold" in roll.event and "bought" in roll.event for roll in rolls)


def test_document(shown):
    """The document is that of the hedge with the aftermath beside it; twice gives the same bytes."""
    document = json.loads(shown.to_json())
    assert document["command"] == "demo"
    assert document["hedge"]["price_source"] == "modelled"
    assert len(document["aftermath"]) == len(shown.aftermath)
    assert demo().to_json() == shown.to_json()
