"""What VIX futures say: curve, basis, roll, the index that rolls them, and the funds that follow it.

Prices of futures are VIX points, as they are quoted, and so is VIX beside them; returns are simple decimals.
"""
