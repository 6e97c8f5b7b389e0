"""Published results and limits of local volatility and what is priced under it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hedgerow.reference import Reference

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.pricing.local_vol import LocalVolGrid
    from hedgerow.typing import FloatArray
    from hedgerow.volatility.surface.smile import SurfaceVariance

_STRIKES = (
    0.7697, 0.8063, 0.8430, 0.8796, 0.9163, 0.9529, 0.9896,
    1.0262, 1.0629, 1.0995, 1.1362, 1.1728, 1.2095, 1.2461,
)  # fmt: skip
_POINTS = {
    0.274: (32.62, 30.58, 28.87, 27.17, 25.57, 24.07, 22.69, 21.42, 20.39, 19.62, 19.02, 18.85, 18.67, 18.71),
    0.523: (30.79, 29.36, 27.98, 26.63, 25.31, 24.04, 22.84, 21.73, 20.74, 19.88, 19.14, 18.54, 18.11, 17.85),
    0.772: (30.01, 28.76, 27.50, 26.37, 25.19, 24.11, 22.99, 21.98, 21.04, 20.22, 19.50, 18.88, 18.39, 17.93),
    1.769: (28.43, 27.53, 26.66, 25.75, 24.97, 24.18, 23.47, 22.83, 22.13, 21.51, 20.91, 20.39, 19.90, 19.45),
}  # fmt: skip
"""Four expiries of [AH11, table 1]: Euro Stoxx 50 on 1 March 2010, no rates, no dividends."""


@cache
def _repriced() -> dict[tuple[float, float], float]:
    """Points of volatility by strike and expiry: quotes → surface → local volatility → forward equation."""
    import numpy as np

    from hedgerow.pricing.local_vol_calls import local_vol_calls
    from hedgerow.volatility.surface.andreasen_huge import andreasen_huge
    from hedgerow.volatility.surface.local_vol import local_vol_grid

    T, K = np.repeat(list(_POINTS), len(_STRIKES)), np.tile(_STRIKES, len(_POINTS))
    surface = andreasen_huge(np.log(K), T, np.concatenate(list(_POINTS.values())) / 100)
    grid = local_vol_grid(surface, surface.dates(), reach=8, nodes=1601).grid
    found = 100 * local_vol_calls(grid, np.log(K), T, nodes=400, steps=200).implied_vol
    return {(k, t): float(vol) for k, t, vol in zip(K, T, found, strict=True)}


class _Regular:
    """σ = 0.2 − 0.3 tanh k at every expiry: flat, or with a skew of −0.3."""

    def __init__(self, skew: float) -> None:
        self.skew = skew

    def variance(self, log_moneyness: ArrayLike, expiry: ArrayLike) -> SurfaceVariance:
        import numpy as np

        from hedgerow.volatility.surface.smile import SurfaceVariance

        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        x, b = np.tanh(k), self.skew
        σ, σ_k = 0.2 + b * x, b * (1 - x * x)
        σ_kk = -2 * x * σ_k
        return SurfaceVariance(
            σ**2 * T, 2 * σ * σ_k * T, 2 * (σ_k**2 + σ * σ_kk) * T, np.asarray(σ**2)
        )


class _Between:
    """Flat in strike; total variance linear in time between 30 and 93 days."""

    def variance(self, log_moneyness: ArrayLike, expiry: ArrayLike) -> SurfaceVariance:
        import numpy as np

        from hedgerow.volatility.surface.smile import SurfaceVariance

        _, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        t0, t1 = 30 / 365, 93 / 365
        w0, w1 = 0.1701**2 * t0, 0.1989**2 * t1
        slope = (w1 - w0) / (t1 - t0)
        zero: FloatArray = 0 * T
        return SurfaceVariance(w0 + slope * (T - t0), zero, zero, slope + zero)


def _dupire(strike: float, expiry: float) -> float:
    """Points, of a flat 20 % with r 5 % and q 3 %, S 100."""
    from math import exp, log

    from hedgerow.volatility.surface.local_vol import local_vol

    k = log(strike / (100 * exp(0.02 * expiry)))
    return 100 * float(local_vol(_Regular(0.0), k, expiry).vol)


def _forward_vol() -> float:
    from hedgerow.volatility.surface.local_vol import local_vol

    return 100 * float(local_vol(_Between(), 0.0, 60 / 365).vol)


def _flat(vol: float) -> LocalVolGrid:
    import numpy as np

    from hedgerow.pricing.local_vol import LocalVolGrid

    return LocalVolGrid(np.ones(1), np.array([-1.0, 1.0]), np.full((1, 2), vol))


def _barrier(level: float) -> float:
    from hedgerow.pricing.finite_differences import KnockOut
    from hedgerow.pricing.local_vol import ForwardCurve
    from hedgerow.pricing.local_vol_option import local_vol_option

    curve = ForwardCurve.flat(100, rate=0.1)
    barrier = KnockOut(level, "down")
    return local_vol_option(_flat(0.3), curve, 100, 0.2, right="call", knock_out=barrier).value


def _skew_stickiness() -> float:
    """Slope of at-the-money volatility in the logarithm of the spot over the skew, T 0.05."""
    import numpy as np

    from hedgerow.pricing.implied_vol import implied_vol
    from hedgerow.pricing.local_vol import ForwardCurve
    from hedgerow.pricing.local_vol_option import local_vol_option
    from hedgerow.volatility.surface.local_vol import local_vol_grid

    grid = local_vol_grid(_Regular(-0.3), np.geomspace(1e-3, 0.2, 60), nodes=801).grid
    curve = ForwardCurve.flat(100, rate=0.0)

    def at_money(S: float) -> float:
        call = local_vol_option(grid, curve, S, 0.05, right="call", spot=S, nodes=400, steps=200)
        return float(implied_vol(call.value, S, S, 0.05, right="call"))

    return float((at_money(101.0) - at_money(99.0)) / np.log(101 / 99) / -0.3)


_QUOTED: tuple[tuple[float, float], ...] = (
    (0.7697, 0.274), (0.9896, 0.274), (1.2461, 0.274),
    (0.7697, 0.772), (1.0262, 0.772),
    (0.7697, 1.769), (0.9896, 1.769), (1.2461, 1.769),
)  # fmt: skip

REFERENCES: tuple[Reference, ...] = (
    *(
        Reference(
            f"Local volatility, points, of a flat 20 %, r 5 %, q 3 %, S 100, K {strike}, T {expiry:g}",
            lambda strike=strike, expiry=expiry: _dupire(strike, expiry),  # type: ignore[misc]
            20.0,
            1e-9,
            "SPEC LV-02",
        )
        for strike, expiry in ((90, 0.5), (100, 1.0), (120, 1.0))
    ),
    Reference(
        "Local volatility, points, at 60 days between 17.01 at 30 and 19.89 at 93, flat in strike",
        _forward_vol,
        21.12,
        0.005,
        "SPEC FW-02",
    ),
    *(
        Reference(
            f"Euro Stoxx 50, 1 March 2010, K {strike:.2%} of spot, T {expiry:g}: points of volatility, repriced "
            "under local volatility",
            lambda strike=strike, expiry=expiry: _repriced()[strike, expiry],  # type: ignore[misc]
            _POINTS[expiry][_STRIKES.index(strike)],
            0.05,
            "AH11, table 1",
        )
        for strike, expiry in _QUOTED
    ),
    *(
        Reference(
            f"Barrier {level} watched always, down-and-out call, S = K = 100, local σ 30 % flat, r 10 %, T 0.2",
            lambda level=level: _barrier(level),  # type: ignore[misc]
            always,
            5e-4,
            "BGK97, table 2.1, continuous",
        )
        for level, always in ((85, 6.308), (91, 5.808), (95, 4.398), (99, 1.171))
    ),
    Reference(
        "At-the-money volatility moves with the spot by this many skews, local volatility, T 0.05",
        _skew_stickiness,
        2.0,
        0.05,
        "HKLW02; SPEC LV-05",
    ),
)
