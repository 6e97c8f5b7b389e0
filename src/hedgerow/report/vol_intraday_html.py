"""Volatility from bars within the day: each session, its night, and its jumps."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.session_vols import JUMPED, session_vols
from hedgerow.report.blocks import Badge, Block, Drawing, Fact, Facts, Heading, Row, Table, Words
from hedgerow.report.figures import number, percent, words

if TYPE_CHECKING:
    from datetime import date

    from hedgerow.desk.vol import IntradayCard
    from hedgerow.volatility.realized.intraday import SessionVariance

DRAWN = 504
"""Sessions in the figure, the last ones."""


def intraday_blocks(card: IntradayCard | None, as_of: date | None) -> list[Block]:
    """The sessions as a figure, their mean, and the last of them in figures; nothing without bars."""
    if card is None:
        return []
    drawn = card.sessions[-DRAWN:]
    jumps = [session for session in drawn if session.jump_z > JUMPED]
    most = (
        ""
        if card.highest is None
        else f" The most volatile is {card.highest.date}, {percent(card.highest.vol)}."
    )
    blocks: list[Block] = []
    if any(isfinite(session.vol) for session in drawn):
        blocks.append(
            Drawing(
                "figure-intraday",
                f"Volatility of each session from {card.minutes}-minute returns; diamonds: sessions that likely jumped",
                f"{len(drawn)} sessions from {drawn[0].date} to {drawn[-1].date}, {len(jumps)} of them with a "
                f"likely jump.{most}",
                session_vols(drawn),
                340,
                [
                    Badge("measured", "", "measured"),
                    Badge("volatility of a session", "", "session_vol"),
                    Badge("jump", "", "jump_z"),
                ],
            )
        )
    return [*blocks, _facts(card), *_doubts(card, as_of), _table(card)]


def _facts(card: IntradayCard) -> Facts:
    over = f"over {card.window} sessions to {card.last}"
    return Facts(
        [
            Fact("Open to close", percent(card.vol), "session_vol", over),
            Fact("With the nights", percent(card.vol_with_overnight), "vol_with_overnight", over),
            Fact(
                "In jumps",
                percent(card.jump_share, 0),
                "jump_share",
                f"of the day's variance, {over}",
            ),
            Fact(
                "Sessions known",
                f"{card.known:,}",
                "bar_coverage",
                f"{card.minutes}-minute returns on {card.grids} grid{'s' if card.grids != 1 else ''}",
            ),
        ]
    )


def _doubts(card: IntradayCard, as_of: date | None) -> list[Block]:
    """Where the bars end, and why the window has no figure."""
    said = []
    if as_of is not None and card.last < as_of:
        said.append(f"The bars within the day end on {card.last}, not on {as_of}.")
    if not (isfinite(card.vol) and isfinite(card.vol_with_overnight)):
        said.append(
            f"Not all is known over the {card.window} sessions to there: one lacks bars, its night, or is missing."
        )
    return [Words(" ".join(said), "muted")] if said else []


def _table(card: IntradayCard) -> Table:
    shown = [(session, "") for session in card.sessions[-card.window :][::-1]]
    if card.highest is not None:
        shown.insert(0, (card.highest, ", the most volatile"))
    lacking = any(session.reason for session, _ in shown)
    return Table(
        f"The last {len(card.sessions[-card.window :])} sessions with bars, and the most volatile",
        [
            Heading("session", "session_vol", words=True),
            Heading("volatility", "session_vol"),
            Heading("with the night", "vol_with_overnight"),
            Heading("variance", "realized_variance"),
            Heading("bipower", "bipower_variance"),
            Heading("jump", "jump_variance"),
            Heading("jump z", "jump_z"),
            Heading("night", "overnight_variance"),
            Heading("bars there", "bar_coverage"),
            *([Heading("unknown because", words=True)] if lacking else []),
        ],
        [
            Row(
                [
                    f"{session.date}{remark}",
                    *_figures(session),
                    *([words(session.reason)] if lacking else []),
                ],
                "chosen" if remark or session.jump_z > JUMPED else "",
            )
            for session, remark in shown
        ],
        folded=True,
        note="In green the most volatile, and sessions that likely jumped.",
    )


def _figures(session: SessionVariance) -> list[str]:
    return [
        percent(session.vol),
        percent(session.vol_with_overnight),
        number(session.realized_variance, 4),
        number(session.bipower_variance, 4),
        number(session.jump_variance, 4),
        number(session.jump_z),
        number(session.overnight_variance, 4),
        percent(session.coverage, 0),
    ]
