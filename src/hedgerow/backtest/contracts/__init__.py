"""What an account may hold: options, futures, shares and variance swaps, each with its course."""
