"""Published results of volatility indices: each beside ours in `hedgerow verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.reference import Reference
from hedgerow.volatility.references.vix_example import METHODOLOGY, WHITE_PAPER, Vintage, strips

if TYPE_CHECKING:
    from hedgerow.volatility.indices.strip import Strip

MONTH = 30.0


def _vix(vintage: Vintage) -> float:
    from hedgerow.volatility.indices.vix import index_points, interpolated_variance

    near, following = strips(vintage)
    return index_points(
        interpolated_variance(
            near.variance, near.minutes, following.variance, following.minutes, days=MONTH
        )
    )


def _skewness(term: int) -> float:
    from hedgerow.volatility.indices.moments import log_moments

    return log_moments(strips(WHITE_PAPER)[term]).skewness


def _skew(near: Strip, following: Strip) -> float:
    from hedgerow.volatility.indices.moments import log_moments
    from hedgerow.volatility.indices.skew import interpolated_moment, skew_index

    S1, S2 = log_moments(near).skewness, log_moments(following).skewness
    return skew_index(interpolated_moment(S1, near.minutes, S2, following.minutes, days=MONTH))


def _steep_to_calm() -> float:
    from hedgerow.volatility.indices.vix import index_points, interpolated_variance

    day = 24 * 60
    return index_points(interpolated_variance(0.20**2, 23 * day, 0.16**2, 37 * day, days=MONTH))


def _merton() -> Strip:
    """Every strike of a jump diffusion over 30 days: λ 1, μ −.08, δ .06, σ .10."""
    import numpy as np

    from hedgerow.pricing.merton import Merton
    from hedgerow.volatility.indices.strip import Strip

    T, F = 30 / 365, 100.0
    K = F * np.exp(np.linspace(-1.0, 0.5, 24_001))
    model = Merton(sigma=0.10, lam=1.0, mu=-0.08, delta=0.06)
    Q = model.price(F, K, T, right=np.where(K < F, -1, 1))
    return Strip.of_mids(K, np.asarray(Q), F, expiry=T, rate=0.0)


def _merton_skewness() -> float:
    from hedgerow.volatility.indices.moments import log_moments

    return log_moments(_merton()).skewness


def _merton_kurtosis() -> float:
    from hedgerow.volatility.indices.moments import log_moments

    return log_moments(_merton()).kurtosis


def _forward_vol() -> float:
    from hedgerow.volatility.indices.vix import forward_variance, index_points

    return index_points(forward_variance(0.1701**2, 30, 0.1989**2, 93))


REFERENCES: tuple[Reference, ...] = (
    Reference(
        "VIX of the white paper's strips, minutes and rates of 2014",
        lambda: _vix(WHITE_PAPER),
        13.685821,
        1e-6,
        "CboeVIX14; every digit from its printed strips",
    ),
    Reference(
        "VIX of the same strips, minutes and rates of 2022",
        lambda: _vix(METHODOLOGY),
        13.927842,
        1e-6,
        "CboeVIX22; every digit from its printed strips",
    ),
    Reference(
        "The near term's Σ e^{RT} ΔK/K² Q(K), 2022",
        lambda: float(strips(METHODOLOGY)[0].contribution.sum()),
        0.0006320516,
        5e-11,
        "CboeVIX22",
    ),
    Reference(
        "The near term's variance, 2022",
        lambda: strips(METHODOLOGY)[0].variance,
        0.019233906,
        1e-9,
        "CboeVIX22",
    ),
    Reference(
        "The next term's variance, 2022",
        lambda: strips(METHODOLOGY)[1].variance,
        0.019423884,
        1e-9,
        "CboeVIX22",
    ),
    Reference(
        "20 % to day 23 and 16 % to day 37: VIX", _steep_to_calm, 17.64, 5e-3, "CboeVIX22, step 4"
    ),
    Reference(
        "17.01 % to day 30 and 19.89 % to day 93: between", _forward_vol, 21.12, 5e-3, "SPEC FW-02"
    ),
    Reference(
        "Skewness of the white paper's near term", lambda: _skewness(0), -3.8094, 5e-5, "SPEC KT-08"
    ),
    Reference("Skewness of its next term", lambda: _skewness(1), -3.6387, 5e-5, "SPEC KT-08"),
    Reference(
        "SKEW of both", lambda: _skew(*strips(WHITE_PAPER)), 136.91, 5e-3, "CboeSKEW10; SPEC KT-08"
    ),
    Reference(
        "Merton λ 1, μ −.08, δ .06, σ .10, 30 days: model-free skewness",
        _merton_skewness,
        -1.6969,
        5e-5,
        "SPEC KT-08; its cumulants",
    ),
    Reference(
        "The same: model-free kurtosis", _merton_kurtosis, 9.6333, 5e-5, "SPEC KT-08; its cumulants"
    ),
)
