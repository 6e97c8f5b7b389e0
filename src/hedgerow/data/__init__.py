"""The outside world: book files, market-data files, the offline default."""
