"""Files of the user's own events."""

from datetime import date, time

import pytest

from hedgerow.data.event_file import own_events
from hedgerow.errors import DataError


def test_a_file_of_events(tmp_path):
    """Date and name, the time where it is known; headings in any case and order."""
    file = tmp_path / "events.csv"
    file.write_text("Name,Date,Time\nApple reports,2026-07-30,16:30\nElection,2026-11-03\n")
    apple, election = own_events(file)
    assert (apple.day, apple.name, apple.at) == (date(2026, 7, 30), "Apple reports", time(16, 30))
    assert (election.day, election.at) == (date(2026, 11, 3), None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("day,name\n2026-07-30,x\n", "lack the column 'date'"),
        ("", "lack the column 'date'"),
        ("date,name\n2026-07-30,x\n30.7.2026,y\n", "line 3.*no date"),
        ("date,name,time\n2026-07-30,x,noon\n", "line 2.*no time"),
    ],
)
def test_what_is_no_file_of_events(tmp_path, text, said):
    """One line with the file, the line and the value."""
    file = tmp_path / "events.csv"
    file.write_text(text)
    with pytest.raises(DataError, match=said):
        own_events(file)


def test_a_file_that_is_not_there(tmp_path):
    """The path, and what is asked for."""
    with pytest.raises(DataError, match="not found"):
        own_events(tmp_path / "none.csv")
