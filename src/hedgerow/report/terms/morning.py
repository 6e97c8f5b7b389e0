"""The card of a morning."""

ROWS = (
    ("day_sigma", "One standard deviation of the session", "points", "1.2533 times the nearest straddle, over the root of the sessions to its expiration. Never over their number: a fifth of a week's straddle is no day's move. Without a straddle: price times a volatility index over √252."),
    ("day_band", "Band of the session", "points", "So many standard deviations around the last close. No limit: a normal session ends outside one of them 32 % of the time."),
    ("used", "Used", "% of one standard deviation", "How far the price has gone since the close, whatever the side. Under 50 %: normal. 50 to 100 %: used. From 100 %: exceeded. Nothing says that the price comes back."),
    ("beyond", "Further than that", "% of sessions", "How often a normal session goes further than the price has gone already."),
    ("price_now", "Price now", "points", "As given by --last, or by put–call parity of a chain that was quoted since the close."),
    ("pin_distance", "Distance", "standard deviations", "From the price of the chain to the strike, over one standard deviation of the session."),
    ("pin_share", "Share of gamma", "% of gross gamma", "Gamma of the open interest at the strike, calls and puts without signs, over that of the whole chain."),
    ("week_ratio", "Implied over realized week", "times", "Volatility of the straddle, or the index, over that of the last five sessions. Above 1.3 more is priced than moved, which is so on most days: no signal by itself."),
    ("envelope", "Estimate without options", "points", "What is usual, plus what volatility now stands above or below it, plus the day's announcements as they are priced, added as variances. Volatility now: the root of the mean variance of a week, a month and what is usual."),
    ("age", "Age", "sessions", "Behind the last close before the session ahead; 0 is as new as can be. Of quotes also the hours to its open."),
)  # fmt: skip
