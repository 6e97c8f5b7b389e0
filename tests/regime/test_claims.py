"""Sentences of the documents on made histories: what is so by construction is found, what is not is not."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.calendar import sessions
from hedgerow.market.expirations import opex_distances
from hedgerow.regime import claim_contrasts, claim_records
from hedgerow.regime.claims import SENTENCES, claim_evidence, judged, p_of
from hedgerow.regime.facts import Facts
from hedgerow.regime.measured import between, mostly, two_groups
from hedgerow.regime.outcomes import Outcomes
from hedgerow.regime.past import Past, group
from hedgerow.regime.verdict import VERDICTS
from hedgerow.volatility.premium.variance_risk_premium import trailing_vol

N = 5000
DATES = sessions()[sessions() <= pd.Timestamp(2024, 5, 31)][-N:]


def past(r, vix, **numbers):
    """A history: returns, VIX in points, inputs."""
    return Past(DATES, Facts(N, {"vix": vix, **numbers}, {}), Outcomes(r, vix / 100))


def value(found, name):
    """A figure by its name."""
    return next(m.value for m in found.measures if m.name == name)


@pytest.fixture(scope="module")
def quiet():
    """Normal returns of one volatility, and a VIX that is right about it and wavers."""
    rng = np.random.default_rng(11)
    r = 0.16 / np.sqrt(252) * rng.standard_normal(N)
    return r, 16 * np.exp(0.05 * rng.standard_normal(N))


def test_a_leader_leads_and_a_follower_does_not(quiet):
    """VVIX whose moves VIX repeats a day later leads; one that moves with it does not, whatever its size."""
    r, _ = quiet
    rng = np.random.default_rng(2)
    moves = 0.05 * rng.standard_normal(N)
    vix = 16 * np.exp(np.cumsum(moves))
    ahead = 90 * np.exp(np.cumsum(np.roll(moves, -1)))
    for vvix, leads in ((ahead, True), (90 * np.exp(np.cumsum(moves)), False)):
        found = claim_records.vvix_leads(past(r, vix, vvix=vvix))
        assert (value(found, "the day after") > 0.9) == leads
        assert (found.effect.t > 10) == leads
        assert (value(found, "the same day") > 0.9) != leads


def test_warnings_are_counted(quiet):
    """Twelve storms, a VVIX above 130 ten days before nine of them, on the day itself before the others."""
    r, _ = quiet
    vix, vvix = np.full(N, 16.0), np.full(N, 90.0)
    storms = 200 + 300 * np.arange(12)
    for i, day in enumerate(storms):
        vix[day : day + 20] = 40
        vvix[day - 10 if i < 9 else day] = 140
    found = claim_records.vvix_warns(past(r, vix, vvix=vvix))
    assert value(found, "warned of") == 9
    assert value(found, "first closes above 30") == 12
    assert found.verdict == "weak"
    assert value(found, "of all days") == pytest.approx((42 * 12) / N, abs=0.002)


def test_storms_end_by_construction(quiet):
    """Twelve storms of 30 days, with VIX at 16 afterwards: all over within three months."""
    r, _ = quiet
    vix = np.full(N, 16.0)
    for day in 200 + 300 * np.arange(12):
        vix[day : day + 30] = 40
    found = claim_records.storms_end(past(r, vix))
    assert value(found, "of all days, six months") == 1
    assert value(found, "of first closes, three months") == 1
    assert found.verdict == "supported"


def test_fair_straddles_are_beaten_as_often_as_a_normal_is(quiet):
    """Moves normal and VIX right: 57.5 % of weeks under the straddle, 68.3 % within one sigma, which is not 70 to 80 %."""
    r, _ = quiet
    found = claim_records.straddles_dear(past(r, np.full(N, 16.0)))
    assert value(found, "weeks under the straddle") == pytest.approx(0.575, abs=0.02)
    assert value(found, "weeks within one sigma") == pytest.approx(0.683, abs=0.02)
    assert value(found, "were moves normal and VIX right") == pytest.approx(0.575, abs=0.0005)
    assert found.verdict == "not supported"
    dear = claim_records.straddles_dear(past(r, np.full(N, 22.0)))
    assert dear.verdict == "supported"


def test_normal_moves_have_no_fat_tails(quiet):
    """No excess kurtosis, and four deviations as rare as the normal has them."""
    r, vix = quiet
    assert abs(value(claim_records.fat_tails(past(r, vix)), "excess kurtosis")) < 0.3
    assert claim_records.far_moves(past(r, vix)).verdict == "not supported"


def test_the_expiration_is_seen_where_it_matters(quiet):
    """Moves half as large again in the week after are found; without, the phases are alike."""
    r, vix = quiet
    _, since = opex_distances(DATES)
    after = (since > 0) & (since <= 5)
    free = claim_contrasts.after_expiration(past(np.where(after, 1.5 * r, r), vix))
    assert free.effect.t > 5
    assert value(free, "in the five sessions after") == pytest.approx(
        1.5 * value(free, "away from the expiration"), rel=0.1
    )
    assert abs(claim_contrasts.after_expiration(past(r, vix)).effect.t) < 3
    assert abs(claim_contrasts.before_expiration(past(r, vix)).effect.t) < 3


def test_selling_is_the_gain_in_variance(quiet):
    """At 1.3 and more against 1.0 to 1.2, by a one-liner; days between count on neither side."""
    r, vix = quiet
    nvrp = vix / (100 * trailing_vol(r))
    found = claim_contrasts.favourable_ratio(past(r, vix, nvrp=nvrp))
    came = np.array([252 * np.mean(r[t + 1 : t + 22] ** 2) for t in range(N - 21)])
    V = vix[: N - 21] / 100
    gain, x = (V**2 - came) / (2 * V), nvrp[: N - 21]
    known = np.isfinite(x)
    assert value(found, "1.3 and more") == pytest.approx(gain[known & (x >= 1.3)].mean())
    assert value(found, "1.0 to 1.2") == pytest.approx(gain[known & (x >= 1) & (x < 1.2)].mean())
    assert value(found, "of all days") == pytest.approx(
        np.mean(nvrp[np.isfinite(nvrp)] >= 1.3), abs=1e-12
    )


def test_low_levels_by_plain_counts(quiet):
    """Shares of days on which VIX was higher a month later, and above 20 within half a year, counted one by one."""
    r, _ = quiet
    rng = np.random.default_rng(5)
    vix = 10 + 12 * rng.beta(1, 3, N)
    found = claim_contrasts.low_rises(past(r, vix))
    days = [t for t in range(N - 21) if vix[t] < 12]
    assert value(found, "VIX under 12") == pytest.approx(
        np.mean([vix[t + 21] > vix[t] for t in days])
    )
    spikes = claim_contrasts.low_spikes(past(r, vix))
    days = [t for t in range(N - 126) if vix[t] < 15]
    assert value(spikes, "VIX under 15") == pytest.approx(
        np.mean([vix[t + 1 : t + 127].max() > 20 for t in days])
    )


def test_a_basis_that_leads(quiet):
    """VIX that rises by two points in the four weeks after the basis narrowed: found; the other days are the base."""
    r, _ = quiet
    vix, Δb = np.full(N, 16.0), np.zeros(N)
    for day in range(100, N - 100, 150):
        Δb[day] = -1.0
        vix[day + 11 : day + 60] = 18.0
    found = claim_contrasts.narrowing_basis(
        past(r, vix, basis_change_10=Δb, vix_change_10=np.zeros(N))
    )
    assert value(found, "over 20 sessions") == pytest.approx(0.02)
    assert value(found, "over 10 sessions") == pytest.approx(0.0, abs=1e-12)
    assert found.effect.effect > 0


def test_every_sentence_has_a_verdict(quiet):
    """On a history without VVIX, SKEW, futures or credit each of theirs has no data and says what is lacking."""
    r, vix = quiet
    found = [judged(x, p_of(x)) for x in claim_evidence(past(r, vix))]
    assert [x.key for x in found] == [s.key for s in SENTENCES]
    assert len({x.key for x in found}) == len(found)
    assert {x.verdict for x in found} <= set(VERDICTS)
    said = {x.key: x for x in found}
    for key in ("vvix_leads", "vvix_warns", "skew_falls", "basis_leads", "credit_widens"):
        assert said[key].verdict == "no data"
        assert said[key].lacking
        assert said[key].measured == ()
    for key in ("dealer_gamma", "steepness", "kurtosis"):
        assert said[key].verdict == "no data"
    for record in found:
        assert (record.verdict == "no data") == bool(record.lacking)


def test_nothing_at_all():
    """A history of unknowns has no data for any sentence, and none raises an error."""
    nothing = np.full(N, np.nan)
    assert {x.verdict for x in claim_evidence(past(nothing, nothing))} == {"no data"}


def test_a_short_history():
    """Thirty sessions: too few, or no data, never a verdict that rests on an effect."""
    rng = np.random.default_rng(1)
    n = 30
    short = Past(
        DATES[:n],
        Facts(n, {"vix": np.full(n, 16.0)}, {}),
        Outcomes(0.01 * rng.standard_normal(n), np.full(n, 0.16)),
    )
    for record in (judged(x, p_of(x)) for x in claim_evidence(short)):
        if record.effect is not None:
            assert record.verdict == "too few"


def test_groups_leave_the_days_between_out():
    """Inside, outside, and neither; what is unknown is neither."""
    x = np.array([1.4, 1.25, 1.1, np.nan])
    np.testing.assert_array_equal(group(x >= 1.3, x < 1.2, x), [1, np.nan, 0, np.nan])


def test_the_figures_of_two_groups():
    """Means of both sides, and their difference as the effect."""
    y = np.tile([0.03, 0.01], 300)
    made = two_groups(
        np.tile([1.0, 0.0], 300),
        y,
        higher=True,
        outcome="return",
        sessions=1,
        unit="return",
        names=("a", "b"),
    )
    assert (value(made, "a"), value(made, "b")) == pytest.approx((0.03, 0.01))
    assert made.effect.effect == pytest.approx(0.02)


def test_counts_and_figures():
    """Wilson's interval above half, a share above half, and neither; a figure inside what is claimed, and not."""
    assert [mostly(k, 40) for k in (30, 22, 18)] == ["supported", "weak", "not supported"]
    assert mostly(9, 9) == "too few"
    assert between(float("nan"), 0, 1) == "no data"
