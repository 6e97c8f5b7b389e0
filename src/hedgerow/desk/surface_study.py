"""A chain with everything that its surface rests on: read, cleaned, carried, fitted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hedgerow.data.source import Market
from hedgerow.desk.session import Notes
from hedgerow.desk.surface_choices import SurfaceChoices
from hedgerow.errors import InputError
from hedgerow.market.calendar import close_of, session_on_or_before
from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import Forwards, forwards
from hedgerow.market.instruments import instrument
from hedgerow.market.quality import ChainQuality, quality
from hedgerow.market.rates import Rate, RateCurve
from hedgerow.market.settlement import QUARTER
from hedgerow.typing import Exercise
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.fitted import FittedSurface, fitted_surface

CLOSE = 0.90
"""Share of the near quotes within a tick below which the surface is doubtful."""
GAP = 0.003
"""Printed price off the parity spot that is worth a note."""


@dataclass(frozen=True, slots=True)
class ChainStudy:
    """What the surface of one chain rests on."""

    chain: OptionChain
    """Without the quotes that are set aside."""
    forwards: Forwards
    quality: ChainQuality
    fitted: FittedSurface
    curve: RateCurve | None
    """Rates that parity could not say; None where it said all."""


def chain_study(
    chain: OptionChain, choices: SurfaceChoices, curve: RateCurve | None = None
) -> ChainStudy:
    """Forwards by parity, stale quotes set aside, forwards again, and the surface through the rest."""

    def carried(of: OptionChain) -> Forwards:
        return forwards(
            of, curve=curve, dividend_yield=choices.dividend_yield, exercise=choices.exercise
        )

    first = carried(chain)
    found = quality(chain, first)
    clean = first if found.keep.all() else carried(found.chain)
    fitted = fitted_surface(found.chain, clean, model=choices.model)
    return ChainStudy(found.chain, clean, found, fitted, curve)


def studied(chain: OptionChain, choices: SurfaceChoices, where: Market, notes: Notes) -> ChainStudy:
    """The study with rates as given, else as the data have them, which only American options need."""
    read_as = choices.exercise or instrument(chain.underlying).exercise
    if choices.rate is not None:
        curve: RateCurve | None = RateCurve.flat(Rate(choices.rate, "given"))
    else:
        curve = where.rate_curve(chain.session)
        if curve.source == "assumed" and read_as == "american":
            notes.doubt(
                f"no Treasury rate near {chain.session}: {100 * curve.rate[0]:g} % assumed, and American "
                "options do not imply one; give --rate, or --data with rates"
            )
        elif curve.source == "assumed":
            curve = None
    return chain_study(chain, choices, curve)


def quickly(
    chain: OptionChain,
    where: Market,
    notes: Notes,
    *,
    rate: float | None = None,
    dividend_yield: float | None = None,
    exercise: Exercise | None = None,
) -> ChainStudy:
    """The study of a chain that is read for something else than its surface, and what to doubt of it."""
    choices = SurfaceChoices(
        rate=rate, dividend_yield=dividend_yield, exercise=exercise, quick=True
    )
    made = studied(chain, choices, where, notes)
    say(made, notes)
    return made


def say_tenor(made: ChainStudy, days: float, notes: Notes) -> None:
    """Whether options surround a tenor."""
    surface = made.fitted.surface
    if surface is None:
        return
    first, last = (DAYS_PER_YEAR * T for T in (surface.expiries[0], surface.expiries[-1]))
    if not first <= days <= last:
        notes.doubt(
            f"no options surround {days:g} days: the listings reach from {first:.3g} to {last:.5g} days, and what is said of "
            "that tenor is the nearest smile, stretched"
        )


def say(made: ChainStudy, notes: Notes) -> None:
    """What to doubt, and what to know, of a chain that is read for itself."""
    chain, carry = made.chain, made.forwards
    unfit = [s for s in made.fitted.smiles if s.is_unfit]
    if made.fitted.surface is None:
        why = next((s.reason for s in made.fitted.smiles if s.reason), "no quote on two sides")
        notes.doubt(f"no expiration has a smile: {why}", first=True)
    elif unfit:
        names = ", ".join(f"{s.quoted.forward.listing.expiration}" for s in unfit[:5])
        notes.doubt(f"{len(unfit)} expirations without a smile ({names}): {unfit[0].reason}")
    if chain.pre_open:
        notes.note(f"quoted before the open of {chain.quote_date}, of the session {chain.session}")
    if carry.exercise == "american" and made.curve is not None:
        notes.note(f"American options: rate {made.curve.origin}, early exercise taken out")
    if (
        chain.stamp is not None
        and chain.quoted_at > close_of(session_on_or_before(chain.quote_date)) + QUARTER
    ):
        notes.note(
            f"taken for quotes of the night session, by the file's stamp {chain.stamp:%Y-%m-%d %H:%M}"
        )
    if chain.stamp is None:
        notes.note(
            f"the file does not say when it was quoted: {chain.quoted_at:%Y-%m-%d %H:%M} New York taken"
        )
    if any(one.forward_source == "underlying" for one in carry.each):
        notes.doubt(
            f"no strike is quoted on both sides: forwards rest on the printed price {carry.printed:,.2f} and the rate and "
            "dividend yield given"
        )
    arbitrage = made.fitted.arbitrage
    if arbitrage is not None and not arbitrage.is_free:
        notes.doubt(
            f"the {made.fitted.fit.model} surface has static arbitrage (least g {arbitrage.butterfly.slack:.3f}, least "
            f"rise of total variance {100 * arbitrage.calendar.slack:.1f} %); the spline has none"
        )
    share = made.fitted.share()
    if share < CLOSE:
        notes.doubt(
            f"{100 * share:.0f} % of the quotes between the 5-delta put and call lie within a tick of the surface: quotes "
            "of different moments, or a model too stiff for them"
        )
    if not instrument(chain.underlying).storable:
        notes.note(
            f"{chain.underlying} cannot be held, so each expiration is an option on a forward of its own: total variance "
            "that falls from one to the next is no arbitrage (this surface has none all the same), and there is no local "
            "volatility"
        )
    if abs(carry.gap) > GAP:
        notes.note(
            f"the printed price {carry.printed:,.2f} is {100 * carry.gap:+.1f} % from the {carry.spot:,.2f} that "
            "the quotes imply by parity, which is what everything here rests on"
        )


def as_date(argument: str | Path) -> date | None:
    """The date that an argument is, where it is one and no file or symbol."""
    try:
        return date.fromisoformat(str(argument))
    except ValueError:
        return None


def require_earlier(argument: str, chain: OptionChain, than: OptionChain) -> None:
    """Raise :class:`InputError` where a chain is of another underlying, or not of an earlier session."""
    if chain.underlying != than.underlying:
        msg = f"{argument} is a chain of {chain.underlying}, not of {than.underlying}"
        raise InputError(msg)
    if chain.session >= than.session:
        msg = f"{argument} is of {chain.session}, not before {than.session}; give earlier chains"
        raise InputError(msg)
