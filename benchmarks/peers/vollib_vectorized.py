"""py_vollib_vectorized at its best: NumPy answers, no warnings, flags as a list of letters."""

import py_vollib_vectorized as library
from serve import Columns, serve


def prepare(quotes: Columns) -> Columns:
    """Letters of the rights."""
    return quotes | {"flag": ["c" if right > 0 else "p" for right in quotes["right"]]}


def implied_vol(q: Columns) -> Columns:
    """Black's, of discounted prices."""
    found = library.vectorized_implied_volatility_black(
        q["price"],
        q["forward"],
        q["strike"],
        q["rate"],
        q["expiry"],
        q["flag"],
        on_error="ignore",
        return_as="numpy",
    )
    return {"vol": found}


def greeks(q: Columns) -> Columns:
    """Price and the five Greeks that it has."""
    terms = (q["flag"], q["spot"], q["strike"], q["expiry"], q["rate"], q["vol"])
    price = library.vectorized_black_scholes_merton(*terms, q["dividend_yield"], return_as="numpy")
    slopes = library.get_all_greeks(
        *terms, q["dividend_yield"], model="black_scholes_merton", return_as="dict"
    )
    return {"price": price, "delta": slopes["delta"], "gamma": slopes["gamma"]}


if __name__ == "__main__":
    serve({"implied_vol": implied_vol, "greeks": greeks}, prepare)
