"""The replay on real data: published hedges replicated, every window for three books, the page as it is committed.

The data may not be shipped, so without them (``../shared/data`` beside the checkout) these are skipped.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from hedgerow.desk import ReplayChoices, backtest
from hedgerow.desk.replicated_indices import replicated_indices

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout")


@pytest.fixture(scope="module")
def script():
    """The page's own program."""
    spec = importlib.util.spec_from_file_location("replay_page", ROOT / "docs" / "replay.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["replay_page"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gaps(script):
    """Ours against the published month-ends, 2004–2014."""
    ours = replicated_indices(DATA, script.FIRST, script.LAST)
    return script.differences(ours, script.published(DATA))


@pytest.mark.parametrize("name", ["PPUT", "CLL", "BXM"])
def test_published_hedges(gaps, name):
    """Correlation ≥ .97, tracking error ≤ 3 % a year, annual mean difference within half a per cent."""
    found = gaps.loc[name]
    assert found["correlation"] >= 0.98
    assert found["tracking_error"] <= 0.02
    assert abs(found["difference"]) <= 0.005


def test_the_index_alone(gaps):
    """Without options the replay is the index with dividends, so that what is left is the options'."""
    assert gaps.loc["SPTR", "correlation"] > 0.998
    assert abs(gaps.loc["SPTR", "difference"]) < 0.001


@pytest.mark.parametrize("window", ["2008", "2020", "2022", "2024-08", "2025-04"])
@pytest.mark.parametrize("book", ["broad", "semiconductors", "energy"])
def test_every_window(script, book, window):
    """Every named window runs for every book; the parts add up, and little is left unexplained."""
    made = backtest(
        script._book(book),
        data=DATA,
        as_of=script.AS_OF,
        choices=ReplayChoices(window=window, policies=("put", "collar@SPY")),
    )
    hedged = np.array(made.path.hedged)
    assert np.isfinite(hedged).all()
    assert made.attribution.total == pytest.approx(hedged[-1] - hedged[0], abs=0.01)
    assert made.attribution.unexplained < 0.10
    assert made.crises[0].name == window
    assert made.summary.max_drawdown > made.compared[2].max_drawdown


def test_quotes_are_used_where_there_are_some():
    """A monthly roll on the fund from 2010 to 2019 meets quotes, and says how much of it did."""
    made = backtest(
        ROOT / "examples" / "book.csv",
        data=DATA,
        choices=ReplayChoices(window="2012-01-03:2019-06-28", policies=("put-calendar@SPY",)),
    )
    assert 0.1 < 1 - made.modelled_share < 1
    assert made.prices.quoted_trades > 50


def test_the_page_is_what_the_program_says(script):
    """docs/replay.md is written by docs/replay.py."""
    assert script.page(str(DATA)) == script.PAGE.read_text(encoding="utf-8")
