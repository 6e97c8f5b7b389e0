"""What volatility costs beyond what it turns out to be worth."""
