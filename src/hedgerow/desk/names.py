"""Is one index put enough? How concentrated the book is, and what a put on every name would cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hedgerow.desk.already import effective_exposures, position_slope
from hedgerow.desk.choices import HedgeChoices
from hedgerow.desk.session import Notes
from hedgerow.desk.study import Study
from hedgerow.hedge.basket import Basket, NamePut, basket
from hedgerow.hedge.concentration import Concentration, concentration
from hedgerow.hedge.pairing import LEAST_OBSERVATIONS
from hedgerow.hedge.put import Put, StrikeWanted
from hedgerow.hedge.quotes import Quotes
from hedgerow.hedge.regression import regress
from hedgerow.market.instruments import LEVERAGED, Instrument, instrument, is_index
from hedgerow.typing import FloatArray
from hedgerow.units import DAYS_PER_YEAR, SESSIONS_PER_YEAR

OTHER_FUNDS = frozenset(
    symbol
    for symbols in (
        "AGG BND TLT IEF IEI SHY SHV BIL SGOV GOVT LQD VCIT HYG JNK EMB MUB TIP",  # bonds
        "GLD IAU SLV GDX GDXJ USO UNG DBC PDBC IBIT FBTC",  # commodities, coins
        "EFA IEFA VEA VXUS EEM IEMG VWO ACWI VT FXI EWJ EWZ INDA MCHI",  # abroad
        "VUG VTV IWF IWD IWB SCHB SCHX SCHD SCHG VIG VYM DVY SPLG ITOT QQQM JEPI JEPQ",  # style
        "VGT VHT VFH VDE VNQ IYR XBI IBB XOP OIH XHB ITB XRT XME KBE ARKK ICLN TAN",  # sectors
    )
    for symbol in symbols.split()
)
"""Funds that are no single name; the symbol alone does not tell."""


def concentration_of(made: Study, use: Instrument) -> Concentration | None:
    """Own risk of each name against the instrument that hedges, options by delta [SPEC HP-02]."""
    hedging = made.returns(use)[-made.window :]
    exposures: dict[str, float] = {}
    for symbol, exposure, source in effective_exposures(made):
        if source not in {"cash", "carried", "hedge"}:
            exposures[symbol] = exposures.get(symbol, 0.0) + exposure
    positions = [
        (symbol, exposure, _residual_vol(made, symbol, hedging))
        for symbol, exposure in exposures.items()
    ]
    book = made.beta.returns[-made.window :]
    known = book[np.isfinite(book)]
    vol = float(np.std(known, ddof=1) * np.sqrt(SESSIONS_PER_YEAR)) if len(known) > 1 else 0.0
    return concentration(positions, vol * made.value)


def _residual_vol(made: Study, symbol: str, hedging: FloatArray) -> float:
    """Annualised volatility that the hedging instrument does not explain; NaN without a history.

    A leveraged fund's is that of a dollar of what it tracks.
    """
    multiple = abs(LEVERAGED[symbol].multiple) if symbol in LEVERAGED else 1.0
    own = regress(made.prices.returns(symbol, made.window), hedging)
    enough = own is not None and own.observations >= LEAST_OBSERVATIONS
    return own.residual_vol / multiple if own is not None and enough else float("nan")


def basket_of(made: Study, put: Put, use: Instrument, want: HedgeChoices) -> Basket | None:
    """A put of the same days and moneyness on every name that the book is long [SPEC HP-50].

    Both legs stand for the same dollars of ``use``: those that the names priced behave like.
    """
    rows, missing, dollar_beta = [], [], 0.0
    hedging = made.returns(use)[-made.window :]
    for held, beta in zip(made.valuation.positions, made.beta.positions, strict=True):
        value = held.value
        if held.kind != "equity" or value is None or value <= 0 or _is_fund(held.symbol):
            continue
        row = _name_put(made, held.symbol, value, put)
        slope = position_slope(made, held.symbol, beta, hedging)
        if row is None or not np.isfinite(slope):
            missing.append(held.symbol)
        else:
            rows.append(row)
            dollar_beta += value * slope
    modelled = sum(row.price_source == "modelled" for row in rows)
    notes = []
    if modelled:
        notes.append(
            f"{modelled} of {len(rows)} priced on the index's modelled surface at each name's own realized "
            "level: their smiles are not known"
        )
    if missing:
        notes.append(f"not priced, so in neither leg: {', '.join(missing)}")
    return basket(
        rows,
        exposure=dollar_beta,
        index_share=put.price / put.terms.spot,
        index_vol=put.implied_vol,
        rolls_a_year=DAYS_PER_YEAR / (put.days - want.roll_days),
        commission=want.commission,
        note="; ".join(notes),
    )


def _is_fund(symbol: str) -> bool:
    """Whether it is no single name: an index fund, or another that people hold beside shares."""
    return is_index(instrument(symbol)) or symbol in OTHER_FUNDS


def _name_put(made: Study, symbol: str, value: float, put: Put) -> NamePut | None:
    use, here = instrument(symbol), made.session
    if symbol not in here.prices:
        return None
    quotes = here.quotes(use, fetch=False)  # a chain a name would take minutes to download
    priced = quotes is not None
    if quotes is None:  # a split hides the price, but a share of it needs none
        terms = replace(put.terms, dividend_yield=here.prices.dividend_yield(symbol) or 0.0)
        quotes = Quotes(use, terms, here.surface(use, Notes()))
    expiration = put.expiration if quotes.chain is None else quotes.expiration(put.days)
    if expiration is None:
        return None
    found = quotes.put(expiration, StrikeWanted("moneyness", put.moneyness))
    if found is None:
        return None
    share = found.price / found.terms.spot
    one = found.terms.spot * use.multiplier
    return NamePut(
        symbol=symbol,
        value=value,
        implied_vol=found.implied_vol,
        price_share=share,
        premium=-value * share,
        contracts=value / one if priced else float("nan"),
        price_source=found.source,
    )
