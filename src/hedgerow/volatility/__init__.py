"""The chapters of the subject."""
