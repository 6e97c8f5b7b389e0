"""Types that several rooms share."""

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
"""Numbers of any shape; each function's docstring gives the shape."""

IntArray: TypeAlias = NDArray[np.int64]
"""Whole numbers of any shape, such as rows of a table."""

BoolArray: TypeAlias = NDArray[np.bool_]
"""Truths of any shape."""

Right: TypeAlias = Literal["call", "put"]
"""The right that an option gives."""

Exercise: TypeAlias = Literal["european", "american"]
"""When it may be used: at its expiration, or on any day until then."""
