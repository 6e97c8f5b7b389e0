"""Merton's jump diffusion.

    dF/F = σ dW + (J − 1) dN − λk̄ dt,    ln J ~ N(μ, δ²),    k̄ = E[J] − 1 = exp(μ + δ²/2) − 1

Jumps come ``λ`` times a year and multiply the price by ``J``. Given ``n`` jumps before expiry the forward
is lognormal, so the price is a Poisson average of Black's [Merton76], here on the forward:

    V = Σ_n e^{−λT} (λT)ⁿ/n! · Black(F_n, K, σ²T + nδ²),    F_n = F exp(−λk̄T + n(μ + δ²/2))

Every term is positive for the option out of the money, and what follows ``n`` is at most
``F · P[N' > n]`` for a call and ``K · P[N > n]`` for a put, ``N ~ Poisson(λT)``, ``N' ~ Poisson(λ(1 + k̄)T)``:
the sum stops when that is below 1e-16 of what it has. Options in the money follow by parity.

Two fair variances that jumps set apart [DDKZ99]: the contract on squared log returns is worth
``σ² + λ(μ² + δ²)``; the log contract that a strip of options replicates, ``σ² + 2λ(k̄ − μ)``, is worth
less than that when jumps go down, for ``2(eʸ − 1 − y) ≈ y² + y³/3``.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.pricing.elementwise import Numbers, RightLike, elementwise, signs
from hedgerow.pricing.fourier import ComplexArray
from hedgerow.pricing.implied_vol import implied_vol
from hedgerow.typing import FloatArray

BLOCK = 1024
"""Options summed at once, which bounds the memory."""

TERMS = 32
"""Terms of the Poisson sum that are valued at once."""

MOST_TERMS = 8192
"""Terms after which a price is given up as NaN: thousands of jumps before expiry."""

RELATIVE_TAIL = 1e-16


@dataclass(frozen=True, slots=True)
class Merton:
    """Diffusion volatility and three parameters of the jumps, under the pricing measure.

    Raises :class:`~hedgerow.errors.InputError` where one is outside its range or no finite number.

    >>> model = Merton(sigma=0.15, lam=0.5, mu=-0.15, delta=0.1)
    >>> round(float(model.price(100, 90, 0.5, right="put")), 4)
    1.8193
    """

    sigma: float
    """σ, volatility between jumps, decimal per √year, ≥ 0."""
    lam: float
    """λ, jumps a year, ≥ 0; 0 is Black."""
    mu: float
    """μ, mean of the log jump."""
    delta: float
    """δ, standard deviation of the log jump, ≥ 0."""

    def __post_init__(self) -> None:
        for name in ("sigma", "lam", "delta"):
            value = getattr(self, name)
            if not (value >= 0 and math.isfinite(value)):
                raise InputError(f"Merton's {name} is {value}; give a finite number of 0 or more")
        if not math.isfinite(self.mu):
            raise InputError(f"Merton's mu is {self.mu}; give a finite mean of the log jump")

    @property
    def mean_jump(self) -> float:
        """k̄ = E[J] − 1, the expected relative jump."""
        return math.expm1(self.mu + self.delta**2 / 2)

    @property
    def fair_variance(self) -> float:
        """Expected quadratic variation of ln S per year, σ² + λ(μ² + δ²): at any expiry the same."""
        return self.sigma**2 + self.lam * (self.mu**2 + self.delta**2)

    @property
    def log_contract_variance(self) -> float:
        """−2/T · E[ln(S_T/F)] = σ² + 2λ(k̄ − μ): what a continuous strip of options costs."""
        return self.sigma**2 + 2 * self.lam * (self.mean_jump - self.mu)

    def total_variance(self, expiry: float) -> float:
        """Expected quadratic variation up to ``expiry``, dimensionless."""
        return self.fair_variance * expiry

    def price(
        self,
        forward: ArrayLike,
        strike: ArrayLike,
        expiry: ArrayLike,
        *,
        right: RightLike,
        discount: ArrayLike = 1.0,
    ) -> Numbers:
        """Value of a European option, in the unit of ``forward``.

        NaN where forward or strike is not positive, expiry is negative, an argument is NaN, or the
        sum needs more than 8,192 terms; at expiry 0 the discounted intrinsic value.
        """

        def kernel(
            F: FloatArray,
            K: FloatArray,
            T: FloatArray,
            sign: FloatArray,
            D: FloatArray,
            out: FloatArray,
        ) -> None:
            value = self._out_of_the_money(F, K, T) + np.maximum(sign * (F - K), 0.0)
            out[0] = D * value

        return elementwise(kernel, (forward, strike, expiry, signs(right), discount))[0]

    def implied_vol(self, forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike) -> Numbers:
        """Black volatility of the option out of the money, decimal; NaN where it has no value.

        >>> model = Merton(sigma=0.15, lam=0.5, mu=-0.15, delta=0.1)
        >>> [round(float(v), 4) for v in model.implied_vol(100, [80, 100, 120], 0.25)]
        [0.26, 0.1798, 0.1624]
        """

        def kernel(F: FloatArray, K: FloatArray, T: FloatArray, out: FloatArray) -> None:
            value = self._out_of_the_money(F, K, T)
            out[0] = implied_vol(value, F, K, T, right=_out_right(F, K))

        return elementwise(kernel, (forward, strike, expiry))[0]

    def characteristic(self, u: ComplexArray, expiry: float) -> ComplexArray:
        """E[exp(iu ln(S_T/F))] for complex ``u``."""
        iu = 1j * np.asarray(u, complex)
        jump = np.expm1(iu * self.mu + iu * iu * self.delta**2 / 2) - iu * self.mean_jump
        return np.asarray(np.exp(expiry * (self.sigma**2 * iu * (iu - 1) / 2 + self.lam * jump)))

    def moment(self, order: ArrayLike, expiry: float) -> FloatArray:
        """E[(S_T/F)^order]; all of them exist (those above 1e308 come out infinite)."""
        p = np.asarray(order, float)
        with np.errstate(over="ignore"):
            jump = np.expm1(p * self.mu + p * p * self.delta**2 / 2) - p * self.mean_jump
            return np.asarray(np.exp(expiry * (self.sigma**2 * p * (p - 1) / 2 + self.lam * jump)))

    def _out_of_the_money(self, F: FloatArray, K: FloatArray, T: FloatArray) -> FloatArray:
        """Undiscounted value of the put below the forward and of the call from it on."""
        value = np.full(F.shape, np.nan)
        valid = (F > 0) & (K > 0) & (T >= 0) & np.isfinite(F + K + T)
        for some in np.split(valid.nonzero()[0], range(BLOCK, F.size, BLOCK)):
            value[some] = self._poisson_sum(F[some], K[some], T[some])
        return value

    def _poisson_sum(self, F: FloatArray, K: FloatArray, T: FloatArray) -> FloatArray:
        from scipy.special import gammaln, pdtrc, xlogy

        right = _out_right(F, K)
        m = self.lam * T
        most = np.minimum(F, K)
        tilted = np.where(right > 0, m * (1 + self.mean_jump), m)
        total = np.zeros(F.shape)
        for first in range(0, MOST_TERMS, TERMS):
            n = np.arange(first, first + TERMS, dtype=float)[:, None]
            weight = np.exp(xlogy(n, m) - m - gammaln(n + 1))
            F_n = F * np.exp(n * (self.mu + self.delta**2 / 2) - m * self.mean_jump)
            sd = np.sqrt(self.sigma**2 * T + n * self.delta**2)
            total += np.sum(weight * black(F_n, K, 1.0, sd, right=right), axis=0)
            open_ = most * pdtrc(first + TERMS - 1, tilted) > RELATIVE_TAIL * total
            if not open_.any():
                return total
        return np.where(open_, np.nan, total)


def _out_right(F: FloatArray, K: FloatArray) -> FloatArray:
    """+1, a call, from the forward up; −1, a put, below."""
    return np.where(K >= F, 1.0, -1.0)
