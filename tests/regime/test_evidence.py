"""The test of the tests: what is nothing finds no support, what knows the future does, and every figure has a plain twin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.regime.conditions import above, all_of, below
from hedgerow.regime.contrast import contrast, tendency
from hedgerow.regime.engine import states
from hedgerow.regime.evidence import judged, p_of, rule_evidence, signal_evidence
from hedgerow.regime.facts import Facts
from hedgerow.regime.outcomes import HORIZONS, OUTCOMES, Outcomes
from hedgerow.regime.slope import LAGS_PER_SESSION, bartlett, slope
from hedgerow.regime.spells import spells, windows
from hedgerow.regime.table import Claim, Rule, Table
from hedgerow.regime.thresholds import DEFAULT
from hedgerow.regime.verdict import RATE, discoveries, enough, verdict_on
from hedgerow.volatility.premium.overlapping import overlapping_fit

N = 6000
STORMY = Claim("realized", higher=True)
RISES = Claim("return", higher=True)


def slow(rng, n=N, half_life=20):
    """A number that moves slowly, of unit variance."""
    a = 0.5 ** (1 / half_life)
    x = np.empty(n)
    x[0] = rng.standard_normal()
    shocks = np.sqrt(1 - a * a) * rng.standard_normal(n)
    for i in range(1, n):
        x[i] = a * x[i - 1] + shocks[i]
    return x


def table(*rules):
    """One table of these rows."""
    return Table("DT-99", "made", "?", rules, "here")


def verdicts(tables, facts, outcomes):
    """Records with their verdicts, tested together."""
    found = rule_evidence(tables, facts, DEFAULT, outcomes)
    q = discoveries(np.array([p_of(record) for record in found]))
    return {r.row: judged(r, x) for r, x in zip(found, q, strict=True)}


@pytest.fixture(scope="module")
def made():
    """Returns of a volatility that clusters, VIX that knows it, and a SKEW percentile that knows nothing."""
    rng = np.random.default_rng(7)
    level = slow(rng, half_life=40)
    r = 0.01 * np.exp(0.5 * level) * rng.standard_normal(N)
    vix = 16 * np.exp(0.4 * level)
    skew = 50 + 30 * slow(rng)
    return r, vix, skew


def test_a_slope_is_that_of_statsmodels(made):
    """Coefficient and error are those of OLS with Newey–West's matrix, to rounding, and of the library's plain routine."""
    from statsmodels.regression.linear_model import OLS

    r, vix, _ = made
    for h in HORIZONS:
        y = Outcomes(r, vix / 100).of("return", h)[:-h]
        for x in (vix[:-h], (vix[:-h] > 20).astype(float)):
            X = np.column_stack([np.ones(len(x)), x])
            lags = LAGS_PER_SESSION * h
            twin = OLS(y, X).fit(
                cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False}
            )
            plain = overlapping_fit(y, X, sessions=lags)
            found = slope(x, y, sessions=h)
            assert found.value == pytest.approx(twin.params[1], rel=1e-9)
            assert found.standard_error == pytest.approx(twin.bse[1], rel=1e-8)
            assert found.standard_error == pytest.approx(plain.standard_errors[1], rel=1e-8)


@given(st.lists(st.floats(-10, 10), min_size=2, max_size=30), st.integers(0, 35))
def test_the_triangle_is_its_definition(u, lags):
    """The sum of squares of moving sums is the weighted sum of autocovariances, lag by lag."""
    x = np.array(u)
    weighted = x @ x
    for lag in range(1, min(lags, len(x) - 1) + 1):
        weighted += 2 * (1 - lag / (lags + 1)) * (x[lag:] @ x[:-lag])
    assert bartlett(x, lags) == pytest.approx(weighted, abs=1e-8)


def test_an_effect_is_the_difference_of_means(made):
    """Exactly, in the whole and in each half of the days known."""
    r, vix, skew = made
    y = Outcomes(r, vix / 100).of("realized", 21)
    holds = np.where(np.isnan(skew), np.nan, skew > 60)
    found = contrast(holds, y, outcome="realized", unit="vol", sessions=21)
    known = np.isfinite(y)
    apart = y[known & (holds == 1)].mean() - y[known & (holds == 0)].mean()
    assert found.effect == pytest.approx(apart, abs=1e-15)
    assert found.mean - found.base == pytest.approx(apart, abs=1e-15)
    days = np.flatnonzero(known)
    for part, half in zip(
        np.split(days, [len(days) // 2]), (found.first_half, found.second_half), strict=True
    ):
        twin = y[part][holds[part] == 1].mean() - y[part][holds[part] == 0].mean()
        assert half == pytest.approx(twin, abs=1e-15)


def test_outcomes_by_plain_loops(made):
    """Return, volatility and premium of the sessions after, session by session; the last h are unknown."""
    r, vix, _ = made
    found = Outcomes(r[:200], vix[:200] / 100)
    for h in HORIZONS:
        for t in (0, 57, 199 - h):
            after = r[t + 1 : t + 1 + h]
            vol = np.sqrt(252 * np.mean(after**2))
            assert found.of("return", h)[t] == pytest.approx(after.sum())
            assert found.of("realized", h)[t] == pytest.approx(vol)
            assert found.of("premium", h)[t] == pytest.approx(vix[t] / 100 - vol)
        assert all(np.isnan(found.of(outcome, h)[-h:]).all() for outcome in OUTCOMES)


def test_a_coin_that_lasts_is_seldom_called_significant():
    """States that last for weeks and know nothing of clustered returns: a test of 5 % rejects in 5 to 10 % of histories."""
    rejected, histories = 0, 300
    for seed in range(histories):
        rng = np.random.default_rng(seed)
        r = 0.01 * np.exp(0.5 * slow(rng, 3000, 40)) * rng.standard_normal(3000)
        holds = (slow(rng, 3000) > 0.5).astype(float)
        y = Outcomes(r, np.full(3000, 0.2)).of("return", 21)
        rejected += contrast(holds, y, outcome="return", unit="return", sessions=21).p < 0.05
    assert 0.02 < rejected / histories < 0.11


def test_coins_find_no_support():
    """Of 40 coin tosses in each of 20 markets at most a few are called supported or opposite, and in most markets none."""
    found = []
    for seed in range(20):
        rng = np.random.default_rng(1000 + seed)
        r = 0.01 * rng.standard_normal(3000)
        y = Outcomes(r, np.full(3000, 0.2)).of("return", 21)
        effects = [
            contrast(
                (slow(rng, 3000) > 0.3).astype(float),
                y,
                outcome="return",
                unit="return",
                sessions=21,
            )
            for _ in range(40)
        ]
        q = discoveries(np.array([e.p for e in effects]))
        said = [verdict_on(e, higher=True, q=x) for e, x in zip(effects, q, strict=True)]
        found.append(sum(v in {"supported", "opposite"} for v in said))
    assert np.mean([n > 0 for n in found]) <= 0.3
    assert np.mean(found) < 1


def test_a_row_that_knows_the_future_is_supported(made):
    """A rank that is the return to come is supported; claimed the other way it is the opposite."""
    r, vix, _ = made
    outcomes = Outcomes(r, vix / 100)
    ahead = outcomes.of("return", 21)
    facts = Facts(N, {"iv_rank": 50 + 1000 * ahead}, {})
    held = table(
        Rule("up", "up", above("iv_rank", "rank_upper"), "", claim=RISES),
        Rule(
            "down", "down", above("iv_rank", "rank_upper"), "", claim=Claim("return", higher=False)
        ),
    )
    found = verdicts([held], facts, outcomes)
    assert found["up"].verdict == "supported"
    assert found["down"].verdict == "opposite"
    assert found["up"].q < 1e-6


def test_every_verdict(made):
    """A level that lasts is supported of volatility; what never happened, what nobody knows, what claims nothing."""
    r, vix, _ = made
    facts = Facts(N, {"vix": vix}, {})
    held = table(
        Rule("high", "", above("vix", "vix_elevated"), "", claim=STORMY),
        Rule("silent", "", above("vix", "vix_elevated"), ""),
        Rule("never", "", below("vix", "zero"), "", claim=STORMY),
        Rule("unknown", "", above("vvix", "vvix_stress"), "", claim=STORMY),
    )
    found = verdicts([held], facts, Outcomes(r, vix / 100))
    said = {row: record.verdict for row, record in found.items()}
    assert (said["high"], said["silent"], said["never"]) == ("supported", "no claim", "too few")
    assert said["unknown"] == "no data"
    assert found["unknown"].missing == ("vvix",)


def test_only_days_on_which_all_is_known_are_compared(made):
    """Before an index is published a row can only be known not to hold: those days are no base rate."""
    r, vix, skew = made
    late = np.where(np.arange(N) < N // 2, np.nan, skew)
    facts = Facts(N, {"vix": vix, "skew_index_percentile": late}, {})
    rule = Rule(
        "both",
        "",
        all_of(below("vix", "vix_low"), above("skew_index_percentile", "ivp_half")),
        "",
        claim=STORMY,
    )
    (found,) = rule_evidence([table(rule)], facts, DEFAULT, Outcomes(r, vix / 100))
    assert found.days_known == N // 2
    holds = (vix < 15) & (skew > 50)
    assert found.frequency == pytest.approx(holds[N // 2 :].mean())


def test_later_rows_change_no_state_and_complete_outcomes(made):
    """A year less of data: the same states, and every outcome that was over is what it was."""
    r, vix, skew = made
    cut = N - 252
    whole, short = (
        Facts(n, {"vix": vix[:n], "skew_index_percentile": skew[:n]}, {}) for n in (N, cut)
    )
    rule = Rule("high", "", above("vix", "vix_elevated"), "", claim=STORMY)
    held = [states(table(rule), facts, DEFAULT)["high"] for facts in (whole, short)]
    np.testing.assert_array_equal(held[0][:cut], held[1])
    all_of_it, before = Outcomes(r, vix / 100), Outcomes(r[:cut], vix[:cut] / 100)
    for outcome in OUTCOMES:
        for h in HORIZONS:
            late, early = all_of_it.of(outcome, h)[:cut], before.of(outcome, h)
            np.testing.assert_array_equal(early[: cut - h], late[: cut - h])
            assert np.isnan(early[cut - h :]).all()
            assert np.isfinite(late[cut - h :]).all()


def test_a_signal_is_measured_in_its_own_deviations(made):
    """The effect is the slope times the standard deviation; the fifths are means by a plain sort."""
    r, vix, _ = made
    outcomes = Outcomes(r, vix / 100)
    (found,) = signal_evidence(Facts(N, {"vix": vix}, {}), outcomes, ["vix"])
    (month,) = [e for e in found.effects if (e.outcome, e.sessions) == ("realized", 21)]
    y = outcomes.of("realized", 21)
    x, y = vix[np.isfinite(y)], y[np.isfinite(y)]
    assert month.effect == pytest.approx(np.polyfit(x, y, 1)[0] * x.std())
    assert month.low == pytest.approx(y[x <= np.quantile(x, 0.2)].mean())
    assert month.high == pytest.approx(y[x >= np.quantile(x, 0.8)].mean())
    assert (found.mean, found.deviation) == pytest.approx((vix.mean(), vix.std()))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_false_discoveries_by_a_plain_loop(p):
    """What passes q is what Benjamini and Hochberg's step-up procedure keeps."""
    q = discoveries(np.array(p))
    ranked = sorted({float(f"{x:.9e}") for x in p})  # one test under several names counts once
    bound = max(
        (x for i, x in enumerate(ranked, 1) if x <= RATE * i / len(ranked)),
        default=-1.0,
    )
    for one, found in zip(p, q, strict=True):
        if abs(found - RATE) > 1e-12:
            assert (found <= RATE) == (float(f"{one:.9e}") <= bound)


def test_what_was_not_tested_weighs_nothing():
    """NaN is left out of the number of tests."""
    q = discoveries(np.array([0.01, np.nan, 0.02]))
    assert q == pytest.approx([0.02, np.nan, 0.02], nan_ok=True)


def test_separate_times_by_a_plain_loop():
    """Runs more than 21 sessions apart, each counted once a year; windows by walking along the days."""
    rng = np.random.default_rng(3)
    for share in (0.002, 0.02, 0.3, 0.9):
        inside = rng.random(3000) < share
        days, runs = list(np.flatnonzero(inside)), []
        for day in days:
            if runs and day - runs[-1][-1] <= 21:
                runs[-1].append(day)
            else:
                runs.append([day])
        assert spells(inside) == sum(-(-(run[-1] - run[0] + 1) // 252) for run in runs)
        count, free = 0, -1
        for day in days:
            if day >= free:
                count, free = count + 1, day + 21
        assert windows(inside, 21) == count


def test_nothing_known():
    """Without a day, with one state alone, with a number that never moves: unknown, and never enough."""
    nothing = np.full(50, np.nan)
    for holds in (nothing, np.ones(50), np.zeros(50)):
        found = contrast(holds, np.arange(50.0), outcome="return", unit="return", sessions=5)
        assert np.isnan(found.effect)
        assert not enough(found, 100)
    still = tendency(np.full(50, 3.0), np.arange(50.0), outcome="return", unit="return", sessions=5)
    assert np.isnan(still.effect)
    assert np.isnan(tendency(nothing, nothing, outcome="x", unit="vol", sessions=5).t)
