"""One option under local volatility, by the backward equation: European, or with a knock-out barrier.

With ``U`` the value over the discount factor and ``τ`` the time to expiry,

    ∂U/∂τ = ½ σ²(ln(S/F(t)), t) S² U_SS + μ(t) S U_S          μ = d ln F/dt

where ``F`` are the forwards of today: as the spot moves the local volatilities stay where they are, so delta and gamma
are those of the model. A barrier watched always is the edge of the grid; one watched on dates sets the value beyond it to 0 on
each. Nodes are equally spaced in ``ln S``, with strike, barrier and spot among them; steps grow from every date on, the
first of them four implicit quarters [Rannacher84]. Value, delta and gamma are extrapolated from two grids, as in
:mod:`~hedgerow.pricing.finite_differences`. A knock-in option is the European one less the knock-out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.elementwise import signs
from hedgerow.pricing.finite_differences import GridValue, KnockOut, cubic_at
from hedgerow.pricing.local_vol import ForwardCurve, LocalVolGrid
from hedgerow.typing import FloatArray, Right

REACH = 6.0
"""Deviations between spot (or strike) and the last node."""


def local_vol_option(
    local_vol: LocalVolGrid,
    curve: ForwardCurve,
    strike: float,
    expiry: float,
    *,
    right: Right,
    knock_out: KnockOut | None = None,
    spot: float | None = None,
    nodes: int = 200,
    steps: int = 80,
) -> GridValue:
    """Value, delta and gamma, in the unit of the spot; the coarser grid has about ``nodes`` and ``steps``.

    ``spot`` is where the value is read, that of ``curve`` by default: elsewhere it is what the option is worth after a
    move that leaves σ(S, t) in place. All NaN where spot, strike or expiry are not finite numbers above 0.

    >>> flat = LocalVolGrid(np.array([1.0]), np.array([-1.0, 1.0]), np.full((1, 2), 0.25))
    >>> curve = ForwardCurve.flat(100, rate=0.04)
    >>> out = local_vol_option(flat, curve, 95, 0.5, right="put", knock_out=KnockOut(80, "down"))
    >>> round(out.value, 3)  # barrier_option: 1.0051
    1.005
    """
    for name, given in (("nodes", nodes), ("steps", steps)):
        if given < 8:
            raise InputError(f"{name} is {given}: give 8 or more")
    S = curve.spot if spot is None else float(spot)
    if not (math.isfinite(S + strike + expiry) and min(S, strike, expiry) > 0):
        return GridValue(math.nan, math.nan, math.nan, math.nan)
    always = knock_out is not None and knock_out.monitored is None
    if always and knock_out is not None and knock_out.is_beyond(np.array(S)):
        return GridValue(0.0, 0.0, 0.0, 0.0)
    sweep = _Sweep(
        local_vol, curve, float(strike), float(expiry), float(signs(right)), knock_out, S
    )
    coarse, fine = (sweep.value(nodes, steps, times) for times in (1, 2))
    value, delta, gamma = fine + (fine - coarse) / 3
    return GridValue(
        max(float(value), 0.0), float(delta), float(gamma), float(abs(fine[0] - coarse[0]) / 3)
    )


@dataclass(frozen=True, slots=True)
class _Sweep:
    """What is rolled back, on grids of any fineness."""

    local_vol: LocalVolGrid
    curve: ForwardCurve
    strike: float
    expiry: float
    sign: float
    knock_out: KnockOut | None
    spot: float

    def value(self, nodes: int, steps: int, times: int) -> FloatArray:
        """Value, delta and gamma on the grid ``times`` as fine."""
        from hedgerow.pricing.kernels import local_vol as kernel

        s = self._spots(nodes, times)
        u = self._intrinsic(s, self.expiry)
        ζ = self.local_vol.scaled_moneyness
        for later, sooner in pairwise(self._moments()):
            self._watch(s, u, later)
            t = self._times(later, sooner, steps, times)
            lengths, middles = -np.diff(t), (t[1:] + t[:-1]) / 2
            weights = np.concatenate((np.ones(4), np.full(lengths.size - 4, 0.5)))
            F = self.curve.forward(t)
            kernel.march(
                s, u, lengths, weights, self._ends(s, t[1:]), -np.diff(np.log(F)) / lengths,
                np.log(self.curve.forward(middles)), np.sqrt(middles),
                self.local_vol.variance_rows(middles), ζ[0], 1 / (ζ[1] - ζ[0]),
            )  # fmt: skip
        return np.asarray(cubic_at(s, u, self.spot) * self.curve.discount(self.expiry))

    def _intrinsic(self, s: FloatArray, time: float) -> FloatArray:
        """What the forward from ``time`` on is worth against the strike."""
        growth = self.curve.forward(self.expiry) / self.curve.forward(time)
        return np.asarray(np.maximum(self.sign * (s * growth - self.strike), 0.0))

    def _ends(self, s: FloatArray, t: FloatArray) -> FloatArray:
        """Values at the first and last node at each of ``t``: shape (t, 2)."""
        growth = self.curve.forward(self.expiry) / self.curve.forward(t)
        ends = np.maximum(self.sign * (s[[0, -1]] * growth[:, None] - self.strike), 0.0)
        if self.knock_out is not None:
            ends[:, self.knock_out.is_beyond(s[[0, -1]])] = 0.0
        return ends

    def _watch(self, s: FloatArray, u: FloatArray, time: float) -> None:
        """What a barrier ends at this moment."""
        barrier = self.knock_out
        if barrier is None:
            return
        if barrier.monitored is None:
            u[barrier.is_beyond(s)] = 0.0
        elif time in barrier.monitored:
            u[:] = np.where(s == barrier.level, 0.5 * u, np.where(barrier.is_beyond(s), 0.0, u))

    def _moments(self) -> list[float]:
        """Expiry, dates before it, jumps of local volatility and of the forwards' growth, and now: backwards."""
        T = self.local_vol.expiries
        found = set(T[1:][np.diff(T) == 0].tolist()) | set(self.curve.times[:-1].tolist())
        if self.knock_out is not None and self.knock_out.monitored is not None:
            found |= set(self.knock_out.monitored)
        between = {t for t in found if 0 < t < self.expiry}
        return sorted({0.0, self.expiry} | between, reverse=True)

    def _times(self, later: float, sooner: float, steps: int, times: int) -> FloatArray:
        """From ``later`` down to ``sooner``: lengths grow linearly, the first is cut into quarters."""
        count = max(math.ceil((later - sooner) / self.expiry * steps), 4) * times
        ends = later - (later - sooner) * (np.arange(count + 1) / count) ** 2
        ends[-1] = sooner
        quarters = later - (later - ends[1]) * np.arange(4) / 4
        return np.concatenate((quarters, ends[1:]))

    def _spots(self, nodes: int, times: int) -> FloatArray:
        """Rising nodes, strike, barrier and spot among them."""
        low, high = self.local_vol.reach(REACH, self.expiry)
        F = self.curve.forward(np.linspace(0, self.expiry, 9))
        bottom = math.log(min(self.spot, self.strike, F.min())) + low
        top = math.log(max(self.spot, self.strike, F.max())) + high
        barrier = self.knock_out
        if barrier is not None and barrier.monitored is None:
            edge = math.log(barrier.level)
            bottom, top = (
                (max(bottom, edge), top) if barrier.side == "down" else (bottom, min(top, edge))
            )
        per = nodes / (top - bottom)
        ends = [bottom, top]
        levels = [] if barrier is None else [(barrier.level, 1e-6)]
        # a spot within a cell of another pin would only make cells of very different size
        for level, least in [*levels, (self.strike, 1e-6), (self.spot, 1.0)]:
            pin = math.log(level)
            if bottom < pin < top and min(abs(pin - end) for end in ends) * per > least:
                ends.append(pin)
        pieces = [
            np.linspace(a, b, max(round((b - a) * per), 1) * times + 1)[:-1]
            for a, b in pairwise(sorted(ends))
        ]
        s: FloatArray = np.exp(np.append(np.concatenate(pieces), top))
        for level, _ in levels:  # to the last digit, so that it is told from its neighbours
            nearest = int(np.argmin(np.abs(s - level)))
            if abs(s[nearest] / level - 1) < 1e-9:
                s[nearest] = level
        return s
