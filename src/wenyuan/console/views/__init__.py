"""The staff pages, a module for each concern."""
