"""Which option it is to be: the expiration near so many days, the listed strike near what is wanted.

Where the session has quotes of the expiration, strikes are those quoted; elsewhere the usual grid of the underlying. A delta
is the European one of the model; American puts of the same strike have about a hundredth more.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.backtest.contracts.option import Option, price_at
from hedgerow.backtest.tape import from_days, to_days
from hedgerow.typing import FloatArray, IntArray, Right

if TYPE_CHECKING:
    from hedgerow.backtest.tape import Tape
    from hedgerow.hedge.put import StrikeWanted

Rounding: TypeAlias = Literal["nearest", "down", "up"]
GRID = np.exp(np.linspace(-0.9, 0.45, 136))
"""Strikes over spot on which deltas and prices are read."""


def expiration_near(tape: Tape, row: int, aim: int, shortest: int, longest: int) -> date | None:
    """The monthly expiration nearest to ``aim`` days within the window; else the nearest weekly; None where there is none.

    Monthly ones go before weekly ones, and those that are quoted on the session before both.
    """
    here = int(tape.days[row])
    monthly, weekly = tape.expirations
    window = aim, shortest, longest
    return _nearest(monthly, here, *window) or _nearest(weekly, here, *window)


def quoted_expiration(
    tape: Tape, symbol: str, row: int, aim: int, shortest: int, longest: int
) -> date | None:
    """The nearest expiration with quotes on the session; None where none is quoted within the window."""
    if tape.quotes is None:
        return None
    here = int(tape.days[row])
    days = tape.quotes.expirations(symbol, here)
    # an expiration that is no session of the tape's calendar would never settle
    listed = days[np.isin(days, tape.expirations[1])]
    return _nearest(listed, here, aim, shortest, longest)


def _nearest(days: IntArray, here: int, aim: int, shortest: int, longest: int) -> date | None:
    """Of days ascending, the one nearest to so many ahead within the window; the earlier of two."""
    low, high = days.searchsorted(here + shortest), days.searchsorted(here + longest, side="right")
    inside = days[low:high].tolist()
    return from_days(min(inside, key=lambda d: abs(d - here - aim))) if inside else None


def option_wanted(
    tape: Tape,
    symbol: str,
    row: int,
    right: Right,
    expiration: date,
    wanted: StrikeWanted,
    *,
    rounding: Rounding = "nearest",
) -> Option | None:
    """The listed option nearest to a delta or to a strike over spot; None where the session cannot say."""
    it = tape.underlying(symbol)
    spot = float(it.known_price[row])
    if not np.isfinite(spot):
        return None
    if wanted.by == "moneyness":
        strike = wanted.target * spot
    else:
        _, delta = price_at(tape, symbol, row, right, expiration, spot * GRID)
        if np.isnan(delta).any():
            return None
        # deltas rise with the strike for no option: put and call deltas both fall
        strike = float(np.interp(-wanted.target, -delta, spot * GRID))
    return Option(
        symbol, right, _listed(tape, symbol, row, right, expiration, strike, rounding), expiration
    )


def option_of_price(
    tape: Tape, symbol: str, row: int, right: Right, expiration: date, price: float
) -> Option | None:
    """The listed option that costs about ``price`` a share; None where no strike of the grid does."""
    spot = float(tape.underlying(symbol).known_price[row])
    values, _ = price_at(tape, symbol, row, right, expiration, spot * GRID)
    if not np.isfinite(values).all() or not values.min() <= price <= values.max():
        return None
    order = np.argsort(values)
    strike = float(np.interp(price, values[order], (spot * GRID)[order]))
    # rounded towards the money: it brings in at least what is wanted
    rounding: Rounding = "down" if right == "call" else "up"
    return Option(
        symbol, right, _listed(tape, symbol, row, right, expiration, strike, rounding), expiration
    )


def _listed(
    tape: Tape,
    symbol: str,
    row: int,
    right: Right,
    expiration: date,
    strike: float,
    rounding: Rounding,
) -> float:
    """The strike that is listed, from quotes or from the grid."""
    quoted = (
        tape.quotes.listed(symbol, int(tape.days[row]), right, to_days(expiration))
        if tape.quotes is not None
        else None
    )
    if quoted is not None and quoted.strike[0] <= strike <= quoted.strike[-1]:
        return _rounded(quoted.strike, strike, rounding)
    step = tape.underlying(symbol).use.strike_step
    step = step if strike >= 20 * step else step / 2
    low = np.floor(strike / step + 1e-9) * step
    return _rounded(np.array([low, low + step]), strike, rounding)


def _rounded(strikes: FloatArray, strike: float, rounding: Rounding) -> float:
    if rounding == "down":
        return float(strikes[strikes <= strike + 1e-9].max(initial=strikes[0]))
    if rounding == "up":
        return float(strikes[strikes >= strike - 1e-9].min(initial=strikes[-1]))
    return float(strikes[np.argmin(np.abs(strikes - strike))])
