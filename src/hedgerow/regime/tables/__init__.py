"""The decision tables of the founding documents as data, a file a chapter."""
