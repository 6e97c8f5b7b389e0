"""What volatility will be."""
