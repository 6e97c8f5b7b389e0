"""Concentration: whether one name is so much of the book that an index put does not cover it.

What the index does not explain of position ``i`` is worth ``u_i = |V_i| σ_ε,i`` dollars a year.
Residuals of different names are taken as uncorrelated, so shares of residual variance are
``u_i² / Σ u²``. A name whose ``u_i`` exceeds a quarter of the book's own dollar volatility deserves
a look at a put of its own [SPEC HP-02]. ``Σ w²`` over weights of gross value is the Herfindahl index; its
inverse counts the names that an equally weighted book as concentrated would have. A leveraged fund's ``V_i``
is what it stands for. Where a residual is not known the sum is a lower bound, and the names say whose it lacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SINGLE_PUT = 0.25
"""Own risk over the book's volatility above which a name is a candidate for its own put."""


@dataclass(frozen=True, slots=True)
class OwnRisk:
    """One position's part in what the index does not explain."""

    symbol: str
    weight: float
    """Share of the gross value."""
    residual_vol: float
    """Annualised volatility of a dollar of exposure that the instrument does not explain, decimal; NaN
    where unknown."""
    residual_dollars: float
    """The same in US dollars a year."""
    share_of_residual: float
    """Of the variance that stays when the index is hedged."""
    share_of_book_vol: float
    """Of the book's own volatility in US dollars."""
    single_put: bool
    """Whether a put of its own is worth a look."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much the book depends on few names."""

    largest: str
    largest_weight: float
    """Share of the gross value."""
    herfindahl: float
    """``Σ w²`` over shares of the gross value."""
    effective_names: float
    """Its inverse."""
    idiosyncratic_share: float
    """Of the book's variance that names' own moves make up, taken as uncorrelated; NaN where none is
    known, at least this where some are not."""
    unknown: tuple[str, ...]
    """Names whose own risk is not known, and is in no sum."""
    rows: tuple[OwnRisk, ...]
    """Largest own risk first; positions without enough history last, unknown."""


def concentration(
    positions: Sequence[tuple[str, float, float]], book_vol: float
) -> Concentration | None:
    """From ``(symbol, exposure in US dollars, residual volatility)`` of each position that moves.

    ``book_vol`` is the book's own volatility in US dollars a year. None for a book without any.
    """
    gross = sum(abs(exposure) for _, exposure, _ in positions)
    if gross <= 0:
        return None
    own = {symbol: abs(exposure) * vol for symbol, exposure, vol in positions}
    unknown = tuple(symbol for symbol, u in own.items() if np.isnan(u))
    nothing = len(unknown) == len(own)
    total = float("nan") if nothing else float(np.nansum([u**2 for u in own.values()]))
    rows = [
        OwnRisk(
            symbol=symbol,
            weight=abs(exposure) / gross,
            residual_vol=vol,
            residual_dollars=own[symbol],
            share_of_residual=own[symbol] ** 2 / total if total else float("nan"),
            share_of_book_vol=own[symbol] / book_vol if book_vol > 0 else float("nan"),
            single_put=bool(own[symbol] > SINGLE_PUT * book_vol > 0 and exposure > 0),
        )
        for symbol, exposure, vol in positions
    ]
    rows.sort(key=lambda row: (-np.nan_to_num(row.residual_dollars, nan=-1.0), row.symbol))
    largest = max(rows, key=lambda row: row.weight)
    herfindahl = sum(row.weight**2 for row in rows)
    return Concentration(
        largest=largest.symbol,
        largest_weight=largest.weight,
        herfindahl=herfindahl,
        effective_names=1 / herfindahl,
        idiosyncratic_share=total / book_vol**2 if book_vol > 0 else float("nan"),
        unknown=unknown,
        rows=tuple(rows),
    )
