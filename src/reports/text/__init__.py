"""Helpers that work on plain strings: lines, dates, datelines, boilerplate. No spaCy, no I/O but package data."""
