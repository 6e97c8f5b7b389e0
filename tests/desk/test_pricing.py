import json
import shutil
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import DataError, InputError, UnavailableError
from hedgerow.market.book import Book, Position
from hedgerow.pricing.american import american_greeks

EXPIRATION, DAYS = date(2024, 8, 16), 77
"""The listed expiration nearest to 75 days, and how far it is."""


@pytest.fixture(scope="session")
def quoted(plan, valued, synthetic):
    """The plan on the day of the chain."""
    return plan(valued(SPY=575_000), as_of=synthetic.chain_day)


@pytest.fixture(scope="session")
def modelled(plan, valued):
    """The plan on a day without a chain."""
    return plan(valued(SPY=575_000))


def listed_puts(spot):
    """Strikes, volatilities, values and deltas that the chain was made of."""
    K, T = np.arange(500.0, 876.0, 5.0), DAYS / 365
    F = spot * np.exp(0.026 * T)
    vol = np.maximum(0.165 - 0.45 * np.log(K / F), 0.08)
    made = american_greeks(spot, K, T, vol, right="put", rate=0.037, dividend_yield=0.011)
    return K, vol, made.price, made.delta


def reasons(plan):
    """Why it is degraded, in one text."""
    return " | ".join(plan.status.reasons)


def test_quoted(quoted, synthetic):
    """On a day with a chain the put is its listed one nearest to the delta, bought at the ask."""
    K, vol, value, delta = listed_puts(synthetic.chain_spot)
    i = int(np.argmin(np.abs(delta + 0.30)))
    card = quoted.hedge
    assert card.price_source == quoted.provenance["option_price"] == "quoted"
    assert (card.expiration, card.days) == (EXPIRATION, DAYS)
    assert card.strike == K[i]
    assert card.delta == pytest.approx(delta[i], abs=1e-4)
    assert card.implied_vol == pytest.approx(vol[i], abs=5e-5)
    assert card.mid == pytest.approx(value[i], abs=1e-9)
    assert card.price == card.ask == pytest.approx(1.005 * value[i], abs=1e-9)
    assert card.bid == pytest.approx(0.995 * value[i], abs=1e-9)
    assert quoted.status.state == "ok"


def test_parity_spot(quoted, synthetic):
    """The spot is what put-call parity says, not the close that the chain prints 0.4 % lower."""
    printed = synthetic.closes["SPY"].iloc[-1]
    assert quoted.hedge.spot == pytest.approx(synthetic.chain_spot, abs=0.01)
    assert quoted.hedge.spot / printed == pytest.approx(1.004, abs=2e-5)
    assert quoted.hedge.spot_source == "parity of the chain"
    assert quoted.hedge.dividend_yield == pytest.approx(0.011, abs=2e-4)


def test_quote_age(quoted):
    """Quotes of 15:45 are a quarter of an hour old at the close."""
    assert quoted.hedge.quote_time.isoformat() == "2024-05-31T15:45:00-04:00"
    assert quoted.hedge.quote_age_hours == 0.25


def test_bad_quotes_are_counted(quoted, synthetic):
    """Every bad quote in the chain is counted under its reason in the warnings."""
    [warning] = [w for w in quoted.warnings if "SPY chain, rows set aside" in w]
    for reason, count in synthetic.chain_set_aside.items():
        assert f"{count} {reason}" in warning


def test_bad_index_rows_are_counted(quoted, modelled):
    """The VIX row of Memorial Day is counted in the warnings, and its 99 points move nothing."""
    for made in (quoted, modelled):
        assert any("volatility indices, rows set aside: 1 no session" in w for w in made.warnings)


def test_modelled(modelled):
    """On a day without a chain the price says modelled, from which indices, and how far off."""
    document = json.loads(modelled.to_json())
    assert document["hedge"]["price_source"] == "modelled"
    assert document["provenance"]["option_price"] == "modelled"
    assert [document["hedge"][key] for key in ("bid", "ask", "quote_time")] == [None] * 3
    assert document["status"]["state"] == "degraded"
    assert "modelled from VIX 17.01, VIX3M 19.89, VIX6M 22.46" in reasons(modelled)
    assert modelled.hedge.delta == pytest.approx(-0.30, abs=1e-9)


def test_moneyness(plan, valued, synthetic, quoted):
    """A moneyness picks the listed strike nearest to that share of the parity spot."""
    card = plan(valued(SPY=575_000), as_of=synthetic.chain_day, moneyness=0.95).hedge
    K, *_ = listed_puts(synthetic.chain_spot)
    assert card.strike == K[np.argmin(np.abs(K / synthetic.chain_spot - 0.95))] == 715
    assert card.moneyness == pytest.approx(715 / synthetic.chain_spot, rel=1e-5)
    assert card.delta > quoted.hedge.delta


@pytest.mark.parametrize("delta", [-0.10, -0.20, -0.40])
def test_delta(plan, valued, synthetic, delta):
    """A delta picks the listed strike whose own delta is nearest."""
    card = plan(valued(SPY=575_000), as_of=synthetic.chain_day, delta=delta).hedge
    K, _, _, deltas = listed_puts(synthetic.chain_spot)
    assert card.strike == K[np.argmin(np.abs(deltas - delta))]


def test_listed_expiration_asked_for(plan, valued, synthetic):
    """An expiration that the chain lists is quoted, however far."""
    card = plan(
        valued(SPY=1e5), as_of=synthetic.chain_day, expiration=date(2024, 9, 20), roll_days=28
    ).hedge
    assert (card.price_source, card.days) == ("quoted", 112)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"expiration": date(2024, 8, 23)}, "does not list the expiration 2024-08-23"),
        ({"days": 200}, "does not list an expiration"),
    ],
)
def test_expiration_not_listed(plan, valued, synthetic, choices, words):
    """Where the chain does not list the expiration the price is modelled, with that reason."""
    made = plan(valued(SPY=1e5), as_of=synthetic.chain_day, **choices)
    assert made.hedge.price_source == "modelled"
    assert words in reasons(made)


def test_one_sided_chain(plan, valued, synthetic, market_copy, rewrite):
    """A chain of puts alone has no parity: the price is modelled, with that reason."""
    name = f"chains/SPY_{synthetic.chain_day}.parquet"
    rewrite(market_copy, name, lambda rows: rows[rows["type"] == "P"])
    made = plan(valued(SPY=1e5), as_of=synthetic.chain_day, data=market_copy)
    assert made.hedge.price_source == "modelled"
    assert "no strike quoted on both sides" in reasons(made)


def test_chain_of_another_day(plan, valued, synthetic, market_copy):
    """A file that is named for one session and holds another's quotes is refused: they may lie ahead."""
    chains = market_copy / "chains"
    shutil.copy(
        chains / f"SPY_{synthetic.chain_day}.parquet", chains / f"SPY_{synthetic.plain_day}.parquet"
    )
    with pytest.raises(DataError, match=f"SPY_{synthetic.plain_day}"):
        plan(valued(SPY=1e5), data=market_copy)


def test_chain_far_from_the_close(plan, valued, synthetic, market_copy, rewrite):
    """A parity spot more than 3 % from the close is worth a reason."""

    def dearer(rows):
        spy = rows["symbol"] == "SPY"
        rows.loc[spy, ["adj_close", "close"]] *= 1.05
        return rows

    rewrite(market_copy, "prices", dearer)
    made = plan(valued(SPY=1e5), as_of=synthetic.chain_day, data=market_copy)
    assert "parity spot 750.68 is -4.4" in reasons(made)
    assert made.hedge.spot == pytest.approx(synthetic.chain_spot, abs=0.01)


def test_nasdaq_level(plan, valued):
    """QQQ takes its volatility level from VXN: 21.0 over 17.01."""
    made = plan(valued(QQQ=1e5), instrument="QQQ")
    assert any(f"VXN / VIX = {21.0 / 17.01:.2f}" in w for w in made.warnings)


def test_level_of_another_fund(plan, valued, synthetic):
    """Another fund's level is the VIX family times its ratio of exponentially weighted volatilities
    (span 63) to SPY's [SPEC §M].
    """

    def ewma(symbol):
        r = synthetic.returns(symbol, synthetic.plain_day, 252)
        return pd.Series(r**2).ewm(span=63).mean().iloc[-1] ** 0.5

    made = plan(valued(SMH=1e5), instrument="SMH")
    assert any(f"times {ewma('SMH') / ewma('SPY'):.2f}," in w for w in made.warnings)


@pytest.mark.parametrize("day", ["plain_day", "chain_day"])
def test_without_volatility_indices(plan, valued, synthetic, market_copy, day):
    """Without VIX a chain still prices the put; without either the answer is unavailable."""
    shutil.rmtree(market_copy / "vol_indices")
    asked = {"as_of": getattr(synthetic, day), "data": market_copy}
    if day == "chain_day":
        made = plan(valued(SPY=1e5), **asked)
        assert made.hedge.price_source == "quoted"
        assert any("no volatility index" in w for w in made.warnings)
    else:
        with pytest.raises(UnavailableError, match="cannot be priced"):
            plan(valued(SPY=1e5), **asked)


def test_without_rates(plan, valued, market_copy):
    """Without a rate 3 % is assumed, and says so."""
    shutil.rmtree(market_copy / "rates")
    made = plan(valued(SPY=1e5), data=market_copy)
    assert made.hedge.rate == 0.03
    assert made.hedge.rate_source == "assumed"
    assert ": 3 % assumed" in reasons(made)


def test_without_unadjusted_closes(plan, valued, market_copy, rewrite):
    """With adjusted closes alone the spot is doubted and the dividend yield taken as zero."""
    rewrite(market_copy, "prices", lambda rows: rows[["date", "symbol", "adj_close"]])
    made = plan(valued(SPY=1e5), data=market_copy)
    assert made.hedge.spot_source == "adjusted close"
    assert "only an adjusted close" in reasons(made)
    assert (made.hedge.dividend_yield, made.hedge.dividend_source) == (0.0, "assumed")
    assert "dividend yield unknown" in reasons(made)


def test_stale_volatility(plan, valued, synthetic, market_copy, rewrite):
    """A volatility index of an earlier session is used and named; one older than a week is not."""
    last = pd.Timestamp(synthetic.plain_day)
    rewrite(market_copy, "vol_indices", lambda rows: rows[rows["date"] < last])
    made = plan(valued(SPY=1e5), data=market_copy)
    assert "VIX of 2024-05-29" in reasons(made)
    rewrite(
        market_copy,
        "vol_indices",
        lambda rows: rows[rows["date"] < last - pd.Timedelta(days=8)],
    )
    with pytest.raises(UnavailableError, match="no SPY chain and no VIX"):
        plan(valued(SPY=1e5), data=market_copy)


def test_long_expirations(plan, valued):
    """Beyond the VIX family's last tenor the flat volatility is said to be assumed."""
    made = plan(valued(SPY=1e5), days=365)
    assert "the VIX family ends at 184 days" in reasons(made)


def test_given_inputs_win(plan, valued):
    """Spot, rate and dividend yield that are given replace the data's, and say so."""
    card = plan(valued(SPY=1e5), spot=700.0, rate=0.05, dividend_yield=0.0).hedge
    assert (card.spot, card.rate, card.dividend_yield) == (700.0, 0.05, 0.0)
    assert (card.spot_source, card.rate_source, card.dividend_source) == ("given",) * 3


def test_delta_that_no_strike_has(plan, valued):
    """A delta beyond every sensible strike is refused with its value."""
    with pytest.raises(InputError, match=r"-0\.9999"):
        plan(valued(SPY=1e5), delta=-0.9999)


def test_split_of_the_instrument(plan, valued, market_copy, rewrite):
    """Across a known split of the instrument there is no spot; ``spot`` gives it."""
    rewrite(market_copy, "prices", lambda rows: split(rows, "SPY", after="2024-05-20"))
    with pytest.raises(UnavailableError, match=r"split.*--spot"):
        plan(valued(SPY=1e5), data=market_copy)
    assert plan(valued(SPY=1e5), data=market_copy, spot=752.0).hedge.spot == 752.0


def split(rows, symbol, *, after):
    """A source saved after a 10-for-1 split that followed: as-traded closes end at ``after``, later
    ones are split-adjusted, and adjusted closes are a tenth throughout.
    """
    own = rows["symbol"] == symbol
    later = own & (rows["date"] > after)
    rows.loc[own, "adj_close"] /= 10
    rows.loc[later, "close"] /= 10
    rows.loc[later, "close_basis"] = "split_adjusted"
    return rows


def test_split_of_a_position(plan, market_copy, rewrite):
    """A quantity whose price lies across a known split is unavailable; its value or price heals it."""
    rewrite(market_copy, "prices", lambda rows: split(rows, "WIDE1", after="2024-05-20"))
    spy = Position("SPY", value=1e5)
    with pytest.raises(UnavailableError, match=r"WIDE1: a split is known"):
        plan(Book([spy, Position("WIDE1", quantity=100)]), data=market_copy)
    for healed in (
        Position("WIDE1", quantity=100, price=65.0),
        Position("WIDE1", value=6_500),
    ):
        made = plan(Book([spy, healed]), data=market_copy)
        assert made.book.value == pytest.approx(106_500)


@pytest.mark.parametrize(
    ("delta", "source", "words"),
    [
        (-0.20, "quoted", "the nearest put of the SPY chain"),
        (-0.30, "modelled", "too far off, so the price is modelled"),
    ],
)
def test_a_strike_that_is_not_what_was_asked_for(
    plan, valued, synthetic, market_copy, rewrite, delta, source, words
):
    """A listed put some way off the delta is taken with a doubt, one far off is not taken at all."""
    name = f"chains/SPY_{synthetic.chain_day}.parquet"
    K, _, _, deltas = listed_puts(synthetic.chain_spot)
    strikes = [K[np.argmin(np.abs(deltas - d))] for d in (-0.10, -0.50)]

    def keep(rows):
        hedging = pd.to_datetime(rows["expiry"]).dt.date == EXPIRATION
        return rows[~hedging | rows["strike"].isin(strikes)]

    rewrite(market_copy, name, keep)
    made = plan(valued(SPY=1e6), as_of=synthetic.chain_day, data=market_copy, delta=delta)
    assert made.hedge.price_source == source
    assert words in reasons(made)


def test_pre_open_chain(plan, valued, synthetic, market_copy, rewrite):
    """Quotes from before the open belong to the session before, and the answer says so."""
    name = f"chains/SPY_{synthetic.chain_day}.parquet"
    stamp = f"{synthetic.chain_day} 04:47 ET"
    rewrite(market_copy, name, lambda rows: rows.assign(quote_stamp=stamp))
    made = plan(valued(SPY=1e6), as_of=synthetic.chain_day, data=market_copy)
    assert made.hedge.quote_age_hours == pytest.approx(11 + 13 / 60)
    assert "taken before the open of 2024-05-31 and belongs to 2024-05-30" in reasons(made)


def test_late_chain(plan, valued, synthetic, market_copy, rewrite):
    """Quotes taken after the next session opened may know what as_of does not: a reason."""
    name = f"chains/SPY_{synthetic.chain_day}.parquet"
    rewrite(market_copy, name, lambda rows: rows.assign(quote_stamp="2024-06-03 10:00 ET"))
    made = plan(valued(SPY=1e6), as_of=synthetic.chain_day, data=market_copy)
    assert made.hedge.quote_age_hours == pytest.approx(-66)
    assert "had opened" in reasons(made)


def test_contradicting_prices_degrade(plan, valued, market_copy, rewrite):
    """Two closes for one day: neither is used, and the answer is degraded."""

    def doubled(rows):
        [row] = rows[(rows["symbol"] == "SPY") & (rows["date"] == "2024-05-20")].to_dict("records")
        return pd.concat([rows, pd.DataFrame([row | {"adj_close": row["adj_close"] * 2}])])

    rewrite(market_copy, "prices", doubled)
    before, after = plan(valued(SPY=1e6)), plan(valued(SPY=1e6), data=market_copy)
    assert "2 contradicting each other" in reasons(after)
    assert after.hedge.contracts == before.hedge.contracts


def test_coarse_contracts(plan, valued):
    """One contract on a book of 20,000 dollars hedges far more than it: a reason."""
    made = plan(valued(SPY=20_000))
    assert made.hedge.contracts == 1
    assert "SPY contracts are too large for this book" in reasons(made)


def test_error_band_says_what_was_measured(plan, valued):
    """The band is that of SPY puts of 30-60 days; elsewhere the page says it was not measured."""
    assert "(not measured at 78 days)" in reasons(
        plan(valued(SPY=1e6), expiration=date(2024, 8, 16))
    )
    assert "(not measured for QQQ)" in reasons(plan(valued(SPY=1e6), instrument="QQQ"))
    near = plan(valued(SPY=1e6), expiration=date(2024, 7, 19))
    assert "not measured" not in reasons(near)


def test_a_far_wing_is_low_confidence(plan, valued):
    """Below 10 delta the model is known to be poor, at any tenor."""
    assert "low confidence" in reasons(plan(valued(SPY=1e6), moneyness=0.8))
    assert "low confidence" not in reasons(plan(valued(SPY=1e6)))


def test_stale_vxn_is_not_mixed_with_todays_vix(plan, valued, synthetic, market_copy, rewrite):
    """VXN counts for the level of QQQ only on the day of the VIX."""

    def with_vxn(day):
        row = {"date": pd.Timestamp(day), "symbol": "VXN", "close": 34.02}
        return lambda rows: pd.concat([rows[rows["symbol"] != "VXN"], pd.DataFrame([row])])

    rewrite(market_copy, "vol_indices", with_vxn("2024-05-28"))
    stale = plan(valued(SPY=1e6), instrument="QQQ", data=market_copy)
    assert any("63-day" in w for w in stale.warnings)
    rewrite(market_copy, "vol_indices", with_vxn(synthetic.plain_day))
    fresh = plan(valued(SPY=1e6), instrument="QQQ", data=market_copy)
    assert any("VXN / VIX = 2.00" in w for w in fresh.warnings)
