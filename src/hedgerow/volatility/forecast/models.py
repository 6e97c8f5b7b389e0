"""The models that are compared, in the order in which they are named.

SPEC FC-03: random walk, EWMA, HAR, GARCH and its kin, implied as it stands and without its premium,
and their combination; none is best by decree, `evaluation` measures.
"""

from hedgerow.volatility.forecast.combination import COMBINATION, Combination
from hedgerow.volatility.forecast.ewma import Ewma
from hedgerow.volatility.forecast.garch import EGARCH, FIGARCH, GARCH, GARCH_IN_MEAN, GJR
from hedgerow.volatility.forecast.har import (
    HAR,
    HAR_IMPLIED,
    HAR_LOG,
    HAR_LOG_SQUARED,
    HAR_SQUARED,
    IMPLIED_DEBIASED,
)
from hedgerow.volatility.forecast.implied import Implied
from hedgerow.volatility.forecast.model import Model
from hedgerow.volatility.forecast.random_walk import RandomWalk

MODELS: tuple[Model, ...] = (
    RandomWalk(5),
    RandomWalk(21),
    Ewma(),
    HAR,
    HAR_LOG,
    HAR_SQUARED,
    HAR_LOG_SQUARED,
    GARCH,
    GJR,
    EGARCH,
    FIGARCH,
    GARCH_IN_MEAN,
    Implied(),
    IMPLIED_DEBIASED,
    HAR_IMPLIED,
)

COMBINATIONS: tuple[Combination, ...] = (COMBINATION,)
