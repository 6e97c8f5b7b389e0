"""Chains spoilt in every way that files are, and some that they are not: a surface or a reason, never anything else.

Each seed makes a chain, spoils it one to four times, and reads what is left from rows to the check for arbitrage. Warnings
are errors here as everywhere. ``FUZZ_SEEDS=0:5000 pytest tests/volatility/surface/test_fuzz.py`` asks more seeds.
"""

import os
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import HedgerowError
from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import forwards
from hedgerow.market.quality import quality
from hedgerow.market.rates import RateCurve
from hedgerow.volatility.surface.arbitrage import arbitrage_check
from hedgerow.volatility.surface.fitted import FittedSurface, fitted_surface
from hedgerow.volatility.surface.made_chain import (
    FUND_STRIKES,
    PENNIES,
    Ladder,
    Quoting,
    index_listings,
    made_chain,
)
from hedgerow.volatility.surface.smile import durrleman
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

DAY = date(2025, 9, 12)
SEEDS = range(*map(int, os.environ.get("FUZZ_SEEDS", "0:60").split(":")))
CURVE = RateCurve((0.25,), (0.04,), "given")
NUMBERS = ("strike", "bid", "ask")
NONSENSE = (
    "n/a",
    "",
    "12,5",
    "twelve",
    "1e3",
    None,
    "0x10",
    "١٢",
    "-",
    True,
    1 + 2j,
    [1.0],
    Decimal("7.5"),
)
NO_DATES = (
    "yesterday",
    "2025-02-30",
    "",
    None,
    "31/12/2025",
    0,
    99999999,
    -1,
    "9999-12-31",
    "0001-01-01",
    "NaT",
)


def ssvi():
    """Free of arbitrage, with a skew like an index's."""
    T = np.array([0.02, 0.25, 2.0])
    return SsviSurface(T, 0.17**2 * T, -0.6, PowerLaw(1.1, 0.5))


@cache
def sound(kind):
    """Rows of one chain without a fault but the zero bids in its wings."""
    coarse = Ladder(per_deviation=5.0)
    terms = {"spot": 5000.0, "rate": 0.04, "dividend_yield": 0.013, "seed": 1}
    if kind == "SPX":
        return made_chain(
            ssvi(), DAY, index_listings(DAY, days=2, weeks=3, months=6), ladder=coarse, **terms
        )
    if kind == "noisy":
        listings = index_listings(DAY, days=1, weeks=2, months=4)
        wild = Quoting(width=0.02, wings=0.5, noise=1.0)
        return made_chain(
            ssvi(), DAY, listings, ladder=Ladder(per_deviation=8.0), quoting=wild, **terms
        )
    day = index_listings(DAY, underlying=kind, days=0, weeks=2, months=3)
    fund = kind == "SPY"
    return made_chain(
        ssvi(),
        DAY,
        day,
        **terms | {"spot": 600.0 if fund else 20.0, "dividend_yield": 0.013 if fund else 0.04},
        underlying=kind,
        ladder=FUND_STRIKES if fund else Ladder(steps=(0.5, 1.0, 2.5, 5.0)),
        quoting=PENNIES if fund else None,
    )


def part(rows, draw):
    """A random part of the rows, as a mask: few, many or all."""
    return draw.random(len(rows)) < draw.choice([0.01, 0.1, 0.5, 1.0])


def put(rows, column, where, values):
    """The rows with other things in some cells of a column; the column then holds objects."""
    cells = rows[column].to_numpy(object, copy=True)
    for i in np.flatnonzero(where):
        cells[i] = values(cells[i])
    return rows.assign(**{column: pd.Series(cells, index=rows.index, dtype=object)})


def scaled(rows, draw, columns, factors):
    """Some cells of numeric columns times a factor."""
    where, factor = part(rows, draw), draw.choice(factors)
    changed = {
        name: np.where(where, rows[name].to_numpy(float) * factor, rows[name]) for name in columns
    }
    return rows.assign(**changed)


def among(draw, values):
    """A function that gives a random one of them, whatever it is asked."""
    return lambda _: values[draw.integers(len(values))]


def one_listing(rows, draw):
    """Mask of the rows of one expiration."""
    every = rows["expiry"].unique()
    return (rows["expiry"] == every[draw.integers(len(every))]).to_numpy()


def missing_sides(rows, draw):
    """No bid, or no ask."""
    return rows.assign(**{draw.choice(["bid", "ask"]): lambda r: r["bid"].where(~part(r, draw))})


def shuffled(rows, draw):
    """In any order, with the index that they had."""
    return rows.sample(frac=1.0, random_state=int(draw.integers(2**31)))


def unknown_cells(rows, draw):
    """None in any column."""
    column = draw.choice(rows.columns)
    return put(rows, column, part(rows, draw), lambda _: None)


def unknown_numbers(rows, draw):
    """NaN."""
    return rows.assign(**{(c := draw.choice(NUMBERS)): rows[c].where(~part(rows, draw))})


def infinite(rows, draw):
    """Infinite strikes or prices."""
    return scaled(rows, draw, [draw.choice(NUMBERS)], [np.inf, -np.inf])


def negative(rows, draw):
    """Negative ones, and zeros."""
    return scaled(rows, draw, [draw.choice(NUMBERS)], [-1.0, 0.0])


def crossed(rows, draw):
    """Bid and ask exchanged."""
    where = part(rows, draw)
    return rows.assign(
        bid=rows["bid"].where(~where, rows["ask"]), ask=rows["ask"].where(~where, rows["bid"])
    )


def repeated(rows, draw):
    """Some rows twice, with the same index or another."""
    return pd.concat([rows, rows[part(rows, draw)]], ignore_index=bool(draw.integers(2)))


def contradicting(rows, draw):
    """Some contracts twice, at different prices."""
    again = rows[part(rows, draw)]
    return pd.concat([rows, again.assign(ask=again["ask"] * 1.5 + 0.1)])


def expired(rows, draw):
    """Days before the quotes."""
    return rows.assign(
        expiry=rows["expiry"].where(~part(rows, draw), pd.Timestamp(DAY) - pd.Timedelta("9D"))
    )


def odd_strikes(rows, draw):
    """Strikes of another magnitude."""
    return scaled(rows, draw, ["strike"], [1e-12, 1e-3, 1e3, 1e9, 1e300, 1e-300])


def odd_prices(rows, draw):
    """Prices of another magnitude."""
    return scaled(rows, draw, ["bid", "ask"], [1e-12, 1e-3, 0.5, 2.0, 1e3, 1e9, 1e300])


def constant_prices(rows, draw):
    """One price for everything."""
    low = draw.choice([0.0, 0.05, 1.0, 500.0, 5000.0])
    where = part(rows, draw)
    return rows.assign(
        bid=rows["bid"].where(~where, low),
        ask=rows["ask"].where(~where, low + draw.choice([0, 0.05, 10])),
    )


def one_right(rows, draw):
    """Calls alone, or puts alone."""
    return rows[rows["type"] == draw.choice(["C", "P"])]


def without_right(rows, draw):
    """One expiration without calls, or without puts."""
    return rows[~(one_listing(rows, draw) & (rows["type"] == draw.choice(["C", "P"])).to_numpy())]


def noisy_prices(rows, draw):
    """Arbitrage of every kind."""
    factor = np.exp(
        draw.choice([0.01, 0.1, 1.0]) * draw.standard_normal(len(rows)) * part(rows, draw)
    )
    return rows.assign(bid=rows["bid"] * factor, ask=rows["ask"] * factor)


def calendar_spread(rows, draw):
    """One expiration at a fraction or a multiple of its prices."""
    factor = np.where(one_listing(rows, draw), draw.choice([0.1, 0.5, 0.9, 1.1, 3.0]), 1.0)
    return rows.assign(bid=rows["bid"] * factor, ask=rows["ask"] * factor)


def swapped_expirations(rows, draw):
    """One expiration's prices under another's date."""
    every = pd.Series(rows["expiry"].unique())
    mixed = every.sample(frac=1.0, random_state=int(draw.integers(2**31)))
    return rows.assign(expiry=rows["expiry"].map(dict(zip(every, mixed, strict=True))))


def turned_prices(rows, draw):
    """Prices in the wrong order of the strikes."""
    where = np.flatnonzero(
        one_listing(rows, draw) & (rows["type"] == draw.choice(["C", "P"])).to_numpy()
    )
    order = np.arange(len(rows))
    order[where] = where[::-1]
    return rows.assign(bid=rows["bid"].to_numpy()[order], ask=rows["ask"].to_numpy()[order])


def exchanged_rights(rows, draw):
    """Calls that are called puts."""
    return put(rows, "type", part(rows, draw), lambda right: "P" if right == "C" else "C")


def odd_rights(rows, draw):
    """Rights in other words, or in none."""
    return put(rows, "type", part(rows, draw), among(draw, ("call", " p ", "X", "", 1, None, "CP")))


def words_for_numbers(rows, draw):
    """Anything in the cells of numbers."""
    column = draw.choice([*NUMBERS, "volume", "open_interest", "underlying_price"])
    return put(rows, column, part(rows, draw), among(draw, NONSENSE))


def texts_for_numbers(rows, draw):
    """Numbers as text."""
    return rows.assign(**{(c := draw.choice(NUMBERS)): rows[c].astype(str)})


def odd_dates(rows, draw):
    """Days that are none."""
    column = draw.choice(["expiry", "quote_date"], p=[0.8, 0.2])
    return put(rows, column, part(rows, draw), among(draw, NO_DATES))


def dates_as_text(rows, draw):
    """Days as text."""
    return rows.assign(**{(c := draw.choice(["expiry", "quote_date"])): rows[c].astype(str)})


def odd_labels(rows, draw):
    """Roots and stamps that say nothing."""
    column = draw.choice(["root", "quote_stamp", "underlying"])
    return put(
        rows,
        column,
        part(rows, draw),
        among(draw, ("SPX/SPXW", "", None, 7, "SPY7", "25:61", "10:00 GMT+99")),
    )


def without_column(rows, draw):
    """A column less."""
    return rows.drop(columns=draw.choice(rows.columns))


def other_types(rows, draw):
    """Numbers in other types."""
    column, kind = (
        draw.choice(NUMBERS),
        draw.choice(["float32", "Float64", "category", "double[pyarrow]"]),
    )
    return rows.assign(**{column: rows[column].astype(kind)})


def two_sessions(rows, draw):
    """Rows of another day."""
    day = pd.Timestamp(draw.choice(["2025-09-11", "2025-09-13", "1961-01-02", "2044-01-04"]))
    return rows.assign(quote_date=rows["quote_date"].where(~part(rows, draw), day))


def few(rows, draw):
    """A handful of rows, or none."""
    return rows.sample(
        min(len(rows), int(draw.choice([0, 1, 2, 5, 20, 60]))),
        random_state=int(draw.integers(2**31)),
    )


def one_strike(rows, draw):
    """A single strike."""
    return rows[rows["strike"] == draw.choice(rows["strike"])] if len(rows) else rows


def few_strikes(rows, draw):
    """Up to a dozen of them."""
    every = rows["strike"].unique()
    return rows[
        rows["strike"].isin(
            draw.choice(every, min(len(every), int(draw.integers(2, 12))), replace=False)
        )
    ]


def one_expiration(rows, draw):
    """A single date."""
    return rows[one_listing(rows, draw)]


def a_side_of_the_money(rows, draw):
    """Strikes below the spot alone, or above it."""
    return rows[(rows["strike"] < rows["underlying_price"]) == bool(draw.integers(2))]


def no_spread(rows, draw):
    """Bid and ask the same."""
    mid = (rows["bid"] + rows["ask"]) / 2
    where = part(rows, draw)
    return rows.assign(bid=rows["bid"].where(~where, mid), ask=rows["ask"].where(~where, mid))


def wide_spread(rows, draw):
    """Ten times up and down."""
    where = part(rows, draw)
    return rows.assign(
        bid=np.where(where, rows["bid"] / 10, rows["bid"]),
        ask=np.where(where, rows["ask"] * 10, rows["ask"]),
    )


def near_expiry(rows, draw):
    """Minutes before a settlement."""
    return rows.assign(
        expiry=rows["expiry"].where(~one_listing(rows, draw), pd.Timestamp(DAY)),
        quote_stamp="2025-09-12 15:58",
    )


FAULTS = (
    missing_sides,
    shuffled,
    unknown_cells,
    unknown_numbers,
    infinite,
    negative,
    crossed,
    repeated,
    contradicting,
    expired,
    odd_strikes,
    odd_prices,
    constant_prices,
    one_right,
    without_right,
    noisy_prices,
    calendar_spread,
    swapped_expirations,
    turned_prices,
    exchanged_rights,
    odd_rights,
    words_for_numbers,
    texts_for_numbers,
    odd_dates,
    dates_as_text,
    odd_labels,
    without_column,
    other_types,
    two_sessions,
    few,
    one_strike,
    few_strikes,
    one_expiration,
    a_side_of_the_money,
    no_spread,
    wide_spread,
    near_expiry,
)


def spoilt(seed):
    """A chain with its faults: underlying, rows, and rates or none."""
    draw = np.random.default_rng(seed)
    kind = draw.choice(["SPX", "noisy", "SPY", "VIX"], p=[0.5, 0.3, 0.1, 0.1])
    rows = sound(str(kind))
    for fault in draw.choice(np.array(FAULTS), draw.integers(1, 5)):
        try:
            with np.errstate(all="ignore"):
                rows = fault(rows, draw)
        except (
            TypeError,
            KeyError,
            ValueError,
            IndexError,
        ):  # an earlier fault left nothing to spoil so
            continue
    underlying = "SPX" if kind == "noisy" else str(kind)
    return underlying, rows, CURVE if draw.random() < 0.7 else None


def outcome(underlying, rows, curve):
    """How many smiles there are, or the error; whatever is neither fails."""
    try:
        chain = OptionChain.from_rows(rows, underlying)
        implied = forwards(chain, curve=curve)
        fitted = fitted_surface(chain, implied)
    except HedgerowError as error:
        return "refused" if len(str(error).splitlines()) == 1 else "refused at length"
    check(fitted)
    cleaned = quality(chain, implied).chain
    check(fitted_surface(cleaned, forwards(cleaned, curve=curve)))
    smiles = sum(each.smile is not None for each in fitted.smiles)
    return "no smile" if not smiles else "all" if smiles == len(fitted.smiles) else "some"


def check(fitted: FittedSurface):
    """Every listing has a smile that is finite and free of arbitrage, or a reason."""
    for each in fitted.smiles:
        assert (each.smile is None) == bool(each.reason)
        shares = np.array([each.misfit.inside, each.misfit.within_tick, each.misfit.inside_all])
        assert not ((shares < 0) | (shares > 1)).any()
        if each.smile is None:
            continue
        quotes = each.quoted.quotes
        carry = each.quoted.forward
        assert 0 < carry.forward < np.inf
        assert 0 < carry.discount < np.inf
        k = quotes.log_moneyness
        k = np.concatenate([k, (k[1:] + k[:-1]) / 2])
        there = each.smile.variance(k)
        assert (there.w > 0).all()
        assert np.isfinite([there.w, there.w_k, there.w_kk]).all()
        assert (durrleman(k, there) >= 0).all()
        assert np.isfinite([each.misfit.rms_all, each.misfit.worst, each.misfit.worst_strike]).all()
        assert np.isfinite(shares).all() or each.misfit.near == 0
    assert (fitted.surface is None) == (fitted.arbitrage is None)
    if fitted.surface is not None:
        k = np.concatenate([q.log_moneyness for e in fitted.smiles if (q := e.quoted.quotes)])
        at_listings = arbitrage_check(fitted.surface, k.min(), k.max(), between=(0.0,), points=1000)
        assert at_listings.is_free
        assert fitted.arbitrage.is_free
        assert np.isfinite(
            [fitted.arbitrage.butterfly.slack, fitted.arbitrage.vertical.slack]
        ).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spoilt_chain_gives_a_surface_or_a_reason(seed):
    """Each smile is finite and free of arbitrage, or None with a reason; where nothing can be read, one line says why."""
    underlying, rows, curve = spoilt(seed)
    assert outcome(underlying, rows, curve) != "refused at length"


def test_a_sound_chain_gives_a_whole_surface():
    """The chains that are spoilt have a smile at every listing, so that the test above has something to lose."""
    for underlying, kind in (("SPX", "SPX"), ("SPX", "noisy"), ("SPY", "SPY")):
        assert outcome(underlying, sound(kind), CURVE) == "all"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_fault_alone(fault):
    """No fault alone is more than the library can stand, three times over."""
    for seed in range(3):
        with np.errstate(all="ignore"):
            rows = fault(sound("SPX"), np.random.default_rng(seed))
        assert outcome("SPX", rows, CURVE) != "refused at length"


def test_a_million_rows():
    """Sixty thousand strikes an expiration are no more trouble than sixty."""
    rows = sound("SPX")
    many = pd.concat([rows] * (1_000_000 // len(rows) + 1), ignore_index=True).iloc[:1_000_000]
    many = many.assign(strike=many["strike"] + np.arange(len(many)) // len(rows) * 1e-3)
    chain = OptionChain.from_rows(many, "SPX")
    assert chain.rows_read == 1_000_000
    fitted = fitted_surface(chain, forwards(chain))
    check(fitted)
    assert all(each.smile is not None for each in fitted.smiles)
