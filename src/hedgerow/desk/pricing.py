"""What does the put cost? Off the session's chain where there is one, else off the modelled surface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from hedgerow.desk.choices import HedgeChoices
from hedgerow.desk.session import SP500_FAMILY, Session
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.put import Put, modelled_put, quoted_put
from hedgerow.hedge.quotes import Quotes
from hedgerow.hedge.terms import Terms
from hedgerow.market.calendar import is_session, sessions_between
from hedgerow.market.chain import OptionChain
from hedgerow.market.expirations import expiration_near
from hedgerow.market.instruments import Instrument
from hedgerow.market.prices import Spot
from hedgerow.market.rates import Rate
from hedgerow.market.vol_indices import VIX_FAMILY
from hedgerow.volatility.surface.modelled import ModelledSurface

SPOT_NOTE, SPOT_GAP = 0.0015, 0.03
"""Parity spot and close this far apart are worth a note, or a doubt."""
SPOT_SLIP = 0.25
TOO_FAR = 3.0
"""Times its tolerance that a listed put may be off before a modelled one is better."""
MEASURED_DAYS, LOW_VIX = (30, 60), 0.13
WIDE_SPREAD = 0.10
"""Spread over mid above which a quote is doubtful."""
FAR_SHORTER, FAR_LONGER = 30, 45
"""How many days outside its window a listed expiration is still better than a modelled one."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A put with everything that its price rests on."""

    put: Put
    quotes: Quotes
    """Where the instrument's other options are priced."""
    spot_source: str
    spot_date: date
    rate_source: str
    dividend_source: str
    quote_time: datetime | None = None
    quote_age_hours: float | None = None
    quote_session: date | None = None


def priced_put(made: Session, use: Instrument, want: HedgeChoices) -> Priced:
    """The put that is wanted: quoted where the session has a chain that lists it, else modelled.

    A spot that the user gives rules the chain out. What the price rests on is noted in the session.

    Raises :class:`UnavailableError` where neither a chain nor a volatility index prices it.
    """
    if want.expiration is not None and want.expiration <= made.as_of:
        msg = f"expiration {want.expiration} is not after {made.as_of}; give a later date"
        raise InputError(msg)
    short = made.rate if want.rate is None else Rate(want.rate, "given")
    made.notes.set_aside("rates", short.set_aside)
    if short.source == "assumed":
        made.notes.doubt(
            f"no Treasury or fed-funds rate near {made.as_of}: {100 * short.value:g} % assumed"
        )
    made.notes.set_aside("volatility indices", made.indices.set_aside)
    ask = _Ask(made, use, want, short, made.surface(use, made.notes))
    chain = made.chain(use)
    if chain is not None and want.spot is not None:
        made.notes.doubt(f"a spot is given, so the {use.symbol} chain of {made.as_of} is not used")
    quoted = ask.quoted(chain) if chain is not None and want.spot is None else None
    return quoted if quoted is not None else ask.modelled(listed=chain is not None)


@dataclass(frozen=True, slots=True)
class _Ask:
    """One put asked for, with the rate and the surface that price it."""

    made: Session
    use: Instrument
    want: HedgeChoices
    rate: Rate
    surface: ModelledSurface | None

    def quoted(self, chain: OptionChain) -> Priced | None:
        """Off the chain, or None (with the reason) where it lists no such put."""
        made, use, want, notes = self.made, self.use, self.want, self.made.notes
        notes.set_aside(f"{use.symbol} chain", chain.set_aside)
        listed = self._listed(chain)
        if listed is None:
            return None
        r = self.rate.value
        q = made.prices.dividend_yield(use.fund) or 0.0
        spot = chain.spot(r, q)
        if not (np.isfinite(spot) and np.isfinite(chain.forward(listed, r))):
            notes.doubt(f"the {use.symbol} chain has no strike quoted on both sides at {listed}")
            return None
        terms = Terms(spot, r, q, made.as_of, want.exercise or use.exercise)
        given = self.rate if want.rate is not None else None
        own = made.fitted(use, chain, rate=given, exercise=want.exercise)
        surface = own or self.surface
        put = quoted_put(terms, chain, surface, listed, want.strike)
        if put is None:
            notes.doubt(
                f"no put of the {use.symbol} chain at {listed} has a usable implied volatility"
            )
            return None
        off, wanted = put.distance(want.strike), want.strike
        if off > wanted.tolerance:
            nearest = (
                f"the nearest put of the {use.symbol} chain at {listed} to a {wanted.by} of "
                f"{wanted.target:g} is {put.strike:g} (delta {put.delta:.2f}, moneyness "
                f"{put.moneyness:.3f})"
            )
            if off > TOO_FAR * wanted.tolerance:
                notes.doubt(f"{nearest}: too far off, so the price is modelled")
                return None
            notes.doubt(nearest)
        self._hold_against_close(chain, spot)
        if put.spread > WIDE_SPREAD:
            notes.doubt(
                f"the put's spread is {100 * put.spread:.0f} % of its mid (bid {put.bid:.2f}, ask "
                f"{put.ask:.2f}); bargain, or take another strike"
            )
        if put.open_interest == 0:
            notes.note(f"no open interest in the {put.strike:g} put yet")
        self._note_exercise(terms)
        if surface is None:
            notes.note("no volatility index: revalued at the quoted put's volatility level alone")
        elif self.surface is None:
            notes.note("no volatility index: what the put costs at other levels of VIX is unknown")
        if want.dividend_yield is not None:
            notes.note("the dividend yield given is not used: the chain's parity implies one")
        return Priced(
            put,
            Quotes(use, terms, surface, chain),
            spot_source="parity of the chain",
            spot_date=chain.quote_date,
            rate_source=self.rate.origin,
            dividend_source="parity of the chain",
            quote_time=chain.stamp,
            quote_age_hours=chain.age_hours,
            quote_session=chain.session,
        )

    def modelled(self, *, listed: bool) -> Priced:
        """On the modelled surface; ``listed`` says that there is a chain, which is not used."""
        made, use, want, notes = self.made, self.use, self.want, self.made.notes
        if self.surface is None:
            until = self.made.indices.vix_until
            step = (
                f"VIX ends on {until}: give --as-of {until}"
                if until
                else "add chains/ or vol_indices/ to --data"
            )
            msg = (
                f"no {use.symbol} chain and no VIX on {made.as_of}, so the put cannot be priced; {step} "
                "(beta, pair and size work without)"
            )
            raise UnavailableError(msg)
        spot = self._spot()
        q, q_source = self._dividends()
        expiration = want.expiration or expiration_near(made.as_of, *want.day_range)
        days = (expiration - made.as_of).days
        levels = self.made.indices.levels
        known = [f"{name} {100 * levels[name]:.2f}" for name in VIX_FAMILY if name in levels]
        why = "" if listed else f"no {use.symbol} chain of {made.as_of}: "
        notes.doubt(
            f"{why}price modelled from {', '.join(known)}; "
            f"{_error_band(use, days, levels.get('VIX'))}"
        )
        longest = max(self.made.indices.vix_family)
        if days > longest:
            notes.doubt(
                f"the VIX family ends at {longest:g} days; flat volatility assumed to {days}"
            )
        exercise = want.exercise or use.exercise
        terms = Terms(spot.price, self.rate.value, q, made.as_of, exercise)
        put = modelled_put(terms, self.surface, expiration, want.strike)
        if put.delta > -0.10:  # where the model is known to be poor
            notes.doubt(
                f"low confidence: at a delta of {put.delta:.3f} the model underprices the wing, by a "
                "third to a half inside 30 days"
            )
        if not is_session(expiration):
            notes.note(f"{expiration} is no session: no option expires on it")
        notes.note(
            f"strike {put.strike:.2f} is the model's exact solution; take the nearest listed one"
        )
        self._note_exercise(terms)
        quotes = Quotes(use, terms, self.surface)
        return Priced(put, quotes, spot.basis, spot.date, self.rate.origin, q_source)

    def _note_exercise(self, terms: Terms) -> None:
        if terms.exercise != self.use.exercise:
            self.made.notes.note(
                f"{self.use.symbol} options are {self.use.exercise}; priced as {terms.exercise}, as asked"
            )

    def _listed(self, chain: OptionChain) -> date | None:
        """The expiration asked for, the nearest in the window, or one not far outside of it."""
        want, notes = self.want, self.made.notes
        aim, shortest, longest = want.day_range
        found: date | None
        if want.expiration is not None:
            found = want.expiration if want.expiration in chain.expirations else None
            aim = chain.days(want.expiration)
            wanted = f"the expiration {want.expiration}"
        else:
            found = chain.listed(aim, shortest, longest)
            wanted = f"an expiration near {aim} days away"
            if found is None:
                found = chain.listed(aim, aim - FAR_SHORTER, aim + FAR_LONGER)
                if found is not None:
                    notes.doubt(
                        f"no {chain.underlying} expiration is listed {shortest}-{longest} days "
                        f"away: {found} ({chain.days(found)} days) taken"
                    )
        if found is None:
            notes.doubt(
                f"the {chain.underlying} chain of {chain.quote_date} does not list {wanted}"
            )
        return found

    def _spot(self) -> Spot:
        made, use, notes = self.made, self.use, self.made.notes
        found = made.prices.spot(use.price_symbol)
        given = self.want.spot
        if given is not None:
            gap = given / (found.price * use.price_scale) - 1
            if abs(gap) > SPOT_SLIP:
                notes.doubt(
                    f"the spot given, {given:g}, is {100 * gap:+.0f} % from the close that the data have"
                )
            return Spot(use.symbol, given, made.as_of, "given")
        if not found.known:
            msg = f"{found.doubt}; give the price of {use.symbol} with --spot"
            raise UnavailableError(msg)
        if found.doubt:
            notes.doubt(
                f"{found.doubt}; contract counts scale with it, --spot gives the right one",
                first=True,
            )
        age = sessions_between(found.date, made.as_of)
        if age > 0:
            notes.doubt(f"{use.symbol}: last close is of {found.date}, {age} sessions old")
        basis = f"{found.basis.replace('_', '-')} close"
        return Spot(use.symbol, found.price * use.price_scale, found.date, basis)

    def _dividends(self) -> tuple[float, str]:
        use = self.use
        if self.want.dividend_yield is not None:
            return self.want.dividend_yield, "given"
        measured = self.made.prices.dividend_yield(use.fund)
        if measured is None:
            self.made.notes.doubt(f"{use.symbol} dividend yield unknown: zero assumed")
            return 0.0, "assumed"
        return measured, f"trailing year of {use.fund}, adjusted against unadjusted closes"

    def _hold_against_close(self, chain: OptionChain, spot: float) -> None:
        """Say how the quotes stand to the close of the session that betas and values rest on."""
        made, use, notes = self.made, self.use, self.made.notes
        close = made.prices.spot(use.price_symbol)
        price = close.price * use.price_scale
        known = close.known and close.doubt is None and close.date == made.as_of
        gap = spot / price - 1 if known else float("nan")
        against = f"; its spot {spot:.2f} is {100 * gap:+.1f} % from that close" if known else ""
        if chain.pre_open:
            notes.doubt(
                f"the {use.symbol} chain was taken before the open of {chain.quote_date} and belongs to "
                f"{chain.session}, betas and values to the close of {made.as_of}{against}",
                first=True,
            )
        elif chain.late:
            notes.doubt(
                f"the {use.symbol} chain was taken on {chain.stamp:%Y-%m-%d %H:%M}, after the session "
                f"that followed {made.as_of} had opened{against}",
                first=True,
            )
        elif abs(gap) > SPOT_NOTE:
            say = notes.doubt if abs(gap) > SPOT_GAP else notes.note
            say(
                f"the chain's parity spot {spot:.2f} is {100 * gap:+.1f} % from the close {price:.2f} "
                f"of {close.date}: quotes of another hour, or a dividend before the nearest expiration"
            )


def _error_band(use: Instrument, days: int, vix: float | None) -> str:
    """What is known of the model's error, for this put or for the nearest that was measured."""
    measured = (
        "against quoted SPY puts of 30-60 days its median absolute error is 9 %, its bias -7 %"
    )
    if use.symbol not in SP500_FAMILY:
        measured += f" (not measured for {use.symbol})"
    elif not MEASURED_DAYS[0] <= days <= MEASURED_DAYS[1]:
        measured += f" (not measured at {days} days)"
    if vix is not None and vix < LOW_VIX:
        measured += ", about -19 % at a VIX below 13"
    return measured
