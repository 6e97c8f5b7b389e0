import os
import sys
from datetime import UTC, date, datetime
from types import SimpleNamespace

import platformdirs
import pytest

from hedgerow.data.cboe import CboeSource
from hedgerow.data.progress import Noted
from hedgerow.data.yahoo import YahooSource
from hedgerow.desk.settings import day, market
from hedgerow.errors import DataError, InputError, UnavailableError


@pytest.fixture
def config(monkeypatch, tmp_path):
    """Writes the settings file; the default data folder is ``tmp_path / 'default'``."""
    monkeypatch.setattr(platformdirs, "user_config_path", lambda _: tmp_path)
    monkeypatch.setattr(platformdirs, "user_data_path", lambda _: tmp_path / "default")
    return (tmp_path / "config.toml").write_text


def labels(data=None):
    """What the user called each source, in order."""
    return [source.label for source in market(data).sources]


def test_arguments_over_environment_over_file_over_default(
    synthetic, config, monkeypatch, tmp_path
):
    """Arguments win over HEDGEROW_DATA, that over the settings file, that over the data folder."""
    folders = [tmp_path / name for name in ("argument", "environment", "file", "default")]
    for folder in folders:
        folder.symlink_to(synthetic.folder)
    argument, environment, file, default = map(str, folders)
    assert labels() == [default]
    config(f"data = ['{file}']")
    assert labels() == [file]
    config(f"data = '{file}'")
    assert labels() == [file]
    monkeypatch.setenv("HEDGEROW_DATA", os.pathsep.join([environment, file]))
    assert labels() == [environment, file]
    assert labels(argument) == [argument]
    assert labels([argument, file]) == [argument, file]
    assert labels([]) == [environment, file]


def test_nothing_configured(config):  # noqa: ARG001 - it moves the folders
    """Without any source the error names the flag, the variable and the demo."""
    with pytest.raises(UnavailableError, match=r"--data.*HEDGEROW_DATA.*hedgerow demo"):
        market(None)


@pytest.mark.parametrize("text", ["data = [", "data = 5", "data = ['a', 5]"])
def test_broken_settings_file(config, text):
    """A settings file that cannot be used is named."""
    config(text)
    with pytest.raises(InputError, match=r"config\.toml"):
        market(None)


def test_missing_source_from_the_environment(monkeypatch):
    """A source from the environment that is not there is an error, not silently skipped."""
    monkeypatch.setenv("HEDGEROW_DATA", "no-such-folder")
    with pytest.raises(DataError, match="no-such-folder"):
        market(None)


def test_day():
    """A day may be text, a date, a moment or missing; anything else is refused with the value."""
    assert day("2025-09-03") == day(datetime(2025, 9, 3, 12, tzinfo=UTC)) == date(2025, 9, 3)
    assert day(None) is None
    for text in ("tomorrow", "1066", "2025-02-30", "03/09/2025", ""):
        with pytest.raises(InputError, match=repr(text)):
            day(text)


def test_publishers(config, tmp_path, monkeypatch):  # noqa: ARG001 - it moves the folders
    """``cboe:`` and ``yahoo:`` keep in the default data folder, ``cboe:FOLDER`` in that one."""
    monkeypatch.setitem(sys.modules, "yfinance", SimpleNamespace())
    told = Noted()
    cboe, yahoo, other = market(["cboe:", "yahoo:", f"cboe:{tmp_path / 'mine'}"], told).sources
    assert isinstance(cboe, CboeSource)
    assert isinstance(yahoo, YahooSource)
    assert cboe.store == yahoo.store
    assert cboe.store.folder == tmp_path / "default"
    assert other.store.folder == tmp_path / "mine"
    assert cboe.progress is yahoo.progress is told
    assert not (tmp_path / "default").exists()


def test_publishers_from_environment_and_file(config, monkeypatch, synthetic):
    """A publisher may stand wherever a folder may, beside folders."""
    folder = str(synthetic.folder)
    config(f"data = ['cboe:', '{folder}']")
    assert [type(source).__name__ for source in market(None).sources] == [
        "CboeSource",
        "FileTables",
    ]
    monkeypatch.setenv("HEDGEROW_DATA", os.pathsep.join(["cboe:", folder]))
    assert [type(source).__name__ for source in market(None).sources] == [
        "CboeSource",
        "FileTables",
    ]


def test_yahoo_without_yfinance(monkeypatch, config):  # noqa: ARG001 - it moves the folders
    """Where yfinance is not installed, the message says what to install."""
    monkeypatch.setitem(sys.modules, "yfinance", None)
    with pytest.raises(UnavailableError, match=r"hedgerow\[yahoo\]"):
        market("yahoo:")


def test_base_address(config, monkeypatch):
    """The environment's address of Cboe wins over the settings file's, that over Cboe's own."""
    assert market("cboe:").sources[0].endpoints.cboe.startswith("https://cdn.cboe.com")
    config("cboe_url = 'http://file.test'")
    assert market("cboe:").sources[0].endpoints.cboe == "http://file.test"
    monkeypatch.setenv("HEDGEROW_CBOE_URL", "http://environment.test/api/")
    address = market("cboe:").sources[0].endpoints.index_history("VIX")
    assert address == "http://environment.test/api/us_indices/daily_prices/VIX_History.csv"
    for base in ("ftp://x", "x"):
        monkeypatch.setenv("HEDGEROW_CBOE_URL", base)
        with pytest.raises(InputError, match=base):
            market("cboe:")
