import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow import size
from hedgerow.errors import InputError

ARTICLE = {"value": 500_000, "beta": 1.15, "spot": 752}


@pytest.mark.parametrize(("delta", "full"), [(-0.30, 26), (-0.50, 16), (-0.20, 39)])
def test_published_counts(delta, full):
    """500,000 USD at beta 1.15 and SPY 752 is 575,000 of dollar beta, 8 contracts delta-one, and 26,
    16 or 39 contracts at delta 0.30, 0.50 or 0.20 [SPEC HP-10 … HP-13].
    """
    sized = size(**ARTICLE, delta=delta)
    assert sized.dollar_beta == 575_000
    assert sized.delta_one.contracts == 8
    assert sized.delta_adjusted[0].contracts == full


def test_published_ratios():
    """Of the 30-delta put 100, 50 and 25 % of the beta are 26, 13 and 7 contracts [SPEC HP-12]."""
    sized = size(**ARTICLE, delta=-0.30, ratios=(1, 0.5, 0.25))
    assert [(row.ratio, row.contracts) for row in sized.delta_adjusted] == [
        (1, 26),
        (0.5, 13),
        (0.25, 7),
    ]


def test_gearing_of_the_textbook_count():
    """26 contracts pay 26 × 100 × 752 / 575,000 = 3.40 times the beta at expiry [SPEC HP-17]."""
    assert size(**ARTICLE).delta_adjusted[0].gearing_at_expiry == pytest.approx(3.40, abs=0.005)


def test_document():
    """The document has the keys of the contract."""
    document = json.loads(size(**ARTICLE).to_json())
    assert document["dollar_beta"] == 575_000
    assert document["delta_one"].keys() >= {"raw", "contracts"}
    assert all(
        row.keys() >= {"ratio", "raw", "contracts", "coverage"}
        for row in document["delta_adjusted"]
    )
    assert document["as_of"] is None
    assert len(size(**ARTICLE).to_frame()) == 3


@given(
    st.floats(1e3, 1e9), st.floats(0.01, 10), st.floats(1, 1e4), st.floats(-0.99, -0.01),
    st.floats(0.01, 2),
)  # fmt: skip
def test_identities(value, beta, spot, delta, ratio):
    """Raw counts are h V β / (100 S) over |Δ|; whole ones are the next integer, but for a rest under a
    twentieth of a contract and of the count; both scale with the
    value; coverage is gearing times |Δ|.
    """
    sized = size(value=value, beta=beta, spot=spot, delta=delta, ratios=[ratio])
    row = sized.delta_adjusted[0]
    assert row.raw == pytest.approx(ratio * value * beta / (100 * spot * -delta), rel=1e-6)
    assert -0.05 - 1e-6 <= row.contracts - row.raw < 1
    assert row.coverage == pytest.approx(row.gearing_at_expiry * -delta)
    assert row.coverage >= 0.95 * ratio * (1 - 1e-6)
    twice = size(value=2 * value, beta=beta, spot=spot, delta=delta, ratios=[ratio])
    assert twice.delta_adjusted[0].raw == pytest.approx(2 * row.raw, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"value": 0}, "value 0"),
        ({"value": float("nan")}, "value nan"),
        ({"value": 1e308}, r"value 1e\+308"),
        ({"beta": -0.2}, "beta -0.2"),
        ({"beta": 11}, "beta 11"),
        ({"spot": -752}, "spot -752"),
        ({"spot": 1e-300}, "spot 1e-300"),
        ({"delta": 0.3}, "delta 0.3.*-0.30"),
        ({"delta": -1}, "delta -1"),
        ({"delta": -30}, "delta -30"),
        ({"ratios": []}, "no hedge ratio"),
        ({"ratios": [0]}, "ratio 0"),
        ({"ratios": [50]}, "ratio 50.*0.5 for 50 %"),
        ({"multiplier": 0}, "multiplier 0"),
    ],
)
def test_ranges(change, part):
    """What is out of range is refused with the value."""
    with pytest.raises(InputError, match=part):
        size(**{**ARTICLE, **change})
