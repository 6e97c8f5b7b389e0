"""The acceptance figures of the surface on every real chain, where those are at hand: no arbitrage, and near the quotes.

The data may not be shipped, so without them (``../shared/data`` beside the checkout) these are skipped. With ``-s`` a
table is printed.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr

from hedgerow.desk.session import Notes
from hedgerow.desk.settings import market
from hedgerow.desk.surface_choices import SurfaceChoices
from hedgerow.desk.surface_study import studied
from hedgerow.volatility.surface.fitted import refitted
from hedgerow.volatility.surface.smile import durrleman

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout")

CHAINS = sorted(path.stem for path in DATA.glob("chains/*_20??-??-??.parquet"))
EUROPEAN_INDEX = "SPX"
POINTS, TIMES = 2000, 7
"""Of the grid between one listing and the next: log-moneyness, and moments between the two."""
HEADER = (
    f"{'chain':16} {'listings':>8} {'quotes':>7} {'near':>6} {'inside':>8} {'in a tick':>9} {'held out':>8} "
    f"{'min g':>8} {'slope':>9} {'calendar':>9}  without a smile"
)


@dataclass(frozen=True)
class Margins:
    """The least slack of each condition on the grid."""

    butterfly: float
    slope: float
    calendar: float


def dense(surface, k_quoted):
    """The three conditions on a grid of its own, denser than the library's; -inf where there is no value."""
    wide = np.linspace(
        1.5 * min(k_quoted.min(), -0.05), 1.5 * max(k_quoted.max(), 0.05), POINTS // 2
    )
    least = np.full(3, np.inf)
    listed = np.array(surface.expiries)
    for i, T in enumerate(listed):
        reach = 8 * float(surface.atm_vol(T) * np.sqrt(T))
        k = np.concatenate([wide, np.linspace(-reach, reach, POINTS // 2)])
        last = i + 1 == len(listed)
        times = np.array([T]) if last else np.linspace(T, listed[i + 1], TIMES + 2)
        here = surface.variance(k, times[:, None])
        d2 = -k / np.sqrt(here.w) - np.sqrt(here.w) / 2
        density = np.exp(-d2 * d2 / 2) / np.sqrt(2 * np.pi)
        slope = ndtr(-d2) + density * here.w_k / (2 * np.sqrt(here.w))
        found = [durrleman(k, here), np.minimum(slope, 1 - slope)]
        if not last:
            found.append(np.diff(here.w, axis=0) / here.w[1:])
        for j, slack in enumerate(found):
            least[j] = min(least[j], np.where(np.isfinite(slack), slack, -np.inf).min())
    return Margins(*least.tolist())


@pytest.fixture(scope="module")
def rows():
    """Lines of the table, printed once all chains are read."""
    found = []
    yield found
    print("\n" + "\n".join([HEADER, *found]))  # noqa: T201 - shown with -s


@pytest.mark.parametrize("name", CHAINS)
def test_a_real_chain(name, rows):
    """No arbitrage on the dense grid, a reason for every missing smile; for SPX the shares that the issue asks for."""
    symbol, day = name.split("_")
    where = market(str(DATA))
    chain, _ = where.chain_of(str(DATA / "chains" / f"{name}.parquet"), date.fromisoformat(day))
    made = studied(chain, SurfaceChoices(), where, Notes())
    fitted = made.fitted
    k = np.concatenate([q.log_moneyness for s in fitted.smiles if (q := s.quoted.quotes)])
    margins = dense(fitted.surface, k)
    held = refitted(fitted.quoted, made.forwards, leave_out=5)
    without = [s for s in fitted.smiles if s.smile is None]
    rows.append(
        f"{name:16} {len(fitted.smiles):8} {len(made.chain.columns):7} {sum(s.misfit.near for s in fitted.smiles):6} "
        f"{fitted.share('inside'):8.2%} {fitted.share():9.2%} {held.share():8.2%} {margins.butterfly:8.4f} "
        f"{margins.slope:9.1e} {margins.calendar:9.1e}  "
        f"{', '.join(f'{s.quoted.forward.listing.expiration}: {s.reason}' for s in without)}"
    )
    assert margins.butterfly >= 0
    assert margins.slope >= -1e-14  # 0 but for the last digits
    assert margins.calendar >= 0
    assert fitted.arbitrage.is_free
    assert all(s.reason for s in without)
    if symbol == EUROPEAN_INDEX:
        assert fitted.share() >= 0.95
        assert held.share() >= 0.90
        assert not any(s.is_unfit for s in fitted.smiles)
