"""A put overlay as one would write it in an afternoon: a loop over a frame's rows, one option a day, with the library's own numbers.

The plain twin of the replay: tests hold the two equal, a benchmark times them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from hedgerow.backtest.costs import half_spread
from hedgerow.backtest.ratio_history import ratio_history
from hedgerow.backtest.tape import Tape, Underlying
from hedgerow.market.calendar import session_on_or_before, sessions
from hedgerow.market.expirations import monthly_expiration
from hedgerow.market.instruments import instrument
from hedgerow.pricing.bsm import greeks
from hedgerow.volatility.surface.modelled_history import ModelledHistory

OPEN, SHORTEST, LONGEST, ROLL = 75, 60, 90, 28


@dataclass
class PlainReplay:
    """What the loop leaves."""

    nav: pd.Series
    parts: pd.DataFrame
    """Delta, gamma, vega and theta of the put by day, US dollars."""
    rolls: int


def plain_put_overlay(
    frame: pd.DataFrame,
    tenors: np.ndarray,
    skew: np.ndarray,
    *,
    value: float,
    moneyness: float = 0.95,
    half_spread: Callable[[float, float, float], float],
    commission: float = 0.65,
) -> PlainReplay:
    """``frame`` has a row a session: price, book (returns), rate, dividend_yield, ratio, vix. European, 100 a contract, strikes of 5."""
    surfaces = [ModelledHistory(tenors[i : i + 1], skew[i : i + 1]) for i in range(len(frame))]
    book = value * (1 + frame["book"].fillna(0)).cumprod()
    book = book / book.iloc[0] * value
    units, held, strike, expiry, before = 1.0, 0, 0.0, None, None
    nav, parts, rolls = {}, [], 0

    def quote(i, day, row):
        days = (expiry - day.date()).days
        S, K, r, q = row["price"], strike, row["rate"], row["dividend_yield"]
        if days <= 0:
            return max(K - S, 0.0), None, days, 0.0
        T = days / 365
        k = math.log(K / S) - (r - q) * T
        vol = float(surfaces[i].vol(np.array(0), np.array(k), np.array(float(days))))
        g = greeks(S, K, T, vol, right="put", rate=r, dividend_yield=q)
        return float(g.price), g, days, vol

    for i, (day, row) in enumerate(frame.iterrows()):
        part = {"delta": 0.0, "gamma": 0.0, "vega": 0.0, "theta": 0.0}
        price = 0.0
        if held:
            price, g, _, vol = quote(i, day, row)
            S0, old, vol0, day0 = before
            dS, dt = row["price"] - S0, (day - day0).days / 365
            part = {
                "delta": 100 * held * float(old.delta) * dS,
                "gamma": 50 * held * float(old.gamma) * dS**2,
                "vega": 100 * held * float(old.vega) * (vol - vol0),
                "theta": 100 * held * float(old.theta) * dt,
            }
            before = (row["price"], g, vol, day)
        parts.append(part)
        unsold = units
        due = held and (expiry - day.date()).days <= ROLL
        if due and i < len(frame) - 1:
            half = half_spread(price, row["price"], row["vix"])
            sold = max(math.floor(100 * (price - half) + 1e-7) / 100, 0.0)
            cash = round(held * 100 * sold, 2) - round(commission * held, 2)
            units += cash / book.loc[day]
            held = 0
        if not held and i < len(frame) - 1 and not math.isnan(row["ratio"]):
            ahead = [day.date() + timedelta(days=n) for n in range(SHORTEST, LONGEST + 5)]
            fridays = [session_on_or_before(d) for d in ahead if d.weekday() == 4]
            fridays = [d for d in fridays if SHORTEST <= (d - day.date()).days <= LONGEST]
            monthly = [d for d in fridays if d == monthly_expiration(d.year, d.month)]
            aims = {d: abs((d - day.date()).days - OPEN) for d in monthly or fridays}
            expiry = min(aims, key=aims.__getitem__)
            strike = round(moneyness * row["price"] / 5) * 5.0
            exposure = row["ratio"] * unsold * book.loc[day]
            held = round(exposure / (row["price"] * 100))
            price, g, _, vol = quote(i, day, row)
            half = half_spread(price, row["price"], row["vix"])
            paid = math.ceil(100 * (price + half) - 1e-7) / 100
            units += (-round(held * 100 * paid, 2) - round(commission * held, 2)) / book.loc[day]
            before = (row["price"], g, vol, day)
            rolls += 1
        nav[day] = units * book.loc[day] + held * 100 * price
    return PlainReplay(pd.Series(nav), pd.DataFrame(parts, index=frame.index), rolls)


def stormy(n: int = 5040, *, first: int = 252, seed: int = 0, exercise: str = "european"):
    """A tape of ``n`` sessions with calm and storm, and the same as a frame with its index volatilities and SKEW."""
    rng = np.random.default_rng(seed)
    every = sessions()
    dates = every[every >= np.datetime64("2004-01-02")][:n]
    level = np.empty(n)
    level[0] = np.log(0.16)
    for i in range(1, n):
        level[i] = level[i - 1] + 0.02 * (np.log(0.16) - level[i - 1]) + 0.06 * rng.normal()
    vol = np.exp(level)
    price = 2000 * np.exp(np.cumsum(0.07 / 252 + 0.85 * vol / np.sqrt(252) * rng.normal(size=n)))
    returns = np.concatenate([[np.nan], price[1:] / price[:-1] - 1 + 0.015 / 252])
    book = np.nan_to_num(returns) * 1.1 + 0.004 * rng.normal(size=n)
    book[0] = np.nan
    tenors = np.column_stack([0.95 * vol, vol, 0.5 * vol + 0.095, 0.4 * vol + 0.12])
    skew = 125 + 5 * rng.normal(size=n)
    rate, dividends = np.full(n, 0.02), np.full(n, 0.015)
    use = replace(instrument("SPX"), exercise=exercise)
    ratio = ratio_history(book, returns)
    it = Underlying(use, price, returns, dividends, ModelledHistory(tenors, skew), ratio)
    tape = Tape(
        dates.to_numpy().astype("datetime64[D]"),
        first,
        rate,
        book,
        1e7,
        {"SPX": it},
        benchmark="SPX",
        series={"VIX": 100 * vol},
        candidates=("SPX",),
    )
    frame = pd.DataFrame(
        {
            "price": price,
            "book": book,
            "rate": rate,
            "dividend_yield": dividends,
            "ratio": ratio,
            "vix": 100 * vol,
        },
        index=dates,
    )
    return tape, frame, tenors, skew


def twin_of(tape, frame, tenors, skew, *, moneyness: float = 0.95) -> PlainReplay:
    """The loop over the sessions that a tape trades."""
    own = frame.iloc[tape.first :].copy()
    own.iloc[0, own.columns.get_loc("book")] = np.nan

    use = tape.underlyings["SPX"].use

    def half(value, spot, vix):
        return float(half_spread(use, *(np.array([float(x)]) for x in (value, spot, vix)))[0])

    return plain_put_overlay(
        own,
        tenors[tape.first :],
        skew[tape.first :],
        value=tape.value,
        moneyness=moneyness,
        half_spread=half,
    )
