"""Numbers as people read them: the one place where units change for the eye.

Unknown is a dash, never a zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

UNKNOWN = "–"


def dollars(amount: float | None) -> str:
    """``-12,345``; whole dollars.

    >>> dollars(-12345.6), dollars(None)
    ('-12,346', '–')
    """
    return UNKNOWN if _unknown(amount) else f"{amount:,.0f}"


def thousands(amount: float | None) -> str:
    """``-12.3`` for thousands of dollars, with a sign.

    >>> thousands(-12345.6), thousands(0.0)
    ('-12.3', '0.0')
    """
    if amount is None or _unknown(amount):
        return UNKNOWN
    return "0.0" if abs(amount) < 50 else f"{amount / 1000:+,.1f}"


def percent(share: float | None, digits: int = 1) -> str:
    """``12.3 %``.

    >>> percent(0.1234)
    '12.3 %'
    """
    return UNKNOWN if share is None or _unknown(share) else f"{100 * share:z.{digits}f} %"


def signed_percent(share: float | None, digits: int = 1) -> str:
    """``+12.3 %``; zero has no sign."""
    if share is None or _unknown(share):
        return UNKNOWN
    text = f"{100 * share:+.{digits}f} %"
    return text[1:] if float(text[:-2]) == 0 else text


def number(value: float | None, digits: int = 2) -> str:
    """``1.23``.

    >>> number(1.234), number(float("nan"))
    ('1.23', '–')
    """
    return UNKNOWN if _unknown(value) else f"{value:z.{digits}f}"


def span(interval: tuple[float, float], digits: int = 2) -> str:
    """``1.10 … 1.30``; zero has no sign."""
    low, high = interval
    return UNKNOWN if _unknown(low) else f"{low:z.{digits}f} … {high:z.{digits}f}"


def contracts(count: float | None) -> str:
    """A whole number of contracts."""
    return UNKNOWN if count is None or _unknown(count) else f"{count:d}"


def price(amount: float | None) -> str:
    """``7,290.00``: a price or a strike.

    >>> price(7290), price(None)
    ('7,290.00', '–')
    """
    return UNKNOWN if _unknown(amount) else f"{amount:,.2f}"


def signed_dollars(amount: float | None) -> str:
    """``+12,345``; whole dollars, zero has no sign.

    >>> signed_dollars(12345.6), signed_dollars(-0.4)
    ('+12,346', '0')
    """
    if amount is None or _unknown(amount):
        return UNKNOWN
    return "0" if abs(amount) < 0.5 else f"{amount:+,.0f}"


def short_dollars(amount: float | None) -> str:
    """``+1.25 bn``: dollars to three digits with a sign, in thousands, millions or billions.

    >>> short_dollars(-1.2345e9), short_dollars(31_415_926), short_dollars(999_950), short_dollars(0), short_dollars(None)
    ('-1.23 bn', '+31.4 m', '+1.00 m', '0', '–')
    """
    if amount is None or _unknown(amount):
        return UNKNOWN
    for unit, name in ((1e12, " tn"), (1e9, " bn"), (1e6, " m"), (1e3, " k")):
        scaled = amount / unit
        if abs(scaled) >= 0.9995:
            digits = 2 - min(math.floor(math.log10(abs(scaled) * 1.0005)), 2)
            return f"{scaled:+,.{digits}f}{name}"
    return signed_dollars(amount)


def percent_span(interval: tuple[float, float], digits: int = 1) -> str:
    """``81.2 … 86.0 %``."""
    low, high = interval
    if _unknown(low) or _unknown(high):
        return UNKNOWN
    return f"{100 * low:.{digits}f} … {100 * high:.{digits}f} %"


def plus_minus(value: float, error: float) -> str:
    """``1.16 ± 0.029``; an unknown error is left out."""
    return number(value) if _unknown(error) else f"{number(value)} ± {number(error, 3)}"


def to_tolerance(value: float, tolerance: float) -> str:
    """As many decimals as the tolerance tells apart, from 2 to 12; 12 digits where it is 0.

    >>> to_tolerance(10.4505836, 5e-5), to_tolerance(26.0, 0.0), to_tolerance(float("nan"), 1.0)
    ('10.45058', '26', '–')
    """
    if _unknown(value):
        return UNKNOWN
    if tolerance <= 0:
        return f"{value:.12g}"
    digits = min(max(math.ceil(-math.log10(tolerance)), 2), 12)
    rounded = round(value, digits)
    return f"{rounded:.{digits}f}" if rounded else "0"


def deviation(difference: float) -> str:
    """``+1.2e-14``.

    >>> deviation(1.234e-14), deviation(0.0), deviation(float("nan"))
    ('+1.2e-14', '0', '–')
    """
    if _unknown(difference):
        return UNKNOWN
    return f"{difference:+.1e}" if difference else "0"


def points(vol: float | None, digits: int = 1) -> str:
    """``4.1``: a volatility, or a difference of two, in vol points.

    >>> points(0.0408), points(float("nan"))
    ('4.1', '–')
    """
    return UNKNOWN if vol is None or _unknown(vol) else f"{100 * vol:z.{digits}f}"


def signed_points(vol: float | None, digits: int = 1) -> str:
    """``+4.1``; zero has no sign.

    >>> signed_points(0.0408), signed_points(-0.0001)
    ('+4.1', '0.0')
    """
    text = points(vol, digits)
    return text if text == UNKNOWN or text.startswith("-") or not float(text) else f"+{text}"


def times(ratio: float | None) -> str:
    """``1.1 ×``, to three digits where it is large.

    >>> times(1.066), times(102.31), times(5747.2), times(None)
    ('1.1 ×', '102 ×', '5,750 ×', '–')
    """
    if ratio is None or _unknown(ratio):
        return UNKNOWN
    if abs(ratio) < 100:
        return f"{ratio:.1f} ×"
    return f"{round(ratio, 2 - math.floor(math.log10(abs(ratio)))):,.0f} ×"


def rare_percent(share: float | None) -> str:
    """A share of days, two decimals, or two digits where that would show nothing.

    >>> rare_percent(0.0455), rare_percent(6.33e-5), rare_percent(2.87e-7), rare_percent(0.0)
    ('4.55 %', '0.0063 %', '0.000029 %', '0 %')
    """
    if share is None or _unknown(share):
        return UNKNOWN
    if not share:
        return "0 %"
    return percent(share, max(2, 1 - math.floor(math.log10(abs(100 * share)))))


def p_value(p: float | None) -> str:
    """``0.032``, or ``< 0.001``.

    >>> p_value(0.0321), p_value(0.0), p_value(None)
    ('0.032', '< 0.001', '–')
    """
    if p is None or _unknown(p):
        return UNKNOWN
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def words(text: object) -> str:
    """A word, a date or a whole number as it is; nothing is a dash.

    >>> words("cash"), words(None), words("")
    ('cash', '–', '–')
    """
    return UNKNOWN if text is None or text == "" else str(text)


def sentence(text: str) -> str:
    """Words as a sentence.

    >>> sentence("3 puts are held"), sentence("the book holds them.")
    ('3 puts are held.', 'The book holds them.')
    """
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


def names(entries: Iterable[object], none: str = "none") -> str:
    """``a, b``; ``none`` where there is nothing."""
    return ", ".join(str(entry) for entry in entries) or none


def _unknown(value: float | None) -> bool:
    return value is None or not math.isfinite(value)
