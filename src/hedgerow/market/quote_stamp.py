"""The moment at which a chain was downloaded, from its header line in any language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from hedgerow.market.calendar import NEW_YORK

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
US_ZONES = {"C": "America/Chicago", "M": "America/Denver", "P": "America/Los_Angeles"}


def parse_stamp(text: str, quote_date: date) -> datetime | None:
    """When a chain was downloaded, from its header line in any locale; None where that is unclear.

    Month names come in the visitor's language, so only digits are read: the time of day, its zone,
    and the day of the month, which is looked for in the week from the quote date on.

    >>> parse_stamp("Date: 23 de marzo de 2022, 10:11 GMT-4", date(2022, 3, 23)).isoformat()
    '2022-03-23T10:11:00-04:00'
    >>> parse_stamp("Date: February 5 2022, 8:26 PM EST", date(2022, 2, 4)).isoformat()
    '2022-02-05T20:26:00-05:00'
    """
    clock = re.search(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*(?:([AaPp])\.?\s?[Mm]\.?)?", text)
    if clock is None:
        return None
    hour, minute = int(clock[1]), int(clock[2])
    if clock[3]:
        hour = hour % 12 + (12 if clock[3].lower() == "p" else 0)
    day = _stamped_day(text[: clock.start()], quote_date)
    if day is None or hour > 23 or minute > 59:
        return None
    zone = _zone(text[clock.end() :])
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(NEW_YORK)


def _stamped_day(text: str, quote_date: date) -> date | None:
    """The day that a header names, within a week of the quote date; that date where it names none."""
    week = [quote_date + timedelta(days=n) for n in range(WEEK.days)]
    iso = re.search(r"(\d{4}-\d{2}-\d{2})", text)
    if iso:
        return next((day for day in week if day.isoformat() == iso[1]), None)
    named = {int(digits) for digits in re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)}  # also in 3月23日
    return next((day for day in week if day.day in named), None) if named else quote_date


def _zone(text: str) -> tzinfo:
    """The zone after a clock time: an offset, UTC, a US zone, else New York."""
    offset = re.match(r"\s*(?:GMT|UTC)?\s*([+\-−])(\d{1,2})(?::?(\d{2}))?", text)
    if offset:
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if ahead < DAY:
            return timezone(ahead if offset[1] == "+" else -ahead)
    if re.match(r"\s*(?:GMT|UTC|Z)\b", text):
        return UTC
    us = re.match(r"\s*([CMP])[SD]?T\b", text)
    return ZoneInfo(US_ZONES[us[1]]) if us else NEW_YORK
