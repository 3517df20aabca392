"""Hostile files, made by generators when the tests run; nothing binary is kept."""
