"""Definitions for the glossary, a file a chapter: rows of key, name, unit and meaning."""
