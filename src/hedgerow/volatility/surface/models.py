"""The models that a chain can be fitted with, by name: what each says of every listing.

    spline    a cubic spline in total variance, free of arbitrage, as flexible as the quotes ask for
    svi       five parameters a slice, butterflies excluded; slices know nothing of each other
    ssvi      one power law for the whole surface, free of arbitrage by its two theorems
    essvi     a correlation for each slice, free of arbitrage by the conditions between slices
    sabr      three parameters a slice (β = 1), an expansion that may imply negative densities in the wings
    heston    five parameters for the whole surface, a model of the price itself

Only the spline's surface is what Hedgerow prices from; the others say how much of it a few parameters explain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias, get_args

import numpy as np

from hedgerow.volatility.surface.smile import Smile
from hedgerow.volatility.surface.smile_quotes import SmileQuotes

ModelName: TypeAlias = Literal["spline", "svi", "ssvi", "essvi", "sabr", "heston"]
NAMES: tuple[ModelName, ...] = get_args(ModelName)
TOO_FEW = "fewer than five quotes"
Params: TypeAlias = Mapping[str, float | tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class SliceFit:
    """What a model says of one listing."""

    smile: Smile | None
    """None where it says nothing; :attr:`reason` says why."""
    params: Params
    """By their usual names; empty without a smile."""
    converged: bool
    reason: str
    """What to know; empty where all is well."""
    steps: int = 0
    """Of the spline's search under constraints; 0 where none was active, and for other models."""


@dataclass(frozen=True, slots=True)
class ModelFit:
    """One model on a chain."""

    model: ModelName
    slices: tuple[SliceFit, ...]
    """In the order of the quotes given."""
    params: Params
    """Of the whole surface, where the model has some."""
    converged: bool
    """Whether every search came to its end."""
    reason: str
    """What to know; empty where all is well."""


def fit_model(
    model: ModelName, slices: Sequence[SmileQuotes], *, smoothing: float | None = None
) -> ModelFit:
    """A model through every listing's quotes, the earliest first. ``smoothing`` is the spline's."""
    if not slices:
        return ModelFit(model, (), {}, converged=False, reason="no quotes")
    if model == "spline":
        return _spline(slices, smoothing)
    return _FITS[model](slices)


def _spline(slices: Sequence[SmileQuotes], smoothing: float | None) -> ModelFit:
    from hedgerow.volatility.surface.spline import SMOOTHING, fit_splines

    fits = fit_splines(slices, smoothing=SMOOTHING if smoothing is None else smoothing)
    each = []
    for fit in fits:
        params: Params = {}
        if fit.smile is not None:
            k = fit.smile.knots * np.sqrt(fit.smile.atm_variance)
            params = {
                "log_moneyness": _numbers(k),
                "total_variance": _numbers(fit.smile.variance(k).w),
            }
        each.append(SliceFit(fit.smile, params, fit.converged, fit.reason, fit.steps))
    return _together("spline", each)


def _svi(slices: Sequence[SmileQuotes]) -> ModelFit:
    from hedgerow.volatility.surface.svi_fit import fit_slices

    fits = fit_slices(slices, butterflies="excluded")
    return _together(
        "svi",
        [SliceFit(f.svi, _named(f.svi), f.converged, _when(f.reason, f.converged)) for f in fits],
    )


def _sabr(slices: Sequence[SmileQuotes]) -> ModelFit:
    from hedgerow.volatility.surface.sabr_fit import fit_sabr

    fits = [fit_sabr(quotes) for quotes in slices]
    return _together(
        "sabr",
        [
            SliceFit(f.smile, _named(f.smile.sabr if f.smile else None), f.converged, f.reason)
            for f in fits
        ],
    )


def _ssvi(slices: Sequence[SmileQuotes]) -> ModelFit:
    from hedgerow.volatility.surface.ssvi_fit import fit_ssvi

    fit = fit_ssvi(slices)
    surface = fit.surface
    each = []
    for quotes in slices:
        smile = surface.slice_at(quotes.expiry) if surface is not None else None
        each.append(SliceFit(smile, _named(smile), fit.converged, "" if smile else fit.reason))
    params = {"rho": surface.rho, **_named(surface.curvature)} if surface is not None else {}
    return ModelFit("ssvi", tuple(each), params, fit.converged, fit.reason)


def _essvi(slices: Sequence[SmileQuotes]) -> ModelFit:
    from hedgerow.volatility.surface.essvi import fit_essvi

    fit = fit_essvi(slices)
    each = []
    for quotes in slices:
        smile = fit.surface.slice_at(quotes.expiry) if fit.surface is not None else None
        each.append(SliceFit(smile, _named(smile), fit.converged, "" if smile else fit.reason))
    return ModelFit("essvi", tuple(each), {}, fit.converged, fit.reason)


def _heston(slices: Sequence[SmileQuotes]) -> ModelFit:
    from hedgerow.volatility.surface.heston_fit import fit_heston

    fit = fit_heston(slices)
    surface, params = fit.surface, _named(fit.model)
    each = [
        SliceFit(
            surface.smile(quotes.expiry) if surface is not None else None,
            params,
            fit.converged,
            fit.reason if surface is None else "",
        )
        for quotes in slices
    ]
    return ModelFit(
        "heston",
        tuple(each),
        {**params, "feller_ratio": fit.feller_ratio},
        fit.converged,
        fit.reason,
    )


_FITS: Mapping[str, Callable[[Sequence[SmileQuotes]], ModelFit]] = {
    "svi": _svi,
    "ssvi": _ssvi,
    "essvi": _essvi,
    "sabr": _sabr,
    "heston": _heston,
}


def _together(model: ModelName, each: Sequence[SliceFit]) -> ModelFit:
    missed = sum(not s.converged and s.reason != TOO_FEW for s in each)
    reason = f"{missed} of {len(each)} expirations without convergence" if missed else ""
    return ModelFit(model, tuple(each), {}, converged=not missed, reason=reason)


def _when(reason: str, converged: bool) -> str:  # noqa: FBT001
    """A reason only where something went wrong: that a butterfly was penalised is no news."""
    return "" if converged else reason


def _named(record: object | None) -> dict[str, float]:
    """The numbers of a parameter record."""
    if record is None:
        return {}
    return {f.name: float(getattr(record, f.name)) for f in fields(record)}  # type: ignore[arg-type]


def _numbers(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(v) for v in values)
