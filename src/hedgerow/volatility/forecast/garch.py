"""GARCH and its kin, fitted by `arch` with Student-t innovations.

    r_t = μ + ε_t        ε_t = σ_t z_t        σ²_{t+1} = ω + α ε²_t + β σ²_t

and so on for the variants: GJR adds γ ε²_t after a fall, EGARCH works on ln σ², FIGARCH lets the past
fade like a power, GARCH-in-mean puts κ σ_t into the mean. The long-run variance is not ω but

    V = ω / (1 − α − β − γ/2)        E[σ²_{t+k}] = V + (α + β + γ/2)^{k−1} (σ²_{t+1} − V)

with V unknown where the persistence reaches one. Near one it is fragile: a third decimal of β moves
it by a vol point and more. `arch` is asked for analytic forecasts where it has them (GARCH, GJR,
FIGARCH); EGARCH is simulated with resampled standardised residuals, for with Student-t ones its
expected variance does not exist [Nelson91]; GARCH-in-mean, for which `arch` forecasts nothing, obeys
the formula above with its own residuals. Sources: [Bollerslev86], [GJR93], [Nelson91], [BBM96],
[ELR87]; SPEC FC-01, FC-02.

Decimals in and out; inside the returns are divided by their root mean square, so that the optimiser
finds the same whatever the scale: a Treasury fund moves a twentieth of what a share does.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from math import gamma, log, pi, sqrt
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from hedgerow.errors import InputError, suggestion
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.forecast.history import trailing_mean

if TYPE_CHECKING:
    from arch.univariate.base import ARCHModel, ARCHModelResult
    from arch.univariate.volatility import VolatilityProcess

    from hedgerow.typing import FloatArray, IntArray
    from hedgerow.volatility.forecast.history import History

Kind: TypeAlias = Literal["garch", "gjr", "egarch", "figarch", "garch_in_mean"]

LEAST_RETURNS = 500
"""Returns without which nothing is fitted: two years."""
MONTH = 21
MOST = 25.0
"""Times the stormiest month so far: a forecast above has exploded, and is none."""
SIMULATIONS = 1_000
SEED = 20_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """One estimate, for daily returns as decimals."""

    name: str
    """As in the formulas: mu, omega, alpha, gamma, beta, phi, d, kappa, nu."""
    value: float


@dataclass(frozen=True, slots=True)
class GarchFit:
    """What one fit on a whole series says."""

    kind: Kind
    parameters: tuple[Parameter, ...]
    """In the order of the model: mean, variance, distribution; none without a fit."""
    persistence: float
    """Share of a variance shock that is left a session later: α + β + γ/2; EGARCH: β, of ln σ²;
    FIGARCH: 1, it fades more slowly than any power of a share."""
    long_run_vol: float
    """√(252 V), decimal; EGARCH: where ln σ² rests. NaN where the persistence is 1 or more."""
    log_likelihood: float
    """Of the returns in per cent, as it is usually printed."""
    converged: bool
    observations: int
    """Known returns; the recursion steps over the unknown as if there had been no session."""

    @property
    def half_life(self) -> float:
        """Sessions in which a shock halves; NaN where it does not."""
        if not 0 < self.persistence < 1:
            return float("nan")
        return log(0.5) / log(self.persistence)

    def parameter(self, name: str) -> float:
        """Value of the parameter called so."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter.value
        names = [parameter.name for parameter in self.parameters]
        raise InputError(
            f"{self.kind} has no parameter {name!r}: it has {', '.join(names)}{suggestion(name, names)}"
        )


@dataclass(frozen=True, slots=True)
class Garch:
    """One of the family, fitted once for all origins until the next refit."""

    name: Kind

    def term_structure(
        self, history: History, *, fitted_until: int, origins: IntArray, horizon: int
    ) -> FloatArray:
        """As `Model.term_structure`; NaN where today's return is unknown, or the fit did not converge or explodes."""
        none = np.full((len(origins), horizon), np.nan)
        rows = np.flatnonzero(np.isfinite(history.returns[: origins.max() + 1]))
        known = history.returns[rows]
        n = int(np.searchsorted(rows, fitted_until, side="right"))
        asked = np.isin(origins, rows)
        if not asked.any() or not _can_be_fitted(known[:n]):
            return none
        unit = _unit(known[:n])
        model = _model(self.name, known / unit)
        fit = _fit(model, n)
        if not _converged(fit):
            return none
        at = np.searchsorted(rows, origins[asked])
        daily = _variance_ahead(self.name, model, fit, int(at.min()), horizon)[at - at.min()]
        mean = unit**2 * np.cumsum(daily, axis=1) / np.arange(1, horizon + 1)
        sane = mean <= MOST * _stormiest(known)[at][:, None]
        none[asked] = np.where(sane, SESSIONS_PER_YEAR * mean, np.nan)
        return none


def garch_fit(returns: FloatArray, *, kind: Kind = "garch") -> GarchFit:
    """Fit of daily log returns (decimal), oldest first, (n,); NaN are left out and the rest joined.

    Fewer than 500 returns, or returns that do not move, make a fit that did not converge and has no
    parameters; a ``kind`` that is none is an `InputError`.
    """
    if kind not in get_args(Kind):
        kinds = get_args(Kind)
        raise InputError(
            f"kind is {kind!r}: allowed are {', '.join(kinds)}{suggestion(kind, kinds)}"
        )
    known = returns[np.isfinite(returns)]
    n = len(known)
    if not _can_be_fitted(known):
        nan = float("nan")
        return GarchFit(kind, (), nan, nan, nan, converged=False, observations=n)
    unit = _unit(known)
    fit = _fit(_model(kind, known / unit), n)
    raw = {_symbol(str(name)): float(value) for name, value in fit.params.items()}
    persistence = _persistence(kind, raw)
    return GarchFit(
        kind,
        tuple(Parameter(name, _decimal(kind, name, raw, unit)) for name in raw),
        persistence,
        unit * _long_run_vol(kind, raw, persistence),
        float(fit.loglikelihood) - n * log(100 * unit),
        converged=_converged(fit),
        observations=n,
    )


def _stormiest(known: FloatArray) -> FloatArray:
    """Highest mean square of a month so far, at each known return."""
    return np.asarray(np.fmax.accumulate(trailing_mean(known**2, MONTH)))


def _can_be_fitted(returns: FloatArray) -> bool:
    return len(returns) >= LEAST_RETURNS and float(np.ptp(returns)) > 0


def _unit(returns: FloatArray) -> float:
    """Root mean square: what the fit takes for one."""
    return sqrt(float(np.mean(returns**2)))


def _model(kind: Kind, scaled: FloatArray) -> ARCHModel:
    from arch.univariate import (
        EGARCH,
        FIGARCH,
        GARCH,
        ARCHInMean,
        ConstantMean,
        StudentsT,
    )

    t = StudentsT()
    if kind == "garch_in_mean":
        return ARCHInMean(scaled, volatility=GARCH(), distribution=t, rescale=False, form="vol")
    variance: VolatilityProcess
    if kind == "egarch":
        variance = EGARCH(o=1)
    elif kind == "figarch":
        variance = FIGARCH()
    else:
        variance = GARCH(o=1 if kind == "gjr" else 0)
    return ConstantMean(scaled, volatility=variance, distribution=t, rescale=False)


def _fit(model: ARCHModel, n: int) -> ARCHModelResult:
    """On the first ``n`` returns. `arch` warns of what `_converged` reads from the result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(last_obs=n, disp="off", show_warning=False)


def _converged(fit: ARCHModelResult) -> bool:
    return fit.convergence_flag == 0 and bool(np.isfinite(fit.params).all())


def _variance_ahead(
    kind: Kind, model: ARCHModel, fit: ARCHModelResult, start: int, horizon: int
) -> FloatArray:
    """E[σ²_{t+1}], …, E[σ²_{t+h}] in units squared, a row for each t from ``start``.

    A fit gone astray may grow beyond all bounds, which the caller sees.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return _expected_variance(kind, model, fit, start, horizon)


def _expected_variance(
    kind: Kind, model: ARCHModel, fit: ARCHModelResult, start: int, horizon: int
) -> FloatArray:
    if kind == "garch_in_mean":
        return _in_mean_variance_ahead(model, fit, start, horizon)
    if kind != "egarch":
        forecast = fit.forecast(horizon=horizon, start=start, reindex=False)
        return forecast.residual_variance.to_numpy()
    draw = np.random.default_rng(SEED)
    known = np.asarray(fit.std_resid)
    z = known[np.isfinite(known)]
    forecast = fit.forecast(
        horizon=horizon,
        start=start,
        method="simulation",
        simulations=SIMULATIONS,
        rng=lambda size: draw.choice(z, size),
        reindex=False,
    )
    return forecast.residual_variance.to_numpy()


def _in_mean_variance_ahead(
    model: ARCHModel, fit: ARCHModelResult, start: int, horizon: int
) -> FloatArray:
    mu, kappa, omega, alpha, beta = (float(p) for p in fit.params.to_numpy()[:5])
    r = np.asarray(model.y, dtype=np.float64)
    sigma2 = float(np.mean(r[:75] ** 2))
    ahead = np.empty((len(r) - start, horizon))
    for t, r_t in enumerate(r):
        epsilon = r_t - mu - kappa * sqrt(sigma2)
        sigma2 = omega + alpha * epsilon**2 + beta * sigma2
        if t >= start:
            ahead[t - start, 0] = sigma2
    for k in range(1, horizon):
        ahead[:, k] = omega + (alpha + beta) * ahead[:, k - 1]
    return ahead


def _symbol(name: str) -> str:
    """The formula's letter: `arch` says ``alpha[1]`` and ``Const``."""
    return {"Const": "mu"}.get(name, name.removesuffix("[1]"))


def _persistence(kind: Kind, raw: dict[str, float]) -> float:
    if kind == "figarch":
        return 1.0
    if kind == "egarch":
        return raw["beta"]
    return raw["alpha"] + raw["beta"] + raw.get("gamma", 0.0) / 2


def _long_run_vol(kind: Kind, raw: dict[str, float], persistence: float) -> float:
    if persistence >= 1:
        return float("nan")
    if kind == "egarch":
        # arch centres |z| on √(2/π), its mean for a normal; a Student t's is smaller.
        shift = raw["alpha"] * (_mean_absolute_t(raw["nu"]) - sqrt(2 / pi))
        return float(
            np.sqrt(SESSIONS_PER_YEAR * np.exp((raw["omega"] + shift) / (1 - persistence)))
        )
    return sqrt(SESSIONS_PER_YEAR * raw["omega"] / (1 - persistence))


def _mean_absolute_t(nu: float) -> float:
    """E|z| of a Student t with unit variance."""
    if nu > 300:  # the gamma function overflows where the t is normal
        return sqrt(2 / pi)
    return sqrt((nu - 2) / pi) * gamma((nu - 1) / 2) / gamma(nu / 2)


def _decimal(kind: Kind, name: str, raw: dict[str, float], unit: float) -> float:
    """A parameter for returns as decimals, from that for returns in units of ``unit``."""
    if name == "mu":
        return raw[name] * unit
    if name == "omega" and kind == "egarch":
        return raw[name] + (1 - raw["beta"]) * log(unit**2)
    return raw[name] * unit**2 if name == "omega" else raw[name]


GARCH = Garch("garch")
GJR = Garch("gjr")
EGARCH = Garch("egarch")
FIGARCH = Garch("figarch")
GARCH_IN_MEAN = Garch("garch_in_mean")
