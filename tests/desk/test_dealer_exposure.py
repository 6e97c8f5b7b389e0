"""`hedgerow exposure` as a desk function: one chain's open interest."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk import ExpectChoices, ExposureChoices, expect, exposure
from hedgerow.errors import DataError, InputError, UnavailableError

EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"


@pytest.fixture(scope="module")
def read():
    """The example chain."""
    return exposure(EXAMPLE)


@pytest.fixture
def rows():
    """Its rows, to be spoiled."""
    return pd.read_csv(EXAMPLE)


@pytest.fixture
def chain(tmp_path):
    """Writes rows as a chain's file."""

    def write(table, name="SPX_2025-05-14.csv"):
        path = tmp_path / name
        table.to_csv(path, index=False)
        return path

    return write


def test_parts_add_up_to_the_whole(read):
    """Strikes and expirations each sum to the total; calls and puts too; shares to one."""
    total = read.total
    for part in (read.strikes, read.expirations):
        for name in ("gamma", "vega", "vanna", "charm"):
            assert sum(getattr(card, name) for card in part) == pytest.approx(getattr(total, name))
    assert total.call_gamma + total.put_gamma == pytest.approx(total.gamma)
    assert sum(card.share for card in read.expirations) == pytest.approx(1.0)
    assert total.gross_gamma >= abs(total.gamma)


def test_calls_are_long_and_puts_short(read):
    """Under the default convention every strike's call gamma is positive and its put gamma negative."""
    assert all(card.call_gamma >= 0 >= card.put_gamma for card in read.strikes)


def test_open_interest_is_that_of_the_file(read, rows):
    """Contracts counted and not counted are those of the rows, one a contract, that had not expired."""
    sound = rows[pd.to_numeric(rows["open_interest"], errors="coerce").notna()]
    sound = sound[(sound["bid"] >= 0) & (sound["ask"] >= sound["bid"])]
    one = sound.drop_duplicates(["root", "expiry", "strike", "type"], keep=False)
    counted = read.coverage.contracts + read.coverage.without_vol
    assert counted == pytest.approx(one["open_interest"].sum(), rel=0.02)
    assert sum(c.call_contracts + c.put_contracts for c in read.strikes) == pytest.approx(
        read.coverage.contracts
    )


def test_the_flip_is_where_the_profile_crosses_zero(read):
    """Interpolated between the prices of the profile it agrees with the nearest flip, if there is one."""
    price, gamma = np.array(read.profile.price), np.array(read.profile.gamma)
    crossing = np.flatnonzero(np.diff(np.sign(gamma)))
    card = read.flip[0]
    if not len(crossing):
        assert card.price is None
        assert "gamma is" in card.reason
        return
    found = sorted([card.price, *card.others])
    for i, flip in zip(crossing, found, strict=True):
        assert price[i] <= flip <= price[i + 1]


def test_flows_are_what_a_hedger_trades(read):
    """Against the delta that the book gains: sign and size of gamma, vanna and charm."""
    flow = {card.change: card.dollars for card in read.flows}
    assert flow["the price rises by 1 %"] == -read.total.gamma == -flow["the price falls by 1 %"]
    assert flow["volatility rises by a point"] == -read.total.vanna
    assert flow["a day passes"] == -read.total.charm


def test_every_convention_is_beside_the_one_chosen(read):
    """Four lines; opposite ones have opposite gamma; the chosen one is the answer; the page says it is assumed."""
    gamma = {card.convention: card.gamma for card in read.conventions}
    assert gamma["calls_long"] == pytest.approx(-gamma["calls_short"])
    assert gamma["all_long"] == pytest.approx(read.total.gross_gamma)
    assert gamma[read.convention] == pytest.approx(read.total.gamma)
    assert "assumed" in read.caveat
    other = exposure(EXAMPLE, choices=ExposureChoices(convention="all_short"))
    assert other.total.gamma == pytest.approx(-read.total.gross_gamma)
    assert other.meaning != read.meaning


def test_contracts_without_a_bid_count_too(rows, chain, read):
    """Options that nobody bids for exist: their open interest is counted at the surface's volatility."""
    spoilt = rows.copy()
    far = (spoilt["strike"] == 9_300) & (spoilt["type"] == "P") & (spoilt["root"] == "SPX")
    far &= spoilt["expiry"] == "2025-05-16"
    assert far.sum() == 1
    spoilt.loc[far, "bid"] = 0.0
    found = exposure(chain(spoilt))
    held = found.coverage.contracts + found.coverage.without_vol
    assert held == pytest.approx(read.coverage.contracts + read.coverage.without_vol)


def test_without_open_interest_nothing_is_known(rows, chain):
    """Unavailable with the reason, never zero exposure."""
    found = exposure(chain(rows.drop(columns="open_interest")))
    assert found.status.state == "unavailable"
    assert "open_interest" in found.status.reasons[0]
    assert found.total is None
    assert json.loads(found.to_json())["total"] is None


def test_unknown_open_interest_is_said(rows, chain):
    """Half of the column empty: counted as unknown, and the answer degraded."""
    spoilt = rows.astype({"open_interest": float})
    spoilt.loc[spoilt.index[::2], "open_interest"] = np.nan
    found = exposure(chain(spoilt))
    assert found.status.state == "degraded"
    assert found.coverage.unknown > 100
    assert any("not known" in reason for reason in found.status.reasons)


def test_open_interest_below_zero_is_not_known(rows, chain):
    """No contract count is negative: unknown, and not the 0 that no contract would be."""
    found = exposure(chain(rows.assign(open_interest=-5)))
    assert found.status.state == "unavailable"
    assert found.coverage.unknown > 100
    assert "0 in every row" not in found.status.reasons[0]
    none = exposure(chain(rows.assign(open_interest=0)))
    assert "0 in every row" in none.status.reasons[0]


def test_a_file_of_a_saturday_is_read(rows, chain):
    """Stamped at the weekend: the quotes are those of Friday's close, and there is an answer."""
    found = exposure(chain(rows.assign(quote_date="2025-05-17", quote_stamp="2025-05-17 11:00")))
    assert found.as_of.isoformat() == "2025-05-16"
    assert found.total is not None


def test_a_monthly_expiration_of_a_saturday_settles_by_opex(rows, chain):
    """Until 2015 monthly options expired on the Saturday after the third Friday: gone by OPEX all the same."""
    friday = rows[rows["root"] == "SPX"]
    saturday = friday.assign(expiry=friday["expiry"].replace("2025-05-16", "2025-05-17"))
    shares = [
        exposure(chain(table, f"XYZ_{i}.csv")).opex_share
        for i, table in enumerate(
            table.assign(underlying="XYZ", root="XYZ") for table in (friday, saturday)
        )
    ]
    assert shares[0] > 0.01
    assert shares[1] == pytest.approx(shares[0], rel=1e-6)


def test_the_daily_move_is_that_of_a_session(rows, chain):
    """On a Friday evening the next session lies three days off: its move is all of the variance to Monday's close."""
    moved = rows.assign(quote_date="2025-05-16", quote_stamp="2025-05-16 16:15")
    monday = expect(chain(moved), choices=ExpectChoices(horizons=(1,))).horizons[0]
    found = exposure(chain(moved))
    assert found.daily_move == pytest.approx(monday.one_sigma / monday.forward, rel=2e-3)


def test_what_is_no_choice():
    """One line with value, range and example."""
    with pytest.raises(InputError, match=r"width 2 must lie in 0.01 … 0.9"):
        ExposureChoices(width=2)
    with pytest.raises(InputError, match="convention 'dealers' is not one of"):
        ExposureChoices(convention="dealers")


def test_what_is_no_chain(tmp_path):
    """A file that is none and a symbol without data, each in one line."""
    with pytest.raises(DataError, match="not found"):
        exposure(tmp_path / "none.csv")
    with pytest.raises(UnavailableError, match="no SPX chain"):
        exposure("SPX", data=str(EXAMPLE.parent / "chain.csv"), as_of="2020-01-02")


def test_the_json_is_the_result(read):
    """One document with the envelope and the convention."""
    document = json.loads(read.to_json())
    assert document["command"] == "exposure"
    assert document["convention"] == "calls_long"
    assert len(document["strikes"]) == len(read.strikes)
    assert len(read.to_frame()) == len(read.strikes)
