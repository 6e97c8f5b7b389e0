"""What options ask over what comes, as a page: the answer, the flavours apart, implied volatility in its year."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.premium import (
    TIME_HEIGHT,
    YEAR_HEIGHT,
    implied_and_subsequent,
    within_its_year,
)
from hedgerow.report.blocks import (
    Answer,
    Badge,
    Block,
    Drawing,
    Fact,
    Facts,
    Heading,
    Page,
    Row,
    Section,
    Table,
    Words,
    without_empty,
)
from hedgerow.report.figures import number, percent, points, sentence, signed_points, words
from hedgerow.report.pairing_html import status_badge
from hedgerow.report.premium_calm_html import calm_section
from hedgerow.report.premium_record_html import (
    break_even_section,
    expiration_section,
    levels_section,
    predictability_section,
    ratios_section,
    reversion_section,
)
from hedgerow.report.premium_words import (
    BANDS,
    answer_lines,
    flavour_name,
    flavours_of,
    in_unit,
    known_line,
    point_text,
    rank_line,
    ratio_line,
)
from hedgerow.report.vol_words import model_words

if TYPE_CHECKING:
    from hedgerow.desk.premium_cards import ChainCard
    from hedgerow.desk.vol_premium import VolPremium

FLAVOUR_TERMS = {
    "ex_ante_model": "ex_ante_model",
    "ex_post": "ex_post",
    "trailing": "trailing",
    "variance": "variance_premium",
}


def premium_html(result: VolPremium) -> Page:
    """The page of ``hedgerow premium``."""
    return Page(
        f"Volatility premium of {result.symbol} as of {result.as_of}",
        _answer(result),
        without_empty(
            [
                _flavours_section(result),
                _rank_section(result),
                calm_section(result),
                levels_section(result),
                ratios_section(result),
                reversion_section(result),
                predictability_section(result),
                break_even_section(result),
                expiration_section(result),
            ]
        ),
    )


def _answer(result: VolPremium) -> Answer:
    card = result.flavours.ex_ante_model
    premium = (
        f": {point_text(card)} points over what is expected" if isfinite(card.value_points) else ""
    )
    return Answer(
        eyebrow=f"What options on {result.symbol} ask over what comes · as of {result.as_of}",
        headline=f"{result.symbol} options imply {percent(result.iv)}{premium}",
        sentence=" ".join(answer_lines(result)),
        badges=[
            status_badge(result.status.state),
            Badge(f"implied: {result.iv_source}", "", "vol_index"),
            Badge("a record, not a signal", "", "vol_premium"),
        ],
        blocks=[_facts(result), *_chain(result.chain)],
    )


def _facts(result: VolPremium) -> Facts:
    card = result.realized
    of = f", {card.price_symbol}" if card.price_symbol else ""
    return Facts(
        [
            Fact(
                f"Implied, {result.iv_source}", percent(result.iv, 2), "vol_index", "30 days ahead"
            ),
            Fact(
                f"Realized, {card.window} sessions{of}",
                percent(result.rv, 2),
                "realized_vol",
                f"30 sessions {percent(card.vol_30, 2)}",
            ),
            Fact(
                "Expected, 21 sessions",
                percent(card.expected, 2),
                "expected_vol",
                f"{words(card.model)}: {model_words(card.model or '') or 'nobody can say'}",
            ),
            Fact(
                "Bias of the model",
                f"{signed_points(card.model_bias_points / 100, 2)} points",
                "model_bias",
                "what it expected less what came",
            ),
            Fact("IV rank", number(result.iv_rank, 1), "iv_rank", "0 lowest, 100 highest"),
            Fact(
                "IV percentile", number(result.iv_percentile, 1), "iv_percentile", "of days lower"
            ),
            Fact(
                "Implied over realized",
                number(result.ratio),
                "nvrp",
                f"percentile {number(result.normalised.percentile, 0)} of its year",
            ),
        ]
    )


def _chain(card: ChainCard | None) -> list[Block]:
    if card is None:
        return []
    return [
        Facts(
            [
                Fact(
                    f"Chain of {card.symbol}, at the forward",
                    percent(card.vol, 2),
                    "chain_vol",
                    f"{signed_points(card.less_index_points / 100, 2)} points from the index",
                ),
                Fact(
                    "Over what has been",
                    f"{signed_points(card.trailing_points / 100, 2)} points",
                    "trailing",
                    f"{number(card.ratio)} times",
                ),
                Fact(
                    "Over what is expected",
                    f"{signed_points(card.ex_ante_points / 100, 2)} points",
                    "ex_ante_model",
                    "no past of its own: rank and percentile are of the index",
                ),
            ]
        )
    ]


def _flavours_section(result: VolPremium) -> Section:
    blocks: list[Block] = []
    past = [row for row in result.history if isfinite(row.implied) and isfinite(row.subsequent)]
    if len(past) > 1:
        blocks.append(
            Drawing(
                "figure-premium",
                f"{result.iv_source} on each day, and the volatility of the 21 sessions after it",
                f"A session a week from {past[0].date} to {past[-1].date}: where the index lies above, who sold volatility "
                "was paid more than came; in storms it lies below. What came after the last month is not known yet.",
                implied_and_subsequent(result.history, result.iv_source),
                TIME_HEIGHT,
                [Badge("measured", "", "measured"), Badge("over what came", "", "ex_post")],
            )
        )
    blocks.append(_flavours(result))
    blocks.append(_normalised(result))
    return Section(
        "flavours",
        "The premium, in four flavours",
        "Four different numbers, none of which is held against another. Positive figures are paid to who sells volatility, "
        "and lost in storms, which come with falling prices.",
        [*blocks, Words(ratio_line(result))],
    )


def _flavours(result: VolPremium) -> Table:
    rows = [
        Row(
            [
                flavour_name(card),
                card.unit,
                percent(card.implied, 2),
                percent(card.realized, 2),
                point_text(card),
                in_unit(card, card.buyer_points),
                in_unit(card, card.mean_points),
                in_unit(card, card.over_mean_points),
                in_unit(card, card.median_points),
                number(card.percentile, 0),
                number(card.percentile_whole, 0),
                percent(card.share_positive, 0),
                words(card.implied_on),
                words(card.known_since),
                words(card.first),
                f"{card.observations:,}",
                number(card.effective_observations, 0),
                str(card.horizon_sessions),
            ]
        )
        for card in flavours_of(result)
    ]
    return Table(
        "Implied less realized",
        [
            Heading("implied", "vol_premium", words=True),
            Heading("unit", "vol_premium", words=True),
            Heading("implied vol", "vol_index"),
            Heading("held against", "realized_vol"),
            Heading("premium", "vol_premium"),
            Heading("buyer's sign", "buyer_sign"),
            Heading("mean", "premium_mean"),
            Heading("over its mean", "premium_mean"),
            Heading("median", "premium_mean"),
            Heading("percentile, year", "percentile"),
            Heading("percentile, all", "percentile"),
            Heading("above 0", "hit_rate"),
            Heading("of", "known_since", words=True),
            Heading("known since", "known_since", words=True),
            Heading("history from", "observations", words=True),
            Heading("days", "observations"),
            Heading("windows", "premium_windows"),
            Heading("sessions", "sessions"),
        ],
        rows,
        note=known_line(result),
    )


def _normalised(result: VolPremium) -> Table:
    card = result.normalised
    return Table(
        "Implied over trailing realized volatility",
        [
            Heading("today", "nvrp"),
            Heading("band", "nvrp_band", words=True),
            Heading("percentile, year", "percentile"),
            Heading("percentile, all", "percentile"),
            *(Heading(text, "nvrp") for text in ("10 %", "25 %", "median", "75 %", "90 %")),
            Heading("1.3 and more", "nvrp_band"),
            Heading("under 1", "nvrp_band"),
            Heading("days", "observations"),
        ],
        [
            Row(
                [
                    number(card.ratio),
                    f"{card.band} ({BANDS[card.band]})",
                    number(card.percentile, 0),
                    number(card.percentile_whole, 0),
                    *(number(q) for q in card.quantiles),
                    percent(card.share_favourable, 0),
                    percent(card.share_avoid, 0),
                    f"{card.observations:,}",
                ]
            )
        ],
    )


def _rank_section(result: VolPremium) -> Section:
    card = result.rank
    blocks: list[Block] = []
    if sum(isfinite(row.implied) for row in result.recent) > 1:
        blocks.append(
            Drawing(
                "figure-rank",
                f"{result.iv_source} over the last year, and its range",
                rank_line(card),
                within_its_year(result.recent, result.iv_source),
                YEAR_HEIGHT,
                [Badge("measured", "", "measured"), Badge("IV rank", "", "iv_rank")],
            )
        )
    blocks.append(
        Facts(
            [
                Fact(
                    "Lowest",
                    points(card.low, 2),
                    "rank_range",
                    f"{words(card.low_date)}, of {card.observations} known in {card.window} sessions",
                ),
                Fact("Highest", points(card.high, 2), "rank_range", words(card.high_date)),
                Fact(
                    "IV rank",
                    number(result.iv_rank, 1),
                    "iv_rank",
                    f"{card.state}{f', {card.reason}' if card.reason else ''}"
                    f"{f', a new {card.new_extreme}' if card.new_extreme else ''}",
                ),
                Fact("Of the logarithm", number(card.log_rank, 1), "log_rank"),
                Fact("Without the top", number(card.winsorised_rank, 1), "winsorised_rank"),
                Fact(
                    "IV percentile",
                    number(result.iv_percentile, 1),
                    "iv_percentile",
                    f"lower on {card.below} of {card.prior_observations}, equal on {card.equal}",
                ),
                Fact("Ties counted half", number(card.mid_percentile, 1), "mid_percentile"),
                Fact("Together", card.reading.row, "rank_reading"),
                Fact("Rule of thumb", card.reading.thumb, "rank_thumb"),
            ]
        )
    )
    return Section(
        "rank",
        "Where implied volatility stands in its year",
        sentence(f"{card.reading.meaning}; {card.reading.thumb_meaning}"),
        [
            *blocks,
            Words(
                "What such readings are worth is a claim: they are words, never a trade.", "muted"
            ),
        ],
    )
