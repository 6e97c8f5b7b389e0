"""The chain that the README reads is the one that its script makes."""

import runpy
from pathlib import Path

import pandas as pd
import pytest

from hedgerow.market.chain import OptionChain
from hedgerow.market.cleaning import CONTRADICTING, REPEATED
from hedgerow.market.forwards import forwards
from hedgerow.market.quality import STALE, quality
from hedgerow.volatility.surface.fitted import fitted_surface

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def script():
    """What ``examples/chain.py`` defines."""
    return runpy.run_path(str(EXAMPLES / "chain.py"))


def test_the_file_is_what_the_script_makes(script):
    """``chain.csv`` is the script's text, byte for byte; small enough to be read."""
    kept = (EXAMPLES / "chain.csv").read_bytes()
    assert kept == script["text"]().encode()
    assert len(kept) < 60_000


def test_every_fault_is_found(script):
    """What is set aside is what the script spoilt, by reason; the rest gives a whole surface free of arbitrage."""
    rows = pd.read_csv(EXAMPLES / "chain.csv")
    no_bid = int((rows["bid"] == 0).sum())
    chain = OptionChain.from_rows(rows, "SPX")
    spoilt = {"no number": 3, "no price": 2, "expired": 2, "crossed": 2, REPEATED: 2}
    assert chain.set_aside == {**spoilt, CONTRADICTING: 2, "no bid": no_bid}
    assert no_bid > 0
    sound = quality(chain, forwards(chain)).chain
    assert sound.set_aside[STALE] == 1
    fitted = fitted_surface(sound, forwards(sound))
    assert len(fitted.smiles) == len(script["LISTINGS"]) == 8
    assert all(each.smile is not None for each in fitted.smiles)
    assert fitted.arbitrage.is_free
