"""What does the put cost? Off the session's chain where there is one, else off the modelled surface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from hedgerow.desk.study import SP500, Study
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.put import Put, Terms, modelled_put, quoted_put
from hedgerow.market.calendar import expiration_near, sessions_between
from hedgerow.market.chain import OptionChain
from hedgerow.market.instruments import Instrument
from hedgerow.market.prices import Spot
from hedgerow.market.rates import Rate
from hedgerow.market.vol_indices import VIX_FAMILY, VolIndices
from hedgerow.volatility.forecast.ewma import ewma_vol
from hedgerow.volatility.surface.modelled import ModelledSurface

LEVEL_RATIO = (0.7, 4.0)
"""Bounds of another underlying's volatility over the S&P 500's."""
SP500_FAMILY = frozenset({"SPY", "SPX", "XSP", "VOO", "IVV"})
NASDAQ_FAMILY = frozenset({"QQQ", "NDX"})
SPOT_NOTE, SPOT_GAP = 0.0025, 0.03
"""Parity spot and close this far apart are worth a note, or a doubt."""
FAR_SHORTER, FAR_LONGER = 30, 45
"""How many days outside its window a listed expiration is still better than a modelled one."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A put with everything that its price rests on."""

    put: Put
    spot_source: str
    spot_date: date
    rate_source: str
    dividend_source: str
    quote_time: datetime | None
    quote_age_hours: float | None
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]


def priced_put(
    made: Study,
    use: Instrument,
    *,
    delta: float | None,
    moneyness: float | None,
    expiration: date | None,
    days: tuple[int, int, int],
    spot: float | None,
    rate: float | None,
    dividend_yield: float | None,
) -> Priced:
    """The put of one delta or moneyness, at the expiration asked for or nearest to ``days``.

    ``days`` are aimed-at, shortest, longest. Quoted where the session has a chain that lists such an
    expiration and no spot is given; modelled otherwise, with the reason.

    Raises :class:`UnavailableError` where neither a chain nor a volatility index prices it.
    """
    if expiration is not None and expiration <= made.as_of:
        msg = f"expiration {expiration} is not after {made.as_of}; give a later date"
        raise InputError(msg)
    reasons: list[str] = []
    warnings: list[str] = []
    short = Rate(rate, "given") if rate is not None else made.market.rate(made.as_of)
    if short.source == "assumed":
        reasons.append(
            f"no Treasury or fed-funds rate near {made.as_of}: {short.value:.1%} assumed"
        )
    indices = made.market.vol_indices(made.as_of)
    if indices.set_aside:
        counts = ", ".join(f"{n} rows: {reason}" for reason, n in indices.set_aside.items())
        warnings.append(f"volatility indices set aside: {counts}")
    surface = _surface(made, use, indices, reasons, warnings)
    chain = None if spot is not None else made.market.chain(use.symbol, made.as_of)
    if chain is not None:
        quoted = _quoted(
            made,
            use,
            chain,
            short,
            surface,
            reasons,
            warnings,
            delta=delta,
            moneyness=moneyness,
            expiration=expiration,
            days=days,
        )
        if quoted is not None:
            return quoted
    return _modelled(
        made,
        use,
        short,
        surface,
        indices,
        reasons,
        warnings,
        delta=delta,
        moneyness=moneyness,
        expiration=expiration,
        days=days,
        spot=spot,
        dividend_yield=dividend_yield,
    )


def _quoted(
    made: Study,
    use: Instrument,
    chain: OptionChain,
    short: Rate,
    surface: ModelledSurface | None,
    reasons: list[str],
    warnings: list[str],
    *,
    delta: float | None,
    moneyness: float | None,
    expiration: date | None,
    days: tuple[int, int, int],
) -> Priced | None:
    """Off the chain, or None (with the reason) where it lists no such option."""
    set_aside = ", ".join(f"{n} {reason}" for reason, n in chain.set_aside.items())
    if set_aside:
        warnings.append(f"{use.symbol} chain: quotes set aside: {set_aside}")
    if expiration is not None:
        listed = expiration if expiration in chain.expirations else None
        wanted = f"the expiration {expiration}"
    else:
        listed = _nearest(chain, days, reasons)
        wanted = f"an expiration near {days[0]} days away"
    if listed is None:
        reasons.append(f"the {use.symbol} chain of {chain.quote_date} does not list {wanted}")
        return None
    q = made.prices.dividend_yield(use.fund) or 0.0
    parity = chain.spot(short.value, q)
    if not (np.isfinite(parity) and np.isfinite(chain.forward(listed, short.value))):
        reasons.append(f"the {use.symbol} chain has no strike quoted on both sides at {listed}")
        return None
    put = quoted_put(
        Terms(parity, short.value, q, made.as_of),
        chain,
        surface,
        listed,
        delta=delta,
        moneyness=moneyness,
    )
    if put is None:
        reasons.append(
            f"no put of the {use.symbol} chain at {listed} has a usable implied volatility"
        )
        return None
    _hold_against_close(made, use, chain, parity, reasons, warnings)
    if use.exercise == "american":
        warnings.append(
            f"{use.symbol} options are American; implied volatility, delta and revaluation are "
            "European here (early exercise adds about 1 % to such a put)"
        )
    if surface is None:
        warnings.append(
            "no volatility index: revaluation uses the quoted put's volatility level alone"
        )
    return Priced(
        put=put,
        spot_source="parity of the chain",
        spot_date=chain.quote_date,
        rate_source=_dated(short),
        dividend_source="parity of the chain",
        quote_time=chain.stamp,
        quote_age_hours=chain.age_hours,
        reasons=tuple(reasons),
        warnings=tuple(warnings),
    )


def _nearest(chain: OptionChain, days: tuple[int, int, int], reasons: list[str]) -> date | None:
    """The expiration in the window, or (with the reason) the nearest not far outside of it."""
    aim, shortest, longest = days
    inside = chain.listed(aim, shortest, longest)
    if inside is not None:
        return inside
    near = chain.listed(aim, aim - FAR_SHORTER, aim + FAR_LONGER)
    if near is not None:
        reasons.append(
            f"no {chain.underlying} expiration is listed {shortest}-{longest} days away: "
            f"{near} ({chain.days(near)} days) taken"
        )
    return near


def _modelled(
    made: Study,
    use: Instrument,
    short: Rate,
    surface: ModelledSurface | None,
    indices: VolIndices,
    reasons: list[str],
    warnings: list[str],
    *,
    delta: float | None,
    moneyness: float | None,
    expiration: date | None,
    days: tuple[int, int, int],
    spot: float | None,
    dividend_yield: float | None,
) -> Priced:
    if surface is None:
        msg = (
            f"no {use.symbol} chain and no VIX on {made.as_of}: the put cannot be priced; add "
            "chains/ or vol_indices/ to --data (beta, pair and size work without)"
        )
        raise UnavailableError(msg)
    at = _spot(made, use, spot, reasons)
    q, q_source = _dividends(made, use, dividend_yield, reasons)
    expires = expiration or expiration_near(made.as_of, *days)
    ahead = (expires - made.as_of).days
    known = [f"{s} {100 * indices.levels[s]:.2f}" for s in VIX_FAMILY if s in indices.levels]
    reasons.append(
        f"no quoted {use.symbol} option for {made.as_of}: price modelled from {', '.join(known)} "
        "(against quoted SPY puts its median absolute error is 9 %, its bias -7 %)"
    )
    longest = max(indices.vix_family)
    if ahead > longest:
        reasons.append(
            f"the VIX family ends at {longest:g} days; flat volatility assumed to {ahead}"
        )
    terms = Terms(at.price, short.value, q, made.as_of)
    put = modelled_put(terms, surface, expires, delta=delta, moneyness=moneyness)
    if put.delta > -0.10 and ahead <= 30:
        reasons.append("low confidence: wings beyond 10 delta inside 30 days are underpriced")
    warnings.append(
        f"strike {put.strike:.2f} is the model's exact solution; take the nearest listed one"
    )
    return Priced(
        put=put,
        spot_source=at.basis,
        spot_date=at.date,
        rate_source=_dated(short),
        dividend_source=q_source,
        quote_time=None,
        quote_age_hours=None,
        reasons=tuple(reasons),
        warnings=tuple(warnings),
    )


def _surface(
    made: Study, use: Instrument, indices: VolIndices, reasons: list[str], warnings: list[str]
) -> ModelledSurface | None:
    """The modelled surface at the instrument's own level; None without a VIX family."""
    family = indices.vix_family
    if not family:
        return None
    stale = {s: d for s, d in indices.dates.items() if s in VIX_FAMILY and d < made.as_of}
    if stale:
        names = ", ".join(f"{s} of {d}" for s, d in sorted(stale.items()))
        reasons.append(f"volatility index older than {made.as_of}: {names}")
    ratio = 1.0
    if use.symbol in NASDAQ_FAMILY and "VXN" in indices.levels and "VIX" in indices.levels:
        ratio = indices.levels["VXN"] / indices.levels["VIX"]
        warnings.append(f"{use.symbol} volatility level from VXN / VIX = {ratio:.2f}")
    elif use.symbol not in SP500_FAMILY:
        sp500 = next((s for s in SP500 if s in made.prices), None)
        window = made.window
        own = ewma_vol(made.prices.returns(use.price_symbol, window))
        index = ewma_vol(made.prices.returns(sp500, window)) if sp500 else float("nan")
        if np.isfinite(own / index):
            ratio = float(np.clip(own / index, *LEVEL_RATIO))
            warnings.append(
                f"{use.symbol} volatility level from the VIX family times {ratio:.2f}, the ratio of "
                "63-day exponentially weighted realized volatilities"
            )
        else:
            reasons.append(
                f"{use.symbol} volatility level taken as the S&P 500's: no returns to compare"
            )
    return ModelledSurface({d: v * ratio for d, v in family.items()})


def _spot(made: Study, use: Instrument, given: float | None, reasons: list[str]) -> Spot:
    if given is not None:
        return Spot(use.symbol, given, made.as_of, "given")
    found = made.prices.spot(use.price_symbol)
    if not found.known:
        msg = f"{found.doubt}; give the price of {use.symbol} with --spot"
        raise UnavailableError(msg)
    if found.doubt:
        reasons.append(f"{found.doubt}; contract counts scale with it, --spot gives the right one")
    age = sessions_between(found.date, made.as_of)
    if age > 0:
        reasons.append(f"{use.symbol}: last close is of {found.date}, {age} sessions old")
    price = found.price * use.price_scale
    return Spot(use.symbol, price, found.date, f"{found.basis.replace('_', '-')} close")


def _dividends(
    made: Study, use: Instrument, given: float | None, reasons: list[str]
) -> tuple[float, str]:
    if given is not None:
        return given, "given"
    measured = made.prices.dividend_yield(use.fund)
    if measured is None:
        reasons.append(f"{use.symbol} dividend yield unknown: zero assumed")
        return 0.0, "assumed"
    return measured, f"trailing year of {use.fund}, adjusted against unadjusted closes"


def _hold_against_close(
    made: Study,
    use: Instrument,
    chain: OptionChain,
    parity: float,
    reasons: list[str],
    warnings: list[str],
) -> None:
    close = made.prices.spot(use.price_symbol, chain.session)
    price = close.price * use.price_scale
    if not close.known or close.doubt is not None or close.date != chain.session:
        return
    gap = parity / price - 1
    if abs(gap) > SPOT_NOTE:
        text = (
            f"the chain's parity spot {parity:.2f} is {100 * gap:+.1f} % from the close {price:.2f} of "
            f"{close.date}: quotes of another hour, or a dividend before the nearest expiration"
        )
        (reasons if abs(gap) > SPOT_GAP else warnings).append(text)


def _dated(rate: Rate) -> str:
    return rate.source if rate.date is None else f"{rate.source} of {rate.date}"
