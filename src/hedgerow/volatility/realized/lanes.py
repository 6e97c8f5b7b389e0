"""Eight doubles at once, as one value of compiled code.

The compiler makes vector instructions of a plain loop only where it can prove its arrays apart, with the narrower half of the
registers, and cannot be told to write past the caches. Written out in these values a loop is what it says;
on a processor with shorter registers a value takes two or four of them.

    load(a, i)            a[i : i + 8]
    store(a, i, v)        a[i : i + 8] = v
    stream(a, i, v)       the same past the caches; a[i] must lie at a multiple of 64 bytes
    settled()             what was streamed is there for other threads, too
    every(x)              x eight times
    + − × ÷               one by one
    floored(v)            0 where v is below it; NaN stays
    where_ordered(v, a, b)    v where a ≤ b, NaN elsewhere
    log(v), root(v)       within three units of the last place; see pricing.kernels.simd

Nothing checks bounds: arrays have seven elements to spare at their end.
"""

from __future__ import annotations

import operator
from math import nan
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.typing.templates import ConcreteTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

from hedgerow.pricing.kernels import simd

# ruff: noqa: ANN401 - numba's and llvmlite's own values have no types

WIDTH = 8
_FREEDOM = tuple(sorted(simd.FASTMATH))
_DOUBLES = ir.VectorType(ir.DoubleType(), WIDTH)
_INTEGERS = ir.VectorType(ir.IntType(64), WIDTH)
_INDICES = ir.VectorType(ir.IntType(32), WIDTH)


class Lanes(types.Type):
    """The type of eight doubles."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


lanes = Lanes()


@register_model(Lanes)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _DOUBLES)


def _arithmetic(symbol: Any, instruction: str) -> None:
    @infer_global(symbol)
    class _Typing(ConcreteTemplate):
        cases = (signature(lanes, lanes, lanes),)

    @lower_builtin(symbol, lanes, lanes)
    def _code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return getattr(builder, instruction)(*arguments, flags=_FREEDOM)


for _symbol, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _arithmetic(_symbol, _instruction)


def _doubles(x: float) -> Any:
    return ir.Constant(_DOUBLES, [x] * WIDTH)


def _integers(k: int) -> Any:
    return ir.Constant(_INTEGERS, [k] * WIDTH)


def _at(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Where ``a[i]`` lies."""
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    return builder.bitcast(builder.gep(array.data, [arguments[1]]), _DOUBLES.as_pointer())


@intrinsic
def load(_typing: Any, a: Any, i: Any) -> Any:
    """``a[i : i + 8]``."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_at(context, builder, signature, arguments), align=8)

    return lanes(a, i), code


@intrinsic
def store(_typing: Any, a: Any, i: Any, _v: Any) -> Any:
    """``a[i : i + 8] = v``."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[2], _at(context, builder, signature, arguments), align=8)
        return context.get_dummy_value()

    return types.void(a, i, lanes), code


@intrinsic
def stream(_typing: Any, a: Any, i: Any, _v: Any) -> Any:
    """The same past the caches."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        to = _at(context, builder, signature, arguments)
        hint = builder.module.add_metadata([ir.Constant(ir.IntType(32), 1)])
        builder.store(arguments[2], to, align=8 * WIDTH).set_metadata("nontemporal", hint)
        return context.get_dummy_value()

    return types.void(a, i, lanes), code


@intrinsic
def settled(_typing: Any) -> Any:
    """What was streamed is there for other threads, too."""

    def code(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        builder.fence("seq_cst")
        return context.get_dummy_value()

    return types.void(), code


@intrinsic
def every(_typing: Any, _x: Any) -> Any:
    """``x`` in every lane."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        none = ir.Constant(_DOUBLES, ir.Undefined)
        one = builder.insert_element(none, arguments[0], ir.Constant(ir.IntType(32), 0))
        return builder.shuffle_vector(one, none, ir.Constant(_INDICES, [0] * WIDTH))

    return lanes(types.float64), code


@intrinsic
def floored(_typing: Any, _v: Any) -> Any:
    """Zero where ``v`` is below it."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        below = builder.fcmp_ordered("<", arguments[0], _doubles(0.0))
        return builder.select(below, _doubles(0.0), arguments[0])

    return lanes(lanes), code


@intrinsic
def where_ordered(_typing: Any, _v: Any, _a: Any, _b: Any) -> Any:
    """``v`` where ``a ≤ b``, NaN elsewhere and where one of them is NaN."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        v, a, b = arguments
        return builder.select(builder.fcmp_ordered("<=", a, b), v, _doubles(nan))

    return lanes(lanes, lanes, lanes), code


def _exponents(builder: Any, bits: Any) -> Any:
    """K of ``v = 2ᵏ m``, ``√½ ≤ m < √2``."""
    return builder.ashr(builder.sub(bits, _integers(0x3FE6A09E667F3BCD)), _integers(52))


@intrinsic
def _exponent(_typing: Any, _v: Any) -> Any:
    """K as a double, by its bits: there is no vector instruction for the cast everywhere."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        k = _exponents(builder, builder.bitcast(arguments[0], _INTEGERS))
        shifted = builder.bitcast(builder.add(k, _integers(0x4338000000000000)), _DOUBLES)
        return builder.fsub(shifted, _doubles(6755399441055744.0))

    return lanes(lanes), code


@intrinsic
def _mantissa(_typing: Any, _v: Any) -> Any:
    """M."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        bits = builder.bitcast(arguments[0], _INTEGERS)
        k = builder.shl(_exponents(builder, bits), _integers(52))
        return builder.bitcast(builder.sub(bits, k), _DOUBLES)

    return lanes(lanes), code


@intrinsic
def _rough_inverse_root(_typing: Any, _v: Any) -> Any:
    """``1/√v`` within 3.5 %, by halving the exponent."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        half = builder.lshr(builder.bitcast(arguments[0], _INTEGERS), _integers(1))
        return builder.bitcast(builder.sub(_integers(0x5FE6EB50C7B537A9), half), _DOUBLES)

    return lanes(lanes), code


@simd.inlined
def log(v: Any) -> Any:
    """Of normal numbers above 0: ``k ln 2 + 2 artanh f``, ``f = (m − 1)/(m + 1)``."""
    one, m = every(1.0), _mantissa(v)
    f = (m - one) / (m + one)
    f2 = f * f
    s = every(1.0 / 17.0) + f2 * every(1.0 / 19.0)
    s = every(1.0 / 13.0) + f2 * (every(1.0 / 15.0) + f2 * s)
    s = every(1.0 / 9.0) + f2 * (every(1.0 / 11.0) + f2 * s)
    s = every(1.0 / 5.0) + f2 * (every(1.0 / 7.0) + f2 * s)
    s = one + f2 * (every(1.0 / 3.0) + f2 * s)
    return _exponent(v) * every(0.6931471805599453) + every(2.0) * f * s


@simd.inlined
def root(v: Any) -> Any:
    """Of 0 and normal numbers: ``v y``, ``y = 1/√v`` by two steps of its series. Half the processor's own time."""
    one, half, three_8 = every(1.0), every(0.5), every(0.375)
    y = _rough_inverse_root(v)
    e = one - v * y * y
    y = y + y * e * (half + e * (three_8 + e * every(0.3125)))
    s = v * y
    e = one - s * y
    return s + s * e * (half + e * three_8)
