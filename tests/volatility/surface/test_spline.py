"""The spline smile: SciPy's natural cubic spline, and its fit against a general optimizer."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.optimize import minimize

from hedgerow.volatility.surface.kernels import cubic
from hedgerow.volatility.surface.kernels.knots import MOST_KNOTS, knots_of, trusted
from hedgerow.volatility.surface.kernels.lagrangian import EPSILON, LEAST_V
from hedgerow.volatility.surface.kernels.spline_fit import slice_system
from hedgerow.volatility.surface.smile import durrleman
from hedgerow.volatility.surface.smile_quotes import SmileQuotes
from hedgerow.volatility.surface.spline import SMOOTHING, SplineSmile, fit_splines
from hedgerow.volatility.surface.ssvi import SsviSlice

KNOTS = np.array([-4.0, -2.5, -1.2, -0.7, 0.0, 0.4, 1.5, 3.0])


@pytest.fixture
def smile():
    """Any coefficients at all."""
    return SplineSmile(KNOTS, np.random.default_rng(3).uniform(0.5, 2.0, KNOTS.size), 0.04)


def quotes(k, w, half, expiry=0.25):
    """With one half-width of total variance for all."""
    k, w = np.asarray(k, float), np.asarray(w, float)
    return SmileQuotes(expiry, k, w, np.maximum(w - half, 0), w + half, np.full(k.size, half**-2.0))


def ssvi_quotes(theta, expiry, level=1.0):
    """Of a slice free of arbitrage, four a deviation; half-widths are 0.4 % of θ, or 0.2 % of the volatility."""
    k = np.sqrt(theta) * np.arange(-5, 3.01, 0.25)
    w = level * SsviSlice(theta, -0.6, 0.9 * np.sqrt(theta)).variance(k).w
    return quotes(k, w, 0.004 * theta, expiry)


def test_it_is_the_natural_cubic_spline(smile):
    """Through its own values at the knots SciPy draws the same curve, with slope and curvature."""
    root = np.sqrt(smile.atm_variance)
    twin = CubicSpline(KNOTS * root, smile.variance(KNOTS * root).w, bc_type="natural")
    k = root * np.linspace(KNOTS[0], KNOTS[-1], 501)
    found = smile.variance(k)
    assert found.w == pytest.approx(twin(k), rel=1e-11)
    assert found.w_k == pytest.approx(twin(k, 1), rel=1e-9, abs=1e-11)
    assert found.w_kk == pytest.approx(twin(k, 2), rel=1e-9, abs=1e-9)


def test_any_values_at_the_knots_can_be_had():
    """The basis at the knots is a regular matrix: n knots, n coefficients."""
    first, rows = np.empty(KNOTS.size, np.int64), np.empty((KNOTS.size, 3, cubic.BAND))
    cubic.rows_at(KNOTS, KNOTS.size, KNOTS, KNOTS.size, first, rows)
    assert np.linalg.cond(dense_rows(first, rows[:, 0], KNOTS.size)) < 100


def test_it_is_straight_beyond_the_knots(smile):
    """Value and slope go on, curvature is 0."""
    root = np.sqrt(smile.atm_variance)
    for end, out in ((KNOTS[0], -3.0), (KNOTS[-1], 3.0)):
        edge, there = smile.variance(end * root), smile.variance((end + out) * root)
        assert there.w == pytest.approx(edge.w + out * root * edge.w_k)
        assert there.w_k == pytest.approx(edge.w_k)
        assert there.w_kk == 0


def test_derivatives_are_those_of_its_values(smile):
    """Central differences of w give w' and w''."""
    k, h = np.linspace(-1.1, 0.9, 57), 1e-5
    below, here, above = (smile.variance(k + x) for x in (-h, 0.0, h))
    assert here.w_k == pytest.approx((above.w - below.w) / (2 * h), rel=1e-6, abs=1e-8)
    assert here.w_kk == pytest.approx((above.w_k - below.w_k) / (2 * h), rel=1e-4, abs=1e-6)


def test_the_basis_adds_up_to_one():
    """Constants are splines: with all coefficients 1 the value is 1 and the slopes are 0."""
    found = SplineSmile(KNOTS, np.ones(KNOTS.size), 1.0).variance(np.linspace(-9, 9, 99))
    assert found.w == pytest.approx(np.ones(99))
    assert np.abs(found.w_k).max() < 1e-12


def test_any_shape_of_arguments(smile):
    """A number, a row and a table come back in their shape."""
    for k in (0.1, [0.1], np.full((2, 3), 0.1)):
        assert smile.variance(k).w.shape == np.shape(k)


def test_the_banded_solution_is_numpys():
    """Cholesky on a band of four solves what numpy.linalg.solve does, and the product with the band undoes it."""
    draw, n = np.random.default_rng(5), 12
    H = np.zeros((n, cubic.BAND))
    full = np.zeros((n, n))
    for _ in range(40):
        first, a = int(draw.integers(0, n - 3)), draw.standard_normal(4)
        cubic.add_square(H, n, first, a, 0.7)
        full[first : first + 4, first : first + 4] += 0.7 * np.outer(a, a)
    b, x, back = draw.standard_normal(n), np.empty(n), np.empty(n)
    cubic.solve(H, n, b, np.empty((n, cubic.BAND)), x)
    assert x == pytest.approx(np.linalg.solve(full, b), rel=1e-8)
    cubic.times(H, n, x, back)
    assert back == pytest.approx(b, rel=1e-8)


def test_a_flat_smile_stays_flat():
    """Quotes of one volatility are met to the last digits that a wing leaves, which has to rise a little."""
    k = np.linspace(-0.4, 0.2, 13)
    [fit] = fit_splines([quotes(k, np.full(13, 0.04), 1e-4)])
    assert fit.smile.variance(k).w == pytest.approx(np.full(13, 0.04), rel=1e-6)
    assert fit.smile.variance(np.linspace(-1, 1, 21)).w == pytest.approx(
        np.full(21, 0.04), rel=1e-3
    )


def test_quotes_free_of_arbitrage_are_met():
    """An SSVI slice is met within a half-width at every quote, and g is nowhere negative."""
    asked = ssvi_quotes(0.04, 0.25)
    [fit] = fit_splines([asked])
    assert np.abs(fit.smile.variance(asked.log_moneyness).w - asked.w).max() < 0.004 * 0.04
    assert lowest_g(fit.smile) >= 0


def test_the_fit_under_constraints_is_the_best_one():
    """SLSQP with the constraints on a dense grid finds none cheaper by 3 % with all of the margin, none at all with less.

    Quotes around one strike are dear by two fifths: the least-squares spline has a butterfly there.
    """
    asked = ssvi_quotes(0.04, 0.25)
    bump = 1 + 0.40 * np.exp(-(((asked.log_moneyness + 0.1) / 0.1) ** 2))
    asked = quotes(asked.log_moneyness, asked.w * bump, 0.004 * 0.04)
    [fit] = fit_splines([asked])
    t, H, centre = quadratic(asked)
    assert fit.smile.knots == pytest.approx(t)
    theta = fit.smile.atm_variance
    assert lowest_g(SplineSmile(t, centre, theta)) < -0.1
    assert lowest_g(fit.smile) >= 0.4 * EPSILON

    def cost(u):
        return (u - centre) @ H @ (u - centre) / 2

    def best(share):
        return minimize(
            cost,
            fit.smile.coefficients,
            jac=lambda u: H @ (u - centre),
            constraints=[{"type": "ineq", "fun": lambda u: slack(SplineSmile(t, u, theta), share)}],
            method="SLSQP",
            options={"maxiter": 300, "ftol": 1e-12},
        ).fun

    assert best(0.4) * 0.999 <= cost(fit.smile.coefficients) <= best(1.0) * 1.03


def test_a_later_expiration_quoted_below_an_earlier_one_is_lifted():
    """Total variance quoted to fall by a tenth does not fall where it is fitted, at any log-moneyness."""
    early, late = ssvi_quotes(0.04, 0.25), ssvi_quotes(0.04, 0.30, level=0.9)
    first, second = (fit.smile for fit in fit_splines([early, late]))
    k = np.linspace(-3, 2, 2001)
    assert (second.variance(k).w >= first.variance(k).w).all()
    assert second.variance(0.0).w < 1.02 * early.w[early.log_moneyness == 0][0]


def test_rising_expirations_do_not_disturb_each_other():
    """Slices that rise in time are each met within a half-width, as if they were alone."""
    asked = [ssvi_quotes(0.16**2 * T, T) for T in (0.02, 0.1, 0.5, 2.0)]
    for fit, q in zip(fit_splines(asked), asked, strict=True):
        off = np.abs(fit.smile.variance(q.log_moneyness).w - q.w)
        assert (off * np.sqrt(q.weight)).max() < 1


@pytest.mark.parametrize("count", range(1, 5))
def test_too_few_quotes_make_no_smile(count):
    """Fewer than five quotes are named as the reason, and the slices around do without."""
    good = ssvi_quotes(0.04, 0.25)
    few = quotes(np.linspace(-0.1, 0.1, count), np.full(count, 0.05), 1e-4, 0.5)
    fits = fit_splines([good, few])
    assert [fit.converged for fit in fits] == [True, False]
    assert fits[1].reason == "fewer than five quotes"


def test_quotes_of_no_volatility_make_no_smile():
    """A total variance of 1e−18 is no market's, and is said to be none."""
    [fit] = fit_splines([quotes(np.linspace(-0.1, 0.1, 9), np.full(9, 1e-18), 1e-19)])
    assert fit.smile is None
    assert "no volatility" in fit.reason


def test_a_stale_quote_does_not_bend_the_smile():
    """One quote twenty half-widths off moves the smile at its neighbours by less than two."""
    asked, half = ssvi_quotes(0.04, 0.25), 0.004 * 0.04
    w = asked.w.copy()
    w[16] += 20 * half
    [fit] = fit_splines([quotes(asked.log_moneyness, w, half)])
    off = np.abs(fit.smile.variance(asked.log_moneyness).w - asked.w) / half
    assert off[[14, 15, 17, 18]].max() < 2


def test_no_slices_are_no_fits():
    """Nothing in, nothing out."""
    assert fit_splines([]) == ()


def test_a_lone_tight_quote_is_not_trusted():
    """Half-widths are at least 0.7 of the tighter neighbour's."""
    widths = np.array([1.0, 0.1, 1.0, 1.0])
    trusted(widths)
    assert widths == pytest.approx([1.0, 0.7, 1.0, 1.0])


def dense_rows(first, rows, n):
    """The band written out."""
    full = np.zeros((len(first), n))
    for p, (i, row) in enumerate(zip(first, rows, strict=True)):
        full[p, i : i + 4] = row[: n - i]
    return full


def quadratic(asked):
    """Knots, matrix and centre of the quadratic part, written out."""
    root = np.sqrt(asked.w[asked.log_moneyness == 0][0])
    z, width = asked.log_moneyness / root, 1 / np.sqrt(asked.weight) / root**2
    trusted(width)
    t = np.empty(MOST_KNOTS)
    n = knots_of(z, t)
    H, b, centre = np.zeros((n, cubic.BAND)), np.zeros(n), np.zeros(n)
    slice_system(t, n, z, asked.w / root**2, width, SMOOTHING, H, b, centre)
    full = np.diag(H[:, 0])
    for j in range(1, cubic.BAND):
        full += np.diag(H[j:, j], j) + np.diag(H[j:, j], -j)
    return t[:n], full, centre


def slack(smile, share):
    """What is left of every constraint on a dense grid."""
    root = np.sqrt(smile.atm_variance)
    k = root * np.linspace(smile.knots[0], smile.knots[-1], 800)
    there = smile.variance(k)
    v = there.w / smile.atm_variance
    w = np.maximum(there.w, LEAST_V / 4 * smile.atm_variance)
    g = durrleman(k, type(there)(w, there.w_k, there.w_kk))
    slopes = np.array([-there.w_k[0], there.w_k[-1]])
    return np.concatenate([g - share * EPSILON, v - share * LEAST_V, slopes, 1.9 - slopes])


def lowest_g(smile):
    """On a dense grid far beyond the knots."""
    k = np.sqrt(smile.atm_variance) * np.linspace(2 * smile.knots[0], 2 * smile.knots[-1], 5001)
    return durrleman(k, smile.variance(k)).min()
