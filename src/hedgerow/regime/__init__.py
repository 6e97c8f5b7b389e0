"""What state the market is in: signals, decision tables as data, regimes, the hedge they ask for, and the evidence."""
