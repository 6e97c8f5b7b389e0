"""What would the hedge have done? A policy replayed through the past, beside others and beside the book alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from hedgerow.backtest.attribution import Attribution
from hedgerow.backtest.catalogue import policy
from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.contracts.shares import Shares
from hedgerow.backtest.contracts.vix_option import VixOption
from hedgerow.backtest.crisis_record import CrisisRecord
from hedgerow.backtest.error_band import BANDS, ErrorBand
from hedgerow.backtest.pairing_history import PairingHistory
from hedgerow.backtest.provenance import PriceSources, price_sources
from hedgerow.backtest.replay import Policy, replay
from hedgerow.backtest.tail_ledger import TailLedger, tail_ledger
from hedgerow.data.ledger import Ledger
from hedgerow.data.progress import Progress, Silence
from hedgerow.desk import replay_cards as cards
from hedgerow.desk.replay_cards import (
    GridPoint,
    Measured,
    PolicyPath,
    ReplayBook,
    ReplayEvent,
    ReplayPath,
    ReplaySummary,
    ReplayTrade,
    ReplayWindow,
    Used,
)
from hedgerow.desk.replay_choices import UNTRADED, ReplayChoices
from hedgerow.desk.replay_grid import grid_points
from hedgerow.desk.replay_study import ReplayStudy, replay_study
from hedgerow.desk.result import Result, Status
from hedgerow.desk.saved_runs import SavedRun
from hedgerow.desk.settings import ledger_in
from hedgerow.errors import UnavailableError
from hedgerow.market.book import Book
from hedgerow.market.rates import ASSUMED_RATE

if TYPE_CHECKING:
    from hedgerow.desk.settings import DataArgument

LABEL = "replays"
ASSUMED = 0.10
"""Share of the book that moves by beta alone, from which on the answer is degraded."""
LEAST_PREMIUM = 0.01
"""Of the net asset value a year, from which on a policy sells premium."""
BESIDE = ("unhedged", "sell")
"""Stand beside every policy."""


@dataclass(frozen=True, kw_only=True)
class Backtest(Result):
    """A policy replayed, beside others."""

    command: ClassVar[str] = "backtest"
    main_table: ClassVar[str] = "compared"
    window: ReplayWindow
    policy: str
    words: str
    """What the policy does."""
    choices: ReplayChoices
    book: ReplayBook
    summary: ReplaySummary
    attribution: Attribution
    """Of the window, US dollars."""
    crises: tuple[CrisisRecord, ...]
    compared: tuple[ReplaySummary, ...]
    """Every policy, the one that is shown first."""
    modelled_share: float
    """Of the premium traded; NaN where nothing was."""
    prices: PriceSources
    error_band: tuple[ErrorBand, ...]
    """What modelled prices were worth where they could be held against quotes."""
    instruments: tuple[Used, ...]
    tail: TailLedger | None
    """Of a policy that sells premium; None for one that buys it."""
    path: ReplayPath
    others: tuple[PolicyPath, ...]
    grid: tuple[GridPoint, ...]
    """Every combination of the settings varied; empty where none was."""
    trades: tuple[ReplayTrade, ...]
    events: tuple[ReplayEvent, ...]
    saved: tuple[SavedRun, ...] = ()
    """Runs that were saved, put beside by :func:`hedgerow.desk.saved_runs.beside`."""


def backtest(
    book: Book | str | Path,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    choices: ReplayChoices | None = None,
    policies: Sequence[Policy] = (),
    grid: Mapping[str, Sequence[float | str]] | None = None,
    executor: Executor | None = None,
    ledger: Ledger | str | Path | None = None,
    columns: str | Path | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """A policy replayed through the past, beside others and beside the book alone [SPEC HP-60, HP-43].

    The weights of ``as_of`` are held through the whole past. ``policies`` are objects of the user's own; they come before those
    that ``choices`` names, and the first of all is the one that is shown in full. ``grid`` varies settings of
    :class:`PolicyChoices` (``{"delta": [-0.2, -0.3], "days": [45, 75]}``): every combination is replayed with every policy that
    ``choices`` names, by ``executor`` where one is given (any of `concurrent.futures`; processes use the cores), and kept in
    ``ledger``, a folder. ``columns`` is the file of a column map for the book's CSV; ``progress`` is told how many replays are
    done.

    Raises :class:`InputError` for a window outside the data and :class:`UnavailableError` without VIX or prices.
    """
    want = choices or ReplayChoices()
    study = replay_study(book, want, data=data, as_of=as_of, columns=columns, progress=progress)
    if study.history.since and study.assumed_share >= 1:
        msg = (
            f"no position of the book has a price in {study.window.name}: {', '.join(study.history.since)}; check the symbols, "
            "or add a source that has them"
        )
        raise UnavailableError(msg)
    named = [policy(name, want.choices) for name in want.policies]
    beside = [policy(name, want.choices) for name in BESIDE if name not in want.policies]
    told = progress or Silence()
    found: list[Measured] = []
    pairing = PairingHistory(study.tape)
    everything = [*policies, *named, *beside]
    for one in everything:
        told.advance(LABEL, len(found), len(everything))
        found.append(cards.measured(replay(study.tape, one, want.terms, pairing), study))
    told.advance(LABEL, len(found), len(everything))
    varied: tuple[GridPoint, ...] = ()
    if grid:
        place = ledger_in(ledger, "replays")
        varied = grid_points(study, want, grid, ledger=place, executor=executor, progress=told)
    return _answer(study, want, found, varied)


def _answer(
    study: ReplayStudy,
    want: ReplayChoices,
    found: Sequence[Measured],
    varied: tuple[GridPoint, ...],
) -> Backtest:
    main = found[0]
    sources = price_sources(main.made, main.stop)
    notes = study.made.notes
    name = main.made.policy
    summaries = tuple(cards.summary(one) for one in found)
    _tell(study, found, summaries, sources)
    return Backtest(
        as_of=study.made.as_of,
        status=Status.of(study.made.doubts),
        provenance=dict(study.made.market.seen()) | {"option_price": _price_words(sources)},
        warnings=tuple(dict.fromkeys(notes.notes)),
        window=cards.replay_window(study, want),
        policy=name,
        words=summaries[0].words,
        choices=want,
        book=cards.replay_book(study, main),
        summary=summaries[0],
        attribution=cards.attribution(main),
        crises=cards.crises(main, own_peaks=want.own_peak),
        compared=summaries,
        modelled_share=sources.modelled_share,
        prices=sources,
        error_band=BANDS if sources.modelled_share > 0 else (),
        instruments=cards.used(main.made),
        tail=_ledger(main),
        path=cards.path(main),
        others=cards.other_paths(found[1:]),
        grid=varied,
        trades=cards.replay_trades(main.made),
        events=cards.replay_events(main.made),
    )


def _ledger(main: Measured) -> TailLedger | None:
    """Of a policy that takes in more than it pays out; None for one that buys, or nearly does."""
    sold = [t.contract for t in main.made.trades if t.opens and t.quantity < 0]
    if not sold:
        return None
    ledger = tail_ledger(main.made)
    if all(isinstance(contract, (Option, VixOption)) for contract in sold):
        return ledger if ledger.annual_premium >= LEAST_PREMIUM else None
    return None if any(isinstance(contract, Shares) for contract in sold) else ledger


def _price_words(sources: PriceSources) -> str:
    if not sources.trades:
        return "none"
    if not sources.quoted_trades:
        return "modelled"
    return "quoted" if sources.quoted_trades == sources.trades else "quoted and modelled"


def _tell(
    study: ReplayStudy,
    found: Sequence[Measured],
    summaries: Sequence[ReplaySummary],
    sources: PriceSources,
) -> None:
    """What the answer rests on that is not as it should be; ``sources`` are the shown policy's."""
    main = found[0]
    notes, history = study.made.notes, study.history
    if study.assumed_share > ASSUMED:
        late = ", ".join(f"{s} (since {day})" for s, day in history.since.items())
        notes.doubt(
            f"{100 * study.assumed_share:.0f} % of the book moved by its beta alone in the window, for want of prices: {late}"
        )
    elif history.since and study.assumed_share > 0:
        late = ", ".join(history.since)
        notes.note(
            f"{100 * study.assumed_share:.1f} % of the book moved by its beta alone in the window: {late}"
        )
    for need in sorted(study.missing):
        notes.doubt(
            f"no {need} in the data, which {main.made.policy} or a policy beside it looks at"
        )
    if sources.trades and sources.modelled_share > 0:
        notes.doubt(
            f"{100 * sources.modelled_share:.0f} % of the premium traded is modelled, not quoted"
        )
    others = [row.policy for row in summaries[1:] if row.modelled_share > 0]
    if others:
        notes.doubt(f"modelled prices in {', '.join(others)} too")
    if study.assumed_rates:
        notes.doubt(
            f"no Treasury or fed-funds rate on {study.assumed_rates:,} sessions: {100 * ASSUMED_RATE:g} % assumed"
        )
    inside = slice(study.tape.first, None)
    made = study.vols.extrapolated[inside]
    if sources.trades and made.any():
        notes.doubt(
            f"on {int(made.sum()):,} of {len(made):,} sessions the VIX curve beyond 30 days is extrapolated from VIX"
        )
    symbols = {s.contract.symbol for one in found for s in one.made.spells}
    adjusted = [
        s
        for s in sorted(symbols)
        if s in study.tape.underlyings and study.tape.underlyings[s].adjusted
    ]
    if adjusted:
        notes.doubt(
            f"{', '.join(adjusted)}: the prices known are adjusted for what came later, so that contract counts and strikes are "
            "not those of the day"
        )
    idle = [one.made.policy for one in found if one.made.policy not in UNTRADED and not _held(one)]
    if idle:
        notes.doubt(
            f"never held a contract in the window: {', '.join(idle)}; --json tells why", first=True
        )


def _held(one: Measured) -> bool:
    """Whether anything was held within the window."""
    first, last = one.made.tape.first + one.start, one.made.tape.first + one.stop
    return any(spell.start < last and spell.stop > first for spell in one.made.spells)
