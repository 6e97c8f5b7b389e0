"""Branch-free exp, log and erfcx, which compiled loops turn into vector instructions.

The compiler vectorises a loop only when everything in it is straight-line code that it can see, so
these are polynomials, inlined by force. Relative errors, measured against mpmath in the tests:

    exp(x)    2⁻⁵² · 2     −708 ≤ x ≤ 709; below, 3e−308; above, infinite
    log(x)    2⁻⁵² · 3     2.3e−308 ≤ x (normal numbers)
    erfcx(x)  2⁻⁵² · 6     0 ≤ x: exp(x²) erfc(x)

They say nothing of NaN, zero and infinity: callers look for those first. ``contract`` lets a product
and a sum become one fused instruction, ``nsz`` forgets the sign of zero; neither touches NaN.

A cached caller does not notice a change here: clear ``__pycache__`` after editing this file.

Source: erfcx as ``p(y) / (1 + 2x)``, ``y = (x − 4) / (x + 4)``, after [SL81]; the polynomial is the
Chebyshev series of degree 23, derived with mpmath in ``tests/pricing/test_simd.py``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

FASTMATH = frozenset({"contract", "nsz"})
"""All the freedom that the kernels of this room give the compiler."""

_ROUND = 6755399441055744.0  # 1.5 · 2⁵²: adding it rounds to an integer, kept in the low bits
_ROUND_BITS = np.int64(0x4338000000000000)
_SQRT_HALF_BITS = np.int64(0x3FE6A09E667F3BCD)
_52 = np.int64(52)
_BIAS = np.int64(1023)


@intrinsic
def _bits(_typing: Any, _x: Any) -> Any:  # noqa: ANN401
    """The bits of a double as an integer."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), code


@intrinsic
def _double(_typing: Any, _x: Any) -> Any:  # noqa: ANN401
    """The double that has these bits."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), code


inlined = njit(fastmath=set(FASTMATH), error_model="numpy", forceinline=True)
"""For what a vector loop calls."""


@inlined
def exp(x: float) -> float:
    """``2ⁿ Σ rᵏ / k!`` with ``x = n ln 2 + r``, ``|r| ≤ ½ ln 2``."""
    x = min(max(x, -708.0), 709.7)
    shifted = x * 1.4426950408889634 + _ROUND
    n = shifted - _ROUND
    r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10
    r2 = r * r
    even = 1.0 + r2 * (
        0.5
        + r2
        * (
            4.1666666666666664e-02
            + r2
            * (
                1.3888888888888889e-03
                + r2
                * (
                    2.4801587301587302e-05
                    + r2 * (2.7557319223985888e-07 + r2 * 2.08767569878681e-09)
                )
            )
        )
    )
    odd = 1.0 + r2 * (
        1.6666666666666666e-01
        + r2
        * (
            8.3333333333333332e-03
            + r2
            * (1.9841269841269841e-04 + r2 * (2.7557319223985893e-06 + r2 * 2.505210838544172e-08))
        )
    )
    return (even + r * odd) * _double((_bits(shifted) - _ROUND_BITS + _BIAS) << _52)


@inlined
def log(x: float) -> float:
    """``k ln 2 + 2 artanh f`` with ``x = 2ᵏ m``, ``√½ ≤ m < √2``, ``f = (m − 1) / (m + 1)``."""
    bits = _bits(x)
    k = (bits - _SQRT_HALF_BITS) >> _52
    m = _double(bits - (k << _52))
    f = (m - 1.0) / (m + 1.0)
    f2 = f * f
    series = 1.0 + f2 * (
        1.0 / 3.0
        + f2
        * (
            1.0 / 5.0
            + f2
            * (
                1.0 / 7.0
                + f2
                * (
                    1.0 / 9.0
                    + f2
                    * (
                        1.0 / 11.0
                        + f2 * (1.0 / 13.0 + f2 * (1.0 / 15.0 + f2 * (1.0 / 17.0 + f2 / 19.0)))
                    )
                )
            )
        )
    )
    # the exponent becomes a double by its bits: there is no vector instruction for the cast
    return (_double(k + _ROUND_BITS) - _ROUND) * 0.6931471805599453 + 2.0 * f * series


@inlined
def erfcx(x: float) -> float:
    """``exp(x²) erfc(x)`` for ``x ≥ 0``; one division where the formula has two."""
    up, down = x + 4.0, 1.0 + 2.0 * x
    inverse = 1.0 / (up * down)
    return _scaled((x - 4.0) * down * inverse) * up * inverse


@inlined
def erfcx_pair(x1: float, x2: float) -> tuple[float, float]:
    """Both at once, with one division for the four."""
    up1, down1, up2, down2 = x1 + 4.0, 1.0 + 2.0 * x1, x2 + 4.0, 1.0 + 2.0 * x2
    both1, both2 = up1 * down1, up2 * down2
    inverse = 1.0 / (both1 * both2)
    inverse1, inverse2 = inverse * both2, inverse * both1
    found1 = _scaled((x1 - 4.0) * down1 * inverse1) * up1 * inverse1
    return found1, _scaled((x2 - 4.0) * down2 * inverse2) * up2 * inverse2


@inlined
def rough_erfcx_pair(x1: float, x2: float) -> tuple[float, float]:
    """The same to 1e−7, for what is corrected afterwards."""
    up1, down1, up2, down2 = x1 + 4.0, 1.0 + 2.0 * x1, x2 + 4.0, 1.0 + 2.0 * x2
    both1, both2 = up1 * down1, up2 * down2
    inverse = 1.0 / (both1 * both2)
    inverse1, inverse2 = inverse * both2, inverse * both1
    found1 = _roughly_scaled((x1 - 4.0) * down1 * inverse1) * up1 * inverse1
    return found1, _roughly_scaled((x2 - 4.0) * down2 * inverse2) * up2 * inverse2


@inlined
def rough_exp(x: float) -> float:
    """:func:`exp` to 1e−8."""
    x = min(max(x, -708.0), 709.7)
    shifted = x * 1.4426950408889634 + _ROUND
    r = x - (shifted - _ROUND) * 0.6931471805599453
    r2 = r * r
    even = 1.0 + r2 * (0.5 + r2 * (4.1666666666666664e-02 + r2 * 1.3888888888888889e-03))
    odd = 1.0 + r2 * (
        1.6666666666666666e-01 + r2 * (8.3333333333333332e-03 + r2 * 1.9841269841269841e-04)
    )
    return (even + r * odd) * _double((_bits(shifted) - _ROUND_BITS + _BIAS) << _52)


@inlined
def rough_log(x: float) -> float:
    """:func:`log` to 1e−8."""
    bits = _bits(x)
    k = (bits - _SQRT_HALF_BITS) >> _52
    m = _double(bits - (k << _52))
    f = (m - 1.0) / (m + 1.0)
    f2 = f * f
    series = 1.0 + f2 * (1.0 / 3.0 + f2 * (1.0 / 5.0 + f2 * (1.0 / 7.0 + f2 / 9.0)))
    return (_double(k + _ROUND_BITS) - _ROUND) * 0.6931471805599453 + 2.0 * f * series


@inlined
def _scaled(y: float) -> float:
    """``(1 + 2x) erfcx(x)``. Even and odd powers apart halve the chain of dependence."""
    z = y * y
    even = 1.2329951186255526 + z * (
        0.015379652102610473
        + z
        * (
            -0.10103906603586531
            + z
            * (
                -0.06633036582031154
                + z
                * (
                    -0.016197733981455194
                    + z
                    * (
                        -0.000757773707063825
                        + z
                        * (
                            0.00015062309720018628
                            + z
                            * (
                                -1.1225101875659178e-05
                                + z
                                * (
                                    2.9801353803031333e-07
                                    + z
                                    * (
                                        7.115337800585303e-08
                                        + z * (-1.6371779763566967e-08 + z * 1.5738283774192037e-09)
                                    )
                                )
                            )
                        )
                    )
                )
            )
        )
    )
    odd = -0.1396211168405623 + z * (
        0.06809705425466908
        + z
        * (
            0.0937328349990944
            + z
            * (
                0.03716751552655567
                + z
                * (
                    0.005031970067657489
                    + z
                    * (
                        -0.00019925714661091188
                        + z
                        * (
                            -2.4397746422436416e-05
                            + z
                            * (
                                5.706604414895734e-06
                                + z
                                * (
                                    -8.210939042560568e-07
                                    + z
                                    * (
                                        1.0633855618594884e-07
                                        + z * (-1.234686604382353e-08 + z * 9.311744978232572e-10)
                                    )
                                )
                            )
                        )
                    )
                )
            )
        )
    )
    return even + y * odd


@inlined
def _roughly_scaled(y: float) -> float:
    """Its Chebyshev series cut at degree 11."""
    z = y * y
    even = 1.2329950616740726 + z * (
        0.01538378385438145
        + z
        * (
            -0.10108778396683145
            + z * (-0.06611917978650551 + z * (-0.01661584456672705 - z * 0.00036650826872065774))
        )
    )
    odd = -0.13962108647903831 + z * (
        0.06809617491082492
        + z
        * (
            0.09374020549562148
            + z * (0.03714045869415886 + z * (0.005082269577976419 - z * 0.0002484367302906832))
        )
    )
    return even + y * odd


@inlined
def normal_cdf(d: float, gauss: float) -> float:
    """``N(d)`` given ``gauss = exp(−d²/2)``; relative accuracy in the lower tail."""
    tail = 0.5 * gauss * erfcx(abs(d) * 0.7071067811865476)
    return 1.0 - tail if d > 0 else tail
