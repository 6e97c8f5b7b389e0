"""Replay through time: a history, a policy, an account, and what became of it."""
