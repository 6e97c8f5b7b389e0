"""Every figure of a page, with its unit and what it means.

The keys are those of the JSON document wherever it holds the figure, so that a page and
``docs/json.md`` speak of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A definition."""

    key: str
    name: str
    unit: str
    meaning: str


TERMS: dict[str, Term] = {
    key: Term(key, name, unit, meaning)
    for key, name, unit, meaning in (
        # the hedge
        ("put", "Put", "", "The right to sell at the strike until (American) or at (European) the expiration. It gains when the index falls and can lose no more than its price."),
        ("premium", "Premium", "USD, negative", "What the puts cost: contracts × multiplier × price a share."),
        ("premium_share", "Premium, share of the book", "% of net asset value", "The premium over the book's net value."),
        ("quoted", "Quoted", "", "The price comes from the quotes of an option chain of that session: the ask."),
        ("modelled", "Modelled", "", "No usable quote: the price is the value of the put on a volatility surface modelled from VIX and its relatives. Its error is named among the doubts."),
        ("measured", "Measured", "", "From daily returns up to the session of the answer; no option price is in it."),
        ("status", "Status", "ok or degraded", "Degraded: something that the answer rests on is missing, old or assumed; every reason is listed."),
        ("expiration", "Expiration", "date", "The last day of the put."),
        ("days", "Days", "calendar days", "To the expiration, from the session of the answer."),
        ("strike", "Strike", "USD a share or index points", "The price at which the put sells."),
        ("moneyness", "Strike over spot", "% from spot", "How far the strike lies from today's price of the instrument."),
        ("delta", "Delta", "per share", "Change of the put's value for 1 USD in the instrument; negative, spot delta, dividends included."),
        ("implied_vol", "Implied volatility", "% a year", "The volatility at which Black's formula gives the middle of bid and ask, or the surface's where modelled."),
        ("spot", "Spot", "USD a share or index points", "Price of the instrument: the parity spot of the option chain, or the unadjusted close."),
        ("price", "Price", "USD a share", "What is paid: the ask where quoted, the model's value where modelled."),
        ("option_symbol", "Option symbol", "", "The 21-character name of the Options Clearing Corporation: root, expiration, right, strike × 1000."),
        ("limit_price", "Limit price", "USD a share", "The most that the order should pay; its basis stands beside it."),
        ("bid_ask", "Bid and ask", "USD a share", "What the market pays, and what it asks."),
        ("spread", "Spread", "% of mid", "Ask less bid, over their middle."),
        ("quote_age_hours", "Age of the quote", "hours", "From the quote to the close of its session; a negative age is after it."),
        ("quote_session", "Session of the quotes", "date", "Whose market the quotes show: taken before the open, they are of the session before."),
        ("open_interest", "Open interest", "contracts", "Contracts that exist at the end of the day before."),
        ("multiplier", "Multiplier", "shares a contract", "One contract is on so many shares or index units."),
        ("exercise", "Exercise", "", "European: at the expiration only. American: on any day until then."),
        ("settlement", "Settlement", "", "Cash: the difference is paid. Physical: shares change hands."),
        ("rate", "Rate", "% a year, continuously compounded", "The risk-free rate to the expiration."),
        ("dividend_yield", "Dividend yield", "% a year, continuous", "What the instrument pays out, as the forward implies it or as its history shows."),
        # the book and its beta
        ("value", "Value", "USD", "Quantity × unadjusted price; negative for a short position."),
        ("weight", "Weight", "% of net asset value", "Value over the book's net value."),
        ("position", "Position", "", "A holding, by its symbol as the book names it."),
        ("kind", "Kind", "", "Equity (shares and funds), leveraged fund, option or cash."),
        ("quantity", "Quantity", "shares or contracts", "As the book gives it; unknown where it gives a value in dollars."),
        ("position_price", "Price of a position", "USD", "The unadjusted close, or the price given; its day, and whether it is adjusted for dividends and splits."),
        ("position_exposure", "What moves", "USD", "Dollars that move with the beta: the value, or an option's delta dollars."),
        ("underlying", "Underlying", "", "What an option is on, or what a fund follows without leverage."),
        ("held_beta", "Beta with the hedges held", "per 1", "The book's beta with the deltas of the hedges that it already holds."),
        ("beta", "Beta", "per 1", "Slope of daily returns on the benchmark's: by how many per cent it moves with 1 % of the benchmark."),
        ("beta_source", "Source of the beta", "", "Measured; given in the book; proxy (1, or a fund's multiple) where history is too short; 0 for cash; unknown for an option carried without one."),
        ("interval", "95 % interval", "", "Where the figure lies with 95 % confidence, errors robust to changing volatility and autocorrelation (HAC)."),
        ("downside", "Beta, falling days alone", "per 1", "The slope of a line through the days on which the benchmark fell, and through no other."),
        ("stress_beta", "Beta in falls, β + γ", "per 1", "The slope in falls of one bent line through all days. It differs from that of the falling days alone, whose line need not meet the rises at zero; a hedge is sized by this one, where it is significant."),
        ("contribution", "Adds to beta", "per 1", "Weight × beta: its part of the book's beta."),
        ("contribution_dollars", "Adds to dollar beta", "USD of benchmark", "Its part of the dollars of benchmark that the book behaves like."),
        ("dollar_beta", "Dollar beta", "USD", "Value × beta: how many dollars of the benchmark the book behaves like."),
        ("exposure", "Exposure", "USD of instrument", "Value × hedge ratio: how many dollars of the instrument the book behaves like."),
        ("observations", "Days", "sessions", "Daily returns on which the figure rests."),
        ("rolling", "Rolling beta", "per 1", "Beta over a window that moves through the history."),
        ("cusum", "CUSUM", "", "Largest cumulated score of the slope, in its own spread; 5 % of stable betas pass the bound of 1.358."),
        ("asymmetry", "Asymmetry", "per 1", "γ of the term γ·min(r, 0): how much steeper the book falls than it rises. It counts only where significant."),
        ("estimate", "Estimate", "per 1", "One way to measure the same beta; each has its own answer to noise, stale prices or outliers."),
        # pairing
        ("instrument", "Instrument", "", "The fund or index whose puts would hedge the book."),
        ("r_squared", "R²", "share, 0 to 1", "Share of the variance of the book's daily returns that the instrument explains, in sample."),
        ("r_squared_interval", "95 % interval of R²", "", "By Fisher's transformation of the correlation."),
        ("effectiveness", "Variance removed", "% of the book's variance", "Out of sample: the ratio of the trailing year, held for 21 sessions, over the last year. Below zero the hedge would have added risk."),
        ("hedge_ratio", "Hedge ratio", "USD of instrument per USD of book", "The minimum-variance ratio Cov(book, instrument) / Var(instrument), ± its standard error."),
        ("residual_vol", "Left over", "% a year", "Volatility of what the instrument does not explain. No index put protects against it."),
        ("residual_dollars", "Left over, USD", "USD a year", "The same in dollars: one standard deviation of a year."),
        ("candidate_beta", "Its beta", "per 1", "The instrument's own beta to the benchmark."),
        # counts
        ("size_by", "Sized by", "", "The question that the count answers; each is spelled out under the table."),
        ("contracts", "Contracts", "whole contracts", "Rounded up from the raw count (a rest under a twentieth of a contract is left); for the budget rounded down."),
        ("raw", "Raw count", "contracts", "Before rounding."),
        ("needed", "Needed", "contracts", "What the question asks for, before those already held are taken off."),
        ("held", "Held", "contracts", "Contracts that the hedges in the book stand for, by this measure; below zero where more puts are sold than held."),
        ("coverage", "Covers now", "% of exposure", "Share of the exposure that the contracts offset for a small move today: N·M·S·|Δ| / E."),
        ("gearing_at_expiry", "Gearing at expiry", "per 1", "Dollars paid below the strike at expiry for each dollar that the book loses: N·M·S / E. Above 1 a deep enough crash is a gain."),
        ("delta_contracts", "Textbook count", "contracts", "The count that is neutral to a small move today: exposure / (S·M·|Δ|)."),
        ("worst_loss", "Worst at expiry", "% of the book, or USD", "The lowest profit and loss at expiry for moves between −30 and +10 %."),
        ("worst_move", "Worst move", "%", "The move of the instrument at which the worst occurs; usually the strike."),
        # scenarios
        ("move", "Move", "%", "Of the instrument; the book follows by its hedge ratio."),
        ("unhedged", "Unhedged", "USD", "Without any hedge, not even those held: exposure × move, and what other options of the book add."),
        ("existing", "As it stands", "USD", "The book at the roll with the hedges that it already holds and no other."),
        ("hedged", "Hedged, at the roll", "USD", "With the puts revalued on the day they are rolled, volatility risen by the named rule."),
        ("hedged_at_expiry", "Hedged, at expiry", "USD", "With the puts worth their payoff."),
        ("sold", "Sold instead", "USD", "With the named share of the book sold, so that it loses the same at −20 % at the roll."),
        ("sold_share", "Share to sell", "% of the book", "Sold instead of hedging, for the same loss at −20 % at the roll. Above 100 % no sale does it."),
        ("textbook", "Textbook, at expiry", "USD", "With the textbook (delta) count held to expiry."),
        ("residual", "Residual band", "USD", "Half width: what the instrument does not explain moves the book by less than this in 9 of 10 cases, for a normal distribution."),
        ("convex", "Convex region", "%", "Move below which a further fall is a gain at expiry; unknown where the book keeps losing."),
        ("itm_probability", "Ends in the money", "%", "Risk-neutral probability that the put is worth something at its expiration; beside it how often the instrument has ended below that moneyness in the past (overlapping windows, far fewer are independent)."),
        ("rebound", "Rebound needed", "% of what is left", "Gain that makes a loss good: 1 / (1 − loss) − 1."),
        ("aftermath", "Profit and loss since", "USD", "Since the hedge was bought, before trading costs; the puts' with those already closed."),
        ("carry", "Carry", "USD a month", "What the puts lose in a month at an unchanged index when they are rolled before they expire, those already held included, at their own volatility; and repriced on today's surface."),
        ("put_break_even", "Put has paid for itself below", "% move at expiry", "Below this move the put has paid for itself: (K − P) / S − 1."),
        ("book_break_evens", "Book breaks even at", "% move at expiry", "Moves at which the hedged book neither gains nor loses."),
        # cost, grid, venues
        ("vix", "VIX", "points", "Implied volatility of the S&P 500 over 30 days, as an index."),
        ("horizon_days", "Rolled after", "calendar days", "From now to the roll: with the named days left, or half-way for puts with less than twice as many."),
        ("cost_a_year", "Cost of a year", "USD, or % of the book", "What the puts lose until their roll at an unchanged index, at their own volatility, times the rolls in a year: premiums of different days on one footing."),
        ("price_share", "Price over spot", "% of spot", "The put's price at that VIX, as a share of the instrument's price."),
        ("otm5", "Put 5 % below", "% of spot", "The same for a strike at 95 % of spot."),
        ("floor_loss", "Floor", "USD", "Profit and loss at expiry in the deepest fall considered."),
        ("cost_per_gain", "Cost per gain", "USD per USD", "Premium over what the put gains in that fall at its own roll, so after different days."),
        ("cost_per_vega", "Cost per vega", "USD per USD", "Premium over the gain for one more point of volatility."),
        ("cost_per_delta", "Cost per delta", "USD per USD", "Premium over the dollars of instrument offset now."),
        ("venue", "Venue", "", "The same index as a fund or as an index option: exercise, settlement, tax and size differ."),
        ("tax_class", "Tax class", "", "Section 1256 of the US tax code: 60 % long-term, 40 % short-term, marked at the year's end. Others are taxed by holding period. An estimate, not tax advice."),
        ("contract_dollars", "One contract", "USD", "Spot × multiplier: the dollars of index behind one contract."),
        ("granularity_error", "Rounding error", "% of raw count", "How far the whole count lies above the raw one; below zero where a rest under a twentieth of a contract is left."),
        ("score", "Score", "0 to 1", "Of the criteria that are known; their share stands beside it. It ranks, it does not choose."),
        # the book already has
        ("delta_dollars", "Delta dollars", "USD", "Gain for +100 % of the underlying, to first order: how many dollars of it an option behaves like."),
        ("gamma_dollars", "Gamma", "USD per 1 %", "Change of the delta dollars for 1 % in the underlying."),
        ("vega_dollars", "Vega", "USD per vol point", "Change of value for one more point of volatility."),
        ("role", "Role", "", "Hedge: netted from the count. Sold: a put sold beside hedges, counted against them. Due: a hedge too near its end to be counted. Early: one that ends before the plan does, not counted. Exposure: part of the book."),
        ("effective_exposure", "Effective exposure", "USD", "Value × the multiple that a leveraged fund promises."),
        ("drag", "Drag", "% a year", "What daily resetting takes from log growth at the realized volatility of what the fund tracks: −½ L(L − 1)σ²."),
        ("proxy", "Proxy", "", "What stands for a position without enough history of its own."),
        ("gross", "Long, short, gross, net", "USD", "What rises with its underlying, what falls, the sum of both sizes, and their difference; options count by delta dollars, leveraged and inverse funds by what they stand for, hedges are left out."),
        ("multiple", "Multiple", "per 1", "What a leveraged fund promises of one day's return; measured: the slope of its daily returns on what it tracks."),
        ("liquidity_rank", "Liquidity rank", "0 is the most liquid", "Of the options, by the traded volume that exchanges publish."),
        # verification
        ("ours", "Ours", "of the result", "What this installation gives, in as many decimals as the tolerance tells apart."),
        ("reference", "Reference", "of the result", "What the source prints, or what an identity forces."),
        ("difference", "Difference", "of the result", "Ours less the reference."),
        ("tolerance", "Tolerance", "of the result", "Largest difference that counts as equal: half the last printed digit, or what the source says."),
        # concentration, basket
        ("gross_weight", "Weight, gross", "% of gross value", "Value over the sum of the sizes of all positions."),
        ("herfindahl", "Herfindahl index", "0 to 1", "Sum of the squared weights; 1 for a single name."),
        ("effective_names", "Effective names", "names", "1 / Herfindahl: equal positions that would be as concentrated."),
        ("idiosyncratic_share", "Own risk", "% of variance", "Share of the book's variance that the names' own moves make up, taken as uncorrelated; at least this where some are not known."),
        ("share_of_residual", "Share of own risk", "%", "A position's part of what the index leaves unexplained."),
        ("share_of_book_vol", "Share of volatility", "%", "A position's part of the book's volatility."),
        ("single_put", "Put of its own", "", "Whether a put on the name itself is worth a look."),
        ("implied_correlation", "Implied correlation", "0 to 1", "The correlation of the names at which the index would have its implied volatility, if they were the index. Outside 0 to 1 it is none: the volatilities do not belong together."),
        ("basket_ratio", "Basket over index", "times", "Premium of puts on every name over that of index puts on the same dollar beta."),
        ("commission", "Commission", "USD a year, negative", "Of buying and rolling the contracts."),
        ("shock", "Correlation shock", "per 1", "The beta if correlations rose by the share θ of the way to 1, ρ + θ(1 − ρ), and volatilities by the factors shown."),
        ("drawdown", "Drawdown", "%", "Of today's weights from their highest level of so many sessions. It asks for a review, never for a size."),
        # volatility, realized
        ("realized_vol", "Realized volatility", "% a year", "How much the price moved: √252 times the root mean square of daily log returns. 16 % a year is a day of about 1 %."),
        ("estimator", "Estimator", "", "A formula for the same volatility. Closes alone, or open, high and low besides, which need fewer sessions for the same accuracy."),
        ("vol_interval", "90 % interval", "% a year", "Where the volatility of these sessions lies with 90 % confidence, had it been constant in them. It says nothing of the next ones."),
        ("standard_error", "± error", "of the figure", "One standard error: in about two of three cases the truth lies within it."),
        ("session_only", "Session only", "", "What happens between a close and the next open is left out: no match for implied volatility, which holds the nights."),
        ("sessions", "Sessions", "trading days", "A year has 252 of them, a month 21, a week 5."),
        ("whole_bars", "Whole bars", "sessions", "Sessions of which open, high and low are known beside the close."),
        ("repeated_opens", "Opens that repeat", "%", "Share of opens equal to the close before: there the source knew none, and the night counts within the session."),
        ("split", "Suspected split", "", "A move so near to what a split makes of a price that nobody may have adjusted for it."),
        ("acceleration", "5 over 21 sessions", "times", "Volatility of the last 5 sessions over that of the last 21: above 1 it rises; from 1.3 on it accelerates."),
        ("session_vol", "Volatility of a session", "% a year", "From returns of a few minutes between open and close; the night is no part of it."),
        ("vol_with_overnight", "With the night", "% a year", "The same with the squared return from the close before to the open added to the variance."),
        ("realized_variance", "Realized variance", "a year", "Sum of the squared returns of the session, × 252: the square of its volatility."),
        ("bipower_variance", "Bipower variance", "a year", "From products of neighbouring returns: what a single jump hardly moves."),
        ("jump_variance", "Jump variance", "a year", "Realized less bipower variance, not below 0."),
        ("jump_share", "In jumps", "% of variance", "Part of the variance within the day that came at once rather than little by little."),
        ("jump_z", "Jump z", "standard deviations", "About normal where nothing jumps; above 2.33 in 1 % of such sessions, so above it a jump is likely."),
        ("overnight_variance", "Night", "variance a year", "Squared log return from the close before to the open, × 252."),
        ("bar_coverage", "Bars there", "%", "Share of the session's bars that the data hold; under 90 % its variance is unknown."),
        ("grids", "Grids", "", "Starting points of the returns over which the variances are averaged."),
        # volatility, cone
        ("cone", "Cone", "% a year", "Quantiles of realized volatility over windows of one length in the whole history. Short windows vary more than long ones, which average storms away."),
        ("percentile", "Percentile", "0 to 100", "Share of its history that lay below today's figure, ties counted half."),
        ("separate_windows", "Separate windows", "", "Observations over window: overlapping ones repeat each other, so about so many count."),
        ("overlap_factor", "Overlap factor", "times", "By what the variance of the observed variances must be multiplied, because windows overlap."),
        # volatility, tails
        ("deviations", "Beyond", "standard deviations", "Days that moved by more than so many times the standard deviation."),
        ("days_beyond", "Days beyond", "% of days", "How often it happened."),
        ("independent_interval", "95 %, days independent", "%", "Exact interval of the share if days knew nothing of each other [CP34]."),
        ("clustered_interval", "95 %, clustered", "%", "Interval of the share from histories redrawn in blocks of 21 days: large moves come together, so it is wider. Unknown where no day did it."),
        ("normal_share", "If normal", "% of days", "How often it would happen if returns were normal."),
        ("ratio", "As often", "times", "How many times as often as a normal distribution says."),
        ("surprise", "Given the evening before", "% of days", "Each day measured by the volatility known the evening before, weighted exponentially: what is left is surprise."),
        ("qq", "Q–Q plot", "standard deviations", "Each return at its size, over where it would lie if returns were normal. On the line: normal. Below it on the left, above it on the right: fat tails."),
        ("moment", "Moment", "", "Mean and volatility a year; skewness and excess kurtosis are 0 for a normal distribution, corrected for small samples."),
        ("moment_interval", "95 % interval", "of the figure", "From histories redrawn in blocks of 21 days. It never draws a worse day than happened, so of the kurtosis its upper end is a lower bound."),
        ("normal_error", "± if normal", "of the figure", "What the error would be if returns were normal and independent, which is what is in doubt."),
        ("skewness", "Skewness", "", "Below 0: falls are larger than rises. 0 for a normal distribution."),
        ("excess_kurtosis", "Excess kurtosis", "", "How much more often than a normal returns lie far out, and near the middle. 0 for a normal distribution."),
        ("tailedness", "Type of tails", "", "Leptokurtic: fat tails, the interval of the excess kurtosis above 0. Platykurtic: thin, below. Mesokurtic: it contains 0."),
        ("jarque_bera", "Jarque–Bera", "", "n/6 · (skewness² + kurtosis²/4): large where returns are not normal; p is the chance of a larger one if they were."),
        ("tail_index", "Tail index", "", "α of the power law that the largest moves follow. The smaller, the fatter; near 3 for most shares, and moments of order α and above do not exist."),
        ("tail_size", "Largest moves taken", "days", "On so many the tail index rests: chosen where they are nearest to a power law."),
        ("threshold", "Tail begins at", "% in a day", "The size of move beyond which the power law was fitted."),
        ("tail_distance", "Distance", "0 to 1", "Greatest distance between the moves beyond the threshold and the fitted power law."),
        # volatility, implied
        ("vol_index", "Volatility index", "points", "What options imply for the next 30 days, as their exchange publishes it: 20 points are 20 % a year. It includes a premium for bearing risk."),
        ("subsequent", "Implied less subsequent", "vol points", "The index less the volatility of the 21 sessions after it: what the seller of volatility earned, before costs."),
        ("subsequent_interval", "95 % interval", "of the figure", "From histories redrawn in blocks of three horizons, because windows overlap."),
        ("hit_rate", "Implied above", "% of days", "How often the index exceeded the volatility that followed."),
        ("median_ratio", "Implied over subsequent", "times", "Median of the index over the volatility that followed."),
        ("inside", "Inside", "% of days", "How often a day moved by less than the index of the evening before implied: so many times index/√252."),
        ("spot_vol", "Spot and volatility", "−1 to 1", "Correlation of daily returns with the change of VIX, in points or of its logarithm."),
        ("spot_vol_state", "State", "", "Read off 63 days: inverted at 0 and above, weak to −0.5, normal to −0.9, below that tight, or crash where VIX moved by over two of its standard deviations in 5 days."),
        ("spot_vol_z", "VIX over 5 days", "standard deviations", "Change of ln VIX over 5 days by the standard deviation of a year of such changes."),
        # volatility, ahead
        ("forecast_vol", "Forecast", "% a year", "Root of the variance expected over the sessions ahead, all of them together: a mean, in which storms weigh, so that what comes lies more often below it than above."),
        ("forecast_interval", "Range", "% a year", "Quantiles of what came after such forecasts, widened until ranges made with what was known at their time held the named share of what came; how many did stands beside it. Unknown under 5 sessions, or with too few tests."),
        ("forecast_model", "Model", "", "A way to forecast. All are tested on the same past days, on which they knew only what was known then."),
        ("members", "Forecasts behind it", "", "More than one for a combination."),
        ("one_day", "One day", "points or USD", "One standard deviation of the next session. If returns were normal one day in three would go beyond it; mostly fewer do. By what options imply it holds a premium, yet is no upper bound."),
        ("expected_move", "Expected move", "% and points or USD", "One standard deviation over so many sessions: volatility × √(sessions/252). If returns were normal 68 % of such stretches would stay inside."),
        ("garch", "GARCH family", "", "Models in which yesterday's surprise moves today's variance; GJR and EGARCH let falls weigh more. Fitted to the whole history, Student-t shocks."),
        ("persistence", "Persistence", "0 to 1", "Share of a shock to the variance that is left a session later."),
        ("half_life", "Half-life", "sessions", "How long a shock to the variance takes to halve: ln ½ / ln persistence."),
        ("long_run_vol", "Long-run volatility", "% a year", "Where the model's volatility settles. Fragile where the persistence is near 1: its third decimal moves it by points."),
        ("log_likelihood", "Log-likelihood", "of returns in %", "The larger, the better the model fits the past it was fitted to."),
        ("converged", "Converged", "", "Whether the search for the parameters came to an end; if not, trust none of them."),
        ("garch_parameter", "Parameters", "of daily returns", "As in the formulas: μ mean, ω level, α shock, γ fall, β memory, ν degrees of freedom of the shocks (the smaller, the fatter their tails)."),
        ("with_events", "With announcements", "% a year", "Long-run volatility, today's deviation from it, and the named days at their own volatility, variances added; the range is that of the forecast, with the days in both its ends."),
        # volatility, record
        ("qlike", "QLIKE", "", "Loss of a forecast of variance: realized/forecast − ln(realized/forecast) − 1, on average. 0 is perfect; it ranks rightly although the truth is only seen through noise."),
        ("diebold_mariano", "Diebold–Mariano", "t and p", "How surely a model loses to the best: t of the difference of their losses, errors robust to overlap. Above 2, or p below 0.05: surely."),
        ("r_squared_vol", "R² of volatility", "%", "Share of the variance of realized volatility that the forecast explains; below 0 it is worse than the mean known afterwards."),
        ("r_squared_log", "R² of its logarithm", "%", "The same of the logarithm, which no single storm decides."),
        ("bias", "Bias", "vol points", "Root of the mean forecast less root of the mean realized variance: above 0 it expected too much."),
        ("mincer_zarnowitz", "Mincer–Zarnowitz", "", "Realized variance regressed on the forecast: intercept 0 and slope 1 if it is unbiased at every level; p is the chance of lying so far off if they were."),
        ("confidence_set", "Among the best", "", "In the 90 % model confidence set: the models that cannot be told from the best; p is the size of the test at which it leaves."),
        ("scored_sessions", "Forecasts scored", "sessions", "Days at whose end every scored model had a forecast and the future is known by now."),
        ("separate_targets", "Separate targets", "", "Forecasts over horizon: targets overlap, so about so many count."),
        # volatility, basket and size
        ("by_variance", "Average correlation", "0 to 1", "From the basket's variance and its members': how far they move as one. 1: nothing diversifies away."),
        ("by_pairs", "Of the pairs", "0 to 1", "The correlations of all pairs, averaged by weight."),
        ("size_factor", "Size", "times the usual", "Median volatility of 10 sessions over today's: a position of that size is as volatile as usual. Its square where the position is short gamma."),
    )
}  # fmt: skip


def defined(keys: Iterable[str]) -> list[Term]:
    """The terms in use, in the order of the glossary.

    >>> [term.name for term in defined(["strike", "premium"])]
    ['Premium', 'Strike']
    """
    used = set(keys)
    unknown = used - TERMS.keys() - {""}
    if unknown:
        msg = f"no definition of {', '.join(sorted(unknown))} in the glossary"
        raise KeyError(msg)
    return [term for key, term in TERMS.items() if key in used]
