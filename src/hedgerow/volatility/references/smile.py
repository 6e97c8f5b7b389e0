"""Published results of what a smile says: each beside ours in `hedgerow verify`."""

from __future__ import annotations

from hedgerow.reference import Reference

_SKEW, _ATM = -0.9, 0.15


def _event_move(sessions: int) -> float:
    """Per cent, of a listing 12 points over a base of 15 %."""
    from hedgerow.volatility.surface.event import event_move

    return 100 * event_move(0.27, 0.15, sessions).move


def _forward_vol() -> float:
    from hedgerow.volatility.surface.term_structure import forward_vol

    return 100 * float(forward_vol(0.1701, 30 / 365, 0.1989, 93 / 365))


def _put_vol() -> float:
    """Of the 95 put on a smile that is straight in ln K, spot 100."""
    from math import log

    return _ATM + _SKEW * log(0.95)


def _after_rise(ssr: float) -> float:
    """The same strike in points after the spot rose by 2 %."""
    from math import log

    from hedgerow.volatility.surface.dynamics import moved_vol

    return 100 * float(moved_vol(_put_vol(), _SKEW, log(1.02), ssr))


def _put_delta(ssr: float) -> float:
    """Of the same put, 30 days, no rates."""
    from hedgerow.pricing.bsm import greeks
    from hedgerow.volatility.surface.dynamics import adjusted_delta

    put = greeks(100, 95, 30 / 365, _put_vol(), right="put", rate=0.0)
    return float(adjusted_delta(put.delta, put.vega, _SKEW, 100, ssr))


def _jump_moment(which: int) -> float:
    from hedgerow.pricing.merton import Merton
    from hedgerow.volatility.surface.density import merton_cumulants

    skewness, excess = merton_cumulants(Merton(0.10, 1.0, -0.08, 0.06), 30 / 365)
    return (skewness, 3 + excess)[which]


def _times_flat(days: int) -> float:
    """Price of the 4650 put at 23 % over that at 15.5 %, index at 5185."""
    from hedgerow.pricing.black import black

    low, high = (float(black(5185, 4650, days / 365, vol, right="put")) for vol in (0.155, 0.23))
    return high / low


_STICKY = ((1, "strike", 19.6, -0.174), (0, "moneyness", 21.4, -0.107), (2, "local volatility", 17.8, -0.240))  # fmt: skip
_JUMPS = "Merton's jumps, λ 1, μ −.08, δ .06, σ .10, 30 days"

REFERENCES: tuple[Reference, ...] = (
    *(
        Reference(
            f"Event move, per cent, of a listing of {n} sessions at 27 % around a base of 15 %",
            lambda n=n: _event_move(n),  # type: ignore[misc]
            published,
            0.05,
            "SPEC VS-05",
        )
        for n, published in ((5, 3.3), (21, 6.5))
    ),
    Reference(
        "Forward volatility, points, between 17.01 at 30 days and 19.89 at 93",
        _forward_vol,
        21.12,
        0.005,
        "SPEC FW-02",
    ),
    *(
        Reference(
            f"Volatility of the 95 put, points, sticky {what}: spot 100 up 2 %, ATM 15, skew −.9",
            lambda ssr=ssr: _after_rise(ssr),  # type: ignore[misc]
            vol,
            0.05,
            "SPEC VS-10",
        )
        for ssr, what, vol, _ in _STICKY
    ),
    *(
        Reference(
            f"Delta of that put, 30 days, sticky {what}",
            lambda ssr=ssr: _put_delta(ssr),  # type: ignore[misc]
            delta,
            5e-4,
            "SPEC VS-10",
        )
        for ssr, what, _, delta in _STICKY
    ),
    Reference(
        f"Skewness of the log return, {_JUMPS}",
        lambda: _jump_moment(0),
        -1.6969,
        5e-5,
        "SPEC KT-08",
    ),
    Reference(f"Kurtosis, {_JUMPS}", lambda: _jump_moment(1), 9.6333, 5e-5, "SPEC KT-08"),
    *(
        Reference(
            f"Put 4650 at 23 % over the same at 15.5 %, {days} days, index 5185",
            lambda days=days: _times_flat(days),  # type: ignore[misc]
            times,
            tolerance,
            "SPEC KT-07",
        )
        for days, times, tolerance in ((30, 13.0, 0.5), (60, 5.3, 0.05), (90, 3.8, 0.05))
    ),
)
