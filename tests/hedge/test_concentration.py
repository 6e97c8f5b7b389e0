"""Concentration: a plain count of what few names make of the book."""

import numpy as np
import pytest

from hedgerow.hedge.concentration import concentration


def test_equal_names():
    """Thirty equal names: Herfindahl 1/30, thirty effective names, none worth a put of its own."""
    made = concentration([(f"N{i}", 10_000.0, 0.3) for i in range(30)], book_vol=60_000.0)
    assert made.herfindahl == pytest.approx(1 / 30)
    assert made.effective_names == pytest.approx(30)
    assert sum(row.share_of_residual for row in made.rows) == pytest.approx(1)
    assert not any(row.single_put for row in made.rows)


def test_one_big_name():
    """SPEC HP-02: own risk above a quarter of the book's volatility flags a name; a short is not hedged
    by a put.
    """
    made = concentration(
        [("BIG", 300_000.0, 0.40), ("SMALL", 100_000.0, 0.30), ("SHORT", -250_000.0, 0.50)],
        150_000.0,
    )
    assert [row.symbol for row in made.rows if row.single_put] == ["BIG"]
    assert (made.largest, made.largest_weight) == ("BIG", pytest.approx(300 / 650))
    assert made.idiosyncratic_share == pytest.approx((120**2 + 30**2 + 125**2) / 150**2)


def test_unknown_stays_unknown():
    """A name without history has no own risk to show, is last, and does not spoil the others."""
    made = concentration([("NEW", 50_000.0, np.nan), ("OLD", 50_000.0, 0.2)], 20_000.0)
    assert [row.symbol for row in made.rows] == ["OLD", "NEW"]
    assert np.isnan(made.rows[1].residual_dollars)
    assert made.rows[0].share_of_residual == 1
    assert made.unknown == ("NEW",)


def test_own_risk_that_nobody_knows_is_not_zero():
    """Where no name's own risk is known, the share of the variance is unknown."""
    made = concentration([("NEW", 50_000.0, np.nan)], 20_000.0)
    assert np.isnan(made.idiosyncratic_share)
    assert made.unknown == ("NEW",)


def test_nothing_to_concentrate():
    """Cash alone has no concentration."""
    assert concentration([], 0.0) is None
