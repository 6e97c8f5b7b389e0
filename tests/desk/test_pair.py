import json

import numpy as np
import pytest

from hedgerow.desk import pairing
from hedgerow.errors import InputError, UnavailableError


@pytest.fixture(scope="session")
def paired(synthetic):
    """The pairing of a book on the day without a chain."""

    def made(book, **asked):
        return pairing(book, **{"data": synthetic.folder, "as_of": synthetic.plain_day} | asked)

    return made


@pytest.mark.parametrize(
    ("values", "chosen"),
    [
        ({"CHIP1": 1e5, "CHIP2": 1e5, "CHIP3": 1e5}, "SMH"),
        ({"OIL1": 1e5, "OIL2": 1e5}, "XLE"),
        ({"WIDE1": 1e5, "WIDE2": 1e5}, "SPY"),
        ({"QQQ": 1e5}, "QQQ"),
    ],
)
def test_each_book_finds_its_factor(paired, valued, values, chosen):
    """A book made of one factor is paired with the fund that carries that factor."""
    made = paired(valued(**values))
    assert made.chosen.symbol == chosen
    assert made.chosen.fits
    assert made.status.state == "ok"
    assert made.candidates[0].symbol == chosen


def test_least_squares(paired, valued, synthetic):
    """Hedge ratio, R² and residual volatility are those of numpy.linalg.lstsq on the raw closes."""
    made = paired(valued(CHIP1=1e5, WIDE1=3e5))
    day = synthetic.plain_day
    y = 0.25 * synthetic.returns("CHIP1", day, 252) + 0.75 * synthetic.returns("WIDE1", day, 252)
    for row in made.candidates:
        x = synthetic.returns(row.symbol, day, 252)
        (_, slope), [sse], *_ = np.linalg.lstsq(np.column_stack([np.ones(252), x]), y, rcond=None)
        assert row.hedge_ratio == pytest.approx(slope, abs=1e-10)
        assert row.r_squared == pytest.approx(1 - sse / np.sum((y - y.mean()) ** 2), abs=1e-10)
        assert row.residual_vol == pytest.approx(np.sqrt(sse / 250 * 252), abs=1e-10)
        assert row.residual_dollars == pytest.approx(row.residual_vol * 4e5)
        assert row.observations == 252
        assert row.r_squared_interval[0] < row.r_squared < row.r_squared_interval[1]


def test_effectiveness(paired, valued, synthetic):
    """Out-of-sample effectiveness is 1 − Var(hedged)/Var(book) with the ratio of the trailing 252
    sessions held for 21, over the last 252 [SPEC HS-04].
    """
    made = paired(valued(CHIP1=1e5))
    day = synthetic.plain_day
    y, x = synthetic.returns("CHIP1", day, 504), synthetic.returns("SMH", day, 504)
    hedged = []
    for t in range(252, 504):
        past = slice(t - (t - 252) % 21 - 252, t - (t - 252) % 21)
        h = np.cov(y[past], x[past])[0, 1] / np.var(x[past], ddof=1)
        hedged.append(y[t] - h * x[t])
    expected = 1 - np.var(hedged) / np.var(y[252:])
    [row] = [c for c in made.candidates if c.symbol == "SMH"]
    assert row.effectiveness == pytest.approx(expected, abs=1e-10)
    assert row.scored_days == 252


def test_scale_means_nothing(paired, valued):
    """Twice the book has the same ratios and twice the residual dollars."""
    one, two = paired(valued(CHIP1=1e5, OIL1=2e5)), paired(valued(CHIP1=2e5, OIL1=4e5))
    assert one.chosen == two.chosen
    for a, b in zip(one.candidates, two.candidates, strict=True):
        assert b.hedge_ratio == pytest.approx(a.hedge_ratio)
        assert b.residual_dollars == pytest.approx(2 * a.residual_dollars)


def test_named_candidate(paired, valued):
    """A candidate that the user names is tried beside the default ones and may win."""
    made = paired(valued(WIDE1=1e5), candidates=["wide1"])
    assert made.chosen.symbol == "WIDE1"
    assert made.candidates[0].r_squared == pytest.approx(1)
    with pytest.raises(InputError, match="NOPE"):
        paired(valued(WIDE1=1e5), candidates=["NOPE"])


def test_absent_candidates_are_counted(paired, valued):
    """Default candidates that the data lack are counted in a warning."""
    made = paired(valued(WIDE1=1e5))
    assert len(made.candidates) == 4
    assert any("IWM, DIA" in w and "lack prices" in w for w in made.warnings)


def test_no_candidate(paired, valued, market_copy, rewrite):
    """Without a single candidate in the data the answer is unavailable."""
    rewrite(
        market_copy,
        "prices",
        lambda rows: rows[~rows["symbol"].isin(["SPY", "QQQ", "XLE", "SMH"])],
    )
    with pytest.raises(UnavailableError, match="no candidate"):
        paired(valued(WIDE1=1e5), data=market_copy, benchmark="WIDE2")


def test_short_history_is_flagged(paired, valued, market_copy, rewrite):
    """With one year of prices the choice rests on in-sample R², and is flagged."""
    rewrite(market_copy, "prices", lambda rows: rows[rows["date"] >= "2023-05-15"])
    made = paired(valued(CHIP1=1e5), data=market_copy)
    assert made.chosen.symbol == "SMH"
    assert made.status.state == "degraded"
    assert any("too short to score out of sample" in r for r in made.status.reasons)
    assert json.loads(made.to_json())["candidates"][0]["effectiveness"] is None


def test_half_a_score_is_flagged(paired, valued, market_copy, rewrite):
    """With 63 to 251 scored sessions the effectiveness says on how many it rests."""
    rewrite(market_copy, "prices", lambda rows: rows[rows["date"] >= "2023-01-03"])
    made = paired(valued(CHIP1=1e5), data=market_copy)
    days = made.candidates[0].scored_days
    assert 63 <= days < 252
    assert any(f"rests on {days} scored sessions" in r for r in made.status.reasons)


def test_document(paired, valued):
    """The document is the envelope and the contract's keys; the frame has a row a candidate."""
    made = paired(valued(CHIP1=1e5))
    document = json.loads(made.to_json())
    assert document["command"] == "pair"
    assert document.keys() >= {"window", "benchmark", "candidates", "chosen"}
    assert document["benchmark"].keys() == {"symbol", "beta", "r_squared"}
    assert len(made.to_frame()) == len(made.candidates)
    assert [c["symbol"] for c in document["candidates"]] == [c.symbol for c in made.candidates]


def test_benchmark_of_choice(paired, valued):
    """Betas are to the benchmark that is asked for, and a candidate's own beta to itself is 1."""
    made = paired(valued(CHIP1=1e5), benchmark="qqq")
    assert made.benchmark.symbol == "QQQ"
    [own] = [c.candidate_beta for c in made.candidates if c.symbol == "QQQ"]
    assert own == pytest.approx(1)
