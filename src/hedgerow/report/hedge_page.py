"""The page of a hedge: the answer, what it does, how many others there are, and what it rests on."""

from __future__ import annotations

from math import isfinite
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
    from hedgerow.desk.hedge import HedgeCard, HedgePlan
    from hedgerow.desk.ticket import Ticket
    from hedgerow.hedge.basket import Basket
    from hedgerow.hedge.concentration import Concentration
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
    held = plan.already.netting
    return [
        *_answer(plan),
        *_ticket(plan),
        *(does if plan.hedge.contracts or held else []),
        _put(plan),
        Text(),
        *(_strikes(plan, width) if plan.hedge.contracts else []),
        *_venues(plan, width),
        *candidates(plan.pairing, used, width),
        beta_line(plan.beta, plan.pairing.benchmark.symbol, plan.pairing.window),
        positions(plan.book, width),
        *_already(plan, width),
        *_names(plan),
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
        unfit = plan.status.reasons[0] if plan.status.reasons else "the count comes to none"
        why = plan.already.netting or unfit
        said = Text.assemble((title, "bold"), ("no put is bought", CHOSEN), f"; {why}.")
        return [said, *_state(plan)]
    noun = "put" if card.contracts == 1 else "puts"
    put = f"{card.contracts} {card.instrument} {noun} {card.strike:.2f} of {card.expiration}"
    advice = [(f"buy {put}", CHOSEN)]
    if not card.fits:
        advice = [("it does not fit this book. ", "bold yellow"), (f"For the record: {put}", "")]
    lines = [
        Text.assemble((title, "bold"), *advice, f" at {card.price:.2f} ({card.price_source})"),
    ]
    if plan.already.netting:
        lines.append(Text(f"Netted: {plan.already.netting}."))
    row = next(s for s in plan.scenarios if s.move == HEADLINE_MOVE)
    sold = (
        f"selling {percent(card.sold_share, 0)} of the book does the same at the roll"
        if card.sold_share <= 1
        else "no sale of shares does that"
    )
    month = card.carry.month_fixed_vol / value
    both = " with the puts held" if card.carry.held_fixed_vol else ""
    held = f", {signed_percent(row.existing / value)} as it stands" if plan.already.netting else ""
    lines += [
        Text(
            f"Costs {dollars(-card.premium)} USD, {percent(-card.premium_share, 2)} of the book; rolled at "
            f"an unchanged {card.instrument}{both} {percent(-month, 2)} a month, {percent(-12 * month)} a year."
        ),
        Text(
            f"If {card.instrument} falls 20 %: the book unhedged {signed_percent(row.unhedged / value)}{held}, hedged "
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
    return [*lines, *_state(plan)]


def _state(plan: HedgePlan) -> list[RenderableType]:
    """Whether the answer can be trusted, with the first reason why not."""
    if plan.status.state == "ok":
        return [Text("Status ok.\n", style="green")]
    first, *others = plan.status.reasons
    more = f" ({len(others)} more at the end)" if others else ""
    return [Text(f"Status degraded: {first}{more}.\n", style="yellow")]


def _sizing(plan: HedgePlan, width: int) -> list[RenderableType]:
    rows, held = [], bool(plan.already.netting)
    for kind, card in plan.sizing.by_kind().items():
        used = kind == plan.hedge.size_by
        share = f" {100 * plan.hedge.ratio:g} %" if card.ratios and plan.hedge.ratio != 1 else ""
        name = kind + share + (" ←" if used else "")
        rows.append(Row([name, *_count(plan, card, card.worst_loss)], CHOSEN if used else ""))
        rows += [
            Row([f"  {100 * row.ratio:g} % of beta", *_count(plan, row)], "dim")
            for row in card.ratios[1:]
            if row.contracts or plan.hedge.contracts
        ]
    made = table(
        f"How many? The book behaves like {dollars(plan.hedge.exposure)} USD of {plan.hedge.instrument}",
        [
            Column("sized by", text=True),
            Column("puts"),
            *([Column("needed"), Column("held")] if held else [Column("raw", spare=True)]),
            Column("premium", spare=not plan.hedge.contracts),
            Column("covers", spare=True),
            Column("gearing", spare=True),
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
        f"{kinds}. Puts round up (a rest under a twentieth of one is left), for the budget down; "
        + (
            "needed and held before rounding, in puts of this kind. "
            if held
            else "raw: before that. "
        )
        + "covers: share of the dollars above that a small move offsets now. gearing: dollars paid at expiry for "
        "each dollar lost below the strike. "
        "Last columns: P&L of the book at expiry at that move, and at its worst between -30 and +10 %."
    )
    return [made, sentence, note]


def _count(plan: HedgePlan, count: SizeCard | RatioCount, worst: float | None = None) -> list[str]:
    """A count's figures, its premium and the book's P&L at expiry as shares of the book."""
    n, value = count.contracts, plan.book.value
    if n is None:
        return [UNKNOWN] * (6 + bool(plan.already.netting) + len(SIZING_MOVES))
    moves = [s.move for s in plan.scenarios]
    at_expiry = dict(zip(moves, _curve(plan, n).at_expiry, strict=True))
    return [
        contracts(n),
        *_raw(plan, count),
        percent(n * plan.hedge.multiplier * plan.hedge.price / value, 2),
        percent(count.coverage, 0),
        number(count.gearing_at_expiry),
        *(signed_percent(at_expiry[move] / value) for move in SIZING_MOVES),
        "" if worst is None else signed_percent(worst / value),
    ]


def _raw(plan: HedgePlan, count: SizeCard | RatioCount) -> list[str]:
    """A count before rounding; where the book holds hedges, what it needs and what it has."""
    if not plan.already.netting:
        return [number(count.raw)]
    return [number(getattr(count, "needed", None)), number(getattr(count, "held", None))]


def _curve(plan: HedgePlan, n: int) -> Curve:
    return next(curve for curve in plan.curves if curve.contracts == n)


def _scenarios(plan: HedgePlan, width: int) -> list[RenderableType]:
    rule, card, held = plan.scenario_rule, plan.hedge, plan.already.netting
    textbook, sells = _textbook(plan), bool(card.contracts) and card.sold_share <= 1
    rows = [
        Row(
            [
                signed_percent(row.move, 0),
                thousands(row.unhedged),
                *([thousands(row.existing)] if held else []),
                *([thousands(row.hedged)] if card.contracts or not held else []),
                thousands(row.hedged_at_expiry),
                *([thousands(row.sold)] if sells else []),
                *([thousands(textbook.at_expiry[i])] if textbook else []),
            ]
        )
        for i, row in enumerate(plan.scenarios)
    ]
    put = "1 contract does" if card.contracts == 1 else f"{card.contracts} contracts do"
    put = put if card.contracts or not held else "the puts held do"
    made = table(
        f"What {put}, thousand USD by move of {rule.moves_of}",
        [
            Column("move", text=True),
            Column("unhedged"),
            *([Column("as it stands")] if held else []),
            *([Column("at the roll")] if card.contracts or not held else []),
            Column("at expiry"),
            *([Column(f"{percent(card.sold_share, 0)} sold")] if sells else []),
            *([Column(f"{textbook.contracts} at expiry", spare=True)] if textbook else []),
        ],
        rows,
        width,
    )
    note = legend(
        (
            "unhedged: without any put. as it stands: with those it holds, at the roll. "
            if held
            else ""
        )
        + f"at the roll: in {rule.horizon_days} days with {rule.roll_days} left; {rule.implied_vol_rule}. "
        + (
            "sold: that share of the book sold instead, to lose the same at -20 % at the roll. "
            * sells
        )
        + f"What {rule.moves_of} does not explain comes on top: {percent(plan.residual.level, 0)} of outcomes lie "
        f"within ±{thousands(plan.residual.at_roll).lstrip('+')} of the figures at the roll."
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
            f"Carry at an unchanged {card.instrument}, rolled with {carry.roll_days} days left: "
            f"{dollars(-carry.month_fixed_vol)} USD a month at the put's own volatility (at the roll "
            f"{percent(carry.kept_fixed_vol, 0)} of the premium is left), {dollars(-carry.month_surface)} "
            f"repriced on today's surface ({percent(carry.kept_surface, 0)} left)"
            + (
                f", of which {dollars(-carry.held_fixed_vol)} and {dollars(-carry.held_surface)} by the puts held"
                if carry.held_fixed_vol
                else ""
            )
            + ". Worst point at expiry: "
            f"{dollars(card.worst_loss)} USD ({signed_percent(card.worst_loss / value)}) at "
            f"{signed_percent(card.worst_move)}. The put has paid for itself below "
            f"{signed_percent(card.put_break_even)}; the hedged book breaks even at {evens}. The put ends in "
            f"the money with a risk-neutral probability of {percent(card.itm_probability, 0)}"
            + (
                f"; in the past {card.instrument} did in {percent(card.itm_frequency, 0)} of "
                f"{card.itm_windows:,} overlapping windows"
                if card.itm_windows and card.itm_frequency == card.itm_frequency
                else ""
            )
            + f". A fall of 20 % unhedged needs a rebound of {percent(card.rebound_unhedged, 0)}.\n"
        ),
    ]


def quote_age(quoted: HedgeCard | Ticket) -> str:
    """When a quote was taken, and how long before or after the close of its session."""
    if quoted.quote_time is None or quoted.quote_age_hours is None:
        return "at a time unknown"
    if quoted.quote_session is not None and quoted.quote_session < quoted.quote_time.date():
        return (
            f"{quoted.quote_time:%Y-%m-%d %H:%M} New York, before the open: the market of "
            f"{quoted.quote_session}, not of {quoted.quote_time:%Y-%m-%d}"
        )
    side = "before" if quoted.quote_age_hours >= 0 else "after"
    return f"{quoted.quote_time:%Y-%m-%d %H:%M} New York, {abs(quoted.quote_age_hours):.1f} h {side} the close"


def _put(plan: HedgePlan) -> Text:
    card = plan.hedge
    quote = ""
    if card.price_source == "quoted":
        quote = (
            f" bid {card.bid:.2f}, ask {card.ask:.2f}, mid {card.mid:.2f}, "
            f"spread {percent((card.ask - card.bid) / card.mid)}, open interest "
            f"{dollars(card.open_interest)}; {quote_age(card)};"
        )
    return Text(
        f"The put: {card.root or card.instrument} {card.expiration} ({card.days} days), strike "
        f"{card.strike:.2f} ({signed_percent(card.moneyness - 1)}), delta {card.delta:.3f}, implied vol "
        f"{percent(card.implied_vol)}; {card.price_source}:{quote} spot {card.spot:.2f} "
        f"({card.spot_source}), rate {percent(card.rate, 2)} ({card.rate_source}), dividends "
        f"{percent(card.dividend_yield, 2)} ({card.dividend_source}); {card.exercise}, "
        f"{card.settlement} settlement."
    )


def _ticket(plan: HedgePlan) -> list[RenderableType]:
    """The order, to copy."""
    order = plan.ticket
    if order is None or not plan.hedge.fits:
        return []
    lines = [
        Text.assemble(("Ticket: ", "bold"), order.text),
        Text(
            f"Total {dollars(-order.total)} USD at the limit ({order.basis}), before commission; "
            + (
                f"quoted {quote_age(order)}, spread {percent(order.spread)}; "
                if order.price_source == "quoted"
                else ""
            )
            + f"{'; '.join(order.notes)}.\n",
            style="dim",
        ),
    ]
    return list(lines)


def _strikes(plan: HedgePlan, width: int) -> list[RenderableType]:
    """The grid's rows at the plan's expiration, counted as the plan is."""
    card, value = plan.hedge, plan.book.value
    counted = card.size_by if card.size_by in {"notional", "delta"} else "notional"
    shown = [
        row
        for row in plan.strike_grid
        if row.expiration == card.expiration and row.size_by == counted
    ]
    rows = [
        Row(
            [
                f"{row.strike:.2f}" + (" ←" if row.strike == card.strike else ""),
                signed_percent(row.moneyness - 1),
                number(row.delta),
                number(row.price),
                contracts(row.contracts),
                percent(-row.premium_share, 2),
                percent(-row.cost_a_year_share, 1),
                signed_percent(row.floor_loss / value),
                f"{signed_percent(row.worst_loss / value)} at {signed_percent(row.worst_move, 0)}",
                number(row.cost_per_gain_20, 3),
            ],
            CHOSEN if row.strike == card.strike else "",
        )
        for row in shown
    ]
    made = table(
        f"Which strike? Expiration {card.expiration}, sized by {counted}"
        + (", beside the puts held" if plan.already.netting else ""),
        [
            Column("strike", text=True),
            Column("from spot", spare=True),
            Column("delta"),
            Column("price"),
            Column("puts"),
            Column("premium", spare=True),
            Column("a year"),
            Column("floor"),
            Column("worst"),
            Column("per gain", spare=True),
        ],
        rows,
        width,
    )
    others = len({row.expiration for row in plan.strike_grid}) - 1
    note = legend(
        f"a year: lost at an unchanged index, rolled every {plan.scenario_rule.horizon_days} days. floor: P&L of "
        f"the book at expiry at {percent(plan.scenario_rule.floor_move, 0)}. per gain: premium for one dollar "
        f"that the put gains at -20 % at the roll. {others} more expirations in --html, --csv and --json."
    )
    return [made, note]


def _venues(plan: HedgePlan, width: int) -> list[RenderableType]:
    """The instrument beside the cash-settled options on its index."""
    card = plan.venues
    if len(card.rows) < 2 or not plan.hedge.contracts:
        return []
    rows = [
        Row(
            [
                row.symbol + (" ←" if row.symbol == plan.hedge.instrument else ""),
                row.exercise,
                row.settlement,
                row.tax_class,
                dollars(row.contract_dollars),
                contracts(row.contracts),
                percent(row.granularity_error, 0),
                percent(row.spread),
            ],
            CHOSEN if row.symbol == plan.hedge.instrument else "",
        )
        for row in card.rows
    ]
    made = table(
        "Where? The same hedge in the fund and on its index",
        [
            Column("options on", text=True),
            Column("exercise", text=True),
            Column("settles in", text=True),
            Column("taxed as", text=True),
            Column("one is USD", spare=True),
            Column("puts"),
            Column("too many"),
            Column("spread", spare=True),
        ],
        rows,
        width,
    )
    tax = card.tax
    note = "too many: what rounding up to whole contracts buys beyond the hedge."
    if tax is not None and tax.gain > 0 and isfinite(tax.section_1256):
        note += (
            f" A gain of {dollars(tax.gain)} USD on the puts (index -20 % at the roll) would cost "
            f"{dollars(tax.section_1256)} in US federal tax under Section 1256, {dollars(tax.ordinary)} as "
            f"a short-term gain at {percent(tax.short_term_rate, 0)}. An illustration, not tax advice."
        )
    return [made, legend(note)]


def _already(plan: HedgePlan, width: int) -> list[RenderableType]:
    """Options and leveraged funds of the book."""
    card = plan.already
    found: list[RenderableType] = []
    if card.options:
        rows = [
            Row(
                [
                    row.symbol,
                    row.role,
                    UNKNOWN if row.quantity is None else f"{row.quantity:g}",
                    dollars(row.value),
                    number(row.delta),
                    dollars(row.delta_dollars),
                    dollars(row.gamma_dollars),
                    dollars(row.vega_dollars),
                ]
            )
            for row in card.options
        ]
        columns = [
            Column("option", text=True),
            Column("role", text=True),
            Column("held"),
            Column("USD", spare=True),
            Column("delta"),
            Column("delta USD"),
            Column("per 1 %"),
            Column("per vol pt"),
        ]
        found.append(table("Options in the book", columns, rows, width))
        found.append(
            legend(
                "delta USD: dollars of the underlying that it behaves like now; per 1 %: change of that for "
                "+1 %; per vol pt: gain for one vol point. hedge: netted from the count; sold: counted against "
                "the hedges; due: a hedge too near its end to be counted; early: one that ends before this "
                "plan does, not counted; exposure: part of what is hedged."
            )
        )
    found += [
        Text(
            f"{row.symbol}: {dollars(row.value)} USD at {row.multiple:g} times {row.tracks} stand for "
            f"{dollars(row.effective_exposure)} USD of it{_measured(row.measured_multiple)}; at its realized volatility the daily reset costs {percent(-row.drag_a_year)} of log growth a "
            "year.\n"
        )
        for row in card.leveraged
    ]
    return found


def _measured(multiple: float) -> str:
    return "" if number(multiple) == UNKNOWN else f" (measured {number(multiple)} times)"


def own_risk(made: Concentration) -> str:
    """How much of the variance is the names' own, as far as that is known."""
    share = percent(made.idiosyncratic_share, 0)
    if not made.unknown:
        return f"names' own moves make {share} of the book's variance"
    whose = ", ".join(made.unknown)
    if len(made.unknown) == len(made.rows):
        return f"how much of the book's variance is its names' own is unknown ({whose})"
    return f"names' own moves make at least {share} of the book's variance, that of {whose} unknown"


def against(basket: Basket, used: str) -> str:
    """What puts on the index would cost for the same dollar beta, where the names have one."""
    if not basket.index_premium < 0:
        return f"; the names do not fall with {used}, so no {used} put compares"
    return (
        f" against {dollars(-basket.index_premium)} for {used} puts on the same {dollars(basket.dollar_beta)} "
        f"USD of dollar beta, {number(basket.ratio, 1)} times as much"
    )


def basket_contracts(basket: Basket) -> str:
    """How many contracts, and for how many names that is known."""
    known = len(basket.rows) - len(basket.uncounted)
    if not basket.uncounted:
        return f"{basket.contracts} contract{'' if basket.contracts == 1 else 's'}"
    return (
        f"{basket.contracts} contracts for {known} of {len(basket.rows)} names (unknown: "
        f"{', '.join(basket.uncounted)})"
    )


def _names(plan: HedgePlan) -> list[RenderableType]:
    """Concentration, and puts on every name, in two sentences."""
    found: list[RenderableType] = []
    made = plan.concentration
    if made is not None:
        single = [row.symbol for row in made.rows if row.single_put]
        found.append(
            Text(
                f"Concentration: largest {made.largest} {percent(made.largest_weight, 0)} of gross value, as "
                f"concentrated as {number(made.effective_names, 1)} equal names; {own_risk(made)}. "
                + (
                    f"Worth a put of their own: {', '.join(single)}.\n"
                    if single
                    else f"No {'other ' if made.unknown else ''}name is worth a put of its own.\n"
                    if len(made.unknown) < len(made.rows)
                    else "\n"
                )
            )
        )
    basket = plan.basket
    if basket is not None:
        found.append(
            Text(
                f"A put on every name instead ({len(basket.rows)} priced) would cost "
                f"{dollars(-basket.premium)} USD{against(basket, plan.hedge.instrument)}; "
                f"{basket_contracts(basket)}, {dollars(-basket.commission_a_year)} USD a year in "
                "commissions.\n"
            )
        )
    return found
