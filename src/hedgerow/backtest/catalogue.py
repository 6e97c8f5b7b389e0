"""The policies by name, as people ask for them: each made from one set of choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, get_args

from hedgerow.backtest.policies.covered_call import CoveredCall
from hedgerow.backtest.policies.filters import Above
from hedgerow.backtest.policies.gamma_scalping import GammaScalping
from hedgerow.backtest.policies.overlay import Overlay, Window
from hedgerow.backtest.policies.roll import Roll
from hedgerow.backtest.policies.short_variance import ShortVariance
from hedgerow.backtest.policies.size import Constant, Scored, SizeBy, Threshold
from hedgerow.backtest.policies.strangle import Strangle
from hedgerow.backtest.policies.unhedged import Sell, Unhedged
from hedgerow.backtest.policies.vix_calls import VixCalls
from hedgerow.backtest.policies.vix_roll import VixRoll
from hedgerow.backtest.replay import Policy
from hedgerow.errors import InputError, suggestion
from hedgerow.hedge.put import StrikeWanted
from hedgerow.hedge.structures import (
    Shape,
    collar,
    put,
    put_ratio,
    put_spread,
    put_spread_collar,
)

VOLATILITY_OF = "SPY"
"""What volatility strategies trade where no instrument is named."""
USUAL_WIDTH = 0.10
LEAST_DAYS = 15
"""Days before and after the aim within which an expiration is taken."""


@dataclass(frozen=True, slots=True)
class PolicyChoices:
    """What may be chosen about the policies; every one takes what it needs.

    Raises :class:`InputError` for a value out of range.
    """

    instrument: str | None = None
    """Hedge with this; None pairs anew at each roll."""
    delta: float | None = None
    """Of the put; −0.30 where neither delta nor moneyness is given."""
    moneyness: float | None = None
    """Strike of the put over spot."""
    width: float | None = None
    """Of a put spread and of a put ratio: how far below the put the sold one lies, share of spot; None sells a third of the
    put's delta, or a tenth of the spot below where a moneyness is given."""
    call: float | None = None
    """Strike of a collar's call over spot; None takes the call that pays for the rest."""
    days: int = 75
    """To expiration, when opened."""
    roll_days: int = 28
    """To expiration, when rolled."""
    ratio: float = 1.0
    """Of the full hedge."""
    size_by: SizeBy = "notional"
    share: float = 0.20
    """Of the book that ``sell`` sells."""
    budget: float = 0.005
    """Premium of a year that the tail programme may spend, share of the net asset value."""
    vix_level: float = 20.0
    """VIX above which ``threshold`` hedges half."""

    def __post_init__(self) -> None:
        if self.size_by not in get_args(SizeBy):
            msg = f"size-by {self.size_by!r} is not one of {', '.join(get_args(SizeBy))}"
            raise InputError(msg)
        if self.delta is not None and self.moneyness is not None:
            msg = f"delta {self.delta} and moneyness {self.moneyness} given; give one of them"
            raise InputError(msg)
        for name, low, high, hint in (
            ("delta", -0.95, -0.02, "a put's delta is negative, like -0.30"),
            ("moneyness", 0.5, 1.2, "strike over spot, like 0.95"),
            ("width", 0.01, 0.5, "share of spot, like 0.10"),
            ("call", 1.0, 1.5, "strike over spot, like 1.05"),
            ("days", 7, 365, "calendar days"),
            ("roll_days", 0, 364, "calendar days left at the roll"),
            ("ratio", 0.01, 2.0, "1 hedges all of the dollar beta"),
            ("share", 0.0, 1.0, "a share of the book, like 0.20"),
            ("budget", 0.0001, 0.25, "a share of the account: write 0.005 for half a per cent"),
            ("vix_level", 5.0, 100.0, "index points"),
        ):
            number = getattr(self, name)
            whole = name in {"days", "roll_days"}
            if isinstance(number, str) or (whole and number != int(number)):
                msg = f"{name.replace('_', '-')} {number!r} is no {'whole ' if whole else ''}number ({hint})"
                raise InputError(msg)
            if number is not None and not low <= number <= high:
                msg = f"{name.replace('_', '-')} {number:g} must lie in {low:g} … {high:g} ({hint})"
                raise InputError(msg)
        shortest = self.days - LEAST_DAYS
        if self.roll_days > 0 and self.roll_days >= shortest:
            msg = (
                f"roll-days {self.roll_days} must lie below the shortest expiration opened, "
                f"{shortest} days (days {self.days} less {LEAST_DAYS}); give --roll-days {max(shortest - 1, 0)} or less"
            )
            raise InputError(msg)

    @property
    def wanted(self) -> StrikeWanted:
        """Which put."""
        if self.moneyness is not None:
            return StrikeWanted("moneyness", self.moneyness)
        return StrikeWanted("delta", -0.30 if self.delta is None else self.delta)

    @property
    def lower(self) -> StrikeWanted | float:
        """Which put is sold: the width below the bought one, or a third of its delta."""
        if self.width is not None or self.moneyness is not None:
            return USUAL_WIDTH if self.width is None else self.width
        return StrikeWanted("delta", self.wanted.target / 3)

    @property
    def sold_call(self) -> StrikeWanted | None:
        """Which call is sold."""
        return None if self.call is None else StrikeWanted("moneyness", self.call)

    @property
    def window(self) -> Window:
        """Days to expiration of what is opened."""
        return Window(self.days, max(1, self.days - LEAST_DAYS), self.days + LEAST_DAYS)


class Entry(NamedTuple):
    """A policy that can be asked for."""

    words: str
    """What it does, in one line."""
    make: Callable[[PolicyChoices], Policy]
    needs: tuple[str, ...] = ()
    """Series and tables beside prices and VIX: ``rules``, ``VVIX``, ``vix_futures``, ``events``."""


def _overlay(
    name: str, shape: Callable[[PolicyChoices], Shape], **more: object
) -> Callable[[PolicyChoices], Policy]:
    def made(c: PolicyChoices) -> Policy:
        settings = {
            "window": c.window,
            "roll": Roll(c.roll_days),
            "size": Constant(c.ratio),
            "size_by": c.size_by,
            "instrument": c.instrument,
        }
        own = {key: value(c) if callable(value) else value for key, value in more.items()}
        return Overlay(name, shape(c), **(settings | own))  # type: ignore[arg-type]

    return made


def _put(c: PolicyChoices) -> Shape:
    return put(c.wanted)


def _symbol(c: PolicyChoices) -> str:
    return c.instrument or VOLATILITY_OF


POLICIES: Mapping[str, Entry] = {
    "unhedged": Entry("the book as it is", lambda _: Unhedged()),
    "sell": Entry("a share of the book in cash instead", lambda c: Sell(c.share)),
    "put": Entry("a put at all times, rolled by days left", _overlay("put", _put)),
    "put-hold": Entry("the same, held to expiration", _overlay("put-hold", _put, roll=Roll(0))),
    "put-calendar": Entry(
        "replaced on the first session of each month",
        _overlay("put-calendar", _put, roll=lambda c: Roll(c.roll_days, monthly=True)),
    ),
    "put-delta": Entry(
        "rolled when its delta leaves -0.20 … -0.45 as well",
        _overlay("put-delta", _put, roll=lambda c: Roll(c.roll_days, delta=(0.20, 0.45))),
    ),
    "put-event": Entry(
        "held through your events, rolled after them",
        _overlay("put-event", _put, roll=lambda c: Roll(c.roll_days, event=True)),
        ("events",),
    ),
    "put-profit": Entry(
        "replaced at the day's strikes when worth five times its cost",
        _overlay("put-profit", _put, roll=lambda c: Roll(c.roll_days, multiple=5.0)),
    ),
    "put-spread": Entry(
        "a put, and a sold one below",
        _overlay("put-spread", lambda c: put_spread(c.wanted, c.lower)),
    ),
    "collar": Entry(
        "a put, paid by a sold call", _overlay("collar", lambda c: collar(c.wanted, c.sold_call))
    ),
    "put-spread-collar": Entry(
        "a put spread, paid by a sold call",
        _overlay("put-spread-collar", lambda c: put_spread_collar(c.wanted, c.lower, c.sold_call)),
    ),
    "put-ratio": Entry(
        "a put, and two sold below; refused where a crash would cost more than a tenth of the account",
        _overlay("put-ratio", lambda c: put_ratio(c.wanted, c.lower)),
    ),
    "threshold": Entry(
        "the whole hedge while VIX is low, half of it above",
        _overlay(
            "threshold",
            _put,
            size=lambda c: Threshold("VIX", c.vix_level, c.ratio, c.ratio / 2),
        ),
    ),
    "premium": Entry(
        "the whole hedge while the variance premium is below its own mean, a quarter above",
        _overlay(
            "premium",
            _put,
            size=lambda c: Threshold("premium_over_mean", 0.0, c.ratio, c.ratio / 4),
        ),
        ("rules",),
    ),
    "scored": Entry(
        "as much as the rule book's hedge-size signal says",
        _overlay("scored", _put, size=Scored()),
        ("rules",),
    ),
    "scored-today": Entry(
        "the same without its patience of a week",
        _overlay("scored-today", _put, size=Scored(today=True)),
        ("rules",),
    ),
    "tail": Entry(
        "far puts for a budget a year, sold down when they are worth 5 % of the account",
        _overlay(
            "tail",
            lambda _: put(StrikeWanted("delta", -0.05)),
            budget=lambda c: c.budget,
            harvest=(0.05, 0.03),
            size=Constant(2.0),
            size_by="delta",
        ),
    ),
    "vix-calls": Entry(
        "monthly VIX calls, weighted by the VIX future",
        lambda _: VixCalls(),
        ("VVIX", "vix_futures"),
    ),
    "covered-call": Entry(
        "monthly calls at the money sold against the book, held to their end",
        lambda c: CoveredCall(_symbol(c)),
    ),
    "strangle": Entry(
        "16-delta strangles sold at 45 days, bought back at 21 or at half the credit",
        lambda c: Strangle(_symbol(c)),
    ),
    "strangle-rank": Entry(
        "the same while IV rank is above 30",
        lambda c: Strangle(_symbol(c), filters=(Above("iv_rank", 30.0),)),
        ("rules",),
    ),
    "strangle-premium": Entry(
        "the same while VIX is above 1.2 times realized volatility",
        lambda c: Strangle(_symbol(c), filters=(Above("nvrp", 1.2),)),
        ("rules",),
    ),
    "condor": Entry(
        "16-delta strangles with 5-delta wings", lambda c: Strangle(_symbol(c), wings=0.05)
    ),
    "short-variance": Entry(
        "one month of variance sold each month", lambda c: ShortVariance(_symbol(c))
    ),
    "gamma-scalping": Entry(
        "a straddle bought and hedged each day", lambda c: GammaScalping(_symbol(c))
    ),
    "vix-roll": Entry(
        "the front VIX future sold while the curve is in contango",
        lambda _: VixRoll(),
        ("vix_futures",),
    ),
}


def entry(name: str) -> Entry:
    """The catalogue's entry behind a name. Raises :class:`InputError` for one that does not exist.

    >>> entry("put@QQQ").words
    'a put at all times, rolled by days left'
    """
    plain = name.partition("@")[0]
    found = POLICIES.get(plain)
    if found is None:
        msg = f"policy {plain!r} is none of {', '.join(POLICIES)}{suggestion(plain, POLICIES)}"
        raise InputError(msg)
    return found


def instrument_of(name: str, choices: PolicyChoices) -> str | None:
    """What a policy trades in: the symbol after ``@``, or what the choices name; None pairs anew at each roll."""
    _, at, symbol = name.partition("@")
    if at and not symbol:
        msg = f"policy {name!r} names no instrument; write one after the @, like put@QQQ"
        raise InputError(msg)
    return symbol.strip().upper() or choices.instrument


def policy(name: str, choices: PolicyChoices) -> Policy:
    """By name; ``put@QQQ`` is ``put`` with QQQ as its instrument. Raises :class:`InputError` for one that does not exist.

    >>> policy("put@QQQ", PolicyChoices()).name
    'put@QQQ'
    """
    made = entry(name).make(replace(choices, instrument=instrument_of(name, choices)))
    return made if made.name == name else replace(made, name=name)  # type: ignore[type-var]
