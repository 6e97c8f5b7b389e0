"""What a surface means, in a terminal: density, local volatility, puts with a condition, models, moves, premium."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    points,
    price,
    sentence,
    signed_percent,
    signed_points,
)
from hedgerow.report.surface_words import (
    STICKINESS,
    days_of,
    fall_words,
    label_words,
    put_name,
    quantile_words,
    signed_move,
    spread_words,
    ssr_words,
)
from hedgerow.report.tables import Column, Row, legend, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from hedgerow.desk.chain_surface import ChainSurface
    from hedgerow.desk.surface_cards import ModelCard
    from hedgerow.desk.surface_meaning import DensityCard, LocalVolCard, PutCard
    from hedgerow.desk.surface_moves import DynamicsCard
    from hedgerow.desk.surface_premium import KurtosisPremiumCard

USED = "bold green"
DOUBTED = "yellow"


def meaning_parts(result: ChainSurface, width: int) -> list[RenderableType]:
    """Each part that there is."""
    return [
        *_density(result.density, forward=not isfinite(result.spot)),
        *_local_vol(result.local_vol, width),
        *_puts(result.puts, width),
        *_models(result.models, result.model, width),
        *_dynamics(result.dynamics, width),
        *_premium(result.kurtosis_premium, width),
    ]


def _density(card: DensityCard | None, *, forward: bool) -> list[RenderableType]:
    if card is None:
        return []
    m, q, t = card.moments, card.within_quotes, card.tails
    return [
        Text(
            f"{fall_words(card, forward=forward)} {quantile_words(card)} These are prices, with a premium for bearing risk "
            "in them, no forecast."
        ),
        legend(
            f"Beyond two standard deviations: {percent(t.left)} below, {percent(t.right)} above ({percent(t.normal)} if normal). "
            f"Skewness {number(m.skewness)}, excess kurtosis {number(m.excess_kurtosis, 1)} rest on wings beyond all quotes, which "
            f"are extrapolated: of what quotes reach {number(q.skewness)} and {number(q.excess_kurtosis, 1)}, by Merton's jumps "
            f"{number(card.merton_skewness)} and {number(card.merton_excess_kurtosis, 1)}."
        ),
    ]


def _local_vol(card: LocalVolCard | None, width: int) -> list[RenderableType]:
    if card is None:
        return []
    rows = [
        Row([f"{days:g}", *(percent(vol, 0) for vol in row)])
        for days, row in zip(card.days, card.vol, strict=True)
    ]
    far = len(card.moneyness)
    made = table(
        "Local volatility (Dupire), by days and level over the forward",
        [
            Column("days"),
            *(
                Column(percent(level, 0), spare=i in {0, 1, far - 1})
                for i, level in enumerate(card.moneyness)
            ),
        ],
        rows,
        width,
    )
    ratios = ", ".join(
        f"{number(ratio)} at {number(k, 0)} σ"
        for k, ratio in zip(card.deviations, card.over_implied, strict=True)
    )
    filled = (
        f" {card.filled:,} of {card.nodes:,} nodes of its grid had none and took that of a neighbour."
        if card.filled
        else ""
    )
    return [
        made,
        legend(f"Local over implied volatility, by deviations from the forward: {ratios}.{filled}"),
    ]


def _puts(cards: Sequence[PutCard], width: int) -> list[RenderableType]:
    if not cards:
        return []
    models = list(dict.fromkeys(value.model for card in cards for value in card.values))
    rows = [Row([put_name(card), *(_value(card, model) for model in models)]) for card in cards]
    made = table(
        f"Puts with a condition: {days_of(cards[0].days)}, strike {price(cards[0].strike)}",
        [Column("put", text=True), *(Column(model, spare=model == "Black") for model in models)],
        rows,
        width,
    )
    doubts = dict.fromkeys(reason for card in cards for reason in card.reasons)
    return [
        made,
        legend(
            "Value in the unit of the strike, and share of the plain put's under the same model. Watched at each close. Black "
            "knows no skew."
        ),
        Text(" ".join(spread_words(card) for card in cards)),
        *(Text(sentence(reason), style=DOUBTED) for reason in doubts),
    ]


def _value(card: PutCard, model: str) -> str:
    found = next((value for value in card.values if value.model == model), None)
    if found is None or not isfinite(found.value):
        return UNKNOWN
    return f"{price(found.value)} ({percent(found.ratio, 0)})"


def _models(cards: Sequence[ModelCard], used: str, width: int) -> list[RenderableType]:
    if not cards:
        return []
    rows = [
        Row(
            [
                f"{card.model} ←" if card.model == used else card.model,
                points(card.rmse, 2),
                percent(card.inside_spread),
                percent(card.within_tick),
                number(card.butterfly_margin, 4),
                percent(card.calendar_margin, 2),
                "yes" if card.converged else "no",
            ],
            USED if card.model == used else "",
        )
        for card in cards
    ]
    made = table(
        "Models on the same quotes",
        [
            Column("model", text=True),
            Column("error, points"),
            Column("inside"),
            Column("within a tick"),
            Column("butterflies", spare=True),
            Column("calendar", spare=True),
            Column("converged", spare=True),
        ],
        rows,
        width,
    )
    doubts = "".join(f" {card.model}: {card.reason}." for card in cards if card.reason)
    return [
        made,
        legend(
            "inside: of bid and ask. butterflies, calendar: least margins, below 0 is arbitrage; Heston's is a price process and "
            f"has none.{doubts}"
        ),
    ]


def _dynamics(card: DynamicsCard | None, width: int) -> list[RenderableType]:
    if card is None:
        return []
    rows = [
        Row(
            [
                str(move.date),
                price(move.spot),
                signed_move(move.log_move),
                percent(move.atm30),
                signed_points(move.rr25),
                number(move.ssr30),
            ]
        )
        for move in card.run
    ]
    made = table(
        "How the surface moved, 30 days",
        [
            Column("chain", text=True),
            Column("spot"),
            Column("moved"),
            Column("at money"),
            Column("RR 25"),
            Column("SSR"),
        ],
        rows,
        width,
    )
    stick = card.stickiness[0]
    deltas = "; ".join(
        f"{number(one.delta, 3)} {one.what}{f' (SSR {number(one.ssr)})' if one.ssr not in {0.0, 1.0, 2.0} else ''}"
        for one in card.deltas
    )
    beta = card.rr_spot_beta
    return [
        made,
        legend(
            "SSR, skew stickiness: change of volatility at the forward over that along the smile. 0 sticky delta, 1 sticky strike, "
            "about 2 local volatility; a few chains decide little."
        ),
        Text(
            f"Skew stickiness: {', '.join(ssr_words(one) for one in card.stickiness)}. Over {days_of(stick.days)}: "
            f"{label_words(stick)}; {STICKINESS[stick.label]}."
        ),
        Text(f"Delta of the 25-delta put of 30 days: {deltas}."),
        Text(
            f"Risk reversal on the price: {signed_points(beta.value / 100, 2)} points for +1 % ({beta.observations} moves). Long "
            f"the put, short the call: delta {number(card.package_delta)}, gamma {number(card.package_gamma, 5)} a share."
        ),
        table(
            "Volatility of strikes at 30 days, since the chain before: along the old smile, and the smile's own move",
            [
                Column("strike"),
                Column("before"),
                Column("now"),
                Column("along it", spare=True),
                Column("its own"),
            ],
            [
                Row(
                    [
                        price(one.strike),
                        percent(one.before),
                        percent(one.after),
                        signed_points(one.along),
                        signed_points(one.moved),
                    ]
                )
                for one in card.fixed_strikes
            ],
            width,
        ),
    ]


def _premium(card: KurtosisPremiumCard | None, width: int) -> list[RenderableType]:
    if card is None:
        return []
    if not card.rows or card.reason:
        return [Text(f"What the wings ask over history is unknown: {card.reason or 'no strike'}.")]
    rows = [
        Row(
            [
                price(row.strike),
                row.right,
                price(row.market),
                price(row.model),
                signed_percent(row.premium, 0),
                f"{signed_percent(row.low, 0)} … {signed_percent(row.high, 0)}"
                if isfinite(row.low) and isfinite(row.high)
                else UNKNOWN,
                percent(row.market_vol),
            ]
        )
        for row in card.rows
    ]
    made = table(
        f"What options ask over history, {days_of(card.days)}",
        [
            Column("strike"),
            Column("right", text=True),
            Column("market"),
            Column("history"),
            Column("premium"),
            Column("95 %", spare=True),
            Column("implied vol", spare=True),
        ],
        rows,
        width,
    )
    return [
        made,
        legend(
            f"history: {card.paths:,} paths of {card.sessions} sessions drawn from {card.returns:,} returns, at today's forward: "
            f"volatility {percent(card.model_vol)}, implied {percent(card.implied_vol)}. The premium {card.caveat}. The interval is "
            "that of the simulation alone."
        ),
    ]
