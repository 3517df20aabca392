"""The terms that an uploader accepts; the pages show their text."""

CURRENT = "2026-11-25"
"""The date of the terms in force, kept with each upload that accepted them."""
