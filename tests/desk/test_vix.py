"""`hedgerow vix` as a desk function: a chain, and the volatility it prices over some days."""

import json
import shutil
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk import VixChoices, vix_index
from hedgerow.errors import DataError, InputError, UnavailableError
from hedgerow.market.calendar import sessions
from hedgerow.volatility.surface.made_chain import (
    Ladder,
    Listed,
    Quoting,
    index_listings,
    made_chain,
)
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

DAY = date(2025, 5, 14)
FLAT = SsviSurface(np.array([1.0]), np.array([0.16**2]), 0.0, PowerLaw(1e-9, 0.5))
SKEWED = SsviSurface(np.array([1.0]), np.array([0.16**2]), -0.6, PowerLaw(1.2, 0.5))
FINE = Quoting(ticks=(1e-6, 1e-6), width=1e-4, noise=0.0)
RATE = 0.04


def rows(surface=SKEWED, listings=None, underlying="SPX", ladder=None, quoting=FINE, **more):
    """A chain's rows on DAY."""
    return made_chain(
        surface,
        DAY,
        listings or index_listings(DAY),
        spot=10_000.0,
        rate=RATE,
        dividend_yield=0.01,
        seed=1,
        underlying=underlying,
        ladder=ladder
        or Ladder(steps=(5.0, 10.0, 25.0, 50.0), per_deviation=60.0, down=12.0, up=8.0),
        quoting=quoting,
        **more,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Chains, a flat Treasury rate, and an index table whose VIX was lower on 100 of 251 sessions and ends on DAY."""
    found = tmp_path_factory.mktemp("vix")
    (found / "chains").mkdir()
    for name, table in (("SPX", rows()), ("FLAT", rows(FLAT).assign(underlying="SPX"))):
        table.to_parquet(found / "chains" / f"{name}_{DAY}.parquet", index=False)
    every = sessions()
    days = every[every <= pd.Timestamp(DAY)][-254:]
    close = np.where(np.arange(254) < 101, 10.0, 30.0)
    close[-1] = 16.0
    vix = pd.DataFrame({"date": days, "symbol": "VIX", "close": close, "high": 16.5, "low": 15.5})
    tomorrow = vix.tail(1).assign(date=every[every > pd.Timestamp(DAY)][0], close=99.0)
    holiday = vix.tail(1).assign(date=pd.Timestamp(2025, 4, 18), close=98.0)
    (found / "vol_indices").mkdir()
    pd.concat([vix, tomorrow, holiday]).to_parquet(
        found / "vol_indices" / "daily.parquet", index=False
    )
    (found / "rates").mkdir()
    bill = 100 * np.expm1(RATE * 91 / 365) * 365 / 91
    table = pd.DataFrame({"date": days[-5:], "series": "DGS3MO", "value": bill})
    table.to_parquet(found / "rates" / "daily.parquet", index=False)
    return found


@pytest.fixture(scope="module")
def read(folder):
    """The skewed chain with everything."""
    return vix_index("SPX", data=str(folder), as_of=DAY)


def test_a_flat_chain_is_its_own_index(folder):
    """16 % at every strike and expiration: VIX, its kin and the forward volatilities 16.00, SKEW 100, spread nil."""
    found = vix_index(folder / "chains" / f"FLAT_{DAY}.parquet", data=str(folder))
    assert found.value == pytest.approx(16, abs=0.01)
    assert [card.value for card in found.term_structure] == pytest.approx([16] * 4, abs=0.02)
    assert [card.vol for card in found.forward_vols] == pytest.approx([0.16] * 3, abs=3e-4)
    assert found.skew == pytest.approx(100, abs=0.1)
    assert found.skew_terms.kurtosis == pytest.approx(3, abs=0.01)
    assert found.atm.atm == pytest.approx(0.16, abs=1e-4)
    assert found.atm.spread_points == pytest.approx(0, abs=0.02)
    assert found.status.state == "ok"


def test_terms_and_index_are_one_sum(read):
    """VIX² · 30 days is the share-weighted total variance of the two terms; each term is the sum over its strikes."""
    near, following = read.near, read.next
    assert near.share + following.share == pytest.approx(1)
    total = (
        near.share * near.variance * near.minutes
        + following.share * following.variance * following.minutes
    )
    assert (read.value / 100) ** 2 * 30 * 1440 == pytest.approx(total, rel=1e-12)
    for term, strip in zip((near, following), read.strips, strict=True):
        correction = (term.forward / term.k0 - 1) ** 2 / (term.minutes / 525_600)
        assert sum(strip.variance) - correction == pytest.approx(term.variance, rel=1e-12)
        assert len(strip.strike) == term.strikes == term.puts + term.calls + 1
        assert term.value == pytest.approx(100 * term.variance**0.5)
        assert (strip.strike[0], strip.strike[-1]) == (term.lowest, term.highest)


def test_the_fridays_of_vix(read):
    """Of 14 May 2025: Friday 13 June (30 days, at the close) and third Friday 20 June (37 days, at the open)."""
    assert (read.near.expiration, read.near.root, read.near.settlement) == (
        date(2025, 6, 13),
        "SPXW",
        "pm",
    )
    assert (read.next.expiration, read.next.root, read.next.settlement) == (
        date(2025, 6, 20),
        "SPX",
        "am",
    )
    assert read.near.minutes == 30 * 1440 - 15  # quoted at 16:15, settled at 16:00
    assert read.chosen_from == "vix"


def test_beside_the_published_close(read):
    """Close, range and percentile of the session; rows after it and rows of no session change nothing."""
    (card,) = read.published
    assert (card.symbol, card.session, card.close) == ("VIX", DAY, pytest.approx(16.0))
    assert card.difference_points == pytest.approx(read.value - 16.0)
    assert card.percentile == pytest.approx(100 * 100 / 252)
    assert card.sessions == 253
    assert card.within_range == (15.5 <= read.value <= 16.5)
    assert "1 no session" in " ".join(read.warnings)


def test_the_range_is_of_rounded_levels(folder, tmp_path, read):
    """An index that prints like the session's low lies inside its range."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    path = copy / "vol_indices" / "daily.parquet"
    level = round(read.value, 2)
    pd.read_parquet(path).assign(low=level, high=level).to_parquet(path, index=False)
    (card,) = vix_index("SPX", data=str(copy), as_of=DAY).published
    assert level != read.value
    assert card.within_range


@pytest.mark.parametrize(
    ("stamp", "said"),
    [("2025-05-15 06:40", "in the night after the session 2025-05-14"), ("2025-05-14 16:30", "")],
)
def test_quotes_of_the_night_are_said_to_be(tmp_path, stamp, said):
    """Taken the next morning before the open, they are later than what was published of their session."""
    path = tmp_path / "SPX.parquet"
    rows().assign(quote_stamp=stamp).to_parquet(path, index=False)
    made = vix_index(path, choices=VixChoices(rate=RATE))
    assert made.as_of == DAY
    nights = [warning for warning in made.warnings if "in the night" in warning]
    assert (said in nights[0]) if said else not nights


def test_the_future_changes_nothing(folder, tmp_path, read):
    """Without rows after the session the answer is the same, to the byte."""
    import shutil

    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    path = copy / "vol_indices" / "daily.parquet"
    table = pd.read_parquet(path)
    table[table["date"] <= pd.Timestamp(DAY)].to_parquet(path, index=False)
    again = vix_index("SPX", data=str(copy), as_of=DAY)
    assert again.to_json().replace(str(copy), "X") == read.to_json().replace(str(folder), "X")


def test_any_days(folder):
    """Further days join the term structure; the first is answered for."""
    found = vix_index("SPX", data=str(folder), as_of=DAY, choices=VixChoices(days=(60.0, 45.0)))
    assert found.target_days == 60
    assert found.index == ""
    assert [card.days for card in found.term_structure] == [9, 30, 45, 60, 93, 184]
    by_days = {card.days: card.value for card in found.term_structure}
    assert found.value == by_days[60]


def test_rates_are_treasurys_given_or_parity_s(folder, tmp_path):
    """The source is said; parity's own rate gives nearly the same index."""
    path = tmp_path / f"SPX_{DAY}.csv"
    rows().to_csv(path, index=False)
    treasury = vix_index("SPX", data=str(folder), as_of=DAY)
    alone = vix_index(path)
    given = vix_index(path, choices=VixChoices(rate=RATE))
    assert treasury.rates == f"Treasury yields of {DAY}"
    assert (alone.rates, given.rates) == ("put-call parity", "given")
    assert alone.value == pytest.approx(treasury.value, abs=1e-3)
    assert given.value == pytest.approx(treasury.value, abs=1e-4)
    assert alone.published == ()


def test_one_expiration_is_no_index(tmp_path):
    """With one expiration the value is unknown, the near term is shown and the reason is given."""
    path = tmp_path / f"SPX_{DAY}.csv"
    rows(listings=(Listed(date(2025, 6, 20), "SPX"),)).to_csv(path, index=False)
    found = vix_index(path)
    document = found.to_dict()
    assert document["value"] is None
    assert document["skew"] is None
    assert document["next"] is None
    assert document["near"]["variance"] > 0
    assert document["status"]["state"] == "unavailable"
    assert "two expirations" in document["status"]["reasons"][0]


def test_terms_on_one_side_are_continued_and_said(tmp_path):
    """Two expirations before the target: the line goes on, the answer is degraded; the term structure stays unknown."""
    path = tmp_path / f"SPX_{DAY}.csv"
    listings = (Listed(date(2025, 5, 23), "SPXW"), Listed(date(2025, 5, 30), "SPXW"))
    rows(FLAT, listings).to_csv(path, index=False)
    found = vix_index(path)
    assert found.status.state == "degraded"
    assert any("one side of 30 days" in reason for reason in found.status.reasons)
    assert not found.surrounded
    assert found.value == pytest.approx(16, abs=0.05)
    assert np.isnan(next(card.value for card in found.term_structure if card.days == 93))


@pytest.mark.parametrize(("right", "word"), [("P", "falls"), ("C", "rises")])
def test_a_wing_without_bids_is_no_index(tmp_path, right, word):
    """Where no put below the forward, or no call above it, has a bid, the index is unknown and says which side lacks."""
    path = tmp_path / f"SPX_{DAY}.csv"
    table = rows(listings=(Listed(date(2025, 6, 13), "SPXW"), Listed(date(2025, 6, 20), "SPX")))
    table.to_csv(path, index=False)
    whole = vix_index(path)
    k0 = table["root"].map({"SPXW": whole.near.k0, "SPX": whole.next.k0})
    outside = table["strike"] < k0 if right == "P" else table["strike"] > k0
    table.loc[(table["type"] == right) & outside, "bid"] = 0.0
    table.to_csv(path, index=False)
    found = vix_index(path)
    assert found.status.state == "unavailable"
    assert np.isnan(found.value)
    assert word in found.status.reasons[0]


def test_missing_strikes_widen_their_neighbours(tmp_path, read):
    """Every other strike away from the money gone, the index moves by little; a chain without zero bids says so."""
    path = tmp_path / f"SPX_{DAY}.csv"
    table = rows()
    odd = (table["strike"] % 50 != 0) & ~table["strike"].between(9_900, 10_150)
    table[~odd & (table["bid"] > 0)].to_csv(path, index=False)
    found = vix_index(path)
    assert found.near.strikes < read.near.strikes
    assert found.value == pytest.approx(read.value, abs=0.1)
    assert any("no contract without a bid" in text for text in found.warnings)


def test_american_options_are_used_as_they_are(tmp_path):
    """A fund's index comes from its quotes as they stand, which is said, beside VIX where the data have it."""
    path = tmp_path / f"SPY_{DAY}.csv"
    listings = tuple(Listed(date(2025, 6, day), "SPY") for day in (13, 20))
    rows(FLAT, listings, "SPY").to_csv(path, index=False)
    found = vix_index(path, choices=VixChoices(rate=RATE))
    assert found.exercise == "american"
    assert found.index == ""
    assert found.value == pytest.approx(16, abs=0.1)
    assert any("early exercise" in text for text in found.warnings)


def test_truncation_is_what_strikes_leave_out(tmp_path, read):
    """With strikes from 92 % of the forward only, the estimate of what lies beyond makes up for most of what is lost."""
    path = tmp_path / f"SPX_{DAY}.csv"
    table = rows()
    table[table["strike"] > 9_200].to_csv(path, index=False)
    cut = vix_index(path)
    lost = read.value - cut.value
    assert lost > 0.3
    assert cut.near.lowest_share == pytest.approx(0.92, abs=0.01)
    assert 0.5 * lost < cut.near.beyond_points < 2 * lost
    assert cut.status.state == "degraded"
    assert "strikes end early" in cut.status.reasons[0]


def test_the_json_is_the_result(read):
    """The keys that the issue names; equal input gives equal bytes."""
    document = json.loads(read.to_json())
    assert {"target_days", "value", "near", "next", "skew"} <= set(document)
    assert {"expiration", "minutes", "forward", "k0", "variance", "strikes"} <= set(
        document["near"]
    )
    assert document["command"] == "vix"
    assert document["near"]["rate"] == pytest.approx(RATE, abs=1e-9)


@pytest.mark.parametrize(
    "choice", [{"days": ()}, {"days": (0.0,)}, {"days": (float("nan"),)}, {"rate": 4.0}]
)
def test_nonsense_is_refused(choice):
    """A target that is none, a rate in per cent."""
    with pytest.raises(InputError):
        VixChoices(**choice)


def test_no_chain(folder, tmp_path):
    """A symbol without a chain, a file that is none."""
    with pytest.raises(UnavailableError, match="no NDX chain"):
        vix_index("NDX", data=str(folder), as_of=DAY)
    nothing = tmp_path / "nothing.csv"
    nothing.write_text("a,b\n1,2\n")
    with pytest.raises(DataError):
        vix_index(nothing)
