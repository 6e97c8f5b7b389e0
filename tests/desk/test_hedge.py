import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from hedgerow.desk import betas, pairing
from hedgerow.errors import BookError, InputError, UnavailableError
from hedgerow.market.book import Book, Position

CONTRACT = {
    "": {
        *("schema", "command", "as_of", "status", "provenance", "warnings"),
        *("book", "beta", "pairing", "sizing", "hedge", "scenarios"),
    },
    "status": {"state", "reasons"},
    "book": {"value", "positions"},
    "beta": {"calm", "downside", "standard_error"},
    "pairing": {"window", "benchmark", "candidates", "chosen"},
    "pairing.benchmark": {"symbol", "beta", "r_squared"},
    "pairing.candidates.0": {
        *("symbol", "hedge_ratio", "standard_error", "r_squared", "r_squared_interval"),
        *("residual_vol", "residual_dollars", "effectiveness", "candidate_beta", "observations"),
    },
    "pairing.chosen": {"symbol", "reason"},
    "sizing": {"notional", "delta", "scenario", "floor", "budget"},
    "hedge": {
        *("instrument", "expiration", "strike", "delta", "spot", "price", "price_source"),
        *("contracts", "premium", "premium_share"),
    },
    "scenarios.0": {"move", "unhedged", "hedged", "sold"},
}
MOVES = (0.10, 0.0, -0.03, -0.05, -0.10, -0.20, -0.30)
HP_17 = {
    0: (57.5, 0.0, -17.2, -28.8, -57.5, -115.0, -172.5),
    7: (50.0, -7.5, -24.7, -25.8, -28.2, -33.1, -38.0),
    8: (49.0, -8.5, -25.8, -25.4, -24.1, -21.4, -18.7),
    13: (43.6, -13.9, -31.1, -23.3, -3.2, 37.1, 77.4),
    26: (29.7, -27.8, -45.0, -17.8, 51.2, 189.2, 327.2),
}


@pytest.fixture(scope="session")
def article(plan, valued, sixty_days_on):
    """The article's hedge: 575,000 USD of SPY, and nothing else, on the article's day."""
    return plan(valued(SPY=575_000), expiration=sixty_days_on, exercise="european")


@pytest.fixture(scope="session")
def mixed():
    """A book with shares, values and cash."""
    return Book(
        [
            Position("WIDE1", quantity=2_000),
            Position("CHIP1", value=60_000),
            Position("OIL1", value=40_000),
            Position("CASH", quantity=25_000),
        ]
    )


def thousands(curve, plan, moves=MOVES, *, at="at_expiry"):
    """One count's P&L in thousands at some moves."""
    by_move = dict(zip((s.move for s in plan.scenarios), getattr(curve, at), strict=True))
    return [by_move[move] / 1000 for move in moves]


def curve_of(plan, contracts):
    """The curve of one count."""
    return next(c for c in plan.curves if c.contracts == contracts)


@pytest.mark.parametrize("day", ["plain_day", "chain_day"])
def test_document(plan, mixed, synthetic, day):
    """The document holds every key of the public contract, priced off a chain or a model."""
    document = json.loads(plan(mixed, as_of=getattr(synthetic, day)).to_json())
    for path, keys in CONTRACT.items():
        part = document
        for step in path.split(".") if path else ():
            part = part[int(step) if step.isdigit() else step]
        assert part.keys() >= keys, path
    assert document["schema"] == 1
    assert document["command"] == "hedge"
    assert document["as_of"] == str(getattr(synthetic, day))


def test_parts_are_the_same_everywhere(plan, mixed, synthetic):
    """The plan's beta and pairing are those of the commands of that name."""
    made = plan(mixed)
    beta = betas(mixed, data=synthetic.folder, as_of=synthetic.plain_day)
    pair = pairing(mixed, data=synthetic.folder, as_of=synthetic.plain_day)
    whole, of_beta, of_pair = made.to_dict(), beta.to_dict(), pair.to_dict()
    assert (whole["beta"], whole["book"]) == (of_beta["beta"], of_beta["book"])
    assert whole["pairing"]["benchmark"] == of_beta["benchmark"]
    assert all(whole["pairing"][key] == of_pair[key] for key in whole["pairing"])


def test_published_put(article):
    """At S 752, 60 days, VIX 17.01, VIX3M 19.89, VIX6M 22.46, r 3.7 % and q 1.1 % the 30-delta put is
    the 729.3 at 10.68 [SPEC HP-17], with all inputs measured off the tables.
    """
    card = article.hedge
    assert card.spot == pytest.approx(752, abs=1e-9)
    assert card.rate == pytest.approx(0.037, abs=1e-12)
    assert card.dividend_yield == pytest.approx(0.011, abs=1e-9)
    assert card.strike == pytest.approx(729.3, abs=0.05)
    assert card.price == pytest.approx(10.68, abs=0.01)
    assert card.delta == pytest.approx(-0.30, abs=1e-9)
    assert card.days == 60


def test_published_put_from_given_inputs(plan, valued, synthetic, sixty_days_on):
    """The same put comes out of given spot, rate and yield, even on a day with a chain."""
    card = plan(
        valued(SPY=575_000),
        as_of=synthetic.chain_day,
        spot=752,
        rate=0.037,
        dividend_yield=0.011,
        exercise="european",
        expiration=sixty_days_on + (synthetic.chain_day - synthetic.plain_day),
    ).hedge
    assert (card.strike, card.price) == (
        pytest.approx(729.3, abs=0.05),
        pytest.approx(10.68, abs=0.01),
    )
    assert card.price_source == "modelled"
    assert (card.spot_source, card.rate_source, card.dividend_source) == ("given",) * 3


def test_a_fund_is_priced_as_american(article, plan, valued, sixty_days_on):
    """SPY options are American: at one delta the put is struck a little lower than the European one, and at
    one strike it costs more, by what early exercise is worth.
    """
    american = plan(valued(SPY=575_000), expiration=sixty_days_on)
    assert (american.hedge.exercise, article.hedge.exercise) == ("american", "european")
    assert american.hedge.delta == pytest.approx(-0.30, abs=1e-9)
    assert 0.99 < american.hedge.strike / article.hedge.strike < 1
    out = {"expiration": sixty_days_on, "moneyness": 0.95}
    dear = plan(valued(SPY=575_000), **out).hedge.price
    assert 0 < dear / 7.99 - 1 < 0.02
    assert any("priced as european, as asked" in w for w in article.warnings)


def test_book_of_the_index_itself(article):
    """A book of SPY has beta 1 to SPY, R² 1, hedge ratio 1 and no residual."""
    assert article.beta.calm == pytest.approx(1, abs=1e-12)
    assert article.hedge.instrument == "SPY"
    assert article.hedge.hedge_ratio == pytest.approx(1, abs=1e-12)
    assert article.hedge.exposure == pytest.approx(575_000, abs=1e-6)
    assert article.pairing.candidates[0].r_squared == pytest.approx(1, abs=1e-12)
    assert article.pairing.candidates[0].residual_dollars == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("contracts", HP_17)
def test_published_table(article, contracts):
    """P&L at expiry of 0, 7, 8, 13 and 26 contracts, thousand USD [SPEC HP-17, the table]."""
    found = thousands(curve_of(article, contracts), article)
    assert found == pytest.approx(HP_17[contracts], abs=0.1)


def test_published_names(article):
    """8 is the notional count; 26, 13 and 7 are 100, 50 and 25 % by delta [SPEC HP-12]."""
    labels = {c.contracts: c.label for c in article.curves}
    assert "notional" in labels[8]
    assert (labels[26], labels[13], labels[7]) == ("delta", "delta 50%", "delta 25%")
    assert article.hedge.contracts == 8
    assert article.hedge.delta_contracts == 26


def test_published_worst_point(article, plan, valued, sixty_days_on):
    """The worst point of the 26 is at the strike, −3.0 %, where 500,000 USD lose 9.0 % [SPEC HP-17a]."""
    made = plan(valued(SPY=575_000), expiration=sixty_days_on, size_by="delta", exercise="european")
    assert made.hedge.worst_move == pytest.approx(-0.030, abs=0.0005)
    assert made.hedge.worst_loss / 500_000 == pytest.approx(-0.090, abs=0.0005)
    assert article.hedge.worst_move == pytest.approx(made.hedge.worst_move)


def test_published_table_after_thirty_days(plan, valued, sixty_days_on):
    """Marked after 30 days with ATM volatility +15 points at −10 % and +30 at −20 % [SPEC HP-17]."""
    made = plan(valued(SPY=575_000), expiration=sixty_days_on, roll_days=30, exercise="european")
    marked = {n: thousands(curve_of(made, n), made, (-0.1, -0.2), at="at_roll") for n in HP_17}
    assert marked[7] == pytest.approx((-27.3, -33.9), abs=0.1)
    assert marked[8] == pytest.approx((-23.0, -22.3), abs=0.1)
    assert marked[13] == pytest.approx((-1.5, 35.7), abs=0.1)
    assert marked[26] == pytest.approx((54.6, 186.3), abs=0.1)


@pytest.mark.parametrize(
    ("size_by", "ratio", "contracts", "expected"),
    [
        ("notional", 0.9, 7, (-36.8, -41.6)),
        ("notional", 1.0, 8, (-33.8, -31.1)),
        ("delta", 0.38, 13, (-19.0, 21.3)),
        ("delta", 0.75, 26, (19.5, 157.5)),
    ],
)
def test_published_table_five_percent_out(
    plan, valued, sixty_days_on, size_by, ratio, contracts, expected
):
    """Struck at 95 % of spot the put is 714.4 at 7.99 with delta −0.226; its P&L at expiry at −10 and
    −20 %, thousand USD [SPEC HP-17].
    """
    made = plan(
        valued(SPY=575_000),
        expiration=sixty_days_on,
        moneyness=0.95,
        size_by=size_by,
        ratio=ratio,
        exercise="european",
    )
    card = made.hedge
    assert card.strike == pytest.approx(714.4, abs=1e-6)
    assert card.price == pytest.approx(7.99, abs=0.005)
    assert card.delta == pytest.approx(-0.226, abs=0.0005)
    assert card.contracts == contracts
    assert thousands(curve_of(made, contracts), made, (-0.1, -0.2)) == pytest.approx(
        expected, abs=0.1
    )


def test_scenarios_are_the_chosen_curve(plan, mixed):
    """The scenarios are the curve of the hedge's count; unhedged is exposure times move; the sale of
    x % loses the same as the hedge at −20 % at the roll.
    """
    made = plan(mixed)
    curve = curve_of(made, made.hedge.contracts)
    for scenario, roll, expiry in zip(made.scenarios, curve.at_roll, curve.at_expiry, strict=True):
        assert (scenario.hedged, scenario.hedged_at_expiry) == (roll, expiry)
        assert scenario.unhedged == pytest.approx(made.hedge.exposure * scenario.move)
        assert scenario.sold == pytest.approx((1 - made.hedge.sold_share) * scenario.unhedged)
    fall = next(s for s in made.scenarios if s.move == -0.20)
    assert fall.sold == pytest.approx(fall.hedged)
    assert len(made.to_frame()) == len(made.scenarios)


def test_premium_is_a_cost(plan, mixed):
    """Premium is minus contracts × multiplier × price; its share is of the book's net value."""
    made = plan(mixed)
    card = made.hedge
    assert card.premium == pytest.approx(-card.contracts * 100 * card.price)
    assert card.premium < 0
    assert card.premium_share == pytest.approx(card.premium / made.book.value)
    assert card.carry.month_fixed_vol < 0
    assert card.carry.month_surface < 0


def test_instrument_asked_for(plan, valued):
    """The instrument asked for is used with its own hedge ratio; the better one is named."""
    chips = valued(CHIP1=100_000, CHIP2=100_000)
    best, made = plan(chips), plan(chips, instrument="spy")
    assert best.hedge.instrument == "SMH"
    assert made.hedge.instrument == "SPY"
    ratios = {c.symbol: c.hedge_ratio for c in made.pairing.candidates}
    assert made.hedge.hedge_ratio == ratios["SPY"]
    assert made.hedge.exposure == pytest.approx(200_000 * ratios["SPY"])
    assert any("SMH pairs best" in warning for warning in made.warnings)


def test_short_book_needs_no_put(plan, valued):
    """A net short book rises when the index falls: no contracts, no premium, and it says so."""
    made = plan(valued(SPY=-100_000, CASH=300_000))
    assert made.beta.calm == pytest.approx(-0.5, abs=1e-9)
    assert made.hedge.contracts == 0
    assert made.hedge.premium == 0
    assert made.status.state == "degraded"
    assert any("the book gains when SPY falls" in reason for reason in made.status.reasons)
    assert json.loads(made.to_json())["hedge"]["book_break_evens"] == []


def test_book_of_cash(plan, valued):
    """Cash alone has beta 0; no index fits it."""
    made = plan(valued(CASH=100_000))
    assert made.beta.calm == 0
    assert made.hedge.contracts == 0
    assert made.status.state == "degraded"


def test_noise_does_not_fit(plan, valued):
    """A book that no index explains by half says that an index hedge does not fit, with its R²."""
    made = plan(valued(LONE=100_000))
    best = max(c.r_squared for c in made.pairing.candidates)
    assert best < 0.5
    assert not made.pairing.chosen.fits
    assert any(
        f"index hedge does not fit: the best R² is {best:.2f}" in r for r in made.status.reasons
    )


def changed_future(folder, synthetic):
    """Adds later rows of every kind, all of them absurd, to a folder."""
    later = pd.DatetimeIndex(["2024-06-03", "2024-06-04", "2024-06-05"])
    for table, columns in {
        "prices": {"adj_close": 1.0, "close": 0.1, "close_basis": "split_adjusted"},
        "vol_indices": {"close": 99.0},
        "rates": {"value": 40.0},
    }.items():
        path = folder / table / "daily.parquet"
        old = pd.read_parquet(path)
        key = "series" if table == "rates" else "symbol"
        new = pd.DataFrame({"date": later}).merge(old[[key]].drop_duplicates(), how="cross")
        pd.concat([old, new.assign(**columns)], ignore_index=True).to_parquet(path, index=False)
    chain = pd.read_parquet(folder / "chains" / f"SPY_{synthetic.chain_day}.parquet")
    chain.assign(quote_date=later[0], bid=500.0, ask=501.0).to_parquet(
        folder / "chains" / "SPY_2024-06-03.parquet"
    )


@pytest.mark.parametrize("day", ["plain_day", "chain_day"])
@pytest.mark.parametrize("instrument", ["SPY", None])
def test_no_look_ahead(plan, mixed, synthetic, market_copy, day, instrument):
    """Rows after the session, in every table, change no byte of the answer, though a later one does
    not survive them.
    """
    as_of = getattr(synthetic, day)
    asked = {"as_of": as_of, "instrument": instrument, "data": market_copy}
    before = plan(mixed, **asked).to_json()
    changed_future(market_copy, synthetic)
    assert plan(mixed, **asked).to_json() == before
    with pytest.raises(UnavailableError, match="a split is known"):
        plan(mixed, **asked | {"as_of": date(2024, 6, 3)})


@pytest.mark.parametrize("day", ["plain_day", "chain_day"])
def test_same_input_same_bytes(plan, mixed, synthetic, day):
    """The same question twice gives the same bytes."""
    as_of = getattr(synthetic, day)
    assert plan(mixed, as_of=as_of).to_json() == plan(mixed, as_of=as_of).to_json()


@pytest.mark.parametrize("day", ["plain_day", "chain_day"])
def test_row_order_means_nothing(plan, mixed, synthetic, market_copy, rewrite, day):
    """Shuffled rows in every table change no byte of the answer."""
    as_of = getattr(synthetic, day)
    before = plan(mixed, as_of=as_of, data=market_copy).to_json()
    chain = f"chains/SPY_{synthetic.chain_day}.parquet"
    for table in ("prices", "vol_indices", "rates", chain):
        rewrite(market_copy, table, lambda rows: rows.sample(frac=1, random_state=7))
    assert plan(mixed, as_of=as_of, data=market_copy).to_json() == before


def test_weekend_means_friday(plan, mixed, synthetic):
    """A day that is no session means the session before it."""
    friday = plan(mixed, as_of=synthetic.chain_day)
    sunday = plan(mixed, as_of=date(2024, 6, 2))
    assert sunday.warnings == (
        "2024-06-02 is no session: everything is as of 2024-05-31",
        *friday.warnings,
    )
    assert replace(sunday, warnings=()).to_json() == replace(friday, warnings=()).to_json()


def test_expired_option_is_refused(plan, synthetic):
    """An option whose last day has come is no position any more."""
    book = Book([Position("SPY", value=1e5), Position("SPY240530P00700000", quantity=1, price=1.0)])
    with pytest.raises(BookError, match=r"SPY240530P00700000.*expired"):
        plan(book, as_of=synthetic.plain_day)


def test_roll_after_expiry(plan, valued, synthetic):
    """A put that expires before its roll is refused."""
    with pytest.raises(InputError, match=r"expires in 22 days.*28 days"):
        plan(valued(SPY=1e5), expiration=date(2024, 6, 21))
    with pytest.raises(InputError, match=str(synthetic.plain_day)):
        plan(valued(SPY=1e5), expiration=synthetic.plain_day)


def test_size_that_no_count_reaches(plan, valued, sixty_days_on):
    """A put struck below the floor's move gains nothing there: no count keeps the floor."""
    asked = {"moneyness": 0.6, "expiration": sixty_days_on}
    made = plan(valued(SPY=575_000), **asked)
    assert made.sizing.floor.contracts is None
    assert json.loads(made.to_json())["sizing"]["floor"]["raw"] is None
    with pytest.raises(UnavailableError, match="size-by floor"):
        plan(valued(SPY=575_000), size_by="floor", **asked)


@pytest.mark.parametrize("given", [0.0, 1.0, 3.0])
def test_a_given_beta_sizes_the_hedge(plan, given):
    """What the book behaves like in SPY is its dollar beta, the given half of it included."""
    book = Book([Position("WIDE1", value=200_000), Position("NOWHERE", value=200_000, beta=given)])
    made = plan(book, instrument="SPY", stress="never")
    own = plan(Book([Position("WIDE1", value=200_000)]), instrument="SPY", stress="never")
    assert made.hedge.exposure == pytest.approx(made.beta.dollar_beta, rel=1e-9)
    assert made.hedge.exposure == pytest.approx(own.hedge.exposure + given * 200_000, rel=1e-9)
    assert made.hedge.exposure == pytest.approx(made.hedge.hedge_ratio * made.book.value)


def test_a_given_beta_wins_over_a_leveraged_funds_promise(plan):
    """A leveraged fund without a history moves by the beta that the book gives, and that is said."""
    book = Book([Position("WIDE1", value=200_000), Position("TQQQ", value=20_000, beta=3.3)])
    made = plan(book, instrument="SPY", stress="never")
    own = plan(Book([Position("WIDE1", value=200_000)]), instrument="SPY", stress="never")
    assert made.hedge.exposure == pytest.approx(own.hedge.exposure + 66_000, rel=1e-9)
    said = " ".join(made.status.reasons)
    assert "given in the book in place of 3 times the daily returns of QQQ" in said


def test_a_hundred_shares_of_the_index_need_one_put(plan, valued):
    """A rest of a thousandth of a contract is not bought."""
    made = plan(valued(SPY=75_200 * 1.003), instrument="SPY")
    assert made.sizing.notional.raw == pytest.approx(1.003)
    assert made.hedge.contracts == 1


def test_a_single_name_is_no_index(plan, valued):
    """Puts on a share carry a reason; those on an index fund do not."""
    reasons = plan(valued(CHIP1=300_000), instrument="CHIP2").status.reasons
    assert any("CHIP2 is no index" in reason for reason in reasons)
    reasons = plan(valued(CHIP1=300_000), instrument="SMH").status.reasons
    assert not any("is no index" in reason for reason in reasons)


def test_a_misfit_is_said_although_the_best_has_no_price(plan, market_copy, rewrite):
    """A book that no index fits is told so, with an instrument whose price is known for the record."""

    def split_unknown(rows):
        only = rows["symbol"] == best
        early = rows["date"] < rows["date"].max() - pd.Timedelta(days=30)
        rows.loc[only & early, "close"] *= 2
        rows.loc[only & early, "close_basis"] = "split_adjusted"
        rows.loc[only & ~early, ["close", "close_basis"]] = [float("nan"), None]
        return rows

    book = Book([Position("LONE", value=100_000)])
    best = plan(book).pairing.chosen.symbol
    rewrite(market_copy, "prices", split_unknown)
    made = plan(book, data=market_copy)
    assert made.pairing.chosen.symbol == best != made.hedge.instrument
    assert not made.hedge.fits
    assert "does not fit" in made.status.reasons[0]
    assert any(f"{best} pairs best" in note for note in made.warnings)


def test_where_a_crash_becomes_a_gain_is_said(plan, valued):
    """A count that pays more than the book loses names the fall from which on it gains: the break-even."""
    made = plan(valued(SPY=575_000), instrument="SPY", size_by="delta")
    evens = [m for m in made.hedge.book_break_evens if m < made.hedge.moneyness - 1]
    assert f"a crash is a gain from {100 * max(evens):+.1f} % down" in made.sizing.delta.at_expiry
    assert "in SPY makes" in made.sizing.delta.at_expiry
