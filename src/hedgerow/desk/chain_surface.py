"""What does this chain say? From raw quotes to an arbitrage-free surface, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from hedgerow.data.progress import Progress, Silence
from hedgerow.data.source import Market
from hedgerow.desk.result import Result, Status
from hedgerow.desk.session import Notes
from hedgerow.desk.settings import DataArgument, day, optional_market
from hedgerow.desk.surface_cards import (
    ArbitrageCard,
    ExpirationCard,
    GridCard,
    ModelCard,
    QualityCard,
    SmileCard,
    TenorCard,
    expiration_cards,
    grid_card,
    quality_card,
    smile_card,
    tenor_cards,
)
from hedgerow.desk.surface_choices import SurfaceChoices
from hedgerow.desk.surface_meaning import (
    BumpCard,
    DensityCard,
    LocalVolCard,
    PutCard,
    SkewDecayCard,
    TenorSlopeCard,
    bump_cards,
    density_card,
    local_vol_card,
    put_cards,
    skew_decay_card,
    slope_cards,
)
from hedgerow.desk.surface_moves import DynamicsCard, dynamics_card
from hedgerow.desk.surface_premium import (
    KurtosisPremiumCard,
    kurtosis_premium_card,
    sessions_ahead,
)
from hedgerow.desk.surface_study import (
    ChainStudy,
    as_date,
    require_earlier,
    say,
    say_tenor,
    studied,
)
from hedgerow.errors import HedgerowError, InputError
from hedgerow.typing import Exercise
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.fitted import FittedSurface, refitted
from hedgerow.volatility.surface.metrics import QuotedRange, listing_metrics, metrics_at
from hedgerow.volatility.surface.models import NAMES, ModelName
from hedgerow.volatility.surface.surface import DeltaKind

if TYPE_CHECKING:
    from hedgerow.pricing.heston import Heston
    from hedgerow.volatility.surface.surface import Surface

EVERY = 5
"""One strike of so many is kept from the fit that is judged by them."""
GRID_DAYS = 24
GRID_MONEYNESS = np.round(np.arange(0.70, 1.2001, 0.01), 4)
SHOWN_SMILES = 8
COARSE = 40
"""Points of the grid on which other models are checked, a listing."""


@dataclass(frozen=True, kw_only=True)
class ChainSurface(Result):
    """One chain: quality, forwards, smiles, surface, and what they say."""

    command: ClassVar[str] = "surface"
    main_table: ClassVar[str] = "expirations"
    symbol: str
    quoted_at: datetime
    """When the quotes are of, New York time."""
    spot: float
    """By put-call parity; NaN where the underlying cannot be held."""
    printed: float
    """Price of the underlying as the file prints it; used for nothing."""
    exercise: Exercise
    """How the options were read."""
    model: ModelName
    inside_spread: float
    """Share of the quotes between the 5-delta put and the 5-delta call of all expirations inside bid and ask."""
    within_tick: float
    """Share of them inside bid and ask widened by a tick."""
    held_out: float
    """Of every fifth strike, left out of a fit of its own: share within a tick; NaN where it was not asked."""
    arbitrage: ArbitrageCard | None
    """None without a surface, and for Heston, the law of a price, which can hold none."""
    expirations: tuple[ExpirationCard, ...]
    delta: DeltaKind
    """Of risk reversals and butterflies: spot deltas hold e^{−qT}; without a spot they are of the forward."""
    metrics: tuple[TenorCard, ...]
    term_structure: tuple[TenorSlopeCard, ...]
    skew_decay: SkewDecayCard | None
    events: tuple[BumpCard, ...]
    """Expirations before which more variance is priced than around them."""
    density: DensityCard | None
    local_vol: LocalVolCard | None
    puts: tuple[PutCard, ...]
    """Puts with a condition under three models; empty where they were not asked."""
    models: tuple[ModelCard, ...]
    """Every model on the same quotes; empty where they were not asked."""
    dynamics: DynamicsCard | None
    """How the surface moved; None without earlier chains."""
    kurtosis_premium: KurtosisPremiumCard | None
    """What options ask over the history; None without prices of the underlying."""
    quality: QualityCard
    smiles: tuple[SmileCard, ...]
    """Some smiles over their quotes."""
    grid: GridCard | None


def surface(
    chain: str | Path,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    earlier: str | Path | Sequence[str | Path] = (),
    choices: SurfaceChoices | None = None,
    progress: Progress | None = None,
) -> ChainSurface:
    """Forwards, an arbitrage-free surface, its metrics and what follows from one chain.

    ``chain`` is a file of any known layout, or a symbol whose chain of ``as_of`` the data have; ``earlier`` are chains of
    the same underlying, files or dates, that say how the surface moves; ``data`` also gives rates and the history of the
    underlying.

    Raises :class:`DataError` where a file is no chain, :class:`UnavailableError` where there is none, and
    :class:`InputError` for choices that are none.
    """
    choices = choices or SurfaceChoices()
    where = optional_market(data, progress)
    quoted, place = where.chain_of(str(chain), day(as_of))
    notes = Notes()
    earlier = [earlier] if isinstance(earlier, (str, Path)) else earlier
    told = _Told(
        progress or Silence(), f"surface of {quoted.underlying}", _pieces(choices, earlier)
    )
    made = studied(quoted, choices, where, notes)
    say(made, notes)
    say_tenor(made, choices.days, notes)
    told.done()
    found = made.fitted.surface
    quick = choices.quick or found is None
    held = bool(np.isfinite(made.forwards.spot))  # what cannot be is no price that diffuses
    run = [] if found is None else _run(earlier, made, where, choices, notes, told)
    models = () if quick else _models(made, told)
    heston = next((m.heston for m in models if m.heston is not None), None)
    held_out = float("nan") if quick else _held_out(made, told)
    kind: DeltaKind = "spot" if held else "forward"
    metrics = None if found is None else listing_metrics(found, kind=kind)
    puts: tuple[PutCard, ...] = ()
    premium = None
    if found is not None and held and not quick:
        puts = _puts(found, heston, choices, sessions_ahead(quoted, choices.days), notes, told)
        premium = kurtosis_premium_card(found, quoted, choices, where, notes)
    return ChainSurface(
        as_of=quoted.session,
        status=_status(made, notes, where),
        provenance=_provenance(where, place, run),
        warnings=tuple(notes.notes),
        symbol=quoted.underlying,
        quoted_at=quoted.quoted_at,
        spot=made.forwards.spot,
        printed=made.forwards.printed,
        exercise=made.forwards.exercise,
        model=choices.model,
        inside_spread=made.fitted.share("inside"),
        within_tick=made.fitted.share(),
        held_out=held_out,
        arbitrage=_arbitrage(made.fitted),
        expirations=expiration_cards(made.fitted, metrics),
        delta=kind,
        metrics=() if found is None else _metrics(found, made.fitted, choices, kind),
        term_structure=() if found is None else slope_cards(found),
        skew_decay=None if found is None else skew_decay_card(found),
        events=() if found is None else bump_cards(made.fitted),
        density=None if found is None else density_card(made.fitted, found, choices.days),
        local_vol=None
        if quick or found is None or not held
        else local_vol_card(found, choices.days),
        puts=puts,
        models=tuple(m.card for m in models),
        dynamics=dynamics_card(run) if held and len(run) > 1 else None,
        kurtosis_premium=premium,
        quality=quality_card(made.quality, made.fitted),
        smiles=_smiles(made.fitted, choices),
        grid=None if found is None else _grid(found, made.fitted),
    )


@dataclass(slots=True)
class _Told:
    """What has been done, told to who watches."""

    progress: Progress
    label: str
    total: int
    count: int = 0

    def __post_init__(self) -> None:
        self.progress.advance(self.label, 0, self.total)

    def done(self) -> None:
        """One more piece."""
        self.count += 1
        self.progress.advance(self.label, self.count, self.total)


def _pieces(choices: SurfaceChoices, earlier: Sequence[str | Path]) -> int:
    return 1 + len(earlier) + (0 if choices.quick else len(NAMES) + 2)


def _status(made: ChainStudy, notes: Notes, where: Market) -> Status:
    if made.fitted.surface is None:
        return Status("unavailable", tuple(dict.fromkeys(notes.doubts)))
    return Status.of([*notes.doubts, *where.problems])


def _provenance(where: Market, place: str, run: Sequence[tuple[date, Surface]]) -> dict[str, str]:
    """The chain that is read apart from those before it."""
    seen = {**where.seen(), "chain": place, "option_price": "quoted"}
    if len(run) > 1:
        seen["earlier_chains"] = ", ".join(str(day) for day, _ in run[:-1])
    return seen


def _arbitrage(fitted: FittedSurface) -> ArbitrageCard | None:
    found = fitted.arbitrage
    if found is None:
        return None
    return ArbitrageCard(
        found.is_free, found.points, found.butterfly, found.vertical, found.calendar
    )


def _metrics(
    surface: Surface, fitted: FittedSurface, choices: SurfaceChoices, kind: DeltaKind
) -> tuple[TenorCard, ...]:
    return tenor_cards(
        metrics_at(surface, choices.tenors, kind=kind, quoted=QuotedRange.of(fitted))
    )


def _smiles(fitted: FittedSurface, choices: SurfaceChoices) -> tuple[SmileCard, ...]:
    """The listings nearest to the tenors, and the first."""
    held = [s for s in fitted.smiles if s.smile is not None]
    if not held:
        return ()
    T = np.array([s.quoted.expiry for s in held]) * DAYS_PER_YEAR
    near = {0, *(int(np.argmin(np.abs(np.log(T / tenor)))) for tenor in choices.tenors)}
    cards = [smile_card(held[i]) for i in sorted(near)[:SHOWN_SMILES]]
    return tuple(card for card in cards if card is not None)


def _grid(surface: Surface, fitted: FittedSurface) -> GridCard:
    first, last = surface.expiries[0] * DAYS_PER_YEAR, surface.expiries[-1] * DAYS_PER_YEAR
    return grid_card(
        surface,
        QuotedRange.of(fitted),
        np.geomspace(max(first, 1.0), max(last, 2.0), GRID_DAYS),
        GRID_MONEYNESS,
    )


def _held_out(made: ChainStudy, told: _Told) -> float:
    again = refitted(
        made.fitted.quoted, made.forwards, model=made.fitted.fit.model, leave_out=EVERY
    )
    told.done()
    return again.share()


@dataclass(frozen=True, slots=True)
class _Model:
    card: ModelCard
    heston: Heston | None


def _models(made: ChainStudy, told: _Told) -> list[_Model]:
    """Every model through the same quotes."""
    found = []
    for name in NAMES:
        own = name == made.fitted.fit.model
        try:
            fitted = made.fitted if own else refitted(made.fitted.quoted, made.forwards, model=name)
            found.append(_model(fitted))
        except HedgerowError as error:  # one model that fails takes nothing from the others
            found.append(_Model(_failed(name, str(error)), None))
        told.done()
    return found


def _failed(name: ModelName, reason: str) -> ModelCard:
    nan = float("nan")
    return ModelCard(name, nan, nan, nan, nan, nan, converged=False, params={}, reason=reason)


def _model(fitted: FittedSurface) -> _Model:
    from hedgerow.volatility.surface.heston_fit import HestonSmile

    weights = np.array([s.misfit.near if s.smile is not None else 0 for s in fitted.smiles], float)
    squares = np.array([s.misfit.rms for s in fitted.smiles]) ** 2
    counted = weights > 0
    check = fitted.checked(points=COARSE, between=(0.0,))
    first = fitted.surface.slices[0].smile if fitted.surface is not None else None
    return _Model(
        ModelCard(
            model=fitted.fit.model,
            rmse=float(np.sqrt((weights * squares)[counted].sum() / weights.sum()))
            if counted.any()
            else float("nan"),
            inside_spread=fitted.share("inside"),
            within_tick=fitted.share(),
            butterfly_margin=check.butterfly.slack if check else float("nan"),
            calendar_margin=check.calendar.slack if check else float("nan"),
            converged=fitted.fit.converged,
            params=fitted.fit.params,
            reason=fitted.fit.reason,
        ),
        first.model if isinstance(first, HestonSmile) else None,
    )


def _puts(
    surface: Surface,
    heston: Heston | None,
    choices: SurfaceChoices,
    sessions: int,
    notes: Notes,
    told: _Told,
) -> tuple[PutCard, ...]:
    try:
        return put_cards(surface, heston, choices, sessions)
    except InputError as error:
        notes.note(f"puts with a condition are not valued: {error}")
        return ()
    finally:
        told.done()


def _run(
    earlier: Sequence[str | Path],
    made: ChainStudy,
    where: Market,
    choices: SurfaceChoices,
    notes: Notes,
    told: _Told,
) -> list[tuple[date, Surface]]:
    """Surfaces of earlier chains and of this one, oldest first; sessions of this underlying before it only."""
    found: dict[date, Surface] = {}
    for argument in earlier:
        session = as_date(argument)
        name = made.chain.underlying if session is not None else str(argument)
        chain, _ = where.chain_of(name, session)
        told.done()
        require_earlier(str(argument), chain, made.chain)
        surface = studied(chain, choices, where, Notes()).fitted.surface
        if surface is None:
            notes.doubt(f"the chain of {chain.session} gives no surface and is left out of the run")
        else:
            found[chain.session] = surface
    if made.fitted.surface is not None:
        found[made.chain.session] = made.fitted.surface
    return sorted(found.items())
