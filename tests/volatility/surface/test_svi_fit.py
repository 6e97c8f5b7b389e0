"""Fits of SVI: exact data, MINPACK as the twin, and no butterflies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import leastsq

from hedgerow.errors import InputError
from hedgerow.volatility.surface.kernels import svi as kernel
from hedgerow.volatility.surface.smile import durrleman
from hedgerow.volatility.surface.smile_quotes import SmileQuotes
from hedgerow.volatility.surface.svi import Svi
from hedgerow.volatility.surface.svi_fit import _kernel_form, _slice, fit_slices, fit_svi

TRUE = Svi(a=0.004, b=0.08, rho=-0.55, m=0.02, sigma=0.09)
K = np.linspace(-0.35, 0.2, 40)


def noisy(seed, *, size=0.004):
    """Variances of the true slice with noise."""
    draw = np.random.default_rng(seed)
    return TRUE.variance(K).w * (1 + size * draw.standard_normal(K.size))


def minpack(k, w, u, start):
    """Plain twin: unconstrained, raw parameters, analytic Jacobian."""

    def residual(p):
        a, b, rho, m, s = p
        return np.sqrt(u) * (a + b * (rho * (k - m) + np.hypot(k - m, s)) - w)

    def jacobian(p):
        _, b, rho, m, s = p
        x, R = k - m, np.hypot(k - m, s)
        rows = [np.ones_like(k), rho * x + R, b * x, -b * (rho + x / R), b * s / R]
        return np.sqrt(u) * np.array(rows)

    p, *_ = leastsq(
        residual, start, Dfun=jacobian, col_deriv=True, full_output=True, xtol=1e-12, ftol=1e-14
    )
    return np.sqrt(np.sum(residual(p) ** 2) / u.sum())


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("weighted", [False, True])
def test_residuals_are_minpacks(seed, weighted):
    """From the true parameters MINPACK finds no lower sum of squares."""
    w = noisy(seed)
    u = np.exp(-((K / 0.1) ** 2)) if weighted else np.ones(K.size)
    fit = fit_svi(K, w, u)
    assert fit.converged
    twin = minpack(K, w, u, [TRUE.a, TRUE.b, TRUE.rho, TRUE.m, TRUE.sigma])
    assert fit.rms == pytest.approx(twin, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(1e-3, 0.2),
    st.floats(0.05, 0.6),
    st.floats(-0.9, 0.6),
    st.floats(-0.5, 0.5),
    st.floats(0.2, 1.5),
)
def test_exact_data_give_their_parameters(level, b, rho, m, sigma):
    """A slice whose bend the quotes see is found again."""
    scale = 0.2
    true = Svi(level * scale, b * scale, rho, m * scale, sigma * scale)
    k = np.linspace(-3, 2, 40) * scale
    w = true.variance(k).w
    fit = fit_svi(k, w)
    assert fit.rms < 1e-6 * w.mean()
    assert fit.svi.variance(k).w == pytest.approx(w, rel=1e-4)


def test_many_slices_are_as_one_by_one():
    """Ragged slices in one call, an unusable one among them, give the fits of single calls in their places."""
    sizes = (40, 3, 17, 9)
    quotes = []
    for seed, n in enumerate(sizes):
        k, w = K[:: 40 // n][:n], noisy(seed)[:: 40 // n][:n]
        quotes.append(SmileQuotes(0.1, k, w, w, w, np.ones(n)))
    together = fit_slices(quotes)
    for fit, q in zip(together, quotes, strict=True):
        alone = fit_svi(q.log_moneyness, q.w, q.weight)
        assert alone.svi == fit.svi
        assert alone.reason == fit.reason
    assert together[1].svi is None
    assert "3 points" in together[1].reason


def test_no_slices():
    """None in, none out."""
    assert fit_slices([]) == ()


@pytest.mark.parametrize(
    ("k", "w", "u", "words"),
    [
        (K, np.where(K > 0, np.nan, 0.04), None, "not finite"),
        (K[:4], np.full(4, 0.04), None, "4 points"),
        (np.zeros(9), np.full(9, 0.04), None, "1 points"),
        (K, np.full(40, 0.04), np.where(np.arange(40) < 4, 1.0, 0.0), "4 points"),
        (K, np.full(40, 0.04), np.full(40, -1.0), "negative"),
    ],
)
def test_what_cannot_be_fitted_says_why(k, w, u, words):
    """A result without a slice, never an exception."""
    fit = fit_svi(k, w, u)
    assert fit.svi is None
    assert not fit.converged
    assert np.isnan(fit.rms)
    assert words in fit.reason


def test_shapes_and_words_are_checked():
    """What can never be right is refused."""
    with pytest.raises(InputError, match="shapes"):
        fit_svi(K, np.ones(3))
    with pytest.raises(InputError, match="'allowed' or 'excluded'"):
        fit_svi(K, noisy(1), butterflies="none")


def test_order_and_scale_of_weights_do_not_matter():
    """Shuffled points and weights times 1000 give the same slice."""
    w, order = noisy(3), np.random.default_rng(0).permutation(K.size)
    one, other = fit_svi(K, w), fit_svi(K[order], w[order], np.full(K.size, 1000.0))
    assert one.rms == pytest.approx(other.rms, rel=1e-9)
    assert one.svi.rho == pytest.approx(other.svi.rho, rel=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.001, 0.5), st.integers(5, 60))
def test_whatever_the_data_the_slice_obeys_its_conditions(seed, size, n):
    """Noise of any size: variance nowhere negative, wings not beyond Lee's bound, σ above 0."""
    draw = np.random.default_rng(seed)
    k = np.unique(draw.uniform(-0.5, 0.3, n))
    w = 0.04 * np.exp(size * 4 * draw.standard_normal(k.size))
    fit = fit_svi(k, w)
    if fit.svi is None:
        assert k.size < 5
        return
    assert fit.svi.least_variance >= -1e-12 * abs(fit.svi.a)
    assert fit.svi.wings[0] <= 2 + 1e-12
    assert fit.svi.wings[1] <= 2 + 1e-12
    assert fit.rms <= np.sqrt(np.mean((w - w.mean()) ** 2)) * (1 + 1e-3)


def test_kernel_parameters_round_trip():
    """The kernel's q = (ṽ, λ, κ, m, σ) and raw parameters are the same slice."""
    assert _slice(_kernel_form(TRUE).tolist()).variance(K).w == pytest.approx(
        TRUE.variance(K).w, rel=1e-13
    )


def test_derivatives_of_the_kernel():
    """Jᵀue, with and without penalties, is half the gradient of the cost by central differences."""
    k, w, u = K, noisy(1), np.exp(K)
    nodes = np.linspace(-1, 3, 30)
    q = _kernel_form(Svi(a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153))

    def cost(q, penalty):
        H, slope = np.zeros((5, 5)), np.zeros(5)
        total = kernel._normal(k, w, u, q, H, slope)
        return total + kernel._penalties(nodes, penalty, 0.2, q, H, slope), slope

    for penalty in (0.0, 3.0):
        _, slope = cost(q, penalty)
        for j in range(5):
            up, down = q.copy(), q.copy()
            up[j] += 1e-6
            down[j] -= 1e-6
            twin = (cost(up, penalty)[0] - cost(down, penalty)[0]) / 4e-6
            assert slope[j] == pytest.approx(twin, rel=1e-5, abs=1e-8)


VOGT = Svi(a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153)


def test_a_fit_to_vogts_slice_without_butterflies():
    """Points of Vogt's slice are fitted with arbitrage exactly, and without it closer than the published repairs are."""
    k = np.linspace(-1.5, 1.5, 61)
    w = VOGT.variance(k).w
    assert not fit_svi(k, w).svi.butterfly().is_free
    fit = fit_svi(k, w, butterflies="excluded")
    assert fit.converged
    assert fit.reason
    dense = np.linspace(-5, 5, 50_001)
    assert durrleman(dense, fit.svi.variance(dense)).min() >= 0
    for choice in ("guaranteed", "closest"):
        repaired = VOGT.repaired(1.0, choice=choice).variance(k).w
        assert fit.rms < np.sqrt(np.mean((repaired - w) ** 2))


def test_a_fit_that_is_free_is_left_alone():
    """Excluding butterflies changes nothing where there are none."""
    assert fit_svi(K, noisy(5), butterflies="excluded") == fit_svi(K, noisy(5))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_no_data_bring_a_butterfly_in(seed):
    """Noisy, kinked and steep smiles: without butterflies means none on a dense grid."""
    draw = np.random.default_rng(seed)
    sd = np.exp(draw.uniform(-4, -0.5))
    k = np.sort(draw.uniform(-5, 3, 25)) * sd
    vol = 1 + np.where(k < 0, -draw.uniform(0, 0.3), draw.uniform(-0.05, 0.15)) * k / sd
    w = sd**2 * np.maximum(vol, 0.2) ** 2 * np.exp(0.02 * draw.standard_normal(k.size))
    fit = fit_svi(k, w, butterflies="excluded")
    dense = np.concatenate((np.linspace(-8, 8, 8001) * sd, np.linspace(-5, 5, 8001)))
    g = durrleman(dense, fit.svi.variance(dense))
    assert np.nanmin(g) >= -1e-9
