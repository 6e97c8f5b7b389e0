"""Blume's published line, Vasicek's limits, and what shrinking is for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.hedge.shrinkage import LEAST_DISPERSION, blume, true_dispersion, vasicek


def test_blume():
    """SPEC HS-08: 1.15 becomes 1.12, and 1.10 as vendors round it; 1 all but stays."""
    assert round(blume(1.15), 2) == 1.12
    assert round(blume(1.15, by="vendor"), 2) == 1.10
    assert blume(1.0, by="vendor") == pytest.approx(1.0)


@given(st.floats(-2, 3), st.floats(0, 2), st.floats(0.05, 1))
def test_vasicek_is_the_precision_weighted_mean(beta, mu, tau):
    """(β̂/s² + μ/τ²)/(1/s² + 1/τ²), as written in SPEC HS-08, with the posterior's own error."""
    s = 0.2
    made = vasicek(np.array([beta]), np.array([s]), mean=mu, dispersion=tau)
    precision = 1 / s**2 + 1 / tau**2
    assert made.betas[0] == pytest.approx((beta / s**2 + mu / tau**2) / precision)
    assert made.standard_errors[0] == pytest.approx(precision**-0.5)


def test_vasicek_limits():
    """A sure beta keeps itself (s → 0), an unknown one becomes the mean (s → ∞)."""
    betas, errors = np.array([1.5, 1.5]), np.array([0.0, 1e9])
    made = vasicek(betas, errors, mean=0.9, dispersion=0.3)
    assert made.betas == pytest.approx([1.5, 0.9])
    assert made.weights == pytest.approx([1.0, 0.0])


def test_dispersion_of_the_true_betas():
    """Var(β̂) − mean(s²) recovers the dispersion that the betas were drawn with."""
    g = np.random.default_rng(0)
    true = g.normal(1, 0.3, 20_000)
    s = g.uniform(0.1, 0.5, 20_000)
    measured = true + s * g.normal(size=20_000)
    assert true_dispersion(measured, s) == pytest.approx(0.09, rel=0.05)


def test_dispersion_has_a_floor():
    """Where the errors explain all the scatter, the dispersion stays above zero and weights finite."""
    betas, errors = np.array([0.99, 1.0, 1.01]), np.full(3, 0.5)
    assert true_dispersion(betas, errors) == LEAST_DISPERSION
    made = vasicek(betas, errors)
    assert made.betas == pytest.approx(np.full(3, 1.0), abs=0.001)


def test_shrunk_betas_are_nearer_the_truth():
    """Shrinking lowers the mean squared error against the true betas, which is its purpose."""
    g = np.random.default_rng(1)
    true = g.normal(1.1, 0.25, 2_000)
    s = g.uniform(0.1, 0.6, 2_000)
    measured = true + s * g.normal(size=2_000)
    shrunk = vasicek(measured, s).betas
    assert np.mean((shrunk - true) ** 2) < 0.6 * np.mean((measured - true) ** 2)
