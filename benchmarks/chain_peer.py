"""The whole way from a chain's file to its metrics as one writes it with pandas, SciPy and QuantLib.

Arrays wherever the libraries take arrays (pandas reads and cleans, NumPy solves parity and looks at the grid); one call a
quote where QuantLib values one option a call; one search a slice and a root a delta where SciPy does one at a time. SVI by
least squares with an analytic Jacobian, and only where a slice has a butterfly, or lies below the one before, again by SLSQP
under both as constraints.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import QuantLib
from scipy.optimize import brentq, least_squares, minimize
from scipy.special import ndtr

if TYPE_CHECKING:
    from benchmarks.quotes import FloatArray

COLUMNS = ["quote_stamp", "root", "expiry", "strike", "type", "bid", "ask"]
TENORS = (7.0, 9.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0)
DELTAS = (0.10, 0.25, 0.40)
YEAR = 365 * 24 * 60
NEAR = 0.25
"""|ln K/F| of the strikes that parity is drawn through."""


@dataclass(slots=True)
class PeerSlice:
    """One listing."""

    expiry: float
    forward: float
    discount: float
    svi: FloatArray
    k: FloatArray


@dataclass(frozen=True, slots=True)
class PeerResult:
    """What the way ends in."""

    quotes: pd.DataFrame
    """With ``vol`` and Greeks."""
    slices: list[PeerSlice]
    least_g: float
    least_rise: float
    metrics: pd.DataFrame


def pipeline(path: Path) -> PeerResult:
    """All of it."""
    quotes = cleaned(pd.read_parquet(path, columns=COLUMNS))
    parts, slices = [], []
    for T, listing in quotes.groupby("T", sort=True):
        forward, discount = parity(listing)
        out = listing[(listing["strike"] >= forward) == listing["is_call"]].sort_values("strike")
        vols = implied_vols(out, forward, discount, float(T))
        good = np.isfinite(vols).all(axis=0)
        k = np.log(out["strike"].to_numpy()[good] / forward)
        bid, mid, ask = vols[:, good] ** 2 * T
        half = np.maximum((ask - bid) / 2, 1e-3 * mid)
        fitted = svi(k, mid, half, slices[-1] if slices else None)
        slices.append(PeerSlice(float(T), forward, discount, fitted, k))
        parts.append(with_greeks(listing, slices[-1]))
    least_g, least_rise = checked(slices)
    return PeerResult(pd.concat(parts), slices, least_g, least_rise, metrics(slices))


def cleaned(rows: pd.DataFrame) -> pd.DataFrame:
    """Two-sided quotes with their years to settlement, without repetitions and vertical arbitrage."""
    rows = rows[(rows["bid"] > 0) & (rows["ask"] >= rows["bid"]) & (rows["strike"] > 0)]
    rows = rows.drop_duplicates(["root", "expiry", "strike", "type"])
    opening = rows["root"] == "SPX"
    settles = rows["expiry"] + pd.to_timedelta(np.where(opening, 570, 960), unit="min")
    T = (settles - pd.to_datetime(rows["quote_stamp"])).dt.total_seconds() / 60 / YEAR
    rows = rows.assign(T=T, is_call=rows["type"] == "C", mid=(rows["bid"] + rows["ask"]) / 2)
    rows = rows[rows["T"] > 0].sort_values(["T", "is_call", "strike"])
    of = [rows["T"], rows["is_call"]]
    falling = rows["ask"].groupby(of).cummin().groupby(of).shift()
    rising = rows["bid"].groupby(of).cummax().groupby(of).shift()
    bad = np.where(rows["is_call"], rows["bid"] > falling, rows["ask"] < rising)
    return rows[~bad]


def parity(listing: pd.DataFrame) -> tuple[float, float]:
    """Forward and discount from the straight line ``C − P = D F − D K``, weighted by spread."""
    wide = listing.pivot_table(index="strike", columns="is_call", values=["mid", "bid", "ask"])
    wide = wide.dropna()
    K = wide.index.to_numpy(float)
    gap = (wide["mid"][True] - wide["mid"][False]).to_numpy()
    width = (wide["ask"] - wide["bid"]).sum(axis=1).to_numpy()
    near = np.abs(np.log(K / K[np.abs(gap).argmin()])) < NEAR
    A = np.column_stack([np.ones(near.sum()), -K[near]]) / width[near, None]
    (level, discount), *_ = np.linalg.lstsq(A, gap[near] / width[near], rcond=None)
    return float(level / discount), float(discount)


def implied_vols(out: pd.DataFrame, forward: float, discount: float, T: float) -> FloatArray:
    """At bid, mid and ask; NaN where QuantLib finds none."""
    found = np.full((3, len(out)), np.nan)
    rights = [QuantLib.Option.Call if c else QuantLib.Option.Put for c in out["is_call"]]
    root = T**0.5
    columns = (out["strike"].tolist(), *(out[x].tolist() for x in ("bid", "mid", "ask")))
    for i, (right, strike, *prices) in enumerate(zip(rights, *columns, strict=True)):
        guess = 0.2 * root
        for j in (1, 0, 2):
            try:
                guess = QuantLib.blackFormulaImpliedStdDev(
                    right, strike, forward, prices[j], discount, 0.0, guess, 1e-10, 100
                )
            except RuntimeError:
                continue
            found[j, i] = guess / root
    return found


def w_of(p: FloatArray, k: FloatArray) -> FloatArray:
    """Raw SVI."""
    a, b, rho, m, s = p
    x = k - m
    return np.asarray(a + b * (rho * x + np.sqrt(x * x + s * s)))


def slopes(p: FloatArray, k: FloatArray) -> FloatArray:
    """Derivatives in the parameters, shape (quotes, 5)."""
    _, b, rho, m, s = p
    x = k - m
    R = np.sqrt(x * x + s * s)
    return np.column_stack([np.ones_like(k), rho * x + R, b * x, -b * (rho + x / R), b * s / R])


def least_w(p: FloatArray) -> float:
    """Total variance at its lowest."""
    a, b, rho, _, s = p
    return float(a + b * s * np.sqrt(1 - rho * rho))


def durrleman(p: FloatArray, k: FloatArray) -> FloatArray:
    """``g`` of a slice."""
    _, b, rho, m, s = p
    x = k - m
    R = np.sqrt(x * x + s * s)
    return g_of(k, w_of(p, k), b * (rho + x / R), b * s * s / R**3)


def g_of(k: FloatArray, w: FloatArray, w_k: FloatArray, w_kk: FloatArray) -> FloatArray:
    """``g`` from total variance and its derivatives."""
    return (1 - k * w_k / (2 * w)) ** 2 - w_k**2 / 4 * (1 / w + 0.25) + w_kk / 2


def svi(k: FloatArray, w: FloatArray, half: FloatArray, before: PeerSlice | None) -> FloatArray:
    """Weighted least squares; under constraints where they would be broken."""
    scale = np.sqrt(np.interp(0.0, k, w))
    start = np.array([w.min() / 2, 0.5 * scale, -0.4, 0.0, scale])
    low, high = [-1.0, 1e-6, -0.999, -2.0, 1e-4 * scale], [5.0, 2.0, 0.999, 2.0, 5.0]
    found = least_squares(
        lambda p: (w_of(p, k) - w) / half,
        np.clip(start, low, high),
        jac=lambda p: slopes(p, k) / half[:, None],
        bounds=(low, high),
        x_scale="jac",
    ).x
    grid = np.linspace(1.5 * min(k[0], -0.05), 1.5 * max(k[-1], 0.05), 100)
    floor = w_of(before.svi, grid) if before is not None else np.zeros(grid.size)
    free = (w_of(found, grid) >= np.maximum(floor, 1e-8)).all() and least_w(found) > 0
    if free and durrleman(found, grid).min() >= 0:
        return np.asarray(found)
    return np.asarray(
        minimize(
            lambda p: 0.5 * np.mean(((w_of(p, k) - w) / half) ** 2),
            found,
            jac=lambda p: slopes(p, k).T @ ((w_of(p, k) - w) / half**2) / k.size,
            constraints=[
                {"type": "ineq", "fun": lambda p: durrleman(p, grid)},
                {"type": "ineq", "fun": lambda p: (least_w(p) - 1e-8) / scale**2},
                {
                    "type": "ineq",
                    "fun": lambda p: (w_of(p, grid) - floor) / scale**2,
                    "jac": lambda p: slopes(p, grid) / scale**2,
                },
            ],
            bounds=list(zip(low, high, strict=True)),
            method="SLSQP",
        ).x
    )


def with_greeks(listing: pd.DataFrame, at: PeerSlice) -> pd.DataFrame:
    """Volatility on the slice, value and Greeks of every quote."""
    w = np.maximum(w_of(at.svi, np.log(listing["strike"].to_numpy() / at.forward)), 1e-10)
    spot, rows = at.forward * at.discount, []
    columns = (listing["is_call"].tolist(), listing["strike"].tolist(), np.sqrt(w).tolist())
    for is_call, strike, deviation in zip(*columns, strict=True):
        right = QuantLib.Option.Call if is_call else QuantLib.Option.Put
        payoff = QuantLib.PlainVanillaPayoff(right, strike)
        held = QuantLib.BlackCalculator(payoff, at.forward, deviation, at.discount)
        rows.append(
            (
                held.value(),
                held.delta(spot),
                held.gamma(spot),
                held.vega(at.expiry),
                held.theta(spot, at.expiry),
                held.rho(at.expiry),
            )
        )
    names = ["value", "delta", "gamma", "vega", "theta", "rho"]
    greeks = pd.DataFrame(rows, columns=names, index=listing.index)
    return listing.assign(vol=np.sqrt(w / at.expiry)).join(greeks)


def between(slices: list[PeerSlice], T: float, k: FloatArray) -> tuple[FloatArray, ...]:
    """``w``, ``w'`` and ``w''``: linear in time at fixed log-moneyness."""
    listed = [x.expiry for x in slices]
    i = int(np.clip(np.searchsorted(listed, T) - 1, 0, len(slices) - 2))
    share = (T - listed[i]) / (listed[i + 1] - listed[i])
    ends = []
    for x in slices[i : i + 2]:
        _, b, rho, m, s = x.svi
        R = np.sqrt((k - m) ** 2 + s * s)
        ends.append((w_of(x.svi, k), b * (rho + (k - m) / R), b * s * s / R**3))
    return tuple(a + share * (b - a) for a, b in zip(*ends, strict=True))


def checked(slices: list[PeerSlice]) -> tuple[float, float]:
    """The least ``g``, and the least rise of total variance, on the grid that ours is checked on."""
    wide = np.linspace(1.5 * min(x.k[0] for x in slices), 1.5 * max(x.k[-1] for x in slices), 250)
    least_g = least_rise = np.inf
    for i, x in enumerate(slices[:-1]):
        reach = 8 * np.sqrt(w_of(x.svi, np.zeros(1))[0])
        k = np.concatenate([wide, np.linspace(-reach, reach, 250)])
        rows = []
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            w, w_k, w_kk = between(slices, x.expiry + share * (slices[i + 1].expiry - x.expiry), k)
            least_g = min(least_g, g_of(k, w, w_k, w_kk).min())
            d2 = -k / np.sqrt(w) - np.sqrt(w) / 2
            slope = ndtr(-d2) + np.exp(-d2 * d2 / 2) / np.sqrt(2 * np.pi) * w_k / (2 * np.sqrt(w))
            least_g = min(least_g, np.minimum(slope, 1 - slope).min())
            rows.append(w)
        least_rise = min(least_rise, (np.diff(rows, axis=0) / rows[1:]).min())
    return float(least_g), float(least_rise)


def metrics(slices: list[PeerSlice]) -> pd.DataFrame:
    """Volatility at the forward, at deltas by Brent's method, and what follows, by tenor."""
    rows = []
    for days in TENORS:
        T = days / 365
        listed = [x.expiry for x in slices]
        carry = np.exp(
            np.interp(
                T, listed, [np.log(x.forward * x.discount / slices[0].forward) for x in slices]
            )
        )

        def vol(k: float, T: float = T) -> float:
            return float(np.sqrt(between(slices, T, np.array([k]))[0][0] / T))

        def strike(delta: float, sign: float, T: float = T, carry: float = carry) -> float:
            def excess(k: float) -> float:
                s = vol(k, T) * T**0.5
                return float(carry * ndtr(sign * (-k / s + s / 2))) - delta

            reach = 6 * vol(0.0, T) * T**0.5
            if excess(-reach) * excess(reach) > 0:
                return float("nan")
            return float(brentq(excess, -reach, reach, xtol=1e-12))

        row = {"days": days, "atm": vol(0.0), "skew": (vol(1e-4) - vol(-1e-4)) / 2e-4}
        for delta in DELTAS:
            put, call = vol(strike(delta, -1.0)), vol(strike(delta, 1.0))
            row |= {f"rr{delta}": put - call, f"bf{delta}": (put + call) / 2 - row["atm"]}
        rows.append(row)
    return pd.DataFrame(rows)
