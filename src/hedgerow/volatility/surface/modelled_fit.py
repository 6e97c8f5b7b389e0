"""The fit of the refined shape to quotes, and how far a modelled history lies from them.

Least squares on the logarithm of the price, robust [soft L1], over five numbers: level and put slope with their response
to the state. A quote counts by its half-spread; the quotes of one listing on one day share their error, so together they
count as a quarter of an observation. Responses are drawn toward those of the start:

    min Σ_i n_i⁻¹/4 · ρ(ln(P_i/mid_i)² / (0.05² + (half-spread_i/mid_i)²)) + Σ_j ((β_j − β⁰_j)/sd_j)²

Handed the quotes up to a day, it is the shape that could have been known on that day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import least_squares

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.typing import BoolArray, FloatArray, IntArray
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.modelled_history import ModelledHistory
from hedgerow.volatility.surface.modelled_shape import Hyperbola, Response

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

RELATIVE_ERROR = 0.05
"""Of a price, below which a quote tells the shape nothing more."""
WEIGHT_OF_A_LISTING = 0.25
START = Hyperbola(atm=Response(0.85, 0.0, -0.05), put_slope=Response(0.28, 0.0, 0.035))
"""Before any quote: no response to the slope of the curve."""
SPREAD_OF_RESPONSES = np.array([np.inf, 0.015, 0.03, np.inf, 0.03])
"""Standard deviation of ``c₀, c_s, c_q, b₀, b_q`` about the start; levels are free."""

VIX_EDGES = (0.0, 13.0, 17.0, 22.0, 30.0, np.inf)
OUT_EDGES = (0.0, 0.025, 0.05, 0.10, 0.15, 0.25)
DAYS_EDGES = (0.0, 8.0, 14.0, 30.0, 60.0, 120.0, 400.0)


@dataclass(frozen=True, slots=True, eq=False)
class QuotePanel:
    """Quotes of many sessions, each as its out-of-the-money option over the forward, not discounted: (m,) arrays."""

    row: IntArray
    """Session, a row of the indices."""
    days: FloatArray
    log_moneyness: FloatArray
    """ln(K/F)."""
    price: FloatArray
    """Mid: of the put below the forward, of the call above it."""
    half_spread: FloatArray

    def __post_init__(self) -> None:
        if not (self.price > 0).all():
            msg = (
                f"price {np.min(self.price)}; give prices above 0, without crossed or empty quotes"
            )
            raise InputError(msg)

    @classmethod
    def of_quotes(
        cls,
        row: IntArray,
        days: ArrayLike,
        *,
        forward: ArrayLike,
        strike: ArrayLike,
        bid: ArrayLike,
        ask: ArrayLike,
        call: ArrayLike,
        discount: ArrayLike = 1.0,
    ) -> QuotePanel:
        """From bid and ask of calls and puts, in the money brought to the other side by parity."""
        F, K, D = np.asarray(forward), np.asarray(strike), np.asarray(discount)
        value = (np.asarray(bid) + np.asarray(ask)) / 2 / D
        above = F <= K
        parity = np.where(above, F - K, K - F)  # call less put, or put less call
        price = np.where(np.asarray(call) == above, value, value + parity)
        half = (np.asarray(ask) - np.asarray(bid)) / 2 / D
        return cls(np.asarray(row), np.asarray(days, float), np.log(K / F), price / F, half / F)

    def where(self, kept: BoolArray) -> QuotePanel:
        """Those of the panel that are kept."""
        return QuotePanel(
            self.row[kept],
            self.days[kept],
            self.log_moneyness[kept],
            self.price[kept],
            self.half_spread[kept],
        )

    def modelled(self, history: ModelledHistory) -> FloatArray:
        """The same options' prices on a modelled history, over the forward."""
        vol = history.vol(self.row, self.log_moneyness, self.days)
        K, T = np.exp(self.log_moneyness), self.days / DAYS_PER_YEAR
        return np.asarray(black(1.0, K, T, vol, right=np.where(K >= 1, "call", "put")), float)


@dataclass(frozen=True, slots=True)
class ShapeFit:
    """A shape and what it was fitted to."""

    shape: Hyperbola
    quotes: int
    listings: int
    converged: bool


def fit(
    panel: QuotePanel, tenor_vols: FloatArray, skew: FloatArray, *, start: Hyperbola = START
) -> ShapeFit:
    """The refined shape through quotes: ``c₀, c_s, c_q, b₀, b_q`` fitted, the rest as ``start`` has it.

    Parameters
    ----------
    panel
        Quotes; about 20 listings of 30 to 60 days tell level and slope, responses need several years.
    tenor_vols, skew
        (n, 4) and (n,): the indices, as :class:`ModelledHistory` takes them. Quotes on a row without VIX are left out.
    start
        What is not fitted, and where responses are drawn to.
    """
    known = panel.where(np.isfinite(tenor_vols[panel.row, 1]))
    if not known.row.size:
        msg = "no quote on a session with VIX; give indices of the sessions of the quotes"
        raise InputError(msg)
    used, row = np.unique(known.row, return_inverse=True)
    known = replace(known, row=row)
    vols, skews = tenor_vols[used], skew[used]
    _, listing, size = np.unique(
        np.stack([row, known.days]), axis=1, return_inverse=True, return_counts=True
    )
    weight = np.sqrt(WEIGHT_OF_A_LISTING / size[listing])
    error = np.hypot(RELATIVE_ERROR, known.half_spread / known.price)
    first = _numbers(start)

    def residuals(beta: FloatArray) -> FloatArray:
        prices = known.modelled(ModelledHistory(vols, skews, shape=_shape(start, beta)))
        off = np.log(np.maximum(prices, 1e-12) / known.price) / error
        pull = (beta - first) / SPREAD_OF_RESPONSES
        return np.append(np.sign(off) * weight * _soft(off), pull)

    found = least_squares(residuals, first, x_scale=0.1, max_nfev=100)
    return ShapeFit(_shape(start, found.x), row.size, size.size, bool(found.success))


def errors_by(history: ModelledHistory, panel: QuotePanel) -> pd.DataFrame:
    """Relative price errors of a modelled history, by level of VIX, moneyness and tenor.

    Index ``by`` (``all``, ``vix`` in points, ``out`` as a share of the forward, ``days``) and ``bucket``; columns
    ``quotes``, ``sessions``, ``median_abs``, ``median``, ``mean`` (decimals). Buckets without quotes are left out.
    """
    import pandas as pd

    error = panel.modelled(history) / panel.price - 1
    cut = {
        "vix": pd.cut(100 * history.tenor_vols[panel.row, 1], VIX_EDGES),
        "out": pd.cut(np.abs(np.expm1(panel.log_moneyness)), OUT_EDGES, right=False),
        "days": pd.cut(panel.days, DAYS_EDGES),
    }
    table = pd.DataFrame({"row": panel.row, "error": error})

    def line(rows: pd.DataFrame) -> dict[str, float]:
        e = rows["error"]
        return {
            "quotes": len(e),
            "sessions": rows["row"].nunique(),
            "median_abs": float(e.abs().median()),
            "median": float(e.median()),
            "mean": float(e.mean()),
        }

    lines = {("all", ""): line(table)}
    for by, buckets in cut.items():
        for bucket, rows in table.groupby(buckets, observed=True):
            lines[by, str(bucket)] = line(rows)
    found = pd.DataFrame(lines.values(), index=pd.MultiIndex.from_tuples(lines))
    return found.rename_axis(["by", "bucket"])


def _soft(off: FloatArray) -> FloatArray:
    """Whose square is the soft L1 loss of ``off``."""
    return np.asarray(np.sqrt(2 * (np.sqrt(1 + off**2) - 1)))


def _numbers(shape: Hyperbola) -> FloatArray:
    atm, put = shape.atm, shape.put_slope
    return np.array([atm.at, atm.slope, atm.skew, put.at, put.skew])


def _shape(start: Hyperbola, beta: FloatArray) -> Hyperbola:
    c0, c_s, c_q, b0, b_q = (float(number) for number in beta)
    return replace(
        start,
        atm=Response(c0, c_s, c_q),
        put_slope=Response(b0, start.put_slope.slope, b_q),
    )
