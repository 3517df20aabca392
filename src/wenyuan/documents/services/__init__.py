"""Verbs about documents, a module for each group."""
