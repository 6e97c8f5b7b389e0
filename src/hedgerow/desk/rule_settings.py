"""The thresholds that rules compare with: the defaults, a file's, or an object."""

from __future__ import annotations

from pathlib import Path

from hedgerow.data.rule_file import own_thresholds
from hedgerow.regime.thresholds import Thresholds


def thresholds_of(rules: Thresholds | str | Path | None) -> Thresholds:
    """The thresholds meant; without a file the defaults.

    Raises :class:`DataError` where a file cannot be read or names what is none.
    """
    return rules if isinstance(rules, Thresholds) else own_thresholds(rules)
