"""How every function of this room takes its arguments.

Arguments broadcast like NumPy arrays; what goes in says what comes out:

- scalars and zero-dimensional arrays give a NumPy scalar, arrays give an array of the broadcast
  shape, a pandas Series gives a Series on its index (all Series must share one);
- integers, booleans, strided, read-only and big-endian arrays mean the numbers they hold; None, a
  masked element and a pandas NA mean NaN; an empty array gives an empty array;
- NaN in gives NaN out, for that element alone; nothing raises because of a *number*. What is no
  number at all (a word, a complex number, shapes that do not broadcast, Series on different indices)
  raises :class:`~hedgerow.errors.InputError`.

Kernels see only contiguous, writable blocks of doubles, small enough for the cache: compiled loops
vectorise on nothing else, and some silently give wrong results on strided input.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    import pandas as pd

Numbers: TypeAlias = Any
"""NumPy scalar, array or Series, as the arguments were (a union would burden every caller)."""

BLOCK = 4096
"""Elements a kernel sees at once: seven inputs and ten outputs then take half a megabyte."""

SHARE = 65_536
"""Elements that a thread takes at once, where there are so many: fewer are not worth its start."""

SIGNS = {"call": 1.0, "c": 1.0, "C": 1.0, "put": -1.0, "p": -1.0, "P": -1.0}
"""Words for the right of an option."""

RightLike: TypeAlias = str | ArrayLike
"""``"call"`` or ``"put"``, or an array of these (or of their first letters, or of +1 and −1)."""


def elementwise(
    kernel: Callable[..., object],
    arguments: Sequence[ArrayLike],
    *,
    outputs: int = 1,
    threads: int = 1,
    share: int = SHARE,
    out: FloatArray | None = None,
) -> tuple[Numbers, ...]:
    """``kernel(*columns, out)`` applied to the broadcast arguments.

    ``columns`` are one-dimensional, of equal length; the kernel fills ``out``, shaped ``(outputs,
    length)``. It must release the interpreter's lock for more ``threads`` to help, each of which
    takes a ``share`` of the elements at once. ``out`` is memory of an earlier answer to fill again: fresh pages cost as much as a third of the Greeks.
    """
    columns = [_numbers(a) for a in arguments]
    shape = columns[0].shape
    try:
        if any(c.shape != shape for c in columns):
            shape = np.broadcast_shapes(*(c.shape for c in columns))
    except ValueError:
        shapes = ", ".join(str(c.shape) for c in columns)
        raise InputError(
            f"arguments of shapes {shapes} do not broadcast: give equal lengths, or one number"
        ) from None
    flat = [
        (c if c.size == 1 or c.shape == shape else np.broadcast_to(c, shape)).reshape(-1)
        for c in columns
    ]
    size = prod(shape)
    found = np.empty((outputs, size)) if out is None else _checked(out, (outputs, size))
    with np.errstate(all="ignore"):
        if threads > 1 and size >= 2 * share:
            _in_blocks(kernel, flat, found, threads, share)
        elif all(c.size == size and _is_plain(c) for c in flat):
            kernel(*flat, found)
        else:
            _in_blocks(kernel, flat, found, 1, BLOCK)
    index = _index(arguments)
    return tuple(_as_given(row.reshape(shape), index) for row in found)


def signs(right: RightLike) -> FloatArray:
    """+1 for a call, −1 for a put, NaN for what is missing.

    Raises :class:`InputError` for anything else.

    >>> signs(["call", "P"])
    array([ 1., -1.])
    """
    if isinstance(right, str) and right in SIGNS:
        return np.asarray(SIGNS[right])
    given = np.asarray(right)
    if given.dtype.kind in "iuf":
        found = np.asarray(given, dtype=float)
        usual = (found == 1.0) | (found == -1.0)
        if usual.all():
            return found
        wrong = ~(usual | np.isnan(found))
    else:
        words = np.asarray(given, dtype=object)
        found = np.full(words.shape, np.nan)
        missing = np.array([w is None or w != w for w in words.flat]).reshape(words.shape)  # noqa: PLR0124
        for word, sign in SIGNS.items():
            found[words == word] = sign
        wrong = np.isnan(found) & ~missing
    if wrong.any():
        raise InputError(
            f"{given[wrong].flat[0]!r} is no right of an option: give 'call' or 'put' (or +1, -1)"
        )
    return found


def _checked(out: FloatArray, shape: tuple[int, int]) -> FloatArray:
    if out.shape != shape or out.dtype != np.float64 or not _is_plain(out):
        raise InputError(
            f"out has shape {out.shape} and type {out.dtype}: "
            f"give a writable C-ordered array of doubles, shape {shape}"
        )
    return out


def _numbers(argument: ArrayLike) -> FloatArray:
    try:
        if hasattr(argument, "to_numpy"):
            found = argument.to_numpy(dtype=float, na_value=np.nan)
        elif isinstance(argument, np.ma.MaskedArray):
            found = np.ma.filled(argument.astype(float), np.nan)
        else:
            found = np.asarray(argument)
        if found.dtype.kind != "c":  # NumPy would only warn that the imaginary part is lost
            return np.asarray(found, dtype=float)
    except (TypeError, ValueError):
        pass
    raise InputError(f"{str(argument)[:40]!r} is no number or array of numbers")


def _in_blocks(
    kernel: Callable[..., object],
    flat: list[FloatArray],
    found: FloatArray,
    threads: int,
    block: int,
) -> None:
    outputs, size = found.shape

    def run(start: int) -> None:
        stop = min(start + block, size)
        out = np.empty((outputs, stop - start))
        kernel(*(_block(c, start, stop) for c in flat), out)
        found[:, start:stop] = out

    starts = range(0, size, block)
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run, starts))
    else:
        for start in starts:
            run(start)


def _is_plain(column: FloatArray) -> bool:
    return column.flags.c_contiguous and column.flags.writeable and column.flags.aligned


def _block(column: FloatArray, start: int, stop: int) -> FloatArray:
    if column.size == 1:
        return np.full(stop - start, column[0])
    block = column[start:stop]
    return block if _is_plain(block) else block.copy()


def _index(arguments: Sequence[ArrayLike]) -> pd.Index | None:
    """The index that the Series among the arguments share."""
    if "pandas" not in sys.modules:
        return None
    import pandas as pd

    series = [a for a in arguments if isinstance(a, pd.Series)]
    if any(not s.index.equals(series[0].index) for s in series[1:]):
        raise InputError("the Series have different indices: align them first (Series.align)")
    return series[0].index if series else None


def _as_given(values: FloatArray, index: pd.Index | None) -> Numbers:
    if index is not None and values.shape == index.shape:
        import pandas as pd

        return pd.Series(values, index=index)
    return values[()]
