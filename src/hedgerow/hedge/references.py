"""Check values of the counts and of what they do: each beside ours in `hedgerow verify`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hedgerow.reference import Reference
from hedgerow.units import Contracts, Dollars, DollarsPerShare, SharesPerContract

if TYPE_CHECKING:
    from hedgerow.hedge.put import Put
    from hedgerow.hedge.scenarios import Hedged

_EXPOSURE = Dollars(575_000)
_BOOK = "575,000 USD of beta, S 752"


def _raw(delta: float | None, spot: float = 752.0) -> float:
    """Contracts before rounding; without a delta, dollar for dollar."""
    from hedgerow.hedge.sizing import contract_dollars, delta_count, notional_count

    one = contract_dollars(DollarsPerShare(spot), SharesPerContract(100))
    return notional_count(_EXPOSURE, one) if delta is None else delta_count(_EXPOSURE, one, delta)


def _whole(delta: float | None, ratio: float) -> float:
    from hedgerow.hedge.sizing import rounded_up

    return rounded_up(Contracts(ratio * _raw(delta)))


def _after_rounding(contracts: int, what: str) -> float:
    from hedgerow.hedge.sizing import contract_dollars, counted

    one = contract_dollars(DollarsPerShare(752.0), SharesPerContract(100))
    count = counted(Contracts(contracts), contracts, _EXPOSURE, one, -0.30)
    return count.coverage if what == "coverage" else count.gearing_at_expiry


def _put() -> Put:
    """The 30-delta put of 60 days on the smile modelled from the VIX family of 26 May 2026."""
    from datetime import date

    from hedgerow.hedge.put import StrikeWanted, modelled_put
    from hedgerow.hedge.terms import Terms
    from hedgerow.volatility.surface.modelled import ModelledSurface

    return modelled_put(
        Terms(752.0, 0.037, 0.011, date(2026, 5, 26)),
        ModelledSurface({30: 0.1701, 93: 0.1989, 184: 0.2246}),
        date(2026, 7, 25),
        StrikeWanted("delta", -0.30),
    )


def _hedged(contracts: int) -> Hedged:
    from hedgerow.hedge.scenarios import Hedged, StressRule

    return Hedged(_EXPOSURE, _put(), contracts, 100, 30, StressRule())


def _thousands(contracts: int, move: float, when: str) -> float:
    made = _hedged(contracts)
    return (made.at_expiry(move) if when == "at expiry" else made.at_roll(move)) / 1000


def _stressed_count(move: float, limit: float) -> float:
    """Contracts, of a put revalued 30 days later at +15 points per −10 %."""
    from hedgerow.hedge.scenarios import StressRule
    from hedgerow.hedge.sizing import loss_limit_count

    put = _put()
    gain = put.value(30, move=move, shock=StressRule().shock(move)) - put.price
    found = loss_limit_count(
        Dollars(-move * _EXPOSURE), Dollars(limit), DollarsPerShare(gain), SharesPerContract(100)
    )
    return float("nan") if found is None else found


def _worst(what: str) -> float:
    move, loss = _hedged(26).worst_at_expiry()
    return move if what == "move" else loss / 500_000


_COUNTS = (
    (None, 1.0, 8, "HP-11"),
    (-0.30, 1.0, 26, "HP-12"),
    (-0.50, 1.0, 16, "HP-12"),
    (-0.20, 1.0, 39, "HP-12"),
    (-0.30, 0.50, 13, "HP-13"),
    (-0.30, 0.25, 7, "HP-13"),
)

_AT_EXPIRY = {
    0: (57.5, 0.0, -17.2, -28.8, -57.5, -115.0, -172.5),
    7: (50.0, -7.5, -24.7, -25.8, -28.2, -33.1, -38.0),
    8: (49.0, -8.5, -25.8, -25.4, -24.1, -21.4, -18.7),
    13: (43.6, -13.9, -31.1, -23.3, -3.2, 37.1, 77.4),
    26: (29.7, -27.8, -45.0, -17.8, 51.2, 189.2, 327.2),
}
_MOVES = (0.10, 0.0, -0.03, -0.05, -0.10, -0.20, -0.30)
_AFTER_30_DAYS = {-0.10: (-27.3, -23.0, -1.5, 54.6), -0.20: (-33.9, -22.3, 35.7, 186.3)}

CHAPTERS: Mapping[str, tuple[Reference, ...]] = {
    "counts": (
        *(
            Reference(
                f"Contracts before rounding, {_BOOK}, "
                + ("dollar for dollar" if delta is None else f"delta {delta:.2f}"),
                lambda delta=delta: _raw(delta),  # type: ignore[misc]
                published,
                tolerance,
                source,
            )
            for delta, published, tolerance, source in (
                (None, 7.646, 5e-4, "SPEC HP-11"),
                (-0.30, 25.49, 0.005, "SPEC HP-12"),
                (-0.50, 15.29, 0.005, "SPEC HP-12"),
                (-0.20, 38.23, 0.005, "SPEC HP-12"),
            )
        ),
        *(
            Reference(
                f"Contracts, {_BOOK}, "
                + ("dollar for dollar" if delta is None else f"delta {delta:.2f}, {ratio:.0%}"),
                lambda delta=delta, ratio=ratio: _whole(delta, ratio),  # type: ignore[misc]
                published,
                0.0,
                f"SPEC {source}",
            )
            for delta, ratio, published, source in _COUNTS
        ),
        *(
            Reference(
                f"Share that {n} contracts of delta -0.30 cover of {_BOOK}",
                lambda n=n: _after_rounding(n, "coverage"),  # type: ignore[misc]
                published,
                5e-4,
                "SPEC HP-13",
            )
            for n, published in ((26, 1.020), (13, 0.510), (7, 0.275))
        ),
        Reference(
            f"Dollars that 26 contracts carry at expiry for each of {_BOOK}",
            lambda: _after_rounding(26, "gearing"),
            3.40,
            0.005,
            "SPEC HP-17",
        ),
        *(
            Reference(
                f"Contracts before rounding, 575,000 USD of beta, delta -0.30, {name}",
                lambda spot=spot: _raw(-0.30, spot),  # type: ignore[misc]
                published,
                tolerance,
                "SPEC HP-14",
            )
            for name, spot, published, tolerance in (
                ("SPX at 7,539", 7539.0, 2.54, 0.005),
                ("XSP at 753.9", 753.9, 25.4, 0.05),
            )
        ),
        *(
            Reference(
                f"Contracts for a loss of {limit:,} USD at {move:.0%} 30 days later, {_BOOK}",
                lambda move=move, limit=limit: _stressed_count(move, limit),  # type: ignore[misc]
                published,
                0.05,
                "SPEC HP-18",
            )
            for move, limit, published in (
                (-0.10, 0, 13.3),
                (-0.20, 0, 9.9),
                (-0.10, 25_000, 7.5),
                (-0.20, 25_000, 7.8),
            )
        ),
    ),
    "scenarios": (
        *(
            Reference(
                f"{n} thirty-delta puts on {_BOOK}, at expiry at {move:+.0%}, thousand USD",
                lambda n=n, move=move: _thousands(n, move, "at expiry"),  # type: ignore[misc]
                published,
                0.0501,  # half a unit of the last digit: −28.75 is printed as −28.8
                "SPEC HP-17",
            )
            for n, row in _AT_EXPIRY.items()
            for move, published in zip(_MOVES, row, strict=True)
        ),
        *(
            Reference(
                f"{n} thirty-delta puts on {_BOOK}, after 30 days at {move:+.0%}, thousand USD",
                lambda n=n, move=move: _thousands(n, move, "at the roll"),  # type: ignore[misc]
                published,
                0.05,
                "SPEC HP-17",
            )
            for move, row in _AFTER_30_DAYS.items()
            for n, published in zip((7, 8, 13, 26), row, strict=True)
        ),
        Reference(
            f"Move at which 26 thirty-delta puts on {_BOOK}, lose most",
            lambda: _worst("move"),
            -0.0302,
            5e-5,
            "SPEC HP-17",
        ),
        Reference(
            f"Loss there of 26 thirty-delta puts on {_BOOK}, share of 500,000 USD",
            lambda: _worst("loss"),
            -0.09,
            5e-4,
            "SPEC HP-17",
        ),
    ),
}
"""Nothing is computed before it is asked for."""
