"""Results kept by key: what is there is whole."""

import numpy as np
import pytest

from hedgerow.data.ledger import Folder, Memory
from hedgerow.errors import DataError

RESULT = np.array([[0.04, np.nan], [0.05, 0.06]])


@pytest.fixture(params=["folder", "memory"])
def ledger(request, tmp_path):
    """Either kind."""
    return Folder(tmp_path / "kept") if request.param == "folder" else Memory()


def test_what_is_put_is_got(ledger):
    """The same numbers come back, NaN included; a key that was never put has none."""
    assert ledger.get("a") is None
    ledger.put("a", RESULT)
    np.testing.assert_array_equal(ledger.get("a"), RESULT)
    assert ledger.get("b") is None


@pytest.mark.parametrize("length", [0, 40, 100])
def test_a_file_cut_off_is_no_result(tmp_path, length):
    """What an accident left of a file is worked out anew, not read."""
    ledger = Folder(tmp_path)
    ledger.put("a", RESULT)
    (path,) = tmp_path.glob("*.npy")
    path.write_bytes(path.read_bytes()[:length])
    assert ledger.get("a") is None
    ledger.put("a", RESULT)
    np.testing.assert_array_equal(ledger.get("a"), RESULT)


def test_a_folder_that_cannot_be_written(tmp_path):
    """One line names the folder."""
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot be kept"):
        Folder(tmp_path / "file" / "kept").put("a", RESULT)
