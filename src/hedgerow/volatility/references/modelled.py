"""Check values of the modelled surface: each beside ours in `hedgerow verify`."""

from collections.abc import Mapping

from hedgerow.reference import Reference

_SPOT, _RATE, _YIELD, _DAYS = 752.0, 0.037, 0.011, 60
_TERMS = "60 days, S 752, r 3.7 %, q 1.1 %"
_FAMILY: Mapping[float, float] = {30: 0.1701, 93: 0.1989, 184: 0.2246}


def _family(what: str) -> float:
    """Points, of the VIX family of 26 May 2026."""
    from hedgerow.volatility.surface.modelled import ModelledSurface

    surface = ModelledSurface(_FAMILY)
    return 100 * float(surface.index_vol(_DAYS) if what == "index" else surface.atm_vol(_DAYS))


def _strike() -> float:
    from math import exp

    from hedgerow.volatility.surface.modelled import ModelledSurface
    from hedgerow.volatility.surface.pricing_surface import put_strike

    surface = ModelledSurface(_FAMILY)
    forward = _SPOT * exp((_RATE - _YIELD) * _DAYS / 365)
    return put_strike(surface, -0.30, forward, _DAYS, _YIELD)


def _put(strike: float, vix: float | None = None) -> float:
    """On the day's family, or on one flat at ``vix`` points."""
    from math import exp, log

    from hedgerow.pricing.black import black
    from hedgerow.volatility.surface.modelled import ModelledSurface

    surface = ModelledSurface(_FAMILY if vix is None else {30: vix / 100})
    T = _DAYS / 365
    F = _SPOT * exp((_RATE - _YIELD) * T)
    vol = surface.vol(log(strike / F), _DAYS)
    return float(black(F, strike, T, vol, right="put", discount=exp(-_RATE * T)))


_BY_VIX = (
    (13, 3.61, 0.005),
    (17, 6.34, 0.005),
    (20, 8.63, 0.005),
    (25, 12.8, 0.05),
    (30, 17.2, 0.05),
    (35, 21.9, 0.05),
    (50, 36.5, 0.05),
)

REFERENCES: tuple[Reference, ...] = (
    Reference(
        "Index volatility at 60 days, points, VIX family 17.01, 19.89, 22.46",
        lambda: _family("index"),
        19.18,
        0.005,
        "SPEC HP-17",
    ),
    Reference(
        "At-the-money volatility at 60 days, points, VIX family 17.01, 19.89, 22.46",
        lambda: _family("at the money"),
        14.93,
        0.005,
        "SPEC HP-17",
    ),
    Reference(
        f"Strike of the 30-delta put, {_TERMS}",
        _strike,
        729.3,
        0.05,
        "SPEC HP-17",
    ),
    Reference(
        f"Price of the 30-delta put, {_TERMS}",
        lambda: _put(_strike()),
        10.68,
        0.005,
        "SPEC HP-17",
    ),
    Reference(
        f"Price of the put 5 % out, {_TERMS}", lambda: _put(714.4), 7.99, 0.005, "SPEC HP-17"
    ),
    *(
        Reference(
            f"Price of the put 5 % out, {_TERMS}, VIX flat at {vix}",
            lambda vix=vix: _put(0.95 * _SPOT, vix),  # type: ignore[misc]
            published,
            tolerance,
            "SPEC HP-42",
        )
        for vix, published, tolerance in _BY_VIX
    ),
)
