import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.tables import FileTables
from hedgerow.desk import betas
from hedgerow.errors import BookError, InputError, UnavailableError
from hedgerow.market.book import Book, Position


@pytest.fixture(scope="session")
def measured(synthetic):
    """The betas of a book on the day without a chain."""

    def made(book, **asked):
        return betas(book, **{"data": synthetic.folder, "as_of": synthetic.plain_day} | asked)

    return made


def row(made, symbol):
    """One position's row."""
    return next(r for r in made.book.positions if r.symbol == symbol)


def slope(y, x):
    """Least-squares slope."""
    return np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y, rcond=None)[0][1]


def test_least_squares(measured, valued, synthetic):
    """Each beta is the slope of numpy.linalg.lstsq on the raw closes, the book's is their
    dollar-weighted sum, and the downside beta is that of the days on which the benchmark fell
    [SPEC HP-04, HS-09].
    """
    made = measured(valued(CHIP1=1e5, OIL1=3e5))
    x = synthetic.returns("SPY", synthetic.plain_day, 252)
    y = {s: synthetic.returns(s, synthetic.plain_day, 252) for s in ("CHIP1", "OIL1")}
    for symbol, own in y.items():
        assert row(made, symbol).beta == pytest.approx(slope(own, x), abs=1e-10)
    book = 0.25 * y["CHIP1"] + 0.75 * y["OIL1"]
    assert made.beta.calm == pytest.approx(slope(book, x), abs=1e-10)
    assert made.beta.downside == pytest.approx(slope(book[x < 0], x[x < 0]), abs=1e-10)
    assert made.beta.downside_observations == (x < 0).sum()
    assert made.beta.dollar_beta == pytest.approx(4e5 * made.beta.calm)


def test_contributions_add_up(measured):
    """Weights add up to 1 with cash, contributions to the book's beta, dollars to its dollar beta."""
    book = Book(
        [
            Position("WIDE1", quantity=1000),
            Position("CHIP1", value=-30_000),
            Position("CASH", quantity=50_000),
        ]
    )
    made = measured(book)
    rows = made.book.positions
    assert sum(r.weight for r in rows) == pytest.approx(1)
    assert sum(r.contribution for r in rows) == pytest.approx(made.beta.calm, abs=1e-12)
    assert sum(r.contribution_dollars for r in rows) == pytest.approx(made.beta.dollar_beta)
    assert sum(r.value for r in rows) == pytest.approx(made.book.value)
    assert row(made, "CHIP1").contribution < 0
    assert row(made, "CASH").beta == 0


def test_quantity_is_valued_at_the_unadjusted_close(measured, synthetic):
    """Shares are worth quantity times the unadjusted close, not the lower adjusted one."""
    made = measured(Book([Position("SPY", quantity=100)]))
    assert made.book.value == pytest.approx(75_200, abs=1e-6)
    assert made.book.value > 100 * synthetic.closes["SPY"].loc[str(synthetic.plain_day)]
    held = row(made, "SPY")
    assert (held.price_basis, held.price_date) == ("as_traded", synthetic.plain_day)


def test_intervals_hold_the_truth(measured, valued):
    """The 95 % interval of CHIP1's beta holds the loading 1.4 that it was drawn with."""
    low, high = row(measured(valued(CHIP1=1e5), window=504), "CHIP1").interval
    assert low < 1.4 < high


def test_short_history(measured, valued):
    """A position with 60 returns gets the benchmark's beta 1, flagged with its share of value."""
    made = measured(valued(NEWCO=1e5, WIDE1=3e5))
    held = row(made, "NEWCO")
    assert (held.beta, held.beta_source) == (1.0, "proxy")
    assert made.beta.proxied_share == pytest.approx(0.25)
    assert made.status.state == "degraded"
    assert any("25.0 %" in r and "NEWCO" in r for r in made.status.reasons)


def test_short_history_with_a_given_beta(measured):
    """The book's own beta is used where history is too short, and named where it is not."""
    book = Book([Position("NEWCO", value=1e5, beta=1.7), Position("WIDE1", value=1e5, beta=3.0)])
    made = measured(book)
    assert (row(made, "NEWCO").beta, row(made, "NEWCO").beta_source) == (1.7, "book")
    assert row(made, "WIDE1").beta < 2
    assert any("WIDE1" in w and "3 is not used" in w for w in made.warnings)


def test_unknown_symbol(measured, valued):
    """A value of an unknown symbol is proxied and named; a quantity of it cannot be valued."""
    made = measured(valued(UNKNOWN=1e5, WIDE1=1e5))
    assert row(made, "UNKNOWN").beta_source == "proxy"
    assert any("UNKNOWN" in r for r in made.status.reasons)
    with pytest.raises(BookError, match="no price for UNKNOWN"):
        measured(Book([Position("UNKNOWN", quantity=5)]))


def test_unknown_symbol_with_a_price(measured):
    """A quantity with a price in the book needs no price in the data."""
    made = measured(Book([Position("UNKNOWN", quantity=5, price=10.0)]))
    assert made.book.value == 50


def test_an_option_on_the_unknown_is_carried(measured):
    """An option whose underlying has no prices counts with the price that the book gives, has no beta,
    and the status names it; without a price it is not in the value either.
    """
    spy, symbol = Position("SPY", value=1e5), "NONE251219P00600000"
    priced = measured(Book([spy, Position(symbol, quantity=2, price=10.0)]))
    held = row(priced, symbol)
    assert (held.value, held.beta_source) == (2_000.0, "carried")
    assert priced.book.value == pytest.approx(102_000)
    unpriced = measured(Book([spy, Position(symbol, quantity=2)]))
    assert unpriced.book.value == pytest.approx(1e5)
    document = json.loads(unpriced.to_json())
    assert document["book"]["positions"][1]["value"] is None
    assert document["book"]["positions"][1]["beta"] is None
    for made in (priced, unpriced):
        assert any("neither their deltas" in r and symbol in r for r in made.status.reasons)


def test_leveraged_funds_are_carried(measured, valued):
    """A leveraged fund counts with its own measured beta and the status says what that misses."""
    made = measured(valued(SOXL=1e5))
    assert row(made, "SOXL").kind == "leveraged"
    assert row(made, "SOXL").beta == pytest.approx(3.9, abs=0.5)
    assert any("SOXL" in r and "reset daily" in r for r in made.status.reasons)


def test_net_value_must_be_positive(measured, valued):
    """A book that is worth nothing has no weights; the error names its value."""
    with pytest.raises(BookError, match=r"-50,000\.00"):
        measured(valued(SPY=50_000, WIDE1=-100_000))


def test_only_adjusted_prices(measured, market_copy, rewrite):
    """A quantity of which only adjusted closes are known is valued at them, degraded."""

    def change(rows):
        rows.loc[rows["symbol"] == "WIDE1", ["close", "close_basis"]] = None
        return rows

    rewrite(market_copy, "prices", change)
    made = measured(Book([Position("WIDE1", quantity=10)]), data=market_copy)
    assert row(made, "WIDE1").price_basis == "adjusted"
    assert made.status.state == "degraded"
    assert any("adjusted close" in r and "WIDE1" in r for r in made.status.reasons)


def test_known_split(measured, market_copy, rewrite):
    """As-traded closes that end before a split in the adjusted ones leave no price for a quantity."""

    def change(rows):
        own = rows["symbol"] == "WIDE1"
        rows.loc[own, "adj_close"] /= 4
        rows.loc[own & (rows["date"] > "2024-05-20"), ["close", "close_basis"]] = None
        return rows

    rewrite(market_copy, "prices", change)
    with pytest.raises(UnavailableError, match=r"WIDE1.*split"):
        measured(Book([Position("WIDE1", quantity=10)]), data=market_copy)


def test_stale_price(measured, market_copy, rewrite):
    """A close that is sessions old is used, dated and named."""

    def change(rows):
        return rows[(rows["symbol"] != "WIDE1") | (rows["date"] <= "2024-05-24")]

    rewrite(market_copy, "prices", change)
    made = measured(Book([Position("WIDE1", quantity=10)]), data=market_copy)
    assert row(made, "WIDE1").price_date == date(2024, 5, 24)
    assert any("WIDE1" in r and "of 2024-05-24" in r for r in made.status.reasons)


def test_gap_in_the_history(measured, valued, synthetic, market_copy, rewrite):
    """A gap of some days leaves a position's beta that of the days it has."""
    gap = (pd.Timestamp(2024, 2, 1), pd.Timestamp(2024, 2, 20))

    def change(rows):
        return rows[(rows["symbol"] != "WIDE1") | ~rows["date"].between(*gap)]

    rewrite(market_copy, "prices", change)
    made = measured(valued(WIDE1=1e5, WIDE2=1e5), data=market_copy)
    closes = synthetic.closes.loc[: str(synthetic.plain_day)].iloc[-253:].copy()
    closes.loc[gap[0] : gap[1], "WIDE1"] = np.nan
    returns = closes.pct_change(fill_method=None)[["WIDE1", "SPY"]].dropna()
    assert row(made, "WIDE1").observations == len(returns) < 252
    expected = slope(returns["WIDE1"].to_numpy(), returns["SPY"].to_numpy())
    assert row(made, "WIDE1").beta == pytest.approx(expected, abs=1e-10)
    assert sum(r.contribution for r in made.book.positions) == pytest.approx(made.beta.calm)
    assert any("history shorter" in r and "WIDE1" in r for r in made.status.reasons)


def test_bad_rows_are_counted(measured, valued, market_copy, rewrite):
    """Rows on days that are no session, without a price, or repeated are counted in a warning and
    move nothing.
    """
    before = measured(valued(WIDE1=1e5), data=market_copy)

    def change(rows):
        own = rows[rows["symbol"] == "WIDE1"].iloc[[-20]]
        bad = [
            own.assign(date=pd.Timestamp(2024, 5, 25), adj_close=1.0),
            own.assign(date=pd.Timestamp(2024, 3, 29), adj_close=np.nan),
            own.assign(symbol="SPY", date=pd.Timestamp(2020, 1, 2), adj_close=-1.0),
            own,
            own,
        ]
        return pd.concat([rows, *bad])

    rewrite(market_copy, "prices", change)
    after = measured(valued(WIDE1=1e5), data=market_copy)
    assert after.beta == before.beta
    [warning] = [w for w in after.warnings if "set aside" in w]
    assert "2 no session" in warning  # a Saturday, and Good Friday without a price
    assert "2 repeated" in warning


@pytest.mark.parametrize(("window", "words"), [(5, "window 5"), (2521, "window 2521")])
def test_window_range(measured, valued, window, words):
    """A window outside 126 … 2520 sessions is refused with its value."""
    with pytest.raises(InputError, match=words):
        measured(valued(WIDE1=1e5), window=window)


def test_past_the_data(measured, valued, synthetic):
    """Within a week past the data the answer is degraded; later it is refused, however much later."""
    book = valued(WIDE1=1e5)
    made = measured(book, as_of="2024-06-05")
    assert any(f"prices end on {synthetic.chain_day}" in r for r in made.status.reasons)
    for day in ("2024-06-20", "2026-06-20", "2039-01-03"):
        with pytest.raises(InputError, match=f"as of {day[:4]}.*{synthetic.chain_day}"):
            measured(book, as_of=day)


def test_before_the_data(measured, valued):
    """Before the data there is no benchmark."""
    with pytest.raises(UnavailableError, match=r"SPY.*1995-01-03"):
        measured(valued(WIDE1=1e5), as_of="1995-01-03")


def test_unknown_benchmark(measured, valued):
    """A benchmark without prices is named."""
    with pytest.raises(UnavailableError, match="NOPE"):
        measured(valued(WIDE1=1e5), benchmark="nope")


def test_document(measured, valued):
    """The document is the envelope and the parts; the frame has a row a position."""
    made = measured(valued(WIDE1=1e5, CASH=1e4))
    document = json.loads(made.to_json())
    assert document["command"] == "beta"
    assert document["beta"].keys() >= {"calm", "downside", "standard_error", "interval"}
    assert document["provenance"].keys() == {"prices"}
    assert list(made.to_frame()["symbol"]) == ["WIDE1", "CASH"]


@pytest.fixture(scope="module")
def finer(measured, valued):
    """The finer betas of a book of four shares, and its own returns beside the market's."""
    return measured(valued(CHIP1=1e5, OIL1=3e5, WIDE1=2e5, WIDE2=2e5)).beta


@pytest.fixture(scope="module")
def raw(synthetic):
    """The same book's returns and the benchmark's, from the raw closes."""

    def made(days):
        weights = {"CHIP1": 0.125, "OIL1": 0.375, "WIDE1": 0.25, "WIDE2": 0.25}
        day = synthetic.plain_day
        book = sum(w * synthetic.returns(s, day, days) for s, w in weights.items())
        return book, synthetic.returns("SPY", day, days)

    return made


def method(card, name):
    """The estimate whose name begins so."""
    return next(e for e in card.estimates if e.name.startswith(name))


def test_methods(finer, raw):
    """Each method is its own one-liner on the raw closes: all days, days below 0 and −1σ, Dimson's
    three slopes, weeks, λ-weighted, Blume's line [SPEC HS-07 … HS-09].
    """
    y, x = raw(252)
    assert finer.estimates[0].beta == finer.calm == pytest.approx(slope(y, x), abs=1e-10)
    assert finer.estimates[0].interval == finer.interval
    assert method(finer, "market below 0").beta == finer.downside
    low = x < -x.std()
    assert method(finer, "market below −1σ").beta == pytest.approx(slope(y[low], x[low]))
    three = np.column_stack([np.ones(250), x[:-2], x[1:-1], x[2:]])
    dimson = np.linalg.lstsq(three, y[1:-1], rcond=None)[0][1:].sum()
    assert method(finer, "Dimson").beta == pytest.approx(dimson)
    Y, X = (
        pd.Series(1 + r).rolling(5).apply(np.prod, raw=True).dropna().to_numpy() for r in (y, x)
    )
    assert method(finer, "weekly").beta == pytest.approx(slope(Y, X))
    w = 0.94 ** np.arange(252)[::-1]
    assert method(finer, "EWMA λ 0.94").beta == pytest.approx((w * x) @ y / ((w * x) @ x))
    assert method(finer, "Blume").beta == pytest.approx(0.343 + 0.677 * finer.calm)
    assert method(finer, "Blume (vendors')").beta == pytest.approx(0.33 + 0.67 * finer.calm)


def test_every_estimate_is_whole(finer):
    """Every known estimate has an error, an interval around it and days; every unknown a reason."""
    for row in finer.estimates:
        if np.isnan(row.beta):
            assert row.note
            continue
        assert row.standard_error > 0
        assert row.interval[0] < row.beta < row.interval[1]
        assert row.observations >= 10


def test_vasicek_moves_the_book_towards_its_positions(finer, measured, valued):
    """The shrunk book lies between its own beta and its positions' mean, and its error below that of
    the plain beta.
    """
    plain, shrunk = finer.estimates[0], method(finer, "Vasicek")
    rows = measured(valued(CHIP1=1e5, OIL1=3e5, WIDE1=2e5, WIDE2=2e5)).book.positions
    mean = np.mean([r.beta for r in rows])
    assert min(plain.beta, mean) < shrunk.beta < max(plain.beta, mean)
    assert 0 < shrunk.standard_error <= plain.standard_error * 1.02
    assert np.isnan(method(measured(valued(CHIP1=1e5, OIL1=1e5)).beta, "Vasicek").beta)


def test_crises(finer, synthetic):
    """The beta of 2022 is the slope of that year's closes; crises before the data are unknown with the
    reason, crises after the session are not there.
    """
    crises = [e for e in finer.estimates if e.name.startswith("crisis")]
    assert [e.name[7:11] for e in crises] == ["2008", "2020", "2022"]
    returns = synthetic.closes.pct_change().loc["2022"]
    book = returns[["CHIP1", "OIL1", "WIDE1", "WIDE2"]].to_numpy() @ [0.125, 0.375, 0.25, 0.25]
    assert crises[2].beta == pytest.approx(slope(book, returns["SPY"].to_numpy()))
    assert crises[2].observations == len(returns)
    for early in crises[:2]:
        assert np.isnan(early.beta)
        assert early.observations == 0
        assert early.note


def test_a_replicated_fund_is_so_in_a_crisis(measured, valued):
    """TQQQ without prices is three times QQQ in 2022 as it is today, alone and beside shares."""
    triple, single = measured(valued(TQQQ=1e5)).beta, measured(valued(QQQ=1e5)).beta
    assert method(triple, "crisis 2022").beta == pytest.approx(
        3 * method(single, "crisis 2022").beta
    )
    assert method(triple, "crisis 2022").standard_error > 0
    mixed = measured(valued(TQQQ=1e5, WIDE1=2e5, SPY=1e5)).beta
    plain = measured(valued(QQQ=3e5, WIDE1=2e5, SPY=1e5)).beta
    assert method(mixed, "crisis 2022").beta == pytest.approx(
        1.5 * method(plain, "crisis 2022").beta
    )


def test_later_prices_change_nothing(measured, valued, market_copy, rewrite, synthetic):
    """The finer betas of a session are the same whether or not the data go on after it."""
    book = valued(CHIP1=1e5, OIL1=3e5, WIDE1=2e5)
    rewrite(
        market_copy,
        "prices",
        lambda rows: rows[rows["date"] <= pd.Timestamp(synthetic.plain_day)],
    )
    cut, whole = measured(book, data=market_copy), measured(book)
    assert json.dumps(cut.to_dict()["beta"]) == json.dumps(whole.to_dict()["beta"])


class NoLongHistory:
    """A live source whose server has gone: what is kept is there, what lies further back is not."""

    problems = ("prices since 2008 could not be fetched",)

    def __init__(self, folder):
        self.kept = FileTables.open(str(folder))

    def __getattr__(self, name):
        return getattr(self.kept, name)

    def price_rows(self, symbols, start, end):
        """Nothing where asked for more than is kept."""
        return None if start.year < 2010 else self.kept.price_rows(symbols, start, end)


def test_without_a_long_history_only_the_crises_are_unknown(measured, valued, synthetic):
    """A source that fails on old prices costs the crises, not the answer."""
    book = valued(CHIP1=1e5, WIDE1=1e5)
    made = measured(book, data=NoLongHistory(synthetic.folder)).beta
    assert made.calm == measured(book).beta.calm
    crises = [e for e in made.estimates if e.name.startswith("crisis")]
    assert len(crises) == 3
    assert all(np.isnan(e.beta) and e.note == "no long history" for e in crises)


def test_blume_is_for_the_market_alone(measured, valued):
    """To QQQ betas do not average 1, so Blume's line is not drawn and says why [SPEC HS-08]."""
    made = measured(valued(CHIP1=1e5, WIDE1=1e5), benchmark="QQQ")
    row_ = method(made.beta, "Blume")
    assert np.isnan(row_.beta)
    assert "QQQ" in row_.note


def test_asymmetry_of_the_book(finer, raw):
    """γ is the coefficient of min(r_m, 0), β + γ the slope on falling days, never claimed without
    significance.
    """
    y, x = raw(252)
    design = np.column_stack([np.ones(252), x, np.minimum(x, 0)])
    b = np.linalg.lstsq(design, y, rcond=None)[0]
    assert finer.asymmetry.gamma == pytest.approx(b[2])
    assert finer.asymmetry.stress_beta == pytest.approx(b[1] + b[2])
    assert finer.asymmetry.significant == (finer.asymmetry.p < 0.05)


def test_correlation_shock(measured, valued):
    """With volatilities alike each share's beta becomes ρ'/ρ of itself; with the market's volatility
    rising as an index's does, a book of one share keeps its beta.
    """
    made = measured(valued(WIDE1=1e5))
    alike, index = made.beta.correlation_shock
    rho = np.sqrt(made.beta.r_squared)
    assert alike.beta == pytest.approx(made.beta.calm * (rho + 0.5 * (1 - rho)) / rho)
    assert index.beta == pytest.approx(made.beta.calm)
    assert index.market_vol_factor == pytest.approx((rho + 0.5 * (1 - rho)) / rho)
    assert alike.theta == index.theta == 0.5


def test_leveraged_funds_are_not_shocked(measured, valued):
    """A fund that promises a multiple keeps it, so that only the share beside it is shocked; alone it
    leaves nothing to shock.
    """
    made = measured(valued(SOXL=5e4, WIDE1=5e4))
    fund, share = row(made, "SOXL"), row(made, "WIDE1")
    rho = np.sqrt(share.r_squared)
    expected = 0.5 * fund.beta + 0.5 * share.beta * (rho + 0.5 * (1 - rho)) / rho
    assert made.beta.correlation_shock[0].beta == pytest.approx(expected)
    alone = measured(valued(SOXL=1e5)).beta.correlation_shock[0]
    assert np.isnan(alone.beta)
    assert "no measured share" in alone.note


def test_stability_of_the_book(finer, raw, synthetic):
    """The last rolling beta is that of the last sessions, dated by the session; the range holds every
    value; the full one rests on two years.
    """
    found = finer.stability
    y, x = raw(504)
    assert found.full == pytest.approx(slope(y, x))
    assert found.observations == 504
    for rolling in found.rolling:
        n = rolling.window
        assert rolling.last == rolling.beta[-1] == pytest.approx(slope(y[-n:], x[-n:]))
        assert rolling.dates[-1] == synthetic.plain_day
        assert len(rolling.dates) == len(rolling.beta) == 504 - n + 1
        assert (rolling.lowest, rolling.highest) == (min(rolling.beta), max(rolling.beta))
        assert rolling.low[-1] < rolling.last < rolling.high[-1]
    assert found.broken == (found.cusum > found.bound)
    assert (found.break_date is not None) == found.broken


def test_drawdown_of_the_book(finer, raw):
    """Twenty and sixty sessions below the high, of the pro-forma book."""
    y, _ = raw(504)
    for row_, days in zip(finer.drawdown, (20, 60), strict=True):
        values = np.concatenate([[1], np.cumprod(1 + y[-days:])])
        assert row_.days == days
        assert row_.drawdown == pytest.approx(values[-1] / values.max() - 1)


def test_a_book_of_proxies_has_no_finer_betas(measured, valued):
    """Without real returns every method is unknown and so are asymmetry and stability; JSON has null."""
    made = measured(valued(NEWCO=1e5))
    assert all(
        np.isnan(e.beta) for e in made.beta.estimates if not e.name.startswith(("all", "Bl"))
    )
    assert not made.beta.asymmetry.significant
    assert not made.beta.stability.broken
    document = json.loads(made.to_json())["beta"]
    assert document["asymmetry"]["gamma"] is None
    assert document["stability"]["rolling"][0]["beta"] == []


def test_the_warning_is_one_sentence(finer):
    """What conditioning does to beta is said once, in one sentence [SPEC HS-09]."""
    assert "1.15 would look like 0.92" in finer.warning
    assert finer.warning.count(". ") == 0
