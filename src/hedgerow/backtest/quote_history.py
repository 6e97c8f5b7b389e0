"""Quoted options through time: what was listed on a session, and what one contract was bid and asked.

Rows come from one-date chains and from panels alike; a session has quotes of some expirations or of none. Quotes that are
crossed or have no ask are set aside and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hedgerow.typing import BoolArray, FloatArray, IntArray, Right

if TYPE_CHECKING:
    import pandas as pd


class Listed(NamedTuple):
    """Options of one underlying, right and expiration on one session, by strike ascending."""

    strike: FloatArray
    bid: FloatArray
    ask: FloatArray


@dataclass(frozen=True)
class QuoteHistory:
    """Quotes by underlying; each table sorted by day, right, expiration and strike."""

    tables: Mapping[str, QuoteTable]
    set_aside: Mapping[str, int]
    """Rows left out, by reason."""

    @classmethod
    def from_rows(cls, rows: pd.DataFrame) -> QuoteHistory:
        """From rows of ``quote_date, underlying, expiry, strike, type, bid, ask``."""
        bid, ask = rows["bid"].to_numpy(float), rows["ask"].to_numpy(float)
        strike = rows["strike"].to_numpy(float)
        crossed = bid > ask
        empty = ~(ask > 0) | ~(bid >= 0) | ~(strike > 0) | rows["quote_date"].isna().to_numpy()
        sound = rows[~(crossed | empty)]
        aside = {"crossed": int((crossed & ~empty).sum()), "no two-sided price": int(empty.sum())}
        tables = {
            str(symbol): QuoteTable.of(own)
            for symbol, own in sound.groupby("underlying", sort=True)
        }
        return cls(tables, {reason: n for reason, n in aside.items() if n})

    def sessions(self, symbol: str) -> IntArray:
        """Days with quotes of an underlying, ascending."""
        table = self.tables.get(symbol)
        return np.empty(0, np.int64) if table is None else np.unique(table.day)

    def listed(self, symbol: str, day: int, right: Right, expiration: int) -> Listed | None:
        """What was quoted; None where nothing was."""
        table = self.tables.get(symbol)
        return None if table is None else table.listed(day, right, expiration)

    def expirations(self, symbol: str, day: int) -> IntArray:
        """Expirations quoted on a day, ascending."""
        table = self.tables.get(symbol)
        return np.empty(0, np.int64) if table is None else table.expirations_on(day)

    def of_contract(
        self, symbol: str, right: Right, expiration: int, strike: float
    ) -> tuple[IntArray, Listed] | None:
        """Days on which one contract was quoted, and its quotes; None where it never was."""
        table = self.tables.get(symbol)
        return None if table is None else table.of_contract(right, expiration, strike)


@dataclass(frozen=True)
class QuoteTable:
    """Quotes of one underlying, columns (n,)."""

    day: IntArray
    call: BoolArray
    expiration: IntArray
    strike: FloatArray
    bid: FloatArray
    ask: FloatArray
    by_contract: Mapping[tuple[bool, int, float], IntArray]
    """Rows of each contract, by day."""

    @classmethod
    def of(cls, rows: pd.DataFrame) -> QuoteTable:
        """Sorted, one row a contract and day."""

        def days(column: str) -> IntArray:
            return rows[column].to_numpy("datetime64[D]").astype(np.int64)

        call = rows["type"].astype(str).str.upper().str[0].eq("C").to_numpy(bool)
        day, expiration = days("quote_date"), days("expiry")
        strike = rows["strike"].to_numpy(float)
        order = np.lexsort((strike, expiration, call, day))
        day, call, expiration, strike = (
            day[order],
            call[order],
            expiration[order],
            strike[order],
        )
        keys = np.column_stack([day, call, expiration, 1000 * strike])
        first = np.concatenate([[True], (keys[1:] != keys[:-1]).any(axis=1)])
        day, call, expiration, strike = day[first], call[first], expiration[first], strike[first]
        bid, ask = (rows[side].to_numpy(float)[order][first] for side in ("bid", "ask"))
        by_contract: dict[tuple[bool, int, float], list[int]] = {}
        for row, key in enumerate(
            zip(call.tolist(), expiration.tolist(), strike.tolist(), strict=True)
        ):
            by_contract.setdefault(key, []).append(row)
        places = {key: np.array(found, np.int64) for key, found in by_contract.items()}
        return cls(day, call, expiration, strike, bid, ask, places)

    def listed(self, day: int, right: Right, expiration: int) -> Listed | None:
        """What was quoted of one expiration."""
        low, high = np.searchsorted(self.day, [day, day + 1])
        here = slice(low, high)
        own = (self.call[here] == (right == "call")) & (self.expiration[here] == expiration)
        if not own.any():
            return None
        return Listed(self.strike[here][own], self.bid[here][own], self.ask[here][own])

    def expirations_on(self, day: int) -> IntArray:
        """Expirations quoted on a day."""
        low, high = np.searchsorted(self.day, [day, day + 1])
        return np.unique(self.expiration[low:high])

    def of_contract(
        self, right: Right, expiration: int, strike: float
    ) -> tuple[IntArray, Listed] | None:
        """Days and quotes of one contract."""
        rows = self.by_contract.get((right == "call", expiration, float(strike)))
        if rows is None:
            return None
        return self.day[rows], Listed(self.strike[rows], self.bid[rows], self.ask[rows])
