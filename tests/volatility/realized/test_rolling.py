"""Windows: what a sum is made of, what it forgets, and that no shape or layout changes an answer."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.market.bars import Bars
from hedgerow.volatility.realized.panel import ESTIMATORS, realized_vols
from hedgerow.volatility.realized.rolling import stage_plan

PRICES = ("open", "high", "low", "close")


def with_prices(bars, change):
    """The same with each of its prices changed."""
    return Bars(bars.dates, *(change(getattr(bars, name)) for name in PRICES))


def twin(bars, windows):
    """Every estimator by pandas, a frame and a window at a time."""
    O, H, L, C = (pd.DataFrame(getattr(bars, name)) for name in PRICES)
    u, d, c = np.log(H / O), np.log(L / O), np.log(C / O)
    o, x = np.log(O / C.shift()), np.log(C / C.shift())
    rs = u * (u - c) + d * (d - c)
    tables = [
        [(x**2).rolling(n).mean() for n in windows],
        [x.rolling(n).var() for n in windows],
        [((u - d) ** 2).rolling(n).mean() / (4 * np.log(2)) for n in windows],
        [(0.5 * (u - d) ** 2 - (2 * np.log(2) - 1) * c**2).rolling(n).mean() for n in windows],
        [rs.rolling(n).mean() for n in windows],
    ]
    yang_zhang = []
    for n in windows:
        k = 0.34 / (1.34 + (n + 1) / (n - 1))
        V_o, V_c = o.rolling(n).var(), c.rolling(n).var()
        yang_zhang.append(V_o + k * V_c + (1 - k) * rs.rolling(n).mean())
    return np.sqrt(252 * np.array([[v.to_numpy() for v in row] for row in [*tables, yang_zhang]]))


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=8))
def test_every_sum_is_made_of_its_sessions_once(windows):
    """Whatever the windows, each sum adds up each of its sessions exactly once, in steps of three at most."""
    lengths, stages = stage_plan(sorted(set(windows)))
    assert set(windows) <= set(lengths)
    assert len(lengths) <= 8 * (1 + np.log2(3000))
    for k in range(1, len(lengths)):
        a, b, lag_b, c, lag_c = stages[k]
        assert a < k
        assert b < k
        assert lag_b == lengths[a]
        rest = 0
        if c >= 0:
            assert c < k
            assert lag_c == lengths[a] + lengths[b]
            rest = lengths[c]
        assert lengths[a] + lengths[b] + rest == lengths[k]


@pytest.mark.parametrize("symbols", [1, 3, 8, 13, 195])
def test_equals_pandas(diffusion, symbols):
    """A panel of any width, a vector's multiple or not, has pandas' rolling means and variances."""
    windows = (2, 5, 21, 50)
    bars = diffusion(130, symbols, seed=symbols, steps=20)
    found = realized_vols(bars, windows=windows)
    np.testing.assert_allclose(found, twin(bars, windows), rtol=1e-7, atol=1e-7)


def test_one_symbol_is_a_column_of_the_panel(diffusion):
    """Alone, in columns that are not contiguous, read-only or in single precision: the same numbers."""
    bars = diffusion(300, 9, seed=1)
    panel = realized_vols(bars)
    column = with_prices(bars, lambda p: p[:, 4])
    np.testing.assert_array_equal(realized_vols(column), panel[..., 4])
    fortran = with_prices(bars, np.asfortranarray)
    np.testing.assert_array_equal(realized_vols(fortran), panel)

    def frozen(p):
        p = p.copy()
        p.flags.writeable = False
        return p

    np.testing.assert_array_equal(realized_vols(with_prices(bars, frozen)), panel)
    single = with_prices(bars, lambda p: p.astype(np.float32))
    np.testing.assert_allclose(realized_vols(single), panel, rtol=1e-2)


@pytest.mark.parametrize("symbols", [16, 400])
def test_threads_and_memory_change_nothing(diffusion, symbols, monkeypatch):
    """Split between threads, into memory that was given, past the caches or not: bit for bit the same."""
    from hedgerow.volatility.realized import rolling

    bars = diffusion(700, symbols, seed=2, steps=5)
    windows = (5, 21, 126)
    plain = realized_vols(bars, windows=windows)
    np.testing.assert_array_equal(realized_vols(bars, windows=windows, threads=3), plain)
    out = np.zeros(plain.shape)
    assert realized_vols(bars, windows=windows, out=out) is out
    np.testing.assert_array_equal(out, plain)
    monkeypatch.setattr(rolling, "STREAMED", 0)
    np.testing.assert_array_equal(realized_vols(bars, windows=windows), plain)
    np.testing.assert_array_equal(realized_vols(bars, windows=windows, threads=2), plain)


def test_a_gap_is_forgotten_with_its_session(diffusion):
    """A missing bar makes unknown the windows that hold it, and no other, to the last bit."""
    whole = diffusion(120, 3, seed=3)
    windows, gap = (5, 21), 40
    holed = with_prices(whole, np.copy)
    for name in PRICES:
        getattr(holed, name)[gap, 1] = np.nan
    full, found = realized_vols(whole, windows=windows), realized_vols(holed, windows=windows)
    for w, n in enumerate(windows):
        for e, estimator in enumerate(ESTIMATORS):
            nights = estimator.startswith(("close", "yang"))  # the close before is missed as well
            unknown = np.arange(gap, gap + n + nights)
            assert np.isnan(found[e, w, unknown, 1]).all()
            found[e, w, unknown, 1] = full[e, w, unknown, 1]
    np.testing.assert_array_equal(found, full)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("open", -1.0),
        ("low", 0.0),
        ("high", np.inf),
        ("high", 1.0),
        ("low", 1e4),
        ("open", 1e4),
        ("close", 1e4),
        ("open", np.nan),
        ("high", np.nan),
        ("low", np.nan),
    ],
)
def test_an_impossible_bar_is_unknown(diffusion, name, value):
    """Whatever of the range is missing, impossible or contradicts the rest; closes alone go on."""
    bars = diffusion(30, seed=4)
    getattr(bars, name)[20] = value
    found = realized_vols(bars, windows=(5,))[:, 0]
    for estimator, vol in zip(ESTIMATORS, found, strict=True):
        ranged = not estimator.startswith("close")
        assert np.isnan(vol[20:25]).all() == ranged
        assert np.isfinite(vol[[19, 26]]).all()


@pytest.mark.parametrize("value", [0.0, -5.0, np.inf, np.nan])
def test_a_close_that_is_no_price_is_unknown_to_all(diffusion, value):
    """Zero, negative, infinite or missing: no estimator has an answer until it has left the window."""
    bars = diffusion(30, seed=5)
    bars.close[20] = value
    found = realized_vols(bars, windows=(5,))[:, 0]
    assert np.isnan(found[:, 20:25]).all()
    assert np.isfinite(found[:, 26:]).all()


def test_a_price_that_never_moves():
    """It has volatility zero, exactly, also after a wild year."""
    C = np.full((600, 2), 41.37)
    C[:300] *= np.exp(np.random.default_rng(6).normal(0, 0.3, (300, 2)))
    found = realized_vols(Bars(pd.bdate_range("2001-01-01", periods=600), C, C, C, C))
    assert (found[:, :, 300 + 252 :] == 0).all()


def test_closes_that_never_move(diffusion):
    """Closes that stand still while ranges move: no volatility from close to close, exactly."""
    bars = diffusion(40, 5, seed=9)
    scale = 41.37 / bars.close
    still = Bars(bars.dates, *(getattr(bars, name) * scale for name in PRICES))
    still.close[:] = 41.37
    found = realized_vols(still, windows=(5,))[:2, 0, 5:]
    assert (found == 0).all()


def test_nothing_drifts(diffusion):
    """After prices have moved a million times as much, a quiet window is as exact as before."""
    quiet = diffusion(400, 2, seed=7)
    wild = with_prices(quiet, np.copy)
    for name in PRICES:
        getattr(wild, name)[:100] = getattr(wild, name)[:100] ** 40
    windows = (5, 21, 63)
    found, expected = realized_vols(wild, windows=windows), realized_vols(quiet, windows=windows)
    np.testing.assert_array_equal(found[:, :, 200:], expected[:, :, 200:])


@pytest.mark.parametrize("shape", [(0,), (0, 4), (4, 0), (1,), (3,), (7, 2)])
def test_short_and_empty_tables(shape):
    """Fewer sessions than the window: all unknown, nothing raises."""
    C = np.full(shape, 100.0)
    bars = Bars(pd.bdate_range("2001-01-01", periods=shape[0]), C, C, C, C)
    found = realized_vols(bars, windows=(10, 252))
    assert found.shape == (6, 2, *shape)
    assert np.isnan(found).all()


def test_memory_that_does_not_fit(diffusion):
    """Of another shape, type or layout, or read-only: refused, with what would do."""
    bars = diffusion(20, 2, seed=8)
    shape = (6, 7, 20, 2)
    frozen = np.empty(shape)
    frozen.flags.writeable = False
    for out in (
        np.empty((6, 7, 20, 3)),
        np.empty(shape, np.float32),
        np.empty(shape[::-1]).T,
        frozen,
    ):
        with pytest.raises(InputError, match=r"np.empty\(\(6, 7, 20, 2\)\)"):
            realized_vols(bars, out=out)
