"""Compiled loops, private to this room: contiguous doubles in and out, no checks, no names of the market.

Each loop runs twice over its block: once without a branch, so that it becomes vector instructions,
then over the few elements that are not ordinary (zero, infinite, missing), one by one. Nothing here
compiles before it is called; what was compiled once is read from the cache.
"""
