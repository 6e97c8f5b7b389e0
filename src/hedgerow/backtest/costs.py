"""What trading costs: half the spread beside the middle, a commission a contract.

A modelled option has the spread that quoted ones of its price had, with ``P`` the middle and ``F`` the forward:

    h = max(tick/2, F e^a (P/F)^p (VIX/20)^v)          never more than P

                a       p      v     tick     fitted on                                      typical error
    index    −7.19   0.427   1.16   0.05     22 days of SPX chains, 2019–2025               25 %, 89 % within a factor of two
    fund     −7.58   0.364   0.90   0.01     SPY puts 2010–2019 and 8 days of SPY chains    43 %, 70 %

Robust fits in logarithms, each day alike; ``a`` is raised from the median to the mean of quotes. Days to expiration add nothing.
SPY's spreads were half again as wide until 2014 as after. Of a day like 20 March 2020 nothing is known but that day. Options of
funds and shares that trade less than SPY, QQQ and IWM are given twice the fund's spread: a guess, not a fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from hedgerow.market.instruments import Instrument
from hedgerow.typing import FloatArray

USUAL_VIX = 20.0
LIQUID = 2
"""The last rank of liquidity of which spreads are those that were fitted."""
LESS_LIQUID = 2.0


@dataclass(frozen=True, slots=True)
class Costs:
    """Costs of a trade."""

    commission: float = 0.65
    """US dollars a contract."""
    spread: float = 1.0
    """Times the spread of the model, or of the quote, that a trade pays: 0 trades at the middle."""
    share_spread: float = 0.0001
    """Of the price, for shares."""


class SpreadModel(NamedTuple):
    """Half of bid to ask by price and VIX; the letters are those above."""

    a: float
    p: float
    v: float
    tick: float


INDEX, FUND = SpreadModel(-7.19, 0.427, 1.16, 0.05), SpreadModel(-7.58, 0.364, 0.90, 0.01)


def half_spread(
    use: Instrument, value: FloatArray, forward: FloatArray, vix: FloatArray
) -> FloatArray:
    """Half of bid to ask, US dollars a share, of modelled options, elementwise; ``vix`` in points.

    >>> from hedgerow.market.instruments import instrument
    >>> half_spread(instrument("SPX"), np.array([40.0]), np.array([5000.0]), np.array([20.0])).round(2).tolist()
    [0.48]
    """
    m = INDEX if use.settlement == "cash" else FUND
    scale = 1.0 if use.liquidity_rank <= LIQUID else LESS_LIQUID
    share = np.maximum(value, 0.0) / forward
    modelled = scale * forward * np.exp(m.a) * share**m.p * (vix / USUAL_VIX) ** m.v
    least = m.tick / 2
    return np.asarray(np.minimum(np.maximum(least, modelled), np.maximum(value, least)))
