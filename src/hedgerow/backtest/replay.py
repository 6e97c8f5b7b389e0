"""The replay: a policy trades an account through a tape.

The order of a session, always the same:

    1  cash earns the rate of the close before;
    2  what expires today settles at today's close, and what an owner would exercise is assigned;
    3  orders of the session before are filled, where execution is ``next``;
    4  margin is checked, and sold positions are bought back where it is not met;
    5  the policy sees the close;
    6  its orders are filled at this close, where execution is ``close``.

Orders of one session stand or fall together: where one that opens a position has no price, none that opens is filled (and
the result tells); those that close are. On a session without a price of the underlying orders wait.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

import numpy as np

from hedgerow.backtest.account import Account, Event, Funding, Spell, Trade
from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.costs import Costs
from hedgerow.backtest.margin import requirement
from hedgerow.backtest.pairing_history import PairingHistory
from hedgerow.backtest.request import HoldBook, Order, Refusal, Request
from hedgerow.backtest.view import View
from hedgerow.errors import UnavailableError
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from hedgerow.backtest.tape import Tape

Execution: TypeAlias = Literal["close", "next"]
NO_TIME_VALUE = 0.005
"""A share: below it an American option in the money is exercised."""


class Policy(Protocol):
    """What is traded when. A policy keeps nothing between sessions: all that it knows is in the view.

    It is asked at every close, but for those that it sleeps through by :meth:`View.rest`.
    """

    @property
    def name(self) -> str:
        """As results call it."""

    def orders(self, view: View) -> Sequence[Request]:
        """What it wants at this close."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How an account trades."""

    execution: Execution = "close"
    funding: Funding = "book"
    whole: bool = True
    """Whole contracts only."""
    costs: Costs = field(default_factory=Costs)


@dataclass(frozen=True)
class Replay:
    """What became of an account; arrays (m,) on the sessions from the tape's first row on."""

    policy: str
    tape: Tape
    nav: FloatArray
    """Net asset value at each close, US dollars."""
    units: FloatArray
    """How much of the book is held after the close."""
    cash: FloatArray
    """US dollars after the close."""
    trades: Sequence[Trade]
    spells: Sequence[Spell]
    events: Sequence[Event]

    @property
    def unhedged(self) -> FloatArray:
        """The book alone, US dollars, (m,)."""
        return self.tape.book[self.tape.first :]


def replay(
    tape: Tape, policy: Policy, terms: Terms | None = None, pairing: PairingHistory | None = None
) -> Replay:
    """Trade a policy through a tape. Equal arguments give equal answers.

    ``pairing`` remembers pairings between replays of one tape.
    """
    terms = terms or Terms()
    account = Account(tape, terms.costs, terms.funding, tape.first)
    view = View(account, pairing or PairingHistory(tape), terms.whole)
    pending: Sequence[Request] = ()
    last = len(tape) - 1
    row = tape.first
    while True:
        if account.holdings:
            account.settle()
            if account.sold:
                _assign(account)
        if pending:
            pending = _filled(account, pending)
        if account.sold:
            _meet_margin(account)
        if row == last:
            break
        if not pending:
            wanted = _decided(account, policy.orders(view))
            if wanted:
                pending = wanted if terms.execution == "next" else _filled(account, wanted)
        row = row + 1 if pending or account.sold else min(account.awake(), last)
        account.advance(row)
    account.abandon(len(tape))
    return _made(policy.name, tape, account)


def _decided(account: Account, requests: Sequence[Request]) -> Sequence[Request]:
    """What a policy asks for, with the orders marked that give up what is held."""
    return [
        replace(request, closes=True)
        if isinstance(request, Order) and _closes(account, request)
        else request
        for request in requests
    ]


def _closes(account: Account, order: Order) -> bool:
    """Whether an order gives up what is held, and no more: one that turns a position round opens the other side."""
    held = account.holdings.get(order.contract)
    if held is None or held.quantity * order.quantity > 0:
        return False
    return abs(order.quantity) <= abs(held.quantity) * (1 + 1e-12)


def _left(account: Account, order: Order) -> Order | None:
    """A closing order for what is still held; None where it settled, or was assigned, meanwhile."""
    held = account.holdings.get(order.contract)
    if held is None or held.quantity * order.quantity > 0:
        return None
    quantity = math.copysign(min(abs(order.quantity), abs(held.quantity)), order.quantity)
    return replace(order, quantity=quantity)


def _filled(account: Account, requests: Sequence[Request]) -> Sequence[Request]:
    """Fill what can be filled; what has to wait for a price comes back."""
    waiting: list[Request] = []
    opening: list[Order] = []
    for asked in requests:
        request: Request | None = asked
        if isinstance(asked, Order) and asked.closes:
            request = _left(account, asked)
            if request is None:
                continue
        if isinstance(request, Refusal):
            account.events.append(Event(account.row, "refused", request.text))
        elif isinstance(request, HoldBook):
            account.hold_book(request.share)
        elif isinstance(request, Order) and _halted(account, request):
            waiting.append(request)
        elif isinstance(request, Order) and not request.closes:
            opening.append(request)
        elif isinstance(request, Order):
            account.fill(request.contract, request.quantity, request.reason)
    if waiting:  # legs that belong together wait together
        symbols = sorted({r.contract.symbol for r in waiting if isinstance(r, Order)})
        event = Event(account.row, "deferred", f"no price of {', '.join(symbols)}: orders wait")
        if not account.events or account.events[-1].text != event.text:
            account.events.append(event)
        return [*waiting, *opening]
    try:
        courses = [account.course(order.contract) for order in opening]
    except UnavailableError as error:
        account.events.append(Event(account.row, "unpriced", str(error)))
        return ()
    if any(it.settles and it.last <= account.row for it in courses):
        account.events.append(Event(account.row, "unpriced", "what was to be opened settles today"))
        return ()
    for order in opening:
        account.fill(order.contract, order.quantity, order.reason)
    return ()


def _halted(account: Account, order: Order) -> bool:
    """Whether the underlying of an order has no price today."""
    it = account.tape.underlyings.get(order.contract.symbol)
    return it is not None and bool(np.isnan(it.price[account.row]))


def _assign(account: Account) -> None:
    """Sold American options without time value are assigned."""
    for contract, held in list(account.holdings.items()):
        if held.quantity >= 0 or not isinstance(contract, Option):
            continue
        if account.tape.underlying(contract.symbol).use.exercise != "american":
            continue
        at = account.row - held.course.start
        intrinsic = contract.payoff(float(held.course.underlying[at]))
        if intrinsic > 0 and float(held.course.value[at]) - intrinsic <= NO_TIME_VALUE:
            text = f"{contract.name}: {-held.quantity:g} sold, assigned {held.course.expires - account.tape.days[account.row]} days early"
            account.events.append(Event(account.row, "assigned", text))
            account.close_out(contract, intrinsic, "assigned")


def _meet_margin(account: Account) -> None:
    """Buy back what is sold where the account cannot carry it."""
    needed = requirement(account.holdings, account.row)
    nav = account.nav
    if not needed > nav:
        return
    kind: Literal["ruin", "margin call"] = "ruin" if nav <= 0 else "margin call"
    text = f"margin of {needed:,.0f} USD against a net asset value of {nav:,.0f}: sold positions are bought back"
    account.events.append(Event(account.row, kind, text))
    for contract, held in list(account.holdings.items()):
        if held.quantity < 0:
            account.fill(contract, -held.quantity, kind)


def _made(name: str, tape: Tape, account: Account) -> Replay:
    first, n = tape.first, len(tape)
    units = _steps(account.unit_log, first, n)
    grown = tape.growth_of_cash
    rows = np.arange(first, n)
    logged = np.array([row for row, _ in account.cash_log])
    at = np.searchsorted(logged, rows, side="right") - 1
    cash = np.array([c for _, c in account.cash_log])[at] * grown[rows] / grown[logged[at]]
    nav = units * tape.book[first:] + cash
    for spell in account.spells:
        it = spell.course
        stop = min(spell.stop, it.stop)
        value = it.value[spell.start - it.start : stop - it.start]
        nav[spell.start - first : stop - first] += spell.quantity * it.multiplier * value
    return Replay(name, tape, nav, units, cash, account.trades, account.spells, account.events)


def _steps(log: Sequence[tuple[int, float]], first: int, n: int) -> FloatArray:
    """A value that is kept from one entry of a log to the next, by row."""
    rows = np.array([row for row, _ in log])
    values = np.array([value for _, value in log])
    return values[np.searchsorted(rows, np.arange(first, n), side="right") - 1]
