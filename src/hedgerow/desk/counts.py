"""The five counts of a hedge, side by side, with what each does at expiry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from hedgerow.desk.choices import HedgeChoices, SizeBy
from hedgerow.hedge.scenarios import MOVES, Curve, Hedged
from hedgerow.hedge.sizing import (
    Count,
    budget_count,
    contract_dollars,
    counted,
    delta_count,
    loss_limit_count,
    notional_count,
    rounded_down,
    rounded_up,
)
from hedgerow.units import Contracts, Dollars, DollarsPerShare, SharesPerContract

RATIOS = (1.0, 0.5, 0.25)
TABLE_MOVE = -0.20


@dataclass(frozen=True, slots=True)
class RatioCount:
    """A count for one hedge ratio."""

    ratio: float
    raw: float
    contracts: int
    coverage: float
    gearing_at_expiry: float


@dataclass(frozen=True, slots=True)
class SizeCard:
    """One of the five answers to "how many?"."""

    basis: str
    """The question it answers."""
    raw: float | None = None
    """Contracts before rounding; None where no count can do it."""
    contracts: int | None = None
    coverage: float | None = None
    """Share of the dollar beta that the contracts offset now."""
    gearing_at_expiry: float | None = None
    """Dollars of instrument they pay for at expiry, over the dollar beta."""
    premium: float | None = None
    """US dollars, negative."""
    premium_share: float | None = None
    """Of the book's value, negative."""
    worst_loss: float | None = None
    """Worst P&L at expiry between -30 and +10 %, US dollars: at the strike, or at an end."""
    at_expiry: str = ""
    """What this count does at expiry, in a sentence."""
    ratios: tuple[RatioCount, ...] = ()
    """For 100, 50 and 25 % of the dollar beta (notional and delta)."""


@dataclass(frozen=True, slots=True)
class SizingCard:
    """The five counts side by side."""

    notional: SizeCard
    delta: SizeCard
    scenario: SizeCard
    floor: SizeCard
    budget: SizeCard

    def card(self, size_by: SizeBy) -> SizeCard:
        """One of the five by name."""
        found: SizeCard = getattr(self, size_by)
        return found


def sizing_card(base: Hedged, want: HedgeChoices, value: float) -> SizingCard:
    """The five counts of ``base.put`` for a book of ``value`` US dollars.

    A book that does not fall with the instrument needs none of any.
    """
    put, multiplier = base.put, SharesPerContract(base.multiplier)
    exposure = Dollars(max(base.exposure, 0.0))
    one = contract_dollars(DollarsPerShare(put.terms.spot), multiplier)
    limit = Dollars(want.loss_limit * value)
    stressed = put.value(
        want.roll_days, move=want.scenario_move, shock=want.rule.shock(want.scenario_move)
    )

    def card(
        basis: str, raw: Contracts | None, *, ratios: Sequence[Count] = (), down: bool = False
    ) -> SizeCard:
        if raw is None:
            why = "no count keeps this limit: the put does not gain in that fall"
            return SizeCard(basis=basis, at_expiry=why)
        whole = rounded_down(raw) if down else rounded_up(raw)
        count = counted(raw, whole, exposure, one, put.delta)
        premium = 0.0 - whole * multiplier * put.price
        return SizeCard(
            basis=basis,
            raw=raw,
            contracts=whole,
            coverage=count.coverage,
            gearing_at_expiry=count.gearing_at_expiry,
            premium=premium,
            premium_share=premium / value,
            worst_loss=replace(base, contracts=whole).worst_at_expiry()[1],
            at_expiry=_at_expiry(replace(base, contracts=whole), count, value),
            ratios=tuple(
                RatioCount(r, c.raw, c.contracts, c.coverage, c.gearing_at_expiry)
                for r, c in zip(RATIOS, ratios, strict=False)
            ),
        )

    def several(raws: Sequence[Contracts]) -> list[Count]:
        return [counted(raw, rounded_up(raw), exposure, one, put.delta) for raw in raws]

    share = f"{100 * want.ratio:g} % of the dollar beta"
    limit_text = f"loss at most {100 * want.loss_limit:g} % of the book at"
    return SizingCard(
        notional=card(
            f"dollar for dollar at expiry, {share}",
            notional_count(exposure, one, ratio=want.ratio),
            ratios=several([notional_count(exposure, one, ratio=r) for r in RATIOS]),
        ),
        delta=card(
            f"delta-neutral now, {share} (the textbook count)",
            delta_count(exposure, one, put.delta, ratio=want.ratio),
            ratios=several([delta_count(exposure, one, put.delta, ratio=r) for r in RATIOS]),
        ),
        scenario=card(
            f"{limit_text} {100 * want.scenario_move:g} % and {want.scenario_points:+g} vol points at the roll",
            loss_limit_count(
                exposure,
                want.scenario_move,
                limit,
                DollarsPerShare(stressed - put.price),
                multiplier,
            ),
        ),
        floor=card(
            f"{limit_text} {100 * want.floor_move:g} % at expiry",
            loss_limit_count(
                exposure,
                want.floor_move,
                limit,
                DollarsPerShare(put.payoff(want.floor_move) - put.price),
                multiplier,
            ),
        ),
        budget=card(
            f"premium at most {100 * want.budget:g} % of the book",
            budget_count(Dollars(want.budget * value), DollarsPerShare(put.price), multiplier)
            if exposure > 0
            else Contracts(0.0),
            down=True,
        ),
    )


def _at_expiry(hedged: Hedged, count: Count, value: float) -> str:
    """What a count does at expiry, in a sentence."""
    if hedged.exposure <= 0:
        return "no put is needed: the book does not fall with the instrument"
    unhedged, pnl = hedged.exposure * TABLE_MOVE / value, hedged.at_expiry(TABLE_MOVE) / value
    gearing = count.gearing_at_expiry
    if gearing > 1.15:  # beyond what rounding up explains
        slope = f"it pays {gearing:.2f} times the book's beta below the strike: a crash is a gain"
    elif gearing >= 0.85:
        slope = "the loss stops near the strike"
    else:
        slope = f"it covers {100 * gearing:.0f} % of the fall below the strike, the rest stays"
    return (
        f"held to expiry, {100 * TABLE_MOVE:g} % in the index makes {100 * pnl:+.1f} % of the book "
        f"instead of {100 * unhedged:+.1f} %; {slope}"
    )


def curves(base: Hedged, sizing: SizingCard) -> list[Curve]:
    """Each distinct count through all moves, fewest contracts first, under every name it has."""
    names: dict[int, list[str]] = {0: ["unhedged"]}
    for kind in get_args(SizeBy):
        card = sizing.card(kind)
        if card.contracts is not None:
            names.setdefault(card.contracts, []).append(kind)
        for row in card.ratios:
            if row.ratio != 1 or row.contracts != card.contracts:
                names.setdefault(row.contracts, []).append(f"{kind} {row.ratio:.0%}")
    return [replace(base, contracts=n).curve(", ".join(names[n]), MOVES) for n in sorted(names)]
