"""The model's opinion of the regime: a fit a year, each kept, and the probabilities that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.data.ledger import Ledger
from hedgerow.data.progress import Progress
from hedgerow.regime.switching import (
    LEAST,
    Piece,
    SwitchingModel,
    assembled,
    classes,
    fit,
    pieces,
)

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.typing import FloatArray, IntArray

LABEL = "fits of the switching model"


@dataclass(frozen=True, slots=True, eq=False)
class ModelRegime:
    """Calm, normal or stress by returns alone, without look-ahead."""

    dates: pd.DatetimeIndex
    probabilities: FloatArray
    """(n, 3) on every session given; NaN where no fit was made or asked for."""
    models: tuple[SwitchingModel, ...]
    """By year, oldest first."""
    reason: str
    """Why today's is unknown; empty otherwise."""

    @property
    def classes(self) -> IntArray:
        """The likeliest state, (n,); −1 unknown."""
        return classes(self.probabilities)

    @property
    def latest(self) -> SwitchingModel | None:
        """The fit behind today's probabilities; None without one."""
        return self.models[-1] if self.models else None


def model_regime(
    dates: pd.DatetimeIndex,
    returns: FloatArray,
    *,
    ledger: Ledger,
    progress: Progress,
    last_only: bool,
) -> ModelRegime:
    """Filtered probabilities of calm, normal and stress from daily log returns, decimal, (n,).

    With ``last_only`` the one fit that the last session needs, which leaves the sessions of earlier years unknown: its
    parameters have seen them. Fits in the ledger are not made again.

    Raises :class:`InputError` for another number of dates, or dates that do not ascend.
    """
    work = pieces(dates, returns)
    current = [piece for piece in work if piece.stop == len(returns)]
    chosen = current if last_only else work
    models = _fitted(chosen, returns, ledger, progress)
    return ModelRegime(
        dates,
        assembled(returns, chosen, models),
        tuple(models[piece.key] for piece in chosen),
        _reason(current, models, returns),
    )


def _fitted(
    work: tuple[Piece, ...] | list[Piece], returns: FloatArray, ledger: Ledger, progress: Progress
) -> dict[str, SwitchingModel]:
    """By key, from the ledger or made now and kept."""
    models: dict[str, SwitchingModel] = {}
    missing = []
    for piece in work:
        kept = ledger.get(piece.key)
        model = None if kept is None else SwitchingModel.of_array(kept)
        if model is None:
            missing.append(piece)
        else:
            models[piece.key] = model
    if missing:
        progress.advance(LABEL, len(models), len(work))
    for piece in missing:
        model = fit(returns[piece.first : piece.start], piece.until)
        ledger.put(piece.key, model.to_array())
        models[piece.key] = model
        progress.advance(LABEL, len(models), len(work))
    return models


def _reason(current: list[Piece], models: dict[str, SwitchingModel], returns: FloatArray) -> str:
    if not current:
        known = int(np.isfinite(returns).sum())
        return f"the switching model needs {LEAST:,} known returns before the year; {known:,} are known in all"
    model = models[current[0].key]
    return "" if model.converged else f"the fit until {model.fitted_until} did not converge"
