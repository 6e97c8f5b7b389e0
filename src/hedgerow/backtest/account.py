"""The account: units of the book, cash, and contracts, session by session.

    NAV_t = u_t B_t + C_t + Σ qᵢ Mᵢ vᵢ,t        B the book's value, u how much of it is held, v middle prices

*Cash* grows at the short rate, below zero as above. *Funding* says where premiums come from: ``book`` sells so much of the
book and puts proceeds back into it, so that nothing is borrowed; ``cash`` borrows them, which keeps the whole book and adds
leverage. Fills are at the middle plus or minus the half spread, rounded to the cent against the account.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from hedgerow.backtest.costs import Costs

if TYPE_CHECKING:
    from hedgerow.backtest.course import Contract, Course
    from hedgerow.backtest.tape import Tape

Funding: TypeAlias = Literal["book", "cash"]


@dataclass(frozen=True, slots=True)
class Trade:
    """Something bought, sold or settled."""

    row: int
    contract: Contract
    quantity: float
    """Signed; negative sold, or settled when it was long."""
    price: float
    """A share, to the cent."""
    middle: float
    cash: float
    """US dollars that it brought, commission included, to the cent; negative paid."""
    commission: float
    """US dollars, negative."""
    spread: float
    """US dollars that it cost against the middle, rounding included; negative."""
    reason: str
    quoted: bool
    stale: bool
    opens: bool
    """Whether the position grew by it."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A quantity of one contract held from one close to another."""

    contract: Contract
    course: Course
    quantity: float
    start: int
    """Row at whose close it was taken on."""
    stop: int
    """Row at whose close it was given up; the tape's length where it was kept."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened beside trades."""

    row: int
    kind: Literal[
        "refused",
        "unpriced",
        "deferred",
        "margin call",
        "ruin",
        "assigned",
        "stale settlement",
    ]
    text: str


@dataclass(slots=True)
class Holding:
    """A contract that is held."""

    course: Course
    quantity: float
    since: int
    opened: int
    """Row on which it was first bought or sold."""
    cost: float
    """A share, first paid."""

    def value(self, row: int) -> float:
        """US dollars at the middle."""
        it = self.course
        return self.quantity * it.multiplier * float(it.value[row - it.start])


@dataclass
class Account:
    """One account on one tape; everything is as of the close of ``row``."""

    tape: Tape
    costs: Costs
    funding: Funding
    row: int
    units: float = 1.0
    cash: float = 0.0
    holdings: dict[Contract, Holding] = field(default_factory=dict)
    trades: list[Trade] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    unit_log: list[tuple[int, float]] = field(default_factory=list)
    cash_log: list[tuple[int, float]] = field(default_factory=list)
    rests_until: int = 0
    """Row before which the policy need not be asked."""
    _looked_at: dict[Contract, Course] = field(default_factory=dict, repr=False)
    """Courses from this session on of what is not held: a policy looks before it buys."""

    def __post_init__(self) -> None:
        self._log()

    @property
    def sold(self) -> bool:
        """Whether anything is sold."""
        return any(holding.quantity < 0 for holding in self.holdings.values())

    def awake(self) -> int:
        """The next row on which something may happen: the next one, unless the policy rests."""
        following = self.row + 1
        if self.rests_until <= following or not self.holdings:
            return following
        ends = (h.course.last for h in self.holdings.values() if h.course.settles)
        return max(following, min([self.rests_until, *ends]))

    @property
    def book_value(self) -> float:
        """US dollars of the book that is held."""
        return self.units * float(self.tape.book[self.row])

    @property
    def nav(self) -> float:
        """Net asset value, US dollars."""
        held = sum(holding.value(self.row) for holding in self.holdings.values())
        return self.book_value + self.cash + held

    def advance(self, row: int) -> None:
        """To the close of a later session; cash has earned its interest."""
        if self.cash:
            grown = self.tape.growth_of_cash
            self.cash *= float(grown[row] / grown[self.row])
        self.row = row
        self._looked_at.clear()

    def settle(self) -> None:
        """Everything whose last session this is pays what it settles for."""
        row = self.row
        due = [c for c, h in self.holdings.items() if h.course.settles and h.course.last == row]
        for contract in due:
            course = self.holdings[contract].course
            if course.stale[-1]:
                text = (
                    f"{contract.name}: no price on its last session; settled on the last one known"
                )
                self.events.append(Event(row, "stale settlement", text))
            self.close_out(contract, float(course.value[-1]), "settled")

    def close_out(self, contract: Contract, price: float, reason: str) -> None:
        """Give up a whole position at a price, without spread or commission."""
        holding = self.holdings[contract]
        price = round(price, holding.course.decimals)
        middle = float(holding.course.value[self.row - holding.course.start])
        self._book(contract, -holding.quantity, price, middle, 0.0, reason)

    def fill(self, contract: Contract, quantity: float, reason: str) -> None:
        """Trade at this close. Raises :class:`UnavailableError` where the contract has no price."""
        course = self.course(contract)
        at = self.row - course.start
        middle = float(course.value[at])
        half = self.costs.spread * float(course.half_spread[at])
        unit = 10**course.decimals
        if quantity > 0:
            price = math.ceil(unit * (middle + half) - 1e-7) / unit
        else:
            price = math.floor(unit * (middle - half) + 1e-7) / unit
            price = price if course.signed else max(price, 0.0)
        commission = -round(self.costs.commission * abs(quantity), 2) if course.listed else 0.0
        self._book(contract, quantity, price, middle, commission, reason)

    def course(self, contract: Contract) -> Course:
        """A contract's course, from this session on where it is not held."""
        held = self.holdings.get(contract)
        if held is not None:
            return held.course
        if contract not in self._looked_at:
            self._looked_at[contract] = contract.course(self.tape, self.row)
        return self._looked_at[contract]

    def hold_book(self, share: float) -> None:
        """Move between book and cash so that the book is ``share`` of the net asset value."""
        moved = share * self.nav - self.book_value
        self.units += moved / float(self.tape.book[self.row])
        self.cash -= moved
        self._log()

    def abandon(self, row: int) -> None:
        """Positions that are still held when the tape ends stand in it to the end."""
        for contract, holding in self.holdings.items():
            self.spells.append(
                Spell(contract, holding.course, holding.quantity, holding.since, row)
            )

    def _book(
        self,
        contract: Contract,
        quantity: float,
        price: float,
        middle: float,
        commission: float,
        reason: str,
    ) -> None:
        row, course = self.row, self.course(contract)
        held = self.holdings.get(contract)
        paid = round(-quantity * course.multiplier * price, 2)
        spread = paid + quantity * course.multiplier * middle
        before = held.quantity if held is not None else 0.0
        after = before + quantity
        self.rests_until = 0
        self.trades.append(
            Trade(
                row,
                contract,
                quantity,
                price,
                middle,
                round(paid + commission, 2),
                commission,
                spread,
                reason,
                bool(course.quoted[row - course.start]),
                bool(course.stale[row - course.start]),
                opens=abs(after) > abs(before),
            )
        )
        if held is not None:
            if held.since < row:
                self.spells.append(Spell(contract, course, held.quantity, held.since, row))
            held.quantity, held.since = after, row
            if abs(after) < 1e-9:
                del self.holdings[contract]
        else:
            self.holdings[contract] = Holding(course, quantity, row, row, price)
        self._pay(paid + commission)

    def _pay(self, dollars: float) -> None:
        if self.funding == "book":
            self.units += dollars / float(self.tape.book[self.row])
        else:
            self.cash += dollars
        self._log()

    def _log(self) -> None:
        self.unit_log.append((self.row, self.units))
        self.cash_log.append((self.row, self.cash))
