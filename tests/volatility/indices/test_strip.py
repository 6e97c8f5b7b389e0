"""Which options make a strip: the traps of the published example, the plain twin of the kernel, missing wings."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.market.quote_columns import Listing
from hedgerow.pricing.black import black
from hedgerow.volatility.indices.board import Board
from hedgerow.volatility.indices.strip import REASONS, Strip, board_strips

NAN = float("nan")


def listing(expiry):
    """A listing of so many years."""
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    return Listing(date(2025, 1, 1), "SPX", moment, expiry, "pm")


def strip_of(strike, call, put, *, expiry=30 / 365, rate=0.0):
    """The strip of one expiration from (bid, ask) of calls and puts."""
    call, put = np.array(call, float), np.array(put, float)
    board = Board(
        np.array([0, len(strike)]),
        np.array(strike, float),
        *(np.ascontiguousarray(side) for side in (*call.T, *put.T)),
    )
    return board_strips(board, [listing(expiry)], np.array([rate])).strip(0)


def quoted(strike, *, forward=1962.9, vol=0.14, expiry=30 / 365, half=0.05):
    """Bids and asks around Black's values, all with a bid."""
    K = np.array(strike, float)
    sides = []
    for right in ("call", "put"):
        mid = np.asarray(black(forward, K, expiry, vol, right=right)) + 0.2
        sides.append(np.column_stack([mid - half, mid + half]))
    return sides


STRIKES = [1340, 1345, 1350, 1355, 1360, 1365, 1370, 1375, 1395, 1400, 1405, 1410, 1415, 1420]
MIDDLE = [*range(1900, 2030, 5)]
HIGH = [2100, 2120, 2125, 2150, 2200, 2225]


@pytest.fixture
def trapped():
    """A board with the traps of the white paper's near term."""
    strike = [*STRIKES, *MIDDLE, *HIGH]
    call, put = quoted(strike)
    for silent in (1360, 1365, 1405, 1415):
        put[strike.index(silent), 0] = 0.0
    for silent in (2120, 2150, 2200):
        call[strike.index(silent), 0] = 0.0
    return strip_of(strike, call, put)


def test_two_strikes_without_a_bid_end_a_side(trapped):
    """Puts 1350 and 1355 and call 2225 have bids, but lie beyond two strikes in a row without one: they do not count."""
    assert trapped.strike[0] == 1370
    assert trapped.strike[-1] == 2125
    assert not {1350, 1355, 2225} & set(trapped.strike)


def test_a_single_strike_without_a_bid_is_left_out(trapped):
    """Puts 1405 and 1415 and call 2120 drop out; what lies beyond them stays."""
    assert not {1405, 1415, 2120} & set(trapped.strike)
    assert {1400, 1410, 2100, 2125} <= set(trapped.strike)


def test_widths_are_of_the_strikes_that_are_left(trapped):
    """ΔK of 1400 is (1410 − 1395)/2 = 7.5 and of 1410 (1420 − 1400)/2 = 10; at the ends the whole gap."""
    width = dict(zip(trapped.strike.tolist(), trapped.width.tolist(), strict=True))
    assert width[1400] == 7.5
    assert width[1410] == 10.0
    assert width[1370] == 5.0
    assert width[2125] == 25.0


def test_the_mean_of_call_and_put_at_the_middle(trapped):
    """K₀ = 1960 lies below the forward 1962.9; there the price is the mean of both mids, elsewhere the cheaper side's."""
    call, put = quoted([1955.0, 1960.0, 1965.0])
    price = dict(zip(trapped.strike.tolist(), trapped.price.tolist(), strict=True))
    assert trapped.k0 == 1960
    assert price[1960] == pytest.approx((call[1].mean() + put[1].mean()) / 2)
    assert price[1955] == pytest.approx(put[0].mean())
    assert price[1965] == pytest.approx(call[2].mean())


def test_the_forward_is_of_the_strike_where_call_and_put_are_nearest():
    """F = K* + e^{RT}(C − P) at 1965, where the white paper's near term has 21.05 and 23.15."""
    strike = [1955, 1960, 1965, 1970, 1975]
    call = [[26.9, 27.1], [23.9, 24.1], [21.0, 21.1], [18.0, 18.2], [15.2, 15.3]]
    put = [[19.6, 19.9], [21.3, 21.8], [23.1, 23.2], [25.5, 26.0], [27.9, 28.1]]
    strip = strip_of(strike, call, put, expiry=35924 / 525600, rate=0.000305)
    assert strip.parity_strike == 1965
    assert strip.forward == pytest.approx(1962.89996, abs=5e-6)
    assert strip.k0 == 1960


def test_a_forward_at_a_strike_is_the_middle_itself():
    """Where F is a strike, K₀ is that strike."""
    call, put = quoted([90, 95, 100, 105, 110], forward=100.0)
    assert strip_of([90, 95, 100, 105, 110], call, put).k0 == 100


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ("both", REASONS[1]),
        ("puts", REASONS[3]),
        ("calls", REASONS[4]),
        ("low", REASONS[2]),
        ("rate", "its rate is unknown"),
    ],
)
def test_a_strip_that_lacks_a_side_has_no_variance(spoil, reason):
    """No puts, no calls, no pair, no strike at or below the forward, no rate: no variance, and the reason."""
    strike, rate = [90, 95, 100, 105, 110], 0.0
    call, put = quoted(strike, forward=102.0)
    if spoil == "both":
        call[:, 0] = 0.0
    elif spoil == "puts":
        put[:2, 0] = 0.0
    elif spoil == "calls":
        call[3:] = NAN
    elif spoil == "low":
        strike, call, put = strike[3:], call[3:], put[3:]
    else:
        rate = NAN
    strip = strip_of(strike, call, put, rate=rate)
    assert np.isnan(strip.variance)
    assert not strip.strike.size
    assert strip.reason == reason


def test_a_missing_contract_is_not_a_missing_bid():
    """A strike that is not listed neither ends a side nor counts towards its end."""
    strike = [85, 90, 95, 100, 105, 110, 115]
    call, put = quoted(strike, forward=100.0)
    put[1] = NAN
    put[2, 0] = 0.0
    assert strip_of(strike, call, put).strike[0] == 85


@pytest.mark.parametrize(
    ("strike", "forward"), [([90, 100], 95.0), ([90, 80, 100], 85.0), ([90, 95, 100], 101.0)]
)
def test_mids_that_are_no_strip_are_refused(strike, forward):
    """Too few strikes, strikes that do not rise, a forward beyond them."""
    K = np.array(strike, float)
    with pytest.raises(InputError):
        Strip.of_mids(K, np.ones_like(K), forward, expiry=0.1, rate=0.0)


def plain_variance(strike, call, put, T, r):
    """The rules of VIX in plain words: forward, middle, both sides, widths, sum."""
    listed = list(zip(strike, call, put, strict=True))
    pairs = [
        (abs(sum(c) - sum(p)) / 2, K, (sum(c) - sum(p)) / 2)
        for K, c, p in listed
        if c[0] > 0 < p[0]
    ]
    if not pairs:
        return NAN
    _, at, gap = min(pairs, key=lambda pair: round(pair[0], 9))  # rounding decides no tie
    F = at + np.exp(r * T) * gap
    below = [K for K, c, p in listed if c[0] > 0 < p[0] and K <= F]
    if not below:
        return NAN
    K0 = max(below)
    kept = {}
    for side, order in ((2, -1), (1, 1)):
        silent, any_kept = 0, False
        for line in sorted(
            (x for x in listed if order * (x[0] - K0) > 0), key=lambda x: order * x[0]
        ):
            bid, ask = line[side]
            if bid > 0:
                silent, any_kept = 0, True
                kept[line[0]] = (bid + ask) / 2
            elif bid == 0:
                silent += 1
                if silent == 2:
                    break
        if not any_kept:
            return NAN
    c, p = next((c, p) for K, c, p in listed if K == K0)
    kept[K0] = (sum(c) / 2 + sum(p) / 2) / 2
    K = sorted(kept)
    total = 0.0
    for i, k in enumerate(K):
        if i == 0:
            dK = K[1] - K[0]
        elif i == len(K) - 1:
            dK = K[-1] - K[-2]
        else:
            dK = (K[i + 1] - K[i - 1]) / 2
        total += dK / k**2 * np.exp(r * T) * kept[k]
    return 2 / T * total - (F / K0 - 1) ** 2 / T


SIDE = st.tuples(
    st.sampled_from([NAN, 0.0, 0.0, 0.5, 1.0, 2.0, 4.0]), st.sampled_from([0.0, 0.05, 0.5])
)


@given(st.lists(st.lists(st.tuples(SIDE, SIDE), min_size=1, max_size=14), min_size=1, max_size=3))
@example([[((NAN, 0.0), (0.5, 0.0)), ((1.0, 0.0), (1.0, 0.05)), ((2.0, 0.0), (2.0, 0.05))]])
def test_the_kernel_is_its_plain_twin(listings):
    """Whatever is listed and bid for, one pass over all listings gives each the variance of the plain rules, or none."""
    rows = [[(80.0 + 5 * i, *sides) for i, sides in enumerate(each)] for each in listings]
    flat = [row for each in rows for row in each]
    start = np.cumsum([0, *(len(each) for each in rows)])
    call = np.array([[b, b + s] for _, (b, s), _ in flat])
    put = np.array([[b, b + s] for _, _, (b, s) in flat])
    T, r = 0.1 + 0.1 * np.arange(len(rows)), np.full(len(rows), 0.03)
    board = Board(
        start,
        np.array([row[0] for row in flat]),
        *(np.ascontiguousarray(side) for side in (*call.T, *put.T)),
    )
    strips = board_strips(board, [listing(each) for each in T], r)
    for i in range(len(rows)):
        at = board.of(i)
        plain = plain_variance(
            board.strike[at].tolist(), call[at].tolist(), put[at].tolist(), T[i], r[i]
        )
        assert strips.variance[i] == pytest.approx(plain, rel=1e-12, abs=1e-14, nan_ok=True)
        assert strips.strip(i).variance == pytest.approx(plain, rel=1e-12, abs=1e-14, nan_ok=True)
