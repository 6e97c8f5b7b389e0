"""The record of rules, signals and claims."""

ROWS = (
    ("evidence_claim", "Claim", "", "What a row, or a sentence of the founding documents, says of the sessions after: that an outcome is higher or lower than on other days. Some rows claim nothing."),
    ("evidence_verdict", "Verdict", "", "Supported: the sign that is claimed, q up to 10 %, 0 outside the interval, the same sign in both halves. Weak: the sign and a t beyond 1, but not all of that. Opposite: as sure, the other way. Too few: under 10 separate times or windows. No data: nothing to test it on."),
    ("evidence_days", "Days", "", "On which the row holds; of those on which everything that it asks for, and that has a history, is known."),
    ("evidence_frequency", "Holds", "% of days", "Share of the days known on which the row holds."),
    ("evidence_spells", "Times", "", "Separate times: runs that begin after 21 sessions elsewhere; one that lasts longer than a year counts once a year."),
    ("evidence_windows", "Windows", "", "Effective observations: windows of the outcome that share no session, of the days on which the row holds or of the others, whichever are fewer."),
    ("evidence_outcome", "Outcome", "", "Of the 5, 21 or 63 sessions after the day: log return of the S&P 500, its zero-mean volatility a year, or the premium, which is VIX on the day less that volatility."),
    ("evidence_mean", "Mean", "% or points", "Mean outcome after days on which the row holds."),
    ("base_rate", "Otherwise", "% or points", "Mean outcome after the other days: what comes anyway."),
    ("evidence_effect", "Effect", "% or points", "The difference of the two means; of a signal, what its rise by one standard deviation goes with."),
    ("evidence_error", "± error", "% or points", "Standard error after Newey and West with lags of twice the outcome [NW87]: neighbouring days share most of their future."),
    ("evidence_interval", "95 %", "% or points", "Interval of the effect, by Student's t with one degree less than there are windows."),
    ("evidence_q", "q", "", "Of all claims tested that look at least as sure, the share that chance would bring [BH95]."),
    ("evidence_halves", "Halves", "% or points", "The effect in the first and in the second half of the days known: whether it held."),
    ("evidence_fifths", "Fifths", "% or points", "Mean outcome with the signal in the lowest and in the highest fifth of its days."),
    ("evidence_measured", "Measured", "", "What the sentence came to on this history."),
    ("evidence_lacking", "Lacking", "", "The history that would be needed to test it."),
)  # fmt: skip
