"""Moves around the monthly expiration."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.calendar import sessions
from hedgerow.market.expirations import opex_distance
from hedgerow.volatility.premium.expiration_week import PHASES, moves_by_phase, phases


def test_every_session_has_the_phase_of_the_calendar():
    """Those of :func:`opex_distance`, Juneteenth and Good Friday among them."""
    every = sessions()
    dates = every[(every >= "2025-03-03") & (every <= "2026-07-31")]
    states = [opex_distance(day.date()).state for day in dates]
    assert [PHASES[i] for i in phases(dates)] == states
    assert {"before", "at", "after", "between"} == set(states)


def test_moves_are_those_of_the_evening_before():
    """A day that moves by what was implied the evening before has a ratio of 1, whatever is implied on it."""
    every = sessions()
    dates = every[(every >= "2020-01-02") & (every <= "2022-12-30")]
    V = np.random.default_rng(0).uniform(0.1, 0.5, len(dates))
    r = np.concatenate([[np.nan], V[:-1] / np.sqrt(252)])
    rows = moves_by_phase(dates, r, V)
    assert [row.mean for row in rows] == pytest.approx([1.0] * 4)
    assert sum(row.count for row in rows) == len(dates) - 1
    assert [row.count for row in rows if row.phase == "at"] == [36]


def test_nothing_known():
    """Without returns every phase is empty, not zero."""
    dates = sessions()[:50]
    rows = moves_by_phase(dates, np.full(50, np.nan), np.full(50, 0.2))
    assert all(row.count == 0 and np.isnan(row.mean) for row in rows)
    assert len(phases(pd.DatetimeIndex([]))) == 0
