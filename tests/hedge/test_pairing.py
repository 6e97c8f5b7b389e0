"""Pairing: the ratio, the out-of-sample score, and the rule of choice."""

import numpy as np
import pytest

from hedgerow.hedge.pairing import (
    CandidateReturns,
    _apart,
    choice,
    effectiveness,
    fitted,
    hedged_returns,
)

N = 504


def noise(seed, sd, n=N):
    """Independent daily returns."""
    return np.random.default_rng(seed).normal(0, sd, n)


MARKET = noise(0, 0.01)
SECTOR = MARKET + noise(1, 0.008)


def candidates(**series):
    """Candidates from most to least liquid in the order given."""
    return [CandidateReturns(s, r, rank) for rank, (s, r) in enumerate(series.items())]


def chosen(book, tried):
    """The choice among candidates."""
    return choice(book, tried, fitted(book, tried, MARKET, value=1e6))


def test_score_equals_a_plain_loop():
    """The out-of-sample hedged returns are those of a loop that refits every 21 days."""
    book = SECTOR + noise(11, 0.004)
    twin = []
    for t in range(252, N):
        s = 252 + (t - 252) // 21 * 21
        y, x = book[s - 252 : s], SECTOR[s - 252 : s]
        twin.append(book[t] - np.cov(y, x)[0, 1] / np.var(x, ddof=1) * SECTOR[t])
    assert hedged_returns(book, SECTOR, window=252) == pytest.approx(np.array(twin), abs=1e-15)
    score = 1 - np.var(twin) / np.var(book[252:])
    found = fitted(book, candidates(S=SECTOR), MARKET, value=1e6)[0]
    assert found.effectiveness == pytest.approx(score)


def test_ratio_and_r_squared_are_least_squares():
    """h* is the slope on the instrument, R² the squared correlation, residual dollars scale with value."""
    book = 0.8 * SECTOR + noise(12, 0.004)
    found = fitted(book, candidates(S=SECTOR), MARKET, value=2e6)[0]
    y, x = book[-252:], SECTOR[-252:]
    assert found.hedge_ratio == pytest.approx(np.polyfit(x, y, 1)[0])
    assert found.r_squared == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2)
    assert found.residual_dollars == pytest.approx(2e6 * found.residual_vol)
    assert found.candidate_beta == pytest.approx(np.polyfit(MARKET[-252:], x, 1)[0])


def test_a_surely_better_challenger_wins():
    """A sector book is paired with its sector though the market is more liquid."""
    made = chosen(SECTOR + noise(13, 0.002), candidates(MKT=MARKET, SEC=SECTOR))
    assert made.symbol == "SEC"
    assert made.beaten == ("MKT",)


def test_a_challenger_that_is_not_surely_better_loses():
    """Two instruments that differ by noise: the more liquid one is kept, and the interval says why."""
    book = MARKET + noise(14, 0.006)
    twin = MARKET + noise(15, 0.0002)
    worse = MARKET + noise(16, 0.0002)
    first, second = fitted(book, candidates(A=worse, B=twin), MARKET, value=1.0)
    # whichever scored better is listed as the less liquid of the two
    series = {"A": worse, "B": twin}
    tried = candidates(**{second.symbol: series[second.symbol], first.symbol: series[first.symbol]})
    made = chosen(book, tried)
    assert made.symbol == second.symbol
    assert made.challenger == first.symbol
    low, high = made.challenger_interval
    assert low <= 0 <= high


def test_the_most_liquid_of_those_not_beaten_is_chosen():
    """If the best beats the first but not the second in liquidity, the second is chosen."""
    book = SECTOR + noise(17, 0.004)
    near = SECTOR + noise(8, 0.0003)
    made = chosen(book, candidates(MKT=MARKET, NEAR=near, SEC=SECTOR))
    assert made.symbol == "NEAR"
    assert made.challenger == "SEC"
    assert made.beaten == ("MKT",)


def test_bootstrap_interval_is_reproducible_and_matches_its_twin():
    """2,000 circular blocks of 21: the interval agrees with a plain NumPy bootstrap's."""
    book = SECTOR + noise(18, 0.004)
    near = SECTOR + noise(19, 0.0015)
    tried = candidates(NEAR=near, SEC=SECTOR)
    first, second = chosen(book, tried), chosen(book, tried)
    assert first == second
    a, b = (hedged_returns(book, x, window=252) for x in (SECTOR, near))
    u = book[-252:]
    g = np.random.default_rng(1)
    draws = []
    for _ in range(2000):
        i = (g.integers(0, 252, 12)[:, None] + np.arange(21)).ravel() % 252
        draws.append(np.var(b[i]) / np.var(u[i]) - np.var(a[i]) / np.var(u[i]))
    low, high = np.percentile(draws, [2.5, 97.5])
    from hedgerow.hedge.pairing import _effectiveness_gains

    fits = {f.symbol: f for f in fitted(book, tried, MARKET, value=1.0)}
    ours = _effectiveness_gains(book, tried, fits["SEC"], [fits["NEAR"]], 252)["NEAR"]
    assert ours == pytest.approx((low, high), abs=0.004)


def test_in_sample_r_squared_is_optimistic():
    """SPEC HS-03: the best of 15 similar candidates looks better in sample than it scores."""
    g = np.random.default_rng(5)
    best, typical = [], []
    for _ in range(40):
        market = g.normal(0, 0.01, N)
        book = market + g.normal(0, 0.0058, N)
        tried = [CandidateReturns(f"C{i}", market + g.normal(0, 0.003, N), i) for i in range(15)]
        fits = fitted(book, tried, market, value=1.0)
        best.append(max(f.r_squared for f in fits))
        typical.append(np.mean([f.effectiveness for f in fits]))
    assert np.mean(best) == pytest.approx(0.71, abs=0.02)
    assert np.mean(typical) == pytest.approx(0.67, abs=0.02)


@pytest.mark.parametrize(
    ("days", "scored"), [(504, 252), (503, 251), (400, 148), (315, 63), (314, 0)]
)
def test_short_histories_score_fewer_days_and_say_so(days, scored):
    """504 sessions are needed; less is flagged, and under 315 the in-sample R² decides."""
    book, tried = SECTOR[-days:], [CandidateReturns("MKT", MARKET[-days:], 0)]
    fits = fitted(book, tried, MARKET[-days:], value=1.0)
    assert fits[0].scored_days == scored
    made = choice(book, tried, fits)
    assert bool(made.doubts) == (days < 504)


def test_a_candidate_with_gaps_is_not_scored():
    """A candidate that lacks part of the 504 days is measured but does not compete."""
    young = SECTOR.copy()
    young[:200] = np.nan
    fits = fitted(SECTOR, candidates(MKT=MARKET, YOUNG=young), MARKET, value=1.0)
    by = {f.symbol: f for f in fits}
    assert np.isnan(by["YOUNG"].effectiveness)
    assert by["YOUNG"].r_squared == pytest.approx(1.0)
    assert choice(SECTOR, candidates(MKT=MARKET, YOUNG=young), fits).symbol == "MKT"


def test_under_126_days_a_candidate_is_left_out():
    """Less than half a year in common is no candidate."""
    young = SECTOR.copy()
    young[: N - 125] = np.nan
    assert [
        f.symbol for f in fitted(SECTOR, candidates(MKT=MARKET, YOUNG=young), MARKET, value=1.0)
    ] == ["MKT"]


def test_noise_does_not_fit_an_index():
    """A book of pure noise: R² below 0.5, beta near zero, and both are said."""
    made = chosen(noise(20, 0.01), candidates(MKT=MARKET))
    assert not made.fits
    assert any("best R²" in doubt for doubt in made.doubts)


def test_a_short_book_needs_no_puts():
    """A book that gains when the index falls is told so."""
    made = chosen(-MARKET + noise(21, 0.002), candidates(MKT=MARKET))
    assert not made.fits
    assert any("gains when MKT falls" in doubt for doubt in made.doubts)


def test_effectiveness_at_the_in_sample_ratio_is_r_squared():
    """HS-01: at h* the variance removed is R²."""
    book = SECTOR[-252:] + noise(22, 0.004, 252)
    x = MARKET[-252:]
    slope = np.polyfit(x, book, 1)[0]
    assert float(effectiveness(book - slope * x, book)) == pytest.approx(
        np.corrcoef(x, book)[0, 1] ** 2
    )


def test_shares_that_look_alike_are_told_apart():
    """A comparison of two effectivenesses shows the digits in which they differ."""
    assert _apart(0.81, 0.72) == ("0.810", "0.720")
    assert _apart(0.72474, 0.72461) == ("0.7247", "0.7246")


def test_draws_are_those_of_the_bootstrap_library():
    """Sums over how often each day is drawn say what `arch` says draw by draw, gaps and all."""
    from arch.bootstrap import CircularBlockBootstrap

    from hedgerow.hedge.pairing import BLOCK, DRAWS, SEED, _drawn_effectiveness, effectiveness

    rng = np.random.default_rng(5)
    unhedged = rng.normal(0, 0.01, 252)
    hedged = np.column_stack([0.3 * unhedged, unhedged + rng.normal(0, 0.005, 252)])
    hedged[40:44, 1] = np.nan
    library = CircularBlockBootstrap(BLOCK, hedged, unhedged, seed=SEED)
    expected = library.apply(effectiveness, DRAWS)
    np.testing.assert_allclose(_drawn_effectiveness(hedged, unhedged), expected, rtol=1e-9)
