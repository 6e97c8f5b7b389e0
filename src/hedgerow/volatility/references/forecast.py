"""Check values of forecasts: each beside ours in `hedgerow verify`."""

from hedgerow.reference import Reference


def _week() -> float:
    """Points, of five sessions at 20 % with one at 32 %."""
    from hedgerow.volatility.forecast.event import with_events

    return 100 * with_events(0.20, days=5, event_days=1, event_vol=0.32)


def _qlike() -> float:
    """Of a forecast of half the variance that came."""
    import numpy as np

    from hedgerow.volatility.forecast.evaluation import qlike

    return float(qlike(np.array([0.04]), np.array([0.02]))[0])


REFERENCES: tuple[Reference, ...] = (
    Reference(
        "Volatility of five sessions at 20 with an event day of 32, points",
        _week,
        22.9,
        0.05,
        "SPEC FC-06",
    ),
    Reference(
        "QLIKE of a forecast of half the variance",
        _qlike,
        0.306852819440055,
        1e-14,
        "identity: 1 − ln 2",
    ),
)
