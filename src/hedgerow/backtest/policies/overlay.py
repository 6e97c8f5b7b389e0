"""An overlay: a structure on an index, sized on the book, opened far out and rolled before its end.

    N = h E / (S M)            by notional: what it pays in a crash
    N = h E / (S M |Δ|)        by delta: neutral for a small move now            E dollars of the index in the book

Sold calls are capped at what the book covers, ⌊E/(S M)⌋ [SPEC IM-03]. A structure that sells more puts than it buys is refused
where it would lose more than ``crash_limit`` of the account beside the book at −25 % or −35 % [SPEC IM-11]. A budget caps what
a year's premiums may come to. What cannot be had (a call that pays for the put, a strike, a price) is refused and told, and
asked for again at the next close.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.policies.filters import told_monthly
from hedgerow.backtest.policies.roll import Roll
from hedgerow.backtest.policies.size import Constant, Size, SizeBy
from hedgerow.backtest.request import Order, Refusal, Request
from hedgerow.backtest.strikes import Rounding
from hedgerow.backtest.view import Position, View
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.put import StrikeWanted
from hedgerow.hedge.structures import Leg, LegShape, Shape, Structure, put

CRASHES = (-0.25, -0.35)
YEAR = 252


@dataclass(frozen=True, slots=True)
class Window:
    """Days to expiration at which something is opened: aimed at, at least, at most."""

    aim: int = 75
    shortest: int = 60
    longest: int = 90

    def __post_init__(self) -> None:
        if not 1 <= self.shortest <= self.aim <= self.longest <= 730:
            msg = f"days {self.shortest} … {self.aim} … {self.longest} must rise within 1 … 730"
            raise InputError(msg)


@dataclass(frozen=True, slots=True)
class Overlay:
    """A hedge of the book with options on an index."""

    name: str
    shape: Shape = field(default_factory=lambda: put(StrikeWanted("delta", -0.30)))
    window: Window = field(default_factory=Window)
    roll: Roll = field(default_factory=Roll)
    size: Size = field(default_factory=Constant)
    size_by: SizeBy = "notional"
    instrument: str | None = None
    """Symbol; None pairs anew at each roll."""
    band: float = 0.25
    """Change of the ratio wanted, of the full hedge, from which on a varying size is traded between rolls."""
    budget: float | None = None
    """Premiums of any 252 sessions at most, share of the net asset value."""
    crash_limit: float = 0.10
    """Loss at −25 % and −35 % that a structure may add, share of the net asset value."""
    harvest: tuple[float, float] | None = None
    """Above the first share of the net asset value, what is held is sold down to the second [SPEC §TS]."""
    rounding: Rounding = "nearest"
    """Of strikes."""

    def orders(self, view: View) -> Sequence[Request]:
        """Open where nothing is held; close and open where the roll is due; sell down or resize between."""
        if view.idle:
            return self._opened(view, "opened")
        held = view.positions
        reason = self.roll.due(view, held[0])
        if reason is not None:
            closing = [Order(p.contract, -p.quantity, reason) for p in held]
            return [*closing, *self._opened(view, reason)]
        if self.harvest is not None:
            sold = _harvested(view, held, *self.harvest)
            if sold:
                return sold
        if self.size.varies:
            return self._resized(view, held)
        if self.harvest is None and self.roll.by_days_alone:
            view.rest(self.roll.days)
        return ()

    # --- opening ---

    def _opened(self, view: View, reason: str) -> Sequence[Request]:
        ratio = self.size.ratio(view)
        if np.isnan(ratio) or ratio <= 0:
            return ()
        symbol, exposure = self._exposure(view)
        if symbol is None or not exposure > 0:
            why = (
                "no instrument has enough history with the book"
                if symbol is None or np.isnan(exposure)
                else f"the book behaves like {view.ratio(symbol):.2f} of {symbol}: puts do not hedge it"
            )
            return told_monthly(view, why)
        w = self.window
        expiration = view.expiration(symbol, w.aim, w.shortest, w.longest)
        if expiration is None:
            return (Refusal(f"no expiration of {symbol} {w.shortest} … {w.longest} days away"),)
        found = self._found(view, symbol, expiration)
        if isinstance(found, Refusal):
            return (found,)
        per_contract = view.price(symbol) * view.multiplier(symbol)
        raw = ratio * exposure / per_contract
        if self.size_by == "delta":
            raw /= max(abs(sum(leg.quantity * view.mark(o).delta for o, leg in found)), 0.02)
        return self._ordered(view, symbol, found, raw, math.floor(exposure / per_contract), reason)

    def _exposure(self, view: View) -> tuple[str | None, float]:
        """What is hedged with, and dollars of it that the book behaves like."""
        if self.instrument is not None:
            return self.instrument, view.ratio(self.instrument) * view.book_value
        paired = view.pair()
        return (None, 0.0) if paired is None else (paired.symbol, paired.ratio * view.book_value)

    def _found(
        self, view: View, symbol: str, expiration: date
    ) -> list[tuple[Option, LegShape]] | Refusal:
        """An option a leg, those that finance the rest last."""
        found: list[tuple[Option, LegShape]] = []
        for leg in self.shape.legs:
            option: Option | None
            if leg.found_by == "zero cost":
                option = self._financing(view, symbol, expiration, leg, found)
                if option is None:
                    return Refusal(
                        f"no {symbol} {leg.right} of {expiration} at {leg.wanted.target:g} of the spot or "
                        f"beyond pays for the rest of the {self.shape.name}"
                    )
            else:
                wanted = leg.wanted
                if leg.found_by == "below":
                    first = found[0][0].strike / view.price(symbol)
                    wanted = StrikeWanted("moneyness", first - leg.wanted.target)
                option = view.option(symbol, leg.right, expiration, wanted, rounding=self.rounding)
                if option is None:
                    return Refusal(f"no price of {symbol} options of {expiration}")
            found.append((option, leg))
        if len({(o.right, o.strike) for o, _ in found}) < len(found):
            return Refusal(
                f"the legs of the {self.shape.name} of {expiration} fall on one listed strike"
            )
        try:
            for option, _ in found:
                view.mark(option)
        except UnavailableError as error:
            return Refusal(str(error))
        return found

    def _financing(
        self,
        view: View,
        symbol: str,
        expiration: date,
        leg: LegShape,
        found: Sequence[tuple[Option, LegShape]],
    ) -> Option | None:
        """The sold option whose bid pays the asks of the others; None where only one nearer than allowed does."""
        needed = sum(
            it.quantity * (view.mark(o).ask if it.quantity > 0 else view.mark(o).bid)
            for o, it in found
        )
        if needed <= 0:
            return None
        target = needed / -leg.quantity
        option = view.option_of_price(symbol, leg.right, expiration, target)
        if option is None:
            return None
        # the price wanted is a bid: once more with the half spread of the first answer
        mark = view.mark(option)
        option = view.option_of_price(
            symbol, leg.right, expiration, target + (mark.value - mark.bid)
        )
        if option is None:
            return None
        least = leg.wanted.target * view.price(symbol)
        beyond = option.strike >= least if leg.right == "call" else option.strike <= least
        return option if beyond else None

    def _ordered(
        self,
        view: View,
        symbol: str,
        found: Sequence[tuple[Option, LegShape]],
        raw: float,
        covered: int,
        reason: str,
    ) -> Sequence[Request]:
        raw = self._affordable(view, found, raw)
        count = float(round(raw)) if view.whole else raw
        if count <= 0:
            return (Refusal(f"{raw:.2f} contracts of {symbol} wanted: none bought"),)
        loss = self._crash_loss(view, found, count)
        if loss > self.crash_limit * view.nav:
            return (
                Refusal(
                    f"{self.shape.name}: {count:g} would lose {loss:,.0f} USD in a crash, more than "
                    f"{100 * self.crash_limit:g} % of the account"
                ),
            )
        orders: list[Request] = []
        calls = covered if view.whole else math.inf
        for option, leg in found:
            quantity = leg.quantity * count
            if option.right == "call" and quantity < 0:
                quantity = -min(-quantity, calls)
            if quantity:
                orders.append(Order(option, quantity, reason))
        return orders

    def _affordable(
        self, view: View, found: Sequence[tuple[Option, LegShape]], raw: float
    ) -> float:
        """A count within the year's budget."""
        if self.budget is None:
            return raw
        spent = -sum(
            trade.cash
            for trade in view.trades
            if view.sessions_since(trade.row) < YEAR and trade.opens
        )
        left = max(0.0, self.budget * view.nav - spent)
        unit = sum(leg.quantity * view.mark(option).ask for option, leg in found) * view.multiplier(
            found[0][0].symbol
        )
        most = left / unit if unit > 0 else raw
        return min(raw, math.floor(most) if view.whole else most)

    def _crash_loss(
        self, view: View, found: Sequence[tuple[Option, LegShape]], count: float
    ) -> float:
        """What the puts lose at expiration after a crash, beyond the premium, US dollars."""
        puts = [(o, leg) for o, leg in found if o.right == "put"]
        if sum(leg.quantity for _, leg in puts) >= 0:
            return 0.0
        legs = tuple(Leg(o.right, o.strike, leg.quantity, view.mark(o).value) for o, leg in puts)
        spot = view.price(puts[0][0].symbol)
        worst = min(float(Structure(legs).payoff(spot * (1 + m))) for m in CRASHES)
        return -worst * count * view.multiplier(puts[0][0].symbol)

    # --- between rolls ---

    def _resized(self, view: View, held: Sequence[Position]) -> Sequence[Request]:
        """Trade a varying size where it has moved by the band since it was last traded."""
        wanted = self.size.ratio(view)
        if np.isnan(wanted):
            return ()
        exposure = view.ratio(held[0].contract.symbol) * view.book_value
        symbol = held[0].contract.symbol
        full = exposure / (view.price(symbol) * view.multiplier(symbol))
        if self.size_by == "delta":
            unit = sum(p.quantity * view.mark(p.contract).delta for p in held)
            full /= max(abs(unit / held[0].quantity), 0.02)
        if not full > 0:
            return ()
        now = abs(held[0].quantity) / full
        if abs(wanted - now) < self.band:
            return ()
        return _scaled(held, wanted / now - 1, "resized", whole=view.whole)


def _scaled(
    held: Sequence[Position], change: float, reason: str, *, whole: bool
) -> Sequence[Request]:
    """Every position changed by one share of itself; whole contracts keep the legs' proportions."""
    base = min(abs(p.quantity) for p in held)
    moved = float(round(base * change)) if whole else base * change
    if not moved:
        return ()
    moved = max(moved, -base)
    changes = [p.quantity / base * moved for p in held]
    if whole:  # a leg that is capped by what the book covers need not be a multiple of the others
        changes = [float(round(change)) for change in changes]
    return [
        Order(p.contract, change, reason) for p, change in zip(held, changes, strict=True) if change
    ]


def _harvested(view: View, held: Sequence[Position], above: float, to: float) -> Sequence[Request]:
    """What is held sold down to a share of the net asset value where it is worth more than another."""
    worth = sum(
        p.quantity * view.mark(p.contract).value * view.multiplier(p.contract.symbol) for p in held
    )
    nav = view.nav
    if worth <= above * nav:
        return ()
    return _scaled(held, to * nav / worth - 1, "harvested", whole=view.whole)
