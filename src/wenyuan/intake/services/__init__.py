"""Verbs of intake, a module for each group."""
