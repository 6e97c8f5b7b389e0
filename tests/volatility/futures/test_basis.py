"""Basis, its bands, its place in its history, and the narrowing alert."""

import numpy as np
import pytest

from hedgerow.volatility.futures.basis import (
    constant_maturity_band,
    front_band,
    narrowing,
    per_root_day,
)
from hedgerow.volatility.realized.standing import standing


def test_the_bands_are_half_open_and_cover_everything():
    """SPEC DT-09: below 0, [0, .5), [.5, 1.5), [1.5, 3), from 3 on; a value on a border belongs above it."""
    edges = {-0.001: "backwardation", 0.0: "narrow", 0.4999: "narrow", 0.5: "normal"}
    edges |= {1.4999: "normal", 1.5: "wide", 2.9999: "wide", 3.0: "very wide", 9.0: "very wide"}
    assert {b: front_band(b) for b in edges} == edges


@pytest.mark.parametrize(
    ("basis", "percentile", "band"),
    [
        (-0.1, 2.0, "backwardation"),
        (-0.1, np.nan, "backwardation"),
        (0.2, 24.9, "narrow"),
        (0.2, 25.0, "normal"),
        (1.4, 74.9, "normal"),
        (1.4, 75.0, "wide"),
        (1.4, np.nan, "unknown"),
        (np.nan, 50.0, "unknown"),
    ],
)
def test_the_basis_at_thirty_days_is_classified_by_its_own_history(basis, percentile, band):
    """SPEC DT-09: negative is backwardation, else quartiles of its history."""
    assert constant_maturity_band(basis, percentile) == band


def test_a_percentile_knows_only_the_sessions_before():
    """Today is no part of its own history, and tomorrow changes nothing."""
    x = np.random.default_rng(1).normal(size=600)
    made = standing(x[:500])
    before = x[:499]
    assert made.percentile == pytest.approx(100 * np.mean(before < x[499]))
    assert made.percentile_year == pytest.approx(100 * np.mean(before[-252:] < x[499]))
    assert made.median == np.median(before)
    assert standing(x[:500]) == made


def test_too_few_known_sessions_give_no_percentile():
    """Under 200 known sessions of the year a percentile is unknown, not a guess."""
    x = np.full(400, np.nan)
    x[:150] = x[-1] = 1.0
    made = standing(x)
    assert np.isnan(made.percentile_year)
    assert np.isnan(made.percentile)
    assert made.observations == 150


def series(change, vix_change):
    """Twenty sessions of basis and VIX whose last ten change by so much."""
    basis, vix = np.full(20, 2.0), np.full(20, 15.0)
    basis[-1] += change
    vix[-1] += vix_change
    return basis, vix


@pytest.mark.parametrize(
    ("change", "vix_change", "alert"),
    [(-0.5, 0.99, True), (-0.5, -0.99, True), (-0.5, 1.0, False), (-0.4, 0.0, False)],
)
def test_the_alert(change, vix_change, alert):
    """SPEC VF-07: the basis falls by half a point or more in ten sessions while VIX moves by less than one."""
    assert narrowing(*series(change, vix_change)).alert is alert


def test_the_alert_is_unknown_not_false():
    """Without a basis at either end, or with too few sessions, the alert is None."""
    basis, vix = series(-2.0, 0.0)
    basis[-11] = np.nan
    assert narrowing(basis, vix).alert is None
    assert narrowing(basis[-5:], vix[-5:]).alert is None


def test_per_root_day():
    """A basis of 1.5 with 25 days left is 0.3 per root day; on the settlement day it is unknown."""
    assert per_root_day(1.5, 25) == pytest.approx(0.3)
    assert np.isnan(per_root_day(0.1, 0))
