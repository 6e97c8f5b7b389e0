"""What volatility did after it was at a level."""

import numpy as np

from hedgerow.volatility.premium.mean_reversion import first_crossings, mean_reversion

EDGES = (0.0, 0.2, 0.3, 1.0)


def test_by_loops():
    """Shares, days and spells counted one by one."""
    rng = np.random.default_rng(0)
    V = np.exp(-1.6 + 0.4 * np.sin(np.arange(800) / 40) + 0.1 * rng.normal(size=800))
    for row in mean_reversion(V, edges=EDGES):
        days = [i for i in range(800) if row.low <= V[i] < row.high]
        known = [i for i in days if i + 21 < 800]
        assert row.count == len(known)
        assert row.higher_after_month == np.mean([V[i + 21] > V[i] for i in known])
        spells = [
            i for i in days if not any(row.low <= V[j] < row.high for j in range(max(i - 21, 0), i))
        ]
        assert row.spells == len(spells)
        if row.low >= 0.2:
            over = [i for i in days if i + 63 < 800]
            assert row.below_20_within_quarter == np.mean(
                [(V[i + 1 : i + 64] < 0.2).any() for i in over]
            )
        else:
            assert np.isnan(row.below_20_within_quarter)


def test_unknown_sessions_are_no_fall():
    """A session without a level is neither a day nor a close below 20."""
    V = np.full(200, 0.35)
    V[100:110] = np.nan
    row = mean_reversion(V, edges=(0.3, 0.4))[0]
    assert row.below_20_within_quarter == 0
    assert row.higher_after_month == 0


def test_first_crossings_are_apart():
    """A day above counts where none of the 21 sessions before was."""
    V = np.full(100, 0.2)
    V[[30, 35, 80]] = 0.4
    assert np.flatnonzero(first_crossings(V, above=0.3)).tolist() == [30, 80]


def test_a_short_past():
    """Without a month after it no day is known."""
    rows = mean_reversion(np.full(10, 0.25), edges=EDGES)
    assert [row.count for row in rows] == [0, 0, 0]
    assert np.isnan(rows[1].higher_after_month)
