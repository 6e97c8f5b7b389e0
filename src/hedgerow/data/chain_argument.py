"""The chain that an argument names: a file of any known layout, or a symbol looked up in the sources.

A file is the common layout (:mod:`hedgerow.data.chain_file`, with one quote date or several) or what Cboe and Yahoo publish
(:mod:`hedgerow.data.published`). One without quote dates is of the session in its name (``SPX_2023-09-14.csv``), or of
the one that is given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hedgerow.data.chain_file import CHAIN_NAME, chain_table
from hedgerow.data.clock import opened_session
from hedgerow.data.formats.contracts import underlying_of
from hedgerow.data.kept import Kept
from hedgerow.data.published import PublishedFile
from hedgerow.data.table_file import SUFFIXES
from hedgerow.errors import DataError, HedgerowError, UnavailableError, suggestion
from hedgerow.market.calendar import session_on_or_before
from hedgerow.market.chain import OptionChain
from hedgerow.market.instruments import behind_option

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.data.source import Market

NAMED_LIKE_A_FILE = re.compile(r"[/\\]|\.(parquet|csv|json|dat|txt)$", re.IGNORECASE)
SHOWN = 6
"""Sessions or symbols that a message names."""


def chain_of(market: Market, argument: str, as_of: date | None) -> tuple[OptionChain, str]:
    """The chain of a file or a symbol, of ``as_of`` or the last session there is, and where it is from.

    Raises :class:`DataError` where a file is no chain or has several sessions and none is named, and
    :class:`UnavailableError` where no source has a chain of the symbol then.
    """
    path = _path(argument)
    if path.is_file():
        try:
            return _in_file(argument, path, as_of), argument
        except HedgerowError as error:
            if path.name in str(error):
                raise
            msg = f"{path.name}: {error}"
            raise type(error)(msg) from None
    if path.is_dir():
        msg = f"{argument} is a folder; give a chain's file, or a symbol like SPX with --data {argument}"
        raise DataError(msg)
    if NAMED_LIKE_A_FILE.search(argument):
        msg = f"chain file {argument!r} not found; give an existing file, or a symbol like SPX with --as-of"
        raise DataError(msg)
    return _looked_up(market, argument, as_of)


def _path(argument: str) -> Path:
    try:
        return Path(argument).expanduser()
    except RuntimeError:  # ~nobody
        return Path(argument)


def _in_file(argument: str, path: Path, as_of: date | None) -> OptionChain:
    rows = _rows(argument, path, as_of)
    underlying = _underlying(rows, path)
    if as_of is None:
        return OptionChain.from_rows(rows, underlying)
    try:
        return OptionChain.from_rows(rows, underlying, session=as_of)
    except DataError:
        session = session_on_or_before(as_of)
        if session == as_of:
            raise
        return OptionChain.from_rows(rows, underlying, session=session)


def _rows(argument: str, path: Path, as_of: date | None) -> pd.DataFrame:
    if path.suffix.lower() != ".parquet":
        published = PublishedFile.read(argument, path)
        if published is not None:
            rows = published.tables.get("chain")
            if rows is None:
                msg = f"{path.name}: it holds {' and '.join(published.tables)}, no chain; give a file of options"
                raise DataError(msg)
            return rows
        if path.suffix.lower() not in SUFFIXES:
            msg = f"{path.name}: no chain of a known layout; it is .parquet or .csv, or as Cboe or Yahoo publish it"
            raise DataError(msg)
    named = CHAIN_NAME.fullmatch(path.name)
    session = as_of or (date.fromisoformat(named[2]) if named else None)
    return chain_table(path, undated=session)


def _underlying(rows: pd.DataFrame, path: Path) -> str:
    """What the options are written on: as the rows say, else the file's name, else their roots."""
    if not len(rows):
        msg = f"{path.name} has a heading and no rows; is the file whole?"
        raise DataError(msg)
    if "underlying" in rows:
        several = sorted(map(str, rows["underlying"].dropna().unique()))
        if len(several) > 1:
            msg = f"{path.name}: options on {len(several)} underlyings, {_some(several)}; give a file for each"
            raise DataError(msg)
        if several:
            return several[0].strip().lstrip("^").upper()
    named = CHAIN_NAME.fullmatch(path.name)
    if named:
        return named[1]
    found = underlying_of(rows["root"].dropna().tolist()) if "root" in rows else None
    if found is None:
        msg = f"{path.name}: it does not say which underlying; add a column underlying, or name the file like SPX_2023-09-14.csv"
        raise DataError(msg)
    return found


def _looked_up(market: Market, argument: str, as_of: date | None) -> tuple[OptionChain, str]:
    symbol = argument.strip().upper().lstrip("^")
    use = behind_option(symbol)
    underlying = use.symbol if use is not None else symbol
    held = _held(market, underlying)
    for session in [session_on_or_before(as_of)] if as_of is not None else held[::-1]:
        found = market.chain(underlying, session)
        if found is not None:
            return found, market.provenance["chain"]
    labels = ", ".join(source.label for source in market.sources)
    when = f" of {session_on_or_before(as_of)}" if as_of is not None else ""
    why = "".join(f" ({problem})" for problem in market.problems)
    if held:
        near = sorted(held, key=lambda day: abs((day - (as_of or day)).days))[:SHOWN]
        step = f"its sessions there: {_some(sorted(near), len(held))}; take one with --as-of"
    else:
        others = sorted({name for source in market.sources for name in source.chains_held()})
        step = (
            f"there are chains of {_some(others)}{suggestion(underlying, others)}"
            if others
            else "give a chain's file, or --data with a folder that has chains/, cboe: or yahoo:"
        )
    msg = f"no {underlying} chain{when}{f' in {labels}' if labels else ''}{why}; {step}"
    raise UnavailableError(msg)


def _held(market: Market, underlying: str) -> list[date]:
    """Sessions that can be asked for: those at hand, and what a live source has now."""
    held = {day for source in market.sources for day in source.chains_held().get(underlying, ())}
    live = {
        opened_session(source.now())
        for source in market.sources
        if isinstance(source, Kept) and "chain" in source.publishes
    }
    return sorted(held | live)


def _some(every: Sequence[object], of: int | None = None) -> str:
    """The first few, and how many there are."""
    total = len(every) if of is None else of
    shown = ", ".join(map(str, every[:SHOWN]))
    return shown if total <= SHOWN else f"{shown} … ({total} in all)"
