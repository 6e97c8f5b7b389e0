"""A put on every name against one on the index: what the second saves, and what it leaves.

A basket of puts pays for each name's own volatility, the index put for the index's, which is smaller
because the names do not move as one. With weights ``w`` and volatilities ``σ`` of the names and
``σ_I`` of the index, the *implied correlation* [SPEC VW-10] is

    ρ = (σ_I² − Σ w²σ²) / ((Σ wσ)² − Σ w²σ²)

Same days, same moneyness, same dollars protected: each name its own value, the index the book's
dollar beta [SPEC HP-50].
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
    index_premium: float
    """Of index puts for the book's dollar beta, US dollars, negative."""
    ratio: float
    """The first over the second, each over the dollars that it protects."""
    implied_correlation: float
    """Of the names, if they were the index; NaN for one name."""
    contracts: int
    """Whole contracts of all names."""
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

    ``exposure`` is the book's dollar beta, ``index_share`` the index put's price over spot,
    ``commission`` US dollars a contract, paid at each of ``rolls_a_year`` for selling the old and
    buying the new.
    """
    if not rows:
        return None
    value = sum(row.value for row in rows)
    premium = sum(row.premium for row in rows)
    raw = np.array([row.contracts for row in rows])
    whole = int(np.nansum(np.ceil(raw - 1e-9)))
    return Basket(
        rows=tuple(rows),
        premium=premium,
        index_premium=0.0 - max(exposure, 0.0) * index_share,
        ratio=-premium / value / index_share if index_share > 0 else float("nan"),
        implied_correlation=implied_correlation(
            index_vol, [row.implied_vol for row in rows], [row.value / value for row in rows]
        ),
        contracts=whole,
        smaller_than_a_contract=tuple(row.symbol for row in rows if row.contracts < 1),
        commission_a_year=0.0 - 2 * whole * commission * rolls_a_year,
        note=note,
    )
