"""A smile that takes any shape which quotes have and arbitrage permits: a cubic spline in total variance.

SVI has five parameters, and the first weeks before an event have shapes that it cannot take. With ``θ`` the total
variance at the money, let

    z = k/√θ,     v(z) = w/θ = Σ u_j N_j(z)          natural cubic B-splines, straight beyond the outermost knots

so that smiles of a day and of a year look alike. In these units Durrleman's function is

    g(z) = (1 − z v'/(2v))² − v'²/4 · (1/v + θ/4) + v''/2

and all expirations are fitted one after the other, the earliest first:

    minimise    Σ ωᵢ (v(zᵢ) − vᵢ)² + λ ∫ v''² dz           ωᵢ: half the bid–ask of a quote, by its vega, is one unit
    subject to  g ≥ 0.02                                    no butterfly [GJ14, lemma 2.2]
                v(z) θ ≥ w(k) of the expiration before      no calendar spread [GJ14, lemma 2.1]
                outward slopes of the wings: at least those of the expiration before, at least 0, at most 1.9/√θ

at nodes that are added until nothing is violated between them either. Quotes further off than their half-width weigh
less [Huber64], so a stale one does not bend the smile. Where a smile ends before those of later expirations do, their
quotes hold its wing down: what nobody quotes should not push up what somebody does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.smile import SliceVariance

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.volatility.surface.smile_quotes import SmileQuotes

SMOOTHING = 2.0
"""λ, in squared half-widths. Ten times more or less changes the share of quotes inside bid–ask by 0.1 % at most."""

REASONS = {
    0: "",
    1: "no smile free of arbitrage was found near its quotes",
    2: "fewer than five quotes",
    3: "quotes at the money imply no volatility to speak of",
}


@dataclass(frozen=True, slots=True, eq=False)
class SplineSmile:
    """One fitted slice.

    >>> smile = SplineSmile(np.array([-2.0, -1.0, 0.0, 1.0, 2.0]), np.ones(5), 0.04)
    >>> smile.variance([-0.3, 0.1]).w
    array([0.04, 0.04])
    """

    knots: FloatArray
    """In ``z``, rising, at least four."""
    coefficients: FloatArray
    """``u``, one a knot."""
    atm_variance: float
    """θ, no unit."""

    def variance(self, log_moneyness: ArrayLike) -> SliceVariance:
        """Total variance and its derivatives at ``k``, any shape."""
        from hedgerow.volatility.surface.kernels.cubic import evaluated

        k = np.asarray(log_moneyness, float)
        root = np.sqrt(self.atm_variance)
        out = np.empty((3, k.size))
        evaluated(self.knots, self.coefficients, np.ravel(k) / root, out)
        v, v_z, v_zz = out.reshape(3, *k.shape)
        return SliceVariance(w=v * self.atm_variance, w_k=v_z * root, w_kk=v_zz)


@dataclass(frozen=True, slots=True)
class SplineFit:
    """What became of one slice."""

    smile: SplineSmile | None
    """None where there is none; :attr:`reason` says why."""
    reason: str
    """Empty where there is a smile."""
    steps: int
    """Gauss–Newton steps; 0 where the least-squares spline was free of arbitrage by itself."""
    nodes: int
    """Where the constraints were held."""

    @property
    def converged(self) -> bool:
        """Whether there is a smile, free of arbitrage."""
        return self.smile is not None


def fit_splines(
    slices: Sequence[SmileQuotes], *, smoothing: float = SMOOTHING
) -> tuple[SplineFit, ...]:
    """Smiles of all expirations together, in the order given: the earliest first.

    ``1/√weight`` of a quote is its half-width in total variance. A slice with fewer than five quotes, or near whose
    quotes no smile is free of arbitrage with the ones before it, gets none and says why; the others do without it.
    """
    from hedgerow.volatility.surface.kernels.knots import MOST_KNOTS
    from hedgerow.volatility.surface.kernels.spline_fit import fit_all

    count = len(slices)
    if not count:
        return ()
    sizes = [q.log_moneyness.size for q in slices]
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    k = np.concatenate([q.log_moneyness for q in slices])
    w = np.concatenate([q.w for q in slices])
    half_width = 1 / np.sqrt(np.concatenate([q.weight for q in slices]))
    knots, coefficients = np.zeros((count, MOST_KNOTS)), np.zeros((count, MOST_KNOTS))
    sizes_out, state = np.zeros(count, np.int64), np.zeros(count, np.int64)
    theta, report = np.zeros(count), np.zeros((count, 3))
    fit_all(
        offsets, k, w, half_width, smoothing, knots, sizes_out, coefficients, theta, state, report
    )
    return tuple(
        SplineFit(
            smile=SplineSmile(knots[j, :n].copy(), coefficients[j, :n].copy(), float(theta[j]))
            if state[j] == 0
            else None,
            reason=REASONS[int(state[j])],
            steps=int(report[j, 0]),
            nodes=int(report[j, 1]),
        )
        for j, n in enumerate(sizes_out)
    )
