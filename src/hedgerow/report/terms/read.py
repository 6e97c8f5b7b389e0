"""The market read: regimes, signals, decision tables, the hedge-size signal; and every input of the rules."""

from hedgerow.regime.inputs import INPUTS

ROWS = (
    ("rule_regime", "Regime by rule", "", "Band of VIX: compressed under 12, low to 15, normal to 22, elevated to 25, high to 30, above it a candidate for panic. It changes when VIX is a point past an edge, or three closes beyond it."),
    ("rule_confirmers", "Confirmed", "readings", "Of the readings that are known, those that one would expect with the regime. Missing ones are not counted."),
    ("model_regime", "Regime by model", "", "The likeliest of three states of a Markov switching model of daily returns, calm, normal and stress. Fitted on the ten years before this calendar year; the probability uses nothing later than the session."),
    ("model_probability", "Probability", "%", "Filtered probability of the state: what the model knew at the close."),
    ("regime_agreement", "Agreement", "% of sessions", "On which rule and model named the same of calm (under 15), normal and stress (from 25)."),
    ("decision_row", "Decision matrix", "", "The row of DT-01 that holds: VIX, its rank, implied less realized volatility and the term structure together."),
    ("signal_state", "State", "", "What the signal's table makes of it; otherwise its percentile of the year and its change."),
    ("signal_percentile", "Of its year", "0 to 100", "Share of the 252 sessions before that lay below, ties counted half; 200 must be known."),
    ("signal_change", "Change", "standard deviations", "The change over five sessions (ten for credit and the premium) in standard deviations of a year of such changes. Beyond one half it moves, beyond one and a half sharply."),
    ("curve_forward", "Priced between", "% a year", "Volatility that the VIX family prices between two of its tenors, variances subtracted: where the variance lies."),
    ("dashboard_line", "Line", "", "One of the ten of the dashboard (DT-18), and what it says when it is on."),
    ("line_state", "On", "", "Yes, no, or unknown where an input is missing: never no for want of data."),
    ("vote", "Vote", "", "For risk, against it, neutral, or unknown (DT-25)."),
    ("vote_score", "Score", "−1 to 1", "Mean of the known votes, for risk 1, against it −1; at least three must be known."),
    ("vote_robust", "Robust", "", "The side on which curve, skew and spot–vol agree."),
    ("structure_fits", "Structure", "", "What rows that hold name. Shown only where they rest on three inputs, and together with what confirms the regime on three independent sources."),
    ("structure_rows", "Named by", "", "Table and row."),
    ("structure_loss", "Loss", "", "Bounded, where the most it can lose is known when it is opened; open otherwise."),
    ("structure_risk", "Against it", "", "What it loses on, and what speaks against the rows that name it."),
    ("hedge_ratio_signal", "Hedge size", "% of the full hedge", "How much of the hedge that pairing and sizing call full the market asks for: a scorecard (DT-14) mapped to a ratio, with a floor, and followed only as far as a whole week agreed on."),
    ("hedge_score", "Score", "points", "Sum of the lines that hold."),
    ("hedge_range", "Range", "% of the full hedge", "What the lines that are unknown leave open."),
    ("hedge_level", "Level and change", "points", "Lines on where things stand and lines on where they go collide by nature (a high premium makes a hedge dear, a rising one calls for it): they are shown apart."),
    ("score_line", "Line", "points", "What it adds where it holds."),
    ("tail_bucket", "Bucket", "", "VIX calls, half above the future; S&P 500 puts, a tenth below the forward; straddles on quiet volatility (gold or oil): DT-15. All modelled."),
    ("tail_profit", "Profit", "dollars for one of premium", "What a dollar of premium is worth in the scenario, less the dollar; −1 is all of it."),
    ("tail_spend", "Spend", "% of the book", "Share of the least budget that goes to the bucket."),
    ("seller_size", "Seller's size", "times", "What a seller of volatility would scale the size by: the year's median volatility of ten sessions over today's."),
    ("rule_condition", "Where", "", "The conditions of the row, with the thresholds in force. Bands hold their lower edge and not their upper."),
    ("rule_margin", "Margin", "", "How far the inputs are on the side that holds; below 0 a condition fails by so much."),
    ("rule_added", "Added", "", "Closes a gap that the founding documents leave."),
    ("rule_threshold", "Threshold", "", "A number that rules compare with; a file of your own overrides it."),
    ("rule_claim", "Implies", "", "What the row implies of the sessions after it, in a form that can be tested; `hedgerow evidence` does."),
    *(
        (f"input_{of.key}", of.name[:1].upper() + of.name[1:], of.unit, of.meaning)
        for of in INPUTS.values()
    ),
)  # fmt: skip
