"""What a put is worth under different models, all of one surface: how far nobody knows (SPEC DT-05).

    Black         one volatility, the strike's             knows no skew: its value of a path is that of another market
    local vol     a diffusion that holds every quote       knows the skew, but its forward smiles flatten with time
    Heston        volatility moves by itself               keeps forward smiles; as near the quotes as five numbers get

They agree on a vanilla put as far as they fit its quote, and differ on everything that depends on the path. None is the
truth; the distance between those that know the skew is the least uncertainty that a price of such a put has. Black
alone gives none, and says so.

All three watch the barrier on the same trading days. Black and local volatility are solved on grids, with an estimate of
their error; the rest is paths, with a standard error.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from hedgerow.errors import InputError
from hedgerow.pricing.barrier import Kind
from hedgerow.pricing.finite_differences import GridValue, KnockOut, finite_differences
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.local_vol import ForwardCurve, LocalVolGrid
from hedgerow.pricing.local_vol_option import local_vol_option
from hedgerow.pricing.monte_carlo import barrier_by_simulation, sessions_of
from hedgerow.pricing.paths import Lognormal
from hedgerow.pricing.vol_knock_out import vol_knock_out_put

Model: TypeAlias = Literal["Black", "local volatility", "Heston"]
Method: TypeAlias = Literal["grid", "paths"]

NODES, STEPS = 300, 120
"""Of the coarser of the two grids."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The put without its condition, and the market that all models share."""

    spot: float
    strike: float
    expiry: float
    """Years."""
    vol: float
    """Implied volatility at the strike, decimal: Black's only input."""
    rate: float
    """Continuously compounded, per year, to the expiry."""
    dividend_yield: float = 0.0

    def __post_init__(self) -> None:
        for name in ("spot", "strike", "expiry", "vol"):
            given = getattr(self, name)
            if not (given > 0 and math.isfinite(given)):
                raise InputError(f"{name} is {given}: give a finite number above 0")
        for name in ("rate", "dividend_yield"):
            given = getattr(self, name)
            if not math.isfinite(given):
                raise InputError(f"{name} is {given}: give a finite decimal a year, 0.04 for 4 %")

    @property
    def forward(self) -> float:
        """S e^{(r − q)T}."""
        return self.spot * math.exp((self.rate - self.dividend_yield) * self.expiry)

    @property
    def discount(self) -> float:
        """e^{−rT}."""
        return math.exp(-self.rate * self.expiry)


@dataclass(frozen=True, slots=True)
class ModelValue:
    """One model's value of the put, in the unit of the spot."""

    model: Model
    value: float
    error: float
    """Standard error of paths, or estimate of the absolute error of a grid."""
    method: Method
    vanilla: float
    """The same put without its condition, under the same model: how well it fits the quote."""
    vanilla_error: float
    """As :attr:`error`; 0 where a formula gives it."""

    @property
    def ratio(self) -> float:
        """Share of the vanilla put that is paid; NaN where that is worth nothing."""
        return self.value / self.vanilla if self.vanilla > 0 else math.nan


@dataclass(frozen=True, slots=True)
class ModelSpread:
    """All models' values, and what they leave open."""

    values: tuple[ModelValue, ...]
    """Black first."""
    reasons: tuple[str, ...]
    """Why the values are not to be relied on as they are; empty where three models spoke."""

    def of(self, model: Model) -> ModelValue | None:
        """One model's value; None where it was not asked."""
        return next((v for v in self.values if v.model == model), None)

    @property
    def knowing_skew(self) -> tuple[ModelValue, ...]:
        """All but Black."""
        return tuple(v for v in self.values if v.model != "Black")

    @property
    def spread(self) -> float:
        """Largest less smallest value of the models that know the skew, the uncertainty shown; NaN below two of them."""
        found = [v.value for v in self.knowing_skew]
        return max(found) - min(found) if len(found) > 1 else math.nan

    @property
    def spread_error(self) -> float:
        """One deviation of :attr:`spread`: a smaller spread is none."""
        found = [v.error for v in self.knowing_skew]
        return math.hypot(*found) if len(found) > 1 else math.nan

    @property
    def distance_of_black(self) -> float:
        """Black's value less the mean of the others': what the skew is worth; NaN without one."""
        found = [v.value for v in self.knowing_skew]
        return self.values[0].value - sum(found) / len(found) if found else math.nan


def barrier_put_spread(
    terms: Terms,
    *,
    barrier: float,
    kind: Kind,
    local_vol: LocalVolGrid | None = None,
    heston: Heston | None = None,
    dates: int | None = None,
    paths: int = 100_000,
    seed: int = 0,
    threads: int = 1,
) -> ModelSpread:
    """A barrier put watched on equidistant ``dates`` (trading days by default), the last at expiry.

    >>> terms = Terms(spot=100, strike=95, expiry=0.25, vol=0.2, rate=0.04)
    >>> found = barrier_put_spread(terms, barrier=85, kind="down-and-out")
    >>> round(found.values[0].value, 2), len(found.reasons)
    (0.75, 1)
    """
    if kind not in get_args(Kind):
        raise InputError(f"kind is {kind!r}: choose one of {', '.join(get_args(Kind))}")
    days = sessions_of(terms.expiry) if dates is None else dates
    watched = tuple(terms.expiry * (i + 1) / days for i in range(days))
    out = KnockOut(barrier, "down" if kind.startswith("down") else "up", watched)

    def on_grid(model: Model, solved: Callable[[KnockOut | None], GridValue]) -> ModelValue:
        vanilla, alive = solved(None), solved(out)
        value = alive.value if kind.endswith("out") else max(vanilla.value - alive.value, 0.0)
        error = alive.error if kind.endswith("out") else alive.error + vanilla.error
        return ModelValue(model, value, error, "grid", vanilla.value, vanilla.error)

    def black(knock_out: KnockOut | None) -> GridValue:
        return finite_differences(
            terms.spot, terms.strike, terms.expiry, terms.vol,
            right="put", rate=terms.rate, dividend_yield=terms.dividend_yield,
            knock_out=knock_out, nodes=NODES, steps=STEPS,
        )  # fmt: skip

    found = [on_grid("Black", black)]
    if local_vol is not None:
        grid, curve = local_vol, _curve(terms)

        def diffusion(knock_out: KnockOut | None) -> GridValue:
            return local_vol_option(
                grid, curve, terms.strike, terms.expiry,
                right="put", knock_out=knock_out, nodes=NODES, steps=STEPS,
            )  # fmt: skip

        found.append(on_grid("local volatility", diffusion))
    if heston is not None:
        simulated = barrier_by_simulation(
            heston, terms.spot, terms.strike, terms.expiry,
            right="put", barrier=barrier, kind=kind, rate=terms.rate,
            dividend_yield=terms.dividend_yield, dates=days, paths=paths, seed=seed, threads=threads,
        )  # fmt: skip
        vanilla = float(
            heston.price(
                terms.forward, terms.strike, terms.expiry, right="put", discount=terms.discount
            )
        )
        found.append(
            ModelValue("Heston", simulated.value, simulated.standard_error, "paths", vanilla, 0.0)
        )
    return ModelSpread(tuple(found), _reasons("a barrier put", found))


def vol_knock_out_put_spread(
    terms: Terms,
    *,
    barrier: float,
    local_vol: LocalVolGrid | None = None,
    heston: Heston | None = None,
    sessions: int | None = None,
    paths: int = 100_000,
    seed: int = 0,
    threads: int = 1,
) -> ModelSpread:
    """A put that realized volatility of ``barrier`` (decimal, 252 sessions a year) over its life knocks out; by paths.

    >>> terms = Terms(spot=100, strike=95, expiry=0.25, vol=0.2, rate=0.04)
    >>> found = vol_knock_out_put_spread(terms, barrier=0.30, paths=2_000)
    >>> found.reasons[0].split(":")[0]
    'a vol-knock-out put depends on the path and only Black was asked'
    """
    models: list[tuple[Model, Lognormal | LocalVolGrid | Heston]] = [
        ("Black", Lognormal(terms.vol))
    ]
    if local_vol is not None:
        models.append(("local volatility", local_vol))
    if heston is not None:
        models.append(("Heston", heston))
    found = []
    for name, model in models:
        put = vol_knock_out_put(
            model, terms.spot, terms.strike, terms.expiry,
            barrier=barrier, rate=terms.rate, dividend_yield=terms.dividend_yield,
            sessions=sessions, paths=paths, seed=seed, threads=threads,
        )  # fmt: skip
        if isinstance(model, LocalVolGrid):
            grid = local_vol_option(
                model,
                _curve(terms),
                terms.strike,
                terms.expiry,
                right="put",
                nodes=NODES,
                steps=STEPS,
            )
            vanilla, its_error = grid.value, grid.error
        else:
            exact = put.vanilla_closed_form
            vanilla, its_error = math.nan if exact is None else exact, 0.0
        found.append(
            ModelValue(name, put.value.value, put.value.standard_error, "paths", vanilla, its_error)
        )
    return ModelSpread(tuple(found), _reasons("a vol-knock-out put", found))


def _curve(terms: Terms) -> ForwardCurve:
    return ForwardCurve.flat(terms.spot, rate=terms.rate, dividend_yield=terms.dividend_yield)


def _reasons(product: str, found: list[ModelValue]) -> tuple[str, ...]:
    models = {v.model for v in found}
    if models == {"Black"}:
        reason = (
            f"{product} depends on the path and only Black was asked: one volatility knows neither the "
            "skew nor that volatility moves, so the value may be off to either side; give local "
            "volatility or Heston's parameters of the day's surface"
        )
        return (reason,)
    reasons = []
    if len(models) == 2:
        asked = (models - {"Black"}).pop()
        missing = "Heston" if asked == "local volatility" else "local volatility"
        reasons.append(
            f"{missing} was not asked: only {asked} knows the skew here, so no spread can be shown"
        )
    unknown = [v.model for v in found if not math.isfinite(v.value)]
    if unknown:
        reasons.append(f"{', '.join(unknown)} gave no number")
    return tuple(reasons)
