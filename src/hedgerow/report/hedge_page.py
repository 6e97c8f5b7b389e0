"""The page of a hedge: the answer, what it does, how many others there are, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import (
    UNKNOWN,
    contracts,
    dollars,
    number,
    percent,
    signed_percent,
    thousands,
)
from hedgerow.report.pages import CHOSEN, beta_line, candidates, positions
from hedgerow.report.tables import Column, Row, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.counts import SizeCard
    from hedgerow.desk.demonstration import Demo
    from hedgerow.desk.hedge import HedgePlan
    from hedgerow.hedge.scenarios import Curve
    from hedgerow.hedge.sizing import RatioCount

SIZING_MOVES = (-0.20, -0.30)
HEADLINE_MOVE = -0.20
NEAR = 0.40
"""Break-evens further away than this are no figure that anyone uses."""


def hedge_page(plan: HedgePlan, width: int) -> list[RenderableType]:
    """The answer first; what it rests on last."""
    used = plan.hedge.instrument
    does = [*_sizing(plan, width), *_scenarios(plan, width), *_facts(plan)]
    return [
        *_answer(plan),
        *(does if plan.hedge.contracts else []),
        _put(plan),
        Text(),
        *candidates(plan.pairing, used, width),
        beta_line(plan.beta, plan.pairing.benchmark.symbol, plan.pairing.window),
        positions(plan.book, width),
    ]


def demo_page(demo: Demo, width: int) -> list[RenderableType]:
    """The plan, then what happened."""
    intro = Text(
        "A demonstration on real prices that two dependencies ship, with modelled option prices. The "
        "day was chosen with hindsight: it is the top of 2018.",
        style="italic",
    )
    rows = [
        Row(
            [
                mark.date.isoformat(),
                number(mark.index),
                number(mark.vix, 1),
                thousands(mark.book),
                thousands(mark.puts),
                thousands(mark.hedged),
                mark.event,
            ]
        )
        for mark in demo.aftermath
    ]
    made = table(
        "What then happened (marked weekly, thousand USD, before trading costs)",
        [
            Column("date", text=True),
            Column("index"),
            Column("VIX"),
            Column("book"),
            Column("puts"),
            Column("hedged book"),
            Column("", spare=True, text=True),
        ],
        rows,
        width,
    )
    last, value = demo.aftermath[-1], demo.book.value
    verdict = Text(
        f"By {last.date} the book had made {signed_percent(last.book / value)}, "
        f"the hedged book {signed_percent(last.hedged / value)}.",
        style="bold",
    )
    return [intro, Text(), *hedge_page(demo, width), made, verdict]


def _answer(plan: HedgePlan) -> list[RenderableType]:
    """What to do, what it costs, what it changes, and whether it can be trusted."""
    card, value = plan.hedge, plan.book.value
    title = f"Hedge of {dollars(value)} USD as of {plan.as_of}: "
    if not card.contracts:
        why = plan.status.reasons[0] if plan.status.reasons else "none of the five counts needs one"
        return [Text.assemble((title, "bold"), ("no put is bought", CHOSEN), f"; {why}.\n")]
    put = f"{card.contracts} {card.instrument} put {card.strike:.2f} of {card.expiration}"
    advice = [(f"buy {put}", CHOSEN)]
    if not card.fits:
        advice = [("it does not fit this book. ", "bold yellow"), (f"For the record: {put}", "")]
    lines = [
        Text.assemble((title, "bold"), *advice, f" at {card.price:.2f} ({card.price_source})"),
    ]
    row = next(s for s in plan.scenarios if s.move == HEADLINE_MOVE)
    sold = (
        f"selling {percent(card.sold_share, 0)} of the book does the same at the roll"
        if card.sold_share <= 1
        else "no sale of shares does that"
    )
    month = card.carry.month_fixed_vol / value
    lines += [
        Text(
            f"Costs {dollars(-card.premium)} USD, {percent(-card.premium_share, 2)} of the book; rolled at "
            f"an unchanged index {percent(-month, 2)} a month, {percent(-12 * month)} a year."
        ),
        Text(
            f"If {card.instrument} falls 20 %: the book {signed_percent(row.unhedged / value)}, hedged "
            f"{signed_percent(row.hedged / value)} at the roll and "
            f"{signed_percent(row.hedged_at_expiry / value)} at expiry; {sold}."
        ),
        Text(
            f"The textbook (delta) count is {card.delta_contracts}: {plan.sizing.delta.at_expiry}."
            if card.size_by != "delta"
            else f"The count that stops the loss is {contracts(plan.sizing.notional.contracts)}: "
            f"{plan.sizing.notional.at_expiry}."
        ),
    ]
    if plan.status.state == "ok":
        lines.append(Text("Status ok.\n", style="green"))
    else:
        first, *others = plan.status.reasons
        more = f" ({len(others)} more at the end)" if others else ""
        lines.append(Text(f"Status degraded: {first}{more}.\n", style="yellow"))
    return list(lines)


def _sizing(plan: HedgePlan, width: int) -> list[RenderableType]:
    rows = []
    for kind, card in plan.sizing.by_kind().items():
        used = kind == plan.hedge.size_by
        share = f" {100 * plan.hedge.ratio:g} %" if card.ratios and plan.hedge.ratio != 1 else ""
        name = kind + share + (" ←" if used else "")
        rows.append(Row([name, *_count(plan, card, card.worst_loss)], CHOSEN if used else ""))
        rows += [
            Row([f"  {100 * row.ratio:g} % of beta", *_count(plan, row)], "dim")
            for row in card.ratios[1:]
        ]
    made = table(
        f"How many? The book behaves like {dollars(plan.hedge.exposure)} USD of {plan.hedge.instrument}",
        [
            Column("sized by", text=True),
            Column("contracts"),
            Column("raw", spare=True),
            Column("premium"),
            Column("covers", spare=True),
            Column("gearing"),
            *(Column(percent(move, 0)) for move in SIZING_MOVES),
            Column("worst"),
        ],
        rows,
        width,
    )
    chosen = plan.sizing.card(plan.hedge.size_by)
    sentence = Text(f"{plan.hedge.size_by}, {contracts(chosen.contracts)}: {chosen.at_expiry}.")
    kinds = "; ".join(f"{kind}: {card.basis}" for kind, card in plan.sizing.by_kind().items())
    note = legend(
        f"{kinds}. Contracts round up, for the budget down. covers: share of the dollars above that a "
        "small move offsets now. gearing: dollars paid at expiry for each dollar lost below the strike. "
        "Last columns: P&L of the book at expiry at that move, and at its worst between -30 and +10 %."
    )
    return [made, sentence, note]


def _count(plan: HedgePlan, count: SizeCard | RatioCount, worst: float | None = None) -> list[str]:
    """A count's figures, its premium and the book's P&L at expiry as shares of the book."""
    n, value = count.contracts, plan.book.value
    if n is None:
        return [UNKNOWN] * (6 + len(SIZING_MOVES))
    moves = [s.move for s in plan.scenarios]
    at_expiry = dict(zip(moves, _curve(plan, n).at_expiry, strict=True))
    return [
        contracts(n),
        number(count.raw),
        percent(n * plan.hedge.multiplier * plan.hedge.price / value, 2),
        percent(count.coverage, 0),
        number(count.gearing_at_expiry),
        *(signed_percent(at_expiry[move] / value) for move in SIZING_MOVES),
        "" if worst is None else signed_percent(worst / value),
    ]


def _curve(plan: HedgePlan, n: int) -> Curve:
    return next(curve for curve in plan.curves if curve.contracts == n)


def _scenarios(plan: HedgePlan, width: int) -> list[RenderableType]:
    rule, card = plan.scenario_rule, plan.hedge
    textbook = _textbook(plan)
    rows = [
        Row(
            [
                signed_percent(row.move, 0),
                thousands(row.unhedged),
                thousands(row.hedged),
                thousands(row.hedged_at_expiry),
                thousands(row.sold),
                *([thousands(textbook.at_expiry[i])] if textbook else []),
            ]
        )
        for i, row in enumerate(plan.scenarios)
    ]
    put = "1 contract does" if card.contracts == 1 else f"{card.contracts} contracts do"
    made = table(
        f"What {put}, thousand USD by move of {rule.moves_of}",
        [
            Column("move", text=True),
            Column("unhedged"),
            Column("at the roll"),
            Column("at expiry"),
            Column(f"{percent(card.sold_share, 0)} sold" if card.sold_share <= 1 else "sold"),
            *([Column(f"{textbook.contracts} at expiry", spare=True)] if textbook else []),
        ],
        rows,
        width,
    )
    note = legend(
        f"at the roll: in {rule.horizon_days} days with {rule.roll_days} left; {rule.implied_vol_rule}. "
        "sold: that share of the book sold instead, to lose the same at -20 % at the roll. What the "
        "instrument does not explain comes on top."
    )
    return [made, note]


def _textbook(plan: HedgePlan) -> Curve | None:
    """The delta count's curve, where it is not the hedge's own."""
    n = plan.hedge.delta_contracts
    return None if n == plan.hedge.contracts else _curve(plan, n)


def _facts(plan: HedgePlan) -> list[RenderableType]:
    card, carry, value = plan.hedge, plan.hedge.carry, plan.book.value
    evens = (
        ", ".join(signed_percent(m) for m in card.book_break_evens if abs(m) <= NEAR) or "none near"
    )
    return [
        Text(
            f"Carry at an unchanged index, rolled with {carry.roll_days} days left: "
            f"{dollars(-carry.month_fixed_vol)} USD a month at the put's own volatility (at the roll "
            f"{percent(carry.kept_fixed_vol, 0)} of the premium is left), {dollars(-carry.month_surface)} "
            f"repriced on today's surface ({percent(carry.kept_surface, 0)} left). Worst point at expiry: "
            f"{dollars(card.worst_loss)} USD ({signed_percent(card.worst_loss / value)}) at "
            f"{signed_percent(card.worst_move)}. The put has paid for itself below "
            f"{signed_percent(card.put_break_even)}; the hedged book breaks even at {evens}.\n"
        ),
    ]


def _put(plan: HedgePlan) -> Text:
    card = plan.hedge
    quote = ""
    if card.price_source == "quoted":
        age = "time unknown"
        if card.quote_time is not None and card.quote_age_hours is not None:
            side = "before" if card.quote_age_hours >= 0 else "after"
            age = (
                f"{card.quote_time:%Y-%m-%d %H:%M} New York, {abs(card.quote_age_hours):.1f} h {side} "
                "the close"
            )
        quote = (
            f" bid {card.bid:.2f}, ask {card.ask:.2f}, mid {card.mid:.2f}, "
            f"spread {percent((card.ask - card.bid) / card.mid)}, open interest "
            f"{dollars(card.open_interest)}; {age};"
        )
    return Text(
        f"The put: {card.root or card.instrument} {card.expiration} ({card.days} days), strike "
        f"{card.strike:.2f} ({signed_percent(card.moneyness - 1)}), delta {card.delta:.3f}, implied vol "
        f"{percent(card.implied_vol)}; {card.price_source}:{quote} spot {card.spot:.2f} "
        f"({card.spot_source}), rate {percent(card.rate, 2)} ({card.rate_source}), dividends "
        f"{percent(card.dividend_yield, 2)} ({card.dividend_source}); {card.exercise}, "
        f"{card.settlement} settlement."
    )
