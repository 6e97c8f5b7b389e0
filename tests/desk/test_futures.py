"""VIX futures, from a folder to the curve, the roll and the funds."""

import json
import shutil
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk import FuturesChoices, futures, leveraged_fund
from hedgerow.errors import InputError, UnavailableError

LAST = date(2024, 5, 31)
"""Of the made market."""


@pytest.fixture(scope="module")
def read(futures_market):
    """The answer on the made market."""
    return futures(data=futures_market)


@pytest.fixture
def changed(futures_market, tmp_path):
    """The made market with one table changed: ``changed("vix_futures", function of its rows)``."""

    def folder(table, change):
        copy = tmp_path / "copy"
        if not copy.exists():
            shutil.copytree(futures_market, copy)
        path = copy / table / "daily.parquet"
        change(pd.read_parquet(path)).to_parquet(path, index=False)
        return copy

    return folder


def level(days, vix):
    """The made curve."""
    return vix * (1 + 0.25 * (1 - np.exp(-days / 60)))


def test_the_curve_is_the_made_one(read):
    """Every contract costs what the market was made to cost, with its days and its distance from VIX."""
    vix = read.basis.vix
    for row in read.curve.contracts:
        assert row.settle == pytest.approx(level(row.days, vix), abs=2e-4)
        assert row.basis_points == pytest.approx(row.settle - vix)
    assert read.curve.missing == ()
    assert read.status.state == "ok"
    assert read.as_of == read.curve.session == LAST
    assert any("1 no session" in warning for warning in read.warnings)


def test_the_roll_is_that_of_the_curve(read):
    """Roll of the next session: −(M2 − M1) over the sessions between the settlements and the position's value."""
    first, second = (row.settle for row in read.curve.contracts[:2])
    w = read.roll.front_weight
    sessions = read.curve.contracts[1].sessions - read.curve.contracts[0].sessions
    expected = -(second - first) / (sessions * (w * first + (1 - w) * second))
    assert read.roll.session == pytest.approx(expected, rel=1e-12)
    assert read.roll.month == pytest.approx(21 * expected, rel=1e-12)
    left = np.arange(30, 0, -1)
    w, vix = left / 30, read.basis.vix
    before, after = (w * level(left - n, vix) + (1 - w) * level(left + 30 - n, vix) for n in (0, 1))
    assert read.roll.static_month == pytest.approx(np.prod(after / before) - 1, abs=0.003)
    assert read.roll.static_year == pytest.approx((1 + read.roll.static_month) ** 12 - 1)


def test_vxx_is_the_plain_loop(read):
    """The simulation is the fund that a plain loop over sessions and fractions of contracts made, year by year."""
    card = next(card for card in read.funds if card.symbol == "VXX")
    assert card.compared
    assert abs(card.difference) < 2e-6
    assert all(abs(row.difference) < 5e-6 for row in card.years)
    assert [row.whole for row in card.years] == [False, True, True, False]
    assert card.path[0].simulated == card.path[0].real == 1.0


def test_a_fund_without_prices_is_simulated_alone(read):
    """UVXY has no prices here: a simulation, nothing real, and the reason."""
    card = next(card for card in read.funds if card.symbol == "UVXY")
    assert not card.compared
    assert np.isfinite(card.simulated_annual)
    assert np.isnan(card.real_annual)
    assert card.reason == "no prices of UVXY in the data"


def test_recent_days_add_up(read):
    """Roll and move of the curve are the index's return; the basis is what the levels say."""
    for row in read.recent:
        assert row.roll + row.curve == pytest.approx(row.excess, abs=1e-15)
        assert row.front_basis_points == pytest.approx(row.front - row.vix)
    assert len(read.recent) == 252
    assert read.recent[-1].slope == pytest.approx(read.curve.slope)


def test_stress(read):
    """VIX over VIX3M is 1/1.1 here, and VVIX five times VIX."""
    assert read.stress.vix_over_vix3m == pytest.approx(1 / 1.1, abs=1e-4)
    assert read.stress.inverted is False
    assert read.stress.vvix == pytest.approx(5 * read.basis.vix, abs=1e-3)


def without_sources(result):
    """The document without where it came from."""
    document = json.loads(result.to_json())
    del document["provenance"], document["warnings"]
    return document


def test_no_look_ahead(futures_market, changed):
    """As of a session, whatever the tables say of later ones changes nothing."""
    day = date(2024, 3, 13)

    def wild(rows):
        later = rows["date"] > pd.Timestamp(day)
        column = next(c for c in ("settle", "close", "adj_close", "value") if c in rows)
        return rows.assign(**{column: rows[column].where(~later, 1.7 * rows[column])})

    for table in ("vix_futures", "vol_indices", "prices", "rates"):
        folder = changed(table, wild)
    assert without_sources(futures(data=folder, as_of=day)) == without_sources(
        futures(data=futures_market, as_of=day)
    )


@pytest.mark.parametrize(("as_of", "late"), [("2024-06-03", 1), ("2024-06-07", 5)])
def test_futures_up_to_five_sessions_late_are_read_on_their_own_session(
    read, futures_market, as_of, late
):
    """Stale futures: degraded, everything as of their last session, and said."""
    made = futures(data=futures_market, as_of=as_of)
    assert made.status.state == "degraded"
    assert f"the last VIX futures are of {LAST}" in made.status.reasons[0]
    assert made.as_of == date.fromisoformat(as_of)
    assert repr(made.curve) == repr(read.curve)
    assert repr(made.basis) == repr(read.basis)
    assert late <= 5


def test_older_futures_are_unavailable(futures_market):
    """Six sessions late is too late: one line with the session to ask for, exit code 3."""
    with pytest.raises(UnavailableError, match=r"6 sessions before 2024-06-10.*--as-of 2024-05-31"):
        futures(data=futures_market, as_of="2024-06-10")


def test_no_futures_at_all(synthetic, futures_market):
    """Without a table, or before its first row, one line says what to add."""
    for where, day in ((synthetic.folder, None), (futures_market, "2019-01-02")):
        with pytest.raises(UnavailableError, match="no VIX futures") as caught:
            futures(data=where, as_of=day)
        assert "vix_futures/daily.parquet" in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_missing_second_contract(changed):
    """Without M2 on the last session its row is empty, slope and roll are unknown, and the answer is degraded."""

    def lost(rows):
        gone = (rows["date"] == pd.Timestamp(LAST)) & (rows["expiry"] == pd.Timestamp(2024, 7, 17))
        return rows[~gone]

    made = futures(data=changed("vix_futures", lost))
    assert made.curve.missing == (2,)
    assert np.isnan(made.curve.contracts[1].settle)
    assert made.curve.contracts[2].expiration == date(2024, 8, 21)
    assert np.isnan(made.curve.slope)
    assert np.isnan(made.roll.session)
    assert made.curve.state == "unknown"
    assert made.status.state == "degraded"


def test_a_gap_in_the_sessions(changed):
    """A session without futures breaks the simulation there: funds begin after it, which is said."""
    day = pd.Timestamp(2024, 2, 6)
    made = futures(data=changed("vix_futures", lambda rows: rows[rows["date"] != day]))
    card = next(card for card in made.funds if card.symbol == "VXX")
    assert card.first == date(2024, 2, 7)
    assert abs(card.difference) < 2e-6
    assert any("1 sessions since" in reason for reason in made.status.reasons)
    assert any("simulated only from 2024-02-07" in reason for reason in made.status.reasons)


def test_without_vix(changed):
    """No VIX: basis, bands and the month of standing still are unknown, never zero; curve and funds stand."""
    made = futures(data=changed("vol_indices", lambda rows: rows[rows["symbol"] != "VIX"]))
    assert made.status.state == "degraded"
    assert np.isnan(made.basis.front_points)
    assert made.basis.front_band == "unknown"
    assert made.basis.narrowing.alert is None
    assert np.isnan(made.roll.static_month)
    assert made.stress.inverted is None
    assert made.curve.state == "contango"
    assert np.isfinite(made.roll.session)


def test_a_bill_earns_the_rate_of_the_session_before(changed, read):
    """A Treasury rate that jumps on the last session changes no return up to it."""

    def jump(rows):
        return rows.assign(value=rows["value"].where(rows["date"] < pd.Timestamp(LAST), 50.0))

    after = futures(data=changed("rates", jump))
    assert [card.simulated_annual for card in after.funds] == [
        card.simulated_annual for card in read.funds
    ]


def test_without_rates(changed):
    """Without a Treasury rate 3 % is assumed for the funds' cash, and said."""
    made = futures(data=changed("rates", lambda rows: rows.iloc[:0]))
    assert made.status.state == "degraded"
    assert "3 % is assumed" in made.status.reasons[0]


@pytest.mark.parametrize(("holding", "warned"), [(10, False), (11, True), (63, True)])
def test_a_long_holding_is_warned_of(futures_market, holding, warned):
    """SPEC VF-05: more than ten sessions in contango are no hedge; the loss on a standing curve grows with them."""
    made = futures(data=futures_market, choices=FuturesChoices(etp=("VXX",), holding=holding))
    assert (made.roll.warning is not None) == warned
    assert made.roll.static_holding < 0
    assert made.funds[0].static_return == pytest.approx(made.roll.static_holding)


def test_backwardation_is_not_warned_of(changed):
    """On an inverted curve the holder earns, and nothing speaks against holding."""

    def inverted(rows):
        days = (rows["expiry"] - rows["date"]).dt.days
        return rows.assign(settle=rows["settle"] * np.exp(-days / 100))

    made = futures(data=changed("vix_futures", inverted))
    assert made.curve.state == "backwardation"
    assert made.basis.front_band == "backwardation"
    assert made.roll.warning is None
    assert made.roll.session > 0
    assert made.roll.static_month > 0


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"etp": ("VXY",)}, "'VXY' is not one of VXX, UVXY, SVXY, SVIX, UVIX"),
        ({"holding": 0}, "holding 0 must lie in 1 … 252"),
        ({"holding": 400}, "holding 400 must lie in 1 … 252"),
    ],
)
def test_choices_that_are_none(choices, said):
    """A choice outside its range is named with the range."""
    with pytest.raises(InputError, match=said):
        FuturesChoices(**choices)


def test_a_start_after_the_data(futures_market):
    """A comparison cannot begin after the last futures."""
    choices = FuturesChoices(start=date(2025, 1, 2))
    with pytest.raises(InputError, match="start 2025-01-02 is after the last VIX futures"):
        futures(data=futures_market, choices=choices)


def test_a_leveraged_fund_adds_up(vol_market):
    """Its log growth is the multiple of the index's, the drag, financing, the fee and a small rest."""
    made = leveraged_fund("CLOSES", 3, data=vol_market)
    parts = made.log_multiple + made.log_drag + made.log_financing + made.log_fee + made.log_rest
    assert np.log1p(made.simulated) == pytest.approx(parts)
    assert made.log_drag == pytest.approx(-3 * made.vol**2 * made.sessions / 252)
    assert abs(made.log_rest) < 0.2 * abs(made.log_drag)
    assert made.assumed_rates == made.sessions


def test_a_leveraged_fund_borrows_at_the_rate_of_the_session_before(vol_market, tmp_path):
    """A Treasury rate that is first known on the last session finances nothing up to it."""
    copy = tmp_path / "rates"
    copy.mkdir()
    before = leveraged_fund("CLOSES", 3, data=vol_market)
    row = {"date": [before.last], "series": ["DGS3MO"], "value": [50.0]}
    pd.DataFrame(row).to_csv(copy / "rates.csv", index=False)
    after = leveraged_fund("CLOSES", 3, data=[vol_market, str(copy / "rates.csv")])
    assert after.simulated == before.simulated


def test_one_times_is_the_symbol_less_its_fee(vol_market):
    """Without leverage nothing is borrowed and nothing drags."""
    made = leveraged_fund("CLOSES", 1, data=vol_market, fee=0.0)
    assert made.simulated == pytest.approx(made.tracked, rel=1e-9)
    assert made.log_drag == made.log_financing == made.log_fee == 0


def test_a_leveraged_fund_refuses_nonsense(vol_market):
    """A multiple or a fee outside its range is named; a start after the data is unavailable."""
    with pytest.raises(InputError, match="multiple 30 must lie in -5 … 5"):
        leveraged_fund("CLOSES", 30, data=vol_market)
    with pytest.raises(InputError, match=r"fee 0\.95 must lie in 0 … 0\.1"):
        leveraged_fund("CLOSES", 3, data=vol_market, fee=0.95)
    with pytest.raises(UnavailableError, match="needs 2"):
        leveraged_fund("CLOSES", 3, data=vol_market, start="2024-05-31")
