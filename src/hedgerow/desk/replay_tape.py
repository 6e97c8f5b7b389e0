"""Making the tape: prices, volatility indices, rates and quotes of the past on one axis of sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.ratio_history import ratio_history
from hedgerow.backtest.tape import Underlying, carried
from hedgerow.desk.session import LEVEL_RATIO, NASDAQ_FAMILY, SP500, SP500_FAMILY
from hedgerow.market.instruments import Instrument, instrument
from hedgerow.market.vol_indices import VIX_FAMILY
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.forecast.ewma import ewma_variance
from hedgerow.volatility.surface.modelled_history import ModelledHistory, extrapolated_tenors

if TYPE_CHECKING:
    from hedgerow.data.source import Market
    from hedgerow.market.prices import Prices
    from hedgerow.typing import BoolArray, FloatArray, IntArray

SPAN = 63
APART = 0.2
"""Log returns of adjusted and unadjusted close further apart than this are a split."""
NOMINAL = 100.0
"""Price on the first trading row of what has adjusted closes alone."""


@dataclass(frozen=True)
class VolHistories:
    """Volatility indices on the tape's sessions."""

    tenors: FloatArray
    """VIX9D, VIX, VIX3M, VIX6M, decimals, (n, 4); filled beyond 30 days where unknown."""
    extrapolated: BoolArray
    """Sessions (n,) whose curve beyond 30 days is a rule's."""
    vix: FloatArray
    """Index points, (n,)."""
    vxn: FloatArray
    """Decimals."""
    skew: FloatArray
    """Index points."""
    vvix: FloatArray


def vol_histories(market: Market, prices: Prices) -> VolHistories:
    """The VIX family, VXN, SKEW and VVIX on the sessions of ``prices``."""
    index = prices.dates
    names = [*VIX_FAMILY, "VXN", "SKEW", "VVIX"]
    each = market.vol_index_each(names, prices.as_of, start=index[0].date())
    on = {name: each[name].on(index) for name in names}
    tenors = np.column_stack([on[name] for name in VIX_FAMILY])
    filled = extrapolated_tenors(tenors)
    made = np.asarray(filled.extrapolated.any(axis=1))
    return VolHistories(
        filled.vols, made, 100 * on["VIX"], on["VXN"], 100 * on["SKEW"], 100 * on["VVIX"]
    )


def underlyings(
    symbols: Sequence[str],
    prices: Prices,
    vols: VolHistories,
    book: FloatArray,
    *,
    first: int,
    window: int,
) -> dict[str, Underlying]:
    """What can be traded, of those symbols that have prices; ``book`` are its returns (n,), ``first`` the row of the first trade."""
    found = {}
    for symbol in symbols:
        use = instrument(symbol)
        if use.price_symbol in prices:
            found[use.symbol] = _underlying(use, prices, vols, book, first, window)
    return found


def _underlying(
    use: Instrument,
    prices: Prices,
    vols: VolHistories,
    book: FloatArray,
    first: int,
    window: int,
) -> Underlying:
    A = prices.adjusted[use.price_symbol].to_numpy(float)
    price, adjusted = _price(use, prices, first)
    known = np.isfinite(_unadjusted(use, prices)[: first + 1]).any()
    returns = across_gaps(A)
    return Underlying(
        use=use,
        price=price,
        returns=returns,
        dividend_yield=_dividend_yield(use, prices) if known else np.zeros(len(A)),
        surface=_surface(use, prices, vols, returns),
        ratio=ratio_history(book, returns, window=window),
        adjusted=adjusted,
    )


def _price(use: Instrument, prices: Prices, first: int) -> tuple[FloatArray, bool]:
    """The price that strikes are set against, and whether it is not the one that was traded.

    From the last close before trading begins that is known as traded, on by unadjusted returns; a split, where the two closes
    disagree, counts as the adjusted return says, so that a contract is not split either. Where only an adjusted close is known the
    price is 100 on the first trading row: an adjusted level holds every later dividend, and would know of them.
    """
    A = prices.adjusted[use.price_symbol].to_numpy(float)
    U = _unadjusted(use, prices)
    there = use.price_symbol in prices.basis
    basis = prices.basis[use.price_symbol].to_numpy(object) if there else np.full(len(A), None)
    before = np.flatnonzero(np.isfinite(U[: first + 1]))
    traded = [row for row in before if basis[row] in {"as_traded", "index"}]
    a, u = _log_returns(_filled(A)), _log_returns(U)
    own = np.where(np.isfinite(u) & (np.abs(u - a) < APART), u, a)
    if len(before):
        anchor = int(traded[-1] if traded else before[-1])
        level = float(U[anchor])
        spot = prices.spot(use.price_symbol, prices.dates[anchor].date())
        sure = bool(traded) or (spot.known and spot.doubt is None)
    else:
        own = a
        anchor, level, sure = first, NOMINAL / use.price_scale, False
    path = np.cumsum(np.nan_to_num(own))
    price = level * np.exp(path - path[anchor])
    return use.price_scale * np.where(np.isfinite(A), price, np.nan), not sure


def _unadjusted(use: Instrument, prices: Prices) -> FloatArray:
    if use.price_symbol not in prices.unadjusted:
        return np.full(len(prices.adjusted), np.nan)
    return np.asarray(prices.unadjusted[use.price_symbol], dtype=float)


def _dividend_yield(use: Instrument, prices: Prices) -> FloatArray:
    """Continuous yield of the year before, (n,), of the fund behind; what is unknown is as it last was, at first zero."""
    symbol = use.fund if use.fund in prices else use.price_symbol
    if symbol not in prices.unadjusted:
        return np.zeros(len(prices.adjusted))
    a = _log_returns(prices.adjusted[symbol].to_numpy(float))
    u = _log_returns(prices.unadjusted[symbol].to_numpy(float))
    gap = a - u
    counts = np.isfinite(gap) & (np.abs(gap) < APART)
    paid, there = np.cumsum(np.where(counts, gap, 0.0)), np.cumsum(counts.astype(float))
    year = SESSIONS_PER_YEAR
    if len(a) <= year:
        return np.zeros(len(a))
    paid[year:], there[year:] = paid[year:] - paid[:-year], there[year:] - there[:-year]
    q = np.where(there >= 0.95 * year, np.clip(paid, 0.0, 0.2), np.nan)
    q[:year] = np.nan
    return np.nan_to_num(carried(q, len(q)))


def _surface(
    use: Instrument, prices: Prices, vols: VolHistories, returns: FloatArray
) -> Lazily | None:
    if not np.isfinite(vols.vix).any():
        return None
    return Lazily(vols.tenors, vols.skew, level_ratio(use, prices, vols, returns))


@dataclass(frozen=True)
class Lazily:
    """A modelled surface that is worked out when it is first asked: of thirty candidates few are."""

    tenors: FloatArray
    skew: FloatArray
    scale: FloatArray

    @cached_property
    def _history(self) -> ModelledHistory:
        return ModelledHistory(self.tenors, self.skew, self.scale)

    def vol(self, at: IntArray, log_moneyness: FloatArray, days: FloatArray) -> FloatArray:
        """As :meth:`ModelledHistory.vol`."""
        return self._history.vol(at, log_moneyness, days)

    def __getstate__(self) -> dict[str, FloatArray]:
        """Without what can be worked out again: it travels to other processes."""
        return {"tenors": self.tenors, "skew": self.skew, "scale": self.scale}


def level_ratio(
    use: Instrument, prices: Prices, vols: VolHistories, returns: FloatArray
) -> FloatArray:
    """Volatility of an underlying over the S&P 500's, (n,) [SPEC §M]."""
    n = len(returns)
    if use.symbol in SP500_FAMILY:
        return np.ones(n)
    sp500 = next((s for s in SP500 if s in prices), None)
    if sp500 is None:
        return np.ones(n)
    decay = 1 - 2 / (SPAN + 1)
    own = ewma_variance(returns, decay=decay)
    index = ewma_variance(across_gaps(prices.adjusted[sp500].to_numpy(float)), decay=decay)
    ratio = np.clip(np.sqrt(own / index), *LEVEL_RATIO)
    if use.symbol in NASDAQ_FAMILY:
        published = vols.vxn / vols.tenors[:, 1]
        ratio = np.where(np.isfinite(published), published, ratio)
    return carried(ratio, SPAN)


def across_gaps(closes: FloatArray) -> FloatArray:
    """Simple returns (n,) from the last close known: NaN on a session without one, the whole move on the next that has one.

    >>> across_gaps(np.array([1.0, np.nan, 1.5, 3.0])).tolist()
    [nan, nan, 0.5, 1.0]
    """
    filled = _filled(closes)
    with np.errstate(invalid="ignore"):
        found = np.concatenate([[np.nan], filled[1:] / filled[:-1] - 1])
    return np.where(np.isfinite(closes), found, np.nan)


def _filled(closes: FloatArray) -> FloatArray:
    return carried(closes, len(closes))


def _log_returns(closes: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.concatenate([[np.nan], np.diff(np.log(closes))])
