"""Which index fits the book? Every candidate measured, one chosen, the reason given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar

import numpy as np

from hedgerow.data.progress import Progress
from hedgerow.desk.beta import BenchmarkCard, benchmark_card
from hedgerow.desk.result import Result, Status
from hedgerow.desk.settings import DataArgument
from hedgerow.desk.study import Study, study
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.pairing import (
    LEAST_OBSERVATIONS,
    WINDOW,
    Candidate,
    CandidateReturns,
    Choice,
    choice,
    fitted,
)
from hedgerow.market.book import Book
from hedgerow.market.instruments import CANDIDATES, LEVERAGED, Instrument, instrument

LEFT_OUT_SHOWN = 6
MOSTLY = 0.25
"""Share of the book's beta above which a fit by construction is a doubt."""


@dataclass(frozen=True, slots=True)
class PairingCard:
    """Every candidate, and the one to hedge with."""

    window: int
    benchmark: BenchmarkCard
    candidates: tuple[Candidate, ...]
    """Best out-of-sample effectiveness first."""
    chosen: Choice


@dataclass(frozen=True, kw_only=True)
class Pairing(Result):
    """Every candidate, and the one to hedge with."""

    command: ClassVar[str] = "pair"
    main_table: ClassVar[str] = "candidates"
    window: int
    benchmark: BenchmarkCard
    candidates: tuple[Candidate, ...]
    chosen: Choice


def pairing(
    book: Book | str | Path,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    benchmark: str = "SPY",
    candidates: Sequence[str] = (),
    window: int = WINDOW,
    columns: str | Path | None = None,
    progress: Progress | None = None,
) -> Pairing:
    """Which index fits the book [SPEC HP-30 … HP-33, HS-01 … HS-05].

    ``candidates`` are tried beside the default list of liquid index funds; ``columns`` is the file of
    a column map for the book's CSV; ``progress`` is told what is fetched.
    """
    tried = instruments(candidates)
    made = study(
        book,
        data=data,
        as_of=as_of,
        benchmark=benchmark,
        window=window,
        symbols=[i.price_symbol for i in tried],
        columns=columns,
        progress=progress,
    )
    card = paired(made, tried, named=candidates)
    return Pairing(
        as_of=made.as_of,
        status=Status.of([*made.doubts, *card.chosen.doubts]),
        provenance=made.market.seen(),
        warnings=tuple(made.notes.notes),
        window=card.window,
        benchmark=card.benchmark,
        candidates=card.candidates,
        chosen=card.chosen,
    )


def instruments(named: Sequence[str]) -> list[Instrument]:
    """The default candidates and those the user names, each once."""
    return list(dict.fromkeys(instrument(symbol) for symbol in (*CANDIDATES, *named)))


def paired(made: Study, tried: Sequence[Instrument], *, named: Sequence[str]) -> PairingCard:
    """Candidates measured on the study's days; what the data lack is noted as a warning.

    Raises :class:`InputError` for a candidate that the user named and the data lack, and
    :class:`UnavailableError` where no candidate has enough days.
    """
    unknown = [s for s in named if instrument(s).price_symbol not in made.prices]
    if unknown:
        msg = f"{unknown[0]} has no price up to {made.as_of}; check the symbol, or add its prices to --data"
        raise InputError(msg)
    market = made.returns(made.benchmark)
    # days before the data, or the book, begin would count as gaps
    since = slice(int(np.isfinite(market + made.beta.returns).argmax()), None)
    book = made.beta.returns[since]
    series = [
        CandidateReturns(i.symbol, made.returns(i)[since], i.liquidity_rank)
        for i in tried
        if i.price_symbol in made.prices
    ]
    fits = fitted(
        book,
        series,
        market[since],
        value=made.value,
        window=made.window,
        whole=made.beta.whole[since],
    )
    if not fits:
        msg = (
            f"no candidate has {LEAST_OBSERVATIONS} days of returns in common with the book up to "
            f"{made.as_of}; add prices of the positions or of index funds (`hedgerow size` needs only "
            "a beta)"
        )
        raise UnavailableError(msg)
    measured = {fit.symbol for fit in fits}
    left_out = [i.symbol for i in tried if i.symbol not in measured]
    if left_out:
        shown = ", ".join(left_out[:LEFT_OUT_SHOWN]) + (
            ", …" if len(left_out) > LEFT_OUT_SHOWN else ""
        )
        made.notes.note(f"{len(left_out)} of {len(tried)} candidates lack prices here: {shown}")
    scored = max(fit.scored_days for fit in fits)
    partly = [fit.symbol for fit in fits if fit.scored_days < scored]
    if partly:
        made.notes.note(f"not scored out of sample, history too short: {', '.join(partly)}")
    made_choice = _by_construction(made, choice(book, series, fits, window=made.window))
    return PairingCard(made.window, benchmark_card(made), tuple(fits), made_choice)


def _by_construction(made: Study, chosen: Choice) -> Choice:
    """The choice, with what of it a replicated fund decides: it is its own index's multiple every day."""
    funds = [p for p in made.beta.positions if p.source == "replicated"]
    taken = [p for p in funds if LEVERAGED[p.symbol].tracks == instrument(chosen.symbol).fund]
    if not taken:
        return chosen
    parts = [abs(p.contribution) for p in made.beta.positions if p.source != "hedge"]
    share = sum(abs(p.contribution) for p in taken) / (float(np.nansum(parts)) or 1.0)
    names = ", ".join(
        f"{p.symbol} is taken as {LEVERAGED[p.symbol].multiple:g} times {LEVERAGED[p.symbol].tracks}"
        for p in taken
    )
    why = f"{100 * share:.0f} % of the book's beta is {chosen.symbol}'s by construction: {names}"
    doubts = [f"{why}, so its effectiveness is no finding there"] if share >= MOSTLY else []
    return replace(chosen, reason=f"{chosen.reason}; {why}", doubts=(*chosen.doubts, *doubts))
