"""fast-vollib at its best on a processor: compiled where that is faster, NumPy where that is."""

import fast_vollib as library
import numpy as np
from fast_vollib.jackel import jackel_iv_black
from serve import Columns, serve


def prepare(quotes: Columns) -> Columns:
    """Letters of the rights, and what its own rational solver takes: undiscounted prices."""
    return quotes | {
        "flag": np.where(quotes["right"] > 0, "c", "p"),
        "is_call": quotes["right"] > 0,
        "undiscounted": quotes["price"] / quotes["discount"],
    }


def implied_vol(q: Columns) -> Columns:
    """Its front door, compiled: Halley's steps, then bisection."""
    found = library.fast_implied_volatility_black(
        q["price"],
        q["forward"],
        q["strike"],
        q["rate"],
        q["expiry"],
        q["flag"],
        on_error="ignore",
        return_as="numpy",
        backend="numba",
    )
    return {"vol": found}


def rational_implied_vol(q: Columns) -> Columns:
    """Its module after [Jaeckel15], in NumPy."""
    return {
        "vol": jackel_iv_black(
            q["undiscounted"], q["forward"], q["strike"], q["expiry"], q["is_call"]
        )
    }


def greeks(q: Columns) -> Columns:
    """Price and the five Greeks that it has, in NumPy: on Greeks its compiled backend is slower."""
    terms = (q["flag"], q["spot"], q["strike"], q["expiry"], q["rate"], q["vol"])
    price = library.fast_black_scholes_merton(
        *terms, q["dividend_yield"], return_as="numpy", backend="numpy"
    )
    slopes = library.get_all_greeks(
        *terms,
        q["dividend_yield"],
        model="black_scholes_merton",
        return_as="dict",
        backend="numpy",
    )
    return {"price": price, "delta": slopes["delta"], "gamma": slopes["gamma"]}


if __name__ == "__main__":
    serve(
        {
            "implied_vol": implied_vol,
            "rational_implied_vol": rational_implied_vol,
            "greeks": greeks,
        },
        prepare,
    )
