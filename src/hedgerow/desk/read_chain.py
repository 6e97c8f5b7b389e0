"""What one chain adds to the reading: the lean of the smile, dealers' gamma, the weekly straddle. Today's values only.

Percentiles and changes need a history of such values, which a chain does not have: the user's own file of inputs can hold
one (`--inputs`), and every reading's own values can be kept for it (`--csv`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.desk.exposure_study import open_interest_study
from hedgerow.desk.surface_study import quickly
from hedgerow.errors import InputError
from hedgerow.market.instruments import instrument
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.premium.expected_move import straddle, straddle_vol
from hedgerow.volatility.premium.exposure import by_key, exposures
from hedgerow.volatility.surface.event import trading_clock
from hedgerow.volatility.surface.metrics import QuotedRange, smile_metrics

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from hedgerow.data.source import Market
    from hedgerow.desk.exposure_study import ExposureStudy
    from hedgerow.desk.session import Notes
    from hedgerow.desk.surface_study import ChainStudy
    from hedgerow.market.chain import OptionChain
    from hedgerow.regime.facts import Value

NEAR, FAR = 30.0, 180.0
"""Calendar days of the skews."""
WEEK = 5.0
"""Sessions of the weekly straddle."""
WINDOW = 5
"""Sessions within which a close is sought."""
AROUND = 0.02
"""Of the price, within which a strike can dominate."""


def quoted_chain(chain: str | Path, where: Market, asked: date | None, notes: Notes) -> OptionChain:
    """The chain that the reading uses.

    Raises :class:`InputError` for a chain on something else than the S&P 500.
    """
    quoted, _ = where.chain_of(str(chain), asked)
    if instrument(quoted.underlying).fund != instrument("SPX").fund:
        msg = f"the chain is of {quoted.underlying}, but the read is of the S&P 500; give one of SPX, XSP or SPY"
        raise InputError(msg)
    if asked is not None and quoted.session != where.as_of(asked):
        notes.note(f"the chain's quotes are of {quoted.session}: everything is as of there")
    return quoted


APART = 0.03
"""Of the close, by which a chain's price may lie from it: quotes of the evening or of the next morning do."""


def doubt_price(quoted: OptionChain, where: Market, notes: Notes) -> None:
    """Say where the chain's price is not that of its session: it may be another market's, or made up."""
    use = instrument(quoted.underlying)
    close = where.prices([use.price_symbol], quoted.session, window=WINDOW).spot(use.price_symbol)
    made = quoted.spot(0.0, 0.0)
    if not close.known or close.date != quoted.session or not np.isfinite(made):
        return
    apart = made / (close.price * use.price_scale) - 1
    if abs(apart) > APART:
        notes.doubt(
            f"the chain's price of {quoted.underlying} is {made:,.2f}, {100 * apart:+.0f} % from the close of {quoted.session}: its skew "
            "and dealers may be of another market"
        )


def chain_inputs(quoted: OptionChain, where: Market, notes: Notes) -> Mapping[str, Value]:
    """Inputs of the rules by key; None where the chain cannot say."""
    made = quickly(quoted, where, notes)
    found: dict[str, Value] = {**_skews(made, notes), **_weekly(made)}
    # what is doubtful of the chain was said above
    quiet = type(notes)()
    held = open_interest_study(quoted, made, quiet)
    return found | _dealers(held, notes)


def _skews(made: ChainStudy, notes: Notes) -> dict[str, Value]:
    surface = made.fitted.surface
    if surface is None:
        notes.doubt("no expiration of the chain has a smile: its skew is unknown")
        return {}
    found = smile_metrics(
        surface, [NEAR / DAYS_PER_YEAR, FAR / DAYS_PER_YEAR], quoted=QuotedRange.of(made.fitted)
    )
    first, last = (DAYS_PER_YEAR * T for T in (surface.expiries[0], surface.expiries[-1]))
    near, far = (first <= days <= last for days in (NEAR, FAR))
    if not near:
        notes.doubt(f"no options of the chain surround {NEAR:g} days: its skew is unknown")

    def points(values: np.ndarray, place: int, *, there: bool) -> Value:
        return float(100 * values[place]) if there and np.isfinite(values[place]) else None

    return {
        "rr25": points(found.risk_reversal(), 0, there=near),
        "put_skew": points(found.put_skew(), 0, there=near),
        "call_skew": points(found.call_skew(), 0, there=near),
        "butterfly": points(found.butterfly(), 0, there=near),
        "put_skew_180": points(found.put_skew(), 1, there=far),
    }


def _weekly(made: ChainStudy) -> dict[str, Value]:
    """Volatility of the straddle that lies nearest to a week, vol points, under the key of what rules make of it."""
    smiles = [one for one in made.fitted.smiles if one.smile is not None]
    if not smiles:
        return {}
    settles = [one.quoted.forward.listing.settles_at for one in smiles]
    clock = trading_clock([made.chain.quoted_at, *settles])
    sessions = clock[1:] - clock[0]
    ahead = np.flatnonzero(sessions >= 1)
    if not len(ahead):
        return {}
    at = int(ahead[np.argmin(np.abs(sessions[ahead] - WEEK))])
    one = smiles[at]
    carry, T = one.quoted.forward, one.quoted.expiry
    vol = float(np.sqrt(one.smile.variance(0.0).w / T))  # type: ignore[union-attr]
    price = straddle(carry.forward, T, vol, discount=carry.discount)
    found = straddle_vol(
        price, carry.forward, sessions=float(sessions[at]), discount=carry.discount
    )
    return {"straddle_over_rv5": 100 * found}


def _dealers(held: ExposureStudy, notes: Notes) -> dict[str, Value]:
    """Gamma and vega of the open interest under the first convention; nothing without open interest."""
    lines = held.held
    if not lines.contracts.sum() > 0:
        notes.doubt("the chain has no open interest: dealers' gamma is unknown")
        return {}
    each = exposures(lines, "calls_long")
    strike, at = np.unique(lines.strike, return_inverse=True)
    gross = by_key(at, np.nan_to_num(np.abs(each.gamma)), len(strike))
    near = np.abs(strike / held.spot - 1) <= AROUND
    top = float(gross[near].max() / gross.sum()) if near.any() and gross.sum() > 0 else None
    return {
        "gex": float(np.nansum(each.gamma)) / 1e9,
        "vex": float(np.nansum(each.vega)) / 1e6,
        "dominant_strike": top,
    }
