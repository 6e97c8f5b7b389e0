"""Bars whose volatility is known: a diffusion that jumps from each close to the next open."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.bars import Bars

NIGHT, SESSION = 0.005, 0.01
"""Standard deviations of ``ln O/C₋`` and ``ln C/O``."""


@pytest.fixture(scope="session")
def diffusion() -> Callable[..., Bars]:
    """Makes bars of a Gaussian walk of ``steps`` a session, of the shape asked for; ``drift`` in units of SESSION."""

    def made(*shape: int, seed: int, steps: int = 50, night: float = NIGHT, drift: float = 0.0):
        draw = np.random.default_rng(seed)
        walk = draw.normal(drift / steps, steps**-0.5, (steps, *shape)).cumsum(axis=0) * SESSION
        gap = draw.normal(0, night, shape) if night else np.zeros(shape)
        close = np.cumsum(gap + walk[-1], axis=0)
        open_ = close - walk[-1]
        high, low = open_ + np.maximum(walk.max(0), 0), open_ + np.minimum(walk.min(0), 0)
        O, H, L, C = (100 * np.exp(p) for p in (open_, high, low, close))
        H, L = np.maximum(H, np.maximum(O, C)), np.minimum(L, np.minimum(O, C))  # rounding
        return Bars(pd.bdate_range("2001-01-01", periods=shape[0]), O, H, L, C)

    return made
