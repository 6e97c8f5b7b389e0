"""Published results and limits of the engines for what has no closed form, and of barriers."""

from typing import Literal

from hedgerow.reference import Reference

_SEED = 20240805


def _barrier(level: float, dates: int | None) -> float:
    from hedgerow.pricing.barrier import barrier_option, discretely_watched_barrier_option

    if dates is None:
        found = barrier_option(
            100, 100, 0.2, 0.3, right="call", barrier=level, kind="down-and-out", rate=0.1
        )
    else:
        found = discretely_watched_barrier_option(
            100, 100, 0.2, 0.3,
            right="call", barrier=level, kind="down-and-out", rate=0.1, dates=dates,
        )  # fmt: skip
    return float(found)


def _barrier_on_grid(level: float) -> float:
    from hedgerow.pricing.finite_differences import KnockOut, finite_differences

    dates = tuple(0.2 * (i + 1) / 50 for i in range(50))
    barrier = KnockOut(level, "down", dates)
    return finite_differences(
        100, 100, 0.2, 0.3, right="call", rate=0.1, knock_out=barrier, nodes=300
    ).value


def _american_on_grid(rate: float) -> float:
    from hedgerow.pricing.bsm import bsm
    from hedgerow.pricing.finite_differences import finite_differences

    found = finite_differences(
        100, 100, 1, 0.25,
        right="put", rate=rate, dividend_yield=0.05, exercise="american", nodes=400, steps=300,
    )  # fmt: skip
    return found.value - float(bsm(100, 100, 1, 0.25, right="put", rate=rate, dividend_yield=0.05))


def _forward_start() -> float:
    from hedgerow.pricing.forward_start import forward_start

    return float(forward_start(60, 1.1, 0.25, 1, 0.3, right="call", rate=0.08, dividend_yield=0.04))


def _in_less_vanilla(side: Literal["down", "up"]) -> float:
    from hedgerow.pricing.barrier import Kind, barrier_option
    from hedgerow.pricing.bsm import bsm

    into: Kind = "down-and-in" if side == "down" else "up-and-in"
    out: Kind = "down-and-out" if side == "down" else "up-and-out"
    level = 85 if side == "down" else 115
    both = sum(
        barrier_option(100, 95, 0.5, 0.25, right="put", barrier=level, kind=kind, rate=0.04)
        for kind in (into, out)
    )
    return float(both - bsm(100, 95, 0.5, 0.25, right="put", rate=0.04))


def _dividend_parity() -> float:
    from math import exp

    from hedgerow.pricing.american_dividends import european_with_dividends

    terms = {"rate": 0.05, "dividends": [(0.1, 1.0), (0.35, 1.5)]}
    call, put = (
        european_with_dividends(100, 95, 0.5, 0.3, right=right, **terms).price  # type: ignore[arg-type]
        for right in ("call", "put")
    )
    paid = exp(-0.05 * 0.1) + 1.5 * exp(-0.05 * 0.35)
    return float(call - put - (100 - paid - 95 * exp(-0.05 * 0.5)))


def _vol_knock_out(what: Literal["excess", "ratio"]) -> float:
    from math import inf

    from hedgerow.pricing.heston import Heston
    from hedgerow.pricing.vol_knock_out import vol_knock_out_put

    model = Heston(v0=0.03, kappa=4.0, theta=0.04, xi=0.7, rho=-0.75)
    found = vol_knock_out_put(model, 100, 95, 0.25, barrier=inf, rate=0.04, paths=4000, seed=_SEED)
    if what == "ratio" or found.vanilla_closed_form is None:
        return found.ratio.value
    return (found.vanilla.value - found.vanilla_closed_form) / found.vanilla.standard_error


def _scalped(realized: float, what: Literal["mean", "correlation"]) -> float:
    import numpy as np

    from hedgerow.pricing.gamma_scalping import HedgedOption, gamma_scalping
    from hedgerow.pricing.paths import Lognormal, paths_over_forward

    M = paths_over_forward(
        Lognormal(realized), np.random.default_rng(_SEED), paths=10_000, steps=63, step=1 / 252
    )
    found = gamma_scalping(HedgedOption(strike=100, expiry=0.25, vol=0.20), 100 * M)
    if what == "mean":
        return float(found.net.mean())
    return float(np.corrcoef(found.net, found.gamma_and_theta)[0, 1])


_TERMS = "down-and-out call, S = K = 100, σ 30 %, r 10 %, T 0.2"

REFERENCES: tuple[Reference, ...] = (
    *(
        Reference(
            f"Barrier {level} watched always, {_TERMS}",
            lambda level=level: _barrier(level, None),  # type: ignore[misc]
            always,
            5e-4,
            "BGK97, table 2.1, continuous",
        )
        for level, always in ((85, 6.308), (91, 5.808), (95, 4.398), (99, 1.171))
    ),
    *(
        Reference(
            f"Barrier {level} watched on 50 dates by the shifted barrier, {_TERMS}",
            lambda level=level: _barrier(level, 50),  # type: ignore[misc]
            shifted,
            5e-4,
            "BGK97, table 2.1, corrected",
        )
        for level, shifted in ((85, 6.322), (91, 5.977), (95, 4.907), (99, 2.271))
    ),
    *(
        Reference(
            f"Barrier {level} watched on 50 dates on the grid, {_TERMS}",
            lambda level=level: _barrier_on_grid(level),  # type: ignore[misc]
            true,
            2e-3,
            "BGK97, table 2.1, true",
        )
        for level, true in ((85, 6.322), (91, 5.977), (95, 4.907), (99, 2.337))
    ),
    *(
        Reference(
            f"American put on the grid less European, S = K = 100, q 5 %, σ 25 %, T 1, r {100 * rate:g} %",
            lambda rate=rate: _american_on_grid(rate),  # type: ignore[misc]
            premium,
            2e-5,
            "ALO16, table 2",
        )
        for rate, premium in ((0.05, 0.106952702747), (0.075, 0.3671112309))
    ),
    Reference(
        "Forward start call, S 60, α 1.1, t ¼, T 1, r 8 %, b 4 %, σ 30 %",
        _forward_start,
        4.4064,
        1e-4,
        "Haug07, 4.4",
    ),
    *(
        Reference(
            f"Put knocked in plus put knocked out less vanilla put, barrier {kind}",
            lambda kind=kind: _in_less_vanilla(kind),  # type: ignore[misc]
            0.0,
            1e-12,
            "identity: in-out parity",
        )
        for kind in ("down", "up")
    ),
    Reference(
        "European call less put on a spot with two dividends, less its value by parity",
        _dividend_parity,
        0.0,
        2e-4,
        "identity: put-call parity with cash dividends",
    ),
    Reference(
        "Vol-knock-out put without barrier over vanilla put, Heston",
        lambda: _vol_knock_out("ratio"),
        1.0,
        1e-12,
        "identity: B → ∞",
    ),
    Reference(
        "Vanilla put by Heston paths less Fourier, in standard errors",
        lambda: _vol_knock_out("excess"),
        0.0,
        4.0,
        "identity: simulated = exact within its error",
    ),
    *(
        Reference(
            f"Hedged 63-day straddle bought at 20 %, mean P&L at {100 * realized:g} % realized",
            lambda realized=realized: _scalped(realized, "mean"),  # type: ignore[misc]
            mean,
            0.06,
            "SPEC, VP-11 (simulated; four standard errors)",
        )
        for realized, mean in ((0.25, 1.99), (0.20, -0.005), (0.15, -1.99))
    ),
    Reference(
        "Hedged 63-day straddle bought at 20 %, P&L at 25 % realized: correlation with Σ ½ΓS²[(ΔS/S)² − σ²Δt]",
        lambda: _scalped(0.25, "correlation"),
        0.985,
        0.01,
        "SPEC, VP-11: .98 to .99",
    ),
)
