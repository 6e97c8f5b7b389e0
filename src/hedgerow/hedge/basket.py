"""A put on every name against one on the index: what the second saves, and what it leaves.

A basket of puts pays for each name's own volatility, the index put for the index's, which is smaller
because the names do not move as one. With weights ``w`` and volatilities ``σ`` of the names and
``σ_I`` of the index, the *implied correlation* [SPEC VW-10] is

    ρ = (σ_I² − Σ w²σ²) / ((Σ wσ)² − Σ w²σ²)

Same days, same moneyness, same dollar beta: each name is protected for its own value, the index for the
dollars of it that these names behave like [SPEC HP-50]. A ρ outside 0 … 1 says that the volatilities do not
belong together: the names are not the index's, or stand at modelled levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class NamePut:
    """A put on one name of the book, for its value."""

    symbol: str
    value: float
    """US dollars protected."""
    implied_vol: float
    price_share: float
    """Premium over the value protected."""
    premium: float
    """US dollars, negative."""
    contracts: float
    """Before rounding; NaN where the share price is not known."""
    price_source: str
    """``quoted`` or ``modelled``."""


@dataclass(frozen=True, slots=True)
class Basket:
    """Puts on every name beside the index put."""

    rows: tuple[NamePut, ...]
    premium: float
    """Of all names, US dollars, negative."""
    dollar_beta: float
    """US dollars of the index that the names behave like; both legs stand for it."""
    index_premium: float
    """Of index puts for it, US dollars, negative; NaN where the names do not fall with the index."""
    ratio: float
    """The first premium over the second; NaN where the second is not known."""
    implied_correlation: float
    """Of the names, if they were the index; NaN for one name. Outside 0 … 1 it is no correlation."""
    contracts: int
    """Whole contracts of all names whose count is known."""
    uncounted: tuple[str, ...]
    """Names whose contracts are not known, for want of a share price; in neither count nor commission."""
    smaller_than_a_contract: tuple[str, ...]
    """Names whose value is less than one contract covers."""
    commission_a_year: float
    """Of buying and rolling them, US dollars, negative."""
    note: str


def implied_correlation(index_vol: float, vols: ArrayLike, weights: ArrayLike) -> float:
    """ρ of names with ``vols`` and ``weights`` (both of shape (n,), weights adding to 1).

    NaN with one name, where it is not defined.

    >>> round(implied_correlation(0.16, [0.28] * 50, [0.02] * 50), 3)
    0.313
    """
    s, w = np.asarray(vols, float), np.asarray(weights, float)
    own = float(np.sum((w * s) ** 2))
    alike = float(np.sum(w * s)) ** 2
    return (index_vol**2 - own) / (alike - own) if len(s) > 1 and alike > own else float("nan")


def basket(
    rows: Sequence[NamePut],
    *,
    exposure: float,
    index_share: float,
    index_vol: float,
    rolls_a_year: float,
    commission: float,
    note: str,
) -> Basket | None:
    """The comparison; None without names.

    ``exposure`` is the dollar beta of these names, ``index_share`` the index put's price over spot,
    ``commission`` US dollars a contract, paid at each of ``rolls_a_year`` for selling the old and
    buying the new.
    """
    if not rows:
        return None
    value = sum(row.value for row in rows)
    premium = sum(row.premium for row in rows)
    index_premium = -exposure * index_share if exposure > 0 else float("nan")
    raw = np.array([row.contracts for row in rows])
    whole = int(np.nansum(np.ceil(raw - 1e-9)))
    return Basket(
        rows=tuple(rows),
        premium=premium,
        dollar_beta=exposure,
        index_premium=index_premium,
        ratio=premium / index_premium if index_premium < 0 else float("nan"),
        implied_correlation=implied_correlation(
            index_vol, [row.implied_vol for row in rows], [row.value / value for row in rows]
        ),
        contracts=whole,
        uncounted=tuple(row.symbol for row in rows if np.isnan(row.contracts)),
        smaller_than_a_contract=tuple(row.symbol for row in rows if row.contracts < 1),
        commission_a_year=0.0 - 2 * whole * commission * rolls_a_year,
        note=note,
    )
