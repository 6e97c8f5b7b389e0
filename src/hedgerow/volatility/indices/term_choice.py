"""Which two expirations an index is made of.

*VIX* (options on the S&P 500, 30 days): the Fridays more than 23 and up to 37 calendar days ahead, of which there are always
two; on third Fridays the options settled at the open, on the others those settled at the close [CboeVIX22, step 1]. (The
document says "less than 37 days", to the minute; its example rolls on a Wednesday to the Fridays 30 and 37 days ahead.)

*Every other index*: the two expirations next to the target, one on either side, among its candidates. What those are is no
formula but a rule of each index. These are fitted, not read in a document: VIX9D, VIX3M, VIX6M and SKEW to the published closes of
13 chains taken at the close, VXN to one; of VVIX there were only two, taken hours from a close, which do not tell the week's rule
from the months on either side:

    VIX9D, VIX3M          Fridays
    VIX6M                 third Fridays
    VXN, VVIX, SKEW       monthly expirations at least seven days ahead, so that both may lie beyond the target (as VIX
                          itself was made until October 2014)
    any other             Fridays; under a week, and where no Fridays lie around the target, every expiration

(Fridays, because the hours between them hold one weekend each; what lies between a Friday and a Monday would count two
quiet days as two ordinary ones.) Where all candidates lie on one side, the two nearest stand and the line through them is continued. Of two roots that expire
on one day the underlying's own stands (SPX beside SPXW); roots of other deliverables (2SPY, adjusted ones) are never taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from hedgerow.market.calendar import session_on_or_before
from hedgerow.market.expirations import (
    FRIDAY,
    monthly_expiration,
    vix_settlement,
    weekly_expirations,
)
from hedgerow.market.instruments import behind_option
from hedgerow.market.quote_columns import Listing
from hedgerow.market.settlement import MINUTES_PER_YEAR
from hedgerow.volatility.indices.vix import MINUTES_PER_DAY

Family: TypeAlias = Literal["vix", "fridays", "third fridays", "monthly", "every"]
"""Candidates: the two Fridays of VIX; Fridays; third Fridays; monthly ones at least a week ahead; every expiration."""
FAMILIES: Mapping[tuple[str, float], Family] = {
    ("SPX", 9.0): "fridays",
    ("SPX", 30.0): "vix",
    ("SPX", 93.0): "fridays",
    ("SPX", 184.0): "third fridays",
    ("SPY", 30.0): "vix",
    ("XSP", 30.0): "vix",
    ("NDX", 30.0): "monthly",
    ("VIX", 30.0): "monthly",
}
"""By underlying and days, of the indices that are published, and of the other options on the S&P 500."""
WEEK = 7.0
"""Days from which Fridays are the candidates of an index without a rule of its own."""
ROLLED: tuple[Family, ...] = ("vix", "monthly")
"""Families whose two terms may lie on one side of the target by rule."""
AFTER, UP_TO = 23, 37
"""Calendar days between which the two Fridays of VIX lie."""
ROLL = 7
"""Calendar days ahead that the nearest of the monthly expirations is at least."""


@dataclass(frozen=True, slots=True)
class TermPair:
    """Places of the near and the next listing; None where there is none."""

    near: int | None
    next: int | None
    family: Family
    """What they were chosen from."""
    by_rule: bool
    """Whether the rule of the index could be followed; it needs expirations that a chain may lack."""
    surround: bool
    """Whether the target lies between the two."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Listings that may be terms, of one chain."""

    listings: tuple[Listing, ...]
    underlying: str
    today: date
    """Day of the quotes, which calendar days are counted from."""
    usable: tuple[int, ...]
    """Places of listings with a variance, one a day, by settlement."""

    @classmethod
    def of(
        cls, listings: Sequence[Listing], underlying: str, today: date, usable: Sequence[int]
    ) -> Terms:
        """Of the ``usable`` places, one an expiration: the underlying's own root, else another of its roots."""
        found: dict[date, int] = {}
        for i in sorted(usable):
            one = listings[i]
            use = behind_option(one.root)
            if use is None or use.symbol != underlying:
                continue
            if one.expiration not in found or one.root == underlying:
                found[one.expiration] = i
        return cls(tuple(listings), underlying, today, tuple(sorted(found.values())))

    def pair(self, days: float, family: Family | None = None) -> TermPair:
        """The near and the next term of a target, by the index's own rule unless a ``family`` is given.

        Where the rule does not lead to two terms, or not to two around the target although there are such, every
        expiration is a candidate.
        """
        rule = family or FAMILIES.get((self.underlying, float(days)))
        family = rule or ("fridays" if days >= WEEK else "every")
        candidates = self._candidates(family)
        follows = len(candidates) > 1 and (family in ROLLED or self._surround(candidates, days))
        if not follows and (len(candidates) < 2 or self._surround(self.usable, days)):
            return self._nearest(self.usable, days, "every", by_rule=rule in {None, "every"})
        return self._nearest(candidates, days, family, by_rule=True)

    def _candidates(self, family: Family) -> list[int]:
        every = list(self.usable)
        if family == "every" or not every:
            return every
        last = max(self.listings[i].expiration for i in every)
        if family in {"vix", "fridays"}:
            dates = set(weekly_expirations(self.today, last))
        else:
            rule = vix_settlement if self.underlying == "VIX" else monthly_expiration
            first = 12 * self.today.year + self.today.month - 1
            months = range(first, 12 * last.year + last.month)
            dates = {rule(m // 12, m % 12 + 1) for m in months}
        found = [i for i in every if session_on_or_before(self.listings[i].expiration) in dates]
        if family == "vix":
            return [i for i in found if AFTER < self._days_to_friday(i) <= UP_TO]
        return [i for i in found if family != "monthly" or self._days(i) >= ROLL]

    def _days(self, i: int) -> int:
        return (self.listings[i].expiration - self.today).days

    def _days_to_friday(self, i: int) -> int:
        """To the Friday of its week, which may be a holiday after the expiration."""
        last = session_on_or_before(self.listings[i].expiration)
        return (last - self.today).days + FRIDAY - last.weekday()

    def _minutes(self, i: int) -> float:
        return self.listings[i].expiry * MINUTES_PER_YEAR

    def _surround(self, places: Sequence[int], days: float) -> bool:
        target = days * MINUTES_PER_DAY
        minutes = [self._minutes(i) for i in places]
        return any(m <= target for m in minutes) and any(m > target for m in minutes)

    def _nearest(
        self, places: Sequence[int], days: float, family: Family, *, by_rule: bool
    ) -> TermPair:
        """The last up to the target and the first after it; two on one side where there is none on the other."""
        target = days * MINUTES_PER_DAY
        before = [i for i in places if self._minutes(i) <= target]
        after = [i for i in places if self._minutes(i) > target]
        two = [*before[-1:], *after[:1]] if before and after else before[-2:] or after[:2]
        near, following = (*two, None, None)[:2]
        return TermPair(near, following, family, by_rule, bool(before and after))
