"""Keeps the processes of a library running: starts them in order, restarts what dies, stops them cleanly."""
