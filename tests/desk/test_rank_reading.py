"""What rank and percentile say together: each row of the rule book's two tables."""

import pytest

from hedgerow.desk.premium_cards import rank_reading

NAN = float("nan")


@pytest.mark.parametrize(
    ("rank", "percentile", "row"),
    [
        (75, 90, "panic"),
        (75, 70, "wide ranges"),
        (60, 65, "wide ranges"),
        (60, 60, "range top"),
        (50, 90, "neutral"),
        (20, 90, "neutral"),
        (15, 20, "compressed"),
        (15, 40, "quiet"),
        (15, 65, "spike in the window"),
        (NAN, 40, "unknown"),
    ],
)
def test_rows(rank, percentile, row):
    """Panic comes before wide ranges; no day is without a row [SPEC DT-10]."""
    assert rank_reading(rank, percentile).row == row


@pytest.mark.parametrize(
    ("rank", "percentile", "thumb"),
    [
        (31, 40, "favourable"),
        (30, 40, "neutral"),
        (20, 40, "neutral"),
        (19, 40, "thin"),
        (15, 65, "conflict"),
        (29, 51, "conflict"),
        (30, 51, "neutral"),
        (15, NAN, "unknown"),
    ],
)
def test_the_rule_of_thumb(rank, percentile, thumb):
    """Where the percentile is high and the rank low the two conflict, and nothing follows [SPEC IR-05]."""
    assert rank_reading(rank, percentile).thumb == thumb
