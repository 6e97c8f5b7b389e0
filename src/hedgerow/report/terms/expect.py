"""How far options price the price to go."""

ROWS = (
    ("priced_move", "Expected move", "points or %", "Half of a band around the forward. Which band it is, the convention says: one implied standard deviation, the straddle, or 0.85 of it."),
    ("move_convention", "Convention", "", "one_sigma: 1.2533 times the straddle, one standard deviation. straddle: its price, the mean distance between price and forward. eighty_five: 0.85 of it. The same quotes, three widths."),
    ("straddle_price", "Straddle", "points", "A call and a put at the forward, from the smile: 2 × forward × (2N(σ√T/2) − 1), discounted."),
    ("quoted_straddle", "Quoted straddle", "points", "Middle of bid and ask of call and put at the listed strike next to the forward."),
    ("trading_vol", "Volatility by sessions", "% a year of 252 sessions", "The straddle's volatility over the sessions that are left, the night before each a quarter of it. Over a weekend it stands above the calendar's."),
    ("normal_coverage", "Normal coverage", "% of cases", "How often the price would end inside the band if moves were normal with exactly the implied volatility."),
    ("measured_coverage", "Measured coverage", "% of cases", "How often it did, over the history of the volatility index; 95 % interval for clustered days. More than normal, for implied volatility stands above what follows on average, and an index above the volatility at the money."),
    ("move_ratio", "Realized over implied", "times", "How far the price went over one implied standard deviation. 0.80 on average if options priced moves fairly and these were normal."),
    ("effective_observations", "Windows without overlap", "", "Moves of several sessions overlap; so many of them share no day."),
    ("event", "Event", "", "FOMC decisions and releases of US consumer prices from public calendars, and your own from --events. Earnings and elections are not in them."),
    ("event_priced", "Priced for the day", "% of the price", "One standard deviation of the whole day of the event: the variance between the expirations around it, less that of the ordinary days among them. Beside it stands an ordinary day, by the expirations around: what is more is the event's."),
    ("bucket_vol", "Volatility from one to the next", "% a year", "Forward volatility from the expiration before to this one: where it stands out, something is priced between them."),
    ("pace", "Implied week over realized week", "times", "Volatility priced for the next five sessions over that of the last five. Above 1.3 on most days: no signal by itself."),
    ("horizon", "Horizon", "sessions", "Trading sessions from the quotes; the day on which they are over stands beside it: at its close, or at the hour of the quotes where these are of within a session."),
)  # fmt: skip
