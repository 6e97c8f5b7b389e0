"""Option contracts by their OCC symbols, as rows of a chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedgerow.market.instruments import behind_option
from hedgerow.market.option_symbol import parse_option_symbol

if TYPE_CHECKING:
    import pandas as pd

CHAIN_COLUMNS = (
    *("quote_date", "quote_stamp", "underlying", "underlying_price", "root", "option_symbol"),
    *("expiry", "strike", "type", "bid", "ask", "last", "volume", "open_interest"),
)


def contracts(symbols: Sequence[object]) -> pd.DataFrame:
    """``option_symbol, root, expiry, strike, type`` of each symbol; unknown where it is none.

    >>> contracts(["SPXW251219P06000000", "?"])[["root", "type"]].to_dict("list")
    {'root': ['SPXW', None], 'type': ['P', None]}
    """
    import pandas as pd

    known = [parse_option_symbol(str(symbol)) for symbol in symbols]
    return pd.DataFrame(
        {
            "option_symbol": pd.Series([str(symbol) for symbol in symbols], dtype=object),
            "root": pd.Series([option.root if option else None for option in known], dtype=object),
            "expiry": pd.to_datetime(
                pd.Series([option.expiration if option else None for option in known], dtype=object)
            ),
            "strike": [option.strike if option else float("nan") for option in known],
            "type": pd.Series(
                [option.right[0].upper() if option else None for option in known], dtype=object
            ),
        }
    )


def underlying_of(roots: Sequence[object]) -> str | None:
    """The underlying of most of the roots: SPXW is listed on SPX; None where no root is known."""
    counts: Counter[str] = Counter()
    for root, n in Counter(str(root) for root in roots if root is not None).items():
        use = behind_option(root)
        counts[use.symbol if use else root] += n
    return counts.most_common(1)[0][0] if counts else None
