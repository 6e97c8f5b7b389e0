"""The wire formats of publishers: text in, rows in the columns of our tables out; no I/O.

A cell that is no number or no date comes along as unknown, so that ``market``'s cleaning counts it.
A document that is cut off, of another kind or of a layout not seen before raises
:class:`~hedgerow.errors.DataError` in one line.
"""
