"""What every forecaster of variance is asked, and how it answers.

    F_{i,k} = E[ (252/k) · Σ_{j=1..k} r²_{i+j} | what the end of session i knows ]      k = 1…h

the AVERAGE annualised variance over the next k sessions, so that ``√F_{i,k}`` is a volatility to
hold beside an implied one. Parameters come from rows up to ``fitted_until``; the state (today's
volatility) from rows up to the origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray, IntArray
    from hedgerow.volatility.forecast.history import History


class Model(Protocol):
    """A forecaster: frozen, picklable, and equal to another with the same parameters."""

    @property
    def name(self) -> str:
        """Stable identifier, such as ``"har_log"``."""

    def term_structure(
        self, history: History, *, fitted_until: int, origins: IntArray, horizon: int
    ) -> FloatArray:
        """Forecasts (len(origins), horizon): entry [i, k−1] is F_{i,k}, decimal per year.

        ``fitted_until`` and ``origins`` are rows of ``history``, ``fitted_until <= min(origins)``.
        NaN where the model has too little history or an input is unknown.
        """
