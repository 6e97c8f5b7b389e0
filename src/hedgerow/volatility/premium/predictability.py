"""Does the variance premium say anything about later returns? A claim, measured; never a signal.

    Σ_{i=1}^{h} r_{t+i} = a + b x_t + ε        x_t = 10⁴ (V_t² − RV²_{t−21,t}), variance points

[BTZ09] found that it does, most at a quarter. x is the *trailing* premium in variance, the one that is known at t and needs
no model. Returns of h sessions looked at daily overlap, and x moves slowly, so three guards stand beside b:

*Errors* by Newey–West with h lags or more [NW87], and by [Hodrick92]'s 1B, which moves the overlap from the returns to the
predictor and is right where nothing is predictable:

    Var(b) = (X'X)⁻¹ · Σ e²_{t+1} w_t w_t' · (X'X)⁻¹,    w_t = Σ_{i<h} (1, x_{t−i})',    e = r − mean(r)

*Halves* of the history: a coefficient that changes its sign is none.

*Out of sample* [CT08]: R² = 1 − Σ(y − ŷ)²/Σ(y − ȳ)², both from what was over by t alone, from the middle of the history
on; below 0 the mean of the past was the better forecast. SPEC VP-12; REFERENCE 5.10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray, IntArray
from hedgerow.volatility.forecast.history import mean_ahead
from hedgerow.volatility.premium.overlapping import overlapping_fit

MONTHS = (21, 63, 126)
"""Sessions of one, three and six months."""
LEAST = 12
"""Returns without overlap that are needed."""
SURE = 2.4
"""By which t of the best of three horizons is surpassed by chance in one history of twenty (Bonferroni)."""
UNKNOWN = float("nan")
CAVEAT = (
    "Measured on the past of one market, never used as a signal: a few crises carry the coefficient, returns are without "
    "interest, and none of the t-values knows how many predictors others have tried"
)


@dataclass(frozen=True, slots=True)
class PredictiveRegression:
    """Later returns on the premium; NaN where too little is known."""

    sessions: int
    """h."""
    observations: int
    effective_observations: float
    """n/h."""
    slope: float
    """Log return over h sessions (decimal) for one unit of the premium."""
    standardised: float
    """The same for one standard deviation of the premium."""
    newey_west_t: float
    hodrick_t: float
    r_squared: float
    """In sample."""
    first_half_slope: float
    first_half_t: float
    """Newey–West."""
    second_half_slope: float
    second_half_t: float
    out_of_sample_r_squared: float
    out_of_sample_observations: int


@dataclass(frozen=True, slots=True)
class Predictability:
    """One regression for each horizon."""

    rows: tuple[PredictiveRegression, ...]
    caveat: str = CAVEAT

    @property
    def stands(self) -> bool | None:
        """Whether at any horizon both t-values pass 2.4, the halves agree and the forecast beats the mean; None unknown."""
        known = [row for row in self.rows if np.isfinite(row.slope)]
        return any(map(_stands, known)) if known else None


def predictability(
    premium: FloatArray, returns: FloatArray, *, horizons: Sequence[int] = MONTHS
) -> Predictability:
    """Regressions of the sum of later log returns on the premium, both (n,), by session, oldest first.

    Raises :class:`InputError` for a horizon below 1 session.
    """
    for h in horizons:
        if h < 1:
            raise InputError(f"horizon is {h}: give 1 session or more")
    return Predictability(tuple(predictive_regression(premium, returns, h) for h in horizons))


def predictive_regression(x: FloatArray, returns: FloatArray, h: int) -> PredictiveRegression:
    """One horizon of ``h`` sessions.

    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=3000)
    >>> r = np.append(0.0, 0.01 * x[:-1]) + 0.01 * rng.normal(size=3000)
    >>> found = predictive_regression(x, r, 1)
    >>> round(found.slope, 3), found.newey_west_t > 20, found.out_of_sample_r_squared > 0.3
    (0.01, True, True)
    """
    y = h * mean_ahead(returns, h)
    known = np.isfinite(x) & np.isfinite(y)
    rows = np.flatnonzero(known)
    n = len(rows)
    if n < LEAST * h or not np.ptp(x[rows]) > 0:
        return _unmeasured(h, n)
    whole = _line(x[rows], y[rows], h)
    first, second = (_line(x[part], y[part], h) for part in np.array_split(rows, 2))
    r_squared, tested = _out_of_sample(x[rows], y[rows], rows, h)
    return PredictiveRegression(
        sessions=h,
        observations=n,
        effective_observations=n / h,
        slope=whole[0],
        standardised=whole[0] * float(x[rows].std(ddof=1)),
        newey_west_t=whole[1],
        hodrick_t=_hodrick_t(x, returns, rows, whole[0], h),
        r_squared=whole[2],
        first_half_slope=first[0],
        first_half_t=first[1],
        second_half_slope=second[0],
        second_half_t=second[1],
        out_of_sample_r_squared=r_squared,
        out_of_sample_observations=tested,
    )


def _unmeasured(h: int, n: int) -> PredictiveRegression:
    """Too little is known."""
    return PredictiveRegression(
        sessions=h,
        observations=n,
        effective_observations=n / h,
        slope=UNKNOWN,
        standardised=UNKNOWN,
        newey_west_t=UNKNOWN,
        hodrick_t=UNKNOWN,
        r_squared=UNKNOWN,
        first_half_slope=UNKNOWN,
        first_half_t=UNKNOWN,
        second_half_slope=UNKNOWN,
        second_half_t=UNKNOWN,
        out_of_sample_r_squared=UNKNOWN,
        out_of_sample_observations=0,
    )


def _line(x: FloatArray, y: FloatArray, h: int) -> tuple[float, float, float]:
    """Slope, its Newey–West t, and R²."""
    fit = overlapping_fit(y, np.column_stack([np.ones(len(x)), x]), sessions=h)
    b, error = float(fit.coefficients[1]), float(fit.standard_errors[1])
    return b, b / error if error > 0 else UNKNOWN, fit.r_squared


def _hodrick_t(x: FloatArray, returns: FloatArray, rows: IntArray, slope: float, h: int) -> float:
    """The slope over its 1B error (its t); NaN where the predictor has too many gaps."""
    Z = np.column_stack([np.ones(len(x)), x])
    W = np.full(Z.shape, np.nan)
    if len(x) < h:
        return UNKNOWN
    W[h - 1 :] = np.lib.stride_tricks.sliding_window_view(Z, h, axis=0).sum(axis=-1)
    ahead = np.append(returns[1:], np.nan)
    use = np.isfinite(W).all(axis=1) & np.isfinite(ahead)
    if use.sum() < LEAST * h:
        return UNKNOWN
    e = ahead[use] - ahead[use].mean()
    scores = W[use] * e[:, None]
    bread = np.linalg.inv(Z[rows].T @ Z[rows])
    error = np.sqrt((bread @ (scores.T @ scores) @ bread)[1, 1])
    return float(slope / error) if error > 0 else UNKNOWN


def _out_of_sample(x: FloatArray, y: FloatArray, rows: IntArray, h: int) -> tuple[float, int]:
    """R² of forecasts from the middle on, each from the returns that were over by then."""
    over = np.searchsorted(rows, rows - h, side="right")  # outcomes that ended by each row
    tested = np.arange(len(x) // 2, len(x))
    tested = tested[over[tested] >= max(LEAST, h)]
    if not len(tested):
        return UNKNOWN, 0
    n = over[tested].astype(float)
    sums = [
        np.concatenate([[0.0], np.cumsum(v)])[over[tested]] for v in (x, y, x * x, x * y)
    ]  # of all that was known
    mean_x, mean_y = sums[0] / n, sums[1] / n
    with np.errstate(invalid="ignore", divide="ignore"):
        b = (sums[3] / n - mean_x * mean_y) / (sums[2] / n - mean_x**2)
    ahead = mean_y + b * (x[tested] - mean_x)
    good = np.isfinite(ahead)
    y_tested = y[tested][good]
    loss = float(np.sum((y_tested - mean_y[good]) ** 2))
    if not loss > 0:
        return UNKNOWN, 0
    return 1 - float(np.sum((y_tested - ahead[good]) ** 2)) / loss, int(good.sum())


def _stands(row: PredictiveRegression) -> bool:
    """Every guard passed."""
    same_sign = row.first_half_slope * row.second_half_slope > 0
    return bool(
        min(abs(row.newey_west_t), abs(row.hodrick_t)) > SURE
        and same_sign
        and row.out_of_sample_r_squared > 0
    )
