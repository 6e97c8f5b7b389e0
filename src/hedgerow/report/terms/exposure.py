"""What dealers would have to trade."""

ROWS = (
    ("dealer_convention", "Convention", "", "Which side of every option dealers are assumed to be on. Nothing public says it; the sign of every figure on this page follows from it."),
    ("gamma_exposure", "Gamma exposure (GEX)", "USD of delta per 1 %", "By how many dollars the delta of the dealers' options grows when the price rises by 1 %: Σ sign × gamma × open interest × multiplier × price² × 0.01. Positive: hedgers sell rises and buy falls, which damps moves. Negative: they run after the price."),
    ("gross_gamma", "Gross gamma", "USD of delta per 1 %", "The same sum without signs: how much option gamma there is, whoever is on which side."),
    ("gamma_flip", "Flip", "price", "Where the gamma of the whole chain changes sign, every option revalued at every price on the way. Volatilities stay with their strikes, or move with the price; the two answers bound what is not known of that."),
    ("vega_exposure", "Vega exposure (VEX)", "USD per point", "What the dealers' options gain when every implied volatility rises by one point."),
    ("weighted_vega", "Vega at 30 days", "USD per point", "Vega times √(30 days / time to expiration): when volatility moves, the near one moves more."),
    ("vanna_exposure", "Vanna", "USD of delta per point", "By how many dollars the delta of the dealers' options changes when every implied volatility rises by one point."),
    ("charm_exposure", "Charm", "USD of delta per day", "By how many dollars that delta changes until tomorrow, or until the settlement of what settles sooner, at today's pace and with nothing else moving."),
    ("delta_exposure", "Delta", "USD", "Dollars of the underlying that the dealers' options stand for, before any hedge."),
    ("hedging_flow", "What hedgers would trade", "USD, positive is buying", "Who keeps the sum hedged sells what it gains in delta and buys what it loses."),
    ("pin", "Pin candidate", "", "A strike within one expected daily move whose gross gamma is among the tenth with the most. Around it hedging is densest; that the price ends there is a conjecture."),
    ("open_interest_counted", "Open interest counted", "contracts", "Contracts whose volatility is known on the chain's surface, those that nobody bids for among them. It is the morning's count: what was opened during the day is not in it."),
    ("zero_day_share", "Settles within a session", "% of gross gamma", "How much of the gamma is gone after one more session; of quotes taken after a close, with the next one's."),
    ("opex_share", "Gone by the monthly expiration", "% of gross gamma", "Gross gamma of all options that settle up to and on the next third Friday."),
    ("daily_move", "Expected daily move", "% of the price", "One standard deviation of one session: the variance at the forward to the close of the next whole session, by sessions, so that a weekend is no lull."),
)  # fmt: skip
