"""Real collections out of Debian packages: what the benchmarks of search and label read."""
